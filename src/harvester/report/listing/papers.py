"""The papers of one catalogue as its page shows them: the row in words, the record, the list's own columns."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.model import Flag
from harvester.report import escape
from harvester.report.rows import TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from harvester.model import Catalogue, Enriched, Judged, Run
    from harvester.report.parts import Row, Shelf

_DATE = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)(?:-(?:0[1-9]|1[0-2])(?!\d))?")
_SAYS_SOMETHING = re.compile(r"\w|[✓✔✗✘✕×☑☒●○★☆]")
_NOTHING = re.compile(r"n/?a\.?|n\.a\.", re.IGNORECASE)
_NAME = 80
_SHORT = 6
_NO_HEADER = "column"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One listed paper.

    Attributes:
        section: The heading above it, with those above that where it alone says too little.
        cells: The list's own columns as ``(header, text)``, without empty ones and without those that hold a link.
        date: Year, with month where known, as the list itself dates it, else as the registries do; may be empty.
        flags: What registries say against it or beside it, in the words of ``Flag``.
    """

    row: Row
    record: Enriched
    section: str
    cells: tuple[tuple[str, str], ...]
    date: str
    flags: tuple[str, ...]

    @property
    def year(self) -> str:
        """The year of ``date``, or an empty string."""
        return self.date[:4]

    @property
    def has_code(self) -> bool:
        """Whether the list leads to its code, as far as is known."""
        return any(link.role == "code" and link.href for link in self.row.links)


def papers(run: Run, catalogue: Catalogue, shelf: Shelf) -> tuple[Paper, ...]:
    """Give the papers of a catalogue in the order of its rows; template rows are none."""
    names = _short(block.title for block in shelf.blocks)
    rows = [(names[block.title], row) for block in shelf.blocks for row in block.rows if not row.template]
    # A shelf keeps the papers of one line in their order, as this sort does.
    records = sorted(run.entries.get(catalogue.path, ()), key=lambda record: record.entry.line)
    links = _links(run, catalogue)
    return tuple(
        Paper(
            row=row,
            record=record,
            section=section,
            cells=_cells(record, links.get(record.id, ())),
            date=dated(record),
            flags=tuple(flag for flag in record.flags if flag != Flag.NO_METADATA),
        )
        for (section, row), record in zip(rows, records, strict=True)
    )


def _short(titles: Iterable[str]) -> dict[str, str]:
    """Titles to their last headings, where no other title ends in the same one."""
    tails = {title: title.rpartition(" › ")[2] for title in titles}
    often = Counter(tails.values())
    return {title: tail if often[tail] == 1 else title for title, tail in tails.items()}


def word(flag: str) -> str:
    """A flag as people read it: ``newer version``."""
    return flag.replace("-", " ")


def dated(record: Enriched) -> str:
    """Year and month that the row itself names, else those that the registries give, else an empty string."""
    written = _DATE.search(record.entry.date or "")
    return written[0] if written else record.date[:7]


def _links(run: Run, catalogue: Catalogue) -> Mapping[str, Sequence[Judged]]:
    links: dict[str, list[Judged]] = {}
    for judged in run.links:
        if judged.catalogue == catalogue.path:
            links.setdefault(judged.entry_id, []).append(judged)
    return links


def _cells(record: Enriched, links: Sequence[Judged]) -> tuple[tuple[str, str], ...]:
    """The columns that say something in words: no dashes, no numbers of rows, no links, which stand elsewhere."""
    labels = {escape.plain(judged.link.label) for judged in links} - {""}
    addresses = {judged.link.url for judged in links if judged.link.url}
    linked = re.compile(
        "|".join(rf"(?<!\w){re.escape(label)}(?!\w)" for label in sorted(labels, key=len, reverse=True))
    )
    cells = []
    for header, raw in record.entry.fields:
        text = escape.clip(raw, TEXT)
        rest = linked.sub("", text) if labels else text
        is_address = any(url in raw or (len(text) > _SHORT and text in url) for url in addresses)
        is_number = not header.strip() and text.isdecimal()
        if _SAYS_SOMETHING.search(rest) and not _NOTHING.fullmatch(rest.strip()) and not is_address and not is_number:
            cells.append((escape.clip(header, _NAME) or _NO_HEADER, text))
    return tuple(cells)
