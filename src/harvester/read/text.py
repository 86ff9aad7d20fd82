"""Walks through a text document and books every entry in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.model import Role
from harvester.read.document import Kind, anchors, end_of, plain, split_lines, start_of
from harvester.read.flat import is_label
from harvester.read.items import Unit, book, is_detail, read_block, read_list
from harvester.read.outline import Outline, heading_text, strip_marks
from harvester.read.prose import ends_with_labels, is_only_labels, is_remark, is_whole, plain_head, starts_entry
from harvester.read.roles import host_role
from harvester.read.tables import loose_table, read_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.read.builder import Builder
    from harvester.read.document import Anchor, Block, Piece
    from harvester.read.ledger import Ledger

# A heading without the blank that Markdown wants after its marks.
_UNSPACED = re.compile(r"(#{1,6})([^\s#!].{1,80})")
# A line over a list or a table that works as a heading is no longer than this, in words.
_SHORT = 8
# Lines between a heading that is a title and the labels that belong to it: people, venue, a remark.
_MOST_LINES = 10


def read_text(out: Builder, ledger: Ledger) -> str:
    """Book everything in a document; give its first heading."""
    walker = _Walker(ledger)
    walker.walk(out.root.children)
    ledger.close(sorted(out.anchors, key=lambda a: (a.outer_start, a.start)), out.hidden)
    return walker.outline.title


class _Walker:
    """Goes from block to block; a title may wait for the lines or the list that complete it."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.outline = Outline()
        self.waiting: Unit | None = None
        self.section: tuple[str, ...] = ()
        self.heading: list[list[Piece]] = []
        self.header: Block | None = None

    def walk(self, blocks: list[Block]) -> None:
        """Read blocks that follow each other."""
        for number, block in enumerate(blocks):
            following = blocks[number + 1] if number + 1 < len(blocks) else None
            if block.kind is Kind.PARAGRAPH:
                self._paragraph(block, following)
            elif block.kind is not Kind.LIST or not self._completes(block):
                self._settle()
                self._block(block)
        self._settle()

    def _block(self, block: Block) -> None:
        if block.kind is Kind.HEADING:
            self._heading(block)
        elif block.kind is Kind.TABLE:
            self.header = block.children[0] if block.children else None
            read_table(block, self.outline, self.ledger)
        elif block.kind is Kind.LIST:
            self._list(block)
        elif block.kind is Kind.QUOTE:
            self._quote(block)
        else:
            read_block(block, self.outline, self.ledger)
        if block.kind is not Kind.HEADING and block.kind is not Kind.QUOTE:
            self.heading = []

    def _heading(self, block: Block) -> None:
        """Take in a heading; one whose text links to a paper is an entry, and may be the title of one below."""
        links = anchors(block.pieces)
        self.header = None
        self.outline.heading(block.level, heading_text(block.pieces))
        self.heading = [block.pieces] if plain(block.pieces) else []
        works = [anchor for anchor in links if not is_label(anchor) and host_role(anchor.url) is Role.PAPER]
        if works and not self.outline.without_entries and not is_remark(block.pieces):
            self._wait([block.pieces], section=self.outline.path[:-1])
        else:
            self.ledger.skip(links, "link in a heading")

    def _list(self, block: Block) -> None:
        every = list(_every_anchor(block))
        if self._closed(every):
            self.ledger.skip(every, self.outline.without_entries)
        elif every and all(anchor.url.startswith("#") for anchor in every):
            self.ledger.skip(every, "table of contents")
        else:
            read_list(block, self.outline, self.ledger)

    def _quote(self, block: Block) -> None:
        """Lists and tables in a quotation count; its paragraphs are remarks and legends."""
        for child in block.children:
            if child.kind in (Kind.LIST, Kind.TABLE):
                self.walk([child])
            else:
                self.ledger.skip(_every_anchor(child), "quoted remark")

    def _closed(self, every: list[Anchor]) -> bool:
        """True where the heading rules out entries; under "Contents" it takes a paper to prove it wrong."""
        reason = self.outline.without_entries
        if reason == "table of contents":
            return not any(host_role(anchor.url) is Role.PAPER for anchor in every)
        return bool(reason)

    # --- paragraphs ---------------------------------------------------------------------------------------------

    def _paragraph(self, block: Block, following: Block | None) -> None:
        lines = split_lines(block.pieces)
        every = anchors(block.pieces)
        if self._closed(every):
            self._settle()
            self.ledger.skip(every, self.outline.without_entries)
            return
        if table := loose_table(lines, self.header):
            self._settle()
            read_table(table, self.outline, self.ledger)
            return
        if self.waiting is not None and self.waiting.anchors() and not is_only_labels(lines[0]):
            self._settle()
        head = plain_head(lines)
        for number, line in enumerate(lines):
            self._line(
                line, starts=(head and number == 0) or starts_entry(line), heads=following if len(lines) == 1 else None
            )

    def _line(self, line: list[Piece], *, starts: bool, heads: Block | None) -> None:
        """Take in a line: it begins an entry, goes on with one, is a heading of its own, or is prose."""
        links = anchors(line)
        waiting = self.waiting
        prose = bool(links) and is_remark(line)
        if prose and not (waiting and waiting.anchors()):
            self._settle()
            self.ledger.skip(links, "prose")
        elif (
            waiting is not None and not starts and (is_only_labels(line) or not is_whole(line) or not waiting.anchors())
        ):
            waiting.lines.append(line)
        elif links and is_only_labels(line):
            self._settle()
            self._labels(line)
        elif match := _UNSPACED.match(plain(line)) if not links else None:
            self._settle()
            self.outline.heading(len(match[1]), strip_marks(match[2]))
        elif starts or is_whole(line):
            self._settle()
            if not links and heads is not None and _heads(line, heads):
                self.outline.group(strip_marks(plain(line)).rstrip(":："))
            else:
                self._wait([line], section=self.outline.path)
        else:
            self.ledger.skip(links, "prose")
            if self.heading and not links and len(self.heading) < _MOST_LINES:
                self.heading.append(line)

    def _labels(self, line: list[Piece]) -> None:
        """Labels without a title before them: the heading above is the title, or nobody filled them in."""
        links = anchors(line)
        if not any(anchor.url.strip("# ") for anchor in links):
            self.ledger.template(start_of(line[0]), end_of(line[-1]), self.outline.path, links)
        elif self.heading and ends_with_labels(line):
            self._wait([*self.heading, line], section=self.outline.path[:-1])
        else:
            self.ledger.skip(links, "prose" if is_remark(line) else "label without a title")

    def _completes(self, block: Block) -> bool:
        """Add a list of labels and details to the title that waits for it."""
        items = [item for item in block.children if item.kind is Kind.ITEM]
        if self.waiting is None or not items or not all(is_detail(item) and not item.children for item in items):
            return False
        if not any(anchors(item.pieces) for item in items):
            return False
        for item in items:
            self.waiting.lines.extend(split_lines(item.pieces))
        self._settle()
        return True

    def _wait(self, lines: list[list[Piece]], *, section: tuple[str, ...]) -> None:
        self.waiting, self.section, self.heading = Unit(lines), section, []

    def _settle(self) -> None:
        """Book the entry that waits, if it has come to have links; a title alone may have been the title of nothing."""
        unit, self.waiting = self.waiting, None
        if unit is None:
            return
        if unit.anchors():
            book(unit, self.section, self.ledger)
            self.ledger.skip(unit.anchors(), "prose")


def _heads(line: list[Piece], following: Block) -> bool:
    """True where a lone line works as a heading over the list or table below it."""
    if len(plain(line).split()) > _SHORT:
        return False
    if following.kind is Kind.LIST:
        return not all(is_detail(item) for item in following.children)
    return following.kind is Kind.TABLE


def _every_anchor(block: Block) -> Iterator[Anchor]:
    waiting = [block]
    while waiting:
        inner = waiting.pop()
        yield from anchors(inner.pieces)
        waiting.extend(reversed(inner.children))
