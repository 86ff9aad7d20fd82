"""What the registries know of the listed works, as it can be written into a catalogue."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harvester.citations import cite
from harvester.report.escape import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from harvester.enrich import Known
    from harvester.model import Author, Catalogue, Entry, Finding

LONGEST = 500
"""Characters of a title beyond which it is left out; the longest of the shipped world has 196."""

_ACRONYM = re.compile(r"[A-Z][\w&/-]*", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One work as registries know it; every text is on one line, and empty where none of them says.

    Attributes:
        entry: The entry that lists it, as it stands in the catalogue now.
        id: Id of that entry.
        date: ISO 8601, as precise as is known.
        type: CSL type.
        sources: Who says so: ``crossref``, ``arxiv``.
    """

    entry: Entry
    id: str
    title: str
    authors: tuple[Author, ...]
    venue: str
    date: str
    type: str
    sources: str

    @property
    def year(self) -> str:
        """The year of ``date``, or an empty string."""
        return self.date[:4]

    @property
    def cited(self) -> str:
        """The work in one line: ``Title — Author et al., Venue 2023``; empty without a title."""
        names = [plain(author.family or author.literal) for author in self.authors]
        who = names[0] + " et al." if len(names) > 2 else " and ".join(names)
        where = self.venue if self.year in self.venue else f"{self.venue} {self.year}".strip()
        rest = ", ".join(part for part in (who, where) if part)
        return " — ".join(part for part in (self.title, rest) if part) if self.title else ""


def works(catalogue: Catalogue, known: Mapping[str, Known], findings: Iterable[Finding] = ()) -> tuple[Work, ...]:
    """The works of a catalogue of which a registry knows something, in source order.

    Args:
        known: What the last run filled in, by entry id; what no registry vouches for is left out.
        findings: Those of the last run: a link that leads to another paper than its row names gives the row nothing.
    """
    others = {one.entry_id for one in findings if one.rule == "mismatch" and one.catalogue == catalogue.path}
    return tuple(
        _work(entry, name, known[name])
        for entry, name in zip(catalogue.entries, cite(catalogue).ids, strict=True)
        if name in known and name not in others
    )


def _work(entry: Entry, name: str, known: Known) -> Work:
    told: dict[str, Any] = {key: value for key, value in known.values.items() if key in known.provenance}
    title, short = plain(told.get("title", "")), plain(told.get("short_venue", ""))
    return Work(
        entry=entry,
        id=name,
        title=title if len(title) <= LONGEST else "",
        authors=tuple(author for author in told.get("authors", ()) if plain(author.display)),
        venue=short if _ACRONYM.fullmatch(short) else plain(told.get("venue", "")),
        date=told.get("date", ""),
        type=told.get("type", ""),
        sources=" and ".join(dict.fromkeys(known.provenance[key] for key in ("title", "date") if key in told)),
    )
