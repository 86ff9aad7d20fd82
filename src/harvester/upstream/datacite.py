"""DataCite: the registry of Zenodo, figshare, Dryad and arXiv DOIs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from harvester.identify import normalise_doi
from harvester.lanes import Trouble
from harvester.model import Absent, Author, Found, Record, Unavailable
from harvester.upstream.batching import batches
from harvester.upstream.markup import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harvester.http import Http
    from harvester.lanes import Lane
    from harvester.model import Answer, Doi

URL = "https://api.datacite.org"
BATCH = 50

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


class DataCite:
    """Answers what DataCite knows of DOIs; ``Absent`` means that it does not hold the DOI."""

    name = "datacite"

    def __init__(self, *, url: str, http: Http, lane: Lane, batch: int = BATCH) -> None:
        self._url = url
        self._http = http
        self._lane = lane
        self._batch = batch

    def works(self, dois: Iterable[Doi]) -> dict[Doi, Answer[Record]]:
        """Ask for many DOIs in batches."""
        answers: dict[Doi, Answer[Record]] = {}
        for batch in batches(list(dict.fromkeys(dois)), self._batch):
            answers |= self._ask(batch)
            self._lane.progress.advance(self.name, len(batch))
        return answers

    def _ask(self, batch: list[Doi]) -> dict[Doi, Answer[Record]]:
        def question() -> dict[Doi, dict[str, Any]]:
            ids = ",".join(quote(doi, safe="") for doi in batch)
            with self._lane.turn():
                # the default page holds 25
                reply = self._http.request("GET", f"{self._url}/dois?ids={ids}&page[size]={len(batch)}")
            if reply.status != 200:
                raise reply.trouble()
            body = reply.json()
            data = body.get("data") if isinstance(body, dict) else None
            if not isinstance(data, list):
                raise Trouble("an answer without a list of works")
            return {doi: work for work in data if isinstance(work, dict) and (doi := _doi(work))}

        answer = self._lane.ask(question)
        if isinstance(answer, Unavailable):
            return dict.fromkeys(batch, answer)
        return {doi: Found(_record(doi, answer[doi])) if doi in answer else Absent("not in DataCite") for doi in batch}


def _attributes(work: dict[str, Any]) -> dict[str, Any]:
    attributes = work.get("attributes")
    return attributes if isinstance(attributes, dict) else {}


def _doi(work: dict[str, Any]) -> Doi | None:
    return normalise_doi(str(_attributes(work).get("doi") or work.get("id") or ""))


def _record(doi: Doi, work: dict[str, Any]) -> Record:
    attributes = _attributes(work)
    titles = [title for entry in _dicts(attributes.get("titles")) if (title := plain(entry.get("title")))]
    types = attributes.get("types")
    kind = types.get("resourceTypeGeneral") if isinstance(types, dict) else None
    container = attributes.get("container")
    venue = plain(container.get("title")) if isinstance(container, dict) else ""
    publisher = attributes.get("publisher")
    return Record(
        source="datacite",
        title=titles[0] if titles else "",
        authors=tuple(author for person in _dicts(attributes.get("creators")) if (author := _author(person))),
        venue=venue,
        publisher=plain(publisher.get("name") if isinstance(publisher, dict) else publisher),
        date=_date(attributes),
        type=_TYPES.get(str(kind), ""),
        doi=doi,
    )


def _dicts(value: object) -> list[dict[str, Any]]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _author(person: dict[str, Any]) -> Author | None:
    family, given, name = (plain(person.get(key)) for key in ("familyName", "givenName", "name"))
    if family:
        return Author(family=family, given=given)
    if name and person.get("nameType") != "Organizational" and name.count(",") == 1:
        family, given = (part.strip() for part in name.split(","))
        return Author(family=family, given=given)
    return Author(literal=name) if name else None


def _date(attributes: dict[str, Any]) -> str:
    for entry in _dicts(attributes.get("dates")):
        date = str(entry.get("date", ""))[:10]
        if entry.get("dateType") == "Issued" and date[:4].isdigit():
            return date
    year = attributes.get("publicationYear")
    return str(year) if isinstance(year, int) and 1000 <= year <= 2999 else ""
