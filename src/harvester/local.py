"""Links inside the repository: anchors of the catalogue's own page, files beside it, pictures; judged at once, offline.

The disk is reached through one function that is passed in, so nothing here touches the world. Only Markdown is judged:
what a link in a YAML or HTML catalogue is relative to, its own site decides.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import quote, unquote

from rapidfuzz import fuzz, process

from harvester.identify import near
from harvester.model import (
    Absent,
    Answer,
    Catalogue,
    Cited,
    Found,
    Link,
    Role,
    Sighting,
    Skipped,
    Span,
    Target,
    TargetKind,
    Unavailable,
)
from harvester.read.source import Source
from harvester.rendered import Rendered, render, slug

if TYPE_CHECKING:
    from collections.abc import Mapping


class Seen(Enum):
    """What may stand at a path besides a file."""

    FOLDER = "folder"


Look: TypeAlias = Callable[[str], bytes | Seen | None]
"""What stands at a ``/``-separated path below the repository's root: a folder, nothing, or a file.

Of a Markdown file its bytes are given, since anchors are looked up in them; of any other file none are needed.
"""

MARKDOWN = frozenset({".md", ".markdown", ".mdown", ".mkd", ".mkdn"})
"""Endings of files that GitHub shows as Markdown, and gives anchors to."""

# The reader's words for links that belong to no paper and lead nowhere but here.
_IN_PAGE, _RELATIVE = "in-page anchor", "relative link"

_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_LINES = re.compile(r"L\d+(?:C\d+)?(?:-L?\d+(?:C\d+)?)?", re.ASCII)
_PICTURE = re.compile(r"!\[|<img", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_LABEL_IN_HTML = re.compile(r"[^<>]{0,400}>(.{0,400}?)</a", re.DOTALL | re.IGNORECASE)
_ALIKE = 80
"""Likeness (of 100) below which names share letters, not words: ``misc-2024`` and ``icml-2024`` have 78."""

_COMPARED = 2_000
"""Anchors of one page that a broken link is compared with; the longest of 16 real lists has 149 headings."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a catalogue stands: its ``/``-separated path below the repository's root, and a look at the repository."""

    path: str
    look: Look


@dataclass(frozen=True, slots=True)
class Inside:
    """What the links of one catalogue into its own repository lead to.

    Attributes:
        cited: These links, which belong to no entry, in source order.
        answers: By ``Target.key``; those of near spellings that exist are among them.
        left: Links without an entry that are none of these, and get no verdict.
    """

    cited: tuple[Cited, ...]
    answers: Mapping[str, Answer[Sighting]]
    left: tuple[Skipped, ...]


def inside(catalogue: Catalogue, place: Place | None = None) -> Inside:
    """Judge the links of a catalogue that lead into its own page and its own repository.

    Args:
        place: Where it stands; None where no repository is known, which leaves relative links unjudged.
    """
    markdown = PurePosixPath(catalogue.path).suffix.lower() in {*MARKDOWN, ""}
    pictured = place is not None and _PICTURE.search(catalogue.text)
    if not markdown or not (pictured or any(one.why in {_IN_PAGE, _RELATIVE} for one in catalogue.skipped)):
        return Inside((), {}, catalogue.skipped)
    check = _Check(catalogue, place)
    left = tuple(skipped for skipped in catalogue.skipped if not check.link(skipped))
    check.pictures()
    return Inside(tuple(sorted(check.cited, key=lambda item: item.link.outer)), check.answers, left)


def links(catalogue: Catalogue) -> list[Link]:
    """The links of a catalogue, as it was read, into its own page and repository, whatever they lead to."""
    return [item.link for item in inside(catalogue, Place(catalogue.path, lambda _: None)).cited]


def sure(target: Target, label: str, instead: str) -> bool:
    """Whether a near anchor is the one that was meant beyond doubt: the link's own label names its heading."""
    return target.kind is TargetKind.ANCHOR and bool(instead) and instead == f"#{slug(label)}"


