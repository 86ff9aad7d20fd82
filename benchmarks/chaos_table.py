"""What chaos came to: a table of faults and upstreams, and every promise that was broken."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import chain
from typing import TYPE_CHECKING

from chaos_lines import EVERYWHERE, FAULTS, LANES
from chaos_machine import COLUMN
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from chaos_lines import Told

MOST_TOLD = 60
"""Violations that are told one by one."""

SHORT = {"github:graphql": "graphql", "github:core": "rest", "softwareheritage": "swh", COLUMN: "machine"}
"""Names for the head of a column."""

_CONSOLE = Console(width=210, highlight=False)


def show(told: Sequence[Told]) -> int:
    """Print the table and the violations; gives how many there are.

    A cell holds the questions that stayed open and those that were asked of that upstream, over all bad nights.
    """
    rows: dict[str, dict[str, list[Told]]] = defaultdict(lambda: defaultdict(list))
    for one in told:
        rows[one.line.row][one.line.column].append(one)
    columns = [name for name in (*LANES, EVERYWHERE, COLUMN) if any(name in cells for cells in rows.values())]
    table = Table(title="questions left open / asked, by fault and upstream", title_justify="left")
    table.add_column("fault")
    for name in (*(SHORT.get(name, name) for name in columns), "runs", "struck", "links", "unchecked", "violations"):
        table.add_column(name, justify="right")
    order = {name: number for number, name in enumerate(FAULTS)}
    for name in sorted(rows, key=lambda row: (order.get(row, len(order)), row)):
        cells = rows[name]
        table.add_row(name, *(_cell(cells[column]) for column in columns), *_sums(chain.from_iterable(cells.values())))
    table.add_section()
    by_column = [[one for one in told if one.line.column == column] for column in columns]
    table.add_row("sum", *map(_cell, by_column), *_sums(told))
    _CONSOLE.print(table)
    said = Counter(
        f"{one.line.row} at {one.line.column}, {f'{one.rate:.0%}' if one.rate else 'healthy again'}: {what}"
        + (f" {dict(one.line.kinds)}" if one.line.column == EVERYWHERE else "")
        for one in told
        for what in one.broken
    )
    for what, number in said.most_common(MOST_TOLD):
        _CONSOLE.print(f"  ✗ {number} × {what}", markup=False)
    return said.total()


def _cell(told: Sequence[Told]) -> str:
    if not told:
        return "·"
    bad = sum(len(one.broken) for one in told)
    struck = [one for one in told if one.rate]
    left, asked = sum(one.left for one in struck), sum(one.asked for one in struck)
    return (f"{left}/{asked}" if asked else "✗" if bad else "✓") + (f" ✗{bad}" if bad else "")


def _sums(told: Iterable[Told]) -> list[str]:
    told = list(told)
    figures = (
        sum(one.runs for one in told),
        sum(one.struck for one in told),
        sum(one.links for one in told),
        sum(one.unchecked for one in told),
        sum(len(one.broken) for one in told),
    )
    return [f"{figure:,}" for figure in figures]
