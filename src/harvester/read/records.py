"""Records of data files as entries: which maps are works, and what their fields hold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.read import markdown
from harvester.read.builder import Builder
from harvester.read.columns import Column, Holds
from harvester.read.document import Anchor, Block, Kind, Piece, Sort, anchors
from harvester.read.items import Unit, book
from harvester.read.keys import FieldMap, folded
from harvester.read.outline import Outline
from harvester.read.rows import Cell, read_row
from harvester.read.salvage import salvage
from harvester.read.values import Value

if TYPE_CHECKING:
    from harvester.read.ledger import Ledger
    from harvester.read.source import Source

# Addresses in these fields are about the record or its journal, not the work (formats.md, section 9, "Traps").
_ASIDE_WORDS = """
    abstract keywords biburl bibsource adsurl adsnote timestamp file local_url note annote annotation
    comment comments description summary journal booktitle journaltitle venue publisher series image
    thumbnail cover logo icon avatar badge
"""
_ASIDE = frozenset(_ASIDE_WORDS.split())
# Where a record has no other link, the one in its remark is the work's.
_REMARKS = {"note", "annote", "comment", "comments"}
_IDENTIFIERS = {
    "doi": r"10\.\d{4,9}/\S+",
    "eprint": r"(?:arxiv:)?(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?",
}
_IDENTIFIERS |= dict.fromkeys(("arxiv", "arxiv_id", "arxivid"), _IDENTIFIERS["eprint"])
# These name a venue better than a publisher or a school does.
_PREFERRED = {"booktitle", "journal", "journaltitle", "venue", "conference", "container_title"}
_MARKDOWN_LINK = re.compile(r"\]\(\s*<?(?:https?:)?//")


@dataclass(slots=True)
class Record:
    """One work in a data file."""

    start: int
    end: int
    items: list[tuple[str, Value]]
    section: tuple[str, ...] = ()


def read_records(roots: list[Value], ledger: Ledger) -> str:
    """Find the records in a tree of values and book them; such a file has no title."""
    chosen = ledger.chosen
    records: list[Record] = []
    waiting: list[tuple[Value, str, tuple[str, ...]]] = [(root, "", ()) for root in reversed(roots)]
    while waiting:
        value, key, section = waiting.pop()
        if value.scalar:
            if _MARKDOWN_LINK.search(value.text):
                records.append(Record(value.start, value.end, [("", value)], section))
            continue
        inner = [item for name, item in value.items if not item.scalar and _has_record(item, name, chosen)]
        if value.keyed and not inner and _is_record(value, chosen):
            records.append(Record(value.start, value.end, _with_key(value, key, chosen), section))
            continue
        title = _group_name(value, chosen) if value.keyed and inner else ""
        below = (*section, title) if title else section
        for name, item in reversed(value.items):
            plain_key = name if name and not title and not _is_record(item, chosen) and not item.scalar else ""
            waiting.append(
                (item, name, (*below, plain_key) if plain_key and value.keyed and _worth_heading(name) else below)
            )
    return book_records(records, ledger)


def book_records(records: list[Record], ledger: Ledger) -> str:
    """Book records as entries; such a file has no title."""
    source, chosen = ledger.source, ledger.chosen
    every: list[Anchor] = []
    hidden: list[tuple[int, int, str]] = []
    for record in records:
        outline = Outline()
        for depth, name in enumerate(record.section):
            outline.heading(depth + 1, name)
        if len(record.items) == 1 and not record.items[0][0]:
            every.extend(_markdown_line(source, record, outline, ledger))
            continue
        cells = _cells(source, record, chosen)
        for cell in cells:
            every.extend(cell.anchors)
        linked = any(cell.anchors for cell in cells if folded(cell.column.name) not in _ASIDE)
        for cell in cells:
            if folded(cell.column.name) in (_ASIDE if linked else _ASIDE - _REMARKS):
                ledger.skip(cell.anchors, f"text of the field {cell.column.name}")
        read_row(cells, record.start, record.end, outline, ledger)
    ledger.close(every, hidden)
    return ""


def cell_from(source: Source, column: Column, value: Value) -> Cell:
    """A value under its column, with the links in it; a bare identifier or a broken address is one as well."""
    pieces: list[Piece] = []
    for scalar in value.scalars():
        if not scalar.text.strip():
            continue
        if pieces:
            pieces.append(Piece(Sort.TEXT, ", ", scalar.start, scalar.start))
        run, _ = salvage([Piece(Sort.TEXT, scalar.text, scalar.start, scalar.end)], source.text)
        if column.role is not None or column.holds is Holds.LINKS:
            run = _as_target(source, column, scalar, run)
        pieces.extend(run)
    block = Block(Kind.CELL, value.start, value.end, pieces=pieces)
    text = " ".join("".join(piece.text for piece in pieces).split())
    return Cell(column, block, text, anchors(pieces))


def _cells(source: Source, record: Record, chosen: FieldMap) -> list[Cell]:
    cells: list[Cell] = []
    times: dict[str, int] = {}
    for key, value in _flattened(record.items):
        times[key] = times.get(key, 0) + 1
        name = key if times[key] == 1 else f"{key} ({times[key]})"
        cells.append(cell_from(source, Column(name, chosen.holds(key)), value))
    if any(folded(cell.column.name) in _PREFERRED and cell.text for cell in cells):
        for cell in cells:
            if cell.holds is Holds.VENUE and folded(cell.column.name) not in _PREFERRED:
                cell.column.holds = Holds.TEXT
    _drop_repeated_identifiers(cells)
    return cells


def _as_target(source: Source, column: Column, scalar: Value, run: list[Piece]) -> list[Piece]:
    """Take a whole value for a target where it holds none: an identifier, or an address without its scheme."""
    if anchors(run):
        return run
    written = source.text[scalar.start : scalar.end]
    start = scalar.start + len(written) - len(written.lstrip())
    target = written.strip()
    known = _IDENTIFIERS.get(folded(column.name))
    identifier = bool(known and re.fullmatch(known, target, re.IGNORECASE))
    address = re.fullmatch(r"(?:[\w-]+\.)+[a-z]{2,}/\S+|[a-z]{2,7}:/{0,3}\S+\.\S+", target, re.IGNORECASE)
    if not identifier and (address is None or column.holds in {Holds.TITLE, Holds.NAME}):
        return run
    end = start + len(target)
    anchor = Anchor(target, start, end, start, end, bare=True, identifier=identifier)
    return [Piece(Sort.TEXT, target, start, end, anchor=anchor)]


def _drop_repeated_identifiers(cells: list[Cell]) -> None:
    """A DOI or an arXiv id that another link of the record already holds is not listed twice."""
    urls = [anchor.url.lower() for cell in cells for anchor in cell.anchors if not anchor.identifier]
    for cell in cells:
        for piece in cell.block.pieces:
            if piece.anchor is not None and piece.anchor.identifier:
                value = re.sub(r"^arxiv:", "", piece.anchor.url.lower())
                if any(value in url for url in urls):
                    cell.anchors.remove(piece.anchor)
                    piece.anchor = None


def _flattened(items: list[tuple[str, Value]]) -> list[tuple[str, Value]]:
    """Fields of a record; a map of links, or a list of named links, becomes one field for each."""
    flat: list[tuple[str, Value]] = []
    for key, value in items:
        if value.scalar:
            flat.append((key, value))
        elif value.keyed and any("://" in scalar.text for scalar in value.scalars()):
            flat.extend(_flattened(value.items))
        elif not value.keyed and any(item.keyed for _, item in value.items):
            named = [_named_link(item) for _, item in value.items]
            flat.extend(pair for pair in named if pair is not None)
            rest = [("", item) for (_, item), pair in zip(value.items, named, strict=True) if pair is None]
            if rest:
                flat.append((key, Value(value.start, value.end, items=rest, scalar=False)))
        else:
            flat.append((key, value))
    return flat


def _named_link(value: Value) -> tuple[str, Value] | None:
    """``{name: code, url: …}`` as the field ``code``."""
    if not value.keyed:
        return None
    links = [(key, item) for key, item in value.items if item.scalar and "://" in item.text]
    names = [
        item.text
        for key, item in value.items
        if item.scalar and folded(key) in {"name", "type", "label", "title", "kind", "text"}
    ]
    return (names[0], links[0][1]) if len(links) == 1 and names else None


def _markdown_line(source: Source, record: Record, outline: Outline, ledger: Ledger) -> list[Anchor]:
    """A value that is a line of Markdown."""
    out = Builder(source)
    pieces = markdown.inline(source, out, record.start, record.end)
    if pieces:
        book(Unit([pieces]), outline.path, ledger)
    return out.anchors


# --- which maps are records ------------------------------------------------------------------------------------


def _is_record(value: Value, chosen: FieldMap) -> bool:
    """True for a map that names a work and has something else to say about it."""
    if not value.keyed:
        return False
    held = {chosen.holds(key) for key, item in value.items if item.text or not item.scalar}
    if Holds.TITLE in held:
        return True
    linked = bool(held & {Holds.PAPER, Holds.CODE, Holds.LINKS, Holds.PROJECT, Holds.DATA})
    return linked and any(item.scalar or not item.keyed for _, item in value.items)


def _has_record(value: Value, key: str, chosen: FieldMap) -> bool:
    """True where a record stands anywhere inside; under a key for links or people it must have a title."""
    waiting = [(key, value, False)]
    while waiting:
        name, item, strict = waiting.pop()
        strict = strict or _holds_links(chosen.holds(name))
        titled = item.keyed and any(chosen.holds(field) is Holds.TITLE for field, _ in item.items)
        if titled or (not strict and _is_record(item, chosen)):
            return True
        waiting.extend((field or name, child, strict) for field, child in item.items if not child.scalar)
    return False


def _holds_links(holds: Holds) -> bool:
    return holds not in {Holds.TEXT, Holds.NUMBER, Holds.TITLE, Holds.NAME}


def _group_name(value: Value, chosen: FieldMap) -> str:
    names = (item.text for key, item in value.items if item.scalar and chosen.holds(key) in {Holds.TITLE, Holds.NAME})
    return next((name for name in names if name), "")


def _with_key(value: Value, key: str, chosen: FieldMap) -> list[tuple[str, Value]]:
    """The fields of a record; where none names it, the key under which it stands does."""
    named = any(chosen.holds(name) in {Holds.TITLE, Holds.NAME} for name, _ in value.items)
    if named or not key:
        return value.items
    title = "title" if len(key.split()) >= 3 else "name"
    return [(title, Value(value.start, value.start, text=key)), *value.items]


def _worth_heading(key: str) -> bool:
    return folded(key) not in {
        "papers",
        "entries",
        "items",
        "data",
        "list",
        "publications",
        "references",
        "records",
        "content",
        "children",
    }
