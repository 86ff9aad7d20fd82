from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from harvester import read
from harvester.citations import cite
from harvester.enrich import FIELDS, Known, enrich
from harvester.enrich.worth import is_worse
from harvester.model import (
    Answer,
    ArxivId,
    Author,
    Doi,
    Enriched,
    Fact,
    Flag,
    Found,
    Record,
    Sighting,
    Unavailable,
    Update,
)

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
    ("title", "", "Old", True),
    ("title", "403 Forbidden", "Old", True),
    ("title", "Just a moment...", "Old", True),
    ("title", "Page not found | Publisher", "Old", True),
    ("title", "DEEP ECG", "Deep ECG", True),
    ("title", "Deep ECG", "Deep ECG of mice", True),
    ("venue", "NEUROIMAGE", "NeuroImage", True),
    ("venue", "Sensors", "NeuroImage", False),
    ("date", "2024", "2023-10-05", False),
    ("date", "2023-10-05", "2023", False),
    ("date", "2023", "2023-10-05", True),
    ("authors", (A, B), (A,), False),
    ("authors", (B,), (A, B), False),
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


def facts(entry: Enriched) -> list[tuple[str, str, str]]:
    return [(fact.flag.value, fact.about, fact.value) for fact in entry.facts]


def retracted(kind: str = "retraction", day: str = "2010-02-06", doi: str | None = "10.1000/notice") -> Update:
    return Update(kind=kind, date=day, doi=Doi(doi) if doi else None, source="publisher")


NOTICES: list[tuple[str, tuple[Update, ...], list[tuple[str, str]]]] = [
    ("none", (), []),
    ("a new version", (retracted("new_version"),), []),
    ("a word that nobody knows", (retracted("celebration"),), []),
    ("corrections", (retracted("erratum", doi="10.1000/a"), retracted("correction", doi="10.1000/b")), [("corrected", "10.1000/a"), ("corrected", "10.1000/b")]),
    ("a concern", (retracted("expression_of_concern"),), [("concern", "10.1000/notice")]),
    ("a retraction", (retracted(),), [("retracted", "10.1000/notice")]),
    ("a withdrawal", (retracted("withdrawal"),), [("retracted", "10.1000/notice")]),
    ("in part and then in whole", (retracted("partial_retraction", "2009", "10.1000/part"), retracted()), [("retracted", "10.1000/notice")]),
    ("a correction, a concern and a retraction", (retracted("correction", doi="10.1000/c"), retracted("expression_of_concern", doi="10.1000/e"), retracted()), [("retracted", "10.1000/notice"), ("concern", "10.1000/e"), ("corrected", "10.1000/c")]),
    ("reinstated", (retracted(), retracted("reinstatement", "2012", "10.1000/r")), []),
    ("retracted after all", (retracted("reinstatement", "2009", "10.1000/r"), retracted()), [("retracted", "10.1000/notice")]),
]  # fmt: skip


@pytest.mark.parametrize(("updates", "expected"), [pytest.param(*row, id=name) for name, *row in NOTICES])
def test_notices_become_facts_the_gravest_first(updates: tuple[Update, ...], expected: list[tuple[str, str]]) -> None:
    entry = one(DOI_ROW, {DOI: replace(CROSSREF, updates=updates)})
    assert facts(entry) == [(flag, DOI, value) for flag, value in expected]
    assert entry.flags == tuple(dict.fromkeys(flag for flag, _ in expected))


def test_a_notice_is_told_in_words() -> None:
    (fact,) = one(DOI_ROW, {DOI: replace(CROSSREF, updates=(retracted(),))}).facts
    assert fact == Fact(
        flag=Flag.RETRACTED,
        about=DOI,
        source="crossref",
        evidence="retraction of 2010-02-06 by https://doi.org/10.1000/notice, told by publisher",
        value="10.1000/notice",
        date="2010-02-06",
    )


PUBLISHED = replace(ARXIV, published_doi=Doi("10.1000/182"), journal_ref="Journal 7 (2024)")
PINNED = ARXIV_ROW.replace("2301.00001", "2301.00001v2")
BOTH = ARXIV_ROW + "  [Other](https://arxiv.org/abs/2301.00001v1)\n"

