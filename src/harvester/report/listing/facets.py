"""Facets: by what the papers of a list can be told apart."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from harvester.report.listing import columns
from harvester.report.listing.papers import word
from harvester.report.rows import Anchors

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from harvester.report.listing.papers import Paper

RESERVED = ("q", "show", "sort")
"""Names that stand for something else in the page's address."""

_CODE = ("with code", "without code")


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One value of a facet.

    Attributes:
        label: The most frequent spelling.
        number: Papers that have it.
        spellings: All spellings, the most frequent first.
        meaning: What the list's legend says of it, or an empty string.
        unexplained: True for a code that the legend of its column leaves out.
    """

    label: str
    number: int
    spellings: tuple[str, ...] = ()
    meaning: str = ""
    unexplained: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One way to tell papers apart.

    Attributes:
        key: Its name in the page's address: letters, digits, hyphens.
        title: The column's header.
        values: The most frequent first, unless there is a natural order.
        marks: For each paper the numbers of its values.
        separators: Characters that stand between the values of one cell, of ``columns.SEPARATORS``.
        own: True for a column of the list, False for what is known of every list.
        subject: True for a column that tells of the paper itself, and not only of where it appeared.
    """

    key: str
    title: str
    values: tuple[Value, ...]
    marks: tuple[tuple[int, ...], ...]
    separators: str = ""
    own: bool = False
    subject: bool = False


def facets(papers: Sequence[Paper], legend: Mapping[str, str]) -> tuple[Facet, ...]:
    """Give the ways to tell papers apart: section, the list's own columns, year, code, and flags if there are any."""
    years = sorted({paper.year for paper in papers if paper.year}, reverse=True)
    found = [
        _given("section", "Section", [[paper.section] for paper in papers]),
        *(_own(column, len(papers), legend) for column in columns.learn(papers)),
        _given("year", "Year", [[paper.year] if paper.year else [] for paper in papers], years),
        _given("code", "Code", [[_CODE[not paper.has_code]] for paper in papers], _CODE),
        _given("flag", "Flag", [[word(flag) for flag in paper.flags] for paper in papers]),
    ]
    return _with_distinct_keys(
        facet for facet in found if len(facet.values) > 1 or (facet.key == "flag" and facet.values)
    )


def _given(key: str, title: str, labels: Sequence[Sequence[str]], order: Sequence[str] = ()) -> Facet:
    """A facet whose values are known, in that order, else as they are met."""
    numbers = Counter(label for one in labels for label in one)
    values = tuple(Value(label=label, number=numbers[label]) for label in order or numbers if numbers[label])
    place = {value.label: number for number, value in enumerate(values)}
    return Facet(
        key=key,
        title=title,
        values=values,
        marks=tuple(tuple(sorted(place[label] for label in one)) for one in labels),
    )


def _own(column: columns.Column, papers: int, legend: Mapping[str, str]) -> Facet:
    homes = {spelling: number for number, group in enumerate(column.groups) for spelling in group}
    sets = [{homes[part] for part in column.parts.get(place, ())} for place in range(papers)]
    numbers = Counter(number for numbers in sets for number in numbers)
    order = sorted(set(homes.values()), key=lambda number: (-numbers[number], column.groups[number][0].casefold()))
    rank = {number: place for place, number in enumerate(order)}
    meanings = columns.meanings(column, legend)
    return Facet(
        key=column.key,
        title=column.title,
        values=tuple(
            Value(
                label=column.groups[number][0],
                number=numbers[number],
                spellings=column.groups[number],
                meaning=meanings.get(column.groups[number], ""),
                unexplained=bool(meanings) and not meanings.get(column.groups[number], "unknown"),
            )
            for number in order
        ),
        marks=tuple(tuple(sorted(rank[number] for number in numbers)) for numbers in sets),
        separators=column.separators,
        own=True,
        subject=column.subject,
    )


def _with_distinct_keys(found: Iterable[Facet]) -> tuple[Facet, ...]:
    """The same facets, no column with a key that means something else in the address."""
    members = tuple(found)
    keys = Anchors()
    for name in (*RESERVED, *(facet.key for facet in members if not facet.own)):
        keys.take(name)
    return tuple(replace(facet, key=keys.take(facet.key)) if facet.own else facet for facet in members)
