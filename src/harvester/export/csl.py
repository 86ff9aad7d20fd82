"""CSL-JSON, as the schema ``csl-data.json`` of citationstyles.org version 1.0.2 describes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harvester.linewise import array, dumped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.export.works import Bibliography, Work
    from harvester.model import Author


def pieces(known: Bibliography) -> Iterator[str]:
    """A CSL-JSON file of the works, in their order, a line each, under their BibTeX keys."""
    yield from array(dumped(_item(work)) for work in known.works)
    yield "\n"


def _item(work: Work) -> dict[str, Any]:
    item = {
        "id": work.key,
        "type": work.kind.csl,
        "title": work.title,
        "author": [_name(author) for author in work.authors],
        "container-title": work.venue,
        "publisher": work.publisher,
        "volume": work.volume,
        "issue": work.issue,
        "page": work.pages,
        "issued": {"date-parts": [list(work.date)]} if work.date else {},
        "DOI": work.doi,
        "URL": work.url,
    }
    return {name: value for name, value in item.items() if value}


def _name(author: Author) -> dict[str, str]:
    if author.literal or not author.family:
        return {"literal": author.display}
    return {"family": author.family} | ({"given": author.given} if author.given else {})