LATER: list[tuple[str, str, dict[str, Any], list[tuple[str, str, str]]]] = [
    ("nothing to tell", ARXIV_ROW, {PREPRINT: ARXIV}, []),
    ("a newer version of a link without one", ARXIV_ROW, {PREPRINT: replace(ARXIV, version=4)}, []),
    ("the newest version", PINNED, {PREPRINT: replace(ARXIV, version=2)}, []),
    ("an old version", PINNED, {PREPRINT: replace(ARXIV, version=4)}, [("newer-version", PREPRINT, "v4")]),
    ("withdrawn", ARXIV_ROW, {PREPRINT: replace(ARXIV, withdrawn="Withdrawn")}, [("withdrawn", PREPRINT, "")]),
    ("published", ARXIV_ROW, {PREPRINT: PUBLISHED}, [("superseded", PREPRINT, "10.1000/182")]),
    ("published nobody says where", ARXIV_ROW, {PREPRINT: replace(PUBLISHED, published_doi=None)}, [("published", PREPRINT, "")]),
    ("beside its publication", DOI_ROW, {PREPRINT: PUBLISHED, DOI: CROSSREF}, []),
    ("beside its publication, whose registry is silent", DOI_ROW, {PREPRINT: PUBLISHED}, []),
    ("beside its publication under another DOI", DOI_ROW, {PREPRINT: replace(PUBLISHED, published_doi=Doi("10.1000/183")), DOI: CROSSREF}, []),
    ("beside another work", DOI_ROW, {PREPRINT: replace(PUBLISHED, published_doi=Doi("10.1000/183")), DOI: ANOTHER}, [("superseded", PREPRINT, "10.1000/183")]),
    ("one repository", ARXIV_ROW, {PREPRINT: replace(ARXIV, code=("https://github.com/o/n",))}, [("code-known", PREPRINT, "https://github.com/o/n")]),
    ("two repositories", ARXIV_ROW, {PREPRINT: replace(ARXIV, code=("https://github.com/o/n", "https://github.com/o/m"))}, []),
    ("named twice, once", DOI_ROW, {PREPRINT: replace(ARXIV, code=("https://github.com/o/n",)), DOI: replace(CROSSREF, code=("https://github.com/O/n",))}, [("code-known", DOI, "https://github.com/O/n")]),
    ("two papers, a repository each", DOI_ROW, {PREPRINT: replace(ARXIV, code=("https://github.com/o/n",)), DOI: replace(ANOTHER, code=("https://github.com/o/m",))}, []),
]  # fmt: skip


@pytest.mark.parametrize(("row", "answers", "expected"), [pytest.param(*case, id=name) for name, *case in LATER])
def test_the_later_life_of_a_paper(row: str, answers: dict[str, Any], expected: list[tuple[str, str, str]]) -> None:
    assert facts(one(row, answers)) == expected


@pytest.mark.parametrize(
    ("row", "record", "evidence"),
    [
        (ARXIV_ROW, {PREPRINT: ARXIV}, "the paper names https://github.com/o/n"),
        (DOI_ROW, {DOI: CROSSREF}, "its record at Crossref names https://github.com/o/n"),
    ],
)
def test_it_is_said_who_names_the_code(row: str, record: dict[str, Record], evidence: str) -> None:
    named = {key: replace(value, code=("https://github.com/o/n",)) for key, value in record.items()}
    assert [fact.evidence for fact in one(row, named).facts] == [evidence]


TOLD = replace(PUBLISHED, withdrawn="Withdrawn", version=4, code=("https://github.com/o/n",))


@pytest.mark.parametrize("answers", [{}, {PREPRINT: Unavailable("HTTP 503")}])
def test_facts_outlive_a_bad_night(answers: dict[str, Any]) -> None:
    good = one(PINNED, {PREPRINT: TOLD})
    assert len(good.facts) == 4
    assert one(PINNED, answers, remembered(good)) == good


def test_facts_end_when_the_registry_or_the_catalogue_says_otherwise() -> None:
    known = remembered(one(PINNED, {PREPRINT: TOLD}))
    assert one(PINNED, {PREPRINT: ARXIV}, known).facts == ()
    assert Flag.NEWER_VERSION not in one(ARXIV_ROW, {}, known).flags
    assert Flag.SUPERSEDED not in one(BOTH + "  [Published](https://doi.org/10.1000/182)\n", {}, known).flags
    other = {"arxiv:2301.00002": known[PREPRINT]}
    assert one(ARXIV_ROW.replace("00001", "00002"), {}, other).facts == ()
