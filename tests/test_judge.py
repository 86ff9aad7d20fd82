from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.history import STRIKES, LinkMemory, Memory, due, remember_links, struck
from harvester.judge import judge
from harvester.model import Absent, Cited, Found, Judged, Sighting, Target, TargetKind, Unavailable, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.model import Answer, Link

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
URL = "https://lab.test-site.net/page"
WEB = Target(TargetKind.WEB, URL)
DOI = Target(TargetKind.DOI, "10.1000/182")
SIGHTING = Sighting(vouched_by="Crossref", evidence="Crossref holds its record")


@pytest.fixture
def judged(make_link: Callable[..., Link]) -> Callable[..., Judged]:
    """Judge one link: its target, its answer, what is remembered of it, and the day."""

    def one(
        target: Target, answer: Answer[Sighting] | None = None, past: LinkMemory | None = None, **more: Any
    ) -> Judged:
        cited = Cited(catalogue="list.md", section=(), entry_id="e", link=make_link(URL), target=target)
        answers = {} if answer is None else {target.key: answer}
        memory = Memory(links={URL: past} if past else {})
        return judge([cited], answers, memory, today=more.pop("today", TODAY), **more)[0]

    return one


def past(verdict: Verdict, *strikes: date, since: date = TODAY - 10 * DAY) -> LinkMemory:
    return LinkMemory(verdict=verdict, since=since, evidence="then", vouched_by="someone", strikes=strikes)


@pytest.mark.parametrize(
    ("target", "answer", "verdict"),
    [
        (DOI, Found(SIGHTING), Verdict.OK),
        (WEB, Found(Sighting(vouched_by="its own server", evidence="HTTP 200")), Verdict.OK),
        (DOI, Found(Sighting(vouched_by="GitHub", evidence="renamed", moved_to="https://new")), Verdict.MOVED),
        (DOI, Absent("doi.org: DOI does not exist"), Verdict.DEAD),
        (WEB, Absent("HTTP 410: gone for good"), Verdict.DEAD),
        (WEB, Unavailable("HTTP 404", failing=True), Verdict.FAILING),
        (WEB, Unavailable("HTTP 403", refused=True), Verdict.BLOCKED),
        (DOI, Unavailable("HTTP 403", refused=True), Verdict.UNCHECKED),
        (DOI, Unavailable("HTTP 500"), Verdict.UNCHECKED),
        (WEB, Unavailable("the run's time budget is spent"), Verdict.UNCHECKED),
        (WEB, None, Verdict.UNCHECKED),
        (Target(TargetKind.PLACEHOLDER, "TODO", why="a word"), None, Verdict.PLACEHOLDER),
        (Target(TargetKind.MALFORMED, "yES", why="no address"), None, Verdict.MALFORMED),
    ],
)
def test_each_answer_has_its_verdict(
    judged: Callable[..., Judged], target: Target, answer: Answer[Sighting] | None, verdict: Verdict
) -> None:
    assert judged(target, answer).verdict is verdict


@pytest.mark.parametrize(
    ("target", "answer", "evidence", "vouched_by"),
    [
        (DOI, Found(SIGHTING), "Crossref holds its record", "Crossref"),
        (DOI, Absent("doi.org: DOI does not exist"), "doi.org: DOI does not exist", ""),
        (WEB, Unavailable("HTTP 404", failing=True), "HTTP 404", ""),
        (WEB, Unavailable("HTTP 403", refused=True), "HTTP 403", ""),
        (DOI, Unavailable("HTTP 500"), "HTTP 500", ""),
        (WEB, None, "not asked", ""),
        (Target(TargetKind.PLACEHOLDER, "TODO", why="a word"), None, "a word", ""),
        (Target(TargetKind.MALFORMED, "yES", why="no address"), None, "no address", ""),
    ],
)
def test_each_verdict_says_why_and_who_vouches(
    judged: Callable[..., Judged], target: Target, answer: Answer[Sighting] | None, evidence: str, vouched_by: str
) -> None:
    result = judged(target, answer)
    assert (result.evidence, result.vouched_by, result.final_url) == (evidence, vouched_by, None)
    assert (result.instead, result.archive, result.template) == ("", None, False)


