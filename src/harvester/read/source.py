"""The text of one file, and where in it things stand."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

_WIDE = re.compile(r"[^\x00-\x7f]")


@dataclass(frozen=True)
class Source:
    r"""A decoded file: offsets are characters of ``text``, lines end with ``\n`` and are counted from 1."""

    path: str
    text: str

    @property
    def start(self) -> int:
        """Offset of the first character that is not a byte order mark."""
        return 1 if self.text.startswith("\ufeff") else 0

    @cached_property
    def _starts(self) -> list[int]:
        return [self.start, *(match.end() for match in re.finditer("\n", self.text))]

    def line(self, offset: int) -> int:
        """Number of the line that holds this offset."""
        return max(1, bisect_right(self._starts, offset))

    def column(self, offset: int) -> int:
        """Number of the character in its line, counted from 1."""
        return offset - self._starts[self.line(offset) - 1] + 1

    def line_start(self, number: int) -> int:
        """Offset of the first character of a line; the end of the text for a line past the last."""
        return self._starts[number - 1] if number <= len(self._starts) else len(self.text)


class Characters:
    """Turns UTF-8 byte offsets of a piece of text into character offsets, in O(log n) each after O(n) set-up."""

    def __init__(self, text: str) -> None:
        self._bytes: list[int] = []
        self._extra: list[int] = [0]
        extra = 0
        if text.isascii():
            return
        for match in _WIDE.finditer(text):
            code = ord(match[0])
            width = 2 if code < 0x800 else 3 if code < 0x10000 else 4
            self._bytes.append(match.start() + extra + width)
            extra += width - 1
            self._extra.append(extra)

    def at(self, byte: int) -> int:
        """The character offset of a byte offset."""
        return byte - self._extra[bisect_right(self._bytes, byte)] if self._bytes else byte
