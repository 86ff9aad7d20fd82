"""NCBI: the DOIs behind numbers of PubMed and PubMed Central.

The converter of PubMed Central translates many numbers of one type at once, but knows only what PubMed Central holds.
Whatever it leaves open goes to the summaries of E-utilities, which know every number and say so where there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode, urljoin, urlsplit

from harvester.identify import normalise_doi
from harvester.lanes import Trouble
from harvester.model import Absent, Found, Unavailable
from harvester.upstream.batching import Spoilt, batches, without_the_bad
from harvester.upstream.members import dicts
from harvester.upstream.ncbi_record import own_doi, read_record
from harvester.upstream.question import Question

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from harvester.http import Http, Reply
    from harvester.lanes import Lane
    from harvester.model import Answer, Doi, Record

CONVERTER_URL = "https://pmc.ncbi.nlm.nih.gov"
SUMMARIES_URL = "https://eutils.ncbi.nlm.nih.gov"
BATCH = 200
"""Numbers in one request (PMC ID Converter API; E-utilities take as many in one GET)."""

MAX_HOPS = 3
_HOME = ".ncbi.nlm.nih.gov"


class _Numbers(NamedTuple):
    """A kind of number: its name at the converter, its database at E-utilities, and the name that people know."""

    idtype: str
    database: str
    holder: str


_PMID = _Numbers("pmid", "pubmed", "PubMed")
_PMCID = _Numbers("pmcid", "pmc", "PubMed Central")


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What NCBI says of one article.

    Attributes:
        doi: Its DOI, or None where it has none.
        record: Its summary, where that was asked for.
    """

    doi: Doi | None = None
    record: Record | None = None


class Ncbi:
    """Answers what NCBI knows of its numbers.

    Attributes:
        pmids: The article of each PubMed number (digits).
        pmcids: The article of each PubMed Central number (``PMC`` and digits). ``Absent`` in both means that
            E-utilities has no such document.

    Args:
        converter: Base address of the id converter, without a trailing slash.
        summaries: Base address of E-utilities, without a trailing slash.
        mailto: Contact address, which NCBI asks for, or an empty string.
        lane: The lane of both services.
    """

    name = "ncbi"

    def __init__(
        self, *, converter: str, summaries: str, mailto: str, http: Http, lane: Lane, batch: int = BATCH
    ) -> None:
        self._converter = f"{converter}/tools/idconv/api/v1/articles/"
        self._summaries = f"{summaries}/entrez/eutils/esummary.fcgi"
        self._contact = {"tool": "harvester", "email": mailto} if mailto else {"tool": "harvester"}
        self._http = http
        self._lane = lane
        self._batch = min(batch, BATCH)
        self.pmids = Question(self.name, "pmids", partial(self._articles, _PMID))
        self.pmcids = Question(self.name, "pmcids", partial(self._articles, _PMCID))

    def _articles(self, kind: _Numbers, keys: list[str]) -> Iterator[dict[str, Answer[Article]]]:
        left: list[str] = []
        for batch in batches(keys, self._batch):
            known = self._converted(kind, batch)
            left += [key for key in batch if key not in known]
            yield known
        for batch in batches(left, self._batch):
            yield without_the_bad(batch, partial(self._summarised, kind))

    def _converted(self, kind: _Numbers, batch: Sequence[str]) -> dict[str, Answer[Article]]:
        """The articles that the converter has a DOI of; its silence and its errors prove nothing."""

        def question() -> dict[str, Answer[Article]]:
            # without a type it takes everything for PubMed numbers, and one call takes one type only
            asked = {"ids": ",".join(batch), "idtype": kind.idtype, "format": "json"}
            reply = self._get(self._converter, asked)
            if reply.status == 400:
                return {}  # one bad number spoils the request; E-utilities tells which
            body = _body(reply)
            dois = {
                str(record.get(kind.idtype, "")).upper(): normalise_doi(str(record.get("doi", "")))
                for record in dicts(body.get("records"))
            }
            return {key: Found(Article(doi=doi)) for key in batch if (doi := dois.get(key))}

        answer = self._lane.ask(question)
        return {} if isinstance(answer, Unavailable) else answer

    def _summarised(self, kind: _Numbers, batch: Sequence[str]) -> dict[str, Answer[Article]] | Spoilt | Unavailable:
        def question() -> dict[str, Answer[Article]] | Spoilt:
            uids = ",".join(map(_uid, batch))
            body = _body(self._get(self._summaries, {"db": kind.database, "id": uids, "retmode": "json"}))
            result = body.get("result")
            if isinstance(result, dict):
                return {key: _summary(kind, _uid(key), result.get(_uid(key))) for key in batch}
            if "uid" in str(body.get("error", body.get("esummaryresult", ""))).lower():
                return Spoilt("E-utilities takes it for no number of its own")
            raise Trouble("an answer without a summary", refused="error" in body)

        return self._lane.ask(question)

    def _get(self, url: str, parameters: dict[str, str]) -> Reply:
        """One answer; NCBI moves its services now and then, so redirects within its own house are followed."""
        url = f"{url}?{urlencode({**parameters, **self._contact}, safe=',')}"
        home = urlsplit(url).hostname
        for _ in range(MAX_HOPS + 1):
            with self._lane.turn():
                reply = self._http.request("GET", url)
            if reply.status not in {301, 302, 303, 307, 308}:
                return reply
            try:
                url = urljoin(url, reply.headers.get("location", ""))
                host = urlsplit(url).hostname or ""
            except ValueError:  # what is no address
                break
            if host != home and not (host.endswith(_HOME) and url.startswith("https://")):
                break
        raise Trouble("a redirect that leads nowhere", retryable=False)


def _uid(key: str) -> str:
    return key.removeprefix("PMC")


def _body(reply: Reply) -> dict[str, Any]:
    if reply.status != 200:
        raise reply.trouble()
    body = reply.json()
    if not isinstance(body, dict):
        raise Trouble("an answer of another shape")
    return body


def _summary(kind: _Numbers, uid: str, entry: Any) -> Answer[Article]:
    if not isinstance(entry, dict) or str(entry.get("uid", "")) != uid:
        return Unavailable("left out of the answer")
    if error := entry.get("error"):
        if "cannot get document summary" in str(error).lower():
            return Absent(f"NCBI: no such {kind.holder} number")
        return Unavailable("an error in place of a summary")
    return Found(Article(doi=own_doi(entry), record=read_record(entry)))
