"""Parked domains: the name lapsed, and somebody sells it or fills it with advertisements."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from harvester.upstream.html_page import SHORT
from harvester.upstream.tables import Places, rows

if TYPE_CHECKING:
    from harvester.upstream.html_page import HtmlPage

_LOADED = re.compile(r"""<(?:script|link|img|iframe|frame|form|style)\b[^<>]*""", re.IGNORECASE)


def parked_at(host: str, path: str) -> bool:
    """Whether lapsed names redirect to this place."""
    return _services().places.hold(host, path)


def parked(page: HtmlPage, url: str) -> str:
    """What shows that a page stands on a parked domain, or an empty string.

    Args:
        url: The page's address.
    """
    known = _services()
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    title = page.title.lower()
    if any(re.fullmatch(pattern.replace("HOST", re.escape(host)), title) for pattern in known.titles):
        sign = "by its own title"
    elif title.removeprefix("www.") in {host, ""} and any(said in page.words.lower() for said in known.sentences):
        sign = "by its own words"
    else:
        sign = next((mark for mark in known.marks if mark in page.text), "") or _loads(page, known.assets)
    # a page about parked domains has more to say
    return sign if sign and not page.is_article and len(page.words) <= SHORT else ""


def _loads(page: HtmlPage, assets: tuple[str, ...]) -> str:
    near = [asset for asset in assets if asset in page.text]
    return next((asset for asset in near if any(asset in tag[0] for tag in _LOADED.finditer(page.text))), "")


@dataclass(frozen=True, slots=True)
class _Services:
    places: Places
    assets: tuple[str, ...]
    marks: tuple[str, ...]
    titles: tuple[str, ...]
    sentences: tuple[str, ...]


@cache
def _services() -> _Services:
    services = rows("parking", "service")

    def column(name: str) -> tuple[str, ...]:
        return tuple(value for row in services for value in row.get(name, ()))

    return _Services(
        Places(list(column("places"))), column("assets"), column("marks"), column("titles"), column("sentences")
    )
