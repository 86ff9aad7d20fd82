from __future__ import annotations

import threading
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from harvester.lanes import FAILURES_THAT_OPEN, LONGEST_WAIT_S, Lane, Pace, Trouble, held_turn
from harvester.model import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from support import FakeTime


LEFT_ALONE = ", and not to be asked again while this run lasts"


def failing(*troubles: Trouble) -> Callable[[], str]:
    """A question that meets these troubles in turn, then gets its answer."""
    left = list(troubles)

    def question() -> str:
        if left:
            raise left.pop(0)
        return "answer"

    return question


def test_a_lane_without_use_waits_for_nothing(time: FakeTime) -> None:
    lane = Lane("x", Pace(3.0), clock=time.clock())
    with lane.turn():
        pass
    assert time.slept == []


def test_requests_of_a_single_file_lane_start_an_interval_after_the_one_before_ended(time: FakeTime) -> None:
    lane = Lane("arxiv", Pace(3.0), clock=time.clock())
    starts = []
    for _ in range(4):
        with lane.turn():
            starts.append(time.seconds)
            time.seconds += 0.7  # the server takes its time
    assert [round(b - a, 6) for a, b in pairwise(starts)] == [3.7, 3.7, 3.7]


def test_where_no_limit_is_documented_the_interval_counts_from_when_a_request_was_sent(time: FakeTime) -> None:
    lane = Lane("web", Pace(1.0, transit=0.0), clock=time.clock())
    starts = []
    for handshake, slow in ((0.1, 0.7), (0.0, 0.0), (0.2, 2.5), (0.0, 0.4), (0.0, 0.0)):
        with lane.turn():
            starts.append(time.seconds)
            time.seconds += handshake + slow
            turn = held_turn()
            assert turn is not None
            turn.since_sent_s = slow
    assert [round(b - a, 6) for a, b in pairwise(starts)] == [1.1, 1.0, 2.7, 1.0]


def test_requests_of_a_wide_lane_start_an_interval_apart(time: FakeTime) -> None:
    lane = Lane("crossref", Pace(0.35, 3), clock=time.clock())
    starts = []
    for _ in range(4):
        with lane.turn():
            starts.append(time.seconds)
    assert [round(b - a, 6) for a, b in pairwise(starts)] == [0.35, 0.35, 0.35]


def test_a_slow_way_brings_no_requests_of_a_wide_lane_together(time: FakeTime) -> None:
    lane = Lane("crossref", Pace(0.35, 3), clock=time.clock())
    starts = []
    for slow in (0.9, 0.0, 0.0, 0.0, 0.0):
        with lane.turn():
            starts.append(time.seconds - 1000.0)
            time.seconds += slow  # the request may arrive at any moment until it is over
    # the first two were over at 0.9 s, so that their slots rest for 3 × 0.35 s from there
    assert [round(start, 6) for start in starts] == [0.0, 0.9, 1.25, 1.95, 2.3]


def test_never_more_at_once_than_allowed(time: FakeTime) -> None:
    lane = Lane("x", Pace(0.0, 2), clock=time.clock())
    inside, most, lock = 0, 0, threading.Lock()
    gate = threading.Barrier(2, timeout=5)

    def work() -> None:
        nonlocal inside, most
        with lane.turn():
            with lock:
                inside += 1
                most = max(most, inside)
            gate.wait()
            with lock:
                inside -= 1

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2


def test_one_failure_is_asked_again(time: FakeTime) -> None:
    lane = Lane("x", Pace(0.0, waits=(1.0, 4.0)), clock=time.clock())
    assert lane.ask(failing(Trouble("HTTP 500"))) == "answer"
    assert 1.0 <= sum(time.slept) <= 1.1


def test_what_stays_broken_is_unavailable_with_its_reason(time: FakeTime) -> None:
    lane = Lane("x", Pace(0.0, waits=(1.0, 4.0)), clock=time.clock())
    answer = lane.ask(failing(*[Trouble("HTTP 503", retry_after=2.0)] * 3))
    assert answer == Unavailable("HTTP 503", 2.0)
    assert 4.0 <= sum(time.slept) <= 4.5  # twice the two seconds that the server named, and jitter


def test_what_cannot_get_better_is_not_asked_again(time: FakeTime) -> None:
    lane = Lane("x", Pace(0.0), clock=time.clock())
    answer = lane.ask(failing(Trouble("HTTP 403", refused=True, retryable=False)))
    assert answer == Unavailable("HTTP 403", refused=True)
    assert time.slept == []


