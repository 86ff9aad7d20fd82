"""The headings above an entry, and which of them head no entries at all."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from harvester.read.document import Sort

if TYPE_CHECKING:
    from harvester.read.document import Piece

_MARKS = "\ufe0f\u200d\u20e3#*•·▪►▶●■◆➤→"
_MARK_CATEGORIES = ("So", "Sk", "Cf", "Cn", "Co", "Mn")
_SHORTCODE = re.compile(r":[a-z0-9_+-]+:", re.IGNORECASE)
_NUMBERING = re.compile(r"(?:\d+(?:\.\d+)*[.)、]?|[ivxlc]+[.)])\s+", re.IGNORECASE)

# Headings that hold no entries, in the words of the lists themselves (formats.md, section 10, item 7).
_HEADINGS = {
    "table of contents": (
        r"(?:table of |tables? )?contents?(?: overview)?|toc|index|menu|navigation|quick (?:links|navigation)|outline",
        r"目录|目錄|导航|内容",
    ),
    "news": (
        (
            r"(?:(?:main|recent|latest|important|project|repo(?:sitory)?|our|the|big) )*"
            r"(?:news|updates?|changes?|changelog|change ?logs?|what'?s new|announcements?|release notes?|history|"
            r"to-?do(?: list)?|roadmap)(?: (?:notes?|logs?|list|history|and \w+|& \w+))*"
        ),
        r"新闻|更新|更新日志|更新记录|动态|最新动态|公告",
    ),
    "contributing and licence": (
        (
            r"(?:how to )?(?:contribut(?:e|ing|ions?|ors?)(?: \w+){0,20}|pull requests?|maintain(?:ers?|ed by)|"
            r"acknowledge?ments?|credits|thanks|special thanks|licen[cs]es?(?: \w+)?|copyright|disclaimer|"
            r"code of conduct|contact(?: us| me)?|feedback|support(?: us)?|sponsors?|donat(?:e|ions?)|"
            r"community|join us|about(?: us| me)?|team|authors|star(?:s|gazers)?(?: over time)?|"
            r"star[- ]?history(?: chart)?|visitors?)(?: (?:and|&) [\w ]+)?"
        ),
        r"贡献|参与贡献|贡献者|贡献指南|致谢|许可|许可证|许可协议|联系|联系我们|联系方式|免责声明",
        r"(?:[\w ]+ )?star (?:趋势|历史)",
    ),
    "citation": (
        r"(?:how to )?(?:cit(?:e|ing|ations?)|bibtex|reference this|cite (?:us|this|our)[\w ]*)",
        r"(?:how to )?cit(?:e|ing) (?:us|this|our|the)[\w ]*",
        r"引用|引用本文",
    ),
    "other lists": (
        (
            r"(?:(?:other|related|similar|sister|more) )+(?:awesome )?(?:lists?|awesome[\w ]*|collections?|repos?|"
            r"repositories|github repos[\w ]*|projects and lists)"
        ),
        r"姊妹仓库|相关仓库|友情链接|其他列表",
    ),
    "how to use": (
        (
            r"legends?|notations?|symbols?|how to (?:use|read)[\w ]*|usage|installation|quick ?start|getting started|"
            r"requirements|format|template"
        ),
        r"图例|说明|使用说明",
    ),
}
_WITHOUT_ENTRIES = {why: re.compile("|".join(words), re.IGNORECASE) for why, words in _HEADINGS.items()}

# Real lists stand below headings like these, at one level deeper.
_NOT_INHERITED = ("", "table of contents", "how to use")


class Outline:
    """Keeps the path of headings while a document is walked through.

    Attributes:
        title: The first heading.
        path: Headings from the topmost down; one value for all that stands under them.
    """

    def __init__(self) -> None:
        self._levels: list[tuple[int, str, str]] = []
        self.title = ""
        self.path: tuple[str, ...] = ()

    def heading(self, level: int, text: str) -> None:
        """Take in a heading; it ends every heading of its level and below."""
        if not text:
            return
        self.title = self.title or text
        del self._levels[self._above(level) :]
        inherited = self._levels[-1][2] if self._levels else ""
        self._levels.append((level, text, inherited if inherited not in _NOT_INHERITED else without_entries(text)))
        self.path = self._texts()

    def group(self, text: str, depth: int = 0) -> None:
        """Take in a line that works as a heading below all real ones; an empty text ends it."""
        level = 10 + depth
        del self._levels[self._above(level) :]
        if text:
            inherited = self._levels[-1][2] if self._levels else ""
            self._levels.append((level, text, inherited))
        self.path = self._texts()

    def _texts(self) -> tuple[str, ...]:
        return tuple(text for _, text, _ in self._levels)

    @property
    def without_entries(self) -> str:
        """Why nothing here is an entry, or an empty string."""
        return self._levels[-1][2] if self._levels else ""

    def _above(self, level: int) -> int:
        for number, (known, _, _) in enumerate(self._levels):
            if known >= level:
                return number
        return len(self._levels)


def without_entries(heading: str) -> str:
    """Why the part under this heading holds no entries, or an empty string."""
    words = heading[match.end() :] if (match := _NUMBERING.match(heading)) else heading
    words = " ".join(re.sub(r"[^\w\s&'-]", " ", words).split())
    for reason, pattern in _WITHOUT_ENTRIES.items():
        if pattern.fullmatch(words):
            return reason
    return ""


def heading_text(pieces: list[Piece]) -> str:
    """The words of a heading: marks, pictures, short codes and emoji around it taken off."""
    shown = "".join(" " if piece.sort is Sort.BREAK else piece.text for piece in pieces if piece.sort is not Sort.IMAGE)
    return strip_marks(_SHORTCODE.sub(" ", shown)).rstrip(":：").strip()


def strip_marks(text: str) -> str:
    """Text without emoji and list marks at its ends, white space run together."""
    words = " ".join(text.split())
    start, end = 0, len(words)
    while start < end and _is_mark(words[start]):
        start += 1
    while end > start and _is_mark(words[end - 1]):
        end -= 1
    return words[start:end]


def _is_mark(char: str) -> bool:
    """True for blanks, list marks, emoji and what belongs to them; the accents of ASCII and Latin-1 are none."""
    return char.isspace() or char in _MARKS or (ord(char) > 0xFF and unicodedata.category(char) in _MARK_CATEGORIES)
