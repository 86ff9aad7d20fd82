from __future__ import annotations

from typing import Any

import pytest

from harvester import read
from harvester.citations import cite
from harvester.enrich import NO_METADATA, Known, enrich
from harvester.model import Answer, Author, Enriched, Found, Record, Sighting, Unavailable

CROSSREF = Record(
    source="crossref",
    title="Published title",
    authors=(Author("Doe", "Jo"),),
    venue="Journal",
    date="2024-05",
    type="article-journal",
    volume="7",
)
ARXIV = Record(
    source="arxiv",
    title="Preprint title",
    authors=(Author("Doe", "J."),),
    venue="arXiv",
    date="2023-01-02",
    type="article",
)

DOI_ROW = "- **Claimed title**. [Paper](https://doi.org/10.1000/182) [arXiv](https://arxiv.org/abs/2301.00001)\n"


def one(text: str, answers: dict[str, Record | Unavailable], known: dict[str, Known] | None = None) -> Enriched:
    catalogue = read.parse(f"# List\n\n{text}".encode(), path="list.md")
    citations = cite(catalogue)
    told: dict[str, Answer[Sighting]] = {
        key: Found(Sighting(vouched_by="x", evidence="y", record=value)) if isinstance(value, Record) else value
        for key, value in answers.items()
    }
    (entry,) = enrich(catalogue, citations.ids, citations.cited, told, known or {})
    return entry


def test_without_answers_nothing_is_made_up() -> None:
    entry = one(DOI_ROW, {})
    assert (entry.title, entry.authors, entry.venue, entry.date, entry.year) == ("", (), "", "", None)
    assert entry.flags == (NO_METADATA,)
    assert entry.provenance == {}


def test_the_catalogue_s_own_words_are_kept_apart() -> None:
    entry = one(DOI_ROW, {"doi:10.1000/182": CROSSREF})
    assert entry.claims["title"] == "Claimed title"
    assert entry.title == "Published title"


def test_the_version_of_record_wins_over_the_preprint() -> None:
    entry = one(DOI_ROW, {"doi:10.1000/182": CROSSREF, "arxiv:2301.00001": ARXIV})
    assert (entry.title, entry.venue, entry.year, entry.volume) == ("Published title", "Journal", 2024, "7")
    assert set(entry.provenance.values()) == {"crossref"}
    assert entry.identifiers == {"doi": "10.1000/182", "arxiv": "2301.00001"}


def test_what_one_registry_lacks_another_fills_without_mixing_publications() -> None:
    bare = Record(source="crossref", venue="Journal", date="2024")
    entry = one(DOI_ROW, {"doi:10.1000/182": bare, "arxiv:2301.00001": ARXIV})
    assert (entry.title, entry.provenance["title"]) == ("Preprint title", "arxiv")
    assert (entry.venue, entry.date, entry.type) == ("Journal", "2024", "")


def test_the_id_survives_a_moved_line_and_tells_twins_apart() -> None:
    text = "- [Paper](https://doi.org/10.1000/182)\n- [Paper](http://dx.doi.org/10.1000/182)\n- [Code](https://github.com/o/n)\n"
    ids = [cite(read.parse((before + text).encode(), path="list.md")).ids for before in ("# A\n\n", "# A\n\nMore.\n\n")]
    assert ids[0] == ids[1] == ("doi:10.1000/182", "doi:10.1000/182~2", "github:o/n")


KNOWN = {
    "doi:10.1000/182": Known(
        {"title": "Old", "venue": "Old journal", "date": "2020"}, {"title": "crossref", "venue": "crossref"}
    )
}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, {"title": "Old", "venue": "Old journal", "date": "2020"}),
        ({"doi:10.1000/182": Unavailable("HTTP 500")}, {"title": "Old", "venue": "Old journal", "date": "2020"}),
        ({"doi:10.1000/182": Record(source="crossref", title="New")}, {"title": "New", "venue": "Old journal"}),
        ({"doi:10.1000/182": CROSSREF}, {"title": "Published title", "venue": "Journal", "date": "2024-05"}),
    ],
)
def test_an_upstream_s_failure_takes_nothing_away(answers: dict[str, Any], expected: dict[str, str]) -> None:
    entry = one(DOI_ROW, answers, KNOWN)
    assert {name: getattr(entry, name) for name in expected} == expected
    assert entry.flags == ()


def test_what_was_known_of_another_entry_is_not_this_one_s() -> None:
    assert one("- [Paper](https://doi.org/10.1000/other)\n", {}, KNOWN).title == ""
