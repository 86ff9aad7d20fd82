"""reStructuredText: headings, lists, tables and links, as far as lists of papers use them."""

from __future__ import annotations

import re
import sys
from itertools import pairwise
from typing import TYPE_CHECKING

from harvester.read.builder import Builder
from harvester.read.document import Anchor, Kind, Sort

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harvester.read.document import Block
    from harvester.read.source import Source

_UNDERLINE = re.compile(r"([=\-~^\"'`#*+.:_])\1{2,}[ \t]*\r?$")
_RULE = re.compile(r"(?:={2,}|-{2,})(?:[ \t]+[=-]+)+[ \t]*\r?$")
_GRID = re.compile(r"\+(?:[-=]+\+)+[ \t]*\r?$")
_ITEM = re.compile(r"([-*+•]|(?:\d+|#|[a-z])[.)]|\(\d+\))[ \t]+(?=\S)")
_EXPLICIT = re.compile(r"\.\.[ \t]+")
_TARGET = re.compile(r"\.\.[ \t]+_(?P<name>`[^`]+`|[^:]+):[ \t]*(?P<url>\S*)")
_FOOTNOTE = re.compile(r"\.\.[ \t]+\[[^\]]+\][ \t]*")
_INLINE = re.compile(
    r"``(?P<code>[^`]+)``|`(?P<label>(?:[^`<\s]|\s+(?![\s<]))*+)\s*<(?P<url>[^<>`]+)>`_{1,2}|`(?P<phrase>[^`]+)`__?|"
    r"\*\*(?P<bold>[^*]+)\*\*|\*(?P<italic>[^*\s][^*]*)\*|(?P<note>\[#?[\w.-]+\]_)|"
    r"(?<![\w`-])(?P<word>[A-Za-z][\w-]*)_(?!\w)"
)


def document(source: Source) -> Builder:
    """Read a reStructuredText file."""
    reader = _Reader(source)
    reader.run()
    reader.out.finish()
    return reader.out


