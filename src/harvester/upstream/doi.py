"""doi.org: whether a DOI exists, and which agency registered it.

doi.org is the authority on existence; Crossref and DataCite only know their own.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from harvester.identify import normalise_doi
from harvester.lanes import Trouble
from harvester.model import Absent, Found, Unavailable
from harvester.upstream.batching import batches
from harvester.upstream.question import Question

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harvester.http import Http
    from harvester.lanes import Lane
    from harvester.model import Answer, Doi

V = TypeVar("V")

URL = "https://doi.org"
BATCH = 50
"""DOIs in one path; the service states no limit of its own."""

# Response codes of the handle protocol (doi.org factsheet on the proxy's REST API).
_FOUND = 1
_NOT_FOUND = 100
_NO_SUCH_VALUES = 200

# What a path of many would split or smooth away.
_ALONE = re.compile(r",|\\|//|/\.{1,2}(?:/|$)")

_NEITHER = Unavailable("neither registered nor unregistered")


class DoiOrg:
    """Answers which agency registered a DOI, whether its handle exists, and which DOI it stands for.

    Attributes:
        agencies: The agency that registered each DOI (``Crossref``, ``DataCite``, …), or ``handle`` where only the
            handle is known. DOIs that a path of many cannot carry, and those whose answer is neither yes nor no, are
            asked by handle. ``Absent`` where there is no such DOI.
        primaries: The DOI that each DOI or short DOI (``10/abc``) stands for: itself, where it is no alias. ``Absent``
            where there is no such handle.

    Args:
        lane: The lane of the agency look-up.
        handles: The lane of single handles.
    """

    name = "doi"

    def __init__(self, *, url: str, http: Http, lane: Lane, handles: Lane, batch: int = BATCH) -> None:
        self._url = url
        self._http = http
        self._lane = lane
        self._handles = handles
        self._batch = batch
        self.agencies = Question(self.name, "agencies", self._agencies)
        self.primaries = Question(self.name, "primaries", self._primaries)

    def _agencies(self, dois: list[Doi]) -> Iterator[dict[Doi, Answer[str]]]:
        single = [doi for doi in dois if _ALONE.search(doi)]
        for batch in batches([doi for doi in dois if not _ALONE.search(doi)], self._batch):
            answers = self._agencies_of(batch)
            yield {doi: answer for doi, answer in answers.items() if answer != _NEITHER}
            single += [doi for doi, answer in answers.items() if answer == _NEITHER]
        for doi in single:
            yield {doi: self._handle(doi, "URL", lambda _: "handle")}

    def _primaries(self, dois: list[Doi]) -> Iterator[dict[Doi, Answer[Doi]]]:
        for doi in dois:
            yield {doi: self._handle(doi, "HS_ALIAS", partial(_meant, doi))}

    def _handle(self, doi: Doi, kind: str, read: Callable[[list[Any]], V]) -> Answer[V]:
        """Ask for the values of one kind that a handle has; a handle without any of them exists all the same."""

        def question() -> Answer[V]:
            with self._handles.turn():
                reply = self._http.request("GET", f"{self._url}/api/handles/{quote(doi, safe='/')}?type={kind}")
            if reply.status not in {200, 404}:
                raise reply.trouble()
            body = reply.json()
            if not isinstance(body, dict) or str(body.get("handle", doi)).lower() != doi.lower():
                raise Trouble("an answer about another handle")
            code = body.get("responseCode")
            if reply.status == 200 and code in (_FOUND, _NO_SUCH_VALUES):  # it may be a list, which no set takes
                values = body.get("values")
                return Found(read(values if isinstance(values, list) else []))
            if reply.status == 404 and code == _NOT_FOUND:
                return Absent("doi.org: no such handle")
            raise Trouble(f"handle response code {code}")

        return self._handles.ask(question)

    def _agencies_of(self, batch: list[Doi]) -> dict[Doi, Answer[str]]:
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
            answers[doi] = _NEITHER
    return answers


def _meant(doi: Doi, values: list[Any]) -> Doi:
    """The DOI that a value of type ``HS_ALIAS`` names; without one, a handle stands for itself."""
    for value in values:
        data = value.get("data") if isinstance(value, dict) and value.get("type") == "HS_ALIAS" else None
        if isinstance(data, dict) and (alias := normalise_doi(str(data.get("value", "")))):
            return alias
    return doi