def test_a_retry_after_of_six_hours_is_not_waited_for(time: FakeTime) -> None:
    lane = Lane("x", Pace(0.0), clock=time.clock())
    answer = lane.ask(failing(Trouble("HTTP 429", retry_after=21_600.0, refused=True)))
    assert answer == Unavailable(f"HTTP 429{LEFT_ALONE}", 21_600.0, refused=True)
    assert sum(time.slept) < LONGEST_WAIT_S


@pytest.mark.parametrize(
    ("patient", "asked", "left", "waits", "reason"),
    [
        (False, 60.0, 1800.0, True, ""),
        (True, 60.0, 1800.0, True, ""),
        # longer than anyone waits in line: only where nobody else comes back to it, and the run lasts
        (False, 61.0, 1800.0, False, "HTTP 429"),
        (True, 61.0, 1800.0, True, ""),
        (True, 1700.0, 1800.0, True, ""),
        (True, 1900.0, 1800.0, False, f"HTTP 429{LEFT_ALONE}"),
        (True, 3600.0, 1e9, True, ""),
        (True, 21_600.0, 1e9, False, f"HTTP 429{LEFT_ALONE}"),
        (False, 21_600.0, 1e9, False, f"HTTP 429{LEFT_ALONE}"),
    ],
)
def test_a_long_retry_after_is_waited_for_by_the_patient_as_long_as_the_run_lasts(
    patient: bool, asked: float, left: float, waits: bool, reason: str, time: FakeTime
) -> None:
    lane = Lane("x", Pace(0.0, patient=patient), clock=time.clock(), deadline=time.seconds + left)
    answer = lane.ask(failing(Trouble("HTTP 429", retry_after=asked, refused=True)))
    assert answer == ("answer" if waits else Unavailable(reason, asked, refused=True))
    assert sum(time.slept) == pytest.approx(asked if waits else 0.0, abs=0.5)


def test_who_asks_to_wait_long_twice_is_left_alone(time: FakeTime) -> None:
    lane = Lane("x", Pace(0.0, waits=(1.0, 4.0), patient=True), clock=time.clock(), deadline=time.seconds + 1800)
    troubles = [Trouble("HTTP 429", retry_after=120.0, refused=True)] * 3
    assert lane.ask(failing(*troubles)) == Unavailable("HTTP 429", 120.0, refused=True)
    assert sum(time.slept) == pytest.approx(120.0, abs=0.5)


def test_a_question_may_be_put_once(time: FakeTime) -> None:
    lane = Lane("x", Pace(0.0, waits=(1.0, 4.0)), clock=time.clock())
    assert lane.ask(failing(), once=True) == "answer"
    assert lane.ask(failing(Trouble("HTTP 503")), once=True) == Unavailable("HTTP 503")
    assert time.slept == []


def test_a_lane_that_is_opened_again_asks_when_the_upstream_said_that_it_may(time: FakeTime) -> None:
    lane = Lane("x", Pace(0.0, waits=()), clock=time.clock(), deadline=time.seconds + 1800)
    lane.ask(failing(Trouble("HTTP 429", retry_after=120.0, refused=True)))
    lane.ask(failing(Trouble("HTTP 429", retry_after=21_600.0, refused=True)))
    lane.ask(failing(Trouble("HTTP 429", refused=True)))

    def question() -> str:
        with lane.turn():
            return "answer"

    assert isinstance(lane.ask(question), Unavailable)  # three failures in a row
    began = time.seconds
    lane.reopen()
    assert lane.next_turn == pytest.approx(began + 120.0)
    assert lane.ask(question) == "answer"
    assert time.seconds - began == pytest.approx(120.0)


def test_refusals_are_answered_with_the_longer_waits(time: FakeTime) -> None:
    lane = Lane("arxiv", Pace(3.0, waits=(1.0,), refused_waits=(60.0, 120.0)), clock=time.clock())
    assert lane.ask(failing(*[Trouble("HTTP 429", refused=True)] * 2)) == "answer"
    assert 180.0 <= sum(time.slept) <= 200.0


@pytest.mark.parametrize(
    ("since_sent", "rest"),
    [(0.0, 3.0), (0.02, 3.0), (0.05, 3.0), (0.65, 2.4), (3.0, 0.05), (3.05, 0.0), (20.0, 0.0)],
    ids=lambda value: f"{value:g}",
)
def test_a_slot_rests_from_when_its_request_has_surely_arrived(since_sent: float, rest: float, time: FakeTime) -> None:
    lane = Lane("x", Pace(3.0, waits=()), clock=time.clock())
    with lane.turn():
        time.seconds += 30.0  # the handshake of a busy server, and its answer
        turn = held_turn()
        assert turn is not None
        turn.since_sent_s = since_sent
    assert held_turn() is None
    assert max(0.0, lane.next_turn - time.seconds) == pytest.approx(rest)


