"""Keep a curated list of research papers true."""

__version__ = "0.1.0"
