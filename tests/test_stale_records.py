"""A record of an old data file fills in what no run has known, and overrules nothing that a registry said since."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from harvester import read
from harvester.citations import cite
from harvester.enrich import Known, enrich
from harvester.model import ArxivId, Author, Doi, Enriched, Fact, Flag, Found, Record, Sighting, Update

DOI = "10.5555/one"
KEY = f"doi:{DOI}"
FILED = Record(
    source="crossref",
    title="A paper on synthesis",
    authors=(Author(family="Doe", given="Jo"),),
    venue="Journal",
    date="2020-03",
    dates={"online": "2020-03"},
    doi=Doi(DOI),
)
RETRACTED = Fact(flag=Flag.RETRACTED, about=KEY, source="crossref", evidence="retraction, told by publisher")
NOTICE = Update(kind="retraction", source="publisher")


def enriched(record: Record, known: Known) -> Enriched:
    catalogue = read.parse(f"- **A paper**. [Paper](https://doi.org/{DOI})\n".encode(), path="list.md")
    citation = cite(catalogue, ())
    answers = {KEY: Found(Sighting(vouched_by="Crossref", evidence="it is there", record=record))}
    known_by_id = dict.fromkeys(citation.ids, known)
    (entry,) = enrich(catalogue, citation.ids, citation.cited, answers, known_by_id)
    return entry


def known(*facts: Fact, **values: Any) -> Known:
    told = {"title": "A paper on synthesis", "authors": FILED.authors, "venue": "Journal", "date": "2020-03-05"}
    values = told | values
    return Known(
        values=values, provenance=dict.fromkeys(values, "crossref"), dates={"online": "2020-03-05"}, facts=facts
    )


def test_the_first_run_takes_all_that_the_file_says() -> None:
    entry = enriched(_stale(FILED, updates=(NOTICE,)), Known())
    assert (entry.title, entry.date, entry.provenance["title"]) == ("A paper on synthesis", "2020-03", "crossref")
    assert [fact.flag for fact in entry.facts] == [Flag.RETRACTED]


@pytest.mark.parametrize(
    ("field", "value"), [("title", "A paper on the synthesis of data"), ("venue", "Gazette"), ("date", "2020-03-05")]
)
def test_what_the_registry_said_since_stands(field: str, value: str) -> None:
    assert getattr(enriched(_stale(FILED), known(**{field: value})), field) == value


def test_a_fresh_record_overrules_it() -> None:
    assert enriched(FILED, known(venue="Gazette")).venue == "Journal"


def test_what_nobody_knew_is_filled_in() -> None:
    assert enriched(_stale(FILED, volume="7"), known()).volume == "7"


def test_dates_that_the_registry_said_since_stand() -> None:
    assert enriched(_stale(FILED), known()).dates == {"online": "2020-03-05"}
    assert enriched(FILED, known()).dates == {"online": "2020-03"}


def test_a_kind_of_date_that_the_registry_did_not_give_is_not_added() -> None:
    printed = _stale(FILED, dates={"print": "2020-05"})
    assert enriched(printed, known()).dates == {"online": "2020-03-05"}
    assert enriched(printed, Known()).dates == {"print": "2020-05"}


def test_whose_word_an_identifier_is_does_not_change_as_long_as_its_registry_is_silent() -> None:
    before = replace(
        known(), identifiers={"arxiv": "2003.00001"}, provenance={**known().provenance, "arxiv": "crossref"}
    )
    other = replace(FILED, source="ncbi", arxiv=ArxivId("2003.00001"))
    assert enriched(_stale(other), before).provenance["arxiv"] == "crossref"
    assert enriched(_stale(other), Known()).provenance["arxiv"] == "ncbi"


def test_a_retraction_since_outlives_the_nights_on_which_the_file_answers() -> None:
    assert enriched(_stale(FILED), known(RETRACTED)).facts == (RETRACTED,)
    assert enriched(FILED, known(RETRACTED)).facts == ()


def test_a_notice_that_was_taken_back_since_does_not_return() -> None:
    assert enriched(_stale(FILED, updates=(NOTICE,)), known()).facts == ()


def _stale(record: Record, **more: Any) -> Record:
    return replace(record, stale=True, data_file="2020-04-01", **more)
