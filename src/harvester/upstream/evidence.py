"""What a reply proves about a page: not its status alone, but who gave it, where, and what it says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.http import retry_after
from harvester.lanes import Trouble
from harvester.model import Absent, Unavailable
from harvester.upstream.html_page import HtmlPage
from harvester.upstream.parking import parked
from harvester.upstream.soft404 import not_there
from harvester.upstream.walls import wall

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from harvester.config import Accept
    from harvester.http import Reply
    from harvester.upstream.journey import Journey

# The server was there and would not: a password, money, a law, a machine that asks too often or at all. 405, 406 and
# 412 to a plain GET, and 430, come from firewalls; 440, 449 and 999 from Microsoft's and LinkedIn's.
REFUSALS = frozenset({401, 402, 403, 405, 406, 407, 412, 418, 426, 428, 429, 430, 440, 449, 451, 999})

_NO_ANCHOR = re.compile(r"(?:top|l\d.*|issuecomment-.*|discussion_.*|[/!?].*|.*=.*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sight:
    """A page that is there.

    Attributes:
        page: Its HTML, where it is HTML and was fetched.
        note: What is to be said of it beside its status.
    """

    journey: Journey
    page: HtmlPage | None
    note: str = ""

    def lacks(self, fragment: str) -> str:
        """The anchor that a link's fragment names and that the page is sure not to have, or an empty string."""
        name = fragment.partition(":~:")[0]  # text fragments are no anchors
        # a redirect with a fragment of its own puts it in place of the link's
        if self.page is None or self.journey.fragment is not None or _NO_ANCHOR.fullmatch(name):
            return ""
        return "" if self.page.may_have(name) else name


def judge(journey: Journey, accepted: Iterable[Accept], today: date) -> Sight | Absent | Unavailable:
    """What the end of a journey proves.

    Args:
        accepted: Statuses that the configuration takes for healthy at this host.
        today: For the days on which those expire.

    Returns:
        The page, or that it is gone for good, or why it cannot be said: refused, failing (a strike), or neither.

    Raises:
        Trouble: The server is in trouble now; asking again may bring more.
    """
    reply = journey.reply
    status, said = reply.status, f"HTTP {reply.status}"
    page = HtmlPage(reply.body, reply.headers.get("content-type", "")) if _is_html(reply) else None
    for row in accepted:
        if status in row.codes and today <= row.until:
            return Sight(journey, page, f", accepted until {row.until}: {row.reason}")
        if status in row.codes:
            said += f" (was accepted until {row.until}: {row.reason})"
    if name := wall(reply, page):
        return Unavailable(f"{said}: a page for people only ({name})", refused=True)
    if 200 <= status < 300:
        return _there(journey, page)
    if status == 410:
        return Absent(f"{said}: gone for good")
    if status in REFUSALS and status != 429:
        return Unavailable(said, refused=True)
    if status in {408, 425, 429} or status >= 500:
        wait = retry_after(reply.headers.get("retry-after"))
        raise Trouble(said, retry_after=wait, refused=status in REFUSALS, failing=status not in REFUSALS)
    return Unavailable(said, failing=status >= 400)


def _there(journey: Journey, page: HtmlPage | None) -> Sight | Unavailable:
    """What a success proves: that a server had something to send."""
    reply = journey.reply
    said, empty = f"HTTP {reply.status}", reply.method != "HEAD" and not reply.body.strip()
    if reply.status == 202:
        # taken up, not answered: what firewalls say while they make up their minds
        return Unavailable(f"{said}: {'a page for people only' if empty else 'no page yet'}", refused=empty)
    if empty or reply.status in {204, 205}:
        return Unavailable(f"{said} with an empty page")
    if page is not None and (service := parked(page, journey.hops[-1])):
        return Unavailable(f"parked domain ({service})", failing=True)
    # a few words of plain text may be an error's, too
    words = HtmlPage(reply.body, "") if "text/plain" in reply.headers.get("content-type", "") else None
    if why := not_there(page or words, journey.start, journey.end):
        return Unavailable(f"{said}, but {why}", failing=True)
    return Sight(journey, page)


def _is_html(reply: Reply) -> bool:
    """Whether a body is HTML, whatever its type says."""
    if "html" in reply.headers.get("content-type", "").lower():
        return bool(reply.body)
    return reply.body[:512].lstrip().lower().startswith((b"<!doctype html", b"<html"))
