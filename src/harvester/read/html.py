"""HTML inside a catalogue, or as one: tags become the same blocks, links and looks that Markdown has."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from harvester.read.builder import Builder
from harvester.read.document import Anchor, Block, Kind

if TYPE_CHECKING:
    from harvester.read.source import Source

# Quoted values may not hold `<`: that keeps the search linear on tags that never end.
_TOKEN = re.compile(
    r"<!--(?P<comment>.*?)(?:-->|\Z)|"
    r"<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9-]*+)(?P<attributes>(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+)>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"(?<![a-z-])([a-z-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_SILENT = {"script", "style", "svg", "head", "template"}
_BOLD = {"b", "strong"}
_ITALIC = {"i", "em", "cite"}
_PARAGRAPHS = {
    "p",
    "div",
    "center",
    "details",
    "summary",
    "section",
    "article",
    "dl",
    "dt",
    "dd",
    "hr",
    "thead",
    "tbody",
    "tfoot",
}


def document(source: Source) -> Builder:
    """Read an HTML file."""
    out = Builder(source)
    feed(out, source.start, len(source.text))
    out.finish()
    return out


def feed(out: Builder, start: int, end: int) -> None:
    """Tell the builder what the HTML of ``text[start:end]`` holds: a whole block, or a single tag within a line."""
    text = out.source.text
    position = start
    silent: tuple[str, int] | None = None
    for token in _TOKEN.finditer(text, start, end):
        name = (token["name"] or "").lower()
        if silent is not None:
            if name == silent[0] and token["close"]:
                out.hide(silent[1], token.end(), f"inside <{name}>")
                silent, position = None, token.end()
            continue
        _text(out, position, token.start())
        position = token.end()
        if token["comment"] is not None:
            out.hide(token.start(), token.end(), "comment")
        elif name in _SILENT and not token["close"]:
            silent = (name, token.start())
        elif token["close"]:
            _closing(out, name, token.start(), token.end())
        else:
            _opening(out, name, token)
    if silent is not None:
        out.hide(silent[1], end, f"inside <{silent[0]}>")
    else:
        _text(out, position, end)


def _text(out: Builder, start: int, end: int) -> None:
    in_cell = _own(out, "<td") is not None
    for line in re.finditer(r"[^\n]*\n?", out.source.text[start:end]):
        if line[0].strip():
            content = line[0].rstrip("\r\n")
            out.text(html.unescape(content), start + line.start(), start + line.start() + len(content))
        if line[0].endswith("\n"):
            if in_cell:
                out.text(" ", start + line.end() - 1, start + line.end())
            else:
                out.line_break(start + line.end() - 1, start + line.end(), soft=True)


def _opening(out: Builder, name: str, token: re.Match[str]) -> None:
    start, end = token.span()
    if name == "a":
        _anchor(out, token)
    elif name == "img":
        values = attributes(token["attributes"])
        out.image(values.get("alt", ""), values.get("src", ""), start, end)
    elif name == "br":
        out.line_break(start, end)
    elif name in _BOLD:
        out.bold(1)
    elif name in _ITALIC:
        out.italic(1)
    elif name == "table":
        out.open(Kind.TABLE, start, marker="<table")
    elif name == "tr":
        _close(out, "<tr", start, outside="<table")
        out.open(Kind.ROW, start, marker="<tr")
    elif name in {"td", "th"}:
        _close(out, "<td", start, outside="<tr")
        if _own(out, "<tr") is None:
            out.open(Kind.ROW, start, marker="<tr")
        width = attributes(token["attributes"]).get("colspan", "1")
        out.open(Kind.CELL, start, marker=f"<td {name}", width=int(width) if width.isdigit() and len(width) < 4 else 1)
    elif name in {"ul", "ol"}:
        out.open(Kind.LIST, start, marker="<list")
    elif name == "li":
        _close(out, "<li", start, outside="<list")
        out.open(Kind.ITEM, start, marker="<li")
    elif re.fullmatch(r"h[1-6]", name):
        out.open(Kind.HEADING, start, level=int(name[1]), marker="<h")
    elif name == "blockquote":
        out.open(Kind.QUOTE, start, marker="<quote")
    elif name in _PARAGRAPHS:
        out.flush(start)


def _closing(out: Builder, name: str, start: int, end: int) -> None:
    if name == "a":
        out.close_anchor()
    elif name in _BOLD:
        out.bold(-1)
    elif name in _ITALIC:
        out.italic(-1)
    elif name in {"td", "th"}:
        _close(out, "<td", end)
    elif name in {"ul", "ol"}:
        _close(out, "<list", end)
    elif name in {"table", "tr", "li"}:
        _close(out, f"<{name}", end)
    elif re.fullmatch(r"h[1-6]", name):
        _close(out, "<h", end)
    elif name == "blockquote":
        _close(out, "<quote", end)
    elif name in _PARAGRAPHS:
        out.flush(start)


def _anchor(out: Builder, token: re.Match[str]) -> None:
    values = list(_ATTRIBUTE.finditer(token["attributes"]))
    href = next((match for match in values if match[1].lower() == "href"), None)
    if href is None:
        return
    group = next(number for number in (2, 3, 4) if href[number] is not None)
    base = token.start("attributes")
    start, end = base + href.start(group), base + href.end(group)
    text = out.source.text
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    closing = text.find("</a", token.end(), token.end() + 4000)
    outer_end = text.find(">", closing) + 1 if closing >= 0 else token.end()
    out.open_anchor(Anchor(text[start:end], start, end, token.start(), outer_end or token.end()))


def attributes(written: str) -> dict[str, str]:
    """The attributes of a tag by their name in lower case, entities resolved."""
    return {
        match[1].lower(): html.unescape(match[2] or match[3] or match[4] or "")
        for match in _ATTRIBUTE.finditer(written)
    }


def _own(out: Builder, marker: str, outside: str = "<table") -> Block | None:
    """The innermost open block that HTML opened with this marker, not looking out of the given kind of block."""
    for block in reversed(out.open_blocks):
        if block.marker.startswith(marker):
            return block
        if block.marker.startswith(outside):
            return None
    return None


def _close(out: Builder, marker: str, offset: int, outside: str = "<table") -> None:
    block = _own(out, marker, outside) if marker != outside else _own(out, marker, "none")
    if block is None:
        out.flush(offset)
    else:
        out.close(block, offset)
