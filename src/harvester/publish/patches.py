"""What ``repairs.patch`` may be: changes of lines in the catalogues, and nothing that git understands beyond that."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.errors import StateError
from harvester.repair import diff

if TYPE_CHECKING:
    from collections.abc import Collection

_HUNK = re.compile(r"@@ -\d{1,9}(?:,(\d{1,9}))? \+\d{1,9}(?:,(\d{1,9}))? @@", re.ASCII)


def check(text: str, catalogues: Collection[str], shown: str) -> None:
    """Refuse a patch that does anything but change lines of these catalogues.

    New files, deletions, renames, modes, symbolic links and binary content all need headers that are not ours.

    Raises:
        StateError: With the line of the patch that should not be there.
    """
    headers = {tuple(diff(path, "a\n", "b\n").split("\n")[:2]) for path in catalogues}
    lines = text.split("\n")
    if lines.pop():
        raise StateError(f"{shown}: cut off at its end")
    at = 0
    while at < len(lines):
        if tuple(lines[at : at + 2]) not in headers:
            raise StateError(f"{shown}:{at + 1}: changes something that is no catalogue of harvester.yaml")
        at += 2
        start = at
        while at < len(lines) and (hunk := _HUNK.fullmatch(lines[at])):
            at = _after(lines, at + 1, int(hunk[1] or 1), int(hunk[2] or 1), shown)
        if at == start:
            raise StateError(f"{shown}:{at + 1}: not a patch that harvester writes")


def _after(lines: list[str], at: int, old: int, new: int, shown: str) -> int:
    """The line after a hunk that has so many old and new lines."""
    while old or new or (at < len(lines) and lines[at].startswith("\\")):
        sign = lines[at][:1] if at < len(lines) else ""
        if sign not in {" ", "-", "+", "\\"} or not sign:
            raise StateError(f"{shown}:{at + 1}: not a patch that harvester writes")
        old -= sign in {" ", "-"}
        new -= sign in {" ", "+"}
        if old < 0 or new < 0:
            raise StateError(f"{shown}:{at + 1}: a hunk that is longer than it says")
        at += 1
    return at
