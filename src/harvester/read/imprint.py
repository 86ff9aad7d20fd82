"""Authors, venue and date, out of what stands around a title."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from harvester.read.flat import LABEL, Look, flatten, is_venue
from harvester.read.names import looks_like_names
from harvester.read.venues import find_date, names_venue, starts_with_venue

if TYPE_CHECKING:
    from harvester.read.document import Piece
    from harvester.read.flat import Flat


@dataclass(slots=True)
class Imprint:
    """Authors, venue and date as written; None for what is not said."""

    authors: str | None = None
    venue: str | None = None
    date: str | None = None


_ABBREVIATED = (
    r"(?<!\bProc)(?<!\bTrans)(?<!\bConf)(?<!\bInt)(?<!\bJ)(?<!\bet "
    r"al)(?<!\bMed)(?<!\bSci)(?<!\bComput)(?<!\bLett)(?<!\bRev)(?<!\bMach)(?<!\bAnal)(?<!\bSymp)(?<!\bAdv)(?<!\bInf)(?<!\bEng)(?<!\bVol)(?<!\bNo)(?<!\bpp)(?<!\b[A-Z])(?<!\bAm)(?<!\bBiol)(?<!\bInform)(?<!\bAssoc)"
)
_SEGMENTS = re.compile(
    rf"[\n{LABEL}]|\s?\|\s?|[\[\]()（）【】「」]|{_ABBREVIATED}\.\s+(?=[A-Z\"“]|(?:ar|bio|med)[XR])|。|\s[-–—]+\s|^[-–—]+\s|;\s"
)
_PEOPLE_LEADS = {"author", "authors", "by", "作者"}
_DATE_LEADS = {"date", "year", "时间", "年份"}
_VENUE_LEADS = {"venue", "conference", "journal", "publisher", "published", "published in", "publication", "source"}
_VENUE_LEADS |= {"会议", "期刊", "发表"}
_OTHER_WORDS = """
    keyword keywords tag tags task tasks topic topics domain modality metrics environment environments method methods
    abstract summary tldr tl;dr note notes description comment comments affiliation affiliations institution
    institutions institute type category language license stars status highlight highlights contribution contributions
    关键词 摘要 简介 单位 机构 任务 备注
