"""Crossref, asked through habanero.

habanero gives no access to the limits in the answer's headers, retries nothing, sends DOIs unquoted, opens a
connection per call and reports one cause in four families of exceptions; this file is where all of that ends, but for
the size of what it reads (``crossref_wire``).
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, unquote, urlsplit

import habanero
import httpx2
from habanero.exceptions import RequestError

from harvester.deadline import watched
from harvester.http import retry_after, transport_trouble, user_agent, whole, within
from harvester.identify import normalise_doi
from harvester.lanes import Trouble
from harvester.model import Absent, Found, Unavailable
from harvester.published import version_of_record
from harvester.upstream import crossref_wire
from harvester.upstream.batching import batches, side_by_side
from harvester.upstream.crossref_record import SELECT, read_record
from harvester.upstream.question import Question

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from harvester.lanes import Lane
    from harvester.model import Answer, Doi, Record

K = TypeVar("K", bound=str)

URL = "https://api.crossref.org"
BATCH = 50

FOUND_BY_TITLE = 5
"""Works that a title search gives: copies and components often rank before the paper itself."""

TIMEOUT_S = 20.0
"""Seconds for each socket operation inside habanero."""

DEADLINE_S = 60.0
"""Seconds for one call; habanero's own timeout is met by no server that drips."""

# Crossref splits filters at commas and refuses or misreads the others when they come in a filter.
_ODD = re.compile(r"[,<>#?%;\s]")