def test_a_renamed_repository_keeps_the_path_and_another_move_is_told_as_it_is(make_link: Callable[..., Link]) -> None:
    moved = Sighting(vouched_by="GitHub", evidence="renamed", moved_to="https://github.com/new/name")
    written = "https://github.com/old/name/tree/main/src"
    repository = Target(TargetKind.GITHUB, "old/name", path="issues/3")
    for target, final_url in (
        (repository, "https://github.com/new/name/tree/main/src"),
        (Target(TargetKind.WEB, written), "https://github.com/new/name"),
    ):
        cited = Cited(
            catalogue="list.md", section=("A",), entry_id="e", link=make_link(written), target=target, template=True
        )
        (result,) = judge([cited], {target.key: Found(moved)}, Memory(), today=TODAY)
        assert (result.verdict, result.final_url) == (Verdict.MOVED, final_url)
        assert (result.section, result.template) == (("A",), True)


def test_the_same_verdict_keeps_its_first_day_and_another_starts_anew(judged: Callable[..., Judged]) -> None:
    assert judged(DOI, Found(SIGHTING), past(Verdict.OK)).since == TODAY - 10 * DAY
    assert judged(DOI, Found(SIGHTING), past(Verdict.DEAD)).since == TODAY
    assert judged(DOI, Unavailable("HTTP 500"), past(Verdict.OK)).since is None


def test_what_is_not_asked_stays_what_it_was(judged: Callable[..., Judged]) -> None:
    known = judged(WEB, None, past(Verdict.OK))
    assert (known.verdict, known.evidence, known.since) == (Verdict.OK, "then", TODAY - 10 * DAY)
    moved = replace(past(Verdict.MOVED, TODAY - 9 * DAY), final_url="https://new.test-site.net")
    still = judged(WEB, None, moved)
    assert (still.final_url, still.vouched_by, still.strikes) == (moved.final_url, "someone", moved.strikes)
    unknown = judged(WEB, None, None, not_asked="offline")
    assert (unknown.verdict, unknown.evidence) == (Verdict.UNCHECKED, "offline")


FAILS = Unavailable("HTTP 404", failing=True)


@pytest.mark.parametrize(
    ("strikes", "verdict", "counted"),
    [
        ((), Verdict.FAILING, 1),
        ((TODAY,), Verdict.FAILING, 1),
        ((TODAY - 2 * DAY,), Verdict.FAILING, 1),
        ((TODAY - 3 * DAY,), Verdict.FAILING, 2),
        ((TODAY - 6 * DAY, TODAY - 3 * DAY), Verdict.DEAD, 3),
        ((TODAY - 6 * DAY, TODAY - 2 * DAY), Verdict.FAILING, 2),
        # a clock was wrong, then or now
        ((TODAY - 3 * DAY, TODAY + 365 * DAY), Verdict.FAILING, 1),
        ((TODAY, TODAY + 3 * DAY), Verdict.FAILING, 1),
        ((TODAY + 3 * DAY,), Verdict.FAILING, 0),
    ],
)
def test_a_page_is_dead_after_three_failures_three_days_apart(
    judged: Callable[..., Judged], strikes: tuple[date, ...], verdict: Verdict, counted: int
) -> None:
    result = judged(WEB, FAILS, past(Verdict.FAILING, *strikes))
    assert (result.verdict, len(result.strikes)) == (verdict, counted)


def test_one_success_resets_and_a_refusal_neither_strikes_nor_resets(judged: Callable[..., Judged]) -> None:
    two = past(Verdict.FAILING, TODAY - 6 * DAY, TODAY - 3 * DAY)
    assert judged(WEB, Found(SIGHTING), two).strikes == ()
    refused = judged(WEB, Unavailable("HTTP 403", refused=True), two)
    assert (refused.verdict, refused.strikes) == (Verdict.BLOCKED, two.strikes)


def test_a_dead_page_that_still_fails_stays_dead(judged: Callable[..., Judged]) -> None:
    assert judged(WEB, FAILS, past(Verdict.DEAD)).verdict is Verdict.DEAD


