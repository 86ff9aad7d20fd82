"""Parked domains: the name lapsed, and somebody sells it or fills it with advertisements."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from harvester.upstream.tables import Places, rows
from harvester.upstream.walls import SHORT

if TYPE_CHECKING:
    from harvester.upstream.html_page import HtmlPage

_LOADED = re.compile(r"""<(?:script|link|img|iframe|frame|form|style)\b[^<>]*""", re.IGNORECASE)


def parked_at(host: str, path: str) -> bool:
    """Whether lapsed names redirect to this place."""
    return _services()[0].hold(host, path)


def parked(page: HtmlPage, url: str) -> str:
    """What shows that a page stands on a parked domain, or an empty string.

    Args:
        url: The page's address.
    """
    _, assets, marks, titles = _services()
    host = re.escape((urlsplit(url).hostname or "").removeprefix("www."))
    title = page.title.lower()
    if any(re.fullmatch(pattern.replace("HOST", rf"(?:www\.)?{host}"), title) for pattern in titles):
        sign = "its own title"
    else:
        sign = next((mark for mark in marks if mark in page.text), "") or _loads(page, assets)
    # a page about parked domains has more to say
    return sign if sign and not page.is_article and len(page.words) <= SHORT else ""


def _loads(page: HtmlPage, assets: tuple[str, ...]) -> str:
    near = [asset for asset in assets if asset in page.text]
    return next((asset for asset in near if any(asset in tag[0] for tag in _LOADED.finditer(page.text))), "")


@cache
def _services() -> tuple[Places, tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    services = rows("parking", "service")

    def column(name: str) -> tuple[str, ...]:
        return tuple(value for row in services for value in row.get(name, ()))

    return Places(list(column("places"))), column("assets"), column("marks"), column("titles")
