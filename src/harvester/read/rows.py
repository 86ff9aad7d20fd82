"""One row, or one record, as an entry: what each column says is brought together."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from harvester.model import Role, Span
from harvester.placeholder import placeholder_text
from harvester.read.citation import Citation, read_citation
from harvester.read.columns import Holds
from harvester.read.document import Block, anchors, plain, split_lines
from harvester.read.flat import is_label, is_venue
from harvester.read.imprint import read_venue
from harvester.read.roles import Says, host_role, role_of, says
from harvester.read.title import tidy

if TYPE_CHECKING:
    from harvester.read.columns import Column
    from harvester.read.document import Anchor
    from harvester.read.ledger import Ledger
    from harvester.read.outline import Outline

_CELL_NAMES = {Holds.CODE: "Code", Holds.PAPER: "Paper", Holds.TITLE: "Title", Holds.LINKS: "Links"}
_FOR_LINKS = (Holds.CODE, Holds.PAPER, Holds.LINKS, Holds.PROJECT)
_MAY_HOLD_TITLE = (Holds.TITLE, Holds.PAPER, Holds.NAME, Holds.TEXT, Holds.LINKS, Holds.VENUE)
# Words that say "none" in a column of links and something else in any other.
_AMBIGUOUS = re.compile(r"no|none|null|nan|nil|unknown|year|date|name|title|link|url|无", re.IGNORECASE)


@dataclass(slots=True)
class Cell:
    """One cell: its column, its pieces, the text that a reader sees, and the links in it."""

    column: Column
    block: Block
    text: str
    anchors: list[Anchor]

    @property
    def holds(self) -> Holds:
        """What the column holds."""
        return self.column.holds


def cell_of(column: Column, block: Block) -> Cell:
    """Put a block under its column."""
    return Cell(column, block, plain(block.pieces), anchors(block.pieces))


def read_row(cells: list[Cell], start: int, end: int, outline: Outline, ledger: Ledger) -> bool:
    """Book a row as an entry or as a template; say whether it is an entry."""
    citation = _citation(cells)
    links = _links(cells, citation)
    booked = ledger.entry(
        start=start,
        end=end,
        section=outline.path,
        citation=citation,
        links=links,
        fields=[(cell.column.name, cell.text) for cell in cells],
        cells=[Span(cell.block.start, max(cell.block.start, cell.block.end)) for cell in cells],
        holds=[cell.holds.word for cell in cells],
        listed=any(_names_work(cell) for cell in cells),
    )
    if booked:
        wanted = (Holds.CODE,) if any(role is Role.PAPER for _, role in links) else (*_FOR_LINKS, Holds.TITLE)
        _gaps(cells, wanted, outline, ledger)
    return booked


def promote_paper(links: list[tuple[Anchor, Role]]) -> list[tuple[Anchor, Role]]:
    """Where no link is the paper, one whose label is a venue, a number or a year is taken for it."""
    if any(role is Role.PAPER for _, role in links):
        return links
    for number, (anchor, role) in enumerate(links):
        label = anchor.label.strip("[]() ")
        plain_label = says(label) is None and (not label or is_label(anchor))
        if role is Role.OTHER and plain_label and not anchor.badge and not anchor.bare:
            return [*links[:number], (anchor, Role.PAPER), *links[number + 1 :]]
    return links


# --- what the row says ----------------------------------------------------------------------------------------


def _citation(cells: list[Cell]) -> Citation:
    """Bring together what the columns say; the title's own cell may hold authors and venue as well."""
    found = Citation()
    for holds in (Holds.TITLE, Holds.PAPER, Holds.TEXT, Holds.LINKS, Holds.VENUE):
        for cell in cells:
            if cell.holds is not holds or found.title is not None:
                continue
            read = read_citation(split_lines(cell.block.pieces), whole=holds is Holds.TITLE)
            if holds is not Holds.TITLE and read.title and (placeholder_text(read.title) or is_venue(read.title)):
                continue
            if holds not in (Holds.TITLE, Holds.PAPER) and read.anchor is None:
                continue
            found = (
                read if read.title else replace(found, date=found.date or read.date, venue=found.venue or read.venue)
            )
    if found.title is None:
        found = _by_name(found, cells)
    if found.title is None and all(cell.holds is Holds.TEXT for cell in cells):
        found = read_citation([line for cell in cells for line in split_lines(cell.block.pieces)])
    return _by_columns(found, cells)


