"""One file for each upstream: its wire shape, its traps and nothing else.

Every adapter holds its questions (``question.py`` states what they promise), ``desk.py`` is where they are put, and
``dois.py`` knows which registry is asked after which.
"""
