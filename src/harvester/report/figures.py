"""Pictures drawn from numbers: a heat table and stacked bars, as SVG for a page.

Each is one image with a title and a description for those who hear it. Colour never stands alone: numbers stand in
the cells and segments, segments have patterns, and the page shows the same table in words beside each picture.
Colours come from the page's style, so that both schemes and paper fit.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from markupsafe import Markup

from harvester.report import escape

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LETTER = 6.4
"""Width of an average letter of 12 px in the page's face; a picture cannot measure its text."""

_LEVELS = (0.1, 0.3, 0.5, 0.8)
"""Shares from which a cell is one shade darker."""

_PLOT = 200
_NARROWEST = 330
_PATTERNS = (
    "",
    "M-2 8L8 -2M0 10L10 0M2 12L12 2",
    "M3 5h.1M8 0h.1M8 10h.1",
    "M-2 2L8 12M-2 -8L12 6M2 -2L12 8",
    "M0 5H10",
    "M5 0V10",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a row or a column of a table is called.

    Attributes:
        value: The facet value behind it, or an empty string where several stand behind it.
        about: What a code means, or an empty string.
    """

    text: str
    value: str = ""
    about: str = ""

    @property
    def whole(self) -> str:
        """The label with what it means."""
        return f"{self.text}, {self.about}" if self.about else self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Papers counted by two facets.

    Attributes:
        name: Unique in the page: letters, digits, hyphens.
        about: What is counted and how it is shown, one sentence or two.
        row_head: Title of the facet whose values are the rows; ``row_key`` is its name in the page's address.
        totals: Papers of each row, whatever their column; the denominators of its cells.
    """

    name: str
    title: str
    about: str
    row_head: str
    row_key: str
    column_head: str
    column_key: str
    rows: tuple[Label, ...]
    columns: tuple[Label, ...]
    cells: tuple[tuple[int, ...], ...]
    totals: tuple[int, ...]

    def address(self, row: int, column: int) -> str:
        """What the page's address says where it shows just these papers, or an empty string.

        Commas part values there, so that a comma in a value is coded.
        """
        values = [self.rows[row].value, self.columns[column].value]
        coded = [value.replace("%", "%25").replace(",", "%2C") for value in values]
        return urlencode({self.row_key: coded[0], self.column_key: coded[1]}) if all(values) else ""


def heat(table: Table) -> Markup:
    """Draw rows as lines and columns as cells; the shade is the share of the row's papers."""
    left = min(max((len(label.text) for label in table.rows), default=0), 30) * _LETTER + 14
    cell = max(40, min(max((len(label.text) for label in table.columns), default=0), 13) * _LETTER + 14)
    line, top = 30, 26
    width, height = left + cell * len(table.columns) + 40, top + line * len(table.rows) + 2
    parts = [
        _text(left + cell * (number + 0.5), 16, label.text, 13, "axis mid", title=label.whole)
        for number, label in enumerate(table.columns)
    ]
    parts.append(_text(width, 16, "all", 5, "axis end dim"))
    for row, label in enumerate(table.rows):
        y = top + line * row
        middle = y + line / 2 + 4
        parts.append(_text(left - 10, middle, label.text, 30, "axis end"))
        parts.append(_text(width, middle, f"{table.totals[row]:,}", 9, "axis end dim"))
        for column, number in enumerate(table.cells[row]):
            level = sum(number >= share * table.totals[row] for share in _LEVELS) if number else 0
            shape = Markup(
                '<rect class="heat h{}" x="{:.1f}" y="{}" width="{:.1f}" height="{}" rx="3"></rect>{}'
            ).format(
                level if level or not number else 1,
                left + cell * column + 1,
                y + 1,
                cell - 2,
                line - 2,
                _text(left + cell * (column + 0.5), middle, f"{number:,}" if number else "·", 9, f"mid t{level}"),
            )
            parts.append(_linked(table, row, column, number, shape))
    return _svg(table, width, height, parts)


def stacks(table: Table) -> Markup:
    """Draw rows as columns from left to right, each piled up from the table's columns, the first at the bottom."""
    highest = max((sum(row) for row in table.cells), default=0)
    step = max(ceil(highest / 4), 1)
    scale = _PLOT / max(step * ceil(highest / step), 1)
    wide = 72 if len(table.rows) <= 6 else 44
    left, top = len(str(highest)) * _LETTER + 14, 14
    base, right = top + _PLOT, left + wide * len(table.rows)
    parts = [*_patterns(table)]
    for mark in range(0, highest + step, step):
        y = base - mark * scale
        parts.append(Markup('<path class="rule" d="M{:.0f} {:.1f}H{:.0f}"></path>').format(left, y, right))
        parts.append(_text(left - 8, y + 4, f"{mark:,}", 9, "axis end dim"))
    for row, label in enumerate(table.rows):
        x, y = left + wide * row + 3, float(base)
        for column, number in enumerate(table.cells[row]):
            if number:
                y -= number * scale
                segment = _segment(table, column, number, (x, y, wide - 6, number * scale))
                parts.append(_linked(table, row, column, number, segment))
        parts.append(_text(x + wide / 2 - 3, base + 18, label.text, 6, "axis mid"))
        parts.append(_text(x + wide / 2 - 3, base + 34, f"{table.totals[row]:,}", 9, "axis mid dim"))
    width = max(right + 2, _NARROWEST)
    x, y = left, base + 56
    for column, label in enumerate(table.columns):
        room = 24 + min(len(label.text), 24) * _LETTER
        if x + room > width and x > left:
            x, y = left, y + 22
        parts.append(_swatch(table, column, (x, y, 14, 14)))
        parts.append(_text(x + 20, y + 11, label.text, 24, "axis", title=label.whole))
        x += room + 10
    return _svg(table, width, y + 18, parts)


def _svg(table: Table, width: float, height: float, parts: Sequence[Markup]) -> Markup:
    return Markup(
        '<svg class="figure" width="{0:.0f}" height="{1:.0f}" viewBox="0 0 {0:.0f} {1:.0f}" role="img" '
        'aria-labelledby="{2}-title {2}-about">'
        '<title id="{2}-title">{3}</title><desc id="{2}-about">{4}</desc>{5}</svg>'
    ).format(width, height, table.name, table.title, f"{table.about} {_summary(table)}", Markup("").join(parts))


def _summary(table: Table) -> str:
    """The strongest column of each row, so that a picture that is heard says something too."""
    said = []
    for label, row in zip(table.rows, table.cells, strict=True):
        if any(row):
            best = max(range(len(row)), key=row.__getitem__)
            said.append(f"{label.text}: most often {table.columns[best].whole} ({row[best]:,})")
    return "; ".join(said) + "."


def _text(x: float, y: float, text: str, letters: int, kind: str, *, title: str = "") -> Markup:
    shown = escape.clip(text, letters)
    whole = title or text
    tip = Markup("<title>{}</title>").format(whole) if whole != shown else ""
    return Markup('<text class="{}" x="{:.1f}" y="{:.1f}">{}{}</text>').format(kind, x, y, tip, shown)


def _linked(table: Table, row: int, column: int, number: int, shape: Markup) -> Markup:
    """The shape with what it says on hovering, and where it leads when the page's script is there."""
    said = f"{table.rows[row].text}, {table.columns[column].whole}: {number:,} of {table.totals[row]:,}"
    address = table.address(row, column) if number else ""
    data = Markup(' data-view="{}"').format(address) if address else ""
    return Markup("<g{}><title>{}</title>{}</g>").format(data, said, shape)


def _segment(table: Table, column: int, number: int, box: tuple[float, float, float, float]) -> Markup:
    x, y, width, height = box
    label = next(
        (
            text
            for text in (f"{table.columns[column].text} {number:,}", f"{number:,}")
            if height >= 14 and len(text) * _LETTER <= width - 4
        ),
        "",
    )
    words = _text(x + width / 2, y + height / 2 + 4, label, 20, f"mid on o{column % 7}") if label else ""
    return Markup("{}{}").format(_swatch(table, column, (x, y, width, max(height - 1, 1))), words)


def _swatch(table: Table, column: int, box: tuple[float, float, float, float]) -> Markup:
    place = Markup('x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"').format(*box)
    pattern = column % len(_PATTERNS)
    over = (
        Markup('<rect {} fill="url(#{}-p{})"></rect>').format(place, table.name, pattern) if _PATTERNS[pattern] else ""
    )
    return Markup('<rect class="s{}" {}></rect>{}').format(column % 7, place, over)


def _patterns(table: Table) -> Iterator[Markup]:
    """The patterns that this picture uses; their names are its own, for a page has several pictures."""
    for number, path in enumerate(_PATTERNS[: len(table.columns)]):
        if path:
            yield Markup(
                '<pattern id="{}-p{}" width="10" height="10" patternUnits="userSpaceOnUse">'
                '<path class="hatch" d="{}"></path></pattern>'
            ).format(table.name, number, path)
