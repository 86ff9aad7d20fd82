from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from enrich_cases import ANOTHER, ARXIV, ARXIV_ROW, CROSSREF, DOI, DOI_ROW, PREPRINT, one, remembered
from harvester import read
from harvester.citations import cite
from harvester.enrich import Known
from harvester.enrich.worth import is_worse
from harvester.model import Author, Flag, Found, Record, Sighting, Unavailable


def test_without_answers_nothing_is_made_up() -> None:
    entry = one(DOI_ROW, {})
    assert (entry.title, entry.authors, entry.venue, entry.date, entry.year) == ("", (), "", "", None)
    assert (entry.flags, entry.facts) == ((Flag.NO_METADATA,), ())
    assert (entry.provenance, entry.dates) == ({}, {})


def test_the_catalogue_s_own_words_are_kept_apart() -> None:
    entry = one(DOI_ROW, {DOI: CROSSREF})
    assert entry.claims["title"] == "Claimed title"
    assert entry.title == "Published title of the paper"


def test_the_version_of_record_wins_over_the_preprint() -> None:
    entry = one(DOI_ROW, {DOI: CROSSREF, PREPRINT: ARXIV})
    assert (entry.title, entry.venue, entry.short_venue, entry.year) == (CROSSREF.title, "Journal", "J.", 2024)
    assert set(entry.provenance.values()) == {"crossref"}
    assert entry.identifiers == {"doi": "10.1000/182", "arxiv": "2301.00001"}
    assert entry.dates == {"print": "2024-05", "submitted": "2023-01-02", "revised": "2023-05-06"}


def test_what_one_registry_lacks_another_fills_without_mixing_publications() -> None:
    bare = Record(source="crossref", venue="Journal", date="2024")
    entry = one(DOI_ROW, {DOI: bare, PREPRINT: ARXIV})
    assert (entry.title, entry.provenance["title"]) == (ARXIV.title, "arxiv")
    assert (entry.venue, entry.date, entry.type) == ("Journal", "2024", "")


def test_a_second_work_in_the_entry_lends_it_nothing() -> None:
    assert one(ARXIV_ROW, {PREPRINT: ARXIV}).title == ARXIV.title
    row = "- [Paper](https://arxiv.org/abs/2301.00001) [Paper 2](https://doi.org/10.1000/182)\n"
    entry = one(row, {PREPRINT: ARXIV, DOI: ANOTHER})
    assert (entry.title, entry.venue, entry.authors) == (ARXIV.title, "arXiv", ARXIV.authors)


BETTER: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    ("a published title in capitals", {"title": "DEEP ECG OF MICE"}, {"title": "Deep ECG of Mice"}, {"title": "Deep ECG of Mice", "venue": "Journal"}),
    ("a lost subtitle", {"title": "Deep ECG"}, {"title": "Deep ECG: A Survey"}, {"title": "Deep ECG: A Survey"}),
    ("a cut title", {"title": "Deep ECG of mi…"}, {"title": "Deep ECG of mice"}, {"title": "Deep ECG of mice"}),
    ("a longer title of the preprint", {"title": "Deep ECG of mice"}, {"title": "Deep ECG of mice with networks"}, {"title": "Deep ECG of mice"}),
    ("the page of a bot's check", {"title": "Just a moment..."}, {"title": "Deep ECG"}, {"title": "Deep ECG"}),
    ("initials only", {"authors": (Author("Doe", "J."), Author("Roe", "B."))}, {"authors": (Author("Doe", "Jo"), Author("Roe", "Bo"))}, {"authors": (Author("Doe", "Jo"), Author("Roe", "Bo"))}),
]  # fmt: skip


@pytest.mark.parametrize(("published", "preprint", "expected"), [pytest.param(*row, id=name) for name, *row in BETTER])
def test_a_damaged_value_gives_way_to_the_whole_one_of_a_lesser_source(
    published: dict[str, Any], preprint: dict[str, Any], expected: dict[str, Any]
) -> None:
    entry = one(DOI_ROW, {DOI: replace(CROSSREF, **published), PREPRINT: replace(ARXIV, **preprint)})
    assert {name: getattr(entry, name) for name in expected} == expected


def test_a_page_s_title_is_no_title() -> None:
    assert one(DOI_ROW, {DOI: replace(CROSSREF, title="403 Forbidden")}).flags == (Flag.NO_METADATA,)


def test_an_unknown_source_comes_last() -> None:
    later = replace(CROSSREF, source="of a later harvester", title="Published title of a paper")
    assert one(DOI_ROW, {DOI: later, PREPRINT: ARXIV}).title == ARXIV.title


def test_the_id_survives_a_moved_line_and_tells_twins_apart() -> None:
    text = "- [Paper](https://doi.org/10.1000/182)\n- [Paper](http://dx.doi.org/10.1000/182)\n- [Code](https://github.com/o/n)\n"
    ids = [cite(read.parse((before + text).encode(), path="list.md")).ids for before in ("# A\n\n", "# A\n\nMore.\n\n")]
    assert ids[0] == ids[1] == ("doi:10.1000/182", "doi:10.1000/182~2", "github:o/n")


