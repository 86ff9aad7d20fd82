"""DataCite: the registry of Zenodo, figshare, Dryad and arXiv DOIs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from harvester.lanes import Trouble
from harvester.model import Absent, Found, Unavailable
from harvester.upstream.batching import batches
from harvester.upstream.datacite_record import own_doi, read_record
from harvester.upstream.question import Question

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.http import Http
    from harvester.lanes import Lane
    from harvester.model import Answer, Doi, Record

URL = "https://api.datacite.org"
BATCH = 50


class DataCite:
    """Answers what DataCite knows of DOIs.

    Attributes:
        works: The record of each DOI. ``Absent`` means that DataCite does not hold the DOI.
    """

    name = "datacite"

    def __init__(self, *, url: str, http: Http, lane: Lane, batch: int = BATCH) -> None:
        self._url = url
        self._http = http
        self._lane = lane
        self._batch = batch
        self.works = Question(self.name, "works", self._works)

    def _works(self, dois: list[Doi]) -> Iterator[dict[Doi, Answer[Record]]]:
        for batch in batches(dois, self._batch):
            yield self._ask(batch)

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
            return {doi: work for work in data if isinstance(work, dict) and (doi := own_doi(work))}

        answer = self._lane.ask(question)
        if isinstance(answer, Unavailable):
            return dict.fromkeys(batch, answer)
        return {
            doi: Found(read_record(doi, answer[doi])) if doi in answer else Absent("not in DataCite") for doi in batch
        }
