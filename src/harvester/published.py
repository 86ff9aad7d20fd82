"""Which of the works that a title search found is a preprint's version of record: exactly one that agrees, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.match import Match, claim_of, compare, same_author

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harvester.model import Record

_PUBLISHED_TYPES = frozenset({"article-journal", "paper-conference", "chapter"})

# Registrants that copy other people's papers, with the day on which that was last seen. Search ranks the copies first.
_COPYISTS = {
    "10.65215": "2026-10-03",  # eight copies of "Attention Is All You Need", issued 2025-08-23 (Crossref member 54718)
}


def version_of_record(preprint: Record, found: Iterable[Record]) -> Record | None:
    """The one work among those found that is the preprint's publication, or None.

    Title, first author, year and type must all agree, and be known on both sides: scores of a search are no
    confidence, and what ranks first is often a component, a poster, a review or a copy.
    """
    matching = {work.doi: work for work in found if work.doi and _is_publication_of(preprint, work)}
    return matching.popitem()[1] if len(matching) == 1 else None


def _is_publication_of(preprint: Record, work: Record) -> bool:
    if work.type not in _PUBLISHED_TYPES or (work.doi or "").partition("/")[0] in _COPYISTS:
        return False
    claimed, registered = claim_of(preprint), claim_of(work)
    if claimed.year is None or registered.year is None or not claimed.year <= registered.year <= claimed.year + 1:
        return False
    return same_author(claimed.author, registered.author) is True and compare(claimed, registered).match is Match.SAME
