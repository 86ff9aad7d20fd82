"""Rows of tables as entries."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from harvester.model import Role
from harvester.placeholder import placeholder_text
from harvester.read.citation import Citation, read_citation
from harvester.read.columns import Column, Holds, columns_of, holds_of
from harvester.read.document import Block, Kind, anchors, plain, split_lines
from harvester.read.flat import is_label, is_venue
from harvester.read.imprint import Imprint, read_venue
from harvester.read.outline import strip_marks
from harvester.read.roles import Says, host_role, role_of, says
from harvester.read.title import tidy

if TYPE_CHECKING:
    from harvester.read.document import Anchor
    from harvester.read.ledger import Ledger
    from harvester.read.outline import Outline

_WANTED = {Holds.CODE, Holds.PAPER, Holds.TITLE, Holds.LINKS, Holds.PROJECT}
_CELL_NAMES = {Holds.CODE: "Code", Holds.PAPER: "Paper", Holds.TITLE: "Title", Holds.LINKS: "Links"}
_MEANINGFUL = {Holds.TITLE, Holds.PAPER, Holds.CODE, Holds.NAME}


def read_table(table: Block, outline: Outline, ledger: Ledger) -> None:
    """Book every row of a table that stands for a work."""
    rows = [row for row in table.children if row.kind is Kind.ROW]
    header, body = _header(rows)
    texts = [[plain(cell.pieces) for cell in row.cells()] for row in body]
    columns = columns_of([strip_marks(plain(cell.pieces)) for cell in header.cells()] if header else [], texts)
    every = [anchor for row in rows for cell in row.cells() for anchor in anchors(cell.pieces)]
    reason = outline.without_entries or _no_catalogue(header, columns, every)
    if reason:
        ledger.skip(every, reason)
        return
    if header is not None:
        ledger.skip([a for cell in header.cells() for a in anchors(cell.pieces)], "table header")
    for row, text in zip(body, texts, strict=True):
        _row(row, text, columns, outline, ledger)
    outline.group("")


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
    if any(column.holds in _MEANINGFUL for column in columns):
        return ""
    if any(host_role(a.url) is not None or says(a.label) in {Says.PAPER, Says.CODE} for a in every):
        return ""
    if header is not None and any(anchors(cell.pieces) for cell in header.cells()):
        return "menu"
    return "table that lists no papers"


def _row(row: Block, texts: list[str], columns: list[Column], outline: Outline, ledger: Ledger) -> None:
    cells = row.cells()
    pairs = list(zip(columns, cells, texts, strict=False))
    every = [anchor for cell in cells for anchor in anchors(cell.pieces)]
    filled = [text for text in texts if text]
    if not every and _is_group(cells, filled, columns):
        outline.group(strip_marks(filled[0]).rstrip(":："), depth=0)
        return
    if not every and texts == [column.name for column in columns[: len(texts)]]:
        return
    citation = _citation(pairs)
    links = _links(pairs, citation)
    fields = [(column.name, text) for column, _, text in pairs]
    listed = any(column.holds in {Holds.TITLE, Holds.PAPER} and text and text == text for column, _, text in pairs) and _is_listed(pairs)
    booked = ledger.entry(
        start=row.start,
        end=_row_end(row, ledger),
        section=outline.path,
        citation=citation,
        links=links,
        fields=fields,
        listed=listed,
    )
    if booked:
        _gaps(pairs, outline, ledger)
    for cell in cells:
        for child in cell.children:
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


def _citation(pairs: list[tuple[Column, Block, str]]) -> Citation:
    """Bring together what the columns of a row say; the title's own cell may hold authors and venue as well."""
    found = Citation()
    for holds in (Holds.TITLE, Holds.PAPER, Holds.TEXT, Holds.LINKS, Holds.VENUE):
        for column, cell, _ in pairs:
            if column.holds is holds and found.title is None:
                read = read_citation(split_lines(cell.pieces), whole=holds is Holds.TITLE)
                if holds is not Holds.TITLE and read.title and (placeholder_text(read.title) or is_venue(read.title)):
                    continue
                if holds not in {Holds.TITLE, Holds.PAPER} and read.anchor is None:
                    continue
                found = read if read.title else replace(found, date=found.date or read.date, venue=found.venue or read.venue)
    if found.title is None:
        name = next((text for column, _, text in pairs if column.holds is Holds.NAME and text), None)
        found = replace(found, title=tidy(name) if name else None)
        found = replace(found, anchor=next((a for c, cell, _ in pairs if c.holds is Holds.NAME for a in anchors(cell.pieces) if not is_label(a)), None))
    return _by_columns(found, pairs)


