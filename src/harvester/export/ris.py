"""RIS with the tags of its 2011 specification: one tag a line, and no value can start a line of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from harvester.export.text import apart

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.export.works import Bibliography, Work
    from harvester.model import Author

_PAGE_RANGE: Final = re.compile(r"([^-‐‑‒–—―−,\s]+)\s*[-‐‑‒–—―−]+\s*([^-‐‑‒–—―−,\s]+)")


def pieces(known: Bibliography) -> Iterator[str]:
    """A RIS file of the works, in their order, with their BibTeX keys as ``ID``."""
    return apart(map(_record, known.works))


def _record(work: Work) -> str:
    tags = "".join(f"{tag}  - {value}\n" for tag, value in _tags(work) if value)
    return f"{tags}ER  - \n"


def _tags(work: Work) -> Iterator[tuple[str, str]]:
    pages = _PAGE_RANGE.fullmatch(work.pages)
    first, last = pages.groups() if pages else (work.pages, "")
    date = "/".join(f"{part:02}" for part in work.date)
    yield "TY", work.kind.ris
    yield "ID", work.key
    for author in work.authors:
        yield "AU", _name(author)
    yield "TI", work.title
    yield "T2", work.venue
    yield "JO", work.venue if work.kind.ris == "JOUR" else ""
    yield "VL", work.volume
    yield "IS", work.issue
    yield "SP", first
    yield "EP", last
    yield "PB", work.publisher
    yield "PY", date[:4]
    yield "DA", date if len(work.date) > 1 else ""
    yield "DO", work.doi
    yield "UR", work.url


def _name(author: Author) -> str:
    if author.literal or not (author.family and author.given):
        return author.display
    return f"{author.family}, {author.given}"
