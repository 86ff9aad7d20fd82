from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.model import Absent, Found, Unavailable
from harvester.upstream.batching import LINE_BYTES, Spoilt, batches, side_by_side, without_the_bad

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.model import Answer

KEYS = [f"k{number}" for number in range(16)]


@given(st.lists(st.text(st.characters(codec="ascii"), min_size=1, max_size=400), max_size=120), st.integers(1, 60))
def test_batches_lose_nothing_and_fit_a_request_line(keys: list[str], size: int) -> None:
    made = list(batches(keys, size))
    assert [key for batch in made for key in batch] == keys
    for batch in made:
        assert 1 <= len(batch) <= size
        assert len(batch) == 1 or sum(len(key) for key in batch) <= LINE_BYTES


def test_what_is_sent_as_it_is_costs_what_it_is() -> None:
    assert len(list(batches(["a/b"] * 700, 1000, overhead=1))) == 2
    assert len(list(batches(["a/b"] * 700, 1000, overhead=1, safe="/"))) == 1


@pytest.mark.parametrize("at_once", [1, 3])
def test_all_tasks_run_and_none_twice(at_once: int) -> None:
    assert list(side_by_side([], at_once)) == []
    assert sorted(side_by_side([partial(int, number) for number in range(20)], at_once)) == list(range(20))


def test_tasks_run_side_by_side_and_no_more_than_allowed() -> None:
    three, lock = threading.Barrier(3, timeout=10), threading.Lock()
    running: list[int] = [0, 0]

    def task() -> None:
        with lock:
            running[0] += 1
            running[1] = max(running)
        three.wait()
        with lock:
            running[0] -= 1

    list(side_by_side([task] * 9, 3))
    assert running == [0, 3]


def spoilt_by(*bad: str, named: bool = True) -> tuple[list[list[str]], object]:
    """An upstream that refuses every request with one of these keys in it, and the requests that it got."""
    requests: list[list[str]] = []

    def ask(batch: Sequence[str]) -> dict[str, Answer[str]] | Spoilt | Unavailable:
        requests.append(list(batch))
        first = next((key for key in batch if key in bad), "")
        if first:
            return Spoilt("no key", first if named else "")
        return {key: Found(key.upper()) for key in batch}

    return requests, ask


@pytest.mark.parametrize(
    ("bad", "named", "answer", "requests"),
    [
        ((), True, None, 1),
        (("k3",), True, Absent("no key"), 2),
        (("k3", "k9", "k15"), True, Absent("no key"), 4),
        (("k3",), False, Unavailable("no key"), 9),
        (tuple(KEYS), True, Absent("no key"), 16),
    ],
)
def test_bad_keys_do_not_spoil_the_good_ones(
    bad: tuple[str, ...], *, named: bool, answer: object, requests: int
) -> None:
    sent, ask = spoilt_by(*bad, named=named)
    answers = without_the_bad(KEYS, ask)  # type: ignore[arg-type, var-annotated]
    assert answers == {key: answer if key in bad else Found(key.upper()) for key in KEYS}
    assert len(sent) == requests


def test_a_name_that_was_not_asked_is_no_name() -> None:
    answers = without_the_bad(["a", "b"], lambda _: Spoilt("no key", "c"))  # type: ignore[var-annotated]
    assert answers == {"a": Unavailable("no key"), "b": Unavailable("no key")}


def test_an_ill_upstream_is_asked_once() -> None:
    sent: list[Sequence[str]] = []

    def ask(batch: Sequence[str]) -> Unavailable:
        sent.append(batch)
        return Unavailable("HTTP 500")

    answers: dict[str, Answer[str]] = without_the_bad(KEYS, ask)
    assert answers == dict.fromkeys(KEYS, Unavailable("HTTP 500"))
    assert len(sent) == 1