def test_a_wait_holds_for_the_whole_lane(time: FakeTime) -> None:
    lane = Lane("x", Pace(0.0, 2, waits=(5.0,)), clock=time.clock())

    def question() -> str:
        with lane.turn():
            if not time.slept:
                raise Trouble("HTTP 429", retry_after=30.0)
            return "answer"

    began = time.seconds
    lane.ask(question)
    with lane.turn():
        assert time.seconds - began >= 30.0


def test_the_breaker_closes_a_lane_after_failures_in_a_row(time: FakeTime) -> None:
    lane = Lane("x", Pace(0.0, waits=()), clock=time.clock())

    def question() -> str:
        with lane.turn():
            raise Trouble("connection refused", unreached=True)

    reasons = [
        answer.reason for _ in range(FAILURES_THAT_OPEN + 2) if isinstance(answer := lane.ask(question), Unavailable)
    ]
    assert reasons[:FAILURES_THAT_OPEN] == ["connection refused"] * FAILURES_THAT_OPEN
    assert reasons[-1] == "given up after 3 failures in a row: connection refused"
    assert lane.requests == FAILURES_THAT_OPEN
    assert not lane.reached


def test_pages_that_fail_do_not_close_their_host(time: FakeTime) -> None:
    lane = Lane("host", Pace(0.0, waits=()), clock=time.clock())
    for _ in range(5):
        lane.ask(failing(Trouble("HTTP 404", failing=True, retryable=False)))
    assert lane.ask(failing()) == "answer"


def test_after_the_budget_nothing_is_sent(time: FakeTime) -> None:
    lane = Lane("x", Pace(10.0), clock=time.clock(), deadline=time.seconds + 15)

    def question() -> str:
        with lane.turn():
            return "answer"

    answers = [lane.ask(question) for _ in range(4)]
    assert answers[:2] == ["answer", "answer"]
    assert answers[2] == Unavailable("the run's time budget is spent")
    assert lane.requests == 2


def test_a_quota_is_kept(time: FakeTime) -> None:
    lane = Lane("github", Pace(0.0, most=2, spent="the hour's requests are spent"), clock=time.clock())

    def question() -> str:
        with lane.turn():
            return "answer"

    answers = [lane.ask(question) for _ in range(3)]
    assert answers == ["answer", "answer", Unavailable("the hour's requests are spent", refused=True)]


def test_a_fault_of_ours_is_not_taken_for_one_of_theirs(time: FakeTime) -> None:
    lane = Lane("x", Pace(0.0), clock=time.clock())

    def question() -> str:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        lane.ask(question)


def test_two_lanes_to_one_server_count_what_is_under_way_in_both(time: FakeTime) -> None:
    lists = Lane("crossref", Pace(0.0, 3), clock=time.clock())
    singles = Lane("crossref-single", Pace(0.0, 3), clock=time.clock(), beside=lists)
    inside, most, lock = 0, 0, threading.Lock()
    gate = threading.Barrier(3, timeout=5)

    def work(lane: Lane) -> None:
        nonlocal inside, most
        with lane.turn():
            with lock:
                inside += 1
                most = max(most, inside)
            gate.wait()
            with lock:
                inside -= 1

    threads = [threading.Thread(target=work, args=(lane,)) for lane in (lists, singles) * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 3


def test_nobody_waits_beyond_the_end_of_the_run(time: FakeTime) -> None:
    lane = Lane("arxiv", Pace(0.0, refused_waits=(60.0, 120.0)), clock=time.clock(), deadline=time.seconds + 70)

    def question() -> str:
        with lane.turn():
            raise Trouble("HTTP 429", refused=True)

    began = time.seconds
    assert lane.ask(question) == Unavailable("the run's time budget is spent")
    assert time.seconds - began == pytest.approx(70)
    assert lane.requests == 2


def test_an_interrupted_run_sends_nothing_more_and_wakes_who_waits(time: FakeTime) -> None:
    stop = threading.Event()
    lane = Lane("arxiv", Pace(3.0, waits=(60.0,)), clock=time.clock(), stop=stop)

    def question() -> str:
        with lane.turn():
            stop.set()
            raise Trouble("HTTP 503")

    assert lane.ask(question) == Unavailable("the run was interrupted")
    assert time.slept == []
