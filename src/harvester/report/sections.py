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
_SEPARATORS = 5  # in Finding.id


def sections(found: Sequence[Case], setting: Setting, counts: Counts) -> tuple[Section, ...]:
    """Arrange cases and repaired findings as a maintainer reads them; empty sections do not appear."""
    decided = [case for case in found if not case.undecided]
    parts = (
        _decided("new", "New", [case for case in decided if case.new], setting, counts),
        _decided("waiting", "Waiting for you", [case for case in decided if not case.new], setting, counts),
        Section(
            key="unknown",
            title="Cannot tell",
            size=wording.ratio(counts.undecided, counts.links, "link"),
            about="Neither proven alive nor proven gone; none of these counts as healthy.",
            groups=_groups([case for case in found if case.undecided], setting, counts),
        ),
        _repaired(setting),
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
        groups=_groups(members, setting, counts),
    )


def _groups(members: Iterable[Case], setting: Setting, counts: Counts) -> tuple[Group, ...]:
    by_cause: defaultdict[tuple[str, str], list[Case]] = defaultdict(list)
    for case in members:
        by_cause[case.rule, case.cause].append(case)
    # The sort is stable: among groups of one weight the order of their first items remains.
    ranked = sorted(by_cause.values(), key=lambda group: _weight(group[0]))
    return tuple(_group(group, setting, counts) for group in ranked)


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
    advice = first.advice if all(case.advice == first.advice for case in members) else ""
    suggestion = first.suggestion if all(case.suggestion == first.suggestion for case in members) else ""
    return Group(
        glyph=verdict.glyph if verdict else _BULLET,
        word=first.rule,
        severity="" if first.undecided else first.severity.word,
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
    several = len(setting.names) > 1
    return "; ".join(
        (f"{setting.names.get(path, path)} " if several else "") + ", ".join(f"L{line}" for line in lines)
        for path, lines in by_catalogue.items()
    )


def _repaired(setting: Setting) -> Section:
    changes = setting.run.changes
    by_rule: defaultdict[str, list[Item]] = defaultdict(list)
    for identity in changes.repaired:
        rule, item = _gone(identity, setting)
        by_rule[rule].append(item)
    new = frozenset(changes.new)
    before = len(changes.repaired) + sum(finding.id not in new for finding in setting.run.findings)
    groups = tuple(
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
        about="Reported by the run before, gone in this one.",
        groups=groups,
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
        where=setting.where(path, draft.line) if draft else setting.names.get(path, ""),
        section=heading(draft.section, setting.shared.get(path, 0)) if draft else "",
        caption=caption(draft, draft.line) if draft else escape.clip(place, TEXT),
        label=escape.clip(label, TEXT),
        what=escape.clip(what, TEXT),
        href=escape.href(what),
        evidence="",
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
