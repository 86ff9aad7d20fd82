"""The lines of an entry as one string, with what each stretch of it looks like."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING

from harvester.read.document import Anchor, Sort
from harvester.read.roles import says
from harvester.read.venues import find_date, names_venue

if TYPE_CHECKING:
    from harvester.read.document import Piece

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
    """Text of an entry: lines joined by ``\\n``, labels as `LABEL`, pictures left out.

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


_NUMBERISH = re.compile(r"[\[(]?(?:\d{1,4}|[*+†‡§↗🔗🌐📄📎^]+|10\.\d{4,}/\S+|arxiv:\s*\S+|\d{4}\.\d{4,5}(?:v\d+)?)[\])]?", re.IGNORECASE)
_UNTARGETED = re.compile(r"\[+([^\[\]\x01\n]{2,24})\]+")


def is_label(anchor: Anchor) -> bool:
    """True where the link's text says what it is, not which work it is."""
    label = anchor.label.strip(" []()（）【】|:")
    if not label or (anchor.badge and not label) or says(label) is not None:
        return True
    if _NUMBERISH.fullmatch(label) or re.match(r"https?://|www\.", label) or label == anchor.url:
        return True
    return is_venue(label)


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
        if parts:
            parts.append("\n")
            length += 1
        for piece in line:
            anchor = piece.anchor
            if piece.sort is Sort.IMAGE:
                flat.badges.append((piece.text, piece.image))
            if anchor is not None and is_label(anchor):
                text = "" if id(anchor) in seen else LABEL
                seen.add(id(anchor))
            elif piece.sort is Sort.IMAGE:
                text = ""
            else:
                text = piece.text.replace(LABEL, " ").replace("\n", " ")
                _mark(flat, piece, length, length + len(text))
            parts.append(text)
            length += len(text)
    flat.text = _UNTARGETED.sub(_silenced, "".join(parts))
    return flat


def _silenced(match: re.Match[str]) -> str:
    """A label in brackets that leads nowhere is a label all the same; the length stays, for the looks are counted by it."""
    return LABEL.ljust(len(match[0])) if says(match[1]) is not None else match[0]


def _mark(flat: Flat, piece: Piece, start: int, end: int) -> None:
    looks = [
        (Look.LINK, piece.anchor is not None),
        (Look.BOLD, piece.bold),
        (Look.ITALIC, piece.italic),
        (Look.CODE, piece.sort is Sort.CODE),
    ]
    for look, holds in looks:
        if not holds or start == end:
            continue
        anchor = piece.anchor if look is Look.LINK else None
        for index in range(len(flat.looks) - 1, max(-1, len(flat.looks) - 5), -1):
            known = flat.looks[index]
            if known[2] is look and known[1] == start and known[3] is anchor:
                flat.looks[index] = (known[0], end, look, anchor)
                break
        else:
            flat.looks.append((start, end, look, anchor))
