"""From ``report.json`` back to the run that it was made of."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from harvester.model import (
    Author,
    Catalogue,
    Changes,
    Enriched,
    Entry,
    Fact,
    Finding,
    Judged,
    Link,
    Past,
    Placeholder,
    Run,
    Skipped,
    Span,
    Suggestion,
    Tally,
    Target,
    TargetKind,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.report.shape import CataloguePart, Document, EntryPart, FindingPart, LinkPart

_NOWHERE = Span(0, 0)


def run_of(document: Document) -> Run:
    """Give the run that a document was made of, as far as reports show it: spans and texts stay empty."""
    run = document.run
    papers = _papers(document)
    return Run(
        world=run.world,
        version=run.version,
        date=run.date,
        offline=run.offline,
        catalogues=tuple(_catalogue(part, papers[part.path]) for part in run.catalogues),
        entries=papers,
        links=tuple(_link(part) for part in document.links),
        findings=tuple(_finding(part) for part in document.findings),
        tallies={
            name: Tally(
                asked=part.asked,
                answered=part.answered,
                unavailable=part.unavailable,
                requests=part.requests,
                slowest=part.within or 0.0,
            )
            for name, part in document.upstreams.items()
        },
        changes=Changes(new=run.changes.new, repaired=run.changes.repaired),
        ill=run.ill,
        history=tuple(Past(**dict(part)) for part in run.history),
    )


def _papers(document: Document) -> dict[str, tuple[Enriched, ...]]:
    """Entries by catalogue, each with the links that are its own."""
    links: defaultdict[tuple[str, str], list[LinkPart]] = defaultdict(list)
    for link in document.links:
        links[link.catalogue, link.entry].append(link)
    papers: dict[str, list[Enriched]] = {part.path: [] for part in document.run.catalogues}
    for one in document.entries:
        papers[one.catalogue].append(_paper(one, links[one.catalogue, one.id]))
    return {path: tuple(members) for path, members in papers.items()}


def _catalogue(part: CataloguePart, papers: Sequence[Enriched]) -> Catalogue:
    return Catalogue(
        name=part.name,
        path=part.path,
        title=part.title,
        text="",
        legend=part.legend,
        entries=tuple(paper.entry for paper in papers),
        placeholders=tuple(
            Placeholder(line=one.line, text=one.text, why=one.why, section=one.section, whole_row=one.whole_row)
            for one in part.placeholders
        ),
        skipped=tuple(
            Skipped(line=one.line, column=one.column, url=one.url, why=one.why, span=_NOWHERE) for one in part.skipped
        ),
    )


def _paper(part: EntryPart, links: Sequence[LinkPart]) -> Enriched:
    entry = Entry(
        line=part.line,
        end_line=part.end_line,
        section=part.section,
        title=part.written.title,
        authors=part.written.authors,
        date=part.written.date,
        venue=part.written.venue,
        links=tuple(_written(link) for link in links if link.target.kind is not TargetKind.MALFORMED),
        malformed=tuple(_written(link) for link in links if link.target.kind is TargetKind.MALFORMED),
        fields=part.fields,
        span=_NOWHERE,
    )
    return Enriched(
        id=part.id,
        entry=entry,
        title=part.title,
        authors=tuple(Author(one.family, one.given, one.literal) for one in part.authors),
        venue=part.venue,
        publisher=part.publisher,
        date=part.date,
        type=part.type,
        volume=part.volume,
        issue=part.issue,
        pages=part.pages,
        identifiers=part.identifiers,
        provenance=part.provenance,
        claims=part.claims,
        facts=tuple(Fact(**dict(fact)) for fact in part.facts),
        flags=part.flags,
    )


def _link(part: LinkPart) -> Judged:
    return Judged(
        catalogue=part.catalogue,
        section=part.section,
        entry_id=part.entry,
        link=_written(part),
        target=Target(part.target.kind, part.target.value),
        verdict=part.verdict,
        evidence=part.evidence,
        vouched_by=part.vouched_by,
        final_url=part.final_url,
        since=part.since,
        strikes=part.strikes,
        instead=part.instead,
        template=part.template,
    )


def _written(part: LinkPart) -> Link:
    return Link(
        url=part.url,
        role=part.role,
        label=part.label,
        line=part.line,
        column=part.column,
        span=_NOWHERE,
        outer=_NOWHERE,
    )


def _finding(part: FindingPart) -> Finding:
    proposal = part.suggestion
    return Finding(
        rule=part.rule,
        severity=part.severity,
        cause=part.cause,
        catalogue=part.catalogue,
        line=part.line,
        column=part.column,
        section=part.section,
        entry_id=part.entry,
        label=part.label,
        what=part.what,
        evidence=part.evidence,
        advice=part.advice,
        suggestion=Suggestion(proposal.text, proposal.certainty, proposal.replacement) if proposal else None,
        first_seen=part.first_seen,
        nth=part.nth,
        waived=part.waived,
    )
