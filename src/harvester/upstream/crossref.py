"""Crossref, asked through habanero.

habanero gives no access to the limits in the answer's headers, retries nothing, sends DOIs unquoted, opens a
connection per call and reports one cause in four families of exceptions; this file is where all of that ends.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

import habanero
import httpx2
from habanero.exceptions import RequestError

from harvester.http import retry_after, transport_trouble, user_agent, within
from harvester.identify import normalise_doi
from harvester.lanes import Trouble
from harvester.model import Absent, Found, Unavailable
from harvester.upstream.batching import batches
from harvester.upstream.crossref_record import read_record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from harvester.lanes import Lane
    from harvester.model import Answer, Doi, Record

K = TypeVar("K", bound=str)

URL = "https://api.crossref.org"
BATCH = 50
_FILTER_OVERHEAD = len("alternative-id%3A") + len("%2C")

TIMEOUT_S = 20.0
"""Seconds for each socket operation inside habanero."""

DEADLINE_S = 60.0
"""Seconds for one call; habanero's own timeout is met by no server that drips."""

# Crossref splits filters at commas and refuses or misreads the others when they come in a filter.
_ODD = re.compile(r"[,<>#?%;\s]")

SELECT = [
    "DOI", "type", "title", "subtitle", "author", "container-title", "short-container-title", "publisher",
    "issued", "published", "published-print", "published-online", "volume", "issue", "page", "article-number",
    "alternative-id", "event",
]  # fmt: skip
"""Fields of the list route; the validator of the API refuses any that is not on its own list."""


class Crossref:
    """Answers what Crossref knows of DOIs and publisher item identifiers.

    Args:
        url: Base address, without a trailing slash.
        mailto: Contact address, or an empty string.
        lists: The lane of queries and filters.
        singles: The lane of single records.
        batch: DOIs in one filter.
    """

    name = "crossref"

    def __init__(self, *, url: str, mailto: str, lists: Lane, singles: Lane, batch: int = BATCH) -> None:
        self._client = habanero.Crossref(
            base_url=url, mailto=mailto or None, ua_string=user_agent(mailto), timeout=int(TIMEOUT_S)
        )
        self._lists = lists
        self._singles = singles
        self._batch = batch

    def works(self, dois: Iterable[Doi]) -> dict[Doi, Answer[Record]]:
        """Ask for many DOIs, in batches where a filter can carry them and one by one where it cannot.

        ``Absent`` means that Crossref does not hold the DOI, not that there is no such DOI.
        """
        answers: dict[Doi, Answer[Record]] = {}
        plain = []
        for doi in dict.fromkeys(dois):
            if _ODD.search(doi):
                answers[doi] = self._single(doi)
                self._singles.progress.advance(self.name, 1)
            else:
                plain.append(doi)
        for batch in batches(plain, self._batch, overhead=_FILTER_OVERHEAD):
            answers |= self._filtered("doi", batch, _own_doi)
            self._lists.progress.advance(self.name, len(batch))
        return answers

    def by_pii(self, piis: Iterable[str]) -> dict[str, Answer[Record]]:
        """Ask which works carry these publisher item identifiers (hyphens and brackets taken off, upper case)."""
        answers: dict[str, Answer[Record]] = {}
        for batch in batches(list(dict.fromkeys(piis)), self._batch, overhead=_FILTER_OVERHEAD):
            answers |= self._filtered("alternative-id", batch, _own_piis)
            self._lists.progress.advance(self.name, len(batch))
        return answers

    def _filtered(
        self, name: str, keys: Sequence[K], keys_of: Callable[[dict[str, Any]], Iterable[str]]
    ) -> dict[K, Answer[Record]]:
        def call() -> Any:
            # without a limit the answer stops at 20 items and says nothing of the rest
            return self._client.works(filter={name: list(keys)}, limit=len(keys), select=SELECT)

        answer = self._lists.ask(lambda: _list_items(_guarded(self._lists, call)))
        if isinstance(answer, Unavailable):
            return dict.fromkeys(keys, answer)
        # items come in any order, and what Crossref lacks is left out without a word
        records = {key: item for item in answer for key in keys_of(item)}
        return {key: _found(records[key]) if key in records else Absent("not in Crossref") for key in keys}

    def _single(self, doi: Doi) -> Answer[Record]:
        def question() -> Answer[Record]:
            # quoted in full, or `#` and `?` would ask for another record and get it
            call = lambda: self._client.works(ids=[quote(doi, safe="")])  # noqa: E731
            try:
                body = _guarded(self._singles, call)
            except _NotFound:
                return Absent("not in Crossref")
            item = body.get("message") if isinstance(body, dict) else None
            if not isinstance(item, dict):
                raise Trouble("an answer without a record")
            if doi not in _own_doi(item):
                raise Trouble("the answer is about another DOI", retryable=False)
            return _found(item)

        return self._singles.ask(question)


class _NotFound(Trouble):
    """Crossref's own word that it does not hold a record."""


def _guarded(lane: Lane, call: Callable[[], Any]) -> Any:
    """One call of the library in its lane and within its deadline; every family of its exceptions becomes one."""
    with lane.turn():
        try:
            return within(DEADLINE_S, call)
        except Trouble:
            raise
        except httpx2.HTTPStatusError as error:
            response = error.response
            # a 404 of a proxy or a gateway is not Crossref's word
            if response.status_code == 404 and response.text.startswith("Resource not found"):
                raise _NotFound("not in Crossref", retryable=False) from error
            raise _status_trouble(response.status_code, response.headers.get("retry-after")) from error
        except RequestError as error:
            raise _status_trouble(int(getattr(error, "status_code", 0) or 0), None) from error
        except (httpx2.HTTPError, RuntimeError, OSError) as error:
            raise transport_trouble(error) from error
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            # HTML with 200, no content type, `null`, cut JSON, an error message that is a string: none is a fact
            raise Trouble("an answer that is no Crossref JSON") from error


def _status_trouble(status: int, wait: str | None) -> Trouble:
    if status == 200:
        return Trouble("HTTP 200 with something that is no JSON")
    return Trouble(
        f"HTTP {status}" if status else "an error without a status",
        retry_after=retry_after(wait),
        refused=status in {401, 403, 429},
        retryable=status in {408, 425, 429} or status >= 500,
    )


def _list_items(body: Any) -> list[dict[str, Any]]:
    message = body.get("message") if isinstance(body, dict) else None
    items = message.get("items") if isinstance(message, dict) else None
    if not isinstance(items, list):
        raise Trouble("an answer without a list of works")
    return [item for item in items if isinstance(item, dict)]


def _found(item: dict[str, Any]) -> Found[Record]:
    return Found(read_record(item))


def _own_doi(item: dict[str, Any]) -> tuple[str, ...]:
    doi = normalise_doi(str(item.get("DOI", "")))
    return (doi,) if doi else ()


def _own_piis(item: dict[str, Any]) -> tuple[str, ...]:
    ids = item.get("alternative-id")
    return tuple(re.sub(r"[-()]", "", str(pii)).upper() for pii in ids) if isinstance(ids, list) else ()