def _by_columns(found: Citation, pairs: list[tuple[Column, Block, str]]) -> Citation:
    def cell(holds: Holds) -> str | None:
        texts = (text for column, _, text in pairs if column.holds is holds)
        return next((text for text in texts if text and not placeholder_text(text)), None)

    venue, date, authors = cell(Holds.VENUE), cell(Holds.DATE), cell(Holds.AUTHORS)
    if venue is None:
        badge = next((read_venue(block.pieces) for column, block, _ in pairs if column.holds is Holds.VENUE), Imprint())
        venue, date = badge.venue, date or badge.date
    if venue is not None:
        imprint = read_venue(venue)
        if date is None:
            date = imprint.date
        venue = imprint.venue if imprint.venue else None if imprint.date == venue else venue
    return replace(found, venue=venue or found.venue, date=date or found.date, authors=authors or found.authors)


def _links(pairs: list[tuple[Column, Block, str]], citation: Citation) -> list[tuple[Anchor, Role]]:
    links: list[tuple[Anchor, Role]] = []
    for column, cell, _ in pairs:
        here = anchors(cell.pieces)
        for anchor in here:
            title = anchor is citation.anchor and column.holds not in {Holds.CODE, Holds.PROJECT, Holds.DATA, Holds.OTHER}
            role = role_of(anchor.url, anchor.label, lead=anchor.lead, column=None if title else column.role, title=title)
            beside = any(host_role(other.url) is Role.CODE for other in here if other is not anchor)
            if column.holds is Holds.CODE and beside and re.match(r"https?://huggingface\.co/", anchor.url):
                role = Role.OTHER
            links.append((anchor, role))
    return promote_paper(links)


def promote_paper(links: list[tuple[Anchor, Role]]) -> list[tuple[Anchor, Role]]:
    """Where no link is the paper, one whose label is a venue, a number or a year is taken for it."""
    if any(role is Role.PAPER for _, role in links):
        return links
    for number, (anchor, role) in enumerate(links):
        label = anchor.label.strip("[]() ")
        if role is Role.OTHER and not anchor.badge and says(label) is None and (not label or is_label(anchor)) and not anchor.bare:
            return [*links[:number], (anchor, Role.PAPER), *links[number + 1 :]]
    return links


def _is_listed(pairs: list[tuple[Column, Block, str]]) -> bool:
    for column, _, text in pairs:
        if column.holds in {Holds.TITLE, Holds.PAPER} and text and not placeholder_text(text) and says(text) is None:
            return True
    return False


def _gaps(pairs: list[tuple[Column, Block, str]], outline: Outline, ledger: Ledger) -> None:
    """Note empty cells where a link belongs, and dashes and words that stand for nothing anywhere."""
    for column, cell, text in pairs:
        if any(True for _ in anchors(cell.pieces)) or column.holds is Holds.NAME:
            continue
        shown = text or ("" if not cell.pieces else " ")
        if shown == "" and column.holds in {Holds.CODE, Holds.PAPER, Holds.LINKS, Holds.TITLE}:
            ledger.gap(cell.start, "", f"empty {_CELL_NAMES.get(column.holds, column.name)} cell", outline.path)
        elif text and (why := placeholder_text(text)) and (column.holds in _WANTED or not re.fullmatch(r"no|none|null|nan|nil|unknown|无", text, re.IGNORECASE)):
            ledger.gap(cell.start, text, f"{why} in {column.name} cell", outline.path)
