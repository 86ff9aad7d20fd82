"""Markdown (GitHub's flavour, as pulldown-cmark reads it) as a tree of blocks with exact spans."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pyromark

from harvester.read.builder import Builder
from harvester.read.document import Anchor, Block, Kind, Piece, Sort
from harvester.read.html import feed as feed_html
from harvester.read.source import Characters

if TYPE_CHECKING:
    from harvester.read.source import Source

OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_GFM
)
"""What GitHub's Markdown has beyond CommonMark."""

_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\r?\n(?:[^\n]*\n)*?(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)")
_KEY_LINE = re.compile(r"[\w-]+\s*:", re.ASCII)
_CONTAINERS = {"BlockQuote": Kind.QUOTE, "List": Kind.LIST, "Item": Kind.ITEM, "Table": Kind.TABLE}
_CELL = re.compile(r"(?:\\.|[^|\\])+", re.DOTALL)
_RAW = {"HtmlBlock", "CodeBlock"}
_ROWS = {"TableHead": "th", "TableRow": "td"}


def document(source: Source) -> Builder:
    """Read a Markdown file."""
    out = Builder(source)
    start = _after_front_matter(source, out)
    _Reader(source, out, start, len(source.text)).run()
    out.finish()
    return out


class _Reader:
    """Turns the parser's events into calls of the builder."""

    def __init__(self, source: Source, out: Builder, start: int, end: int) -> None:
        self.source = source
        self.out = out
        self.base = start
        self.body = source.text[start:end]
        self.characters = Characters(self.body)
        self.open: list[Block | None] = []
        self.anchors: list[tuple[Anchor, str]] = []
        self.images: list[tuple[int, str, list[str]]] = []
        self.inside = start
        self.definitions = self._definitions()

    def run(self) -> None:
        """Feed every event."""
        raw, raw_start = "", 0
        at, base = self.characters.at, self.base
        for event, reach in pyromark.events_with_range(self.body, options=OPTIONS):
            name, value = (event, None) if isinstance(event, str) else next(iter(event.items()))
            tag = value if isinstance(value, str) else next(iter(value)) if isinstance(value, dict) else ""
            if raw and (name != "End" or tag != raw):
                continue
            start, end = base + at(reach["start"]), base + at(reach["end"])
            if tag not in _RAW or name not in {"Start", "End"}:
                self._event(name, tag, value, start, end)
                self.inside = start + 1 if name == "Start" else end
            elif name == "Start":
                raw, raw_start = tag, start
                self.out.flush(start)
            else:
                raw = ""
                self._raw(tag, raw_start, end)

    def _raw(self, tag: str, start: int, end: int) -> None:
        if tag == "HtmlBlock":
            feed_html(self.out, start, end)
        else:
            self.out.hide(start, end, "code block")

    def _event(self, name: str, tag: str, value: Any, start: int, end: int) -> None:
        if self.images and name != "End":
            if name in {"Text", "Code"}:
                self.images[-1][2].append(tag)
            elif name == "Start" and tag == "Image":
                self.images.append((start, "", []))
            return
        if name == "Text":
            self.out.text(tag, start, end)
        elif name == "Start":
            self._start(tag, value, start, end)
        elif name == "End":
            self._end(tag, end)
        elif name in {"SoftBreak", "HardBreak"}:
            self.out.line_break(start, end, soft=name == "SoftBreak")
        elif name == "Code":
            self.out.text(tag, start, end, Sort.CODE)
        elif name == "InlineHtml":
            feed_html(self.out, start, end)
        elif name == "Rule":
            self.out.flush(start)

    def _start(self, tag: str, value: Any, start: int, end: int) -> None:
        if tag == "Heading":
            self.open.append(self.out.open(Kind.HEADING, start, level=int(value[tag]["level"][1])))
        elif tag in _CONTAINERS:
            marker = self.source.text[start : start + 12].split(None, 1)[:1] if tag == "Item" else []
            self.open.append(self.out.open(_CONTAINERS[tag], start, marker=marker[0] if marker else ""))
        elif tag in _ROWS:
            self.open.append(self.out.open(Kind.ROW, start, marker=_ROWS[tag]))
        elif tag == "TableCell":
            self.open.append(self.out.open(Kind.CELL, start))
        elif tag == "Strong":
            self.out.bold(1)
        elif tag == "Emphasis":
            self.out.italic(1)
        elif tag == "Link":
            self._link(value[tag], start, end)
        elif tag == "Image":
            self.images.append((start, value[tag]["dest_url"], []))
        elif tag in {"Paragraph", "FootnoteDefinition"}:
            self.out.flush(start)

    def _end(self, tag: str, end: int) -> None:
        if tag == "Image":
            start, url, alt = self.images.pop()
            if not self.images:
                self.out.image("".join(alt), url, start, end)
        elif self.images:
            return
        elif tag == "Heading" or tag in _CONTAINERS or tag in _ROWS or tag == "TableCell":
            block = self.open.pop()
            self.out.close(block, end)
            if tag == "TableRow" and block is not None:
                self._surplus(block, end)
        elif tag == "Strong":
            self.out.bold(-1)
        elif tag == "Emphasis":
            self.out.italic(-1)
        elif tag == "Link":
            self._destination(*self.anchors.pop(), end)
            self.out.close_anchor()
        elif tag in {"Paragraph", "FootnoteDefinition"}:
            self.out.flush(end)

    def _at(self, byte: int) -> int:
        return self.base + self.characters.at(byte)

    # --- links ----------------------------------------------------------------------------------------------

    def _link(self, link: Any, start: int, end: int) -> None:
        anchor = Anchor(link["dest_url"], start, start, start, end)
        kind = link["link_type"]
        if kind in {"Autolink", "Email"}:
            anchor.start, anchor.end = start + 1, end - 1
            anchor.url = self.source.text[anchor.start : anchor.end]
        elif kind != "Inline":
            span = self.definitions.get(" ".join(link["id"].split()).casefold())
            if span is not None:
                anchor.start, anchor.end = span
                anchor.url = self.source.text[span[0] : span[1]]
        self.anchors.append((anchor, kind))
        self.out.open_anchor(anchor)

    def _destination(self, anchor: Anchor, kind: str, end: int) -> None:
        """Find the destination of an inline link: it stands after the last thing inside the label."""
        if kind != "Inline":
            return
        opening = self.source.text.find("](", self.inside, end)
        anchor.start, anchor.end = destination(self.source.text, opening + 2, end - 1)
        anchor.url = self.source.text[anchor.start : anchor.end]

    def _definitions(self) -> dict[str, tuple[int, int]]:
        """Span of the destination of every reference definition, by its folded label."""
        if "]:" not in self.body:
            return {}
        found: dict[str, tuple[int, int]] = {}
        for label, definition in pyromark.reference_definitions(self.body, options=OPTIONS).items():
            start, end = self._at(definition["span"]["start"]), self._at(definition["span"]["end"])
            colon = self.source.text.find("]:", start, end)
            span = destination(self.source.text, colon + 2, end)
            found[" ".join(label.split()).casefold()] = span
            self.out.definitions.append(span)
            self.out.hide(start, end, "reference definition")
        return found

    # --- what the parser leaves out -----------------------------------------------------------------------------

    def _surplus(self, row: Block, end: int) -> None:
        """Read the cells beyond the last column, which the parser drops; as many again are a second row."""
        start = max((cell.end for cell in row.cells()), default=row.start)
        while start < end and self.source.text[start] in "| \t":
            start += 1
        rest = self.source.text[start:end]
        if "](" not in rest and "://" not in rest:
            return
        surplus = []
        for part in _CELL.finditer(self.source.text, start, end):
            if part[0].strip():
                cell = Block(Kind.CELL, part.start(), part.end())
                cell.pieces = inline(self.source, self.out, part.start(), part.end())
                surplus.append(cell)
        if len(surplus) == len(row.children) and self.out.open_blocks[-1].kind is Kind.TABLE:
            second = Block(Kind.ROW, start, end, marker=row.marker, children=surplus)
            self.out.open_blocks[-1].children.append(second)
            row.end = start
        else:
            row.children.extend(surplus)


def destination(text: str, start: int, end: int) -> tuple[int, int]:
    """Span of a link destination that stands first in ``text[start:end]``, angle brackets and title left out."""
    while start < end and text[start].isspace():
        start += 1
    if text[start : start + 1] == "<":
        stop = text.find(">", start, end)
        return start + 1, stop if stop >= 0 else end
    stop = start
    while stop < end and text[stop] not in " \t\r\n":
        stop += 1
    return start, stop


def inline(source: Source, out: Builder, start: int, end: int) -> list[Piece]:
    """Read a stretch of a file as running text; its links are noted in the builder, its blocks are not."""
    part = Builder(source)
    _Reader(source, part, start, end).run()
    part.finish()
    out.anchors.extend(part.anchors)
    out.hidden.extend(part.hidden)
    return part.running_text()


def _after_front_matter(source: Source, out: Builder) -> int:
    """Offset after a YAML head, which GitHub shows as a table and nobody means as entries."""
    match = _FRONT_MATTER.match(source.text)
    lines = [line for line in match[0].splitlines()[1:-1] if line.strip()] if match else []
    if match is None or not lines or not _KEY_LINE.match(lines[0]):
        return source.start
    out.hide(source.start, match.end(), "front matter")
    return match.end()
