"""What registries know of a paper's later life: nothing, then each fact with its source, as long as it holds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from enrich_cases import ANOTHER, ARXIV, ARXIV_ROW, CROSSREF, DOI, DOI_ROW, PREPRINT, one, remembered
from harvester.model import (
    ArxivId,
    Doi,
    Enriched,
    Fact,
    Flag,
    Found,
    Mention,
    Record,
    Sighting,
    Unavailable,
    Update,
)


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
    ("reinstated on the same day", (retracted(), retracted("reinstatement", "2010-02-06", "10.1000/r")), []),
    ("corrected and reinstated", (retracted(), retracted("reinstatement", "2012", "10.1000/r"), retracted("correction", doi="10.1000/c")), [("corrected", "10.1000/c")]),
    ("retracted after all", (retracted("reinstatement", "2009", "10.1000/r"), retracted()), [("retracted", "10.1000/notice")]),
]  # fmt: skip


@pytest.mark.parametrize(("updates", "expected"), [pytest.param(*row, id=name) for name, *row in NOTICES])
def test_notices_become_facts_the_gravest_first(updates: tuple[Update, ...], expected: list[tuple[str, str]]) -> None:
    entry = one(DOI_ROW, {DOI: replace(CROSSREF, updates=updates)})
    assert facts(entry) == [(flag, DOI, value) for flag, value in expected]
    assert entry.flags == tuple(dict.fromkeys(flag for flag, _ in expected))


@pytest.mark.parametrize(
    ("record", "told"),
    [
        (
            replace(ARXIV, withdrawn="This paper has been withdrawn"),
            Fact(flag=Flag.WITHDRAWN, about=PREPRINT, source="arxiv", evidence="This paper has been withdrawn"),
        ),
        (
            replace(ARXIV, published_doi=Doi("10.1000/183")),
            Fact(flag=Flag.SUPERSEDED, about=PREPRINT, source="arxiv", evidence="published as https://doi.org/10.1000/183", value="10.1000/183"),
        ),
        (
            replace(ARXIV, journal_ref="Journal 7 (2024)"),
            Fact(flag=Flag.PUBLISHED, about=PREPRINT, source="arxiv", evidence="published as Journal 7 (2024)"),
        ),
        (
            replace(ARXIV, likely_doi=Doi("10.1000/183")),
            Fact(flag=Flag.SUPERSEDED, about=PREPRINT, source="crossref", evidence="published as https://doi.org/10.1000/183, found by title, first author and year", value="10.1000/183"),
        ),
        (
            replace(ARXIV, version=2),
            Fact(flag=Flag.NEWER_VERSION, about=PREPRINT, source="arxiv", evidence="the newest version is v2", value="v2", date="2023-05-06"),
        ),
        (
            replace(ARXIV, version=3, dates={}),
            Fact(flag=Flag.NEWER_VERSION, about=PREPRINT, source="arxiv", evidence="the newest version is v3", value="v3"),
        ),
        (
            replace(ARXIV, code=("https://github.com/o/n",)),
            Fact(flag=Flag.CODE_KNOWN, about=PREPRINT, source="arxiv", evidence="the paper names https://github.com/o/n", value="https://github.com/o/n"),
        ),
    ],
)  # fmt: skip
def test_a_fact_names_its_source_and_its_evidence(record: Record, told: Fact) -> None:
    row = ARXIV_ROW.replace("2301.00001", "2301.00001v1")
    assert one(row, {PREPRINT: ARXIV}).facts == ()
    assert one(row, {PREPRINT: record}).facts == (told,)


@pytest.mark.parametrize(
    ("update", "words"),
    [
        (retracted(), "retraction of 2010-02-06 by https://doi.org/10.1000/notice, told by publisher"),
        (retracted(day=""), "retraction by https://doi.org/10.1000/notice, told by publisher"),
        (retracted(doi=None), "retraction of 2010-02-06, told by publisher"),
        (replace(retracted("partial_retraction", "", None), source=""), "partial retraction"),
        (replace(retracted("withdrawal", "", None), source="title"), "withdrawal, as its registered title says"),
    ],
)
def test_a_notice_says_what_is_known_of_it(update: Update, words: str) -> None:
    (fact,) = one(DOI_ROW, {DOI: replace(CROSSREF, updates=(update,))}).facts
    assert (fact.evidence, fact.value, fact.date) == (words, update.doi or "", update.date)


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
    ("a publication that its title fits", ARXIV_ROW, {PREPRINT: replace(ARXIV, likely_doi=Doi("10.1000/182"))}, [("superseded", PREPRINT, "10.1000/182")]),
    ("beside the publication that its title fits", DOI_ROW, {PREPRINT: replace(ARXIV, likely_doi=Doi("10.1000/182"))}, []),
    ("a newer version of a link without one", ARXIV_ROW, {PREPRINT: replace(ARXIV, version=4)}, []),
    ("the newest version", PINNED, {PREPRINT: replace(ARXIV, version=2)}, []),
    ("an old version", PINNED, {PREPRINT: replace(ARXIV, version=4)}, [("newer-version", PREPRINT, "v4")]),
    ("withdrawn", ARXIV_ROW, {PREPRINT: replace(ARXIV, withdrawn="Withdrawn")}, [("withdrawn", PREPRINT, "")]),
    ("published", ARXIV_ROW, {PREPRINT: PUBLISHED}, [("superseded", PREPRINT, "10.1000/182")]),
    ("published nobody says where", ARXIV_ROW, {PREPRINT: replace(PUBLISHED, published_doi=None)}, [("published", PREPRINT, "")]),
    ("beside its publication", DOI_ROW, {PREPRINT: PUBLISHED, DOI: CROSSREF}, []),
    ("beside its publication, whose registry is silent", DOI_ROW, {PREPRINT: PUBLISHED}, []),
    ("beside its publication under another DOI", DOI_ROW, {PREPRINT: replace(PUBLISHED, published_doi=Doi("10.1000/183")), DOI: CROSSREF}, []),
    ("beside another preprint", DOI_ROW, {PREPRINT: replace(PUBLISHED, published_doi=Doi("10.1000/183")), DOI: replace(CROSSREF, type="article")}, [("superseded", PREPRINT, "10.1000/183")]),
    ("beside something of no type", DOI_ROW, {PREPRINT: replace(PUBLISHED, published_doi=Doi("10.1000/183")), DOI: replace(CROSSREF, type="")}, [("superseded", PREPRINT, "10.1000/183")]),
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
        (DOI_ROW, {DOI: replace(CROSSREF, source="later")}, "its record at later names https://github.com/o/n"),
    ],
)
def test_it_is_said_who_names_the_code(row: str, record: dict[str, Record], evidence: str) -> None:
    named = {key: replace(value, code=("https://github.com/o/n",)) for key, value in record.items()}
    assert [fact.evidence for fact in one(row, named).facts] == [evidence]


@pytest.mark.parametrize(("arxiv", "told"), [("2301.00009", 0), (None, 1)])
def test_code_of_a_preprint_that_only_the_publication_names_is_its_own(arxiv: str | None, told: int) -> None:
    row = f"{DOI_ROW.strip()} [Code](https://github.com/o/n)\n"
    named = Mention(where="description", key="arxiv:2301.00009")
    code = Found(Sighting(vouched_by="GitHub", evidence="there", papers=(named,)))
    record = replace(CROSSREF, arxiv=ArxivId(arxiv) if arxiv else None)
    found = one(row, {DOI: record, PREPRINT: ARXIV, "github:o/n": code}).facts
    assert [fact.flag for fact in found] == [Flag.NOT_ITS_CODE] * told


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
