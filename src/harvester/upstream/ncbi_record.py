"""A PubMed summary becomes a :class:`Record` (shape: esummary of E-utilities, JSON)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from harvester.identify import normalise_doi
from harvester.model import Author, Record, Update
from harvester.upstream.markup import plain
from harvester.upstream.members import dicts

if TYPE_CHECKING:
    from harvester.model import Doi

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE = re.compile(
    rf"(?P<year>[12]\d{{3}})(?: (?P<month>{'|'.join(_MONTHS)})(?: (?P<day>\d\d?)(?![\d-]))?)?\b", re.ASCII
)

# PubMed writes the family name first, then the initials: `van der Berg AB`, `Smith J Jr`.
_PERSON = re.compile(r"(?P<family>.+?) (?P<initials>[^\W\d_]{1,4})(?: (?P<suffix>Jr|Sr|2nd|3rd|4th))?")


def own_doi(entry: dict[str, Any]) -> Doi | None:
    """The DOI of the article, or None where the summary gives none."""
    ids = {str(part.get("idtype")): str(part.get("value")) for part in dicts(entry.get("articleids"))}
    return normalise_doi(ids.get("doi", ""))


def read_record(entry: dict[str, Any]) -> Record:
    """What PubMed says of one article. Never raises: a member of another shape than promised counts as absent."""
    days = {name: _date(entry.get(key)) for name, key in (("online", "epubdate"), ("print", "pubdate"))}
    dates = {name: day for name, day in days.items() if day}
    retracted = "Retracted Publication" in _texts(entry.get("pubtype"))
    venue = plain(entry.get("fulljournalname"))
    return Record(
        source="ncbi",
        # PubMed ends every title with a full stop and puts a translated one in brackets
        title=plain(entry.get("title")).removesuffix(".").removeprefix("[").removesuffix("]"),
        authors=tuple(author for part in dicts(entry.get("authors")) if (author := _author(part))),
        venue=venue,
        short_venue=plain(entry.get("source")),
        # the earliest; of two in one year, the more precise one
        date=min(dates.values(), key=lambda day: (day[:4], -len(day), day), default=""),
        dates=dates,
        type="article-journal" if venue else "",
        volume=plain(entry.get("volume")),
        issue=plain(entry.get("issue")),
        pages=plain(entry.get("pages")),
        doi=own_doi(entry),
        updates=(Update(kind="retraction", source="pubmed"),) if retracted else (),
    )


def _author(part: dict[str, Any]) -> Author | None:
    name = plain(part.get("name"))
    found = _PERSON.fullmatch(name)
    if not name or part.get("authtype") == "CollectiveName" or not found or not found["initials"].isupper():
        return Author(literal=name) if name else None
    initials = " ".join(f"{letter}." for letter in found["initials"])
    return Author(family=found["family"], given=f"{initials} {found['suffix']}" if found["suffix"] else initials)


def _date(value: object) -> str:
    """``2007-12-06`` from ``2007 Dec 6``, as precise as given."""
    found = _DATE.match(plain(value))
    if not found:
        return ""
    month = f"-{_MONTHS.index(found['month']) + 1:02d}" if found["month"] else ""
    return found["year"] + month + (f"-{int(found['day']):02d}" if found["day"] else "")


def _texts(value: object) -> list[str]:
    return [plain(part) for part in value] if isinstance(value, list) else []
