from __future__ import annotations

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from export_cases import HOSTILE_TEXTS, ZAMA, article, enriched, link, listed, texts
from harvester.export import render
from harvester.export.text import one_line
from harvester.model import Author, Enriched, Role

HEADER = "id,title,authors,venue,year,date,type,doi,arxiv,paper,code,section,line\n"


def rows(*entries: Enriched) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(render("csv", entries), newline=""), strict=True))


def test_nothing_becomes_a_header() -> None:
    assert render("csv", []) == HEADER


def test_a_row_in_full() -> None:
    links = (
        link("https://github.com/zama/ssm_ecg", Role.CODE),
        link("https://doi.org/10.3390/s23198328"),
        link("https://arxiv.org/abs/2301.00001v2"),
    )
    entry = article(entry=listed(*links, line=17, section=("Signals", "ECG, 12-lead")))
    assert render("csv", [entry]) == HEADER + (
        "doi:10.3390/s23198328,ECG Synthesis via Diffusion,Md Haider Zama; Friedhelm Schwenker,"
        "Sensors & Actuators,2023,2023-10-08,article-journal,10.3390/s23198328,2301.00001,"
        'https://doi.org/10.3390/s23198328,https://github.com/zama/ssm_ecg,"Signals > ECG, 12-lead",17\n'
    )


def test_every_entry_is_listed_even_one_that_nothing_is_known_of() -> None:
    unknown = enriched("", id="web:https://example.org", title="", identifiers={}, entry=listed(line=3))
    twice = [enriched(), enriched()]
    assert [(row["id"], row["line"]) for row in rows(unknown, *twice)] == [
        ("web:https://example.org", "3"),
        ("doi:10.1000/1", "1"),
        ("doi:10.1000/1", "1"),
    ]


def test_the_catalogue_speaks_where_the_registries_are_silent() -> None:
    claims = {"title": "Its Title", "authors": "A. One and B. Two", "venue": "MICCAI '23", "date": "Oct 2023"}
    columns = ("title", "authors", "venue", "year", "date")
    (silent, known) = rows(enriched(title="", claims=claims), article(claims=claims))
    assert [silent[column] for column in columns] == [*("Its Title", "A. One and B. Two", "MICCAI '23", "", "Oct 2023")]
    assert [known[column] for column in columns][3:] == ["2023", "2023-10-08"]
    assert known["authors"] == "Md Haider Zama; Friedhelm Schwenker"


@pytest.mark.parametrize(
    ("title", "cell"),
    [
        ("Deep synthesis", "Deep synthesis"),
        ("1+1=2", "1+1=2"),
        ("'quoted'", "'quoted'"),
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(1)", "'@SUM(1)"),
        ("\t=1", "'=1"),
        ("\r=1", "'=1"),
        ("\x00=1", "'=1"),
        ("＝1", "'＝1"),
        ('a "b", c', 'a "b", c'),
        ("two\r\nlines", "two lines"),
    ],
)
def test_no_cell_starts_a_formula_or_a_line(title: str, cell: str) -> None:
    assert rows(enriched(title=title))[0]["title"] == cell


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_hostile_text_stays_in_its_cell(text: str) -> None:
    hostile = enriched(title=text, venue=text, authors=(Author(text), ZAMA), entry=listed(section=(text,)))
    assert render("csv", [hostile]).count("\n") == 2
    assert rows(hostile)[0]["venue"].removeprefix("'") == one_line(text)


@given(st.lists(st.tuples(texts, texts), max_size=4))
def test_any_text_comes_back_as_it_was(cells: list[tuple[str, str]]) -> None:
    found = rows(*(enriched(title=title, venue=venue) for title, venue in cells))
    expected = [(one_line(title), one_line(venue)) for title, venue in cells]
    assert len(found) == len(expected)
    for row, pair in zip(found, expected, strict=True):
        assert (row["line"], row["doi"]) == ("1", "10.1000/1")
        for cell, text in zip((row["title"], row["venue"]), pair, strict=True):
            assert cell in {text, f"'{text}"}
            assert not cell.startswith(tuple("=+-@\t\r"))
