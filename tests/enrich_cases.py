"""What tests of enriched entries build on: a row, and what registries say of its paper."""

from __future__ import annotations

from typing import Any

from harvester import read
from harvester.citations import cite
from harvester.enrich import FIELDS, Known, enrich
from harvester.model import Answer, ArxivId, Author, Doi, Enriched, Found, Record, Sighting

DOE = (Author("Doe", "Jo"),)
CROSSREF = Record(
    source="crossref",
    title="Published title of the paper",
    authors=DOE,
    venue="Journal",
    short_venue="J.",
    date="2024-05",
    dates={"print": "2024-05"},
    type="article-journal",
    volume="7",
    doi=Doi("10.1000/182"),
)
ARXIV = Record(
    source="arxiv",
    title="Preprint title of the paper",
    authors=(Author("Doe", "J."),),
    venue="arXiv",
    date="2023-01-02",
    dates={"submitted": "2023-01-02", "revised": "2023-05-06"},
    type="article",
    arxiv=ArxivId("2301.00001"),
    version=1,
)
ANOTHER = Record(
    source="crossref", title="Whales of the northern seas", authors=(Author("Ahab"),), venue="Sea", date="1851"
)

DOI_ROW = "- **Claimed title**. [Paper](https://doi.org/10.1000/182) [arXiv](https://arxiv.org/abs/2301.00001)\n"
ARXIV_ROW = "- **Claimed title**. [Paper](https://arxiv.org/abs/2301.00001)\n"
DOI, PREPRINT = "doi:10.1000/182", "arxiv:2301.00001"


def one(text: str, answers: dict[str, Any], known: dict[str, Known] | None = None) -> Enriched:
    catalogue = read.parse(f"# List\n\n{text}".encode(), path="list.md")
    citations = cite(catalogue)
    told: dict[str, Answer[Sighting]] = {
        key: Found(Sighting(vouched_by="x", evidence="y", record=value)) if isinstance(value, Record) else value
        for key, value in answers.items()
    }
    (entry,) = enrich(catalogue, citations.ids, citations.cited, told, known or {})
    return entry


def remembered(entry: Enriched) -> dict[str, Known]:
    """What the enriched file keeps of an entry."""
    values = {name: getattr(entry, name) for name in FIELDS if getattr(entry, name)}
    return {
        entry.id: Known(
            values=values,
            provenance=entry.provenance,
            dates=entry.dates,
            identifiers=entry.identifiers,
            facts=entry.facts,
        )
    }