ANOTHER_DOI = "the answer is about another DOI"
"""Reason of an answer that may be a slip, or the record of the DOI that this one is an alias of: doi.org can tell."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Crossref:
    """Answers what Crossref knows of DOIs and publisher item identifiers.

    Attributes:
        works: The record of each DOI; one that Crossref has renamed comes with the record's own DOI in it. ``Absent``
            means that Crossref does not hold the DOI, not that there is no such DOI.
        by_pii: The work that carries each publisher item identifier (hyphens and brackets taken off, upper case).

    Args:
        url: Base address, without a trailing slash.
        mailto: Contact address, or an empty string.
        lists: The lane of queries and filters.
        singles: The lane of single records.
        batch: DOIs in one filter.
        stop: Set by whoever ends the run early: what is under way is ended.
    """

    name = "crossref"

    def __init__(
        self,
        *,
        url: str,
        mailto: str,
        lists: Lane,
        singles: Lane,
        batch: int = BATCH,
        stop: threading.Event | None = None,
    ) -> None:
        crossref_wire.bound_habanero()
        self._client = habanero.Crossref(
            base_url=url, mailto=mailto or None, ua_string=user_agent(mailto), timeout=int(TIMEOUT_S)
        )
        self._lists = lists
        self._singles = singles
        self._batch = batch
        self._stop = stop
        self.works = Question(self.name, "works", self._works)
        self.by_pii = Question(self.name, "by-pii", self._by_pii)

    def _works(self, dois: list[Doi]) -> Iterator[dict[Doi, Answer[Record]]]:
        odd = [doi for doi in dois if _ODD.search(doi)]
        plain = [doi for doi in dois if not _ODD.search(doi)]
        yield from side_by_side(
            [
                *(partial(self._filtered, "doi", batch, _own_doi) for batch in self._batches("doi", plain)),
                *(partial(self._alone, doi) for doi in odd),
            ],
            self._lists.pace.concurrency,
        )

    def _by_pii(self, piis: list[str]) -> Iterator[dict[str, Answer[Record]]]:
        name = "alternative-id"
        yield from side_by_side(
            [partial(self._filtered, name, batch, _own_piis) for batch in self._batches(name, piis)],
            self._lists.pace.concurrency,
        )

    def publications(self, preprints: Mapping[K, Record]) -> Question[K, Record]:
        """Which work is the publication of each of these preprints, found by title, one list request for each.

        ``Absent`` means that not exactly one work agrees in title, first author, year and type.
        """

        def answers(keys: list[K]) -> Iterator[dict[K, Answer[Record]]]:
            for key in keys:
                yield {key: self._publication(preprints[key])}

        return Question(self.name, "publications", answers)

    def _publication(self, preprint: Record) -> Answer[Record]:
        author = preprint.authors[0].display if preprint.authors else ""
        words = f"{preprint.title} {author}".strip()

        def call() -> Any:
            return self._client.works(query_bibliographic=words, limit=FOUND_BY_TITLE, select=SELECT)

        items = self._lists.ask(lambda: _list_items(self._guarded(self._lists, call)))
        if isinstance(items, Unavailable):
            return items
        publication = version_of_record(preprint, map(read_record, items))
        return Found(publication) if publication else Absent("no single work agrees")

    def _batches(self, name: str, keys: Sequence[K]) -> Iterator[list[K]]:
        return batches(keys, self._batch, overhead=len(f"{name}%3A%2C"))

    def _filtered(
        self, name: str, keys: Sequence[K], keys_of: Callable[[dict[str, Any]], Iterable[str]]
    ) -> dict[K, Answer[Record]]:
        def call() -> Any:
            # without a limit the answer stops at 20 items and says nothing of the rest
            return self._client.works(filter={name: list(keys)}, limit=len(keys), select=SELECT)

        answer = self._lists.ask(lambda: _list_items(self._guarded(self._lists, call)))
        if isinstance(answer, Unavailable):
            return dict.fromkeys(keys, answer)
        # items come in any order, and what Crossref lacks is left out without a word
        records = {key: item for item in answer for key in keys_of(item)}
        return {key: _found(records[key]) if key in records else Absent("not in Crossref") for key in keys}

    def _alone(self, doi: Doi) -> dict[Doi, Answer[Record]]:
        return {doi: self._singles.ask(lambda: self._single(doi))}

    def _single(self, doi: Doi, *, follow: bool = True) -> Answer[Record]:
        # quoted in full, or `#` and `?` would ask for another record and get it
        call = lambda: self._client.works(ids=[quote(doi, safe="")])  # noqa: E731
        try:
            body = self._guarded(self._singles, call)
        except _NotFound:
            return Absent("not in Crossref")
        except _Renamed as renamed:
            if not follow or renamed.doi == doi:
                raise Trouble("a redirect that leads nowhere", retryable=False) from renamed
            return self._single(renamed.doi, follow=False)
        item = body.get("message") if isinstance(body, dict) else None
        if not isinstance(item, dict):
            raise Trouble("an answer without a record")
        if doi not in _own_doi(item):
            raise Trouble(ANOTHER_DOI, retryable=False)
        return _found(item)

    def _guarded(self, lane: Lane, call: Callable[[], Any]) -> Any:
        """One call of the library in its lane and within its deadline; every family of its exceptions becomes one."""
        with lane.turn():
            try:
                # a look-up of a name has no connection that could be ended, and is left behind
                return whole(within(DEADLINE_S, partial(self._ended_in_time, call), self._stop))
            except Trouble:
                raise
            except httpx2.HTTPStatusError as error:
                response = error.response
                # a 404 of a proxy or a gateway is not Crossref's word
                if response.status_code == 404 and response.content.startswith(b"Resource not found"):
                    raise _NotFound("not in Crossref", retryable=False) from error
                if response.status_code in _REDIRECTS and (doi := _doi_in(response.headers.get("location", ""))):
                    raise _Renamed(doi) from error
                raise _status_trouble(response.status_code, response.headers.get("retry-after")) from error
            except RequestError as error:
                raise _status_trouble(int(getattr(error, "status_code", 0) or 0), None) from error
            except (httpx2.HTTPError, RuntimeError, OSError) as error:
                raise transport_trouble(error) from error
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
                # HTML with 200, no content type, `null`, cut JSON, an error message that is a string: none is a fact
                raise Trouble("an answer that is no Crossref JSON") from error

    def _ended_in_time(self, call: Callable[[], Any]) -> Any:
        with watched(DEADLINE_S, self._stop) as watch:
            try:
                return call()
            except Exception as error:
                if watch.over:
                    raise Trouble(f"no answer within {DEADLINE_S:.0f} s", timed_out=True) from error
                raise


class _NotFound(Trouble):
    """Crossref's own word that it does not hold a record."""


class _Renamed(Trouble):
    """Crossref's own word that it holds the record under another DOI."""

    def __init__(self, doi: Doi) -> None:
        super().__init__(ANOTHER_DOI, retryable=False)
        self.doi = doi


def _doi_in(location: str) -> Doi | None:
    """The DOI of the record that a redirect leads to; None where it leads to anything else."""
    try:
        _, works, doi = urlsplit(location).path.partition("/works/")
    except ValueError:  # what is no address
        return None
    return normalise_doi(unquote(doi)) if works else None


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
