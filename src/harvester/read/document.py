"""What a text catalogue consists of, whatever its markup: blocks that hold pieces of text and links.

Markdown, HTML and reStructuredText are all brought to this form through one `Builder`; everything that understands
entries works on it alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto


class Kind(Enum):
    """The shapes that matter for finding entries."""

    DOCUMENT = auto()
    HEADING = auto()
    PARAGRAPH = auto()
    LIST = auto()
    ITEM = auto()
    QUOTE = auto()
    TABLE = auto()
    ROW = auto()
    CELL = auto()


class Sort(Enum):
    """What a piece of a line is."""

    TEXT = auto()
    CODE = auto()
    IMAGE = auto()
    BREAK = auto()
    PIPE = auto()


@dataclass(slots=True, eq=False)
class Anchor:
    """A link as marked up: where its destination and the whole of it stand.

    Attributes:
        url: The destination as written, without white space around it.
        lead: Words before it that name it: the ``Code`` of ``Code: https://…``.
        badge: Address of the picture that is clicked on, if it is one.
        bare: True where no markup made it a link.
        identifier: True for a DOI or arXiv id in a field that is meant for one.
    """

    url: str
    start: int
    end: int
    outer_start: int
    outer_end: int
    label: str = ""
    lead: str = ""
    badge: str = ""
    bare: bool = False
    identifier: bool = False


@dataclass(slots=True, eq=False)
class Piece:
    """A stretch of one line with one look.

    Attributes:
        text: What a reader sees; the alternative text of a picture.
        start: Where it begins as written.
        end: Where it ends as written.
        image: Address of the picture.
    """

    sort: Sort
    text: str
    start: int
    end: int
    bold: bool = False
    italic: bool = False
    anchor: Anchor | None = None
    image: str = ""


@dataclass(slots=True, eq=False)
class Block:
    """A node of the document.

    Attributes:
        level: Depth of a heading (1 to 6).
        marker: What stands before an item or a cell: ``1.``, ``-``, ``th``.
        pieces: The text of a heading, paragraph or cell, and the first paragraph of an item.
        width: Columns that a cell spans.
    """

    kind: Kind
    start: int
    end: int = 0
    level: int = 0
    marker: str = ""
    width: int = 1
    pieces: list[Piece] = field(default_factory=list)
    children: list[Block] = field(default_factory=list)

    def cells(self) -> list[Block]:
        """The cells of a row."""
        return [child for child in self.children if child.kind is Kind.CELL]

    def lines(self) -> list[list[Piece]]:
        """The pieces of this block, one list for each line."""
        return split_lines(self.pieces)


def split_lines(pieces: list[Piece]) -> list[list[Piece]]:
    """Pieces cut at their line breaks; lines without anything to see are left out.

    A break inside a link or inside bold or italic text is a blank, and so is a soft one in the middle of a sentence.
    """
    lines: list[list[Piece]] = [[]]
    for number, piece in enumerate(pieces):
        if piece.sort is not Sort.BREAK:
            lines[-1].append(piece)
        elif piece.anchor or piece.bold or piece.italic or (piece.text and _mid_sentence(pieces, number)):
            lines[-1].append(Piece(Sort.TEXT, " ", piece.start, piece.end, piece.bold, piece.italic, piece.anchor))
        else:
            lines.append([])
    return [line for line in lines if any(piece.text.strip() or piece.anchor for piece in line)]


def _mid_sentence(pieces: list[Piece], number: int) -> bool:
    before = pieces[number - 1].text.rstrip() if number else ""
    after = pieces[number + 1].text.lstrip() if number + 1 < len(pieces) else ""
    return before[-1:] in {",", "-", "–", "&"} or after[:1].islower()


def plain(pieces: list[Piece]) -> str:
    """What a reader sees of these pieces, white space run together; pictures are left out."""
    return " ".join(
        "".join(" " if p.sort is Sort.BREAK else "" if p.sort is Sort.IMAGE else p.text for p in pieces).split()
    )


def anchors(pieces: list[Piece]) -> list[Anchor]:
    """The links of these pieces in source order, each once."""
    return list(dict.fromkeys([piece.anchor for piece in pieces if piece.anchor is not None]))


def start_of(piece: Piece) -> int:
    """Where a piece begins as written, the markup of its link included."""
    return min(piece.start, piece.anchor.outer_start) if piece.anchor is not None else piece.start


def end_of(piece: Piece) -> int:
    """Where a piece ends as written, the markup of its link included."""
    return max(piece.end, piece.anchor.outer_end) if piece.anchor is not None else piece.end
