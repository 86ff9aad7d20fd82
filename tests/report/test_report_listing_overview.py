"""Pictures are drawn where a list has something to show, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.report.listing.facets import facets
from harvester.report.listing.overview import pictures
from report.report_book import run_of
from report.report_lists import Fields, book_of, listed, readers_list
from report.report_runs import demo


def tables(rows: list[tuple[str, Fields]]) -> list[str]:
    found = pictures(facets(listed(run_of(book_of(rows))), {}))
    return [one.table.title for one in found]


def rows(number: int, *columns: tuple[str, str], sections: int = 2) -> list[tuple[str, Fields]]:
    """So many rows; each column goes through the cells that are written with bars between."""
    return [
        (
            f"Part {n % sections}",
            tuple((header, cells.split("|")[n % len(cells.split("|"))]) for header, cells in columns),
        )
        for n in range(number)
    ]


@pytest.mark.parametrize(
    "made",
    [
        [],
        rows(7, ("Type", "GAN|VAE")),
        rows(7, ("Evaluation", "F, U|F|U")),
        rows(30, ("Type", "GAN")),
        rows(30, ("Evaluation", "F, U|F|U"), sections=1),
        rows(30, ("Month", "May|June")),
        rows(30, ("Stars", "1|2|3")),
        rows(60, ("Type", "GAN|VAE" + "|" * 20)),
    ],
)
def test_too_little_is_not_drawn(made: list[tuple[str, Fields]]) -> None:
    assert tables(made) == []


@pytest.mark.parametrize(
    ("made", "titles"),
    [
        (rows(8, ("Type", "GAN|VAE")), ["Type by year"]),
        (rows(9, ("Evaluation", "F, U|F|U")), ["Evaluation by section"]),
        (
            rows(24, ("Type", "GAN|VAE"), ("Task", "a|b|c"), ("Evaluation", "F, U|F|U"), ("Data", "CT|MRI")),
            ["Evaluation by section", "Type by year", "Task by year"],
        ),
    ],
)
def test_each_kind_of_column_has_its_picture(made: list[tuple[str, Fields]], titles: list[str]) -> None:
    assert tables(made) == titles


def test_cells_are_papers() -> None:
    evaluation, types = (one.table for one in pictures(facets(listed(readers_list()), {})))
    assert [label.text for label in evaluation.rows] == ["Signals", "Images"]
    assert [label.text for label in evaluation.columns] == ["F", "U", "P"]
    assert evaluation.cells == ((9, 6, 3), (9, 6, 3))
    assert evaluation.totals == (12, 12)
    assert [label.text for label in types.rows] == ["2020", "2021", "2022", "2023"]
    assert sum(map(sum, types.cells)) == sum(types.totals) == 24


def test_rare_values_are_counted_together() -> None:
    made = rows(40, ("Type", "GAN|VAE|GAN|VAE|GAN|VAE|GAN|VAE"))
    made += [("Part 1", (("Type", name),)) for name in ("Flow", "Diffusion")]
    (types,) = (one.table for one in pictures(facets(listed(run_of(book_of(made))), {})))
    assert [label.text for label in types.columns] == ["GAN", "VAE", "2 others"]
    assert sum(row[2] for row in types.cells) == 2


def test_years_without_papers_keep_their_place() -> None:
    book = book_of(rows(12, ("Type", "GAN|VAE")))
    book.entries = [replace(one, date=str((2001, 2019, 2022)[n % 3])) for n, one in enumerate(book.entries)]
    (types,) = (one.table for one in pictures(facets(listed(run_of(book)), {})))
    assert [label.text for label in types.rows] == [str(year) for year in range(2009, 2023)]
    assert types.totals == (*[0] * 10, 4, 0, 0, 4)
    assert "Years before 2009 are left out." in types.about


def test_the_demonstration_has_one_value_in_every_column() -> None:
    assert pictures(facets(listed(demo()), {})) == ()


cells = st.sampled_from(["", "GAN", "VAE", "GAN, VAE", "U, F", "F", "U", "Flow"])


@given(st.lists(st.tuples(st.sampled_from("ABC"), cells, cells), max_size=40))
def test_totals_never_exceed_the_papers(made: list[tuple[str, str, str]]) -> None:
    listed_rows: list[tuple[str, Fields]] = [(part, (("Type", one), ("Evaluation", two))) for part, one, two in made]
    for picture in pictures(facets(listed(run_of(book_of(listed_rows))), {})):
        assert 8 <= sum(picture.table.totals) <= len(made)
        for row, total in zip(picture.table.cells, picture.table.totals, strict=True):
            assert max(row) <= total <= sum(row)
