"""The Wayback Machine: its last good capture of a page from before the page died, by the index of captures (CDX).

The availability API is not asked: it answers an overload as it answers a page that it never saw.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from harvester.lanes import Trouble
from harvester.model import Absent, Found
from harvester.upstream.question import Question

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.http import Http
    from harvester.lanes import Lane
    from harvester.model import Answer

URL = "https://web.archive.org"

_COLUMNS = ["timestamp", "original", "statuscode"]


class Wayback:
    """Answers when a page was last captured in good health.

    Attributes:
        captures: The moment (``YYYYMMDDhhmmss``, UTC) of the last capture with status 200, one request for each key;
            the keys are made by ``key``.
    """

    name = "wayback"

    def __init__(self, *, url: str, http: Http, lane: Lane) -> None:
        self._url = url
        self._http = http
        self._lane = lane
        self.captures = Question(self.name, "captures", self._captures)

    @staticmethod
    def key(page: str, before: date) -> str:
        """What is asked of a page: a capture from before this day (UTC)."""
        return f"{before.isoformat()} {page}"

    def _captures(self, keys: list[str]) -> Iterator[dict[str, Answer[str]]]:
        for key in keys:
            day, _, page = key.partition(" ")
            yield {key: self._capture(page, date.fromisoformat(day))}

    def _capture(self, page: str, before: date) -> Answer[str]:
        query = urlencode(
            {
                "url": page.partition("#")[0],
                "matchType": "exact",  # or an asterisk at the end of an address would stand for all that begin so
                "output": "json",
                "limit": "-1",
                "filter": "statuscode:200",
                "fl": ",".join(_COLUMNS),
                "to": f"{before - timedelta(days=1):%Y%m%d}",
            }
        )

        def question() -> Answer[str]:
            with self._lane.turn():
                reply = self._http.request("GET", f"{self._url}/cdx/search/cdx?{query}")
            if reply.status != 200:
                raise reply.trouble()
            if not reply.body.strip():
                # an overloaded server says as little
                raise Trouble("an empty answer that proves nothing", retryable=False)
            return _read(reply.json(), before)

        return self._lane.ask(question)


def _read(rows: Any, before: date) -> Answer[str]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise Trouble("an answer that is no list of captures")
    if rows and rows[0] != _COLUMNS:
        raise Trouble("an answer without the columns that were asked for")
    if not rows[1:]:
        return Absent("the Wayback Machine has no good capture from before")
    timestamp, _, status = map(str, rows[-1]) if len(rows[-1]) == len(_COLUMNS) else ("", "", "")
    if not re.fullmatch(r"\d{14}", timestamp, re.ASCII) or status != "200":
        raise Trouble("an answer that is no capture with status 200")
    try:
        taken = date.fromisoformat(timestamp[:8])
    except ValueError as error:
        raise Trouble("a capture on no day of the calendar") from error
    if taken >= before:
        raise Trouble("a capture from after the day that was asked for", retryable=False)
    return Found(timestamp)
