"""Where in a list a cell stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.rules.rule import Spot

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from harvester.model import Catalogue, Enriched


@dataclass(frozen=True, slots=True)
class Cell:
    """One non-empty cell of a row that is not a link.

    Attributes:
        start: Offset of its text in ``Catalogue.text``.
    """

    entry: Enriched
    header: str
    text: str
    start: int


def cells(catalogue: Catalogue, entries: Iterable[Enriched]) -> Iterator[Cell]:
    """The cells of all rows, without links, in source order."""
    for entry in entries:
        labels = {link.label for link in (*entry.entry.links, *entry.entry.malformed)}
        position, end = entry.entry.span.start, entry.entry.span.end
        for header, text in entry.entry.fields:
            found = catalogue.text.find(text, position, end) if text else -1
            if found >= 0:
                position = found + len(text)
            if text and text not in labels:
                yield Cell(entry, header, text, found if found >= 0 else entry.entry.span.start)


def spot(catalogue: Catalogue, cell: Cell, what: str) -> Spot:
    """The place of a word in a cell; of the cell itself where the word does not stand there as such."""
    return _at(catalogue, cell.start + max(cell.text.find(what), 0), cell.entry, cell.header, what)


def spot_of(catalogue: Catalogue, entry: Enriched, label: str, what: str) -> Spot:
    """The place of a cell that holds just this, else of the first such text in the entry, else of the entry."""
    for cell in cells(catalogue, (entry,)):
        if cell.text == what:
            return spot(catalogue, cell, what)
    span = entry.entry.span
    return _at(catalogue, max(catalogue.text.find(what, span.start, span.end), span.start), entry, label, what)


def _at(catalogue: Catalogue, start: int, entry: Enriched, label: str, what: str) -> Spot:
    line = catalogue.text.count("\n", 0, start) + 1
    return Spot(line, start - catalogue.text.rfind("\n", 0, start), entry, label, what)
