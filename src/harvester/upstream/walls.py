"""Whether a firewall answered in a page's place, by what it leaves behind: that proves nothing of the page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from harvester.upstream.tables import Places, rows

if TYPE_CHECKING:
    from harvester.http import Reply
    from harvester.upstream.html_page import HtmlPage

SHORT = 2000
"""Characters that the page of a wall, an error or a parked name keeps below; what says more is a page."""


@dataclass(frozen=True, slots=True)
class _Wall:
    name: str
    headers: tuple[str, ...]
    traces: tuple[str, ...]
    marks: tuple[str, ...]
    titles: frozenset[str]
    places: Places


@cache
def _walls() -> tuple[_Wall, ...]:
    return tuple(
        _Wall(
            name=row["name"],
            headers=tuple(row.get("headers", ())),
            traces=tuple(row.get("traces", ())),
            marks=tuple(row.get("marks", ())),
            titles=frozenset(row.get("titles", ())),
            places=Places(row.get("places", [])),
        )
        for row in rows("walls", "wall")
    )


def wall_at(host: str, path: str) -> str:
    """The name of the wall that sends its visitors to this place, or an empty string."""
    return next((row.name for row in _walls() if row.places.hold(host, path)), "")


def wall(reply: Reply, page: HtmlPage | None) -> str:
    """The name of the wall that gave this reply, or an empty string.

    Args:
        page: The reply's HTML, where it is some.
    """
    failed = reply.status >= 400
    for row in _walls():
        if any(_bears(reply, header) for header in row.headers):
            return row.name
        if failed and any(_bears(reply, trace) for trace in row.traces):
            return row.name
        if page is None or not (page.title.lower() in row.titles or any(mark in page.text for mark in row.marks)):
            continue
        # a page that only speaks of walls has more to say, or says who wrote it
        if failed or (len(page.words) <= SHORT and not page.is_article):
            return row.name
    return ""


def _bears(reply: Reply, header: str) -> bool:
    name, _, value = header.partition(": ")
    found = reply.headers.get(name, "").lower()
    if name == "set-cookie":
        return found.startswith(value) or f", {value}" in found
    return found == value if value else bool(found)
