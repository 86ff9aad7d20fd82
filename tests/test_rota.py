"""Whose turn it is: each name's comes round in its time, and the names share the days."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from harvester.rota import last_turn

TODAY = date(2026, 11, 23)


@given(st.text(max_size=30), st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 60))
def test_the_last_turn_is_the_nearest_before_or_on_the_day(name: str, today: date, every: int) -> None:
    last = last_turn(name, today, every)
    assert today - timedelta(days=every) < last <= today
    assert last_turn(name, last, every) == last
    assert last_turn(name, last + timedelta(days=every - 1), every) == last
    assert last_turn(name, last + timedelta(days=every), every) == last + timedelta(days=every)


def test_each_day_has_its_share() -> None:
    turns = Counter(last_turn(f"https://lab.test-site.net/{number}", TODAY, 7) for number in range(700))
    assert sorted(turns) == [TODAY - timedelta(days=days) for days in range(6, -1, -1)]
    assert min(turns.values()) > 70
