"""A DataCite work becomes a :class:`Record`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from harvester.identify import normalise_doi
from harvester.model import Author, Record
from harvester.upstream import names, preprints, titles
from harvester.upstream.markup import plain
from harvester.upstream.members import dicts

if TYPE_CHECKING:
    from harvester.model import Doi

# DataCite's resourceTypeGeneral to CSL type.
_TYPES = {
    "JournalArticle": "article-journal",
    "ConferencePaper": "paper-conference",
    "BookChapter": "chapter",
    "Book": "book",
    "Preprint": "article",
    "Dissertation": "thesis",
    "Report": "report",
    "Dataset": "dataset",
    "Software": "software",
}

# DataCite's dateType to the kinds of Record.dates.
_DATES = {"Issued": "issued", "Submitted": "submitted", "Updated": "revised"}

_TO_VERSION_OF_RECORD = frozenset({"IsVersionOf", "IsPreviousVersionOf", "IsPreprintOf"})
_ISO_DATE = re.compile(r"[12]\d{3}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?(?![\d-])", re.ASCII)


def own_doi(work: dict[str, Any]) -> Doi | None:
    """The DOI that a work of DataCite's is about."""
    return normalise_doi(str(_attributes(work).get("doi") or work.get("id") or ""))


def read_record(doi: Doi, work: dict[str, Any]) -> Record:
    """What DataCite says of one work. Never raises: a member of another shape than promised counts as absent."""
    attributes = _attributes(work)
    types = attributes.get("types")
    kind = _TYPES.get(str(types.get("resourceTypeGeneral")), "") if isinstance(types, dict) else ""
    container = attributes.get("container")
    publisher = attributes.get("publisher")
    dates = _dates(attributes)
    return Record(
        source="datacite",
        title=_title(attributes),
        authors=tuple(author for person in dicts(attributes.get("creators")) if (author := _author(person))),
        venue=plain(container.get("title")) if isinstance(container, dict) else "",
        publisher=plain(publisher.get("name") if isinstance(publisher, dict) else publisher),
        date=dates.get("issued", ""),
        dates=dates,
        type=kind,
        doi=doi,
        published_doi=_published_doi(attributes) if kind == "article" else None,
        code=preprints.repositories(*_supplements(attributes)),
    )


def _attributes(work: dict[str, Any]) -> dict[str, Any]:
    attributes = work.get("attributes")
    return attributes if isinstance(attributes, dict) else {}


def _title(attributes: dict[str, Any]) -> str:
    """The main title with its subtitle; translations and alternative titles are left out."""
    listed = dicts(attributes.get("titles"))
    main = [text for title in listed if not title.get("titleType") and (text := plain(title.get("title")))]
    subtitles = [
        text for title in listed if title.get("titleType") == "Subtitle" and (text := plain(title.get("title")))
    ]
    return titles.tidy(main, subtitles).text


def _author(person: dict[str, Any]) -> Author | None:
    family, given, name = (plain(person.get(key)) for key in ("familyName", "givenName", "name"))
    if family or person.get("nameType") == "Organizational" or name.count(",") != 1:
        return names.author(family=family, given=given, literal=name)
    return names.person(name)


def _dates(attributes: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in dicts(attributes.get("dates")):
        kind = _DATES.get(str(entry.get("dateType")))
        if kind and (match := _ISO_DATE.match(str(entry.get("date", "")))):
            found.setdefault(kind, match[0])
    year = attributes.get("publicationYear")
    if "issued" not in found and isinstance(year, int) and not isinstance(year, bool) and 1000 <= year <= 2999:
        found["issued"] = str(year)
    return found


def _supplements(attributes: dict[str, Any]) -> list[str]:
    related = dicts(attributes.get("relatedIdentifiers"))
    return [str(one.get("relatedIdentifier") or "") for one in related if one.get("relationType") == "IsSupplementedBy"]


def _published_doi(attributes: dict[str, Any]) -> Doi | None:
    """The version of record that a preprint names; None where it names several."""
    named = {
        doi
        for related in dicts(attributes.get("relatedIdentifiers"))
        if str(related.get("relationType")) in _TO_VERSION_OF_RECORD and related.get("relatedIdentifierType") == "DOI"
        if (doi := preprints.of_record(normalise_doi(str(related.get("relatedIdentifier") or ""))))
    }
    return named.pop() if len(named) == 1 else None