class _Reader:
    """Goes through the lines of a file; each line is its span in the text."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.out = Builder(source)
        self.lines = [
            match.span() for match in re.finditer(r"[^\n]*(?:\n|\Z)", source.text[source.start :]) if match[0]
        ]
        self.lines = [(a + source.start, b + source.start) for a, b in self.lines]
        self.marks: list[tuple[str, bool]] = []
        self.targets = self._targets()

    def run(self) -> None:
        """Feed every line."""
        number = 0
        items: list[tuple[int, Block | None, Block | None]] = []
        while number < len(self.lines):
            start, end = self.lines[number]
            line = self.line(number)
            indent = len(line) - len(line.lstrip())
            if not line.strip():
                self.out.flush(start)
                number += 1
                continue
            while items and indent <= items[-1][0] and not (indent == items[-1][0] and _ITEM.match(line.strip())):
                self._close_item(items, start)
            if level := self._heading(number):
                number = self._book_heading(number, level)
            elif _RULE.match(line.strip()) and not items:
                number = self._simple_table(number)
            elif _GRID.match(line.strip()):
                number = self._grid_table(number)
            elif _EXPLICIT.match(line.lstrip()):
                number = self._explicit(number, indent)
            elif match := _ITEM.match(line, indent):
                while items and indent <= items[-1][0]:
                    self._close_item(items, start)
                block = self.out.open(Kind.LIST, start)
                item = self.out.open(Kind.ITEM, start + indent, marker=match[1])
                items.append((indent, block, item))
                self.inline(start + match.end(), end)
                number += 1
            else:
                self.inline(start + indent, end)
                number += 1
        while items:
            self._close_item(items, len(self.source.text))

    def line(self, number: int) -> str:
        """The text of a line without its end, tabs kept."""
        start, end = self.lines[number]
        return self.source.text[start:end].rstrip("\r\n")

    def _close_item(self, items: list[tuple[int, Block | None, Block | None]], offset: int) -> None:
        _, block, item = items.pop()
        self.out.close(item, offset)
        self.out.close(block, offset)

    # --- headings ---------------------------------------------------------------------------------------------

    def _heading(self, number: int) -> int:
        """Level of the heading that begins on this line, or 0."""
        over = number + 2 < len(self.lines) and bool(_UNDERLINE.match(self.line(number)))
        text = self.line(number + 1) if over else self.line(number)
        under = self.line(number + 2) if over else self.line(number + 1) if number + 1 < len(self.lines) else ""
        match = _UNDERLINE.match(under)
        if (
            match is None
            or not text.strip()
            or (text.startswith(" ") and not over)
            or len(under.strip()) < len(text.strip()) // 2
        ):
            return 0
        if over and self.line(number).strip()[:1] != match[1]:
            return 0
        mark = (match[1], over)
        if mark not in self.marks:
            self.marks.append(mark)
        return min(6, self.marks.index(mark) + 1)

    def _book_heading(self, number: int, level: int) -> int:
        over = bool(_UNDERLINE.match(self.line(number)))
        start, end = self.lines[number + over]
        block = self.out.open(Kind.HEADING, start, level=level)
        self.inline(start, end)
        self.out.close(block, end)
        return number + 2 + over

    # --- tables -------------------------------------------------------------------------------------------------

    def _simple_table(self, number: int) -> int:
        """A table whose columns are drawn by rules of ``=``; a line without a first cell continues the row above."""
        columns = [match.span() for match in re.finditer(r"[=-]+", self.line(number))]
        reach = [(left, right) for (left, _), (right, _) in pairwise(columns)] + [(columns[-1][0], sys.maxsize)]
        table = self.out.open(Kind.TABLE, self.lines[number][0])
        rules = [at for at in range(number, len(self.lines)) if _RULE.match(self.line(at).strip())]
        rules = rules[
            : next(
                (
                    n + 1
                    for n, at in enumerate(rules)
                    if n and (at + 1 >= len(self.lines) or not self.line(at + 1).strip())
                ),
                len(rules),
            )
        ]
        last = rules[-1]
        header_until = rules[1] if len(rules) > 2 else number
        rows: list[list[int]] = []
        for at in range(number + 1, last):
            line = self.line(at)
            if not line.strip() or at in rules:
                continue
            continues = bool(rows) and rows[-1][-1] == at - 1
            if continues and not line[: columns[0][1]].strip() and len(columns) > 1:
                rows[-1].append(at)
            else:
                rows.append([at])
        for row in rows:
            self._row(row, reach, "th" if row[0] < header_until else "td")
        self.out.close(table, self.lines[last][1])
        return last + 1

    def _row(self, numbers: list[int], columns: list[tuple[int, int]], marker: str) -> None:
        row = self.out.open(Kind.ROW, self.lines[numbers[0]][0], marker=marker)
        for left, right in columns:
            cell = self.out.open(Kind.CELL, self.lines[numbers[0]][0] + left)
            for at in numbers:
                start, end = self.lines[at]
                line = self.line(at)
                if line[left:right].strip():
                    self.inline(start + left, min(end, start + right))
            last = self.lines[numbers[-1]][0] + len(self.line(numbers[-1]))
            self.out.close(cell, min(last, self.lines[numbers[-1]][0] + right))
        self.out.close(row, self.lines[numbers[-1]][1])

    def _grid_table(self, number: int) -> int:
        """A table drawn with ``+---+``; cells that span several columns are not told apart."""
        borders = [match.start() for match in re.finditer(r"\+", self.line(number))]
        columns = [(left + 1, right) for left, right in pairwise(borders)]
        table = self.out.open(Kind.TABLE, self.lines[number][0])
        at, row = number + 1, list[int]()
        while at < len(self.lines) and self.line(at).lstrip()[:1] in {"|", "+"}:
            if _GRID.match(self.line(at).strip()):
                if row:
                    self._row(row, columns, "th" if "+=" in self.line(at) else "td")
                row = []
            else:
                row.append(at)
            at += 1
        self.out.close(table, self.lines[at - 1][1])
        return at

    # --- explicit markup ------------------------------------------------------------------------------------------

    def _explicit(self, number: int, indent: int) -> int:
        """Read footnotes as paragraphs; hide targets, directives and comments with all that is indented below them."""
        start, end = self.lines[number]
        if match := _FOOTNOTE.match(self.line(number).lstrip()):
            self.out.flush(start)
            self.inline(start + indent + match.end(), end)
            return number + 1
        last = number + 1
        while last < len(self.lines) and (
            not self.line(last).strip() or len(self.line(last)) - len(self.line(last).lstrip()) > indent
        ):
            last += 1
        why = (
            "reference definition"
            if _TARGET.match(self.line(number).lstrip())
            else "directive"
            if "::" in self.line(number)
            else "comment"
        )
        self.out.hide(start, self.lines[last - 1][1], why)
        return last

    def _targets(self) -> Mapping[str, tuple[int, int]]:
        """Span of the address of every named target."""
        found: dict[str, tuple[int, int]] = {}
        for number, (start, _) in enumerate(self.lines):
            line = self.line(number)
            if (match := _TARGET.match(line.lstrip())) and match["url"]:
                shift = start + len(line) - len(line.lstrip())
                found[_folded(match["name"])] = (shift + match.start("url"), shift + match.end("url"))
        return found

    # --- text -----------------------------------------------------------------------------------------------------

    def inline(self, start: int, end: int) -> None:
        """Feed the text of one line."""
        text = self.source.text
        end = start + len(text[start:end].rstrip())
        position = start
        for match in _INLINE.finditer(text, start, end):
            self.out.text(text[position : match.start()], position, match.start())
            position = match.end()
            self._span(match)
        if position < end:
            self.out.text(text[position:end], position, end)
        self.out.line_break(end, end, soft=True)

    def _span(self, match: re.Match[str]) -> None:
        start, end = match.span()
        if match["url"] is not None:
            self._link(match["label"] or match["url"], match.span("url"), start, end)
        elif match["code"] is not None:
            self.out.text(match["code"], start, end, Sort.CODE)
        elif match["bold"] is not None or match["italic"] is not None:
            switch = self.out.bold if match["bold"] is not None else self.out.italic
            switch(1)
            self.out.text(match["bold"] or match["italic"], start, end)
            switch(-1)
        elif match["phrase"] is not None or match["word"] is not None:
            name = match["phrase"] or match["word"]
            span = self.targets.get(_folded(name))
            if span is None:
                self.out.text(match[0] if match["word"] else name, start, end)
            else:
                self._link(name, span, start, end)

    def _link(self, label: str, span: tuple[int, int], start: int, end: int) -> None:
        self.out.open_anchor(Anchor(self.source.text[span[0] : span[1]], *span, start, end))
        self.out.text(label, start, end)
        self.out.close_anchor()


def _folded(name: str) -> str:
    return " ".join(name.strip("`").split()).casefold()
