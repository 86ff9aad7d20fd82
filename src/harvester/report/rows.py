"""From a run to the rows of its catalogues: papers and template rows with the links that stand in them."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from harvester.model import Flag, Role, TargetKind, Verdict
from harvester.report import escape
from harvester.report.parts import Block, Row, RowLink, Untitled
from harvester.report.wording import day

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from harvester.model import Author, Catalogue, Enriched, Finding, Judged, Run

TEXT = 300
"""Characters of a foreign text that a report shows; ``report.json`` holds the whole."""

_NAMES = 4
_CELL = 80

_REGISTRIES = {
    TargetKind.DOI: ("crossref", "datacite"),
    TargetKind.SHORT_DOI: ("doi", "crossref", "datacite"),
    TargetKind.PII: ("crossref",),
    TargetKind.PMID: ("ncbi", "crossref", "datacite"),
    TargetKind.PMCID: ("ncbi", "crossref", "datacite"),
    TargetKind.ARXIV: ("arxiv",),
    TargetKind.OPENREVIEW: ("openreview",),
}
"""Who can be asked for the title of what."""

_WORST_FIRST = (
    Verdict.DEAD,
    Verdict.MALFORMED,
    Verdict.PLACEHOLDER,
    Verdict.FAILING,
    Verdict.BLOCKED,
    Verdict.UNCHECKED,
    Verdict.MOVED,
    Verdict.OK,
)
"""How verdicts are ranked where one must stand for several, and listed where all are shown."""

RANK = {verdict: place for place, verdict in enumerate(_WORST_FIRST)}


@dataclass(slots=True, eq=False)
class Draft:
    """A row while its links and findings are being gathered."""

    anchor: str
    line: int
    end_line: int
    section: tuple[str, ...]
    paper: Enriched | None
    links: list[Judged] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


class Anchors:
    """Hands out names that are unique in one page; the first to ask gets the plain one."""

    def __init__(self) -> None:
        self._taken: defaultdict[str, int] = defaultdict(int)

    def take(self, wanted: str) -> str:
        """Give the name wanted, or the same with ``-2``, ``-3``, … at its end."""
        self._taken[wanted] += 1
        number = self._taken[wanted]
        return wanted if number == 1 else self.take(f"{wanted}-{number}")


def slug(text: str) -> str:
    """Give lower-case letters, digits and hyphens for use in an anchor."""
    return "-".join(re.findall(r"\w+", escape.plain(text).lower()))[:80] or "unnamed"


def drafts(run: Run, anchors: Anchors, *, prefix: str) -> list[Draft]:
    """Sort every link and finding of a run over one catalogue into the paper or template row that it belongs to.

    Links into the catalogue's own repository belong to no row. The ``prefix`` is put before ``L115`` where another
    catalogue of the run has those anchors.
    """
    (catalogue,) = run.catalogues
    papers = [
        Draft("", paper.entry.line, paper.entry.end_line, paper.entry.section, paper)
        for paper in run.entries.get(catalogue.path, ())
    ]
    by_id: defaultdict[str, list[Draft]] = defaultdict(list)
    for draft in papers:
        by_id[draft.paper.id if draft.paper else ""].append(draft)
    templates = {
        placeholder.line: Draft("", placeholder.line, placeholder.line, placeholder.section, None)
        for placeholder in catalogue.placeholders
        if placeholder.whole_row
    }

    def home(entry_id: str, line: int, section: tuple[str, ...]) -> Draft:
        candidates = by_id.get(entry_id, []) if entry_id else []
        for draft in candidates:
            if draft.line <= line <= draft.end_line:
                return draft
        if candidates:
            return candidates[0]
        return templates.setdefault(line, Draft("", line, line, section, None))

    apart = set()
    for link in run.links:
        if link.target.kind.is_inside:
            apart.add((link.link.line, link.link.column))
        else:
            home(link.entry_id, link.link.line, link.section).links.append(link)
    for finding in run.findings:
        if (finding.line, finding.column) not in apart:
            home(finding.entry_id, finding.line, finding.section).findings.append(finding)
    rows = sorted([*papers, *templates.values()], key=lambda draft: draft.line)
    for draft in rows:
        draft.anchor = anchors.take(f"{prefix}L{draft.line}")
        draft.links.sort(key=lambda judged: (judged.link.line, judged.link.column))
    return rows


def row(draft: Draft, run: Run, finding_anchors: Mapping[tuple[str, int, int], str]) -> Row:
    """Say in words what is known of one row."""
    paper = draft.paper
    title = known_title(paper)
    links = tuple(
        RowLink(
            verdict=judged.verdict,
            role=judged.link.role.value,
            label=escape.clip(judged.link.label, _CELL),
            url=escape.clip(judged.link.url, TEXT),
            href=escape.href(judged.final_url or judged.link.url) if leads_somewhere(judged) else "",
            said=said(judged, run.date),
            finding=finding_anchors.get((judged.catalogue, judged.link.line, judged.link.column), ""),
        )
        for judged in draft.links
    )
    return Row(
        anchor=draft.anchor,
        line=draft.line,
        title=title,
        untitled="" if title or paper is None else untitled(draft, run).value,
        authors=byline(paper.authors) or escape.clip(paper.entry.authors or "", _CELL) if paper else "",
        venue=escape.clip(paper.venue or paper.entry.venue or "", 160) if paper else "",
        year=str(paper.year or "") if paper else "",
        words=own_words(paper, draft.links) if paper else (),
        links=links,
        worst=min((link.verdict for link in links), key=RANK.__getitem__, default=None),
        template=paper is None,
        rules=tuple(sorted({finding.rule for finding in draft.findings})),
    )


def leads_somewhere(judged: Judged) -> bool:
    """Whether a reader may be sent there: not to a template's address, not to a place known to be gone."""
    return judged.verdict not in {Verdict.DEAD, Verdict.MALFORMED, Verdict.PLACEHOLDER}


