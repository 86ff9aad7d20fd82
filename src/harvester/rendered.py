"""A Markdown file as GitHub shows it: the anchors that links lead to, the labels of its links, its pictures.

How a heading becomes an anchor is the rule of html-pipeline's table of contents, which GitHub uses; the odd cases are
those that github-slugger's people had GitHub itself render (its ``test/fixtures.json``), and stand in our tests.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pyromark

from harvester.model import Span
from harvester.read.markdown import OPTIONS, destination
from harvester.read.source import Characters

if TYPE_CHECKING:
    from collections.abc import Mapping

# The parser's own option for this would take any lines between two rules for a head, wherever they stand.
_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\r?\n[\w-]+[ \t]*:(?:[^\n]*\n)*?---[ \t]*(?:\r?\n|\Z)")

# Bounded and possessive, so that tags that never end cost no more than others.
_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<close>/?)(?P<name>[a-z][a-z0-9-]*+)(?P<rest>(?:[^<>\"']|\"[^\"<]*+\"|'[^'<]*+'){0,4000}+)>",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    r"(?<![\w:-])([\w:-]+)\s*=\s*(?:\"\s*+((?:[^\"\s]|\s+(?![\"\s]))*+)\s*\"|'\s*+((?:[^'\s]|\s+(?!['\s]))*+)\s*'|([^\s\"'>]+))"
)
_FOOTNOTE = re.compile(r"^[ >\t]{0,16}\[\^([^\]\s]{1,200})\]:", re.MULTILINE)
_HEADING = re.compile(r"h[1-6]", re.IGNORECASE)

# Where GitHub's own page leads, whatever the file holds; ``top`` is HTML's own word.
_OF_THE_PAGE = frozenset({"top", "readme", "start-of-content", "repo-content-pjax-container"})

# Circled and squared letters are letters to Unicode's property Alphabetic, though symbols by category.
_ENCLOSED = (range(0x24B6, 0x24EA), range(0x1F130, 0x1F14A), range(0x1F150, 0x1F16A), range(0x1F170, 0x1F18A))


def slug(text: str) -> str:
    """The anchor of a heading that reads so: lower case, blanks as hyphens, everything dropped that is no word.

    What stays are letters, marks, digits, connecting punctuation and hyphens; each blank becomes a hyphen of its own,
    and nothing is trimmed.
    """
    return "".join("-" if char == " " else char for char in text.lower() if char in {" ", "-"} or _is_word(char))


def _is_word(char: str) -> bool:
    category = unicodedata.category(char)
    return category[0] in "LM" or category in {"Nd", "Nl", "Pc"} or any(ord(char) in letters for letters in _ENCLOSED)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with its address as written: ``text[span] == url``."""

    url: str
    alt: str
    span: Span
    outer: Span


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a page holds.

    Attributes:
        anchors: Names that links can lead to for certain, in source order, each once.
        repeated: Slugs that several headings share, so that a name alone does not say which one is meant.
        labels: Label of a Markdown link, and the end of the whole link, by the offset of its first character.
        pictures: Pictures with an address of their own (reference pictures are left out).
    """

    anchors: tuple[str, ...]
    repeated: frozenset[str]
    labels: Mapping[int, tuple[str, int]]
    pictures: tuple[Picture, ...]
    _sure: frozenset[str]
    _known: frozenset[str]
    _footnotes: bool
    _sections: tuple[tuple[int, tuple[str, ...]], ...]

    def leads(self, fragment: str) -> bool:
        """Whether a link with this fragment arrives; case does not matter, and neither does GitHub's own prefix."""
        wanted = unquote(fragment).casefold()
        names = {wanted, wanted.removeprefix("user-content-")}
        if any(name in self._known or name in _OF_THE_PAGE for name in names):
            return True
        # GitHub adds a digest of the page to the anchors of footnotes, so no name of one can be disproved
        return self._footnotes and any(name.startswith(("fn-", "fnref-")) for name in names)

    def holds(self, name: str) -> bool:
        """Whether this very name is one of the anchors."""
        return name in self._sure

    def section(self, offset: int) -> tuple[str, ...]:
        """The headings above an offset, topmost first."""
        number = bisect_right(self._sections, offset, key=lambda pair: pair[0])
        return self._sections[number - 1][1] if number else ()


def render(text: str) -> Rendered:
    """Read a Markdown file for its anchors; never raises, whatever the text."""
    page = _Page(text)
    page.run()
    anchors = tuple(dict.fromkeys(name for name in (*page.slugs, *page.named) if name))
    return Rendered(
        anchors=anchors,
        repeated=frozenset(page.repeated),
        labels=page.labels,
        pictures=tuple(page.pictures),
        _sure=frozenset(anchors),
        _known=frozenset(name.casefold() for name in (*anchors, *page.loose)),
        _footnotes=bool(page.footnotes),
        _sections=tuple(page.sections),
    )


