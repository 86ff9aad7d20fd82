"""From ``report.json`` back to the run that it was made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.model import (
    Author,
    Catalogue,
    Changes,
    Enriched,
    Entry,
    Finding,
    Judged,
    Link,
    Placeholder,
    Run,
    Skipped,
    Span,
    Suggestion,
    Tally,
    Target,
)

if TYPE_CHECKING:
    from harvester.report.shape import CataloguePart, Document, EntryPart, FindingPart, LinkPart

_NOWHERE = Span(0, 0)


def run_of(document: Document) -> Run:
    """Give the run that a document was made of, as far as reports show it: spans and texts stay empty."""
    run = document.run
    return Run(
        world=run.world,
        version=run.version,
        date=run.date,
        offline=run.offline,
        catalogues=tuple(_catalogue(part, document) for part in run.catalogues),
        entries={
            part.path: tuple(_paper(one) for one in document.entries if one.catalogue == part.path)
            for part in run.catalogues
        },
        links=tuple(_link(part) for part in document.links),
        findings=tuple(_finding(part) for part in document.findings),
        tallies={
            name: Tally(
                asked=part.asked,
                answered=part.answered,
                unavailable=part.unavailable,
                requests=part.requests,
            )
            for name, part in document.upstreams.items()
        },
        changes=Changes(new=run.changes.new, repaired=run.changes.repaired),
        ill=run.ill,
    )


def _catalogue(part: CataloguePart, document: Document) -> Catalogue:
    return Catalogue(
        name=part.name,
        path=part.path,
        title=part.title,
        text="",
        entries=tuple(_paper(one).entry for one in document.entries if one.catalogue == part.path),
        placeholders=tuple(
            Placeholder(line=one.line, text=one.text, why=one.why, section=one.section, whole_row=one.whole_row)
            for one in part.placeholders
        ),
        skipped=tuple(
            Skipped(line=one.line, column=one.column, url=one.url, why=one.why, span=_NOWHERE) for one in part.skipped
        ),
    )


def _paper(part: EntryPart) -> Enriched:
    entry = Entry(
        line=part.line,
        end_line=part.end_line,
        section=part.section,
        title=part.written.title,
        authors=part.written.authors,
        date=part.written.date,
        venue=part.written.venue,
        links=(),
        malformed=(),
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
        flags=part.flags,
    )


def _link(part: LinkPart) -> Judged:
    return Judged(
        catalogue=part.catalogue,
        section=part.section,
        entry_id=part.entry,
        link=Link(
            url=part.url,
            role=part.role,
            label=part.label,
            line=part.line,
            column=part.column,
            span=_NOWHERE,
            outer=_NOWHERE,
        ),
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
    )
