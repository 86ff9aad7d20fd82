"""What is remembered from night to night: nothing changes on a quiet night, then what came, what went and what stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from harvester.history import (
    FindingMemory,
    LinkMemory,
    Memory,
    date_findings,
    due,
    remember_findings,
    remember_links,
)
from harvester.model import Changes, Finding, Judged, Severity, Target, TargetKind, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.model import Link

TODAY = date(2026, 11, 23)
BEFORE = date(2026, 11, 14)
URL = "https://lab.test-site.net/page"


def finding(what: str = URL, rule: str = "dead") -> Finding:
    return Finding(
        rule=rule, severity=Severity.FIX, cause="", catalogue="list.md", line=3, column=5, section=("A",), entry_id="e",
        label="Paper", what=what, evidence="", advice="",
    )  # fmt: skip


@pytest.fixture
def judged(make_link: Callable[..., Link]) -> Callable[..., Judged]:
    def one(verdict: Verdict, url: str = URL) -> Judged:
        return Judged(
            catalogue="list.md", section=("A",), entry_id="e", link=make_link(url), target=Target(TargetKind.WEB, url),
            verdict=verdict, evidence="then", since=None if verdict is Verdict.UNCHECKED else BEFORE,
        )  # fmt: skip

    return one


def test_everything_that_was_judged_is_remembered(judged: Callable[..., Judged]) -> None:
    moved = replace(
        judged(Verdict.MOVED), vouched_by="its own server", final_url="https://new.test-site.net", strikes=(BEFORE,)
    )
    dead = replace(judged(Verdict.DEAD, "https://b.test-site.net"), archive="https://web.archive.org/web/1/x")
    inside = replace(judged(Verdict.OK, "#a"), since=None)
    assert remember_links(Memory(), [moved, dead, inside]) == {
        URL: LinkMemory(
            verdict=Verdict.MOVED,
            since=BEFORE,
            evidence="then",
            vouched_by="its own server",
            final_url="https://new.test-site.net",
            strikes=(BEFORE,),
        ),
        "https://b.test-site.net": LinkMemory(
            verdict=Verdict.DEAD, since=BEFORE, evidence="then", archive="https://web.archive.org/web/1/x"
        ),
    }


def test_a_finding_keeps_its_first_day_and_those_alike_are_numbered() -> None:
    assert date_findings(Memory(), [], TODAY) == ()
    known = Memory(findings={finding().id: FindingMemory(first_seen=BEFORE, what=URL)})
    found = date_findings(known, [finding(), finding(rule="moved"), finding(), finding()], TODAY)
    assert [(one.rule, one.nth, one.first_seen) for one in found] == [
        ("dead", 1, BEFORE),
        ("moved", 1, TODAY),
        ("dead", 2, TODAY),
        ("dead", 3, TODAY),
    ]
    assert len({one.id for one in found}) == 4
    quiet = Memory(findings={one.id: FindingMemory(first_seen=BEFORE, what=URL) for one in found})
    assert [one.first_seen for one in date_findings(quiet, found, TODAY)] == [BEFORE] * 4


def test_a_quiet_night_changes_nothing(judged: Callable[..., Judged]) -> None:
    found = date_findings(Memory(), [finding()], TODAY)
    remembered, changes = remember_findings(Memory(), found, [judged(Verdict.DEAD)])
    assert remembered == {found[0].id: FindingMemory(first_seen=TODAY, what=URL)}
    assert changes == Changes(new=(found[0].id,))
    tomorrow = date_findings(Memory(findings=remembered), [finding()], TODAY + timedelta(days=1))
    again, changes = remember_findings(Memory(findings=remembered), tomorrow, [judged(Verdict.DEAD)])
    assert (again, changes) == (remembered, Changes())


@pytest.mark.parametrize(
    ("verdict", "kept"), [(Verdict.UNCHECKED, True), (Verdict.OK, False), (Verdict.FAILING, False), (None, False)]
)
def test_a_finding_is_gone_only_when_its_link_was_judged_or_is_gone(
    judged: Callable[..., Judged], verdict: Verdict | None, *, kept: bool
) -> None:
    known = {finding().id: FindingMemory(first_seen=BEFORE, what=URL)}
    links = [judged(verdict)] if verdict else [judged(Verdict.UNCHECKED, "https://b.test-site.net")]
    remembered, changes = remember_findings(Memory(findings=known), [], links)
    assert remembered == (known if kept else {})
    assert changes == (Changes() if kept else Changes(repaired=(finding().id,)))


def test_what_has_no_day_yet_is_not_remembered() -> None:
    assert remember_findings(Memory(), [finding()], []) == ({}, Changes())


def test_a_page_that_has_moved_is_looked_at_as_seldom_as_a_healthy_one() -> None:
    target = Target(TargetKind.WEB, URL)
    past = LinkMemory(verdict=Verdict.MOVED, since=BEFORE, evidence="")
    days = [TODAY + timedelta(days=day) for day in range(21)]
    assert sum(due(target, URL, Memory(links={URL: past}), day, 7) for day in days) == 3
    assert sum(due(target, URL, Memory(links={URL: past}), day, 1) for day in days) == 21
    assert all(due(target, URL, Memory(links={f"{URL}/": past}), day, 7) for day in days)
