from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from harvester.lanes import Clock, Lane, Pace
from harvester.upstream.rounds import in_turns

if TYPE_CHECKING:
    from collections.abc import Callable

    from support import FakeTime


@pytest.fixture
def lane(time: FakeTime) -> Callable[..., Lane]:
    return lambda interval=1.0, concurrency=1: Lane("x", Pace(interval, concurrency), clock=time.clock())


def turning(lane: Lane) -> Callable[[object], object]:
    """Work that takes one turn."""

    def work(item: object) -> object:
        with lane.turn():
            return item

    return work


def test_no_work_is_no_work(lane: Callable[..., Lane], time: FakeTime) -> None:
    none: list[int] = []
    for queues in ([], [(lane(), none)], [(lane(), none), (lane(0.0, 4), none)]):
        assert list(in_turns(queues, str, clock=time.clock(), workers=4)) == []


@pytest.mark.parametrize("workers", [1, 3, 64])
@pytest.mark.parametrize("concurrency", [1, 4])
@pytest.mark.parametrize("interval", [0.0, 1.0])
def test_everything_is_done_once_and_in_the_order_of_its_queue(
    workers: int, concurrency: int, interval: float, lane: Callable[..., Lane], time: FakeTime
) -> None:
    queues = [(lane(interval, concurrency), [(queue, number) for number in range(queue + 1)]) for queue in range(12)]
    done: list[tuple[int, int]] = list(in_turns(queues, lambda item: item, clock=time.clock(), workers=workers))
    assert sorted(done) == sorted(item for _, items in queues for item in items)
    if concurrency == 1 and workers == 1:
        for _, items in queues:
            assert [item for item in done if item in items] == items


def test_the_longest_queue_is_begun_first(lane: Callable[..., Lane], time: FakeTime) -> None:
    queues = [(lane(), ["short"]), (lane(), ["long"] * 5), (lane(), ["middle"] * 3)]
    assert next(iter(in_turns(queues, str, clock=time.clock(), workers=1))) == "long"


def test_nobody_waits_at_one_lane_while_there_is_something_to_do_at_another(
    lane: Callable[..., Lane], time: FakeTime
) -> None:
    lanes = [lane() for _ in range(20)]
    queues = [(lanes[number], [number] * 5) for number in range(20)]
    done = list(in_turns(queues, lambda n: turning(lanes[n])(n), clock=time.clock(), workers=1))
    assert len(done) == 100
    assert time.seconds == pytest.approx(1004.0)  # what one lane takes by itself


def test_what_takes_no_turn_waits_for_none(lane: Callable[..., Lane], time: FakeTime) -> None:
    slow = lane(3600.0)
    assert len(list(in_turns([(slow, list(range(50)))], str, clock=time.clock(), workers=4))) == 50
    assert time.slept == []


def test_a_queue_is_under_way_as_often_as_its_lane_allows() -> None:
    most, now, lock = 0, 0, threading.Lock()
    gate = threading.Barrier(3, timeout=10)

    def work(_: int) -> None:
        nonlocal most, now
        with lock:
            now += 1
            most = max(most, now)
        gate.wait()
        with lock:
            now -= 1

    three = Lane("x", Pace(0.0, 3), clock=Clock())
    list(in_turns([(three, list(range(9)))], work, clock=Clock(), workers=8))
    assert most == 3


def test_what_goes_wrong_inside_comes_out(lane: Callable[..., Lane], time: FakeTime) -> None:
    with pytest.raises(ZeroDivisionError):
        list(in_turns([(lane(), [1, 0, 2])], lambda number: 1 // number, clock=time.clock(), workers=2))


def test_who_stops_listening_stops_the_work(lane: Callable[..., Lane], time: FakeTime) -> None:
    begun: list[int] = []
    heard = threading.Event()

    def work(number: int) -> int:
        begun.append(number)
        if number == 1:
            heard.wait(0.2)  # while the listener leaves
        return number

    results = in_turns([(lane(), list(range(1000)))], work, clock=time.clock(), workers=1)
    assert next(results) == 0
    results.close()  # type: ignore[attr-defined]
    assert begun == [0, 1]
