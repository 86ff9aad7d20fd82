"""``mismatch``: a link that leads to another paper than the entry speaks of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.match import Claim, Match, compare, title_words
from harvester.model import SOURCES, Severity
from harvester.rules.rule import ListRule, Sight
from harvester.rules.spans import months

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.model import Enriched, Judged
    from harvester.rules.rule import Listing, Spot


FEWEST_WORDS = 4
"""Words from which on what stands for a title is one and no name of a model, where the list names no author."""


def _look(listing: Listing) -> Iterator[tuple[Judged | Spot, Sight]]:
    for entry in listing.entries:
        place = listing.paper(entry)
        if place is None or "title" not in entry.provenance or "title" not in entry.claims:
            continue
        claimed = _claimed(entry)
        if not claimed.author and len(title_words(claimed.title)) < FEWEST_WORDS:
            continue
        comparison = compare(claimed, _registered(entry))
        if comparison.match is Match.DIFFERENT:
            reasons = "; ".join(comparison.reasons)
            source = entry.provenance["title"]
            evidence = f"{SOURCES.get(source, source)} knows it as “{entry.title}” ({reasons})"
            yield place, Sight(place.link.url, evidence)


def _claimed(entry: Enriched) -> Claim:
    """What the list says; anybody whom it names may be the first author, since lists name them in any order."""
    span = months(entry.claims.get("date", ""))
    return Claim(
        title=entry.claims["title"], author=entry.claims.get("authors", ""), year=span.first // 12 if span else None
    )


def _registered(entry: Enriched) -> Claim:
    first = entry.authors[0] if entry.authors else None
    return Claim(title=entry.title, author=(first.family or first.literal) if first else "", year=entry.year)


RULE = ListRule(
    id="mismatch",
    severity=Severity.LOOK,
    promise="The title, first author and year that the list gives are another paper's than those that the registry "
    "holds for the link (`harvester.match` states the thresholds and its vetoes).",
    advice="Open the link: write the address of the paper that is meant, or the title that it bears now.",
    look=_look,
)