class _Check:
    """The links of one catalogue, one after the other."""

    def __init__(self, catalogue: Catalogue, place: Place | None) -> None:
        self.catalogue = catalogue
        self.place = place
        self.source = Source(catalogue.path, catalogue.text)
        self.page = render(catalogue.text)
        self.cited: list[Cited] = []
        self.answers: dict[str, Answer[Sighting]] = {}
        self._folder = PurePosixPath(place.path).parent.parts if place else ()
        self._pages: dict[str, Rendered] = {}

    def link(self, skipped: Skipped) -> bool:
        """Take in one link that belongs to no entry; False where it is none of ours."""
        start = self.source.line_start(skipped.line) + skipped.column - 1
        label, end = self.page.labels.get(start) or (self._label_in_html(skipped.span), skipped.span.end)
        outer = Span(start, max(start, end))
        if skipped.why == _IN_PAGE:
            self._cite(skipped.url, label, skipped.span, outer, self._anchor(skipped.url, label))
            return True
        target = self._file(skipped.url, label) if skipped.why == _RELATIVE else None
        if target is not None:
            self._cite(skipped.url, label, skipped.span, outer, target)
        return target is not None

    def pictures(self) -> None:
        """Take in the pictures that lie in the repository."""
        for picture in self.page.pictures:
            if not _ELSEWHERE.match(picture.url) and (target := self._file(picture.url, "")):
                self._cite(picture.url, picture.alt, picture.span, picture.outer, target)

    def _cite(self, url: str, label: str, span: Span, outer: Span, target: Target) -> None:
        if (other := near(target)) is not None:
            # the spellings of two links may meet under one key, and the one that was looked up counts
            self.answers.setdefault(other.key, Found(Sighting(vouched_by="this repository", evidence="it is there")))
        line, column = self.source.line(outer.start), self.source.column(outer.start)
        link = Link(url=url, role=Role.OTHER, label=label, line=line, column=column, span=span, outer=outer)
        section = self.page.section(outer.start)
        self.cited.append(Cited(catalogue=self.catalogue.path, section=section, entry_id="", link=link, target=target))

    # --- what a link leads to ----------------------------------------------------------------------------------

    def _anchor(self, url: str, label: str) -> Target:
        fragment = _plain(url).removeprefix("#")
        target = Target(TargetKind.ANCHOR, f"{self.catalogue.path}#{fragment}")
        if self.page.leads(fragment):
            self.answers[target.key] = Found(Sighting(vouched_by="this file", evidence="the anchor is there"))
            return target
        self.answers[target.key] = Absent("no heading has this anchor")
        name = _nearest(self.page, fragment, label)
        return replace(target, instead=f"#{name}" if name else "")

    def _file(self, url: str, label: str) -> Target | None:
        """The file, or None where there is no repository to look in or the link is about how the page is shown."""
        if self.place is None:
            return None
        written, _, fragment = _plain(url).partition("#")
        written, _, query = written.partition("?")
        path = unquote(written)
        if not path:
            return None
        parts = _resolved(() if path.startswith("/") else self._folder, path)
        if parts is None:
            target = Target(TargetKind.FILE, path)
            self.answers[target.key] = Unavailable("outside the repository")
            return target
        here = "/".join(parts)
        target = Target(TargetKind.FILE, f"/{here}#{fragment}" if fragment else f"/{here}")
        seen = self.place.look(here) if parts else Seen.FOLDER
        if seen is None:
            self.answers[target.key] = Absent(f"no {here} in the repository")
            return replace(target, instead=self._elsewhere(path))
        what = "the folder" if seen is Seen.FOLDER else "the file"
        self.answers[target.key] = Found(Sighting(vouched_by="this repository", evidence=f"{what} is there"))
        by_line = _LINES.fullmatch(fragment) or "plain=1" in query
        if isinstance(seen, Seen) or not fragment or by_line or PurePosixPath(here).suffix.lower() not in MARKDOWN:
            return target
        page = self._pages.get(here) or self._pages.setdefault(here, render(seen.decode("utf-8", "replace")))
        if page.leads(fragment):
            return target
        self.answers[target.key] = Absent(f"no heading of {here} has this anchor")
        name = _nearest(page, fragment, label)
        return replace(target, instead=f"{url.partition('#')[0]}#{name}" if name else "")

    def _elsewhere(self, path: str) -> str:
        """The same path taken from the root in place of the folder, or the other way round, where that exists."""
        parts = _resolved(self._folder if path.startswith("/") else (), path)
        if not parts or self.place is None or self.place.look("/".join(parts)) is None:
            return ""
        return quote(posixpath.relpath("/".join(parts), "/".join(self._folder) or "."), safe="/")

    def _label_in_html(self, span: Span) -> str:
        match = _LABEL_IN_HTML.match(self.catalogue.text, span.end)
        return " ".join(html.unescape(re.sub(r"<[^<>]*>", "", match[1])).split()) if match else ""


def _plain(url: str) -> str:
    """A destination as Markdown means it: entities and escapes resolved."""
    return html.unescape(_ESCAPED.sub(r"\1", url))


def _resolved(folder: tuple[str, ...], path: str) -> tuple[str, ...] | None:
    """The parts of a path below the root, or None where it leads out."""
    parts = list(folder)
    for part in path.split("/"):
        if part == ".." and not parts:
            return None
        if part == "..":
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return tuple(parts)


def _nearest(page: Rendered, fragment: str, label: str) -> str:
    """The anchor that was meant, as far as can be told: the one of the link's own label, else the one most alike."""
    named = slug(label)
    if named in page.repeated:
        return ""
    if named and page.holds(named):
        return named
    wanted = unquote(fragment).lower()
    alike = _by_numbers(page.anchors).get(_numbers(wanted), [])
    found = process.extractOne(wanted, alike, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return str(found[0]) if found else ""


@lru_cache(maxsize=4)
def _by_numbers(anchors: tuple[str, ...]) -> Mapping[tuple[str, ...], list[str]]:
    """Anchors by the numbers in them: another year is another thing, however much alike the rest is."""
    found: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for name in anchors[:_COMPARED]:
        found[_numbers(name)].append(name)
    return found


def _numbers(name: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\d+", name))
