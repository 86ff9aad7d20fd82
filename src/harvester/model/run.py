"""What enriching and a whole run give: everything that the reports show."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from harvester.model.answer import Author, Tally
    from harvester.model.catalogue import Catalogue, Entry
    from harvester.model.fact import Fact
    from harvester.model.verdict import Finding, Judged


@dataclass(frozen=True, slots=True, kw_only=True)
class Enriched:
    """An entry with what the registries know of it.

    Attributes:
        id: Stable name of the entry in its catalogue: the key of its first identified paper, else of its first link.
        dates: Every date that the registries know, by kind, as in ``Record``.
        provenance: Field name to the source that it was taken from; also for an identifier that no link gives.
        claims: What the catalogue itself says (title, authors, date, venue), kept apart.
        facts: What the registries know beyond the citation, the gravest first.
        flags: The facts in words of ``Flag``, each once; ``no-metadata`` where no registry could name the paper.
    """

    id: str
    entry: Entry
    title: str = ""
    authors: tuple[Author, ...] = ()
    venue: str = ""
    short_venue: str = ""
    event: str = ""
    publisher: str = ""
    date: str = ""
    dates: Mapping[str, str] = field(default_factory=dict)
    type: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    identifiers: Mapping[str, str] = field(default_factory=dict)
    provenance: Mapping[str, str] = field(default_factory=dict)
    claims: Mapping[str, str] = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
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
class Past:
    """The numbers of one recorded run.

    Attributes:
        date: Day of the run, UTC; of several runs on one day only the last is recorded.
        verdicts: Word of a verdict to the number of its links; together they are all links of the run.
        rules: Id of a rule to the number of its findings, waived ones not included.
        fix: Findings that are wrong now, undecided links not included.
        look: Findings that a person must judge, undecided links not included.
        new: Problems that the state before did not have.
        repaired: Findings of the state before that are gone.
    """

    date: date
    papers: int
    verdicts: Mapping[str, int]
    rules: Mapping[str, int]
    fix: int
    look: int
    new: int
    repaired: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Everything that the reports show.

    Attributes:
        world: ``live``, or the name of the sandbox world.
        date: Day of the run, UTC.
        offline: True where no upstream was asked on purpose.
        ill: Names of upstreams that left too much unanswered for the run to be believed.
        history: The last recorded runs, oldest first, this one included once it is recorded.
        part: What of the catalogues was judged, in words, where that is not all.
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
    history: tuple[Past, ...] = ()
    part: str = ""

    def by_catalogue(self) -> dict[str, Run]:
        """The same run, catalogue by catalogue: each with its own entries, links and findings, by its path."""
        links: defaultdict[str, list[Judged]] = defaultdict(list)
        findings: defaultdict[str, list[Finding]] = defaultdict(list)
        for judged in self.links:
            links[judged.catalogue].append(judged)
        for finding in self.findings:
            findings[finding.catalogue].append(finding)
        return {
            one.path: replace(
                self,
                catalogues=(one,),
                entries={one.path: self.entries.get(one.path, ())},
                links=tuple(links[one.path]),
                findings=tuple(findings[one.path]),
            )
            for one in self.catalogues
        }
