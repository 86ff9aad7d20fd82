"""A Crossref work becomes a :class:`Record`, as a librarian would write it down."""

from __future__ import annotations

from typing import Any

from harvester.identify import normalise_doi
from harvester.model import Author, Record
from harvester.upstream.markup import plain

# Crossref type to CSL type (citeproc's own mapping, api.crossref.org/types against docs.citationstyles.org).
_TYPES = {
    "journal-article": "article-journal",
    "proceedings-article": "paper-conference",
    "book-chapter": "chapter",
    "book-section": "chapter",
    "book-part": "chapter",
    "reference-entry": "entry",
    "posted-content": "article",
    "book": "book",
    "monograph": "book",
    "edited-book": "book",
    "proceedings": "book",
    "dissertation": "thesis",
    "report": "report",
    "dataset": "dataset",
    "peer-review": "review",
    "standard": "standard",
}

# The earliest day on which the work was out is the one that readers mean; `created` is when the DOI was made.
_DATES = ("published-online", "published-print", "published", "issued")


def read_record(item: dict[str, Any]) -> Record:
    """What Crossref says of one work. Never raises: a member of another shape than promised counts as absent."""
    titles = _texts(item.get("title"))
    subtitles = _texts(item.get("subtitle"))
    title = titles[0] if titles else ""
    if title and subtitles and subtitles[0].casefold() not in title.casefold():
        title = f"{title.rstrip(':')}: {subtitles[0]}"
    venues = _texts(item.get("container-title"))
    return Record(
        source="crossref",
        title=title,
        authors=tuple(author for person in _dicts(item.get("author")) if (author := _author(person))),
        venue=venues[0] if venues else "",
        publisher=plain(item.get("publisher")),
        date=_date(item),
        type=_TYPES.get(str(item.get("type", "")), ""),
        volume=plain(item.get("volume")),
        issue=plain(item.get("issue")),
        pages=plain(item.get("page")) or plain(item.get("article-number")),
        doi=normalise_doi(str(item.get("DOI", ""))),
    )


def _texts(value: object) -> list[str]:
    return [text for part in value if (text := plain(part))] if isinstance(value, list) else []


def _dicts(value: object) -> list[dict[str, Any]]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _author(person: dict[str, Any]) -> Author | None:
    family, given = plain(person.get("family")), plain(person.get("given"))
    if family:
        suffix = plain(person.get("suffix"))
        return Author(family=family, given=f"{given} {suffix}".strip() if suffix else given)
    literal = plain(person.get("name")) or given
    # some deposits close their list with a person of this name
    return Author(literal=literal) if literal and literal.casefold().rstrip(".") != "et al" else None


def _date(item: dict[str, Any]) -> str:
    """The earliest of the publication dates; of two in one year, the more precise one."""
    dates = [date for name in _DATES if (date := _date_parts(item.get(name)))]
    if not dates:
        return ""
    year = min(date[:4] for date in dates)
    same_year = [date for date in dates if date[:4] == year]
    precision = max(len(date) for date in same_year)
    return min(date for date in same_year if len(date) == precision)


def _date_parts(value: object) -> str:
    """``2023-10-05`` from ``{"date-parts": [[2023, 10, 5]]}``, as precise as given; ``[[null]]`` gives ``""``."""
    parts = value.get("date-parts") if isinstance(value, dict) else None
    first = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else []
    numbers = []
    for part, (low, high) in zip(first, ((1000, 2999), (1, 12), (1, 31)), strict=False):
        if not isinstance(part, int) or isinstance(part, bool) or not low <= part <= high:
            break
        numbers.append(part)
    return "-".join(f"{number:04d}" if place == 0 else f"{number:02d}" for place, number in enumerate(numbers))
