"""Decides what is said about a run: grouping, order and words, once for all renderers."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from harvester.model import Severity, Verdict
from harvester.report import trend, wording
from harvester.report.cases import UNDECIDED, Case, Setting, cases, place_of
from harvester.report.parts import Counts, Shelf, Untitled, Upstream, View
from harvester.report.rows import (
    RANK,
    Anchors,
    Draft,
    blocks,
    drafts,
    known_title,
    row,
    shared_headings,
    slug,
    untitled,
)
from harvester.report.sections import sections

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from harvester.model import Catalogue, Judged, Run

__all__ = ["View", "build", "lay_out"]

HEALTHY = frozenset({Verdict.OK, Verdict.MOVED})
"""Verdicts of links that a reader can follow: moved ones are alive at another address."""


def build(run: Run) -> View:
    """Say everything about a run that its reports show; the same run gives the same view."""
    setting, rows = lay_out(run)
    parts = run.by_catalogue()
    everything = [draft for members in rows.values() for draft in members]
    anchors = setting.anchors
    found = cases(setting)
    own: defaultdict[str, list[Case]] = defaultdict(list)
    for case in found:
        own[case.place[0]].append(case)
    repaired = Counter(identity.split("|")[1] for identity in run.changes.repaired if "|" in identity)
    skipped = sum(len(catalogue.skipped) for catalogue in run.catalogues)
    counts = _counts(run, run.links, everything, found, skipped=skipped, repaired=len(run.changes.repaired))
    return View(
        headline=wording.headline(counts, run.ill),
        notices=wording.notices(run),
        health=_health(run),
        asked=wording.asked(run),
        titles=wording.titles(counts),
        outside=wording.outside(run),
        sections=sections(found, setting, counts),
        counts=counts,
        shelves=tuple(
            _shelf(
                parts[catalogue.path],
                rows[catalogue.path],
                own[catalogue.path],
                anchors,
                prefix=_prefix(number, catalogue),
                repaired=repaired[catalogue.path],
            )
            for number, catalogue in enumerate(run.catalogues)
        ),
        waive=wording.WAIVE if found else "",
        trend=trend.bars(run.history),
        footer=f"harvester {run.version}, run of {wording.full_day(run.date)}",
        date=wording.full_day(run.date),
    )


def lay_out(run: Run) -> tuple[Setting, dict[str, list[Draft]]]:
    """Put every link and finding of a run into its row, by path of the catalogue."""
    anchors = Anchors()
    parts = run.by_catalogue()
    rows = {
        catalogue.path: drafts(parts[catalogue.path], anchors, prefix=_prefix(number, catalogue))
        for number, catalogue in enumerate(run.catalogues)
    }
    setting = Setting(
        run=run,
        names={catalogue.path: catalogue.name for catalogue in run.catalogues},
        drafts=_by_place([draft for members in rows.values() for draft in members]),
        shared={one.path: shared_headings(one, rows[one.path]) for one in run.catalogues},
        anchors=anchors,
    )
    return setting, rows


def _prefix(number: int, catalogue: Catalogue) -> str:
    return f"{slug(catalogue.name)}-" if number else ""


def _by_place(everything: Sequence[Draft]) -> dict[tuple[str, int, int], Draft]:
    places = {place_of(judged): draft for draft in everything for judged in draft.links}
    for draft in everything:
        for finding in draft.findings:
            places.setdefault((finding.catalogue, finding.line, finding.column), draft)
    return places


def _health(run: Run) -> tuple[Upstream, ...]:
    return tuple(
        Upstream(
            name=wording.upstream(name),
            answered=f"{tally.answered:,} of {tally.asked:,}",
            trouble=wording.reasons(tally.unavailable.items()),
            slowest=wording.slowest(tally),
            sound=tally.answered >= tally.asked,
            ill=name in run.ill,
        )
        for name, tally in sorted(run.tallies.items(), key=lambda pair: wording.upstream(pair[0]).lower())
        if tally.asked
    )


def _counts(
    run: Run, links: Sequence[Judged], rows: Sequence[Draft], found: Sequence[Case], *, skipped: int, repaired: int
) -> Counts:
    verdicts = Counter(judged.verdict for judged in links)
    papers = [draft for draft in rows if draft.paper is not None]
    nameless = [draft for draft in papers if not known_title(draft.paper)]
    reasons = Counter(untitled(draft, run) for draft in nameless)
    problems = [case for case in found if case.problem]
    notes = [case for case in found if case.decided and not case.problem]
    return Counts(
        links=verdicts.total(),
        healthy=sum(verdicts[verdict] for verdict in HEALTHY),
        verdicts=tuple((verdict, verdicts[verdict]) for verdict in reversed(RANK) if verdicts[verdict]),
        papers=len(papers),
        titled=len(papers) - len(nameless),
        own=sum(1 for draft in papers if draft.paper and not draft.paper.title and known_title(draft.paper)),
        unknown=reasons[Untitled.UNKNOWN],
        unasked=reasons[Untitled.UNASKED],
        skipped=skipped,
        problems=len(problems),
        notes=len(notes),
        new_problems=sum(case.new for case in problems),
        new_notes=sum(case.new for case in notes),
        decisions=len({(case.rule, case.cause) for case in problems}),
        fix=sum(case.severity is Severity.FIX for case in problems),
        new_fix=sum(case.new and case.severity is Severity.FIX for case in problems),
        undecided=sum(verdicts[verdict] for verdict in UNDECIDED),
        waived=sum(case.waived for case in found),
        repaired=repaired,
    )


def _shelf(
    run: Run, rows: Sequence[Draft], found: Sequence[Case], anchors: Anchors, *, prefix: str, repaired: int
) -> Shelf:
    (catalogue,) = run.catalogues
    counts = _counts(run, run.links, rows, found, skipped=len(catalogue.skipped), repaired=repaired)
    items: Mapping[tuple[str, int, int], str] = {case.place: case.item.anchor for case in reversed(found)}
    shown = [(draft, row(draft, run, items)) for draft in rows]
    return Shelf(
        name=catalogue.name,
        title=catalogue.title or catalogue.name,
        summary=wording.summary(counts),
        titles=wording.titles(counts),
        counts=counts,
        blocks=blocks(catalogue, shown, anchors, prefix=prefix),
    )
