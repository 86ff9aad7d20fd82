"""The overview that a list promises: which of its columns are worth a picture, and the numbers of it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from harvester.report import escape, figures, wording
from harvester.report.figures import Label, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from markupsafe import Markup

    from harvester.report.listing.facets import Facet, Value

FEWEST = 8
"""Fewer papers than this make no picture."""

_FILLED = 0.25
_SEVERAL = 0.25
_MOST_PICTURES = 2
_MOST_ROWS = 20
_MOST_YEARS = 14
_MOST_COLUMNS = 12
_MOST_SERIES = 6
_COVERED = 0.6
_LABEL = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture and the table that it was drawn from."""

    table: Table
    svg: Markup


def pictures(facets: Sequence[Facet]) -> tuple[Picture, ...]:
    """Draw columns with several values in a cell by section, and columns with one value by year.

    At most two of each, none from fewer than eight papers, none where all stand in one section or one year.
    """
    given = {facet.key: facet for facet in facets if not facet.own}
    found: list[list[Picture]] = []
    for key, wanted, table, draw in (
        ("section", True, _by_section, figures.heat),
        ("year", False, _by_year, figures.stacks),
    ):
        if key in given:
            worthy = (
                facet for facet in facets if facet.subject and _is_filled(facet) and _has_several(facet) is wanted
            )
            made = (table(given[key], facet) for facet in worthy)
            found.append([Picture(table=one, svg=draw(one)) for one in made if one is not None][:_MOST_PICTURES])
    # One of each kind comes before a second of either.
    return tuple(one for pair in zip_longest(*found) for one in pair if one is not None)


def _is_filled(facet: Facet) -> bool:
    """Whether enough papers say something in a column to draw what all do."""
    return sum(bool(marks) for marks in facet.marks) >= max(FEWEST, _FILLED * len(facet.marks))


def _has_several(facet: Facet) -> bool:
    """Whether cells with several values are usual in a column."""
    filled = [marks for marks in facet.marks if marks]
    return sum(len(marks) > 1 for marks in filled) >= _SEVERAL * len(filled)


def _by_section(sections: Facet, facet: Facet) -> Table | None:
    shown = range(min(len(facet.values), _MOST_COLUMNS))
    counts = _counted(sections, facet, lambda value: value)
    filled = [number for number, (total, _) in enumerate(counts) if total]
    rows = sorted(sorted(filled, key=lambda number: -counts[number][0])[:_MOST_ROWS])
    if len(rows) < 2 or sum(counts[number][0] for number in rows) < FEWEST:
        return None
    said = "Number of papers; the stronger the colour, the larger their share of the section."
    if len(rows) < len(filled):
        said += f" The {len(rows)} largest of {len(filled)} sections."
    if len(shown) < len(facet.values):
        said += f" The {len(shown)} most frequent of {len(facet.values)} values."
    return _table(
        facet,
        sections,
        about=said,
        rows=[(_label(sections.values[number]), counts[number]) for number in rows],
        columns=[_label(facet.values[number]) for number in shown],
    )


def _by_year(years: Facet, facet: Facet) -> Table | None:
    shown = range(min(sum(value.number > 1 for value in facet.values), _MOST_SERIES))
    rest = len(facet.values) - len(shown)
    mentions = sum(value.number for value in facet.values)
    if sum(facet.values[number].number for number in shown) < _COVERED * mentions:
        return None
    counts = _counted(years, facet, lambda value: min(value, len(shown)))
    by_year = {int(value.label): count for value, count in zip(years.values, counts, strict=True) if count[0]}
    if len(by_year) < 2 or sum(total for total, _ in by_year.values()) < FEWEST:
        return None
    first = max(min(by_year), max(by_year) - _MOST_YEARS + 1)
    said = "Number of papers, that of the whole year under each bar."
    if any(len(marks) > 1 for marks in facet.marks):
        said += " A paper with several values counts in each."
    if first > min(by_year):
        said += f" Years before {first} are left out."
    span = range(first, max(by_year) + 1)
    others = [Label(text=f"{wording.count(rest, 'other')}")] if rest else []
    return _table(
        facet,
        years,
        about=said,
        rows=[
            (Label(text=str(year), value=str(year) if year in by_year else ""), by_year.get(year, (0, {})))
            for year in span
        ],
        columns=[*(_label(facet.values[number]) for number in shown), *others],
    )


def _counted(by: Facet, facet: Facet, column: Callable[[int], int]) -> list[tuple[int, dict[int, int]]]:
    """For each value of the first facet: papers that fill the second, and how many of them are in each column."""
    counts: list[tuple[int, dict[int, int]]] = [(0, {}) for _ in by.values]
    for places, values in zip(by.marks, facet.marks, strict=True):
        columns = {column(value) for value in values}
        for place in places:
            total, cells = counts[place]
            for number in columns:
                cells[number] = cells.get(number, 0) + 1
            counts[place] = (total + bool(columns), cells)
    return counts


def _table(
    facet: Facet,
    by: Facet,
    *,
    about: str,
    rows: Sequence[tuple[Label, tuple[int, dict[int, int]]]],
    columns: Sequence[Label],
) -> Table:
    return Table(
        name=f"fig-{facet.key}-by-{by.key}",
        title=f"{facet.title} by {by.title.lower()}",
        about=about,
        row_head=by.title,
        row_key=by.key,
        column_head=facet.title,
        column_key=facet.key,
        rows=tuple(label for label, _ in rows),
        columns=tuple(columns),
        cells=tuple(tuple(cells.get(number, 0) for number in range(len(columns))) for _, (_, cells) in rows),
        totals=tuple(total for _, (total, _) in rows),
    )


def _label(value: Value) -> Label:
    text = escape.clip(value.label, _LABEL)
    return Label(
        text=text, value=value.label, about="not explained in the list" if value.unexplained else value.meaning
    )
