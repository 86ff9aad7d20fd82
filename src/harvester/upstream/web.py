"""Web pages: one polite request, redirects followed by hand, each hop paced in its own host's lane."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urlsplit

from harvester.config import Host
from harvester.guard import ForbiddenAddressError, origin
from harvester.http import WEB_CAP, OwnTrouble
from harvester.lanes import Clock, Lane, Pace, Trouble
from harvester.model import Absent, Found, Unavailable
from harvester.upstream.evidence import Sight, judge
from harvester.upstream.journey import MAX_HOPS, REDIRECTS, follow
from harvester.upstream.question import Question
from harvester.upstream.retired import retired
from harvester.upstream.rounds import in_turns
from harvester.upstream.walls import wall

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from harvester.http import Http, Reply
    from harvester.model import Answer

__all__ = ["MAX_HOPS", "Page", "WebPages"]

WORKERS = 64
"""Requests that are under way at once, over all hosts; within one host its own lane decides."""

PAGE_CAP, FILE_CAP = 512 * 1024, 64 * 1024
"""Bytes that are read of a page without an anchor to look up, and of what is no page."""

_FILE = re.compile(
    r"\.(?:pdf|zip|t?gz|bz2|xz|7z|rar|tar|mp4|mov|avi|mkv|webm|mp3|wav|pptx?|docx?|xlsx?|csv|parquet|h5|hdf5|mat|npz|npy|"
    r"pth?|ckpt|safetensors|onnx|pkl|bin|nii|dcm|png|jpe?g|gif|tiff?|whl|iso|exe|dmg)/?$",
    re.IGNORECASE,
)
_HEADERS = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "en,*;q=0.5"}


@dataclass(frozen=True, slots=True)
class Page:
    """A page that answered.

    Attributes:
        url: Where it was found in the end.
        moved_to: Where it lives for good: the last address before the first temporary redirect, or None.
        status: The final status.
        note: What is to be said beside the status; starts with a comma.
    """

    url: str
    moved_to: str | None
    status: int
    note: str = ""

    @property
    def evidence(self) -> str:
        """What was seen, one phrase."""
        return f"HTTP {self.status}{self.note}"


class WebPages:
    """Answers whether pages exist. A 404 is a strike, not a fact: hosts give it to machines and in bad hours.

    Attributes:
        pages: What became of each page; hosts are asked side by side, each within its own lane.

    Args:
        lane_of: The lane of a host, made on first use.
        remap: URL prefix to the prefix that is asked instead; the longest that fits wins.
        host: What the configuration says of a host.
        clock: Time.
    """

    name = "web"

    def __init__(
        self,
        *,
        http: Http,
        lane_of: Callable[[str], Lane],
        remap: Mapping[str, str],
        host: Callable[[str], Host] = lambda _: Host(),
        clock: Clock | None = None,
    ) -> None:
        self._http = http
        self._lane_of = lane_of
        self._remap = sorted(remap.items(), key=lambda pair: -len(pair[0]))
        self._host = host
        self._clock = clock or Clock()
        self._no_head: set[str] = set()
        self._unreached: dict[tuple[str, int], bool] = {}
        self.pages = Question(self.name, "pages", self._pages)

    def page(self, url: str) -> Answer[Page]:
        """Probe one page."""
        return self._visit([url], {})[url]

    def _pages(self, urls: list[str]) -> Iterator[dict[str, Answer[Page]]]:
        # links to several anchors of one page are one visit
        hosts: dict[str, dict[str, list[str]]] = {}
        for url in urls:
            hosts.setdefault(_host_of(url), {}).setdefault(urldefrag(url).url, []).append(url)
        nowhere = Lane("", Pace(0.0), clock=self._clock)
        queues = [(self._lane_of(name) if name else nowhere, list(pages.values())) for name, pages in hosts.items()]
        down: dict[tuple[str, int], Unavailable] = {}
        yield from in_turns(queues, partial(self._visit, down=down), clock=self._clock, workers=WORKERS)

    def _visit(self, links: list[str], down: dict[tuple[str, int], Unavailable]) -> dict[str, Answer[Page]]:
        """The answers for links to one page; a host that could not be reached is not asked again."""
        fragments = {link: urldefrag(link).fragment for link in links}
        seen = self._seen(urldefrag(links[0]).url, down, thorough=any(fragments.values()))
        if not isinstance(seen, Sight):
            return dict.fromkeys(links, seen)
        return {link: _answer(seen, fragment) for link, fragment in fragments.items()}

    def _seen(
        self, url: str, down: dict[tuple[str, int], Unavailable], *, thorough: bool
    ) -> Sight | Absent | Unavailable:
        try:
            place = origin(url)
        except ForbiddenAddressError as error:
            return Unavailable(str(error))
        if excluded := self._host(place[0]).exclude:
            return Unavailable(f"excluded: {excluded}")
        closed, path = retired(place[0]), urlsplit(url).path
        if closed and not closed.may_survive(path):
            return closed.absent()
        if place in down:
            return down[place]
        seen = self._lane_of(place[0]).ask(lambda: self._look(url, thorough=thorough))
        if closed and isinstance(seen, Sight) and not closed.survived(path, seen.journey.hops[-1]):
            return closed.absent()
        if isinstance(seen, Unavailable) and seen.failing and self._unreached.get(place):
            down[place] = seen
        return seen

    def _look(self, url: str, *, thorough: bool) -> Sight | Absent | Unavailable:
        journey = follow(url, partial(self._ask, thorough=thorough))
        if isinstance(journey, Unavailable):
            return journey
        settings = self._host(origin(journey.hops[-1])[0])
        return judge(journey, settings.accept, self._clock.now().date())

    def _ask(self, url: str, *, thorough: bool) -> Reply | Unavailable:
        """One hop: by HEAD where that saves a body and the host is not known to fail it, else by GET."""
        try:
            host = origin(url)[0]
            # the catalogue's address is what the guard looks at, also where a mirror is asked in its place
            self._http.guard.check_url(url)
        except ForbiddenAddressError as error:
            return Unavailable(str(error))
        settings = self._host(host)
        if settings.exclude:
            return Unavailable(f"excluded: {settings.exclude}")
        head = bool(_FILE.search(urlsplit(url).path)) if settings.head is None else settings.head
        if head and not thorough and host not in self._no_head:
            try:
                reply = self._send("HEAD", url, settings, thorough=False)
            except Trouble as trouble:
                if trouble.unreached:
                    raise
            else:
                if _settles(reply, pages_too=settings.head is True):
                    return reply
            self._no_head.add(host)
        return self._send("GET", url, settings, thorough=thorough)

    def _send(self, method: str, url: str, settings: Host, *, thorough: bool) -> Reply:
        place = origin(url)
        with self._lane_of(place[0]).turn():
            try:
                reply = self._http.request(
                    method,
                    self._mapped(url),
                    headers=_HEADERS,
                    cap=partial(_worth_reading, thorough=thorough),
                    timeout=settings.timeout,
                )
            except Trouble as trouble:
                trouble.failing = trouble.retryable and not isinstance(trouble, OwnTrouble)
                self._unreached[place] = trouble.unreached
                raise
        self._unreached[place] = False
        return reply

    def _mapped(self, url: str) -> str:
        for prefix, instead in self._remap:
            if url.startswith(prefix):
                return instead + url.removeprefix(prefix)
        return url


def _answer(seen: Sight, fragment: str) -> Answer[Page]:
    journey = seen.journey
    if missing := seen.lacks(fragment):
        return Unavailable(f"HTTP {journey.reply.status}, but the page has no #{missing[:80]}", failing=True)
    moved = journey.moved_to(fragment) if journey.reply.status < 300 else None
    return Found(Page(journey.hops[-1], moved, journey.reply.status, seen.note))


def _host_of(url: str) -> str:
    try:
        return origin(url)[0]
    except ForbiddenAddressError:
        return ""


def _settles(reply: Reply, *, pages_too: bool) -> bool:
    """Whether a reply to HEAD says all that a GET would: a file that is there, or where to go."""
    if reply.status in REDIRECTS:
        return "location" in reply.headers
    if reply.status != 200 or reply.headers.get("content-length") == "0" or wall(reply, None):
        return False
    # in a file's place, HTML is an error page or a login as often as not
    return pages_too or "html" not in reply.headers.get("content-type", "html").lower()


def _worth_reading(status: int, headers: Mapping[str, str], *, thorough: bool) -> int:
    kind = headers.get("content-type", "html").lower()
    if status in REDIRECTS or status >= 400 or not ("html" in kind or "text" in kind):
        return FILE_CAP
    return WEB_CAP if thorough else PAGE_CAP
