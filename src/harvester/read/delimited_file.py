"""CSV and TSV catalogues as tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.read.columns import Holds, columns_of, holds_of
from harvester.read.outline import Outline
from harvester.read.records import cell_from
from harvester.read.rows import read_row
from harvester.read.values import Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.read.document import Anchor
    from harvester.read.ledger import Ledger
    from harvester.read.source import Source


def read_delimited(ledger: Ledger) -> str:
    """Read a CSV or TSV file, which has no title; the separator is the one that its first line has most of."""
    source = ledger.source
    rows = [
        row
        for row in _rows(source.text, source.start, separator_of(source))
        if any(value.text.strip() for value in row)
    ]
    names = [value.text.strip() for value in rows[0]] if rows else []
    headed = any(holds_of(name) not in {Holds.TEXT, Holds.NUMBER} for name in names) and not any(
        "://" in name for name in names
    )
    body = rows[1:] if headed else rows
    columns = columns_of(names if headed else [], [[value.text for value in row] for row in body])
    for column in columns:
        column.holds = ledger.chosen.holds(column.name, default=column.holds)
    outline = Outline()
    every: list[Anchor] = []
    for row in body:
        cells = [cell_from(source, column, value) for column, value in zip(columns, row, strict=False)]
        every.extend(anchor for cell in cells for anchor in cell.anchors)
        end = max(value.end for value in row)
        read_row(cells, row[0].start - (source.text[row[0].start - 1 : row[0].start] == '"'), end, outline, ledger)
    ledger.close(every, [])
    return ""


def separator_of(source: Source) -> str:
    """What parts the cells of a CSV or TSV file from each other."""
    line = source.text[source.start :].split("\n", 1)[0]
    if source.path.lower().endswith((".tsv", ".tab")):
        return "\t"
    return max(",\t;|", key=line.count)


def _rows(text: str, position: int, separator: str) -> Iterator[list[Value]]:
    """Cells with the span of their text; quotes as in RFC 4180, a stray one is taken as written."""
    mark = re.escape(separator)
    cell = re.compile(
        rf'(?:"(?P<quoted>(?:[^"]|"")*)"(?=[ ]*(?:{mark}|\r?\n|\Z))|(?P<plain>[^{mark}\r\n]*))'
        rf"[ ]*(?P<stop>{mark}|\r\n|\n|\r|\Z)"
    )
    row: list[Value] = []
    while position <= len(text):
        match = cell.match(text, position)
        if match is None:
            break
        if match["quoted"] is not None:
            row.append(Value(*match.span("quoted"), text=match["quoted"].replace('""', '"')))
        else:
            start, end = match.span("plain")
            row.append(Value(start, end, text=match["plain"].strip()))
        if match["stop"] != separator:
            yield row
            row = []
        if match.end() == position and match["stop"] == "":
            break
        position = match.end()
        if position == len(text) and match["stop"] != separator:
            break