@pytest.mark.parametrize(
    ("answer", "before", "kept"),
    [
        (Absent("HTTP 410"), Verdict.DEAD, True),
        (FAILS, Verdict.DEAD, True),
        (None, Verdict.DEAD, True),
        (Absent("HTTP 410"), Verdict.FAILING, False),
        (Found(SIGHTING), Verdict.DEAD, False),
        (Found(SIGHTING), Verdict.OK, False),
    ],
)
def test_a_copy_is_remembered_as_long_as_the_page_is_dead(
    judged: Callable[..., Judged], answer: Answer[Sighting] | None, before: Verdict, *, kept: bool
) -> None:
    copy = "https://web.archive.org/web/2020/https://lab.test-site.net/page"
    assert judged(WEB, answer, replace(past(before), archive=copy)).archive == (copy if kept else None)


def test_a_near_spelling_is_offered_only_where_it_is_vouched_for(make_link: Callable[..., Link]) -> None:
    target = Target(TargetKind.GITHUB, "o/name.", instead="O/name")
    cited = Cited(
        catalogue="list.md", section=(), entry_id="e", link=make_link("https://github.com/o/name."), target=target
    )
    gone = Absent("GitHub: no such public repository")
    for other, expected in ((Found(SIGHTING), "https://github.com/O/name"), (gone, ""), (Unavailable("HTTP 500"), "")):
        answers: dict[str, Answer[Sighting]] = {"github:o/name.": gone, "github:o/name": other}
        assert judge([cited], answers, Memory(), today=TODAY)[0].instead == expected
        answers["github:o/name."] = Found(SIGHTING)
        assert judge([cited], answers, Memory(), today=TODAY)[0].instead == ""


def test_a_mended_address_is_offered_only_where_it_is_vouched_for(make_link: Callable[..., Link]) -> None:
    meant = "https://doi.org/10.1000/182"
    target = Target(TargetKind.MALFORMED, f"https://doi.org/{meant}", why="prefix written twice")
    for mended, answer, expected in (
        (meant, Found(SIGHTING), meant),
        (meant, Absent("doi.org: DOI does not exist"), ""),
        (meant, Unavailable("HTTP 500"), ""),
        (None, Found(SIGHTING), ""),
    ):
        link = make_link(target.value, flaw=target.why, mended=mended)
        cited = Cited(catalogue="list.md", section=(), entry_id="e", link=link, target=target)
        assert judge([cited], {DOI.key: answer}, Memory(), today=TODAY)[0].instead == expected


@given(st.lists(st.booleans(), min_size=1, max_size=40))
def test_never_dead_without_three_failures_each_three_days_after_the_last_counted(nights: list[bool]) -> None:
    strikes: tuple[date, ...] = ()
    run: list[int] = []  # the nights of the present unbroken row of failures
    for number, failed in enumerate(nights):
        run = [*run, number] if failed else []
        strikes = struck(strikes, TODAY + number * DAY) if failed else ()
        assert len(strikes) <= STRIKES
        assert all((b - a).days >= 3 for a, b in pairwise(strikes))
        assert (len(strikes) == STRIKES) == (len(run) >= 7)  # three strikes in daily runs take days 1, 4 and 7


def test_healthy_pages_are_due_every_seventh_day_and_all_else_every_day() -> None:
    memory = Memory(links={URL: past(Verdict.OK)})
    days = [day for day in range(70) if due(WEB, URL, memory, TODAY + day * DAY, 7)]
    assert len(days) == 10
    assert {b - a for a, b in pairwise(days)} == {7}
    for target, verdict in ((DOI, Verdict.OK), (WEB, Verdict.FAILING), (WEB, Verdict.BLOCKED), (WEB, Verdict.DEAD)):
        assert all(due(target, URL, Memory(links={URL: past(verdict)}), TODAY + day * DAY, 7) for day in range(7))
    assert due(WEB, URL, Memory(), TODAY, 7)


def test_an_unjudged_night_leaves_the_memory_as_it_was(judged: Callable[..., Judged]) -> None:
    before = past(Verdict.FAILING, TODAY - 3 * DAY)
    memory = Memory(links={URL: before})
    assert remember_links(memory, [judged(WEB, Unavailable("budget"), before)]) == {URL: before}
    assert remember_links(Memory(), [judged(WEB, Unavailable("budget"))]) == {}
    assert remember_links(memory, []) == {}
