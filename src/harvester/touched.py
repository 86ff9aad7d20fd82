"""The rows that a change touches, and a run narrowed to them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from harvester.citations import Citations
    from harvester.model import Catalogue, Cited, Enriched, Entry, Finding, Judged, Run


@dataclass(frozen=True, slots=True)
class Touched:
    """Where catalogues differ from an earlier state of theirs.

    Attributes:
        since: That state, as it was named.
        lines: By path of the catalogue, the lines that came or changed, counted from 1. An empty range stands before
            the line where others were taken away.
    """

    since: str
    lines: Mapping[str, Sequence[range]]

    def holds(self, path: str, first: int, last: int) -> bool:
        """Whether anything between these two lines, inclusive, differs."""
        return any(first < lines.stop and lines.start <= last for lines in self.lines.get(path, ()))

    def entry(self, path: str, entry: Entry) -> bool:
        """Whether any line of an entry differs."""
        return self.holds(path, entry.line, entry.end_line)

    def cited(self, catalogue: Catalogue, citations: Citations) -> Iterator[Cited]:
        """The links of touched rows, in source order."""
        rows = zip(citations.ids, catalogue.entries, strict=True)
        touched = {name for name, entry in rows if self.entry(catalogue.path, entry)}
        for item in citations.cited:
            if item.entry_id in touched or self.holds(catalogue.path, item.link.line, item.link.line):
                yield item

    def context_first(self, entries: Mapping[str, Iterable[Enriched]]) -> dict[str, Sequence[Enriched]]:
        """The same entries, the touched ones behind those that they are held against."""
        return {path: sorted(listed, key=lambda one: self.entry(path, one.entry)) for path, listed in entries.items()}


def narrow(run: Run, touched: Touched) -> Run:
    """The run as far as it is about touched rows; the rest was context. What the change repaired stays told."""
    entries = {path: tuple(one for one in all_ if touched.entry(path, one.entry)) for path, all_ in run.entries.items()}
    rows = {(path, one.id) for path, listed in entries.items() for one in listed}

    def concerned(item: Judged | Finding, line: int) -> bool:
        return (item.catalogue, item.entry_id) in rows or touched.holds(item.catalogue, line, line)

    findings = tuple(item for item in run.findings if concerned(item, item.line))
    kept = {item.id for item in findings}
    return replace(
        run,
        catalogues=tuple(_narrowed(one, touched) for one in run.catalogues),
        entries=entries,
        links=tuple(item for item in run.links if concerned(item, item.link.line)),
        findings=findings,
        changes=replace(run.changes, new=tuple(name for name in run.changes.new if name in kept)),
        part=f"Only what changed since {touched.since} was judged: {len(rows):,} of "
        f"{sum(map(len, run.entries.values())):,} entries",
    )


def _narrowed(catalogue: Catalogue, touched: Touched) -> Catalogue:
    return replace(
        catalogue,
        entries=tuple(one for one in catalogue.entries if touched.entry(catalogue.path, one)),
        placeholders=tuple(one for one in catalogue.placeholders if touched.holds(catalogue.path, one.line, one.line)),
        skipped=tuple(one for one in catalogue.skipped if touched.holds(catalogue.path, one.line, one.line)),
    )
