"""``date-mismatch``: a date that no registry knows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.model import Flag, Severity
from harvester.rules.cells import spot_of
from harvester.rules.rule import ListRule, Sight
from harvester.rules.spans import months

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from harvester.model import Enriched, Judged
    from harvester.rules.rule import Listing, Spot
    from harvester.rules.spans import Span

TOLERANCE = 2
"""Months by which a date may miss: people write down the month of acceptance, of early access or of the next issue."""

OF_ISSUE = 6
"""Months by which it may be early where only the date of the issue is known: Elsevier and IEEE deposit no other, and
their papers are online months before it."""

OF_YEAR = 12
"""Months by which it may be early where of the issue only the year is known."""

_OF_PREPRINT = frozenset({"submitted", "revised"})
_PREPRINTS = re.compile(r"\W*(?:(?:ar|bio|med|chem|psy)xiv|corr|preprint|ssrn)\b", re.IGNORECASE)
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
        if not any(_fits(claimed, span, early=_tolerance(known)) for span in known.values()):
            nearest = min(known, key=lambda kind: (claimed.apart(known[kind]), kind))
            told = ", ".join(f"{_WORDS.get(kind, kind)} {entry.dates[kind]}" for kind in _order(known, entry.dates))
            precision = len("2023") if claimed.first < claimed.last else len("2023-05")
            evidence = f"the registries know: {told}; it would be {entry.dates[nearest][:precision]}"
            yield spot_of(listing.catalogue, entry, "date", written), Sight(f"{entry.id} {written}", evidence)


def _order(known: Mapping[str, Span], dates: Mapping[str, str]) -> list[str]:
    """The kinds in order of time; the only version of a preprint is told once."""
    order = list(_WORDS)
    kinds = [kind for kind in known if kind != "revised" or dates[kind] != dates.get("submitted")]
    return sorted(kinds, key=lambda kind: (known[kind].first, order.index(kind) if kind in order else 0))


def _fits(claimed: Span, known: Span, *, early: int) -> bool:
    """Whether a date is close enough to a known one: a paper is often out before its issue, and seldom long after."""
    return claimed.apart(known) <= (TOLERANCE if claimed.first > known.last else early)


def _tolerance(known: dict[str, Span]) -> int:
    """Months by which a date may be early."""
    if known.keys() & {"online", "submitted"}:
        return TOLERANCE
    return OF_YEAR if all(span.first < span.last for span in known.values()) else OF_ISSUE


def _may_be_unknown(entry: Enriched, claimed: Span, known: dict[str, Span]) -> bool:
    """Whether the date may be one that the registries did not tell: of a publication, or of a version in between.

    Of a preprint alone its first and its newest version are known. A mere year may be its publication's, and so may a
    date beside the name of a journal or conference, which also precedes the preprint where that was deposited late.
    """
    if known.keys() - _OF_PREPRINT:
        return False
    if (venue := entry.claims.get("venue")) and not _PREPRINTS.match(venue):
        return True
    first, newest = known.get("submitted"), known.get("revised")
    later = first is None or claimed.last > first.last
    published = any(fact.flag in {Flag.SUPERSEDED, Flag.PUBLISHED} for fact in entry.facts)
    in_between = first is not None and newest is not None and first.first <= claimed.first <= newest.last
    if claimed.first < claimed.last and first is not None and claimed.apart(first) <= OF_YEAR:
        return True  # a journal's year, of a paper that was deposited afterwards
    return later and (published or in_between or claimed.last > claimed.first)


RULE = ListRule(
    id="date-mismatch",
    severity=Severity.LOOK,
    promise="The date in the list is more than two months off every date that the registries know of the paper (first "
    "and newest version, online, in print, conference), or more than six months before its issue where they know that "
    "alone.",
    advice="Write the date that was meant, or find out which other paper the row speaks of.",
    look=_look,
)
