"""Web pages: one polite GET, redirects followed by hand, each hop paced in its own host's lane."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin, urlsplit

from harvester.guard import ForbiddenAddressError, origin
from harvester.http import WEB_CAP
from harvester.lanes import Lane, Trouble
from harvester.model import Absent, Found, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from harvester.http import Http, Reply
    from harvester.model import Answer

MAX_HOPS = 10
WORKERS = 32
"""Hosts that are asked side by side; within one host its own lane decides."""

_TEMPORARY = frozenset({302, 303, 307})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Page:
    """A page that answered.

    Attributes:
        url: Where it was found in the end.
        moved_to: Where it lives for good: the last address before the first temporary redirect, or None.
        status: The final status.
    """

    url: str
    moved_to: str | None
    status: int


class WebPages:
    """Answers whether pages exist. A 404 is a strike, not a fact: hosts give it to machines and in bad hours.

    Args:
        lane_of: The lane of a host, made on first use.
        remap: URL prefix to the prefix that is asked instead; the longest that fits wins.
    """

    name = "web"

    def __init__(self, *, http: Http, lane_of: Callable[[str], Lane], remap: Mapping[str, str]) -> None:
        self._http = http
        self._lane_of = lane_of
        self._remap = sorted(remap.items(), key=lambda pair: -len(pair[0]))

    def pages(self, urls: Iterable[str]) -> dict[str, Answer[Page]]:
        """Probe many pages, hosts side by side and each host within its own lane."""
        by_host: dict[str, list[str]] = {}
        for url in dict.fromkeys(urls):
            by_host.setdefault(urlsplit(url).hostname or "", []).append(url)
        with ThreadPoolExecutor(WORKERS, thread_name_prefix="web") as pool:
            chunks = pool.map(lambda group: {url: self.page(url) for url in group}, by_host.values())
            return {url: answer for chunk in chunks for url, answer in chunk.items()}

    def page(self, url: str) -> Answer[Page]:
        """Probe one page."""
        try:
            host = origin(url)[0]
        except ForbiddenAddressError as error:
            return Unavailable(str(error))
        lane = self._lane_of(host)
        answer = lane.ask(lambda: self._follow(url))
        lane.progress.advance(self.name, 1)
        return answer

    def _follow(self, url: str) -> Answer[Page]:
        here, moved, lasting = urldefrag(url).url, None, True
        for _ in range(MAX_HOPS + 1):
            reply = self._get(here)
            if reply.status not in _REDIRECTS:
                return _judge(here, moved, reply)
            location = reply.headers.get("location")
            if not location:
                raise Trouble(f"HTTP {reply.status} that leads nowhere", failing=True)
            here = urldefrag(urljoin(here, location)).url
            lasting = lasting and reply.status not in _TEMPORARY
            moved = here if lasting else moved
        raise Trouble(f"more than {MAX_HOPS} redirects", failing=True, retryable=False)

    def _get(self, url: str) -> Reply:
        try:
            host = origin(url)[0]
            # the catalogue's address is what the guard looks at, also where a mirror is asked in its place
            self._http.guard.check_url(url)
        except ForbiddenAddressError as error:
            raise Trouble(str(error), retryable=False) from error
        try:
            with self._lane_of(host).turn():
                return self._http.request(
                    "GET", self._mapped(url), cap=WEB_CAP, headers={"Accept": "text/html,*/*;q=0.5"}
                )
        except Trouble as trouble:
            trouble.failing = trouble.retryable
            raise

    def _mapped(self, url: str) -> str:
        for prefix, instead in self._remap:
            if url.startswith(prefix):
                return instead + url.removeprefix(prefix)
        return url


def _judge(url: str, moved: str | None, reply: Reply) -> Answer[Page]:
    if _is_challenge(reply):
        raise Trouble(f"HTTP {reply.status}: a page for people only", refused=True, retryable=False)
    if 200 <= reply.status < 300:
        return Found(Page(url, moved, reply.status))
    if reply.status == 410:
        return Absent("HTTP 410: gone for good")
    trouble = reply.trouble()
    trouble.failing = not trouble.refused
    raise trouble


def _is_challenge(reply: Reply) -> bool:
    """Whether a firewall answered in the page's place; with 200 and 202 as well as with 403."""
    headers = reply.headers
    return (
        headers.get("cf-mitigated", "").lower() == "challenge"
        or headers.get("x-amzn-waf-action", "").lower() in {"challenge", "captcha"}
        or (reply.status == 202 and not reply.body)
    )
