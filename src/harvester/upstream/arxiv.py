"""arXiv, asked through the arxiv library.

The library has no timeout, keeps quiet about ids that arXiv left out, takes HTML or an empty body for an empty answer,
retries what cannot succeed and loses the body of an error. The session below ends all of that; it is put in the place
of the library's private one, which a test pins.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import arxiv
import requests

from harvester.http import (
    API_CAP,
    CONNECT_S,
    DEADLINE_S,
    READ_S,
    read_capped,
    retry_after,
    transport_trouble,
    within,
)
from harvester.identify import normalise_doi, parse_arxiv
from harvester.lanes import Trouble
from harvester.model import Absent, ArxivId, Found, Record, Unavailable
from harvester.upstream.batching import batches
from harvester.upstream.markup import plain
from harvester.upstream.names import person

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from harvester.http import Http
    from harvester.lanes import Clock, Lane
    from harvester.model import Answer

URL = "https://export.arxiv.org/api/query"
BATCH = 200

CONTROL = ArxivId("1706.03762")
"""A paper that is surely there. arXiv at times answers 200 with an empty feed; only an answer that holds a paper we
know to exist can tell that another one does not."""


class Arxiv:
    """Answers what arXiv knows of its ids; the newest version of each is what is asked for."""

    name = "arxiv"

    def __init__(self, *, url: str, http: Http, lane: Lane, clock: Clock, batch: int = BATCH) -> None:
        self._client = arxiv.Client(page_size=batch, delay_seconds=0.0, num_retries=0)
        self._client.query_url_format = f"{url}?{{}}"
        self._session = _Session(http.user_agent, clock)
        self._client._session = self._session  # noqa: SLF001 (no public way to set a timeout)
        self._lane = lane
        self._batch = batch

    def papers(self, ids: Iterable[ArxivId]) -> dict[ArxivId, Answer[Record]]:
        """Ask for many ids in batches of one request each.

        ``Absent`` only where arXiv left the id out of an answer that held a paper known to exist.
        """
        answers: dict[ArxivId, Answer[Record]] = {}
        for batch in batches(list(dict.fromkeys(ids)), self._batch):
            answers |= self._batch_of(batch)
            self._lane.progress.advance(self.name, len(batch))
        missing = [key for key, answer in answers.items() if isinstance(answer, Absent)]
        control = next((key for key, answer in answers.items() if isinstance(answer, Found)), CONTROL)
        for batch in batches(missing, self._batch - 1):
            answers |= self._confirm(batch, control)
        return answers

    def _batch_of(self, batch: Sequence[ArxivId]) -> dict[ArxivId, Answer[Record]]:
        found = self._lane.ask(lambda: self._request(batch))
        if not isinstance(found, Unavailable):
            return {key: Found(found[key]) if key in found else Absent("arXiv knows no such id") for key in batch}
        if found.reason != _BAD_ID or len(batch) == 1:
            return dict.fromkeys(batch, found)
        # one id that arXiv takes for malformed spoils its whole batch: halve until it stands alone
        middle = len(batch) // 2
        return self._batch_of(batch[:middle]) | self._batch_of(batch[middle:])

    def _confirm(self, missing: list[ArxivId], control: ArxivId) -> dict[ArxivId, Answer[Record]]:
        again = self._batch_of([*missing, control])
        if isinstance(again[control], Found):
            return {key: again[key] for key in missing}
        doubt = Unavailable("an empty answer that proves nothing")
        return {key: doubt if isinstance(again[key], Absent) else again[key] for key in missing}

    def _request(self, batch: Sequence[ArxivId]) -> dict[ArxivId, Record]:
        # the library's own default would stop at 100 results
        search = arxiv.Search(id_list=list(batch), max_results=None)
        with self._lane.turn():
            return within(DEADLINE_S, lambda: self._collect(search))

    def _collect(self, search: arxiv.Search) -> dict[ArxivId, Record]:
        records: dict[ArxivId, Record] = {}
        self._session.requests_left = 1
        try:
            for result in self._client.results(search):
                record = _record(result)
                if record.arxiv is not None:
                    records[record.arxiv] = record
        except _SecondPageError:
            pass  # totalResults promised more than the page held; what came is true, what did not is asked again
        except arxiv.HTTPError as error:
            raise Trouble(f"HTTP {error.status}") from error
        except requests.RequestException as error:
            raise transport_trouble(error) from error
        except (ValueError, AttributeError, TypeError) as error:
            raise Trouble("a feed that cannot be read") from error
        return records


_BAD_ID = "HTTP 400: malformed id"


class _SecondPageError(Exception):
    """The library wants another page, out of turn, of what one page holds whole."""


class _Session(requests.Session):
    """A session with a timeout, our name, a cap, and a look at what the library would pass over."""

    def __init__(self, user_agent: str, clock: Clock) -> None:
        super().__init__()
        self._user_agent = user_agent
        self._clock = clock
        self.requests_left = 1
        self.auth = lambda request: request  # no netrc

    def request(self, method: Any, url: Any, *args: Any, **options: Any) -> requests.Response:
        """Send it, and raise Trouble for every answer that is no whole feed."""
        if self.requests_left == 0:
            raise _SecondPageError
        self.requests_left -= 1
        options["timeout"] = (CONNECT_S, READ_S)
        options["headers"] = {**(options.get("headers") or {}), "user-agent": self._user_agent}
        options["stream"] = True
        response = super().request(method, url, *args, **options)
        with response:
            body = read_capped(response, API_CAP, deadline=self._clock.monotonic() + DEADLINE_S, clock=self._clock)
        response._content = body  # noqa: SLF001 (read under a cap and a deadline; the library asks for .content)
        _check(response, body)
        return response


def _check(response: requests.Response, body: bytes) -> None:
    status = response.status_code
    if status == 400 and b"incorrect_id_format" in body:
        raise Trouble(_BAD_ID, retryable=False)
    if status != 200:
        raise Trouble(
            f"HTTP {status}",
            retry_after=retry_after(response.headers.get("retry-after")),
            refused=status in {401, 403, 429},
            retryable=status == 429 or status >= 500,
        )
    kind = response.headers.get("content-type", "")
    if "xml" not in kind or not re.search(rb"<feed[\s>]", body[:2000]):
        raise Trouble("HTTP 200 with something that is no feed")
    if not body.rstrip().endswith(b"</feed>"):
        raise Trouble("the answer broke off")


def _record(result: arxiv.Result) -> Record:
    found = parse_arxiv(result.entry_id.rpartition("/abs/")[2])
    # several DOIs may stand in the field, the first is the paper's
    doi = normalise_doi(result.doi.split()[0]) if result.doi and result.doi.split() else None
    names = [plain(author.name) for author in result.authors]
    return Record(
        source="arxiv",
        title=plain(result.title),
        authors=tuple(person(name) for name in names if name.strip(":., ")),
        venue="arXiv",
        date=result.published.date().isoformat(),
        type="article",
        arxiv=found[0] if found else None,
        published_doi=doi,
        journal_ref=plain(result.journal_ref),
        comment=plain(result.comment),
    )
