"""arXiv, asked through the arxiv library.

The library has no timeout, follows redirects out of turn, keeps quiet about ids that arXiv left out, takes HTML or an
empty body for an empty answer, retries what cannot succeed and loses the body of an error. All of that ends in the
session that is put in the place of its private one; a test pins that it is still there to be replaced.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import arxiv
import requests

from harvester.lanes import Trouble
from harvester.model import Absent, ArxivId, Found, Record, Unavailable
from harvester.upstream.arxiv_record import read_record
from harvester.upstream.batching import Spoilt, batches, without_the_bad
from harvester.upstream.question import Question

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from harvester.http import Http, Reply
    from harvester.lanes import Lane
    from harvester.model import Answer

URL = "https://export.arxiv.org/api/query"
BATCH = 200

CONTROL = ArxivId("1706.03762")
"""A paper that is surely there. arXiv at times answers 200 with an empty feed; only an answer that holds a paper we
know to exist can tell that another one does not."""

_UNKNOWN = Absent("arXiv knows no such id")


class Arxiv:
    """Answers what arXiv knows of its ids; the newest version of each is what is asked for.

    Attributes:
        papers: The record of each id. ``Absent`` where arXiv calls the id malformed, or twice left it out of an answer,
            the second time one that held a paper known to exist.
    """

    name = "arxiv"

    def __init__(self, *, url: str, http: Http, lane: Lane, batch: int = BATCH) -> None:
        self._client = arxiv.Client(page_size=batch, delay_seconds=0.0, num_retries=0)
        self._client.query_url_format = f"{url}?{{}}"
        self._session = _Session(http)
        self._client._session = self._session  # noqa: SLF001 (no public way to set a timeout)
        self._lane = lane
        self._batch = batch
        self.papers = Question(self.name, "papers", self._papers)

    def _papers(self, ids: list[ArxivId]) -> Iterator[dict[ArxivId, Answer[Record]]]:
        missing: list[ArxivId] = []
        control = CONTROL
        for batch in batches(ids, self._batch, overhead=len(","), safe="/"):
            answers = without_the_bad(batch, self._batch_of)
            control = next((key for key, answer in answers.items() if isinstance(answer, Found)), control)
            missing += [key for key, answer in answers.items() if answer == _UNKNOWN]
            yield {key: answer for key, answer in answers.items() if answer != _UNKNOWN}
        for batch in batches(missing, max(1, self._batch - 1), overhead=len(","), safe="/"):
            yield self._confirm(batch, control)

    def _confirm(self, missing: list[ArxivId], control: ArxivId) -> dict[ArxivId, Answer[Record]]:
        again = without_the_bad([*missing, control], self._batch_of)
        if isinstance(again[control], Found):
            return {key: again[key] for key in missing}
        doubt = Unavailable("an empty answer that proves nothing")
        return {key: doubt if isinstance(again[key], Absent) else again[key] for key in missing}

    def _batch_of(self, batch: Sequence[ArxivId]) -> dict[ArxivId, Answer[Record]] | Spoilt | Unavailable:
        found = self._lane.ask(lambda: self._request(batch))
        if isinstance(found, Unavailable | Spoilt):
            return found
        return {key: Found(found[key]) if key in found else _UNKNOWN for key in batch}

    def _request(self, batch: Sequence[ArxivId]) -> dict[ArxivId, Record] | Spoilt:
        # the library's own default would stop at 100 results
        search = arxiv.Search(id_list=list(batch), max_results=None)
        records: dict[ArxivId, Record] = {}
        with self._lane.turn():
            self._session.requests_left = 1
            try:
                for result in self._client.results(search):
                    record = read_record(result)
                    if record.arxiv is not None:
                        records[record.arxiv] = record
            except _BadIdError as bad:
                return Spoilt("arXiv takes it for no id of its own", bad.named)
            except _SecondPageError:
                pass  # totalResults promised more than the page held; what came is true, what did not is asked again
            except (ValueError, AttributeError, TypeError, OverflowError) as error:
                raise Trouble("a feed that cannot be read") from error
        return records


class _SecondPageError(Exception):
    """The library wants another page, out of turn, of what one page holds whole."""


class _BadIdError(Exception):
    """arXiv's word that the request holds something that is no id, and what."""

    def __init__(self, named: str) -> None:
        super().__init__(named)
        self.named = named


class _Session:
    """What the library takes for a session: our own client, and a look at what the library would pass over."""

    def __init__(self, http: Http) -> None:
        self._http = http
        self.requests_left = 1

    def get(self, url: str, **_: Any) -> requests.Response:
        """Send it, and raise for every answer that is no whole feed."""
        if self.requests_left == 0:
            raise _SecondPageError
        self.requests_left -= 1
        # spelt as in arXiv's own manual, so that 200 ids of the old style fit its request line
        reply = self._http.request("GET", url.replace("%2C", ",").replace("%2F", "/"))
        _check(reply)
        response = requests.Response()
        response.status_code = reply.status
        response._content = reply.body  # noqa: SLF001 (the library asks for .content)
        return response


def _check(reply: Reply) -> None:
    if reply.status == 400 and (bad := re.search(rb"incorrect_id_format_for_([^<\s]*)", reply.body)):
        raise _BadIdError(html.unescape(unquote(bad[1].decode("utf-8", "replace"))))
    if reply.status != 200:
        raise reply.trouble()
    kind = reply.headers.get("content-type", "")
    if "xml" not in kind or not re.search(rb"<feed[\s>]", reply.body[:2000]):
        raise Trouble("HTTP 200 with something that is no feed")
    if b"<!DOCTYPE" in reply.body:
        raise Trouble("a feed that brings its own entities")  # arXiv's has none; what they stand for would be left out
    if not reply.body.rstrip().endswith(b"</feed>"):
        raise Trouble("the answer broke off")
    try:
        reply.body.decode("utf-8")  # the library puts a mark in the place of what is damaged, in titles, too
    except UnicodeDecodeError as error:
        raise Trouble("HTTP 200 with something that is no UTF-8") from error
