"""One file for each upstream: its wire shape, its traps and nothing else.

Every adapter takes identifiers and gives one three-valued answer for each; none raises for what an upstream does.
"""
