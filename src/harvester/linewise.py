"""JSON with a row a line, so that a difference can be read: given piece by piece, since a long list fills a memory."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def array(rows: Iterable[str], *, indent: int = 0, step: int = 1) -> Iterator[str]:
    """Give an array of rows that are JSON already.

    Args:
        indent: Blanks before its last bracket.
        step: Blanks that the rows have more.
    """
    return _lines("[", rows, "]", indent, step)


def mapping(rows: Iterable[tuple[str, str]], *, indent: int = 0) -> Iterator[str]:
    """Give an object of names, and of values that are JSON already."""
    return _lines("{", (f"{dumped(name)}: {value}" for name, value in rows), "}", indent, 1)


def dumped(value: Any) -> str:
    """The value as JSON on one line, in letters as they are."""
    return json.dumps(value, ensure_ascii=False)


def _lines(opening: str, rows: Iterable[str], closing: str, indent: int, step: int) -> Iterator[str]:
    yield opening
    blanks, before = " " * (indent + step), ""
    for row in rows:
        yield f"{before}\n{blanks}{row}"
        before = ","
    yield f"\n{' ' * indent}{closing}" if before else closing
