"""Bullets, numbered items, blocks of lines and paragraphs as entries."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from harvester.model import Role
from harvester.read.citation import read_citation
from harvester.read.document import Anchor, Block, Kind, Piece, Sort, anchors, plain, split_lines
from harvester.read.flat import LABEL, flatten, is_label
from harvester.read.imprint import lead_of
from harvester.read.outline import strip_marks
from harvester.read.prose import ends_with_labels, is_remark, opens_item, starts_entry
from harvester.read.roles import Says, host_role, role_of, says
from harvester.read.tables import promote_paper, read_table

if TYPE_CHECKING:
    from harvester.read.ledger import Ledger
    from harvester.read.imprint import lead_of
from harvester.read.outline import Outline

_LEAD = re.compile(r"([\w\u4e00-\u9fff][\w &/+.-]{0,30}?)\s*[:：;][\s*_]*[\[(【（<]*$")
_UNTARGETED = re.compile(r"\[\s*(?P<label>[^\[\]\x01\n]{2,24}?)\s*\](?![(\[])")


@dataclass(slots=True)
class Unit:
    """Lines that belong together, from which one entry is read."""

    lines: list[list[Piece]] = field(default_factory=list)

    @property
    def start(self) -> int:
        """Offset of the first character."""
        return self.lines[0][0].start

    @property
    def end(self) -> int:
        """Offset after the last character."""
        return max(end_of(piece) for line in self.lines for piece in line)

    def anchors(self) -> list[Anchor]:
        """All links, in source order."""
        return [anchor for line in self.lines for anchor in anchors(line)]


def end_of(piece: Piece) -> int:
    """Where a piece ends as written, the markup of its link included."""
    return max(piece.end, piece.anchor.outer_end) if piece.anchor is not None else piece.end


def book(unit: Unit, outline: Outline, ledger: Ledger, *, start: int | None = None, listed: bool = False) -> bool:
    """Book a unit as an entry."""
    citation = read_citation(unit.lines)
    links = promote_paper(
        [(anchor, role_of(anchor.url, anchor.label, lead=lead, title=anchor is citation.anchor)) for anchor, lead in _leads(unit.lines)]
    )
    booked = ledger.entry(
        start=unit.start if start is None else start,
        end=unit.end,
        section=outline.path,
        citation=citation,
        links=links,
        listed=listed,
    )
    if booked:
        for line in unit.lines:
            for piece in line:
                if piece.anchor is None and piece.sort is Sort.TEXT:
                    for match in _UNTARGETED.finditer(piece.text):
                        if says(match["label"]) in {Says.PAPER, Says.CODE, Says.DATA}:
                            ledger.gap(piece.start, match[0], "label without a target", outline.path)
    return booked


def _leads(lines: list[list[Piece]]) -> list[tuple[Anchor, str]]:
    """Every link with the words before it that name it, as in ``Code: [here](…)``."""
    found: list[tuple[Anchor, str]] = []
    seen: set[int] = set()
    for line in lines:
        before, lead = "", ""
        for piece in line:
            if piece.anchor is None:
                before += piece.text
                continue
            if id(piece.anchor) not in seen:
                seen.add(id(piece.anchor))
                if match := _LEAD.search(before[-60:]):
                    lead = match[1].strip()
                elif before.strip(" ,;/|&[]()·") not in {"", "and"}:
                    lead = ""
                found.append((piece.anchor, piece.anchor.lead or lead))
            before = ""
    return found


# --- lists ------------------------------------------------------------------------------------------------------


def read_list(block: Block, outline: Outline, ledger: Ledger, depth: int = 0) -> None:
    """Book the items of a list."""
    for item in block.children:
        if item.kind is Kind.ITEM:
            read_item(item, outline, ledger, depth)
        else:
            read_block(item, outline, ledger)


def read_block(block: Block, outline: Outline, ledger: Ledger) -> None:
    """Book whatever a block holds that stands inside an item or a quotation."""
    if block.kind is Kind.TABLE:
        read_table(block, outline, ledger)
    elif block.kind is Kind.LIST:
        read_list(block, outline, ledger)
    elif block.kind is Kind.ITEM:
        read_item(block, outline, ledger, 0)
    else:
        ledger.skip(anchors(block.pieces), "text outside any entry")
        for child in block.children:
            read_block(child, outline, ledger)


def read_item(item: Block, outline: Outline, ledger: Ledger, depth: int) -> None:
    """Book an item: an entry with its details below it, or a group with entries below it."""
    lines = split_lines(item.pieces)
    own = [anchor for line in lines for anchor in anchors(line)]
    inner = [child for child in item.children if child.kind in {Kind.LIST, Kind.PARAGRAPH, Kind.QUOTE, Kind.TABLE}]
    if not own and inner and _is_group(inner):
        outline.group(strip_marks(plain(item.pieces)).rstrip(":："), depth)
        for child in inner:
            read_block(child, outline, ledger) if child.kind is not Kind.LIST else read_list(child, outline, ledger, depth + 1)
        outline.group("", depth)
        return
    unit = Unit(lines)
    later: list[Block] = []
    for child in inner:
        _details(child, unit, later)
    for number, part in enumerate(_parts(unit)):
        if is_remark(part.lines[0]) and not (starts_entry(part.lines[0]) or ends_with_labels(part.lines[0])):
            ledger.skip(part.anchors(), "remark")
        else:
            book(part, outline, ledger, start=None if number else item.start)
            ledger.skip(part.anchors(), "text outside any entry")
    for child in later:
        read_block(child, outline, ledger)


def _parts(unit: Unit) -> list[Unit]:
    """Cut a unit where a line inside it begins an item of its own that the parser took for running text."""
    parts: list[Unit] = []
    for line in unit.lines:
        if not parts or opens_item(line):
            parts.append(Unit())
        parts[-1].lines.append(line)
    return parts


def _details(block: Block, unit: Unit, later: list[Block]) -> None:
    """Add what stands below an item to its unit, unless it is an entry of its own."""
    if block.kind is Kind.LIST:
        for item in block.children:
            if item.kind is Kind.ITEM and is_detail(item):
                unit.lines.extend(split_lines(item.pieces))
                for child in item.children:
                    _details(child, unit, later)
            else:
                later.append(item)
    elif block.kind is Kind.PARAGRAPH:
        unit.lines.extend(split_lines(block.pieces))
    elif block.kind is Kind.QUOTE:
        for child in block.children:
            _details(child, unit, later)
    else:
        later.append(block)


def is_detail(item: Block) -> bool:
    """True where a sub-item tells more of the item above it: no links, or links that are mere labels."""
    for line in split_lines(item.pieces):
        if lead_of(plain(line))[0]:
            continue
        for anchor, lead in _leads([line]):
            if not is_label(anchor) and not (lead and says(lead) is not None):
                return False
    flat = flatten(split_lines(item.pieces))
    bare = flat.text.replace(LABEL, "").strip()
    return LABEL not in flat.text or len(bare.split()) <= 12 or bool(lead_of(bare)[0])


def _is_group(inner: list[Block]) -> bool:
    """True where the items below an item without links are entries of their own."""
    items = [item for block in inner if block.kind is Kind.LIST for item in block.children if item.kind is Kind.ITEM]
    if not items:
        return False
    details = sum(is_detail(item) and not starts_entry((split_lines(item.pieces) or [[]])[0]) for item in items)
    return details * 2 < len(items) or any(block.kind is Kind.TABLE for block in inner)


__all__ = ["Role", "Unit", "book", "host_role", "read_block", "read_list"]
