"""Link titles: what a reader sees who points at the link of a paper."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from harvester.identify import identify, identify_url
from harvester.model import Role, Span
from harvester.read.formats import name_of
from harvester.read.html import attributes
from harvester.repair.edits import TITLES, Edit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harvester.model import Catalogue, Link
    from harvester.repair.works import Work

# What ends or begins markup somewhere around a title: in a table, in a code span, in another parser.
_MARKUP = re.compile(r'[\\"\[\]]')
_ENTITIES = {"|": "&#124;", "`": "&#96;", "<": "&lt;", ">": "&gt;"}
_ENTITY = re.compile(r"&(?=#?\w+;)")

_TAG = re.compile(r"<a\b((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*)>", re.IGNORECASE)
_UNTITLED = re.compile(r">?\s*\)")
_DEFINITION = re.compile(r" {0,3}\[[^\[\]]+\]:[ \t]*<?")
_UNTITLED_DEFINITION = re.compile(r">?[ \t]*(?:\r?\n(?![ \t]*[\"'(])|\Z)")


def titles(catalogue: Catalogue, works: Iterable[Work], beside: Iterable[Edit] = ()) -> tuple[Edit, ...]:
    """The edits that give the paper link of each work a title, in source order.

    Links of Markdown and of HTML can have one, a reference link in its definition; where there is one, it stays.

    Args:
        beside: Edits of destinations that are made as well; a link that they lead to another work gets no title.
    """
    if name_of(catalogue) not in {"Markdown", "HTML"}:
        return ()
    leading = {edit.span: identify_url(edit.new).key for edit in beside}
    found: dict[Span, Edit] = {}
    for work in works:
        link = _paper(work)
        if link is None or not work.cited or leading.get(link.span, identify(link).key) != identify(link).key:
            continue
        if place := _place(catalogue.text, link):
            offset, new = place[0], place[1].format(_escaped(work.cited, place[1]))
            edit = Edit(Span(offset, offset), "", new, link.line, TITLES, f"as {work.sources} has it")
            found.setdefault(edit.span, edit)  # a definition serves many links
    return tuple(sorted(found.values()))


def _paper(work: Work) -> Link | None:
    """The link that the metadata are about, which is the one that names the entry."""
    link = next((link for link in work.entry.links if link.role is Role.PAPER), None)
    key = identify(link).key if link else ""
    return link if work.id == key or work.id.startswith(f"{key}~") else None


_MARKDOWN, _HTML = ' "{}"', ' title="{}"'


def _place(text: str, link: Link) -> tuple[int, str] | None:
    """Where a title goes and how it is set off; None where the link cannot have one, or has one."""
    if not link.outer.start < link.span.start < link.outer.end:
        return _in_definition(text, link)
    tail = text[link.span.end : link.outer.end]
    if text[link.outer.start] == "[" and _UNTITLED.fullmatch(tail):
        return link.span.end + tail.startswith(">"), _MARKDOWN
    tag = _TAG.match(text, link.outer.start)
    if tag is None or "title" in attributes(tag[1]):
        return None
    quoted = re.match(r"\s*[\"']", tail)
    opened = text[: link.span.start].rstrip()[-1:] in {'"', "'"}
    return link.span.end + (quoted.end() if quoted and opened else 0), _HTML


def _in_definition(text: str, link: Link) -> tuple[int, str] | None:
    """Behind the destination of a reference definition that stands on a line of its own and has no title."""
    before = text[text.rfind("\n", 0, link.span.start) + 1 : link.span.start]
    if text[link.outer.start : link.outer.start + 1] != "[" or not _DEFINITION.fullmatch(before):
        return None
    if not _UNTITLED_DEFINITION.match(text, link.span.end):
        return None
    return link.span.end + text.startswith(">", link.span.end), _MARKDOWN


def _escaped(title: str, form: str) -> str:
    if form == _HTML:
        return html.escape(title, quote=False).replace('"', "&quot;").replace("|", "&#124;")
    title = _ENTITY.sub("&amp;", _MARKUP.sub(r"\\\g<0>", title))
    return "".join(_ENTITIES.get(char, char) for char in title)