"""
_OTHER_LEADS = {*_OTHER_WORDS.split(), "experiment environments", "experiment environments and datasets"}
_LEADS = _PEOPLE_LEADS | _DATE_LEADS | _VENUE_LEADS | _OTHER_LEADS
_LEAD = re.compile(r"\s*(?:[-*•]\s*)?[*_]*+(?P<word>[\w;][\w; ]{0,40}?)[*_]*\s*[:：;][*_]*\s*(?P<value>.*)", re.DOTALL)
_INTRODUCED = re.compile(
    r"(?P<edge>^|[,.;:–-]\s*)(?:[Ii]n|[Aa]t|@|[Pp]ublished in|[Tt]o appear in|[Aa]ccepted (?:by|at|to|in)|"
    r"[Pp]resented at)\s+(?=[A-Z*\"“]|npj|arXiv|bioRxiv|medRxiv|the\b)|(?<=\s)(?P<plain>in)\s+(?=[A-Z*])"
)
_BADGE_LABELS = {"conference", "publish", "published", "publication", "venue", "journal", "paper", "accepted", "conf"}
# A venue behind a list of people is its last few parts.
_LAST_PARTS = 6
# ``doi:`` before a link.
_LINK_NAME = re.compile(r"(?:^|[,;.]\s)[^,;.]*[:：]\s*$")
# A full stop that belongs to a name or to "et al.", and not to the sentence.
_INITIAL = re.compile(r"(?:\b[A-ZÀ-Þ]|\bal|\b[JS]r)\.$")
_PAGES = re.compile(r"(?:,|(?<!\s))\s+(?:pp?\.|pages?|vol\.|no\.)\s*\d|,\s*\d+\s*(?:[(:]|$)|:\s*\d+\s*(?:[-–]\s*\d+)?$")
_OTHERS = re.compile(r"(?P<people>.{3,200}?\bet\.? al\b\.?)[\s,.;:]*(?P<rest>.*)", re.DOTALL)
_EDGES = " \t,.;:|*_`–—-'\"“”，。、"


def read_imprint(flat: Flat, start: int, tags: list[str], authors: str | None = None) -> Imprint:
    """Read what follows the title; ``tags`` are the brackets and dates that stood before it and have the first word."""
    result = Imprint(authors)
    for tag in tags:
        _take(tag, result, bracketed=True)
    rest = _without_code(flat, start)
    for segment, bracketed, alone in _segments(flat, rest, start):
        _take(segment, result, bracketed=bracketed, alone=alone)
    if result.venue is None or result.date is None:
        _from_badges(flat, result)
    return result


def read_venue(written: str | list[Piece]) -> Imprint:
    """Read a text that is known to be about a venue, or the badges among some pieces."""
    result = Imprint()
    if isinstance(written, str):
        _venue(written.strip(_EDGES), result, bracketed=True)
    else:
        _from_badges(flatten([written]), result)
    return result


def lead_of(line: str) -> tuple[str, str]:
    """The word that names a field at the front of a line, and what follows: ``keyword`` of ``Keyword: …``."""
    match = _LEAD.match(line)
    word = match["word"].strip().lower() if match else ""
    return (word, match["value"]) if match and word in _LEADS else ("", "")


def _without_code(flat: Flat, start: int) -> str:
    """The text after the title with code, which lists use for tags, blanked out."""
    text = flat.text
    parts: list[str] = []
    for a, b, look, _ in flat.looks:
        if look is Look.CODE and b > start and not is_venue(text[a:b]):
            parts += [text[start : max(start, a)], " " * (b - max(start, a))]
            start = b
    return "".join([*parts, text[start:]])


def _segments(flat: Flat, rest: str, start: int) -> list[tuple[str, bool, bool]]:
    """The text after the title as it is read: each part with whether marks set it off and whether it fills a line."""
    cuts = [(match.start(), match.end(), match[0]) for match in _SEGMENTS.finditer(rest)]
    for a, b, look, _ in flat.looks:
        if look is Look.ITALIC and a >= start and (find_date(flat.text[a:b]) or looks_like_names(flat.text[a:b])):
            cuts += [(a - start, a - start, "("), (b - start, b - start, ")")]
    cuts.sort()
    segments: list[tuple[str, bool, bool]] = []
    position, opened, fresh = 0, False, False
    for a, b, mark in [*cuts, (len(rest), len(rest), "\n")]:
        part = rest[position:a] if a >= position else ""
        names_link = mark.startswith(LABEL) and part.rstrip().endswith((":", "："))
        part = _LINK_NAME.sub("", part) if names_link else part
        if part.strip(_EDGES):
            segments.append((part, opened, fresh and mark.startswith(("\n", ")"))))
        opened = mark.strip() in {"[", "(", "（", "【", "「"} and mark != ""
        fresh = mark.startswith("\n") or (fresh and not part.strip(_EDGES))
        position = max(position, b)
    return segments


def _take(segment: str, result: Imprint, *, bracketed: bool = False, alone: bool = False) -> None:
    """Let one stretch of text fill what is still unknown."""
    word, value = lead_of(segment.lstrip(_EDGES))
    if word:
        _labelled(word, value.strip(" \t,;|*_"), result)
        return
    words = segment.strip(_EDGES + "()[]")
    if not words:
        return
    people, words = _people(words, alone=alone) if result.authors is None else ("", words)
    if people:
        dotted = f"{people}."
        result.authors = dotted if dotted in segment and _INITIAL.search(dotted) else people
    if words and (result.venue is None or result.date is None):
        _venue(words, result, bracketed=bracketed)


def _labelled(word: str, value: str, result: Imprint) -> None:
    if not value:
        return
    if word in _PEOPLE_LEADS:
        result.authors = result.authors or (value if _INITIAL.search(value) else value.rstrip("."))
    elif word in _DATE_LEADS:
        result.date = result.date or value.strip(_EDGES)
    elif word in _VENUE_LEADS:
        _venue(value, result, bracketed=True)
        result.venue = result.venue or value


def _people(words: str, *, alone: bool) -> tuple[str, str]:
    """Names at the front of a segment, and what is left of it; a single name counts only on a line of its own."""
    if re.match(r"by\s+[A-Z]", words):
        words, alone = words[2:].strip(), True
    if (match := _OTHERS.match(words)) and looks_like_names(match["people"]):
        return match["people"].rstrip("."), match["rest"]
    if looks_like_names(words, strict=not alone):
        return words.strip(" ,;"), ""
    date = find_date(words)
    if date is not None and date[0] and looks_like_names(words[: date[0]].rstrip(" ,.;("), strict=not alone):
        return words[: date[0]].rstrip(" ,;("), words[date[0] :]
    for match in reversed(list(re.finditer(r",\s*", words))[-_LAST_PARTS:]):
        head = words[: match.start()]
        if looks_like_names(head, strict=True) and not names_venue(head):
            return head, words[match.end() :]
    return "", words


def _venue(words: str, result: Imprint, *, bracketed: bool) -> None:
    body = _introduced(words, edges_only=bracketed or len(words.split()) <= 6)
    introduced = bool(body)
    body = (body or words).strip(_EDGES)
    date = find_date(body)
    if not (introduced or bracketed) and len(body.split()) > 10:
        body = _tail(body)
        date = find_date(body) if body else None
    if not body:
        return
    if date is None:
        if (
            result.venue is None
            and len(body.split()) <= 12
            and ((introduced and names_venue(body)) or starts_with_venue(body) or (bracketed and is_venue(body)))
        ):
            result.venue = _without_pages(body)
        return
    before, after = body[: date[0]], body[date[1] :].strip(_EDGES)
    trusted = introduced or bracketed or names_venue(body) or len(before.split()) <= 8
    if not trusted:
        return
    result.date = result.date or body[date[0] : date[1]]
    if result.venue is not None:
        return
    name = _without_pages(before.rstrip(_EDGES + "(’'"))
    if name:
        joined = not re.search(r"[,;|:(（.]\s*$", before)
        longer = joined and bool(after) and (names_venue(after) or (names_venue(body) and len(body.split()) <= 10))
        text = _without_pages(body) if longer else body[: date[1]] if joined else name
        result.venue = text.strip(_EDGES) or None
    elif after and (names_venue(after) or bracketed) and len(after.split()) <= 10:
        result.venue = after


def _introduced(words: str, *, edges_only: bool) -> str:
    """What follows an ``in`` that opens a venue: one after a comma or a dash, else the last one in the sentence."""
    found = [(match["edge"] is not None, words[match.end() :]) for match in _INTRODUCED.finditer(words)]
    found = [(edge, text) for edge, text in found if names_venue(text) or find_date(text)]
    inner = "" if edges_only or not found else found[-1][1]
    return next((text for edge, text in found if edge), inner)


def _without_pages(venue: str) -> str:
    return _PAGES.split(venue)[0].rstrip(_EDGES)


def _tail(body: str) -> str:
    """The last parts of a long remark, where they are an imprint: ``…, JMLR, 2019``."""
    for match in re.finditer(r"[,.;]\s+|\s[-–—]\s", body):
        tail = body[match.end() :].strip(_EDGES)
        if len(tail.split()) <= 8 and starts_with_venue(tail):
            return tail
    return ""


def _from_badges(flat: Flat, result: Imprint) -> None:
    for alt, url in flat.badges:
        said = [words for words in (alt, badge_words(url)) if words and names_venue(words) and is_venue(words)]
        for words in sorted(said, key=_is_undated):
            _venue(words, result, bracketed=True)


def _is_undated(words: str) -> bool:
    return find_date(words) is None


def badge_words(url: str) -> str:
    """The words that a shields.io badge shows, read from its address (``badge/LABEL-MESSAGE-COLOUR``)."""
    match = re.search(r"/badge/(?P<path>[^?#]+)", url)
    if match is None:
        return ""
    path = unquote(re.sub(r"\.(?:svg|png)$", "", match["path"])).replace("--", "\x02").replace("__", "\x03")
    parts = path.split("-")
    words = [part for part in (parts[:-1] if len(parts) > 1 else parts) if part.lower() not in _BADGE_LABELS]
    return " ".join(" ".join(words).replace("_", " ").replace("\x02", "-").replace("\x03", "_").split())
