"""Web pages: one polite request, redirects followed by hand, each hop paced in its own host's lane."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urlsplit

from harvester.config import Host
from harvester.guard import ForbiddenAddressError, origin
from harvester.http import OwnTrouble
from harvester.lanes import Clock, Lane, Pace, Trouble
from harvester.model import Absent, Found, Unavailable
from harvester.upstream.errand import Errand, Judged, send
from harvester.upstream.evidence import Sight, judge
from harvester.upstream.journey import MAX_HOPS, REDIRECTS, follow
from harvester.upstream.question import Question
from harvester.upstream.retired import retired
from harvester.upstream.rounds import in_turns
from harvester.upstream.walls import wall

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from harvester.guard import Guard
    from harvester.http import Http, Reply
    from harvester.model import Answer
    from harvester.upstream.journey import Way

__all__ = ["MAX_HOPS", "Page", "WebPages"]

WORKERS = 64
"""Requests that are under way at once, over all hosts; within one host its own lane decides."""

MOST_LOST = 3
"""Workers that may be lost over one request: a page that kills whoever reads it must not have them all."""

_FILE = re.compile(
    r"\.(?:pdf|zip|t?gz|bz2|xz|7z|rar|tar|mp4|mov|avi|mkv|webm|mp3|wav|pptx?|docx?|xlsx?|csv|parquet|h5|hdf5|mat|npz|npy|"
    r"pth?|ckpt|safetensors|onnx|pkl|bin|nii|dcm|png|jpe?g|gif|tiff?|whl|iso|exe|dmg)/?$",
    re.IGNORECASE,
)


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
        second_looks: The same once more when the run ends, without retries, and after what a host has asked to wait.
            What is to be left alone for longer than the run lasts is not asked, and answered as before.

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
        self._carry: Callable[[Errand], Reply | None] = partial(send, http)
        self._hands = WORKERS
        self._no_head: set[str] = set()
        self._unreached: dict[tuple[str, int], bool] = {}
        self._left_alone: dict[str, Unavailable] = {}
        self.pages = Question(self.name, "pages", self._pages)
        self.second_looks = Question(self.name, "second-looks", partial(self._pages, once=True))

    @property
    def guard(self) -> Guard:
        """Where pages may be asked for."""
        return self._http.guard

    def hand_over(self, carry: Callable[[Errand], Reply | None], hands: int) -> None:
        """Let another send what this has given a turn.

        Args:
            carry: Sends an errand, and raises ``Trouble`` like :func:`harvester.upstream.errand.send`; None where
                nobody can say what became of it, so that it is sent again, in another turn.
            hands: Errands that may be under way at once, over all hosts.
        """
        self._carry, self._hands = carry, hands

    def page(self, url: str) -> Answer[Page]:
        """Probe one page."""
        return self._visit([url], {})[url]

    def _pages(self, urls: list[str], *, once: bool = False) -> Iterator[dict[str, Answer[Page]]]:
        # links to several anchors of one page are one visit
        hosts: dict[str, dict[str, list[str]]] = {}
        for url in urls:
            hosts.setdefault(_host_of(url), {}).setdefault(urldefrag(url).url, []).append(url)
        nowhere = Lane("", Pace(0.0), clock=self._clock)
        queues = [(self._lane_of(name) if name else nowhere, list(pages.values())) for name, pages in hosts.items()]
        if once:
            for lane, _ in queues:
                lane.reopen()
        down: dict[tuple[str, int], Unavailable] = {}
        yield from in_turns(queues, partial(self._visit, down=down, once=once), clock=self._clock, workers=self._hands)

    def _visit(
        self, links: list[str], down: dict[tuple[str, int], Unavailable], *, once: bool = False
    ) -> dict[str, Answer[Page]]:
        """The answers for links to one page; a host that could not be reached is not asked again."""
        fragments = {link: urldefrag(link).fragment for link in links}
        seen = self._seen(urldefrag(links[0]).url, down, thorough=any(fragments.values()), once=once)
        if not isinstance(seen, Sight):
            return dict.fromkeys(links, seen)
        return {link: _answer(seen, fragment) for link, fragment in fragments.items()}

    def _seen(
        self, url: str, down: dict[tuple[str, int], Unavailable], *, thorough: bool, once: bool
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
        if left := down.get(place) or self._left_alone.get(url):
            return left
        lane = self._lane_of(place[0])
        seen = lane.ask(lambda: self._look(url, thorough=thorough), once=once)
        if closed and isinstance(seen, Sight) and not closed.survived(path, seen.journey.hops[-1]):
            return closed.absent()
        if isinstance(seen, Unavailable) and seen.failing and self._unreached.get(place):
            down[place] = seen
        if isinstance(seen, Unavailable) and not lane.lasts(seen.retry_after):
            self._left_alone[url] = seen
        return seen

    def _look(self, url: str, *, thorough: bool) -> Sight | Absent | Unavailable:
        journey = follow(url, partial(self._ask, thorough=thorough))
        if isinstance(journey, Unavailable):
            return journey
        if not isinstance(journey.reply, Judged):
            settings = self._host(origin(journey.hops[-1])[0])
            return judge(journey, settings.accept, self._clock.now().date())
        if isinstance(journey.reply.verdict, Trouble):
            raise journey.reply.verdict
        return journey.reply.verdict

    def _ask(self, way: Way, *, thorough: bool) -> Reply | Unavailable:
        """One hop: by HEAD where that saves a body and the host is not known to fail it, else by GET."""
        url = way.hops[-1]
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
                reply = self._send("HEAD", way, settings, thorough=False)
            except Trouble as trouble:
                if trouble.unreached:
                    raise
            else:
                if _settles(reply, pages_too=settings.head is True):
                    return reply
            self._no_head.add(host)
        return self._send("GET", way, settings, thorough=thorough)

    def _send(self, method: str, way: Way, settings: Host, *, thorough: bool) -> Reply:
        errand = Errand(
            method=method,
            address=self._mapped(way.hops[-1]),
            way=way,
            thorough=thorough,
            timeout=settings.timeout,
            accept=settings.accept,
            today=self._clock.now().date(),
        )
        for _ in range(MOST_LOST):
            if (reply := self._in_turn(errand)) is not None:
                return reply
        raise OwnTrouble(f"lost {MOST_LOST} times with the worker that sent it", retryable=False)

    def _in_turn(self, errand: Errand) -> Reply | None:
        place = origin(errand.way.hops[-1])
        with self._lane_of(place[0]).turn():
            try:
                reply = self._carry(errand)
            except Trouble as trouble:
                trouble.failing = trouble.retryable and not isinstance(trouble, OwnTrouble)
                # to wait as long once more would hold up the host's other pages
                trouble.retryable = trouble.retryable and not trouble.timed_out
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
