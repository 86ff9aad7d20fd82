"""What an edit is, and the edits of destinations that findings propose."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import quote

from harvester import local
from harvester.errors import HarvesterError
from harvester.model import Certainty, Span
from harvester.rules.style import blanks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from harvester.model import Catalogue, Finding, Link, Suggestion

# What no destination may hold in any of the formats that we write: it would end a link, a cell or a string.
_NEVER = re.compile(r"""[\s\x00-\x1f\x7f-\x9f"'<>\\^`{|}\[\]\u200e\u200f\u202a-\u202e\u2066-\u2069]""")


TITLES, COLUMNS = "titles", "columns"
"""The words under which edits are reported and chosen that rest on no finding."""


class RepairError(HarvesterError):
    """An edit would change more than it says; the file is left as it is (exit code 2)."""


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Replace ``text[span.start:span.end]`` by ``new``.

    Attributes:
        old: What stands there; empty where something is inserted.
        rule: Id of the rule whose finding proposes it, or ``titles`` or ``columns``.
        reads: How the cell reads afterwards, where it is the text of a cell that changes.
        drops: True where a link goes.
    """

    span: Span
    old: str
    new: str
    line: int
    rule: str
    reason: str
    reads: str | None = None
    drops: bool = False

    def __str__(self) -> str:
        """The change in one line, for a person."""
        old, new = self.old.strip(), self.new.strip()
        if old and new:
            return f"{old} -> {new}"
        return f"+ {new}" if new else f"- {old or 'a blank'}"


def edits(
    findings: Iterable[Finding], catalogue: Catalogue, *, least: Certainty = Certainty.CERTAIN
) -> tuple[Edit, ...]:
    """The edits of destinations in this catalogue that these findings propose, in source order.

    Args:
        findings: Those about other catalogues, without a replacement, waived, or less certain than ``least`` give none;
            nor do those whose link no longer stands where it was found.
        least: ``certain`` for what a machine may apply, ``likely`` to include what a person should look at.
    """
    wanted = {Certainty.CERTAIN, least}
    found: dict[Span, Edit] = {}
    for finding, link in standing(findings, catalogue):
        suggestion = finding.suggestion
        if suggestion is None or suggestion.replacement is None or suggestion.certainty not in wanted:
            continue
        for edit in _edits(finding, link, suggestion, catalogue.text):
            # a reference definition serves many links: one edit mends them all
            found.setdefault(edit.span, edit)
    return tuple(sorted(found.values()))


def standing(findings: Iterable[Finding], catalogue: Catalogue) -> Iterator[tuple[Finding, Link]]:
    """The findings about links of this catalogue that are not waived, each with its link where that still stands."""
    links: Mapping[tuple[int, int, str], Link] | None = None
    for finding in findings:
        if finding.catalogue != catalogue.path or finding.waived:
            continue
        links = links or {(link.line, link.column, link.url): link for link in all_links(catalogue)}
        if link := links.get((finding.line, finding.column, finding.what)):
            yield finding, link


def _edits(finding: Finding, link: Link, suggestion: Suggestion, text: str) -> Iterator[Edit]:
    """The new destination; for one that only has blanks beside it, those are taken out."""
    new = destination(suggestion.replacement or "")
    if new != link.url:
        yield Edit(link.span, link.url, new, link.line, finding.rule, suggestion.text)
    elif suggestion.replacement == link.url:
        for span in blanks(text, link):
            yield Edit(span, text[span.start : span.end], "", link.line, finding.rule, suggestion.text)


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

    Args:
        changes: In source order.

    Raises:
        RepairError: Two edits overlap, one does not find what it means to replace, or one would add a line.
    """
    for before, after in pairwise(changes):
        if after.span.start < before.span.end or after.span == before.span:
            raise RepairError(f"line {after.line}: two repairs of one place; neither was made")
    pieces, position = [], 0
    for edit in changes:
        if text[edit.span.start : edit.span.end] != edit.old:
            raise RepairError(f"line {edit.line}: {edit.old} no longer stands where it was read; nothing was changed")
        if "\n" in edit.new or "\r" in edit.new:
            raise RepairError(f"line {edit.line}: a repair would add a line; nothing was changed")
        pieces += [text[position : edit.span.start], edit.new]
        position = edit.span.end
    return "".join([*pieces, text[position:]])


def all_links(catalogue: Catalogue) -> list[Link]:
    """Every link of a catalogue in source order, usable or not: of entries, of placeholders, into its repository."""
    links = [link for entry in catalogue.entries for link in (*entry.links, *entry.malformed)]
    links += [link for placeholder in catalogue.placeholders for link in placeholder.links]
    links += local.links(catalogue)
    return sorted(links, key=lambda link: (link.outer, link.span))
