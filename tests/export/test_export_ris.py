from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from export_cases import HOSTILE_TEXTS, article, enriched, texts
from harvester.export import render
from harvester.export.text import one_line
from harvester.model import Author, Enriched


def records(*entries: Enriched) -> list[list[tuple[str, str]]]:
    """The tags of each record, read as the specification says: a record starts with TY and ends with ER."""
    found: list[list[tuple[str, str]]] = []
    ended = True
    for line in render("ris", entries).splitlines():
        if line:
            match = re.fullmatch(r"([A-Z][A-Z0-9])  - (.*)", line)
            assert match, line
            assert ended == (match[1] == "TY")
            ended = match[1] == "ER"
            if match[1] == "TY":
                found.append([])
            found[-1].append((match[1], match[2]))
    assert ended
    return found


def values(entry: Enriched, *tags: str) -> list[str]:
    (record,) = records(entry)
    return [value for tag, value in record if tag in tags]


def test_nothing_becomes_an_empty_file() -> None:
    assert render("ris", []) == ""


def test_a_record_in_full() -> None:
    assert records(article()) == [
        [
            ("TY", "JOUR"),
            ("ID", "zama2023ecg"),
            ("AU", "Zama, Md Haider"),
            ("AU", "Schwenker, Friedhelm"),
            ("TI", "ECG Synthesis via Diffusion"),
            ("T2", "Sensors & Actuators"),
            ("JO", "Sensors & Actuators"),
            ("VL", "23"),
            ("IS", "19"),
            ("SP", "8328"),
            ("EP", "8340"),
            ("PB", "MDPI AG"),
            ("PY", "2023"),
            ("DA", "2023/10/08"),
            ("DO", "10.3390/s23198328"),
            ("UR", "https://doi.org/10.3390/s23198328"),
            ("ER", ""),
        ]
    ]


@pytest.mark.parametrize(
    ("csl", "written"),
    [
        ("", "GEN"),
        ("article-journal", "JOUR"),
        ("paper-conference", "CPAPER"),
        ("chapter", "CHAP"),
        ("article", "UNPB"),
    ],
)
def test_the_type_decides_the_reference_type(csl: str, written: str) -> None:
    assert values(enriched(type=csl), "TY") == [written]


@pytest.mark.parametrize(
    ("pages", "written"),
    [("", []), ("e1234", ["e1234"]), ("1 - 10", ["1", "10"]), ("1–5, 9", ["1–5, 9"])],
)
def test_only_a_plain_page_range_is_split(pages: str, written: list[str]) -> None:
    assert values(enriched(pages=pages), "SP", "EP") == written


@pytest.mark.parametrize(
    ("date", "written"),
    [("", []), ("2023", ["2023"]), ("2023-10", ["2023", "2023/10"]), ("2023-10-08", ["2023", "2023/10/08"])],
)
def test_dates_go_as_far_as_they_are_known(date: str, written: list[str]) -> None:
    assert values(enriched(date=date), "PY", "DA") == written


def test_groups_and_single_names_stay_whole() -> None:
    authors = (Author(literal="DeepMind Team"), Author(family="Plato"))
    assert values(enriched(authors=authors), "AU") == ["DeepMind Team", "Plato"]


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_hostile_text_starts_no_tag(text: str) -> None:
    hostile = article(title=text, venue=text, publisher=text, volume=text, pages=text, authors=(Author(text, text),))
    assert values(hostile, "TI", "T2", "PB", "VL") == [one_line(text)] * 4
    assert len(records(hostile, enriched("10.1000/2"))) == 2


@given(st.lists(texts, min_size=1, max_size=4))
def test_any_titles_come_back_as_they_were(titles: list[str]) -> None:
    entries = [enriched(f"10.1000/{number}", title=title) for number, title in enumerate(titles)]
    found = [value for record in records(*entries) for tag, value in record if tag == "TI"]
    assert found == [one_line(title) for title in titles if one_line(title)]
