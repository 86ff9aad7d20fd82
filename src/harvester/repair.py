"""Findings become edits of the catalogue, proven to change nothing else.

An edit is data: a span and its new text. Edits are checked for overlap and applied from the right, so that no offset
moves; then the result is read again, and unless exactly the intended links differ, nothing is written.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import quote

from harvester import local, read
from harvester.errors import HarvesterError
from harvester.model import Certainty

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from harvester.model import Catalogue, Finding, Link, Span

# What no destination may hold in any of the formats that we write: it would end a link, a cell or a string.
_NEVER = re.compile(r"""[\s\x00-\x1f\x7f-\x9f"'<>\\^`{|}\[\]\u200e\u200f\u202a-\u202e\u2066-\u2069]""")


class RepairError(HarvesterError):
    """An edit would change more than it says; the file is left as it is (exit code 2)."""


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Replace ``text[span.start:span.end]`` by ``new``, because of a finding."""

    span: Span
    old: str
    new: str
    line: int
    rule: str
    reason: str


def edits(
    findings: Iterable[Finding], catalogue: Catalogue, *, least: Certainty = Certainty.CERTAIN
) -> tuple[Edit, ...]:
    """The edits of this catalogue that these findings propose, in source order.

    Args:
        findings: Those about other catalogues, without a replacement, waived, or less certain than ``least`` give none;
            nor do those whose link no longer stands where it was found.
        least: ``certain`` for what a machine may apply, ``likely`` to include what a person should look at.
    """
    links = {(link.line, link.column, link.url): link for link in all_links(catalogue)}
    wanted = {Certainty.CERTAIN, least}
    found: dict[Span, Edit] = {}
    for finding in findings:
        link = links.get((finding.line, finding.column, finding.what))
        suggestion = finding.suggestion
        if finding.catalogue != catalogue.path or finding.waived or link is None or suggestion is None:
            continue
        if suggestion.replacement is None or suggestion.certainty not in wanted:
            continue
        edit = _edit(finding, link, suggestion.replacement, suggestion.text)
        if edit.new != edit.old:
            # a reference definition serves many links: one edit mends them all
            found.setdefault(link.span, edit)
    return tuple(sorted(found.values()))


def _edit(finding: Finding, link: Link, replacement: str, reason: str) -> Edit:
    return Edit(link.span, link.url, destination(replacement), link.line, finding.rule, reason)


def destination(url: str) -> str:
    """A URL as every format can hold it: what would end a link, a cell or a string is percent-encoded."""
    url = _NEVER.sub(lambda match: quote(match[0], safe=""), url)
    depth = 0
    for char in url:
        depth += (char == "(") - (char == ")")
        if depth < 0:
            break
    return url if depth == 0 else url.replace("(", "%28").replace(")", "%29")


def apply(text: str, changes: Sequence[Edit]) -> str:
    """The text with these edits in it.

    Raises:
        RepairError: Two edits overlap, or one does not find what it means to replace.
    """
    for before, after in pairwise(changes):
        if after.span.start < before.span.end:
            raise RepairError(f"line {after.line}: two repairs of one place; neither was made")
    for edit in reversed(changes):
        if text[edit.span.start : edit.span.end] != edit.old:
            raise RepairError(f"line {edit.line}: {edit.old} no longer stands where it was read; nothing was changed")
        text = text[: edit.span.start] + edit.new + text[edit.span.end :]
    return text


def mend(
    catalogue: Catalogue, changes: Sequence[Edit], fields: Mapping[str, str | tuple[str, ...]] | None = None
) -> str:
    """The mended text of a catalogue, proven by reading it again.

    Raises:
        RepairError: Something besides the intended destinations would read differently.
    """
    text = apply(catalogue.text, changes)
    again = read.parse(text.encode("utf-8"), path=catalogue.path, fields=fields)
    new = {edit.span: edit.new for edit in changes}
    expected = [_expected(link, new.get(link.span, link.url)) for link in all_links(catalogue)]
    if expected != [(link.url, link.line, link.label) for link in all_links(again)]:
        raise RepairError(f"{catalogue.path}: the repairs would change more than they say; nothing was changed")
    return text


def _expected(link: Link, url: str) -> tuple[str, int, str]:
    """How a link must read afterwards; a bare address is its own label."""
    return url, link.line, link.label.replace(link.url, url)


def all_links(catalogue: Catalogue) -> list[Link]:
    """Every link of a catalogue in source order, usable or not: of entries, of placeholders, into its repository."""
    links = [link for entry in catalogue.entries for link in (*entry.links, *entry.malformed)]
    links += [link for placeholder in catalogue.placeholders for link in placeholder.links]
    links += local.links(catalogue)
    return sorted(links, key=lambda link: (link.outer, link.span))


def patch(
    findings: Sequence[Finding],
    catalogues: Iterable[Catalogue],
    fields: Mapping[str, str | tuple[str, ...]] | None = None,
) -> str:
    """The certain edits of all catalogues as one patch that ``git apply`` takes; empty where there are none.

    Raises:
        RepairError: An edit would change more than it says.
    """
    return "".join(
        diff(catalogue.path, catalogue.text, mend(catalogue, edits(findings, catalogue), fields))
        for catalogue in catalogues
    )


def diff(path: str, before: str, after: str) -> str:
    """A unified diff that ``git apply`` takes; empty where nothing differs."""
    lines = difflib.unified_diff(_lines(before), _lines(after), f"a/{path}", f"b/{path}", n=3)
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _lines(text: str) -> list[str]:
    # only \n ends a line for git; the other characters that str.splitlines knows do not
    parts = text.split("\n")
    return [f"{part}\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])
