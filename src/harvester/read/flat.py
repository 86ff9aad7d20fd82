"""The lines of an entry as one string, with what each stretch of it looks like."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING

from harvester.read.document import Anchor, Sort
from harvester.read.roles import Says, says
from harvester.read.venues import find_date, names_venue

if TYPE_CHECKING:
    from harvester.read.document import Piece

# Characters of an entry that are looked at for its title, people and venue; real ones with 600 authors stay below.
_LONGEST = 9000

LABEL = "\x01"
"""Stands for a link whose text names what it is (``Paper``), brackets around it included."""


class Look(Enum):
    """How a stretch of text is set off."""

    LINK = auto()
    BOLD = auto()
    ITALIC = auto()
    CODE = auto()


@dataclass(slots=True)
class Flat:
    r"""Text of an entry: lines joined by ``\n``, labels as `LABEL`, pictures left out.

    Attributes:
        looks: Where the text is a link, bold, italic or code, in order; a link's anchor beside it.
        badges: Alternative text and address of each picture, which may name a venue.
    """

    text: str = ""
    looks: list[tuple[int, int, Look, Anchor | None]] = field(default_factory=list)
    badges: list[tuple[str, str]] = field(default_factory=list)

    def first(self, look: Look, start: int = 0, end: int | None = None) -> tuple[int, int] | None:
        """Span of the first stretch with this look that begins inside the given range."""
        stop = len(self.text) if end is None else end
        return next(((a, b) for a, b, kind, _ in self.looks if kind is look and start <= a < stop), None)


_NUMBERISH = re.compile(
    r"[\[(]?(?:\d{1,4}|[*+†‡§↗🔗🌐📄📎^]+|10\.\d{4,}/\S+|arxiv:\s*\S+|\d{4}\.\d{4,5}(?:v\d+)?)[\])]?", re.IGNORECASE
)
_TOOLS = (Says.CODE, Says.OTHER, Says.DATA)
_DESCRIBED = re.compile(r"\s*[-–—:]\s+[\w\"“]{2,}")
_UNTARGETED = re.compile(r"(?<!\[)\[+([^\[\]\x01\n]{2,24})\]+")


def is_label(anchor: Anchor) -> bool:
    """True where the link's text says what it is, not which work it is."""
    label = anchor.label.strip(" []()（）【】|:")
    if not label or (anchor.badge and not label) or says(label) is not None:
        return True
    if _NUMBERISH.fullmatch(label) or re.match(r"https?://|www\.", label) or label == anchor.url:
        return True
    return is_venue(label)


def _names_tool(anchor: Anchor, line: list[Piece]) -> bool:
    """True where a word that is a label elsewhere names the thing itself: ``[TensorFlow](…) - a framework``."""
    if anchor.badge or line[0].anchor is not anchor or anchor.label.startswith("[") or says(anchor.label) not in _TOOLS:
        return False
    after = "".join(piece.text for piece in line if piece.anchor is not anchor)[:40]
    plain_next = next(
        (
            not (piece.bold or piece.anchor)
            for piece in line
            if piece.anchor is not anchor and piece.text.strip(" -–—:")
        ),
        False,
    )
    return plain_next and bool(_DESCRIBED.match(after))


def is_venue(label: str) -> bool:
    """True where a short text is a venue or a date and nothing else: ``NeurIPS 2020``, ``bioRxiv``."""
    words = label.split()
    if len(words) > 4:
        return False
    if names_venue(label) and len(words) <= 2:
        return True
    date = find_date(label)
    return date is not None and (names_venue(label) or len(label) - (date[1] - date[0]) <= 12)


def flatten(lines: list[list[Piece]]) -> Flat:
    """Bring the lines of an entry into one string."""
    flat = Flat()
    parts: list[str] = []
    length = 0
    seen: set[int] = set()
    for line in lines:
        if length > _LONGEST:
            break
        if parts:
            parts.append("\n")
            length += 1
        for piece in line:
            anchor = piece.anchor
            if piece.sort is Sort.IMAGE:
                flat.badges.append((piece.text, piece.image))
            if anchor is not None and is_label(anchor) and not _names_tool(anchor, line):
                text = "" if id(anchor) in seen else LABEL
                if id(anchor) not in seen and find_date(anchor.label) is not None:
                    flat.badges.append((anchor.label, ""))
                seen.add(id(anchor))
            elif piece.sort is Sort.IMAGE:
                text = ""
            else:
                text = piece.text[: max(0, _LONGEST - length)].replace(LABEL, " ").replace("\n", " ")
                _mark(flat, piece, length, length + len(text))
            parts.append(text)
            length += len(text)
    flat.text = _UNTARGETED.sub(_silenced, "".join(parts))
    return flat


def _silenced(match: re.Match[str]) -> str:
    """A label in brackets that leads nowhere is a label all the same; the length stays, for looks are counted by it."""
    return LABEL.ljust(len(match[0])) if says(match[1]) is not None and not is_venue(match[1]) else match[0]


def _mark(flat: Flat, piece: Piece, start: int, end: int) -> None:
    if start == end:
        return
    if piece.anchor is not None:
        _extend(flat, Look.LINK, piece.anchor, start, end)
    if piece.bold:
        _extend(flat, Look.BOLD, None, start, end)
    if piece.italic:
        _extend(flat, Look.ITALIC, None, start, end)
    if piece.sort is Sort.CODE:
        _extend(flat, Look.CODE, None, start, end)


def _extend(flat: Flat, look: Look, anchor: Anchor | None, start: int, end: int) -> None:
    """Note a look; one that ends just here goes on."""
    for index in range(len(flat.looks) - 1, max(-1, len(flat.looks) - 5), -1):
        known = flat.looks[index]
        if known[2] is look and known[1] == start and known[3] is anchor:
            flat.looks[index] = (known[0], end, look, anchor)
            return
    flat.looks.append((start, end, look, anchor))
