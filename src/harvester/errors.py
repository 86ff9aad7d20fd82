"""Errors that speak: what is wrong, where, and what to do about it."""

from __future__ import annotations


class HarvesterError(Exception):
    """Anything that ends a command with one clear message instead of a traceback.

    Attributes:
        hint: What the reader can do about it, one sentence, or an empty string.
        exit_code: The process exit code that belongs to this kind of trouble.
    """

    exit_code = 2

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class UsageError(HarvesterError):
    """The command was given something that it cannot work with (exit code 2)."""


class CatalogueError(HarvesterError):
    """A catalogue cannot be read (exit code 2). The message starts with ``FILE`` or ``FILE:LINE``."""


class ConfigError(HarvesterError):
    """``harvester.yaml`` has mistakes (exit code 2). The message lists all of them, one per line."""


class StateError(HarvesterError):
    """A file of an earlier run is damaged or foreign; it is refused and left as it is (exit code 2)."""


class UpstreamsIllError(HarvesterError):
    """The upstreams are too ill to judge anything (exit code 3)."""

    exit_code = 3