KNOWN = {
    DOI: Known({"title": "Old", "venue": "Old journal", "date": "2020"}, {"title": "crossref", "venue": "crossref"})
}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, {"title": "Old", "venue": "Old journal", "date": "2020"}),
        ({DOI: Unavailable("HTTP 500")}, {"title": "Old", "venue": "Old journal", "date": "2020"}),
        ({DOI: Record(source="crossref", title="New")}, {"title": "New", "venue": "Old journal", "date": "2020"}),
        ({DOI: replace(CROSSREF, title="Old one")}, {"title": "Old one", "venue": "Journal", "date": "2024-05"}),
    ],
)
def test_an_upstream_s_failure_takes_nothing_away(answers: dict[str, Any], expected: dict[str, str]) -> None:
    entry = one(DOI_ROW, answers, KNOWN)
    assert {name: getattr(entry, name) for name in expected} == expected
    assert entry.flags == ()


@pytest.mark.parametrize("answers", [{}, {DOI: Unavailable("HTTP 429")}, {DOI: Unavailable("x"), PREPRINT: ARXIV}])
def test_a_bad_night_leaves_the_entry_as_it_was(answers: dict[str, Any]) -> None:
    good = one(DOI_ROW, {DOI: CROSSREF, PREPRINT: ARXIV})
    assert one(DOI_ROW, answers, remembered(good)) == good


def test_a_vouching_without_a_record_takes_nothing_away() -> None:
    good = one(DOI_ROW, {DOI: CROSSREF, PREPRINT: ARXIV})
    vouched = {DOI: Found(Sighting(vouched_by="doi.org", evidence="registered")), PREPRINT: ARXIV}
    assert one(DOI_ROW, vouched, remembered(good)) == good


def test_an_identifier_that_only_a_record_gave_is_kept_with_its_source() -> None:
    row = "- [Paper](https://www.sciencedirect.com/science/article/pii/S0022073621001850)\n"
    good = one(row, {"pii:S0022073621001850": CROSSREF})
    assert (good.identifiers["doi"], good.provenance["doi"]) == ("10.1000/182", "crossref")
    assert one(row, {}, remembered(good)) == good


def test_what_was_known_of_another_entry_is_not_this_one_s() -> None:
    assert one("- [Paper](https://doi.org/10.1000/other)\n", {}, KNOWN).title == ""


def test_what_an_earlier_night_knew_of_another_work_fills_no_gap() -> None:
    known = remembered(one(DOI_ROW, {DOI: replace(ANOTHER, volume="9")}))
    entry = one(DOI_ROW, {PREPRINT: ARXIV}, known)
    assert (entry.title, entry.venue, entry.volume) == (ARXIV.title, "arXiv", "")
    same = remembered(one(DOI_ROW, {DOI: CROSSREF}))
    assert one(DOI_ROW, {PREPRINT: ARXIV}, same).volume == "7"


def test_what_was_known_of_another_work_gives_way() -> None:
    entry = one(DOI_ROW, {DOI: CROSSREF}, remembered(one(DOI_ROW, {DOI: replace(ANOTHER, volume="9", issue="8")})))
    assert (entry.title, entry.volume, entry.issue) == (CROSSREF.title, "7", "")


A, B = Author("Doe", "Jo"), Author("Roe", "Bo")

WORSE: list[tuple[str, Any, Any, bool]] = [
    ("title", "New", "", False),
    ("title", "New", "Old", False),
    ("title", "New", "404 Not Found", False),
    ("title", "404 ways to die", "Old", False),
    ("title", "DEEP ECG", "DEEP ECG", False),
    ("title", "Deep ECG", "DEEP ECG", False),
    ("title", "ANOTHER", "Deep ECG", False),
    ("title", "", "403 Forbidden", False),
    ("title", "", "Old", True),
    ("title", "403 Forbidden", "Old", True),
    ("title", "Just a moment...", "Old", True),
    ("title", "Page not found | Publisher", "Old", True),
    ("title", "DEEP ECG", "Deep ECG", True),
    ("title", "Deep ECG", "Deep ECG of mice", True),
    ("title", "Deep ECG of …", "Deep ECG of mice", True),
    ("title", "Deep ECG of ...", "Deep ECG of mice", True),
    ("title", "DEEP ECG", "Deep-ECG", True),
    ("title", "DEEP ECG", "Deep ECGs", True),
    ("title", "DEEP ECG", "Shallow ECG", False),
    ("venue", "Conference", "Conference on Vision", True),
    ("venue", "NEUROIMAGE", "NeuroImage", True),
    ("venue", "Sensors", "NeuroImage", False),
    ("date", "2024", "2023-10-05", False),
    ("date", "2023-10-05", "2023", False),
    ("date", "2023", "2023", False),
    ("date", "2023", "2023-10-05", True),
    ("authors", (A, B), (A,), False),
    ("authors", (B,), (A, B), False),
    ("authors", (A,), (A,), False),
    ("authors", (A,), (A, B), True),
    ("authors", (Author("Doe", "J."),), (A,), True),
    ("volume", "8", "7", False),
    ("volume", "", "7", True),
]


@pytest.mark.parametrize(("name", "value", "known", "expected"), WORSE)
def test_a_worse_value_never_replaces_a_better_one(name: str, value: Any, known: Any, expected: bool) -> None:
    assert is_worse(name, value, known) is expected


@pytest.mark.parametrize(("name", "value", "known", "expected"), WORSE)
def test_the_policy_asks_what_is_worse(name: str, value: Any, known: Any, expected: bool) -> None:
    before = Known({name: known, "publisher": "P"}, {name: "crossref", "publisher": "crossref"})
    record = Record(**{"source": "crossref", "type": "article-journal", "venue": "V", name: value})
    entry = one("- [Paper](https://doi.org/10.1000/182)\n", {DOI: record}, {DOI: before})
    if name in {"title", "venue", "date", "authors"} and known:
        assert getattr(entry, name) == (known if expected else value)
