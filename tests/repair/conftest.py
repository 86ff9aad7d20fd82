"""What tests of written metadata build on: a list, and what the registries are known to say of its papers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from harvester import read, repair
from harvester.citations import cite
from harvester.enrich import Known
from harvester.model import Author

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.model import Catalogue

TOLD: dict[str, Any] = {
    "title": "Deep Image Prior",
    "authors": (Author("Ulyanov", "Dmitry"), Author("Vedaldi", "Andrea"), Author("Lempitsky", "Victor")),
    "venue": "Conference on Computer Vision and Pattern Recognition",
    "short_venue": "CVPR",
    "date": "2018-06-19",
    "type": "paper-conference",
}


@pytest.fixture
def told() -> dict[str, Any]:
    """One paper as a registry knows it."""
    return dict(TOLD)


@pytest.fixture
def works() -> Callable[..., tuple[repair.Work, ...]]:
    """The works of a list; every entry is the same paper, with some fields changed, or removed by None."""

    def make(catalogue: Catalogue, **more: Any) -> tuple[repair.Work, ...]:
        values = {key: value for key, value in {**TOLD, **more}.items() if value is not None}
        known = Known(values=values, provenance=dict.fromkeys(values, "crossref"))
        return repair.works(catalogue, dict.fromkeys(cite(catalogue).ids, known))

    return make


@pytest.fixture
def filled(works: Callable[..., tuple[repair.Work, ...]]) -> Callable[..., str]:
    """A list after its empty cells were filled, proven; all that is proposed is made."""

    def fill(text: str, path: str = "list.md", fields: dict[str, tuple[str, ...]] | None = None, **more: Any) -> str:
        catalogue = read.parse(text.encode(), path=path, fields=fields)
        return repair.mend(catalogue, repair.columns(catalogue, works(catalogue, **more)), fields)

    return fill


@pytest.fixture
def titled(works: Callable[..., tuple[repair.Work, ...]]) -> Callable[..., str]:
    """A list after its paper links were given titles, proven."""

    def write(text: str, path: str = "list.md", **more: Any) -> str:
        catalogue = read.parse(text.encode(), path=path)
        return repair.mend(catalogue, repair.titles(catalogue, works(catalogue, **more)))

    return write
