"""Title, authors, date and venue of an entry, out of the text around its links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.read.flat import LABEL, Flat, Look, flatten, is_venue
from harvester.read.imprint import read_imprint
from harvester.read.names import is_person, looks_like_names, people_prefix
from harvester.read.outline import strip_marks
from harvester.read.roles import says
from harvester.read.title import cut_title, tidy
from harvester.read.venues import find_date, names_venue, starts_with_venue

if TYPE_CHECKING:
    from harvester.read.document import Anchor, Piece


@dataclass(frozen=True, slots=True)
class Citation:
    """What the text says of a work; ``anchor`` is the link whose text is the title."""

    title: str | None = None
    authors: str | None = None
    date: str | None = None
    venue: str | None = None
    anchor: Anchor | None = None


_QUOTED = re.compile(
    r"[\"“„«「『](?P<double>[^\"“”„«»「」『』\n]{2,500})[\"”»」』]|``(?P<tex>[^`'\n]{2,500})''|"
    r"(?<!\w)[‘'](?P<single>[^‘’'\n]{15,500})[’'](?!\w)"
)
# What may stand before a title: list marks, labels in brackets, numbers in every dress, short codes, check boxes.
_FRONT = re.compile(
    r"[\s\-*+•·●▪►|,.:;、，。–—]+"
    rf"|[\[(（【{{<]*[ \t]*{LABEL}[ \t]*[\])）】}}>]*"
    r"|\(?#?(?!(?:19|20)\d\d[).:])\d{1,4}[.)、:](?=\s|[^\d\s])|\[(?!(?:19|20)\d\d\])\d{1,4}\]"
    r"|\(\d{1,3}\)|\d{1,4}[ \t]*(?:\n|$)|[①-⑳]"
    r"|:[a-z0-9_+-]+:|\[[ xX]\]"
)
_TAG = re.compile(r"[\[【](?P<square>[^\[\]【】\n]{1,140})[\]】]|[(（](?P<round>[^()（）\n]{1,80})[)）]")
_LONGEST_DATE = 20
_DATE_BEFORE = re.compile(r"([^\n|,:：\x01\"“]{4,40}?)\s*([|:：,]|\.\s|\s[-–—]\s)")
_YEAR_BEFORE_TAG = re.compile(r"(?:19|20)\d\d(?=\s*[\[(【])")
_TAIL = re.compile(r"(?P<title>.*\S)\s*[\[(（【](?P<inside>[^\[\]()（）【】]{2,80})[\])）】][\s.,]*$", re.DOTALL)
_LEAD = re.compile(r"(?P<word>title|paper title|paper|name|题目|标题|论文)\s*[:：]\s*", re.IGNORECASE)


def read_citation(lines: list[list[Piece]], *, whole: bool = False) -> Citation:
    """Understand the lines of one entry.

    Args:
        lines: What stands in the entry, links included.
        whole: True where the first line holds a title and nothing but labels after it, as in a title column.
    """
    flat = flatten(lines)
    start, tags = _front(flat, whole=whole)
    title_start, title_end, title = _title(flat, start, whole=whole)
    tail = _TAIL.match(title)
    if tail and (is_venue(tail["inside"]) or (not whole and _is_imprint(tail["inside"]))):
        title = tidy(tail["title"])
        tags.append(tail["inside"])
    before = flat.text[start:title_start]
    authors, rest = _people_before(before) if title else (None, "")
    if rest.strip():
        tags.append(rest)
    imprint = read_imprint(flat, title_end, tags, authors)
    anchor = next((a for s, e, look, a in flat.looks if look is Look.LINK and s < title_end and e > title_start), None)
    return Citation(title or None, imprint.authors, imprint.date, imprint.venue, anchor)


def _people_before(text: str) -> tuple[str | None, str]:
    """The people named before a title, and what else stands there."""
    head = text.split("(", maxsplit=1)[0].strip(" ,;:.-–—")
    if looks_like_names(head, strict=True) or is_person(head):
        return head, text[text.find(head) + len(head) :]
    people = people_prefix(text + " X") if text.strip() else None
    if people is not None:
        return text[: people[0]].strip(" ,;"), text[people[0] :]
    return None, ""


def _front(flat: Flat, *, whole: bool) -> tuple[int, list[str]]:
    """Skip numbering, marks, labels, dates and tags before the title; give where it starts, and the tags.

    In a title column a plain word in brackets belongs to the title: ``[Re] …``.
    """
    text, position, tags = flat.text, 0, []
    while position < len(text):
        if match := _FRONT.match(text, position):
            position = match.end()
            continue
        if (match := _TAG.match(text, position)) and not _linked(flat, match.start() + 1):
            inside = match["square"] or match["round"]
            bold = flat.first(Look.BOLD, match.start(), match.end()) is not None
            named = len(inside.split()) <= 4 and (bold or (not whole and bool(match["square"])))
            if text[match.end() :].strip(" .,:\n-") and (named or is_venue(inside) or _is_imprint(inside)):
                tags.append(inside)
                position = match.end()
                continue
        if not whole and (match := _YEAR_BEFORE_TAG.match(text, position)):
            tags.append(match[0])
            position = match.end()
            continue
        if not whole and (size := _leading_date(flat, position)) > 0:
            tags.append(text[position : position + size])
            position += size
            continue
        if not whole and (size := _set_off_date(flat, position)) > 0:
            tags.append(text[position : position + size])
            position += size
            continue
        if strip_marks(text[position]) == "" or text[position] in "🔥⭐":
            position += 1
            continue
        break
    return position, tags


def _is_imprint(inside: str) -> bool:
    """True where the inside of a bracket ends or begins with a date: ``Pattern Recognition Letters 2012``."""
    date = find_date(inside)
    return (
        date is not None
        and (date[0] <= 1 or date[1] >= len(inside) - 1)
        and (len(inside.split()) <= 8 or names_venue(inside))
    )


def _linked(flat: Flat, offset: int) -> bool:
    return any(look is Look.LINK and start <= offset < end for start, end, look, _ in flat.looks)


def _set_off_date(flat: Flat, position: int) -> int:
    """Length of a date or dated venue in bold, italics or code that begins here and has the title behind it."""
    for start, end, look, _ in flat.looks:
        if start == position and look in (Look.BOLD, Look.ITALIC, Look.CODE):
            words = flat.text[start:end].strip(" .,:")
            date = find_date(words)
            dated = date is not None and (date[0] == 0 or starts_with_venue(words, known=True))
            if dated and is_venue(words) and flat.text[end:].strip(" .,:\n-"):
                return end - start
    return 0


def _leading_date(flat: Flat, position: int) -> int:
    """Length of a date or venue before a separator or a linked title: ``2022-11-30,``, ``CVPR 2020 |``, ``2021.03``."""
    date = find_date(flat.text[position : position + _LONGEST_DATE])
    if date is not None and date[0] == 0:
        after = position + date[1]
        title = after + len(flat.text[after:]) - len(flat.text[after:].lstrip())
        if title > after and any(start == title and look in (Look.LINK, Look.BOLD) for start, _, look, _ in flat.looks):
            return date[1]
    match = _DATE_BEFORE.match(flat.text, position)
    if match is None or _linked(flat, position) or not flat.text[match.end() :].strip(" \x01[]().\n"):
        return 0
    words = match[1].strip("*_` ")
    if not is_venue(words) or (match[2][0] in ":：." and find_date(words) is None):
        return 0
    return len(match[0])


def _title(flat: Flat, start: int, *, whole: bool) -> tuple[int, int, str]:
    """Span of the title in the flat text, and the title itself."""
    text = flat.text
    line_end = text.find("\n", start)
    line_end = len(text) if line_end < 0 else line_end
    if start >= len(text):
        return start, start, ""
    if (match := _LEAD.match(text, start)) and match.end() < line_end:
        start = match.end()
    quoted = _quoted(flat, start, line_end, whole=whole)
    if quoted is not None:
        return quoted
    bold = _bold(flat, start, line_end)
    link = flat.first(Look.LINK, start, line_end)
    if link is not None and (bold is None or not _outranks(text, bold, link)):
        before = text[start : link[0]].strip(' -–—:|.,"“[(')
        linked = text[link[0] : link[1]]
        if len(before.split()) >= 5 and len(linked.split()) <= 4 and not looks_like_names(before):
            end = cut_title(flat, start, line_end)
            return start, min(end, link[0]), tidy(text[start : min(end, link[0])])
        if people_prefix(linked) is not None:
            return _plain(flat, link[0], link[1])
        return link[0], link[1], tidy(linked)
    if bold is not None:
        return _from_bold(flat, start, bold, line_end)
    if whole:
        end = text.find(LABEL, start, line_end)
        end = line_end if end < 0 else end
        return (
            (start, end, tidy(text[start:end])) if people_prefix(text[start:end]) is None else _plain(flat, start, end)
        )
    return _plain(flat, start, line_end)


def _quoted(flat: Flat, start: int, end: int, *, whole: bool) -> tuple[int, int, str] | None:
    """A title in quotes, behind nothing, a short name or people; a quotation inside a title is none."""
    text = flat.text
    for match in _QUOTED.finditer(text, start, end):
        inside = next(group for group in match.groups() if group is not None)
        link = next(
            ((a, b) for a, b, look, _ in flat.looks if look is Look.LINK and a <= match.start() and match.end() <= b),
            None,
        )
        before = text[link[0] if link else start : match.start()].strip(" *_[(")
        after = text[match.end() : link[1] if link else end].lstrip()
        words = len(inside.split())
        if whole and after.split(LABEL, maxsplit=1)[0].strip(" []().,;"):
            accepted = False
        elif not before:
            accepted = (words >= 2 or len(inside) >= 8) and not after.startswith((":", "："))
        elif looks_like_names(re.split(r"[(\d]", before)[0]) or is_person(re.split(r"[(\d]", before)[0]):
            accepted = True
        elif link is None and (before[-1] in ":,.–—-|;])）" or words >= 4):
            accepted = words >= 2 and len(before.split()) <= 6
        else:
            accepted = False
        if accepted:
            return match.start(), match.end(), tidy(inside)
    return None


def _bold(flat: Flat, start: int, end: int) -> tuple[int, int] | None:
    """The first bold stretch that may be a title: no label, no venue, no date."""
    for a, b, look, _ in flat.looks:
        if look is Look.BOLD and start <= a < end:
            words = flat.text[a:b].strip(" :：.,|[]()")
            if words and LABEL not in words and says(words) is None and not is_venue(words):
                return a, min(b, end)
    return None


def _outranks(text: str, bold: tuple[int, int], link: tuple[int, int]) -> bool:
    """True where the bold text is the title and the link that follows it something else."""
    if bold[0] >= link[0] or bold[1] > link[0]:
        return False
    words = text[bold[0] : bold[1]].strip(" :").split()
    return len(words) >= 4 or (len(words) >= 2 and len(text[link[0] : link[1]].split()) <= 2)


def _from_bold(flat: Flat, start: int, bold: tuple[int, int], line_end: int) -> tuple[int, int, str]:
    text = flat.text
    before = text[start : bold[0]].strip(' -–—:|.,"“[(')
    name = text[bold[0] : bold[1]].strip()
    rest = text[bold[1] : line_end]
    if len(before.split()) >= 5 and not looks_like_names(before) and not is_venue(before):
        return _plain(flat, start, line_end)
    colon = name.endswith((":", "：")) or re.match(r"\s*[:：]", rest)
    piped = rest.lstrip().startswith("|")
    short = len(name.split()) <= (6 if colon else 2 if piped else 4)
    if short and (colon or piped or name.startswith("[") or re.match(r"\s+[A-Z]", rest)):
        body = bold[1] + len(rest) - len(rest.lstrip(" :：|"))
        end = cut_title(flat, body, line_end)
        words = tidy(text[body:end])
        if len(words.split()) >= 3 and not looks_like_names(words) and not is_venue(words):
            if colon and not name.startswith("["):
                return bold[0], end, f"{tidy(name.rstrip(':： '))}: {words}"
            return body, end, words
    return bold[0], bold[1], tidy(name)


def _plain(flat: Flat, start: int, line_end: int) -> tuple[int, int, str]:
    """A title that nothing sets off; where the text begins with people, the sentence after them is the title."""
    text = flat.text
    people = people_prefix(text[start:line_end])
    begin = start + people[1] if people else start
    end = cut_title(flat, begin, line_end)
    return begin, end, tidy(text[begin:end])