def known_title(paper: Enriched | None) -> str:
    """The title that a registry gives, else the one that the list itself gives, else an empty string."""
    if paper is None:
        return ""
    return escape.clip(paper.title or paper.claims.get("title", "") or paper.entry.title or "", TEXT)


def untitled(draft: Draft, run: Run) -> Untitled:
    """Say why a paper has no title; a registry that was silent is never said not to know it."""
    papers = [judged for judged in draft.links if judged.link.role is Role.PAPER and judged.target.kind in _REGISTRIES]
    if not papers:
        return Untitled.UNASKED
    asked = [run.tallies[name] for judged in papers for name in _REGISTRIES[judged.target.kind] if name in run.tallies]
    silent = any(tally.answered < tally.asked for tally in asked)
    unchecked = any(judged.verdict is Verdict.UNCHECKED for judged in papers)
    flagged = draft.paper is not None and Flag.NO_METADATA in draft.paper.flags
    return Untitled.UNKNOWN if flagged and not silent and not unchecked else Untitled.UNANSWERED


def byline(authors: Sequence[Author]) -> str:
    """Up to four names as people write them, and how many more there are."""
    names = [escape.clip(author.display, _CELL) for author in authors if author.display]
    if len(names) <= _NAMES + 1:
        return ", ".join(names)
    return f"{', '.join(names[:_NAMES])} and {len(names) - _NAMES} more"


def own_words(paper: Enriched, links: Sequence[Judged]) -> tuple[tuple[str, str], ...]:
    """The columns of the row as the list gives them, without those that only hold a link."""
    entry = paper.entry
    addresses = {judged.link.url for judged in links if judged.link.url}
    elsewhere = {escape.plain(judged.link.label) for judged in links} | addresses
    elsewhere |= {escape.plain(text or "") for text in (paper.title, paper.venue, entry.title, entry.authors)}
    words = []
    for header, raw in entry.fields:
        text = escape.plain(raw)
        holds_link = any(f"]({url}" in raw or ("://" in url and url in raw) for url in addresses)
        if text and text not in elsewhere and not holds_link:
            words.append((escape.clip(header, _CELL), escape.clip(text, TEXT)))
    return tuple(words)


def caption(draft: Draft | None, line: int) -> str:
    """What to call a row in one short phrase: its title, its own words, or its line."""
    if draft is None:
        return f"line {line}"
    if draft.paper is None:
        return "template row"
    own = " · ".join(text for _, text in own_words(draft.paper, draft.links))
    return escape.clip(known_title(draft.paper) or own or f"line {line}", _CELL)


def said(judged: Judged, today: date) -> str:
    """Verdict, evidence, witness and first day of one link in one phrase."""
    parts = [judged.verdict.word]
    if judged.evidence:
        parts.append(escape.clip(judged.evidence, TEXT))
    if judged.final_url:
        parts.append(f"now at {escape.clip(judged.final_url, TEXT)}")
    phrase = ": ".join(parts[:2]) + "".join(f", {part}" for part in parts[2:])
    if judged.vouched_by and judged.vouched_by not in judged.evidence:
        phrase += f" ({escape.clip(judged.vouched_by, _CELL)})"
    if judged.since is not None and judged.since != today and judged.verdict is not Verdict.OK:
        phrase += f", since {day(judged.since, today)}"
    return phrase


def blocks(
    catalogue: Catalogue, rows: Sequence[tuple[Draft, Row]], anchors: Anchors, *, prefix: str
) -> tuple[Block, ...]:
    """Gather consecutive rows under the same headings; headings that all share are left out."""
    shared = shared_headings(catalogue, [draft for draft, _ in rows])
    found = []
    for section, members in groupby(rows, key=lambda pair: pair[0].section):
        title = heading(section, shared) or escape.clip(catalogue.title, TEXT)
        anchor = anchors.take(f"{prefix}s-{slug(title)}")
        found.append(Block(anchor=anchor, title=title, rows=tuple(row for _, row in members)))
    return tuple(found)


def shared_headings(catalogue: Catalogue, rows: Sequence[Draft]) -> int:
    """How many leading headings say nothing because the whole catalogue stands under them: its title, or none."""
    return int(bool(rows) and all(draft.section[:1] == (catalogue.title,) for draft in rows))


def heading(section: tuple[str, ...], shared: int) -> str:
    """The headings as one line, topmost first."""
    return escape.clip(" › ".join(section[shared:]), TEXT)
