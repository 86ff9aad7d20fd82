"""Bullets, numbered items, blocks of lines and paragraphs as entries."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from harvester.placeholder import placeholder_text
from harvester.read.citation import read_citation
from harvester.read.document import Anchor, Block, Kind, Piece, Sort, anchors, end_of, plain, split_lines, start_of
from harvester.read.flat import LABEL, flatten, is_label, is_venue
from harvester.read.imprint import lead_of
from harvester.read.outline import strip_marks
from harvester.read.prose import is_remark, opens_item, starts_entry
from harvester.read.roles import Says, role_of, says
from harvester.read.rows import promote_paper
from harvester.read.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.read.ledger import Ledger
    from harvester.read.outline import Outline

_LEAD = re.compile(r"([\w\u4e00-\u9fff][\w &/+.-]{0,30}?)\s*[:：;][\s*_]*[\[(【（<]*$")
_UNDONE = re.compile(r"(?:(?<![-_:\s])[-_:\s]+)?(?:todo|tba|tbd|n/?a|coming soon|soon)$", re.IGNORECASE)
_ROLE_LABELS = (Says.PAPER, Says.CODE, Says.DATA)
_PROMISE = re.compile(r"[-*•]?\s*+(?P<lead>[\w ]{2,24})\s*[:：]\s*(?P<word>[^:]{1,40})")
_UNTARGETED = re.compile(r"\[\s*+(?P<label>[^\[\]\x01\n]{2,24}?)\s*\](?![(\[])")


@dataclass(slots=True)
class Unit:
    """Lines that belong together, from which one entry is read."""

    lines: list[list[Piece]] = field(default_factory=list)

    @property
    def start(self) -> int:
        """Offset of the first character."""
        return start_of(self.lines[0][0])

    @property
    def end(self) -> int:
        """Offset after the last character."""
        return max(end_of(piece) for line in self.lines for piece in line)

    def anchors(self) -> list[Anchor]:
        """All links, in source order."""
        return [anchor for line in self.lines for anchor in anchors(line)]


def book(unit: Unit, section: Sequence[str], ledger: Ledger, *, start: int | None = None, listed: bool = False) -> bool:
    """Book a unit as an entry."""
    citation = read_citation(unit.lines)
    links = promote_paper(
        [
            (anchor, role_of(anchor.url, anchor.label, lead=lead, title=anchor is citation.anchor))
            for anchor, lead in _leads(unit.lines)
        ]
    )
    booked = ledger.entry(
        start=unit.start if start is None else start,
        end=unit.end,
        section=section,
        citation=citation,
        links=links,
        listed=listed,
    )
    if booked:
        _gaps(unit, section, ledger)
    return booked


def _gaps(unit: Unit, section: Sequence[str], ledger: Ledger) -> None:
    """Note labels that lead nowhere: ``[Paper]`` without a target, ``Code: None``."""
    for line in unit.lines:
        for piece in line:
            if piece.anchor is None and piece.sort is Sort.TEXT:
                for match in _UNTARGETED.finditer(piece.text):
                    label = _UNDONE.sub("", match["label"])
                    if says(label) in _ROLE_LABELS and not is_venue(label):
                        ledger.gap(piece.start, match[0], "label without a target", section)
        promise = _PROMISE.fullmatch(plain(line))
        why = placeholder_text(promise["word"]) if promise else ""
        if promise and why and says(promise["lead"]) in _ROLE_LABELS:
            ledger.gap(line[0].start, promise[0], f"{why} in place of a link", section)


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
    """Book the items of a list, which it no longer holds then: a long one would be in memory twice."""
    waiting, block.children = block.children[::-1], []
    while waiting:
        item = waiting.pop()
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
            read_block(child, outline, ledger) if child.kind is not Kind.LIST else read_list(
                child, outline, ledger, depth + 1
            )
        outline.group("", depth)
        return
    unit = Unit(lines)
    later: list[Block] = []
    for child in inner:
        _details(child, unit, later)
    for number, part in enumerate(_parts(unit)):
        if is_remark(part.lines[0]) and not starts_entry(part.lines[0]):
            ledger.skip(part.anchors(), "remark")
        else:
            book(part, outline.path, ledger, start=None if number else item.start)
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
