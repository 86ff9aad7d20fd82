"""A Crossref work becomes a :class:`Record`, as a librarian would write it down."""

from __future__ import annotations

import re
from typing import Any

from harvester.identify import normalise_doi
from harvester.model import Author, Record, Update
from harvester.upstream import crossref_dates, crossref_updates, names, preprints, titles, venues
from harvester.upstream.markup import plain
from harvester.upstream.members import dicts

SELECT = [
    "DOI", "type", "title", "subtitle", "author", "container-title", "short-container-title", "publisher",
    "issued", "published", "published-print", "published-online", "volume", "issue", "page", "article-number",
    "alternative-id", "event", "updated-by", "relation",
]  # fmt: skip
"""Fields of the list route; the validator of the API refuses any that is not on its own list."""

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

_DASHES = re.compile(r"(?:(?<!\s)\s+)?(?:[\u2010-\u2015\u2212]|-+)\s*")
_NO_PAGE = re.compile(r"(?:n/?a|0|)(?:-(?:n/?a|0|))?", re.IGNORECASE)


def read_record(item: dict[str, Any]) -> Record:
    """What Crossref says of one work. Never raises: a member of another shape than promised counts as absent."""
    title = titles.tidy(_texts(item.get("title")), _texts(item.get("subtitle")))
    updates = crossref_updates.updates(item)
    if title.notice and title.notice not in {update.kind for update in updates}:
        updates = (*updates, Update(kind=title.notice, source="title"))
    event = item.get("event")
    event = event if isinstance(event, dict) else {}
    event_name = plain(event.get("name"))
    venue, short_venue = venues.venue(
        _texts(item.get("container-title")), _texts(item.get("short-container-title")), plain(event.get("acronym"))
    )
    dates = crossref_dates.dates(item)
    volume = plain(item.get("volume"))
    return Record(
        source="crossref",
        title=title.text,
        authors=_authors(item.get("author")),
        venue=venue,
        short_venue=short_venue,
        event=event_name,
        publisher=plain(item.get("publisher")),
        date=crossref_dates.published(dates),
        dates=dates,
        type=_type(item, event_name),
        volume=volume,
        issue=plain(item.get("issue")),
        pages=_pages(plain(item.get("page")), volume) or plain(item.get("article-number")),
        doi=normalise_doi(str(item.get("DOI", ""))),
        updates=updates,
        published_doi=crossref_updates.published_doi(item),
        code=_code(item.get("relation")),
    )


def _code(relation: object) -> tuple[str, ...]:
    """The repositories that the publisher deposited as supplements of the work itself."""
    named = dicts(relation.get("is-supplemented-by")) if isinstance(relation, dict) else []
    return preprints.repositories(*(str(one.get("id") or "") for one in named if one.get("asserted-by") == "subject"))


def _texts(value: object) -> list[str]:
    return [text for part in value if (text := plain(part))] if isinstance(value, list) else []


def _authors(value: object) -> tuple[Author, ...]:
    found = []
    for person in value if isinstance(value, list) else []:
        if not isinstance(person, dict):
            continue
        family, given, suffix, literal = (plain(person.get(key)) for key in ("family", "given", "suffix", "name"))
        if author := names.author(family=family, given=given, suffix=suffix, literal=literal):
            found.append(author)
    return tuple(found)


def _type(item: dict[str, Any], event: str) -> str:
    kind = _TYPES.get(str(item.get("type", "")), "")
    # proceedings that appear as a book: the records of their chapters name the conference
    return "paper-conference" if kind == "chapter" and event else kind


def _pages(text: str, volume: str) -> str:
    """``770-778`` from any dash; the same page twice is one page; what stands for no page at all is empty."""
    pages = _DASHES.sub("-", re.sub(r"^pp?\.\s*", "", text, flags=re.IGNORECASE)).strip("-")
    first, dash, last = pages.partition("-")
    if _NO_PAGE.fullmatch(pages) or (pages == "1-1" and not volume):  # articles in advance are filed as page 1 to 1
        return ""
    return first if dash and first == last else pages
