"""What enriching and a whole run give: everything that the reports show."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from harvester.model.answer import Author, Tally
    from harvester.model.catalogue import Catalogue, Entry
    from harvester.model.verdict import Finding, Judged


@dataclass(frozen=True, slots=True, kw_only=True)
class Enriched:
    """An entry with what the registries know of it.

    Attributes:
        id: Stable name of the entry in its catalogue: the key of its first identified paper, else of its first link.
        provenance: Field name to the source that it was taken from.
        claims: What the catalogue itself says (title, authors, date, venue), kept apart.
        flags: Words about the record: ``no-metadata``.
    """

    id: str
    entry: Entry
    title: str = ""
    authors: tuple[Author, ...] = ()
    venue: str = ""
    publisher: str = ""
    date: str = ""
    type: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    identifiers: Mapping[str, str] = field(default_factory=dict)
    provenance: Mapping[str, str] = field(default_factory=dict)
    claims: Mapping[str, str] = field(default_factory=dict)
    flags: tuple[str, ...] = ()

    @property
    def year(self) -> int | None:
        """The year of ``date``, or None."""
        return int(self.date[:4]) if self.date else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What differs from the state before: findings that came and findings that went."""

    new: tuple[str, ...] = ()
    repaired: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Everything that the reports show.

    Attributes:
        world: ``live``, or the name of the sandbox world.
        date: Day of the run, UTC.
        offline: True where no upstream was asked on purpose.
        ill: Names of upstreams that left too much unanswered for the run to be believed.
    """

    world: str
    version: str
    date: date
    offline: bool
    catalogues: tuple[Catalogue, ...]
    entries: Mapping[str, tuple[Enriched, ...]]
    links: tuple[Judged, ...]
    findings: tuple[Finding, ...]
    tallies: Mapping[str, Tally]
    changes: Changes
    ill: tuple[str, ...] = ()
