"""Software Heritage: whether the source code of a repository is archived, and under which spelling of its address."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from harvester.lanes import Trouble
from harvester.model import Absent, Found, Unavailable
from harvester.upstream.question import Question

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.http import Http
    from harvester.lanes import Lane
    from harvester.model import Answer

URL = "https://archive.softwareheritage.org/api/1"


class SoftwareHeritage:
    """Answers under which address a repository is archived.

    Attributes:
        origins: The spelling under which each repository is archived, one request for each spelling until one fits.
    """

    name = "softwareheritage"

    def __init__(self, *, url: str, http: Http, lane: Lane) -> None:
        self._url = url
        self._http = http
        self._lane = lane
        self.origins = Question(self.name, "origins", self._origins)

    def _origins(self, addresses: list[str]) -> Iterator[dict[str, Answer[str]]]:
        for address in addresses:
            yield {address: self._origin(address)}

    def _origin(self, address: str) -> Answer[str]:
        for spelling in spellings(address):
            answer = self._get(spelling)
            # after silence the other spellings would fare no better, and the hour's quota is small
            if isinstance(answer, Found | Unavailable):
                return answer
        return Absent("Software Heritage has no such origin")

    def _get(self, origin: str) -> Answer[str]:
        def question() -> Answer[str]:
            with self._lane.turn():
                reply = self._http.request("GET", f"{self._url}/origin/{quote(origin, safe=':/')}/get/")
            if reply.status not in {200, 404}:
                trouble = reply.trouble()
                # the quota is one of the hour; without a word about when, tonight is not soon enough
                trouble.retryable = trouble.retryable and not (reply.status == 429 and trouble.retry_after is None)
                raise trouble
            body = reply.json()
            body = body if isinstance(body, dict) else {}
            if reply.status == 404:
                if body.get("exception") != "NotFoundExc":
                    raise Trouble("HTTP 404 that does not speak of the origin", retryable=False)
                return Absent("no such origin")
            if body.get("url") != origin:
                raise Trouble("an answer about another origin")
            # an origin may be known by name only, with nothing archived of it
            return Found(origin) if body.get("has_visits") is not False else Absent("no visit of this origin")

        return self._lane.ask(question)


def spellings(address: str) -> tuple[str, ...]:
    """Addresses under which a repository may be archived: as written and in lower case, without and with ``.git``."""
    bare = address.rstrip("/").removesuffix(".git")
    return tuple(dict.fromkeys((bare, bare.lower(), f"{bare}.git", f"{bare.lower()}.git")))
