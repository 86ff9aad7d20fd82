r"""Placeholders emptied, as a list looks where there is nothing to link to.

============================  =========================================================================================
where the placeholder stands  what is left of it
============================  =========================================================================================
alone in a cell of a table    an empty cell, as wide as before
alone in a field of a record  an empty value: ``""`` in YAML and JSON, nothing in CSV, ``{}`` in BibTeX
anywhere else, as a link      its label, which is a link no more: ``[Code](TODO)`` becomes ``Code``
anywhere else, as an address  itself, since nobody can say what a text without it would mean
============================  =========================================================================================
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from harvester.model import Span
from harvester.read.delimited_file import separator_of
from harvester.read.formats import name_of
from harvester.read.source import Source
from harvester.repair.edits import Edit, standing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from harvester.model import Catalogue, Finding, Link

RULE = "placeholder"
"""The rule whose findings are emptied."""

_CELL_BEGINS = re.compile(r"<t[dh]\b[^<>]*>\s*\Z", re.IGNORECASE)
_CELL_ENDS = re.compile(r"\s*</?t[dhr]\b", re.IGNORECASE)
_ANCHOR = re.compile(r"<a\b(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*>(.*)</a\s*>", re.IGNORECASE | re.DOTALL)
_RST_LINK = re.compile(r"`((?:[^`<\s]|\s+(?![\s<]))*+)\s*<[^<>`]*>`__?")


def emptied(findings: Iterable[Finding], catalogue: Catalogue) -> tuple[Edit, ...]:
    """The edits that take out the links of these findings about placeholders, in source order."""
    empty = _EMPTY[name_of(catalogue)]
    found: dict[Span, Edit] = {}
    for finding, link in standing(findings, catalogue):
        place = empty(catalogue, link) if finding.rule == RULE else None
        if place is not None:
            span, new, alone = place
            old = catalogue.text[span.start : span.end]
            reads = "" if alone else None
            found[span] = Edit(span, old, new, link.line, RULE, finding.evidence, reads=reads, drops=True)
    return tuple(sorted(found.values()))


_Place = tuple[Span, str, bool]
"""What is replaced, by what, and whether it was all that its cell held."""


def _text(catalogue: Catalogue, link: Link) -> _Place | None:
    """Markdown, with HTML in it or not."""
    text, outer = catalogue.text, link.outer
    if text[outer.start : outer.start + 2].lower() == "<a":
        return _html(catalogue, link)
    start, end = text.rfind("\n", 0, outer.start) + 1, text.find("\n", outer.end)
    before, after = text[start : outer.start], text[outer.end : end if end >= 0 else len(text)]
    row = before.lstrip(" \t>").startswith("|")
    if row and before.rstrip(" \t").endswith("|") and re.match(r"[ \t]*(?:\||\r?\Z)", after):
        return outer, " " * (outer.end - outer.start), True
    label = _label(text, link)
    return None if label is None else (outer, label, False)


def _label(text: str, link: Link) -> str | None:
    """The label of an inline link as written, or None where it has none that could stand alone."""
    if text[link.outer.start] != "[" or not link.outer.start < link.span.start < link.outer.end:
        return None
    end = text.rfind("](", link.outer.start, link.span.start)
    label = text[link.outer.start + 1 : end] if end >= 0 else ""
    return label if label.strip() and "\n" not in text[link.outer.start : link.outer.end] else None


def _html(catalogue: Catalogue, link: Link) -> _Place | None:
    text, outer = catalogue.text, link.outer
    anchor = _ANCHOR.fullmatch(text, outer.start, outer.end)
    if anchor is None:
        return None
    if _CELL_BEGINS.search(text, max(outer.start - 400, 0), outer.start) and _CELL_ENDS.match(text, outer.end):
        return outer, "", True
    return (outer, anchor[1], False) if anchor[1].strip() else None


def _rst(catalogue: Catalogue, link: Link) -> _Place | None:
    """In a drawn table nothing may move, so what goes leaves blanks behind."""
    text, outer = catalogue.text, link.outer
    match = _RST_LINK.fullmatch(text, outer.start, outer.end)
    if match is None or not match[1].strip():
        return None
    for entry in catalogue.entries:
        for cell in entry.cells:
            if cell.start <= outer.start and outer.end <= cell.end:
                alone = text[cell.start : cell.end].strip() == match[0]
                return outer, ("" if alone else match[1]).ljust(outer.end - outer.start), alone
    return (
        None if text[text.rfind("\n", 0, outer.start) + 1 : outer.start].startswith("|") else (outer, match[1], False)
    )


def _value(catalogue: Catalogue, link: Link, *, before: str, after: str = r"(?!)", empty: str = "") -> _Place | None:
    """For data files: what must stand before a value, what behind one without quotes, and what takes its place."""
    text, span = catalogue.text, link.span
    line = text[text.rfind("\n", 0, span.start) + 1 : span.start]
    if link.outer != span:
        return None
    behind, quote = re.compile(rf"(?:{before})\Z"), line[-1:]
    if quote in {'"', "'", "{"} and text[span.end : span.end + 1] == {"{": "}"}.get(quote, quote):
        return (span, "", True) if behind.search(line[:-1]) else None
    return (span, empty, True) if behind.search(line) and re.compile(after).match(text, span.end) else None


def _delimited(catalogue: Catalogue, link: Link) -> _Place | None:
    mark = re.escape(separator_of(Source(catalogue.path, catalogue.text)))
    return _value(catalogue, link, before=rf"^\ufeff?|{mark} *", after=rf" *(?:{mark}|\r?\n|\Z)")


_EMPTY: dict[str, Callable[[Catalogue, Link], _Place | None]] = {
    "Markdown": _text,
    "HTML": _html,
    "reStructuredText": _rst,
    "YAML": partial(_value, before=r":[ \t]+", after=r"[ \t]*(?:#|[,}]|\r?\n|\Z)", empty='""'),
    "JSON": partial(_value, before=r":[ \t]*"),
    "CSV or TSV": _delimited,
    "BibTeX": partial(_value, before=r"=[ \t]*"),
}
