"""Where a title ends that nothing sets off, and how one is tidied."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from harvester.read.flat import LABEL, Look, is_venue
from harvester.read.names import looks_like_names, names_before_imprint
from harvester.read.outline import strip_marks
from harvester.read.venues import find_date, names_venue, starts_with_venue

if TYPE_CHECKING:
    from harvester.read.flat import Flat

# A title has no more commas and dashes than this, and what comes after it shows within so many characters.
_MOST_BREAKS = 40
_LOOK_AHEAD = 400
# Words in the longest imprint, and in the longest venue that needs no date to be believed.
_IMPRINT = 14
_VENUE = 5

# Words of venues that stand in titles as often.
_TITLE_WORDS = {"Methods", "Medicine", "Science", "Patterns", "Findings", "Press", "Communications", "Frontiers"}
_QUOTES = {"《": "》", '"': '"', "“": "”", "„": "“", "«": "»", "「": "」", "『": "』", "'": "'", "‘": "’", "`": "`"}
_LABELS = re.compile(rf"(?:(?<![\[(（【{{<|\s])[\[(（【{{<|\s]+)?{LABEL}")
_SENTENCE = re.compile(
    r"(?<!\b[A-Z])(?<!\bet al)(?<!\bvs)(?<!\bDr)(?<!\bSt)(?<!\bVol)(?<!\bNo)\.\s+(?=[A-Z(\"“\[]|(?:ar|bio|"
    r"med|chem)Rxiv|arXiv)|。"
)
_BREAKS = re.compile(
    r"\s\|\s|[,，;]\s*|\s[-–—]+\s+|(?<!\s)\s+(?=[\[(（【])|(?:[.?!]|(?<!\s))\s+(?=[Ii]n\s+[A-Z])|(?<!\s)\s+by\s+(?=[A-Z])"
)
_OPENING = re.compile(r"^(?:in|at|published in|to appear in|accepted (?:by|at|to))\s+", re.IGNORECASE)
_DANGLING = re.compile(r"(?:(?<![\s,.;:|\-–—(（\[【*_])[\s,.;:|\-–—(（\[【*_]+)?(?:\b[Ii]n[\s,.;:|\-–—(（\[【*_]*)?$")
_GROUP = re.compile(r"\s*[\[(（【](?P<inside>[^\[\]()（）【】]{2,80})[\])）】]")


def cut_title(flat: Flat, start: int, end: int) -> int:
    """Offset at which the title that begins at ``start`` ends: before labels, venue, date, authors or remarks."""
    text = flat.text
    limits = [end]
    if match := _LABELS.search(text, start, end):
        limits.append(match.start())
    for a, b, look, _ in flat.looks:
        if a > start and a < end and (look is Look.CODE or (look is Look.ITALIC and _sets_off(text[a:b]))):
            limits.append(a)
            break
    stop = min(limits)
    if match := _SENTENCE.search(text, start, stop):
        stop = match.start()
    for match in islice(_BREAKS.finditer(text, start, stop), _MOST_BREAKS):
        if match.start() > start and _ends_title(text[match.end() : min(stop, match.end() + _LOOK_AHEAD)], match[0]):
            stop = match.start()
            break
    return _rewind(text, start, stop)


def _sets_off(words: str) -> bool:
    """True where italic text is not part of the title: a venue, a date, people."""
    return names_venue(words) or find_date(words) is not None or looks_like_names(words, strict=True)


def _ends_title(rest: str, separator: str) -> bool:
    """True where what follows a separator is an imprint or people and no longer the title."""
    words = rest.strip()
    if not words:
        return False
    if "|" in separator:
        return True
    if match := _GROUP.match(rest):
        inside = match["inside"].strip()
        return (
            is_venue(inside)
            or (names_venue(inside) and find_date(inside) is not None)
            or looks_like_names(inside, strict=True)
        )
    if words[0] in "[(（【":
        return False
    body = _OPENING.sub("", words)
    if body != words and not re.search(r"[.,;|\-–—]", separator):
        return _names_its_venue(body)
    date = find_date(body)
    first = re.split(r"[,;]\s", body)[0]
    short = len(body.split()) <= _IMPRINT
    if short and date is not None and names_venue(first) and first not in _TITLE_WORDS:
        return True
    if len(body.split()) <= _VENUE and starts_with_venue(body, known=True):
        return True
    if short and body != words and (date is not None or names_venue(body)):
        return True
    if date is not None and len(body) - (date[1] - date[0]) <= 3:
        return True
    if separator.strip() and names_before_imprint(body):
        return True
    people = re.match(r".{3,80}?\bet\.? al\b", body) or re.match(r"(?:(?![.(]\s|\s\(|\n).)*", body)
    return bool(separator.strip()) and people is not None and looks_like_names(people[0], strict=True)


def _names_its_venue(body: str) -> bool:
    """True where a bare ``in`` opens a venue: that of ``… in ACL 2021``, not that of ``… in Time Series, AAAI'20``."""
    first = re.split(r"[,;]\s", body)[0]
    return starts_with_venue(first, known=True) or (find_date(first) is not None and names_venue(first))


def _rewind(text: str, start: int, stop: int) -> int:
    """Take separators and a dangling ``in`` off the end."""
    return start + len(_DANGLING.sub("", text[start:stop]))


def tidy(text: str) -> str:
    """A title as a reader would write it down: marks, quotes and one full stop taken off, white space run together."""
    words = " ".join(text.replace(LABEL, " ").split())
    while True:
        before = words
        words = strip_marks(words).strip(" ,;:|*_·").strip()
        words = re.sub(r"^[-–—]+\s+|\s[-–—]+$", "", words)
        if (
            (len(words) > 1 and _QUOTES.get(words[0]) == words[-1] and words.count(words[0]) <= 2)
            or (len(words) > 2 and words[0] in '"“' and words[-1] in '”"' and '"' not in words[1:-1])
            or (
                len(words) > 2
                and words[0] in "[【("
                and words[-1] == {"[": "]", "【": "】", "(": ")"}[words[0]]
                and words.count(words[0]) == 1
            )
        ):
            words = words[1:-1]
        if words.endswith(".") and not words.endswith("..") and not re.search(r"\b(?:[A-Z]|etc|al)\.$", words):
            words = words[:-1].rstrip()
        if words.endswith((".,", "。")):
            words = words[:-1].rstrip(" .")
        if words == before:
            return words
