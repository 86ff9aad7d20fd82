"""Facets are learnt from the list's own columns, and nothing is guessed about their values."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.report.listing import columns
from harvester.report.listing.facets import RESERVED, Facet, facets
from report.report_book import run_of
from report.report_lists import Fields, book_of, column, facets_of, listed, readers_list
from report.report_runs import RUNS


@pytest.mark.parametrize(
    ("text", "separators", "parts"),
    [
        ("", ",", []),
        ("GAN", ",;/+", ["GAN"]),
        ("GAN, VAE", "", ["GAN, VAE"]),
        ("GAN,VAE", ",", ["GAN", "VAE"]),
        (" GAN ,, VAE , ", ",", ["GAN", "VAE"]),
        ("U/F+P", "/+", ["U", "F", "P"]),
        ("Fidelity (MSE, KL), Privacy [k, l]", ",", ["Fidelity (MSE, KL)", "Privacy [k, l]"]),
        ("a) b, c", ",", ["a) b", "c"]),
        ("(a, b", ",", ["(a, b"]),
    ],
)
def test_a_cell_comes_apart_outside_brackets(text: str, separators: str, parts: list[str]) -> None:
    assert columns.split(text, separators) == parts


@pytest.mark.parametrize(
    ("texts", "separators"),
    [
        ([], ""),
        (["GAN", "VAE", "N/A"], ""),
        (["Modality/Style Transfer", "Denoising/Enhancement", "Semantic"], ""),
        (["conditioning on other ECG statements;prior knowledge"] * 2, ""),
        (["Bi-LSTM and CNN", "CNN"], ""),
        (["GAN,VAE", "VAE", "GAN"], ","),
        (["U, F", "U, Q", "F"], ","),
        (["CT/MRI", "CT", "mri", "A+B"], "/"),
        (["A, B; C", "A; B", "C"], ",;"),
        (["GAN, VAE, N/A", "GAN", "VAE"], ","),
    ],
)
def test_separators_are_learnt(texts: list[str], separators: str) -> None:
    assert columns.learn_separators(texts) == separators


@pytest.mark.parametrize(
    ("spelled", "groups"),
    [
        ({}, []),
        ({"GAN": 2, "VAE": 1}, [("GAN",), ("VAE",)]),
        ({"Unconditional": 3, "Unconditonal": 2}, [("Unconditional",), ("Unconditonal",)]),
        ({"Class-conditional": 1, "Class conditional": 1}, [("Class-conditional",), ("Class conditional",)]),
        ({"Bayes": 1, "Gauss": 1}, [("Bayes",), ("Gauss",)]),
        ({"C": 1, "Cs": 1}, [("C",), ("Cs",)]),
        ({"gan": 1, "GAN": 3}, [("GAN", "gan")]),
        (
            {"Diffusion Models": 1, "Diffusion Model": 4, "diffusion model": 2},
            [("Diffusion Model", "diffusion model", "Diffusion Models")],
        ),
    ],
)
def test_only_case_and_plural_are_taken_for_one(spelled: dict[str, int], groups: list[tuple[str, ...]]) -> None:
    assert list(columns.grouped(Counter(spelled))) == groups


@pytest.mark.parametrize(
    "cells",
    [
        ["GAN"] * 9,
        [f"Net {number}" for number in range(9)],
        [str(number % 3) for number in range(9)],
        ["", "-", "—", "N/A", "na"] * 3,
        ["a long sentence that says what the paper does and how", "another one of that kind, as long as it"] * 5,
        ["GAN", "VAE"],
    ],
)
def test_such_a_column_is_no_facet(cells: list[str]) -> None:
    assert "type" not in facets_of(column(*cells))


def test_what_is_known_otherwise_is_no_facet() -> None:
    book = book_of(
        [("Papers", (("Title", f"Study {n % 2}"), ("Link", "Paper"), ("doi", f"10.1000/{n}"))) for n in range(9)]
    )
    assert all(cell[0] == "Title" for paper in listed(run_of(book)) for cell in paper.cells)


def test_values_with_numbers_and_spellings() -> None:
    facet = facets_of(column("GAN", "gan", "GAN", "VAE,GAN", "VAE", "Diffusion Models", "Diffusion Model", "GAN"))[
        "type"
    ]
    assert [(value.label, value.number, value.spellings) for value in facet.values] == [
        ("GAN", 5, ("GAN", "gan")),
        ("Diffusion Models", 2, ("Diffusion Models", "Diffusion Model")),
        ("VAE", 2, ("VAE",)),
    ]
    assert facet.marks[3] == (0, 2)
    assert facet.separators == ","


def test_codes_are_explained_where_the_legend_knows_half_of_them() -> None:
    found = facets_of(column("F, U", "P, F", "U", "F", "P", "P, U", header="Evaluation"))
    said = {value.label: (value.meaning, value.unexplained) for value in found["evaluation"].values}
    assert said == {"F": ("Fidelity", False), "P": ("Privacy", False), "U": ("", True)}


def test_a_legend_of_another_column_explains_nothing() -> None:
    found = facets_of(column("F", "A", "B", "C", "D", "A", "B", "F", "C", "D", header="Grade"))
    assert not any(value.meaning or value.unexplained for value in found["grade"].values)


def test_years_are_those_of_the_list_before_those_of_the_registries() -> None:
    book = book_of(column("GAN", "VAE", "GAN", "VAE"))
    book.entries[0] = replace(book.entries[0], entry=replace(book.entries[0].entry, date="May 2019"))
    book.entries[1] = replace(book.entries[1], entry=replace(book.entries[1].entry, date="2018-03-01"))
    book.entries[2] = replace(book.entries[2], entry=replace(book.entries[2].entry, date="soon, 12024"))
    assert [paper.date for paper in listed(run_of(book))] == ["2019", "2018-03", "2022", "2023"]


def test_facets_come_in_order_and_their_names_differ() -> None:
    rows: list[tuple[str, Fields]] = [
        (f"Part {n % 2}", (("Year", "ab"[n % 2]), ("q", "ab"[n % 2]), ("Venue", "ab"[n % 2]), ("venue", "c")))
        for n in range(9)
    ]
    found = facets_of(rows)
    assert list(found) == ["section", "year-2", "q-2", "venue", "year", "code"]
    assert not set(found) & set(RESERVED)


def test_flags_are_a_facet_even_if_all_agree() -> None:
    run = readers_list()
    flag = {facet.key: facet for facet in facets(listed(run), {})}["flag"]
    assert [(value.label, value.number) for value in flag.values] == [("retracted", 1)]


@pytest.mark.parametrize("name", RUNS)
def test_every_paper_is_marked_by_values_that_exist(name: str) -> None:
    run = RUNS[name]()
    if run.catalogues:
        counts_add_up(facets(listed(run), {}), len(run.entries[run.catalogues[0].path]))


texts = st.text("AFUgans ,;/+()-1\u202e<", max_size=12)


@given(st.lists(st.tuples(st.sampled_from(["One", "Two › a", "a"]), st.tuples(texts, texts)), max_size=14))
def test_numbers_always_add_up(rows: list[tuple[str, tuple[str, str]]]) -> None:
    made = [(section, (("Type", first), ("", second))) for section, (first, second) in rows]
    counts_add_up(tuple(facets_of(made).values()), len(rows))


def counts_add_up(found: tuple[Facet, ...], papers: int) -> None:
    assert len({facet.key for facet in found}) == len(found)
    for facet in found:
        assert len(facet.marks) == papers
        numbers = Counter(number for marks in facet.marks for number in marks)
        assert [value.number for value in facet.values] == [numbers[n] for n in range(len(facet.values))]
        assert all(value.number > 0 and value.label for value in facet.values)
        assert len({value.label for value in facet.values}) == len(facet.values)
        assert all(list(marks) == sorted(set(marks)) for marks in facet.marks)
