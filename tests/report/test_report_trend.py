"""``history.jsonl``: one line for each run that changed something, and back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.errors import StateError
from harvester.model import Past, Verdict
from harvester.report import trend, view
from report.report_book import TODAY
from report.report_runs import RUNS, second_night, waived

LINE = (
    '{"schema": "harvester/history@1", "world": "live", "date": "2026-11-23", "papers": 72, "links": 116, "verdicts": '
    '{"ok": 95, "unchecked": 1, "failing": 1, "placeholder": 16, "malformed": 1, "dead": 2}, "rules": {"dead": 2, '
    '"failing": 1, "malformed": 1, "placeholder": 16}, "fix": 19, "look": 0, "new": 1, "repaired": 1}\n'
)


def past(day: date, **numbers: int) -> Past:
    values = {"papers": 1, "fix": 0, "look": 0, "new": 0, "repaired": 0, **numbers}
    return Past(date=day, verdicts={"ok": 2, "dead": 1}, rules={"dead": 1}, **values)


def of(name: str) -> Past:
    run = RUNS[name]()
    return trend.past(run, view.build(run).counts)


days = st.dates(date(2020, 1, 1), date(2030, 1, 1))
pasts = st.builds(past, days, fix=st.integers(0, 99), look=st.integers(0, 99), papers=st.integers(0, 10**6))


def test_what_a_line_says() -> None:
    assert trend.write([of("second_night")], "live") == LINE


@pytest.mark.parametrize("name", RUNS)
def test_a_line_holds_against_its_schema_and_its_numbers_are_those_of_the_report(name: str) -> None:
    line = json.loads(trend.write([of(name)], "live"))
    jsonschema.Draft202012Validator(trend.schema()).validate(line)
    counts = view.build(RUNS[name]()).counts
    assert line["links"] == counts.links == sum(line["verdicts"].values())
    assert line["fix"] + line["look"] == counts.problems


def test_what_is_waived_is_not_counted_against_anybody() -> None:
    assert "placeholder" not in trend.past(waived(), view.build(waived()).counts).rules


@given(st.lists(pasts, unique_by=lambda one: one.date))
def test_written_and_read_back(history: list[Past]) -> None:
    assert trend.read(trend.write(history, "live"), "live", "history.jsonl") == tuple(history)


@given(st.lists(pasts, min_size=1, unique_by=lambda one: one.date), st.data())
def test_a_last_line_that_was_cut_off_is_left_out(history: list[Past], data: st.DataObject) -> None:
    text = trend.write(history, "live")
    whole = text.rindex("\n", 0, len(text) - 1) + 1 if len(history) > 1 else 0
    cut = data.draw(st.integers(whole, len(text) - 2))
    assert trend.read(text[:cut], "live", "history.jsonl") == tuple(history[:-1])


def test_a_last_line_without_its_end_counts_where_it_is_whole() -> None:
    assert len(trend.read(LINE.rstrip("\n"), "live", "history.jsonl")) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{\n" + LINE, "history.jsonl:1: not readable as JSON"),
        (LINE + "<<<<<<< HEAD\n" + LINE, "history.jsonl:2: not readable as JSON"),
        (LINE + "[]\n", "history.jsonl:2: the schema is not harvester/history@1 but None"),
        (LINE.replace("@1", "@2"), "history.jsonl:1: the schema is not harvester/history@1 but harvester/history@2"),
        (LINE.replace('"papers": 72', '"papers": -1'), "history.jsonl:1: damaged at papers"),
        (LINE.replace("2026-11-23", "yesterday"), "history.jsonl:1: damaged at date"),
    ],
)
def test_a_damaged_line_is_refused_by_its_number(text: str, message: str) -> None:
    with pytest.raises(StateError) as caught:
        trend.read(text, "live", "history.jsonl")
    assert message in str(caught.value)
    assert caught.value.hint


def test_worlds_never_mix() -> None:
    text = trend.write([past(TODAY)], "sandbox") + LINE
    assert [one.papers for one in trend.read(text, "live", "history.jsonl")] == [72]
    assert trend.read(text, "another", "history.jsonl") == ()


@given(st.lists(pasts, max_size=9, unique_by=lambda one: one.date), pasts)
def test_a_day_has_one_line_and_days_are_in_order(history: list[Past], last: Past) -> None:
    found = trend.extended(sorted(history, key=lambda one: one.date), last)
    assert [one.date for one in found] == sorted({one.date for one in (*history, last)})
    assert last in found


@pytest.mark.parametrize(("runs", "shown"), [(0, 0), (1, 0), (2, 2), (30, 30), (31, 30)])
def test_the_last_thirty_and_nothing_where_there_is_nothing_to_compare(runs: int, shown: int) -> None:
    history = tuple(past(TODAY - timedelta(days=runs - number), fix=number) for number in range(runs))
    bars = trend.bars(history)
    assert [bar.fix for bar in bars] == list(range(runs))[-shown:] * bool(shown)
    assert view.build(replace(second_night(), history=history)).trend == bars


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ({}, "23 Nov 2026: nothing to do; 2 of 3 links healthy"),
        ({"fix": 1_234}, "23 Nov 2026: 1,234 to fix; 2 of 3 links healthy"),
        ({"fix": 2, "look": 3}, "23 Nov 2026: 2 to fix, 3 to look at; 2 of 3 links healthy"),
    ],
)
def test_a_bar_is_said_in_words(numbers: dict[str, int], said: str) -> None:
    bars = trend.bars((past(TODAY - timedelta(days=1)), past(TODAY, **numbers)))
    assert bars[-1].said == said


def test_verdicts_keep_the_order_of_the_report() -> None:
    assert list(of("second_night").verdicts) == [word.word for word, _ in view.build(second_night()).counts.verdicts]
    assert set(of("second_night").verdicts) <= {verdict.word for verdict in Verdict}
