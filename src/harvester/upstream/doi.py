"""doi.org: whether a DOI exists, and which agency registered it.

doi.org is the authority on existence; Crossref and DataCite only know their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from harvester.lanes import Trouble
from harvester.model import Absent, Found, Unavailable
from harvester.upstream.batching import batches

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harvester.http import Http
    from harvester.lanes import Lane
    from harvester.model import Answer, Doi

URL = "https://doi.org"
BATCH = 50
"""DOIs in one path; the service states no limit of its own."""

# Response codes of the handle protocol (doi.org factsheet on the proxy's REST API).
_FOUND = 1
_NOT_FOUND = 100
_NO_SUCH_VALUES = 200


class DoiOrg:
    """Answers which agency registered a DOI, and whether its handle exists."""

    name = "doi"

    def __init__(self, *, url: str, http: Http, lane: Lane, batch: int = BATCH) -> None:
        self._url = url
        self._http = http
        self._lane = lane
        self._batch = batch

    def agencies(self, dois: Iterable[Doi]) -> dict[Doi, Answer[str]]:
        """The agency that registered each DOI (``Crossref``, ``DataCite``, …); ``Absent`` where there is no such DOI.

        DOIs that a path of many cannot carry, and those whose answer is neither yes nor no, are asked by handle.
        """
        answers: dict[Doi, Answer[str]] = {}
        plain: list[Doi] = []
        single: list[Doi] = []
        for doi in dict.fromkeys(dois):
            (single if "," in doi else plain).append(doi)
        for batch in batches(plain, self._batch):
            answers |= self._agencies(batch)
            self._lane.progress.advance(self.name, len(batch))
        for doi in single:
            answers[doi] = self.handle(doi)
            self._lane.progress.advance(self.name, 1)
        for doi, answer in answers.items():
            if isinstance(answer, Found) and not answer.value:
                answers[doi] = self.handle(doi)
        return answers

    def handle(self, doi: Doi) -> Answer[str]:
        """Whether the handle system knows this DOI. A found one has the value ``handle``."""

        def question() -> Answer[str]:
            with self._lane.turn():
                reply = self._http.request("GET", f"{self._url}/api/handles/{quote(doi, safe='/')}?type=URL")
            if reply.status not in {200, 404}:
                raise reply.trouble()
            body = reply.json()
            code = body.get("responseCode") if isinstance(body, dict) else None
            if code in {_FOUND, _NO_SUCH_VALUES}:
                return Found("handle")
            if code == _NOT_FOUND and reply.status == 404:
                return Absent("doi.org: no such handle")
            raise Trouble(f"handle response code {code}")

        return self._lane.ask(question)

    def _agencies(self, batch: list[Doi]) -> dict[Doi, Answer[str]]:
        def question() -> dict[Doi, Answer[str]]:
            path = ",".join(quote(doi, safe="/") for doi in batch)
            with self._lane.turn():
                reply = self._http.request("GET", f"{self._url}/doiRA/{path}")
            if reply.status != 200:
                raise reply.trouble()
            return _read(batch, reply.json())

        answer = self._lane.ask(question)
        return dict.fromkeys(batch, answer) if isinstance(answer, Unavailable) else answer


def _read(batch: list[Doi], body: Any) -> dict[Doi, Answer[str]]:
    if not isinstance(body, list) or len(body) != len(batch) or not all(isinstance(item, dict) for item in body):
        raise Trouble("an answer that does not match the question")
    answers: dict[Doi, Answer[str]] = {}
    for doi, item in zip(batch, body, strict=True):
        # answers come in the order asked; the echo is compared all the same
        if str(item.get("DOI", "")).lower() != doi.lower():
            raise Trouble("an answer about other DOIs")
        if agency := item.get("RA"):
            answers[doi] = Found(str(agency))
        elif item.get("status") == "DOI does not exist":
            answers[doi] = Absent("doi.org: DOI does not exist")
        else:
            answers[doi] = Found("")
    return answers
