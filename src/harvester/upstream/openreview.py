"""OpenReview: forums, as far as it answers without a login.

Since about August 2026 anonymous questions are met with 403 ``ChallengeRequiredError``: no word about the forum.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from harvester.lanes import Trouble
from harvester.model import Absent, Found, Record
from harvester.upstream.markup import plain
from harvester.upstream.names import person
from harvester.upstream.question import Question

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.http import Http
    from harvester.lanes import Lane
    from harvester.model import Answer

URL = "https://api2.openreview.net"


class OpenReview:
    """Answers what OpenReview says of its forums.

    Attributes:
        forums: The record of each forum, one request each.
    """

    name = "openreview"

    def __init__(self, *, url: str, http: Http, lane: Lane) -> None:
        self._url = url
        self._http = http
        self._lane = lane
        self.forums = Question(self.name, "forums", self._forums)

    def _forums(self, ids: list[str]) -> Iterator[dict[str, Answer[Record]]]:
        for forum in ids:
            yield {forum: self._forum(forum)}

    def _forum(self, forum: str) -> Answer[Record]:
        def question() -> Answer[Record]:
            with self._lane.turn():
                reply = self._http.request("GET", f"{self._url}/notes?id={quote(forum, safe='')}")
            if reply.status == 403:
                # the limit of what can be known without an account, so asking again tonight is of no use
                raise Trouble("needs a login", refused=True, retryable=False)
            if reply.status == 404:
                return Absent("OpenReview: no such forum")
            if reply.status != 200:
                raise reply.trouble()
            return _read(reply.json())

        return self._lane.ask(question)


def _read(body: Any) -> Answer[Record]:
    notes = body.get("notes") if isinstance(body, dict) else None
    if not isinstance(notes, list):
        raise Trouble("an answer without notes")
    if not notes or not isinstance(notes[0], dict):
        raise Trouble("an empty answer that proves nothing", retryable=False)
    content = notes[0].get("content")
    content = content if isinstance(content, dict) else {}
    authors = _value(content, "authors")
    return Found(
        Record(
            source="openreview",
            title=plain(_value(content, "title")),
            authors=tuple(person(name) for author in authors if (name := plain(author)))
            if isinstance(authors, list)
            else (),
            venue=plain(_value(content, "venue")),
            type="paper-conference",
        )
    )


def _value(content: dict[str, Any], key: str) -> Any:
    """API v2 wraps every value, API v1 does not."""
    value = content.get(key)
    return value.get("value") if isinstance(value, dict) else value
