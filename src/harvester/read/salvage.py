"""Links that people wrote and no Markdown parser sees: bare addresses, stray brackets, blanks in the wrong place."""

from __future__ import annotations

import re

from harvester.placeholder import placeholder_text
from harvester.read.document import Anchor, Piece, Sort

# The long dash and full-width marks end an address: nobody has them in one.
# JSON may write a slash as ``\/``.
_BARE = r"(?<![\w/])[a-z]{2,7}:\\?/\\?/[^\s<>\"`|，。；：！？、（）【】《》「」“”‘’…—]+"
_LINKISH = re.compile(
    r"\[(?P<label>[^\[\]\n]{0,300})\\?\]"
    r"(?P<gap>\s?)[(（][ \t]*+(?P<target>[^()（）\n\[\]]*+(?:\([^()\n]*\)[^()（）\n\[\]]*+)*?)[)）]"
    rf"|(?P<bare>{_BARE})",
    re.IGNORECASE,
)
_HINTS = re.compile(r"://|\]\s?[(（]")
_TRAILING = ".,;:!?'*_~\\"
_LEAD = re.compile(
    r"(?:\[?\\?[\[(](?P<label>[^\[\]()\\]{1,80})\\?[\])]\]?\s?[(\[（<]|(?P<lead>[\w][\w "
    r"&/+.-]{0,40})\s*[:：]\s*[(\[<]?)\s*$"
)


def salvage(pieces: list[Piece], text: str) -> tuple[list[Piece], list[Anchor]]:
    """Split plain text where it holds an address; give the new pieces and the links that were found."""
    if not any(piece.anchor is None and piece.sort is Sort.TEXT and _HINTS.search(piece.text) for piece in pieces):
        return pieces, []
    result: list[Piece] = []
    found: list[Anchor] = []
    for piece in pieces:
        if piece.anchor is not None or piece.sort is not Sort.TEXT:
            result.append(piece)
            continue
        result.extend(_split(piece, text, found))
    return result, found


def _split(piece: Piece, text: str, found: list[Anchor]) -> list[Piece]:
    parts: list[Piece] = []
    position = piece.start
    for match in _LINKISH.finditer(text, piece.start, piece.end):
        anchor = _bare(match, text, position) if match["bare"] else _bracketed(match, text)
        if anchor is None or anchor.outer_start < position:
            continue
        if anchor.outer_start > position:
            parts.append(_text(piece, text, position, anchor.outer_start))
        shown = anchor.label or anchor.url
        parts.append(Piece(Sort.TEXT, shown, anchor.outer_start, anchor.outer_end, piece.bold, piece.italic, anchor))
        found.append(anchor)
        position = anchor.outer_end
    if not parts:
        return [piece]
    if position < piece.end:
        parts.append(_text(piece, text, position, piece.end))
    return parts


def _text(piece: Piece, text: str, start: int, end: int) -> Piece:
    return Piece(Sort.TEXT, re.sub(r"\\(?=[\[\]()*_|\\])", "", text[start:end]), start, end, piece.bold, piece.italic)


def _bracketed(match: re.Match[str], text: str) -> Anchor | None:
    """``[label] (target)`` and ``[label](target with blanks)``, where the target is meant as one."""
    start, end = match.span("target")
    while end > start and text[end - 1].isspace():
        end -= 1
    target = text[start:end]
    address = re.match(r"[a-z]{2,7}:\\?/\\?/|www\.|10\.\d{4}", target, re.IGNORECASE)
    promise = not match["gap"] and bool(placeholder_text(target))
    if not promise and (address is None or (match["gap"] and re.search(r"\s", target))):
        return None
    label = " ".join(match["label"].rstrip("\\").split())
    return Anchor(target.replace("\\/", "/"), start, end, match.start(), match.end(), label=label)


def _bare(match: re.Match[str], text: str, floor: int) -> Anchor | None:
    start, end = match.span("bare")
    end = _trimmed(text, start, end)
    if end - start < len("ftp://a.b"):
        return None
    anchor = Anchor(text[start:end].replace("\\/", "/"), start, end, start, end, bare=True)
    before = _LEAD.search(text, max(floor, start - 120), start)
    if before is not None and before["label"]:
        anchor.label = before["label"].rstrip("\\")
        anchor.outer_start = before.start()
        closing = re.compile(r"\s?[)\]）>]").match(text, end)
        anchor.outer_end = closing.end() if closing else end
    elif before is not None:
        anchor.lead = before["lead"]
    return anchor


def _trimmed(text: str, start: int, end: int) -> int:
    """End of an address without the punctuation that closes the sentence around it (GFM, extended autolinks)."""
    while end > start:
        last = text[end - 1]
        if last in _TRAILING or (
            last in ")]}"
            and text.count(last, start, end) > text.count({")": "(", "]": "[", "}": "{"}[last], start, end)
        ):
            end -= 1
        else:
            break
    return end
