"""From cases to the sections of a report: new, waiting, cannot tell, repaired."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from harvester.model import Severity
from harvester.report import escape, wording
from harvester.report.cases import VERDICT_RULES
from harvester.report.parts import Group, Item, Section
from harvester.report.rows import RANK, TEXT, caption, heading

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from harvester.report.cases import Case, Place, Setting
    from harvester.report.parts import Counts
    from harvester.report.rows import Draft

_BULLET = "•"
_MANY = 4  # causes that read alike, from which on one heading serves them all
_PLACES = 12  # lines that are named before their items are
_SEPARATORS = 5  # in Finding.id


def sections(found: Sequence[Case], setting: Setting, counts: Counts) -> tuple[Section, ...]:
    """Arrange cases and repaired findings as a maintainer reads them; empty sections do not appear."""
    decided = [case for case in found if case.decided]
    parts = (
        _decided("new", "New", [case for case in decided if case.new], setting, counts),
        _decided("waiting", "Waiting for you", [case for case in decided if not case.new], setting, counts),
        Section(
            key="unknown",
            title="Cannot tell",
            size=wording.ratio(counts.undecided, counts.links, "link"),
            about="Neither proven alive nor proven gone; none of these counts as healthy.",
            groups=groups([case for case in found if case.undecided], setting, counts),
        ),
        Section(
            key="waived",
            title="Waived",
            size=wording.ratio(counts.waived, len(setting.run.findings), "finding"),
            about="Somebody said that these may stay: counted here, and nowhere else.",
            groups=groups([case for case in found if case.waived], setting, counts),
        ),
        repaired(setting, "Reported by the run before, gone in this one."),
    )
    return tuple(section for section in parts if section.groups)


def _decided(key: str, title: str, members: Sequence[Case], setting: Setting, counts: Counts) -> Section:
    problems = sum(case.problem for case in members)
    abouts = {
        "new": "Seen for the first time in this run.",
        "waiting": "Known from earlier runs and still there.",
    }
    return Section(
        key=key,
        title=title,
        size=wording.share(problems, len(members) - problems, counts),
        about=abouts[key],
        groups=groups(members, setting, counts),
    )


def groups(members: Iterable[Case], setting: Setting, counts: Counts) -> tuple[Group, ...]:
    """One group for every cause, the gravest first; many causes that read alike share one."""
    by_cause: defaultdict[tuple[str, str], list[Case]] = defaultdict(list)
    for case in members:
        by_cause[case.rule, case.cause].append(case)
    # The sort is stable: among groups of one weight the order of their first items remains.
    ranked = sorted(_gathered(by_cause.values()), key=lambda group: _weight(group[0]))
    return tuple(_group(group, setting, counts) for group in ranked)


def _gathered(causes: Iterable[list[Case]]) -> list[list[Case]]:
    """Put causes together that would only repeat each other: as many dead links as died of the same."""
    alike: defaultdict[tuple[str, str, Severity, str], list[list[Case]]] = defaultdict(list)
    for members in causes:
        first = members[0]
        alike[first.rule, _cause(first), first.severity, first.advice].append(members)
    return [
        members
        for kin in alike.values()
        for members in ([[case for one in kin for case in one]] if len(kin) >= _MANY else kin)
    ]


def _weight(case: Case) -> int:
    if case.undecided:
        return RANK[VERDICT_RULES[case.rule]]
    return list(Severity).index(case.severity)


def _group(members: Sequence[Case], setting: Setting, counts: Counts) -> Group:
    first = members[0]
    verdict = VERDICT_RULES.get(first.rule)
    lines = len({case.place[:2] for case in members})
    if verdict is None:
        size = wording.ratio(lines, counts.papers, "paper")
    else:
        size = wording.ratio(len(members), counts.links, "link")
        size += f" on {wording.count(lines, 'line')}" if lines < len(members) else ""
    causes = len({case.cause for case in members})
    size += f", {wording.count(causes, 'decision')}" if causes > 1 and first.problem else ""
    advice = first.advice if all(case.advice == first.advice for case in members) else ""
    suggestion = first.suggestion if all(case.suggestion == first.suggestion for case in members) else ""
    return Group(
        glyph=verdict.glyph if verdict else _BULLET,
        word=first.rule,
        severity=first.severity.word if first.decided else "",
        cause=_cause(first),
        size=size,
        places=_places([case.place for case in members], setting),
        advice=advice,
        suggestion=suggestion,
        items=tuple(
            replace(
                case.item,
                advice="" if advice else case.advice,
                suggestion="" if suggestion else case.suggestion,
            )
            for case in members
        ),
    )


def _cause(case: Case) -> str:
    cause = escape.clip(case.cause, TEXT)
    # A cause that only repeats the link keeps findings apart but says nothing of why: the evidence does.
    return case.item.evidence or cause if cause == case.item.what else cause


def _places(places: Sequence[Place], setting: Setting) -> str:
    by_catalogue: defaultdict[str, dict[int, None]] = defaultdict(dict)
    for path, line, _ in places:
        by_catalogue[path][line] = None
    return "; ".join(_lines(path, lines, setting) for path, lines in by_catalogue.items())


def _lines(path: str, lines: Iterable[int], setting: Setting) -> str:
    known = [f"L{line}" for line in lines if line]
    numbers = ", ".join(known[:_PLACES])
    if len(known) > _PLACES:
        numbers += f" and {wording.count(len(known) - _PLACES, 'more line')}"
    if path in setting.names and len(setting.names) == 1:
        return numbers
    return f"{setting.names.get(path, path)} {numbers}".rstrip()


def repaired(setting: Setting, about: str) -> Section:
    """The findings that are gone, as far as their identities tell."""
    changes = setting.run.changes
    by_rule: defaultdict[str, list[Item]] = defaultdict(list)
    for identity in changes.repaired:
        rule, item = _gone(identity, setting)
        by_rule[rule].append(item)
    new = frozenset(changes.new)
    before = len(changes.repaired) + sum(finding.id not in new for finding in setting.run.findings)
    gone = tuple(
        Group(
            glyph=_BULLET,
            word="repaired",
            severity="",
            cause=f"was {rule}",
            size=wording.ratio(len(items), before, "earlier finding"),
            places="",
            advice="",
            suggestion="",
            items=tuple(sorted(items, key=lambda item: (item.where, item.caption, item.label, item.what))),
        )
        for rule, items in sorted(by_rule.items())
    )
    return Section(
        key="repaired",
        title="Repaired",
        size=wording.ratio(len(changes.repaired), before, "earlier finding"),
        about=about,
        groups=gone,
    )


def _gone(identity: str, setting: Setting) -> tuple[str, Item]:
    """Read a finding's identity back as far as possible: its parts may hold the separator themselves."""
    whole = identity if identity.count("|") >= _SEPARATORS else f"finding||||{identity}|"
    rule, path, rest = whole.rpartition("|")[0].split("|", 2)
    places = {paper.id for paper in setting.run.entries.get(path, ())}
    places |= {" › ".join(draft.section) for draft in setting.drafts.values()}
    known = [place for place in places if rest.startswith(f"{place}|")]
    place = max(known, key=len, default=rest.partition("|")[0])
    label, _, what = rest[len(place) + 1 :].partition("|")
    draft = _row_of(setting, path, place)
    item = Item(
        anchor=setting.anchor(f"repaired|{identity}"),
        row=draft.anchor if draft else "",
        path=path,
        line=draft.line if draft else 0,
        column=0,
        where=setting.where(path, draft.line) if draft else setting.names.get(path, ""),
        section=heading(draft.section, setting.shared.get(path, 0)) if draft else "",
        caption=caption(draft, draft.line) if draft else escape.clip(place, TEXT),
        label=escape.clip(label, TEXT),
        what=escape.clip(what, TEXT),
        href=escape.href(what),
        evidence="",
        facts=(),
        since="",
        advice="",
        suggestion="",
        new=False,
    )
    return rule, item


def _row_of(setting: Setting, path: str, entry_id: str) -> Draft | None:
    for place, draft in setting.drafts.items():
        if place[0] == path and draft.paper is not None and draft.paper.id == entry_id:
            return draft
    return None
