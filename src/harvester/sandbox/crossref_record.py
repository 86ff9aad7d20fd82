"""A work as Crossref writes it down (shape: answers that habanero recorded in June 2026)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harvester.sandbox.wire import SYNTHETIC_DATE
from harvester.sandbox.world import landing_page

if TYPE_CHECKING:
    from harvester.sandbox.rows import Work

# fmt: off
SELECTABLE = frozenset([
    "DOI", "ISBN", "ISSN", "URL", "abstract", "accepted", "alternative-id", "approved", "archive",
    "article-number", "assertion", "author", "chair", "clinical-trial-number", "container-title",
    "content-created", "content-domain", "contributor", "created", "degree", "deposited", "editor",
    "event", "funder", "group-title", "indexed", "is-referenced-by-count", "issn-type", "issue",
    "issued", "license", "link", "member", "original-title", "page", "posted", "prefix",
    "published", "published-online", "published-print", "publisher", "publisher-location",
    "reference", "references-count", "relation", "score", "short-container-title", "short-title",
    "standards-body", "subject", "subtitle", "title", "translator", "type", "update-policy",
    "update-to", "updated-by", "volume",
])
# fmt: on
"""What ``select`` takes: not ``resource``, ``language``, ``subtype``, ``institution``."""

_STAMP = {"date-parts": [[2000, 1, 1]], "date-time": SYNTHETIC_DATE, "timestamp": 946684800000}


def record(work: Work) -> dict[str, Any]:
    """The work's message: facts as the world has them, the rest of the shape plainly synthetic."""
    doi = work.doi.lower()
    issued = {"date-parts": [list(work.issued) or [None]]}
    message: dict[str, Any] = {
        "indexed": _STAMP,
        "reference-count": 0,
        "content-domain": {"domain": [], "crossmark-restriction": False},
        "short-container-title": [],
        "DOI": doi,
        "type": work.type,
        "created": _STAMP,
        "source": "Crossref",
        "is-referenced-by-count": 0,
        "title": list(work.titles),
        "prefix": doi.partition("/")[0],
        "member": "0",
        "container-title": list(work.venues),
        "original-title": [],
        "subtitle": [],
        "short-title": [],
        "deposited": _STAMP,
        "score": 1,
        "resource": {"primary": {"URL": work.url or landing_page(work.doi)}},
        "issued": issued,
        "references-count": 0,
        "URL": f"https://doi.org/{doi}",
        "relation": {},
    }
    if work.issued and work.issued[0] is not None:
        message["published"] = issued
    if work.publisher:
        message["publisher"] = work.publisher
    if work.authors:
        message["author"] = [_author(author, first=not at) for at, author in enumerate(work.authors)]
    if work.alternative_id:
        message["alternative-id"] = list(work.alternative_id)
    return message | work.extra


def _author(author: str | dict[str, Any], *, first: bool) -> dict[str, Any]:
    if isinstance(author, dict):
        return author
    family, comma, given = author.partition(", ")
    name = {"given": given, "family": family} if comma else {"name": author}
    sequence = "first" if first else "additional"
    role = [{"role": "author", "vocabulary": "crossref"}]
    return {**name, "sequence": sequence, "affiliation": [], "role": role}
