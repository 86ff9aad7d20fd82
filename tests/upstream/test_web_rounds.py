from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from harvester.lanes import Clock, Pace
from harvester.upstream.rounds import in_turns

if TYPE_CHECKING:
    from support import FakeTime

SECOND = Pace(1.0)


@pytest.mark.parametrize("queues", [[], [(SECOND, [])], [(SECOND, []), (Pace(0.0, 4), [])]])
def test_no_work_is_no_work(queues: list[tuple[Pace, list[int]]], time: FakeTime) -> None:
    assert list(in_turns(queues, str, clock=time.clock(), workers=4)) == []


@pytest.mark.parametrize("workers", [1, 3, 64])
@pytest.mark.parametrize("pace", [Pace(0.0), SECOND, Pace(0.5, 4)])
def test_everything_is_done_once_and_in_the_order_of_its_queue(workers: int, pace: Pace, time: FakeTime) -> None:
    queues = [(pace, [(queue, number) for number in range(queue + 1)]) for queue in range(12)]
    done: list[tuple[int, int]] = list(in_turns(queues, lambda item: item, clock=time.clock(), workers=workers))
    assert sorted(done) == sorted(item for _, items in queues for item in items)
    if pace.concurrency == 1 and workers == 1:
        for _, items in queues:
            assert [item for item in done if item in items] == items


def test_the_longest_queue_is_begun_first(time: FakeTime) -> None:
    queues = [(SECOND, ["short"]), (SECOND, ["long"] * 5), (SECOND, ["middle"] * 3)]
    assert next(iter(in_turns(queues, str, clock=time.clock(), workers=1))) == "long"


def test_one_worker_does_not_stand_in_line_while_there_is_something_to_do(time: FakeTime) -> None:
    queues = [(SECOND, list(range(5))) for _ in range(20)]
    assert len(list(in_turns(queues, str, clock=time.clock(), workers=1))) == 100
    assert time.seconds == pytest.approx(1004.0)  # what one queue takes by itself


def test_a_queue_is_under_way_as_often_as_its_pace_allows() -> None:
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

    list(in_turns([(Pace(0.0, 3), list(range(9)))], work, clock=Clock(), workers=8))
    assert most == 3


def test_what_goes_wrong_inside_comes_out(time: FakeTime) -> None:
    with pytest.raises(ZeroDivisionError):
        list(in_turns([(SECOND, [1, 0, 2])], lambda number: 1 // number, clock=time.clock(), workers=2))


def test_who_stops_listening_stops_the_work(time: FakeTime) -> None:
    begun: list[int] = []

    heard = threading.Event()

    def work(number: int) -> int:
        begun.append(number)
        if number == 1:
            heard.wait(0.2)  # while the listener leaves
        return number

    results = in_turns([(SECOND, list(range(1000)))], work, clock=time.clock(), workers=1)
    assert next(results) == 0
    results.close()  # type: ignore[attr-defined]
    assert begun == [0, 1]
