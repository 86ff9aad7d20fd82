"""Cases: every finding, and every link that could not be decided, with what settles where it is shown."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.model import Finding, Severity, TargetKind, Verdict
from harvester.report import escape, wording
from harvester.report.parts import Item
from harvester.report.rows import TEXT, caption, heading, leads_somewhere

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harvester.model import Judged, Run
    from harvester.report.rows import Anchors, Draft

UNDECIDED = frozenset({Verdict.FAILING, Verdict.BLOCKED, Verdict.UNCHECKED})
"""Verdicts that say neither that a link lives nor that it is gone."""

VERDICT_RULES = {verdict.word: verdict for verdict in Verdict}
"""Rules that are verdicts on a link; all others speak of a paper."""

FACT = 1_000
"""Characters of a foreign text where it unfolds."""

_SELF_EVIDENT = frozenset({TargetKind.WEB, TargetKind.PLACEHOLDER, TargetKind.MALFORMED})
"""Kinds of target whose value is what stands there."""

Place = tuple[str, int, int]
"""Path, line and column: what a finding and a link about the same spot have in common."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An item with what decides where it is shown."""

    place: Place
    rule: str
    cause: str
    severity: Severity
    advice: str
    suggestion: str
    waived: bool
    item: Item

    @property
    def undecided(self) -> bool:
        """Whether it belongs to what could not be told."""
        return not self.waived and VERDICT_RULES.get(self.rule) in UNDECIDED

    @property
    def decided(self) -> bool:
        """Whether it is neither undecided nor waived."""
        return not self.waived and not self.undecided

    @property
    def problem(self) -> bool:
        """Whether it asks something of the maintainer."""
        return self.decided and self.severity is not Severity.NOTE

    @property
    def new(self) -> bool:
        """Whether the state before did not have it."""
        return self.item.new


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What cases are made from, besides the finding itself.

    Attributes:
        names: Name of each catalogue by its path.
        drafts: The row at each place.
        shared: Leading headings to leave out, by path.
    """

    run: Run
    names: Mapping[str, str]
    drafts: Mapping[Place, Draft]
    shared: Mapping[str, int]
    anchors: Anchors

    def where(self, catalogue: str, line: int) -> str:
        """``L115``, after the catalogue's name where the run has several; of a file that is no catalogue, its name."""
        if catalogue in self.names and len(self.names) == 1:
            return f"L{line}"
        name = self.names.get(catalogue, catalogue)
        return f"{name} L{line}" if line else name

    def anchor(self, identity: str) -> str:
        """A name that is the same in every run, whatever odd characters the identity holds."""
        digest = hashlib.sha256(escape.encodable(identity).encode()).hexdigest()
        return self.anchors.take(f"f-{digest[:10]}")


def place_of(judged: Judged) -> Place:
    """Path, line and column of a link."""
    return (judged.catalogue, judged.link.line, judged.link.column)


def cases(setting: Setting) -> list[Case]:
    """Make one case of every finding and every undecided link that no finding speaks of, in source order."""
    run = setting.run
    links = {place_of(judged): judged for judged in run.links}
    new = frozenset(run.changes.new)
    found = [
        _case(finding, links.get((finding.catalogue, finding.line, finding.column)), setting, new)
        for finding in run.findings
    ]
    spoken_of = {case.place for case in found if VERDICT_RULES.get(case.rule) in UNDECIDED}
    found += [
        _case(_finding_on(judged), judged, setting, new)
        for judged in run.links
        if judged.verdict in UNDECIDED and place_of(judged) not in spoken_of
    ]
    order = {path: number for number, path in enumerate(setting.names)}
    return sorted(found, key=lambda case: (order.get(case.place[0], len(order)), *case.place[1:], case.rule))


def _finding_on(judged: Judged) -> Finding:
    """What a rule would report of an undecided link, so that both are shown alike."""
    return Finding(
        rule=judged.verdict.word,
        severity=Severity.NOTE,
        cause=judged.evidence or judged.verdict.meaning,
        catalogue=judged.catalogue,
        line=judged.link.line,
        column=judged.link.column,
        section=judged.section,
        entry_id=judged.entry_id,
        label=judged.link.label,
        what=judged.link.url,
        evidence=judged.evidence,
        advice="",
        first_seen=judged.since,
    )


def _case(finding: Finding, judged: Judged | None, setting: Setting, new: frozenset[str]) -> Case:
    place = (finding.catalogue, finding.line, finding.column)
    draft = setting.drafts.get(place)
    own = judged if judged is not None and judged.verdict.word == finding.rule else None
    return Case(
        place=place,
        rule=finding.rule,
        cause=finding.cause or finding.evidence,
        severity=finding.severity,
        advice=escape.clip(f"Nothing; it may stay: {finding.waived}" if finding.waived else finding.advice, TEXT),
        suggestion="" if finding.waived else escape.clip(wording.suggestion(finding.suggestion), TEXT),
        waived=bool(finding.waived),
        item=Item(
            anchor=setting.anchor(finding.id),
            row=draft.anchor if draft else "",
            path=finding.catalogue,
            line=finding.line,
            column=finding.column,
            where=setting.where(finding.catalogue, finding.line),
            section=heading(finding.section, setting.shared.get(finding.catalogue, 0)),
            caption=caption(draft, finding.line) if finding.catalogue in setting.names else "",
            label=escape.clip(finding.label, TEXT),
            what=escape.clip(finding.what, TEXT),
            href=escape.href(finding.what) if judged is None or leads_somewhere(judged) else "",
            evidence=escape.clip(finding.evidence, TEXT),
            facts=_facts(finding, judged),
            since=wording.since(finding, own, setting.run.date, new=finding.id in new),
            advice="",
            suggestion="",
            new=finding.id in new,
        ),
    )


def _facts(finding: Finding, judged: Judged | None) -> tuple[tuple[str, str], ...]:
    """What unfolds: the whole evidence of a finding and of the link that it is about, each with its day."""
    found = [("found", finding.evidence)]
    if judged is not None:
        if judged.target.kind not in _SELF_EVIDENT:
            found.append((judged.target.kind.word, judged.target.value))
        if judged.verdict.word != finding.rule:
            found.append(
                ("verdict", f"{judged.verdict.word}: {judged.evidence}" if judged.evidence else judged.verdict.word)
            )
        since = wording.full_day(judged.since) if judged.since else ""
        found += [
            ("vouched for by", judged.vouched_by),
            ("now at", judged.final_url or ""),
            ("failures that count", wording.listing([wording.full_day(day) for day in judged.strikes])),
            ("near spelling that exists", judged.instead),
            (f"{judged.verdict.word} since", since),
        ]
    if finding.first_seen:
        found.append(("first reported", wording.full_day(finding.first_seen)))
    return tuple((name, escape.clip(text, FACT)) for name, text in found if text)
