"""``date-mismatch``: a date that no registry knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.model import Flag, Severity
from harvester.rules.cells import spot_of
from harvester.rules.rule import ListRule, Sight
from harvester.rules.spans import months

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.model import Enriched, Judged
    from harvester.rules.rule import Listing, Spot
    from harvester.rules.spans import Span

TOLERANCE = 2
"""Months by which a date may miss: people write down the month of acceptance, of early access or of the next issue."""

OF_ISSUE = 6
"""Months by which it may miss where only the date of the issue is known: Elsevier and IEEE deposit no other, and their
papers are online months before it."""

OF_YEAR = 12
"""Months by which it may miss where of the issue only the year is known."""

_OF_PREPRINT = frozenset({"submitted", "revised"})
_WORDS = {
    "submitted": "first version",
    "revised": "newest version",
    "online": "online",
    "print": "in print",
    "issued": "issued",
    "event": "conference",
}


def _look(listing: Listing) -> Iterator[tuple[Judged | Spot, Sight]]:
    for entry in listing.entries:
        written = entry.claims.get("date", "")
        claimed = months(written)
        known = {kind: span for kind, date in entry.dates.items() if (span := months(date))}
        if claimed is None or not known or _may_be_unknown(entry, claimed, known):
            continue
        if min(claimed.apart(span) for span in known.values()) > _tolerance(known):
            nearest = min(known, key=lambda kind: (claimed.apart(known[kind]), kind))
            told = ", ".join(f"{_WORDS.get(kind, kind)} {entry.dates[kind]}" for kind in _order(known))
            evidence = f"the registries know: {told}; it would be {entry.dates[nearest][: max(len(written), 4)]}"
            yield spot_of(listing.catalogue, entry, "date", written), Sight(f"{entry.id} {written}", evidence)


def _order(known: dict[str, Span]) -> list[str]:
    return sorted(known, key=lambda kind: (known[kind].first, list(_WORDS).index(kind) if kind in _WORDS else 0))


def _tolerance(known: dict[str, Span]) -> int:
    if known.keys() & {"online", "submitted"}:
        return TOLERANCE
    return OF_YEAR if all(span.first < span.last for span in known.values()) else OF_ISSUE


def _may_be_unknown(entry: Enriched, claimed: Span, known: dict[str, Span]) -> bool:
    """Whether the date may be one that the registries did not tell: of a publication, or of a version in between.

    Of a preprint alone its first and its newest version are known. A mere year may be its publication's.
    """
    if known.keys() - _OF_PREPRINT:
        return False
    first, newest = known.get("submitted"), known.get("revised")
    later = first is None or claimed.last > first.last
    published = any(fact.flag in {Flag.SUPERSEDED, Flag.PUBLISHED} for fact in entry.facts)
    in_between = first is not None and newest is not None and first.first <= claimed.first <= newest.last
    return later and (published or in_between or claimed.last > claimed.first)


RULE = ListRule(
    id="date-mismatch",
    severity=Severity.LOOK,
    promise="The date in the list is more than two months off every date that the registries know of the paper: first "
    "and newest version, online, in print, conference; more than six where they know its issue alone.",
    advice="Write the date that was meant, or find out which other paper the row speaks of.",
    look=_look,
)
