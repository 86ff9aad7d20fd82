"""The proof that edits are harmless: the mended text is read again, and only what they mean may read differently."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from harvester import read
from harvester.errors import CatalogueError
from harvester.model import Span
from harvester.read.formats import name_of
from harvester.read.source import Source
from harvester.rendered import render
from harvester.repair.edits import Edit, RepairError, all_links, apply

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from harvester.model import Catalogue, Entry, Link, Skipped

MOST_TRIES = 60
"""Sets of edits that are tried before the rest is left out; three bad ones among a thousand need some 60."""


def mend(
    catalogue: Catalogue, changes: Sequence[Edit], fields: Mapping[str, str | tuple[str, ...]] | None = None
) -> str:
    """The mended text of a catalogue, proven by reading it again.

    Every link, every entry, every field and every address that belongs to none must read as before and stand where
    it stood, but for what the edits say; in Markdown also to a reader that forgives no broken markup.

    Raises:
        RepairError: Something else would read differently.
    """
    text = apply(catalogue.text, changes)
    if not changes:
        return text
    try:
        again = read.parse(text.encode("utf-8"), path=catalogue.path, fields=fields)
    except CatalogueError as error:
        raise _harmful(catalogue, changes[0].line) from error
    was = _Reading(catalogue, changes)
    for expected, seen in (
        (was.links(), [_link(link) for link in all_links(again)]),
        (was.entries(again), [_entry(entry) for entry in was.known(again)]),
        (was.skipped(), was.untouched(again.skipped)),
        (was.shown(), was.old(_shown(again))),
    ):
        if expected != seen:
            lines = (one[0] for one, other in zip(expected, seen, strict=False) if one != other)
            raise _harmful(catalogue, next(lines, changes[0].line))
    return text


def provable(
    catalogue: Catalogue, changes: Sequence[Edit], fields: Mapping[str, str | tuple[str, ...]] | None = None
) -> tuple[Edit, ...]:
    """Those of these edits that together are proven to change nothing else, found by halves."""
    tries = iter(range(MOST_TRIES))

    def holds(part: Sequence[Edit]) -> bool:
        try:
            mend(catalogue, part, fields)
        except RepairError:
            return False
        return True

    def search(part: Sequence[Edit]) -> Sequence[Edit]:
        if next(tries, None) is None:
            return ()
        if holds(part):
            return part
        half = len(part) // 2
        kept = [*search(part[:half]), *search(part[half:])] if half else []
        return kept if kept and holds(kept) else ()

    return tuple(search(changes)) if changes else ()


def _harmful(catalogue: Catalogue, line: int) -> RepairError:
    return RepairError(
        f"{catalogue.path}:{line}: the repairs would change more than they say; nothing was changed",
        hint="Narrow them by --rule or --line, or mend this line by hand.",
    )


def _shown(catalogue: Catalogue) -> list[tuple[Any, ...]]:
    """Where the links of a Markdown file begin and end, as GitHub shows them."""
    if name_of(catalogue) != "Markdown":
        return []
    source = Source(catalogue.path, catalogue.text)
    labels = render(catalogue.text).labels.items()
    return [(source.line(start), start, end) for start, (_, end) in sorted(labels)]


def _link(link: Link) -> tuple[Any, ...]:
    return link.line, link.url, link.label, link.span.start, link.outer.start, link.outer.end


def _entry(entry: Entry) -> tuple[Any, ...]:
    return entry.line, entry.end_line, entry.section, entry.span.start, entry.fields, _said(entry)


@dataclass(frozen=True)
class _Reading:
    """How a catalogue is to be read after its edits."""

    catalogue: Catalogue
    changes: Sequence[Edit]

    def links(self) -> list[tuple[Any, ...]]:
        return [self._link(link) for link in self._links if not self._dropped(link)]

    def entries(self, again: Catalogue) -> list[tuple[Any, ...]]:
        """The entries; one all of whose links went may have gone with them."""
        now = {entry.span.start: entry for entry in again.entries}
        starts = [self._start(entry.span.start) for entry in self.catalogue.entries]
        return [
            self._entry(entry, now.get(start, entry))
            for entry, start in zip(self.catalogue.entries, starts, strict=True)
            if start in now or not self._emptied(entry)
        ]

    def known(self, again: Catalogue) -> list[Entry]:
        """The entries of the new reading without those that were template rows as long as they had their links."""
        starts = {self._start(entry.span.start) for entry in self.catalogue.entries}
        emptied = {edit.line for edit in self.changes if edit.drops}
        return [entry for entry in again.entries if entry.span.start in starts or entry.line not in emptied]

    def skipped(self) -> list[tuple[Any, ...]]:
        return [
            (one.line, one.url, self._start(one.span.start))
            for one in self.catalogue.skipped
            if not self._within(one.span) and not self._covered(one.span)
        ]

    def untouched(self, skipped: Sequence[Skipped]) -> list[tuple[Any, ...]]:
        """Addresses of the new reading that stand outside every new text."""
        written = [(self._start(edit.span.start), len(edit.new)) for edit in self.changes]
        starts = [start for start, _ in written]
        found = []
        for one in skipped:
            number = bisect_right(starts, one.span.start) - 1
            if number < 0 or one.span.start >= sum(written[number]):
                found.append((one.line, one.url, one.span.start))
        return found

    def shown(self) -> list[tuple[Any, ...]]:
        return [
            (line, self._start(start), self._end(end))
            for line, start, end in _shown(self.catalogue)
            if not any(edit.drops for edit in self._covered(Span(start, end)))
        ]

    def old(self, shown: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """The links that GitHub showed before, as it shows them now; a broken one may have become one by an edit."""
        before = set(self.shown())
        written = [self._start(edit.span.start) for edit in self.changes]
        return [
            (line, start, end)
            for line, start, end in shown
            if (line, start, end) in before or bisect_left(written, start) == bisect_left(written, end)
        ]

    def _link(self, link: Link) -> tuple[Any, ...]:
        url = self._url(link)
        label = link.label.replace(link.url, url)  # a bare address is its own label
        outer = self._start(link.outer.start), self._end(link.outer.end)
        return link.line, url, label, self._start(link.span.start), *outer

    def _entry(self, entry: Entry, now: Entry) -> tuple[Any, ...]:
        """An entry as it is to be read; what it says as a whole is free where a cell was filled or a link went."""
        fields = []
        free = any(self._dropped(link) for link in (*entry.links, *entry.malformed))
        for (header, text), cell in zip(entry.fields, entry.cells, strict=True):
            reads = next((edit.reads for edit in self._within(cell) if edit.reads is not None), None)
            free = free or reads is not None
            fields.append((header, self._renamed(entry, text) if reads is None else reads))
        said = _said(now) if free else tuple(self._renamed(entry, one) for one in _said(entry))
        return entry.line, entry.end_line, entry.section, self._start(entry.span.start), tuple(fields), said

    def _renamed(self, entry: Entry, text: str) -> str:
        for link in (*entry.links, *entry.malformed):
            if link.url in text:
                text = text.replace(link.url, self._url(link))
        return text

    def _url(self, link: Link) -> str:
        return next((edit.new for edit in self._within(link.span) if edit.span == link.span), link.url)

    def _emptied(self, entry: Entry) -> bool:
        return all(self._dropped(link) for link in self._links if _holds(entry.span, link.outer))

    def _dropped(self, link: Link) -> bool:
        return any(edit.drops for edit in self._covered(link.outer))

    # --- where things stand ----------------------------------------------------------------------------------------

    @cached_property
    def _links(self) -> list[Link]:
        return all_links(self.catalogue)

    def _within(self, span: Span) -> list[Edit]:
        """The edits inside a span."""
        part = self.changes[bisect_left(self._starts, span.start) : bisect_right(self._starts, span.end)]
        return [edit for edit in part if _holds(span, edit.span)]

    def _covered(self, span: Span) -> list[Edit]:
        """The edit that a span lies in, if any."""
        number = bisect_right(self._starts, span.start) - 1
        return [edit for edit in self.changes[max(number, 0) : number + 1] if _holds(edit.span, span)]

    def _start(self, offset: int) -> int:
        """Where something that begins here begins afterwards."""
        return offset + self._gains[bisect_left(self._starts, offset)]

    def _end(self, offset: int) -> int:
        """Where something that ends here ends afterwards."""
        return offset + self._gains[bisect_right(self._ends, offset)]

    @cached_property
    def _starts(self) -> list[int]:
        return [edit.span.start for edit in self.changes]

    @cached_property
    def _ends(self) -> list[int]:
        return [edit.span.end for edit in self.changes]

    @cached_property
    def _gains(self) -> list[int]:
        return list(accumulate((len(edit.new) - len(edit.old) for edit in self.changes), initial=0))


def _said(entry: Entry) -> tuple[str, ...]:
    return tuple(one or "" for one in (entry.title, entry.authors, entry.venue, entry.date))


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
