"""Rows of tables as entries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.placeholder import placeholder_text
from harvester.read.columns import Column, Holds, columns_of, holds_of
from harvester.read.document import Block, Kind, Piece, Sort, anchors, end_of, plain, start_of
from harvester.read.outline import strip_marks
from harvester.read.roles import Says, host_role, says
from harvester.read.rows import cell_of, read_row

if TYPE_CHECKING:
    from harvester.read.document import Anchor
    from harvester.read.ledger import Ledger
    from harvester.read.outline import Outline

# No list has so many columns; a line with more pipes is no row.
_MOST_COLUMNS = 60
_DELIMITER = re.compile(r"[\s:|-]*")
_MEANINGFUL = {Holds.TITLE, Holds.PAPER, Holds.CODE, Holds.NAME}


def read_table(table: Block, outline: Outline, ledger: Ledger) -> None:
    """Book every row of a table that stands for a work."""
    rows = [row for row in table.children if row.kind is Kind.ROW]
    header, body = _header(rows)
    texts = [[plain(cell.pieces) for cell in row.cells()] for row in body]
    columns = columns_of([strip_marks(plain(cell.pieces)) for cell in header.cells()] if header else [], texts)
    if any(ledger.chosen.chosen(column.name) for column in columns):
        for column in columns:
            column.holds = ledger.chosen.holds(column.name, default=column.holds)
    every = [anchor for row in rows for cell in row.cells() for anchor in anchors(cell.pieces)]
    reason = outline.without_entries
    if not reason or (reason == "news" and any(column.holds in (Holds.TITLE, Holds.PAPER) for column in columns)):
        reason = _no_catalogue(header, columns, every)
    if reason:
        ledger.skip(every, reason)
        return
    if header is not None:
        ledger.skip([a for cell in header.cells() for a in anchors(cell.pieces)], "table header")
    for row, text in zip(body, texts, strict=True):
        _row(row, text, columns, outline, ledger)
    outline.group("")


def loose_table(lines: list[list[Piece]], header: Block | None) -> Block | None:
    """Lines of pipes that the parser took for a paragraph, as a table; None where they are no rows.

    Such a line is a row where the table above has as many columns, or where the first line is a header itself.
    """
    if not all(_is_row(line) for line in lines):
        return None
    rows = [_cut(line) for line in lines]
    first = rows[0].cells()
    known = sum(holds_of(strip_marks(plain(cell.pieces))) not in (Holds.TEXT, Holds.NUMBER) for cell in first)
    own = known >= 2 and len(rows) > 1 and not any(anchors(cell.pieces) for cell in first)
    if not own and (header is None or len(first) != len(header.cells())):
        return None
    if own:
        rows[0].marker = "th"
    body = [row for row in rows if not _DELIMITER.fullmatch("".join(plain(cell.pieces) for cell in row.cells()))]
    return Block(Kind.TABLE, rows[0].start, rows[-1].end, children=body if own or header is None else [header, *body])


def _is_row(line: list[Piece]) -> bool:
    first = line[0]
    pipes = sum(piece.text.count("|") for piece in line if piece.anchor is None)
    return first.anchor is None and first.text.lstrip().startswith("|") and 1 < pipes <= _MOST_COLUMNS


def _cut(line: list[Piece]) -> Block:
    """A line cut at its pipes."""
    row = Block(Kind.ROW, start_of(line[0]), end_of(line[-1]), marker="td")
    pieces: list[Piece] = []
    for piece in line:
        if piece.anchor is not None or piece.sort is not Sort.TEXT or "|" not in piece.text:
            pieces.append(piece)
            continue
        parts = piece.text.split("|")
        for number, part in enumerate(parts):
            pieces.append(Piece(Sort.TEXT, part, piece.start, piece.end, piece.bold, piece.italic))
            if number < len(parts) - 1:
                row.children.append(Block(Kind.CELL, piece.start, piece.end, pieces=pieces))
                pieces = []
    row.children.append(Block(Kind.CELL, line[-1].end, line[-1].end, pieces=pieces))
    for edge in (0, -1):
        if row.children and not plain(row.children[edge].pieces) and not anchors(row.children[edge].pieces):
            del row.children[edge]
    return row


def _header(rows: list[Block]) -> tuple[Block | None, list[Block]]:
    if not rows:
        return None, []
    first = rows[0]
    cells = first.cells()
    marked = first.marker == "th" or (bool(cells) and all(cell.marker.endswith("th") for cell in cells))
    looks = sum(holds_of(strip_marks(plain(cell.pieces))) not in {Holds.TEXT, Holds.NUMBER} for cell in cells)
    if marked or (looks >= 2 and not any(anchors(cell.pieces) for cell in cells)):
        return first, rows[1:]
    return None, rows


def _no_catalogue(header: Block | None, columns: list[Column], every: list[Anchor]) -> str:
    """Why this table lists no works: a menu, a table of conferences."""
    at_top = {id(anchor) for cell in header.cells() for anchor in anchors(cell.pieces)} if header else set()
    if every and len(at_top) == len(every):
        return "menu"
    if any(column.holds in _MEANINGFUL for column in columns):
        return ""
    if any(host_role(a.url) is not None or says(a.label) in {Says.PAPER, Says.CODE} for a in every):
        return ""
    return "table that lists no papers"


def _row(row: Block, texts: list[str], columns: list[Column], outline: Outline, ledger: Ledger) -> None:
    blocks = row.cells()
    cells = [cell_of(column, block) for column, block in zip(columns, blocks, strict=False)]
    linked = any(cell.anchors for cell in cells)
    filled = [text for text in texts if text]
    if not linked and _is_group(blocks, filled, columns):
        outline.group(strip_marks(filled[0]).rstrip(":："), depth=0)
    elif linked or texts != [column.name for column in columns[: len(texts)]]:
        read_row(cells, row.start, _row_end(row, ledger), outline, ledger)
    for block in blocks:
        for child in block.children:
            if child.kind is Kind.TABLE:
                read_table(child, outline, ledger)


def _row_end(row: Block, ledger: Ledger) -> int:
    return row.start + len(ledger.source.text[row.start : row.end].rstrip("\r\n"))


def _is_group(cells: list[Block], filled: list[str], columns: list[Column]) -> bool:
    """A row that works as a heading: one filled cell in a table of several columns."""
    if len(filled) != 1 or len(columns) < 2 or placeholder_text(filled[0]):
        return False
    wide = any(cell.width > 1 for cell in cells) and len(cells) == 1
    first = bool(cells) and bool(plain(cells[0].pieces))
    return wide or (first and len(filled[0].split()) <= 8)
