"""Tells the start of an entry from running text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.read.document import Sort, anchors, plain
from harvester.read.flat import is_label
from harvester.read.imprint import lead_of
from harvester.read.outline import strip_marks
from harvester.read.roles import Says, says
from harvester.read.venues import names_venue

if TYPE_CHECKING:
    from harvester.read.document import Piece

_OPENERS = re.compile(
    r"(?:please|if you|if this|for (?:more|a|the|general|details|other|further)|refer|see (?:also|the|our|"
    r"more|here)|we|our|this (?:list|repo|repository|is|page|project|work|collection|awesome|survey|"
    r"paper)|the following|here (?:is|are|we)|welcome|thanks|thank you|feel free|contributions?|"
    r"check (?:out|our)|note|notes|template|star|also (?:see|check)|inspired by|based on|you can|you may|"
    r"to (?:add|contribute|cite|get|learn|download|use)|in (?:this|our) |some of|most of|many of|"
    r"a (?:curated|collection|list)|an? awesome|maintained by|created by|visit|click|read (?:more|our)|"
    r"download|join|follow|contact|email|last updated?|updated?|added?|news|🔥 ?news|all (?:papers|the)|"
    r"more (?:details|information|papers)|submit|open an|pull request|make sure|don't|it is|there (?:is|"
    r"are)|these|those|other (?:lists|awesome)|related|similar|back to|return to|欢迎\\w*|如果\\w*|本列表\\w*|"
    r"本仓库\\w*|更多\\w*|请\\w*|我们\\w*|感谢\\w*)(?![\\w-])",
    re.IGNORECASE,
)
_VERBS = re.compile(
    r"^\s*(?:is|are|was|were|has|have|provides?|contains?|includes?|offers?|gives?|can|will|helps?|aims?|"
    r"for (?:more|details))\b",
    re.IGNORECASE,
)
# Title case: so many long words at least, and this share of them with a capital.
_ENOUGH = 3
_TITLE_CASE = 0.6
_LONG_WORD = re.compile(r"[^\W\d_][\w'-]{3,}")
_TWO_WORDS = re.compile(r"\w\w\s+\w\w")
# Characters; the longest of 6,000 real titles in the corpus has 230.
_LONGEST_TITLE = 300
_PSEUDO = re.compile(
    r"\s*(?:[-*+•·●▪►–—](?=\S)|\(?\d{1,4}[.)、]\s*|\[\d{1,4}\]|\(\d{1,3}\)|[①-⑳]|:[a-z0-9_+-]+:|\[[ xX]\]|"
    r"[📄📃📑📰📜🔹🔸▶➤✨⭐🔥💥]+)"
)


def is_remark(line: list[Piece]) -> bool:
    """True where a line speaks to its reader instead of naming a work; a line in title case names one."""
    words = strip_marks(plain(line)).lstrip("*_ >-")
    if not _OPENERS.match(words):
        return False
    before = plain([piece for piece in line if piece.anchor is None or not is_label(piece.anchor)])
    long = _LONG_WORD.findall(before)
    return len(long) < _ENOUGH or sum(word[0].isupper() for word in long) < _TITLE_CASE * len(long)


def starts_entry(line: list[Piece]) -> bool:
    """True where a line begins as an entry does: a bold, quoted or linked title, or a mark or number before one."""
    pieces = [piece for piece in line if piece.text.strip() or piece.anchor]
    if not pieces:
        return False
    shown = plain(line)
    if _PSEUDO.match(shown) and anchors(line):
        return True
    first = next(
        (piece for piece in pieces if strip_marks(piece.text).strip(" []()*|,.:-") and piece.sort is not Sort.IMAGE),
        None,
    )
    if first is None:
        return False
    if first.anchor is not None and not is_label(first.anchor):
        after = plain(pieces[max(i for i, piece in enumerate(pieces) if piece.anchor is first.anchor) + 1 :])
        return not _VERBS.match(after)
    if first.bold:
        words = first.text.strip(" :：")
        return (
            says(words) is None and not lead_of(shown)[0] and not words.lower().startswith(("note", "tip", "warning"))
        )
    return bool(re.match(r"[\"“«「『]", strip_marks(first.text)))


def opens_item(line: list[Piece]) -> bool:
    """True where a line begins with a list mark or a number and names a work behind it."""
    return bool(_PSEUDO.match(plain(line))) and any(not is_label(anchor) for anchor in anchors(line))


def ends_with_labels(line: list[Piece]) -> bool:
    """True where the last things in a line are links to a paper or its code."""
    labels = [
        anchor
        for anchor in anchors(line)
        if is_label(anchor) and says(anchor.label) in {Says.PAPER, Says.CODE, Says.HOST}
    ]
    if not labels:
        return False
    last = max(index for index, piece in enumerate(line) if piece.anchor is not None)
    return len(plain(line[last + 1 :]).strip(" .,;[]()").split()) <= 3


def is_only_labels(line: list[Piece]) -> bool:
    """True where a line holds labels and nothing else: ``[[Paper](…)] [[Code](…)]``, ``Code: https://…``."""
    if not anchors(line) or not all(is_label(anchor) for anchor in anchors(line)):
        return False
    words = plain([piece for piece in line if piece.anchor is None])
    rest = re.sub(r"[^\w\s]", " ", words).split()
    return len(rest) <= 3 and (not rest or says(" ".join(rest)) is not None or not names_venue(words))


def is_whole(line: list[Piece]) -> bool:
    """True where one line is an entry though nothing marks its start: a plain title and its labels."""
    return ends_with_labels(line) and not is_only_labels(line) and bool(_TWO_WORDS.search(plain(line)))


def plain_head(lines: list[list[Piece]]) -> bool:
    """True where the first line of a paragraph is a title that nothing marks, for labels come in a line below it."""
    if len(lines) < 2 or anchors(lines[0]) or is_remark(lines[0]):
        return False
    words = plain(lines[0])
    labelled = any(ends_with_labels(line) or is_only_labels(line) for line in lines[1:])
    return (
        labelled and bool(_TWO_WORDS.search(words)) and len(words) <= _LONGEST_TITLE and not words.endswith((":", "："))
    )