def _by_name(found: Citation, cells: list[Cell]) -> Citation:
    """Fall back on the column that names what the row is about."""
    for cell in cells:
        if cell.holds is Holds.NAME and cell.text:
            anchor = next((a for a in cell.anchors if not is_label(a)), None)
            return replace(found, title=tidy(cell.text) or None, anchor=anchor)
    return found


def _by_columns(found: Citation, cells: list[Cell]) -> Citation:
    def texts(holds: Holds) -> list[str]:
        return [cell.text for cell in cells if cell.holds is holds and cell.text and not placeholder_text(cell.text)]

    venue, authors = next(iter(texts(Holds.VENUE)), None), next(iter(texts(Holds.AUTHORS)), None)
    dates = texts(Holds.DATE)
    date = next((text for text in dates if re.search(r"\d{4}", text)), next(iter(dates), None))
    if venue is None:
        badge = next((read_venue(cell.block.pieces) for cell in cells if cell.holds is Holds.VENUE), None)
        venue, date = (badge.venue, date or badge.date) if badge else (None, date)
    if venue is not None:
        imprint = read_venue(venue)
        date = date or imprint.date
        venue = imprint.venue or (None if imprint.date == venue else venue)
    return replace(found, venue=venue or found.venue, date=date or found.date, authors=authors or found.authors)


def _links(cells: list[Cell], citation: Citation) -> list[tuple[Anchor, Role]]:
    links: list[tuple[Anchor, Role]] = []
    generic: list[int] = []
    for cell in cells:
        here = cell.anchors
        for anchor in here:
            title = anchor is citation.anchor and cell.holds in _MAY_HOLD_TITLE
            column = None if title else cell.column.role
            role = role_of(anchor.url, anchor.label, lead=anchor.lead, column=column, title=title)
            repository = any(host_role(other.url) is Role.CODE for other in here if other is not anchor)
            if cell.holds is Holds.CODE and repository and re.match(r"https?://huggingface\.co/", anchor.url):
                role = Role.OTHER
            if cell.holds is Holds.LINKS and says(anchor.label) in {None, Says.NOTHING}:
                generic.append(id(anchor))
            links.append((anchor, role))
    if not any(role is Role.PAPER and id(anchor) not in generic for anchor, role in links):
        links = [(a, Role.PAPER if role is Role.OTHER and id(a) in generic else role) for a, role in links]
    return promote_paper(links)


def _names_work(cell: Cell) -> bool:
    """True where a cell names a work even if nothing links to it."""
    if cell.holds not in (Holds.TITLE, Holds.PAPER) or not cell.text or placeholder_text(cell.text):
        return False
    return says(cell.text) is None and not is_venue(cell.text)


def _gaps(cells: list[Cell], wanted: tuple[Holds, ...], outline: Outline, ledger: Ledger) -> None:
    """Note empty cells where something is wanted, and dashes and words that stand for nothing anywhere."""
    for cell in cells:
        if cell.anchors or cell.holds is Holds.NAME or (cell.block.pieces and not cell.text):
            continue
        name = _CELL_NAMES.get(cell.holds, cell.column.name)
        why = placeholder_text(cell.text)
        if not cell.text and cell.holds in wanted and cell.holds in _CELL_NAMES:
            ledger.gap(cell.block.start, "", f"empty {name} cell", outline.path)
        elif why and (cell.holds in _FOR_LINKS or not _AMBIGUOUS.fullmatch(cell.text)):
            ledger.gap(cell.block.start, cell.text, f"{why} in {name} cell", outline.path)
        elif cell.holds in (Holds.CODE, Holds.PAPER) and says(cell.text) in {Says.PAPER, Says.CODE}:
            ledger.gap(cell.block.start, cell.text, "label without a target", outline.path)