class _Page:
    """Goes through the parser's events once."""

    def __init__(self, text: str) -> None:
        self.text = text
        head = _FRONT_MATTER.match(text)
        self.base = head.end() if head else int(text.startswith("\ufeff"))
        self.slugs: list[str] = []
        self.named: list[str] = []
        self.loose: list[str] = []
        self.repeated: set[str] = set()
        self.labels: dict[int, tuple[str, int]] = {}
        self.pictures: list[Picture] = []
        self.footnotes = dict.fromkeys(_FOOTNOTE.findall(text), 0)
        self.sections: list[tuple[int, tuple[str, ...]]] = []
        self._times: dict[str, int] = {}
        self._path: list[tuple[int, str]] = []
        self._heading: list[str] | None = None
        self._raw: tuple[int, list[str]] | None = None
        self._commented = False
        self._label: tuple[int, list[str], list[str]] | None = None
        self._images: list[tuple[int, bool, list[str]]] = []
        self._muted = False
        self._block = 0
        self._inside = 0

    def run(self) -> None:
        body = self.text[self.base :]
        at = Characters(body).at
        for event, reach in pyromark.events_with_range(body, options=OPTIONS):
            name, value = (event, None) if isinstance(event, str) else next(iter(event.items()))
            tag = value if isinstance(value, str) else next(iter(value)) if isinstance(value, dict) else ""
            start, end = self.base + at(reach["start"]), self.base + at(reach["end"])
            if name == "Start":
                self._start(tag, value, start)
            elif name == "End":
                self._end(tag, value, start, end)
            elif not self._muted:
                self._inline(name, tag, start, end)
            self._inside = start + 1 if name == "Start" else end

    def _start(self, tag: str, value: Any, start: int) -> None:
        if tag == "Heading":
            self._close_raw(start)
            self._heading, self._commented = [], False
        elif tag == "Link":
            self._label = (start, [], [])
        elif tag == "Image":
            self._images.append((start, value[tag]["link_type"] == "Inline", []))
        elif tag == "HtmlBlock":
            self._block = start
        elif tag == "CodeBlock":
            self._muted = True

    def _end(self, tag: str, value: Any, start: int, end: int) -> None:
        if tag == "Heading" and self._heading is not None:
            words, self._heading = "".join(self._heading), None
            self._close(int(value[tag][1]), words, end)
            if self._commented:
                self.loose.append(slug(words.strip()))
        elif tag == "Link" and self._label is not None:
            first, words_, alts = self._label
            self._label = None
            label = " ".join("".join(words_).split()) or " ".join("".join(alts).split())
            self.labels[first] = (label, end)
        elif tag == "Image":
            first, inline, alt = self._images.pop()
            opening = self.text.find("](", self._inside, end)
            if inline and opening >= 0:
                span = Span(*destination(self.text, opening + 2, end - 1))
                self._picture("".join(alt), span, Span(start, end))
        elif tag == "HtmlBlock":
            self._html(self._block, end)
        elif tag == "CodeBlock":
            self._muted = False

    def _inline(self, name: str, words: str, start: int, end: int) -> None:
        if name in {"Text", "Code"}:
            self._say(words)
        elif name in {"SoftBreak", "HardBreak"}:
            self._say("\n")
        elif name == "InlineHtml":
            self._html(start, end)
        elif name == "FootnoteReference":
            if words not in self.footnotes:
                self._say(f"[^{words}]")
                return
            # the n-th footnote that the text comes upon is shown as the number n
            if not self.footnotes[words]:
                self.footnotes[words] = 1 + max(self.footnotes.values())
            self._say(str(self.footnotes[words]))

    def _say(self, words: str) -> None:
        """Add words that a reader sees to the heading and the label that are open; those of a picture show nothing."""
        if self._images:
            self._images[-1][2].append(words)
            if self._label is not None:
                self._label[2].append(words)
            return
        if self._heading is not None:
            self._heading.append(words)
        elif self._raw is not None:
            self._raw[1].append(words)
        if self._label is not None:
            self._label[1].append(words)

    # --- HTML ------------------------------------------------------------------------------------------------

    def _html(self, start: int, end: int) -> None:
        """A whole block, or a single tag within a line."""
        position = start
        for tag in _TAG.finditer(self.text, start, end):
            self._between(position, tag.start())
            position = tag.end()
            name = (tag["name"] or "").lower()
            if not name:
                self._commented = True
            elif _HEADING.fullmatch(name) and self._heading is None:
                self._close_raw(tag.start())
                if not tag["close"]:
                    self._raw = (int(name[1]), [])
            if not name or tag["close"]:
                continue
            for match in _ATTRIBUTE.finditer(self.text, tag.start("rest"), tag.end("rest")):
                group = next((number for number in (2, 3, 4) if match[number]), 0)
                if group and match[1].lower() in {"id", "name"}:
                    self.named.append(html.unescape(match[group]))
                elif group and (name, match[1].lower()) == ("img", "src"):
                    self._picture("", Span(*match.span(group)), Span(*tag.span()))
        self._between(position, end)

    def _between(self, start: int, end: int) -> None:
        if self._raw is not None and end > start:
            self._raw[1].append(html.unescape(self.text[start:end]))

    def _picture(self, alt: str, span: Span, outer: Span) -> None:
        self.pictures.append(Picture(self.text[span.start : span.end], " ".join(alt.split()), span, outer))

    # --- headings --------------------------------------------------------------------------------------------

    def _close_raw(self, offset: int) -> None:
        if self._raw is None:
            return
        level, parts = self._raw
        self._raw = None
        words = "".join(parts)
        self._close(level, words, offset)
        # how blanks between tags count is not documented, so the tidy spelling is let pass as well
        self.loose.append(slug(" ".join(words.split())))

    def _close(self, level: int, words: str, offset: int) -> None:
        plain = name = slug(words)
        while name in self._times:
            self.repeated.add(plain)
            self._times[plain] += 1
            name = f"{plain}-{self._times[plain]}"
        self._times[name] = 0
        self.slugs.append(name)
        while self._path and self._path[-1][0] >= level:
            self._path.pop()
        self._path.append((level, " ".join(words.split())))
        self.sections.append((offset, tuple(shown for _, shown in self._path)))
