"""Following redirects by hand, one request to a hop, and what the way says of where a page lives now."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin, urlsplit

from w3lib.url import canonicalize_url, safe_url_string

from harvester.lanes import Trouble
from harvester.model import Unavailable
from harvester.upstream.parking import parked_at
from harvester.upstream.retired import is_resolver, retired
from harvester.upstream.soft404 import led_away
from harvester.upstream.walls import wall_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.http import Reply

MAX_HOPS = 10

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LASTING = frozenset({301, 308})

# What a server puts into an address for one visit does not belong into a list.
_OF_ONE_VISIT = re.compile(
    r"[;?&](?:jsessionid|phpsessid|sessionid|session|sid|ticket|token|cookies?(?:set|check)?|error)=", re.IGNORECASE
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Journey:
    """A chain of redirects and the reply at its end.

    Attributes:
        hops: All addresses, the linked one first, the one that replied last; without fragments.
        lasting: The last address before the first temporary hop, with the fragment that its redirect gave it.
        fragment: The one that the last redirect gave, or None.
    """

    hops: tuple[str, ...]
    lasting: str
    fragment: str | None
    reply: Reply

    @property
    def end(self) -> str:
        """The address that replied, with the fragment that its redirect gave it."""
        return f"{self.hops[-1]}#{self.fragment}" if self.fragment else self.hops[-1]

    @property
    def start(self) -> str:
        """The address that was meant: behind a persistent identifier or a short link, what that stands for."""
        return next((hop for hop in self.hops if not is_resolver(urlsplit(hop).hostname or "")), self.hops[-1])

    def moved_to(self, fragment: str) -> str | None:
        """Where the linked page lives for good now, or None where the link is right as it stands.

        A permanent redirect is taken at its word up to the first temporary one, as repology does it.

        Args:
            fragment: Of the link; it goes along.
        """
        here, there = self.hops[0], self.lasting
        if is_resolver(urlsplit(here).hostname or "") or canonicalize_url(here) == canonicalize_url(there):
            return None
        if led_away(here, there):
            return None
        return f"{there}#{fragment}" if fragment and "#" not in there else there


@dataclass(frozen=True, slots=True)
class Way:
    """A journey as far as it has come: its last hop is to be asked next. Attributes as in :class:`Journey`."""

    hops: tuple[str, ...]
    lasting: str
    fragment: str | None = None

    def ended(self, reply: Reply) -> Journey:
        """The journey, if this is the reply of its last hop."""
        return Journey(self.hops, self.lasting, self.fragment, reply)


def follow(url: str, ask: Callable[[Way], Reply | Unavailable]) -> Journey | Unavailable:
    """Follow a link to its end.

    Args:
        url: Without fragment.
        ask: Sends one request, to the last hop of the way; what it is not allowed to send comes back as
            ``Unavailable``.

    Returns:
        The journey, or why it has no end that says anything.

    Raises:
        Trouble: A hop brought no answer, or one that leads nowhere.
    """
    hops, lasting, fragment = [url], url, None
    permanent, cookies = True, False
    while True:
        way = Way(tuple(hops), lasting, fragment)
        reply = ask(way)
        if isinstance(reply, Unavailable):
            return reply
        if reply.status not in REDIRECTS:
            return way.ended(reply)
        target = _target(hops[-1], reply)
        here, given = urldefrag(target)
        fragment = given or fragment
        cookies = cookies or "set-cookie" in reply.headers
        if here in hops:
            if cookies:
                return Unavailable("a page for those who keep its cookies", refused=True)
            return Unavailable("a redirect in a circle", failing=True)
        if len(hops) > MAX_HOPS:
            return Unavailable(f"more than {MAX_HOPS} redirects", failing=True)
        hops.append(here)
        if end := _dead_end(hops):
            return end
        permanent = permanent and reply.status in _LASTING and not _OF_ONE_VISIT.search(here)
        lasting = target if permanent else lasting


def _dead_end(hops: list[str]) -> Unavailable | None:
    """What the address of a hop says already, so that nobody need be asked."""
    here = urlsplit(hops[-1])
    host = here.hostname or ""
    if name := wall_at(host, here.path):
        return Unavailable(f"sent to a page for people only ({name})", refused=True)
    if parked_at(host, here.path):
        return Unavailable(f"parked domain ({host})", failing=True)
    closed = retired(host)
    if closed and retired(urlsplit(hops[0]).hostname or "") is None:
        return Unavailable(f"sent to a {closed.absent().evidence}", failing=True)
    return None


def _target(here: str, reply: Reply) -> str:
    location = reply.headers.get("location", "").strip()
    if not location:
        raise Trouble(f"HTTP {reply.status} that leads nowhere", failing=True, retryable=False)
    if _CONTROL.search(location):
        raise Trouble(f"HTTP {reply.status} to what is no address", failing=True, retryable=False)
    with contextlib.suppress(UnicodeError):
        # headers are read as Latin-1, and written as UTF-8
        location = location.encode("latin-1").decode("utf-8")
    path, question, query = location.partition("?")
    try:
        # browsers take a backslash for a slash, and escape what servers forget to
        return str(safe_url_string(urljoin(here, path.replace("\\", "/") + question + query)))
    except ValueError as error:
        raise Trouble(f"HTTP {reply.status} to what is no address", failing=True, retryable=False) from error
