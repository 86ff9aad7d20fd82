"""Walks through a text document and books every entry in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.model import Role
from harvester.read.document import Anchor, Block, Kind, Piece, anchors, plain, split_lines
from harvester.read.items import Unit, book, end_of, is_detail, read_block, read_list
from harvester.read.ledger import Ledger
from harvester.read.outline import Outline, heading_text, strip_marks
from harvester.read.roles import host_role
from harvester.read.prose import ends_with_labels, is_only_labels, is_remark, starts_entry
from harvester.read.tables import read_table

if TYPE_CHECKING:
    from harvester.read.builder import Builder


def read_text(out: Builder) -> tuple[Ledger, str]:
    """Book everything in a document; give the books and the document's first heading."""
    walker = _Walker(out)
    walker.walk(out.root.children)
    walker.ledger.close(sorted(out.anchors, key=lambda a: (a.outer_start, a.start)), out.hidden)
    return walker.ledger, walker.outline.title


class _Walker:
    """Goes from block to block; paragraphs may wait for the labels or the list that complete them."""

    def __init__(self, out: Builder) -> None:
        self.ledger = Ledger(out.source)
        self.outline = Outline()
        self.waiting: Unit | None = None

    def walk(self, blocks: list[Block]) -> None:
        """Read blocks that follow each other."""
        for number, block in enumerate(blocks):
            if block.kind is Kind.PARAGRAPH:
                self._paragraph(block, blocks[number + 1] if number + 1 < len(blocks) else None)
                continue
            if block.kind is Kind.LIST and self.waiting is not None and self._completes(block):
                continue
            self._settle()
            if block.kind is Kind.HEADING:
                self.outline.heading(block.level, heading_text(block.pieces))
                self.ledger.skip(anchors(block.pieces), "link in a heading")
            elif block.kind is Kind.TABLE:
                self._reset_group(block)
                read_table(block, self.outline, self.ledger)
            elif block.kind is Kind.LIST:
                self._list(block)
            elif block.kind is Kind.QUOTE:
                self._quote(block)
            else:
                read_block(block, self.outline, self.ledger)
        self._settle()

    def _list(self, block: Block) -> None:
        every = list(_every_anchor(block))
        if self._closed(every):
            self.ledger.skip(every, self.outline.without_entries)
        elif every and all(anchor.url.startswith("#") for anchor in every):
            self.ledger.skip(every, "table of contents")
        else:
            read_list(block, self.outline, self.ledger)

    def _closed(self, every: list[Anchor]) -> bool:
        """True where the heading rules out entries; under "Contents" it takes a paper to prove it wrong."""
        reason = self.outline.without_entries
        if reason == "table of contents":
            return not any(host_role(anchor.url) is Role.PAPER for anchor in every)
        return bool(reason)

    def _quote(self, block: Block) -> None:
        for child in block.children:
            if child.kind in {Kind.LIST, Kind.TABLE}:
                self.walk([child])
            else:
                self.ledger.skip(_every_anchor(child), "quoted remark")

    # --- paragraphs ---------------------------------------------------------------------------------------------

    def _paragraph(self, block: Block, following: Block | None) -> None:
        lines = split_lines(block.pieces)
        if self._closed(anchors(block.pieces)):
            self._settle()
            self.ledger.skip(anchors(block.pieces), self.outline.without_entries)
            return
        for number, line in enumerate(lines):
            last = number == len(lines) - 1
            self._line(line, following if last else None, alone=len(lines) == 1)
        if self.waiting is not None and self.waiting.anchors():
            self._settle()

    def _line(self, line: list[Piece], following: Block | None, *, alone: bool) -> None:
        links = anchors(line)
        if links and is_remark(line) and not ends_with_labels(line) and not (self.waiting and self.waiting.anchors()):
            self._settle()
            self.ledger.skip(links, "prose")
            return
        if self.waiting is not None and (is_only_labels(line) or not (starts_entry(line) or _whole(line))):
            self.waiting.lines.append(line)
            return
        self._settle()
        if links and is_only_labels(line) and not any(anchor.url.strip("# ") for anchor in links):
            self.ledger.template(line[0].start, end_of(line[-1]), self.outline.path, links)
        elif is_remark(line) and not ends_with_labels(line):
            self.ledger.skip(links, "prose")
        elif starts_entry(line) or _whole(line):
            if not links and alone and following is not None and self._heads(line, following):
                self.outline.group(strip_marks(plain(line)).rstrip(":："))
                return
            self.waiting = Unit([line])
        else:
            self.ledger.skip(links, "prose")

    def _heads(self, line: list[Piece], following: Block) -> bool:
        """True where a lone bold line works as a heading over the list or table below it."""
        if following.kind is Kind.TABLE:
            return len(plain(line).split()) <= 8
        if following.kind is not Kind.LIST or len(plain(line).split()) > 8:
            return False
        return not all(is_detail(item) for item in following.children)

    def _completes(self, block: Block) -> bool:
        """Add a list of labels and details to the title that waits for it."""
        assert self.waiting is not None  # noqa: S101 - the caller has looked
        items = [item for item in block.children if item.kind is Kind.ITEM]
        if self.waiting.anchors() or not items or not all(is_detail(item) and not item.children for item in items):
            return False
        if not any(anchors(item.pieces) for item in items):
            return False
        for item in items:
            self.waiting.lines.extend(split_lines(item.pieces))
        self._settle()
        return True

    def _settle(self) -> None:
        unit, self.waiting = self.waiting, None
        if unit is not None and unit.anchors():
            book(unit, self.outline, self.ledger)
            self.ledger.skip(unit.anchors(), "prose")

    def _reset_group(self, block: Block) -> None:
        del block


def _whole(line: list[Piece]) -> bool:
    """True where one line is an entry though nothing marks its start: a plain title and its labels."""
    return ends_with_labels(line) and not is_only_labels(line) and bool(re.search(r"\w{2,}\s+\w{2,}", plain(line)))


def _every_anchor(block: Block) -> list[Anchor]:
    found = anchors(block.pieces)
    for child in block.children:
        found.extend(_every_anchor(child))
    return found
