"""What changed between two runs, however many lie between them: new, another verdict, repaired."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from harvester.model import Changes
from harvester.report import escape, wording
from harvester.report.cases import cases, place_of
from harvester.report.parts import Group, Item, Section, View
from harvester.report.rows import RANK, TEXT, caption, heading, leads_somewhere
from harvester.report.sections import groups, repaired
from harvester.report.view import build as everything
from harvester.report.view import lay_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from harvester.model import Judged, Run, Verdict
    from harvester.report.cases import Setting


def build(before: Run, now: Run, day: date) -> View:
    """Say what differs between two runs: the older is the state that there was at the beginning of the day.

    Reports of different worlds can be compared, and say so: the notices of both are given.
    """
    known = {finding.id for finding in before.findings}
    there = {finding.id for finding in now.findings}
    unjudged = {judged.link.url for judged in now.links if judged.verdict.word == "unchecked"}
    compared = replace(
        now,
        changes=Changes(
            new=tuple(finding.id for finding in now.findings if finding.id not in known),
            repaired=tuple(
                finding.id
                for finding in before.findings
                # what this run could not judge is not repaired for that
                if finding.id not in there and finding.what not in unjudged
            ),
        ),
    )
    v = everything(compared)
    setting, _ = lay_out(compared)
    fresh = [case for case in cases(setting) if case.new and case.decided]
    when = wording.full_day(day)
    changed = _changed(before, compared, setting)
    gone = repaired(setting, f"Reported before {when}, gone now.")
    sections = (
        Section(
            key="new",
            title="New",
            size=wording.share(v.counts.new_problems, v.counts.new_notes, v.counts),
            about=f"Not there before {when}.",
            groups=groups(fresh, setting, v.counts),
        ),
        changed,
        replace(gone, size=wording.ratio(len(compared.changes.repaired), len(before.findings), "earlier finding")),
    )
    numbers = (len(compared.changes.new), sum(len(group.items) for group in changed.groups), v.counts.repaired)
    return replace(
        v,
        headline=_headline(numbers, v, when),
        notices=tuple(dict.fromkeys((*v.notices, *(f"Before: {said}" for said in wording.notices(before))))),
        sections=tuple(section for section in sections if section.groups),
        trend=(),
    )


def _headline(numbers: tuple[int, int, int], v: View, when: str) -> str:
    new, changed, gone = numbers
    said = [
        text
        for number, text in (
            (new, wording.count(new, "new finding")),
            (changed, f"{changed:,} with another verdict"),
            (gone, f"{gone:,} repaired"),
        )
        if number
    ]
    health = wording.ratio(v.counts.healthy, v.counts.links, "link")
    return f"{wording.listing(said) if said else 'Nothing changed'} since {when}; {health} healthy now."


def _identities(links: Iterable[Judged]) -> dict[tuple[str, ...], Judged]:
    """Links by what stays the same when lines move; those alike in everything are numbered."""
    seen: defaultdict[tuple[str, ...], int] = defaultdict(int)
    found: dict[tuple[str, ...], Judged] = {}
    for judged in links:
        place = judged.entry_id or " › ".join(judged.section)
        identity = (judged.catalogue, place, judged.link.label, judged.link.url)
        seen[identity] += 1
        found[*identity, str(seen[identity])] = judged
    return found


def _changed(before: Run, now: Run, setting: Setting) -> Section:
    old = _identities(before.links)
    by_change: defaultdict[tuple[Verdict, Verdict], list[Item]] = defaultdict(list)
    links = _identities(now.links)
    for identity, judged in links.items():
        past = old.get(identity)
        if past is not None and past.verdict is not judged.verdict:
            by_change[past.verdict, judged.verdict].append(_item(judged, past, setting))
    ranked = sorted(by_change.items(), key=lambda pair: (RANK[pair[0][1]], RANK[pair[0][0]]))
    size = wording.ratio(sum(map(len, by_change.values())), len(links), "link")
    return Section(
        key="changed",
        title="Another verdict",
        size=size,
        about="Links that were there before and are judged otherwise now.",
        groups=tuple(_group(change, items, links) for change, items in ranked),
    )


def _group(change: tuple[Verdict, Verdict], items: list[Item], links: Mapping[tuple[str, ...], Judged]) -> Group:
    was, now = change
    return Group(
        glyph=now.glyph,
        word=now.word,
        severity="",
        cause=f"was {was.word}, is {now.word}",
        size=wording.ratio(len(items), len(links), "link"),
        places=", ".join(dict.fromkeys(item.where for item in items)),
        advice="",
        suggestion="",
        items=tuple(items),
    )


def _item(judged: Judged, past: Judged, setting: Setting) -> Item:
    draft = setting.drafts.get(place_of(judged))
    was = f"was {past.verdict.word}" + (f" ({past.evidence})" if past.evidence else "")
    return Item(
        anchor=setting.anchor("|".join(("changed", *map(str, place_of(judged)), judged.link.url))),
        row=draft.anchor if draft else "",
        path=judged.catalogue,
        line=judged.link.line,
        column=judged.link.column,
        where=setting.where(judged.catalogue, judged.link.line),
        section=heading(judged.section, setting.shared.get(judged.catalogue, 0)),
        caption=caption(draft, judged.link.line),
        label=escape.clip(judged.link.label, TEXT),
        what=escape.clip(judged.link.url, TEXT),
        href=escape.href(judged.link.url) if leads_somewhere(judged) else "",
        evidence=escape.clip(f"{judged.evidence}; {was}" if judged.evidence else was, TEXT),
        facts=(),
        since=wording.since(None, judged, setting.run.date),
        advice="",
        suggestion="",
        new=False,
    )
