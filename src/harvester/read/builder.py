"""Builds a `Block` tree from a stream of openings, closings and text, however badly they are nested."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.read.document import Anchor, Block, Kind, Piece, Sort
from harvester.read.salvage import salvage

if TYPE_CHECKING:
    from harvester.read.source import Source

# Real lists nest four or five deep; what lies deeper than this is kept, but flat.
_DEEPEST = 40
_HOLDS_TEXT = (Kind.HEADING, Kind.CELL)


class Builder:
    """Collects a document; every method takes the offset at which it happens.

    Attributes:
        root: The document so far.
        anchors: Every link in it, in source order.
        hidden: Spans whose links are no links of the list, each with the reason.
        definitions: Destinations of reference definitions, used or not.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.root = Block(Kind.DOCUMENT, source.start)
        self.anchors: list[Anchor] = []
        self.hidden: list[tuple[int, int, str]] = []
        self.definitions: list[tuple[int, int]] = []
        self._stack = [self.root]
        self._run: list[Piece] = []
        self._anchor: Anchor | None = None
        self._bold = 0
        self._italic = 0

    # --- blocks ---------------------------------------------------------------------------------------------

    def open(self, kind: Kind, offset: int, *, level: int = 0, marker: str = "", width: int = 1) -> Block | None:
        """Begin a block; inside a cell everything but a table only breaks the line, and None is returned."""
        self.flush(offset)
        if (kind is not Kind.TABLE and self._inside_cell()) or len(self._stack) > _DEEPEST:
            self.line_break(offset, offset)
            return None
        block = Block(kind, offset, offset, level, marker, width)
        self._stack[-1].children.append(block)
        self._stack.append(block)
        return block

    def close(self, block: Block | None, offset: int) -> None:
        """End a block and all that was left open inside it."""
        self.flush(offset)
        if block is None:
            self.line_break(offset, offset)
            return
        if block not in self._stack:
            return
        while True:
            top = self._stack.pop()
            top.end = max(top.end, offset)
            if top is block:
                return

    @property
    def open_blocks(self) -> list[Block]:
        """The blocks that are open, outermost first."""
        return self._stack

    def flush(self, offset: int) -> None:
        """End the paragraph that is being collected, and with it every look and link that was left open."""
        self.close_anchor()
        self._bold = self._italic = 0
        run, self._run = self._run, []
        if not run:
            return
        run, found = salvage(run, self.source.text)
        self.anchors.extend(found)
        top = self._stack[-1]
        if all(piece.sort is Sort.BREAK or not (piece.text.strip() or piece.anchor) for piece in run):
            return
        if top.kind in _HOLDS_TEXT:
            if top.pieces:
                top.pieces.append(Piece(Sort.BREAK, "", run[0].start, run[0].start))
            top.pieces.extend(run)
        elif top.kind is Kind.ITEM and not top.pieces and not top.children:
            top.pieces = run
        else:
            top.children.append(Block(Kind.PARAGRAPH, run[0].start, max(run[-1].end, offset), pieces=run))

    def finish(self) -> Block:
        """End the document and give it."""
        self.close(self.root, len(self.source.text))
        return self.root

    def running_text(self) -> list[Piece]:
        """All text of the document as one run of pieces."""
        pieces: list[Piece] = []
        waiting = [self.root]
        while waiting:
            block = waiting.pop()
            pieces.extend(block.pieces)
            waiting.extend(reversed(block.children))
        return pieces

    def _inside_cell(self) -> bool:
        for block in reversed(self._stack):
            if block.kind in (Kind.CELL, Kind.TABLE):
                return block.kind is Kind.CELL
        return False

    # --- text -----------------------------------------------------------------------------------------------

    def text(self, text: str, start: int, end: int, sort: Sort = Sort.TEXT) -> None:
        """Add a stretch of text in the look that is in force."""
        bold, italic, anchor = self._bold > 0, self._italic > 0, self._anchor
        if sort is Sort.TEXT and self._run:
            last = self._run[-1]
            joins = last.sort is sort and last.anchor is anchor and (last.bold, last.italic) == (bold, italic)
            if joins and start - last.end <= 1:
                last.text += text
                last.end = end
                return
        self._run.append(Piece(sort, text, start, end, bold, italic, anchor))

    def line_break(self, start: int, end: int, *, soft: bool = False) -> None:
        """End a line inside a paragraph; a soft break is one that is shown as a blank."""
        if self._run and self._run[-1].sort is not Sort.BREAK:
            look = self._bold > 0, self._italic > 0, self._anchor
            self._run.append(Piece(Sort.BREAK, " " if soft else "", start, end, *look))

    def bold(self, step: int) -> None:
        """Switch bold on (1) or off (-1)."""
        self._bold = max(0, self._bold + step)

    def italic(self, step: int) -> None:
        """Switch italic on (1) or off (-1)."""
        self._italic = max(0, self._italic + step)

    def image(self, alt: str, url: str, start: int, end: int) -> None:
        """Add a picture; inside a link it is what a reader clicks on."""
        self._run.append(Piece(Sort.IMAGE, alt, start, end, anchor=self._anchor, image=url))
        if self._anchor is not None:
            self._anchor.badge = self._anchor.badge or url
        self.hidden.append((start, end, "picture"))

    def open_anchor(self, anchor: Anchor) -> None:
        """Begin a link; the one before it ends, for links do not nest."""
        self.close_anchor()
        self._anchor = anchor
        self.anchors.append(anchor)

    def close_anchor(self) -> None:
        """End the link that is open, if any, and give it its label."""
        anchor, self._anchor = self._anchor, None
        if anchor is None:
            return
        first = len(self._run)
        while first and self._run[first - 1].anchor is anchor:
            first -= 1
        inside = self._run[first:]
        if not inside:
            self._run.append(Piece(Sort.TEXT, "", anchor.outer_start, anchor.outer_end, anchor=anchor))
        words = "".join(" " if p.sort is Sort.BREAK else p.text for p in inside if p.sort is not Sort.IMAGE)
        alts = " ".join(piece.text for piece in inside if piece.sort is Sort.IMAGE)
        anchor.label = " ".join((words if words.strip() else alts).split())

    def hide(self, start: int, end: int, why: str) -> None:
        """Note a span whose links are no links of the list."""
        self.hidden.append((start, end, why))
