"""One request for a page, told in plain values, so that whoever sends it may be another process or another machine.

Who sends it judges the reply as well: what travels back is a few words in place of a page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from harvester.http import WEB_CAP, Reply
from harvester.lanes import Trouble
from harvester.upstream.evidence import Sight, judge
from harvester.upstream.journey import REDIRECTS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from harvester.config import Accept
    from harvester.http import Http
    from harvester.model import Absent, Unavailable
    from harvester.upstream.journey import Way

PAGE_CAP, FILE_CAP = 512 * 1024, 64 * 1024
"""Bytes that are read of a page without an anchor to look up, and of what is no page."""

_HEADERS = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "en,*;q=0.5"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """One request, and what is needed to judge its reply.

    Attributes:
        method: ``GET`` or ``HEAD``.
        address: Where it is sent: the last hop of the way, or its mirror.
        way: How the link led there.
        thorough: Whether an anchor is looked up in the page.
        timeout: Seconds for the whole request, in place of the usual bounds.
        accept: Statuses of this host that are taken for healthy.
        today: For the days on which those expire.
    """

    method: str
    address: str
    way: Way
    thorough: bool = False
    timeout: float | None = None
    accept: tuple[Accept, ...] = ()
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged(Reply):
    """A reply without its body that has been judged already, as the end of its way.

    Attributes:
        verdict: What :func:`harvester.upstream.evidence.judge` made of it, or the trouble that it raised.
    """

    verdict: Sight | Absent | Unavailable | Trouble


def send(http: Http, errand: Errand) -> Reply:
    """Send it, and read as much of the body as is worth reading.

    Raises:
        Trouble: No answer came, or the guard refused the address.
    """
    cap = partial(_worth_reading, thorough=errand.thorough)
    return http.request(errand.method, errand.address, headers=_HEADERS, cap=cap, timeout=errand.timeout)


def send_and_judge(http: Http, errand: Errand) -> Reply:
    """The same, with a reply that is small enough to travel; the page itself goes along for its anchors alone.

    Raises:
        Trouble: No answer came, or the guard refused the address.
    """
    reply = send(http, errand)
    bare = replace(reply, body=b"")
    if reply.status in REDIRECTS or errand.method == "HEAD":
        return bare
    verdict: Sight | Absent | Unavailable | Trouble
    try:
        verdict = judge(errand.way.ended(reply), errand.accept, errand.today)
    except Trouble as trouble:
        verdict = trouble
    if isinstance(verdict, Sight):
        verdict = replace(verdict, journey=errand.way.ended(bare), page=verdict.page if errand.thorough else None)
    return Judged(bare.url, bare.status, bare.headers, b"", bare.method, verdict=verdict)


def _worth_reading(status: int, headers: Mapping[str, str], *, thorough: bool) -> int:
    kind = headers.get("content-type", "html").lower()
    if status in REDIRECTS or status >= 400 or not ("html" in kind or "text" in kind):
        return FILE_CAP
    return WEB_CAP if thorough else PAGE_CAP
