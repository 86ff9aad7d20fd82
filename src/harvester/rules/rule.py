"""What a rule is: an id, a severity, a promise, an advice, and a look at one link, at one entry, or at a whole list."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from harvester.model import Finding, Role, Severity, Suggestion, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from harvester.model import Catalogue, Enriched, Fact, Flag, Judged


@dataclass(frozen=True, slots=True)
class Sight:
    """What a rule says of one link: the cause that groups it, the evidence, and what might be done."""

    cause: str
    evidence: str
    suggestion: Suggestion | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of finding about links.

    Attributes:
        id: The word under which it is reported, waived and documented.
        promise: When it fires, one sentence.
        advice: What a maintainer does about it, one sentence.
        look: What it says of a link, or None where the link is none of its business.
    """

    id: str
    severity: Severity
    promise: str
    advice: str
    look: Callable[[Judged], Sight | None]

    def find(self, judged: Judged) -> Finding | None:
        """The finding about this link, or None."""
        sight = self.look(judged)
        return _finding(self, sight, judged) if sight else None


@dataclass(frozen=True, slots=True)
class EntryRule:
    """One kind of finding about entries, each resting on a fact that a registry knows.

    Attributes:
        flag: The kind of facts that it looks at.
        look: What it says of an entry for such a fact and the link that it is about, or None where it says nothing.
    """

    id: str
    severity: Severity
    promise: str
    advice: str
    flag: Flag
    look: Callable[[Fact, Enriched, Judged], Sight | None]

    def find(self, entry: Enriched, links: Sequence[Judged]) -> Iterator[Finding]:
        """The findings about this entry, each placed at the link that its fact is about.

        Args:
            links: The entry's links in source order; an entry without any has no finding.
        """
        for fact in entry.facts:
            place = _place(fact, links)
            if fact.flag == self.flag and place is not None and (sight := self.look(fact, entry, place)):
                yield _finding(self, sight, place)


@dataclass(frozen=True, slots=True)
class Conventions:
    """What the configuration fixes and is otherwise learnt from each list.

    Attributes:
        words: Header in folded case to the words that its column may hold.
        arxiv: The page that links to arXiv lead to, ``abs`` or ``pdf``; empty for the list's own habit.
    """

    words: Mapping[str, Sequence[str]] = field(default_factory=dict)
    arxiv: str = ""


LEARNT = Conventions()
"""Nothing is fixed: every list is held against its own habits."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One list as a whole.

    Attributes:
        entries: In source order.
        links: The links of each entry in source order, by its id; what belongs to no entry has the id ``""``.
    """

    catalogue: Catalogue
    entries: Sequence[Enriched]
    links: Mapping[str, Sequence[Judged]]
    conventions: Conventions = LEARNT

    def paper(self, entry: Enriched) -> Judged | None:
        """The link that stands for an entry: its first one to a paper that is a link at all, or None."""
        broken = {Verdict.PLACEHOLDER, Verdict.MALFORMED}
        papers = (one for one in self.links.get(entry.id, ()) if one.link.role is Role.PAPER)
        return next((one for one in papers if one.verdict not in broken), None)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a list that may be no link: a cell, with what stands there."""

    line: int
    column: int
    entry: Enriched
    label: str
    what: str


@dataclass(frozen=True, slots=True)
class ListRule:
    """One kind of finding about what only a whole list shows: how entries, cells and registries fit together.

    Attributes:
        look: What it says of a list, each time with the place that it is about.
    """

    id: str
    severity: Severity
    promise: str
    advice: str
    look: Callable[[Listing], Iterator[tuple[Judged | Spot, Sight]]]

    def find(self, listing: Listing) -> Iterator[Finding]:
        """The findings about this list."""
        for place, sight in self.look(listing):
            yield (
                _at(self, sight, place, listing.catalogue) if isinstance(place, Spot) else _finding(self, sight, place)
            )


AnyRule: TypeAlias = Rule | EntryRule | ListRule
"""A rule of any kind."""


def _place(fact: Fact, links: Iterable[Judged]) -> Judged | None:
    """The link that a fact is about; where several lead there, the first one to a paper."""
    about = [judged for judged in links if judged.target.key == fact.about]
    return min(about, key=lambda judged: judged.link.role is not Role.PAPER, default=None)


def _finding(rule: AnyRule, sight: Sight, judged: Judged) -> Finding:
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        cause=sight.cause,
        catalogue=judged.catalogue,
        line=judged.link.line,
        column=judged.link.column,
        section=judged.section,
        entry_id=judged.entry_id,
        label=judged.link.label,
        what=judged.link.url,
        evidence=sight.evidence,
        advice=rule.advice,
        suggestion=sight.suggestion,
    )


def _at(rule: ListRule, sight: Sight, spot: Spot, catalogue: Catalogue) -> Finding:
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        cause=sight.cause,
        catalogue=catalogue.path,
        line=spot.line,
        column=spot.column,
        section=spot.entry.entry.section,
        entry_id=spot.entry.id,
        label=spot.label,
        what=spot.what,
        evidence=sight.evidence,
        advice=rule.advice,
        suggestion=sight.suggestion,
    )
