"""Whether a firewall answered in a page's place, by what it leaves behind: that proves nothing of the page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from harvester.upstream.html_page import SHORT
from harvester.upstream.tables import Places, rows

if TYPE_CHECKING:
    from harvester.http import Reply
    from harvester.upstream.html_page import HtmlPage


_SMALL = 8_000
"""Characters of source below which headings are worth looking for."""


@dataclass(frozen=True, slots=True)
class _Wall:
    name: str
    headers: tuple[str, ...]
    traces: tuple[str, ...]
    marks: tuple[str, ...]
    titles: tuple[re.Pattern[str], ...]
    places: Places


@cache
def _walls() -> tuple[_Wall, ...]:
    return tuple(
        _Wall(
            name=row["name"],
            headers=tuple(row.get("headers", ())),
            traces=tuple(row.get("traces", ())),
            marks=tuple(row.get("marks", ())),
            titles=tuple(map(re.compile, row.get("titles", ()))),
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
        if page is None or not (_is_called(page, row) or any(mark in page.text for mark in row.marks)):
            continue
        # a page that only speaks of walls has more to say, or says who wrote it
        if failed or (len(page.words) <= SHORT and not page.is_article):
            return row.name
    return ""


def _is_called(page: HtmlPage, row: _Wall) -> bool:
    # the pages of walls are small, and at times they bear the site's name for a title
    names = (*page.title_parts, *map(str.lower, page.headings[:2])) if len(page.text) < _SMALL else page.title_parts
    return any(title.fullmatch(name) for title in row.titles for name in names)


def _bears(reply: Reply, header: str) -> bool:
    name, _, value = header.partition(": ")
    found = reply.headers.get(name, "").lower()
    if name == "set-cookie":
        return found.startswith(value) or f", {value}" in found
    return found == value if value else bool(found)
