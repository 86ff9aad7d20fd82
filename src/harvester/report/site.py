"""``index.html``: the front page of a folder that shows the pages and exports of a run on the web."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from harvester.report import page

if TYPE_CHECKING:
    from collections.abc import Collection

    from harvester.report.view import View


@dataclass(frozen=True, slots=True)
class _Book:
    title: str
    summary: str
    page: str
    exports: tuple[tuple[str, str], ...]


def render(v: View, files: Collection[str]) -> str:
    """Give the front page; it links to what is there and makes no request.

    Args:
        files: Names of the files beside it.
    """
    books = [
        _Book(
            title=shelf.title,
            summary=shelf.summary,
            page=quote(f"{shelf.name}.html"),
            exports=tuple(
                (quote(name), name.removeprefix(f"{shelf.name}."))
                for name in sorted(files)
                if name.startswith(f"{shelf.name}.") and not name.endswith(".html")
            ),
        )
        for shelf in v.shelves
    ]
    return page.render("site.html", v=v, books=books)
