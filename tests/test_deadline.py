from __future__ import annotations

import socket
import threading
import time
from contextlib import ExitStack

import pytest

from harvester.deadline import hold, watched, within
from harvester.lanes import Trouble


def test_a_call_in_time_is_left_alone() -> None:
    assert within(5, lambda: 7) == 7
    with watched(5) as watch:
        assert 0 < watch.left <= 5
    assert not watch.over


def test_a_call_that_never_ends_is_left_behind() -> None:
    never = threading.Event()
    try:
        with pytest.raises(Trouble, match="no answer within 0 s"):
            within(0.05, lambda: never.wait(30))
    finally:
        never.set()


def test_what_a_call_raises_is_raised() -> None:
    with pytest.raises(KeyError):
        within(5, lambda: dict[str, str]()["missing"])


def test_a_read_that_never_ends_is_ended_by_its_deadline() -> None:
    near, far = socket.socketpair()
    with near, far, watched(0.05) as watch:
        hold(near)
        assert near.recv(1) == b""  # would wait for ever
    assert watch.over


def test_a_connection_that_is_opened_too_late_is_of_no_use() -> None:
    near, far = socket.socketpair()
    with near, far, watched(0.01) as watch:
        while not watch.over:
            time.sleep(0.01)
        hold(near)
        assert near.recv(1) == b""  # would wait for ever


def test_each_request_has_its_own_deadline() -> None:
    with ExitStack() as stack:
        pairs = [[stack.enter_context(end) for end in socket.socketpair()] for _ in range(20)]
        ended: list[int] = []

        def read(number: int) -> None:
            seconds = 0.05 if number % 2 else 30
            with watched(seconds) as watch:
                hold(pairs[number][0])
                pairs[number][0].recv(1)
            ended.extend([number] * watch.over)

        threads = [threading.Thread(target=read, args=(number,)) for number in range(20)]
        for thread in threads:
            thread.start()
        for number in range(1, 20, 2):
            threads[number].join(10)
        for number in range(0, 20, 2):
            pairs[number][1].sendall(b"x")
            threads[number].join(10)
    assert sorted(ended) == list(range(1, 20, 2))


def test_one_thread_watches_over_all() -> None:
    for _ in range(200):
        with watched(5):
            pass
    assert [thread.name for thread in threading.enumerate()].count("deadlines") <= 1


def test_nobody_watches_when_there_is_nothing_to_watch() -> None:
    with watched(5):
        assert any(thread.name == "deadlines" for thread in threading.enumerate())
    for _ in range(100):
        if not any(thread.name == "deadlines" for thread in threading.enumerate()):
            break
        time.sleep(0.02)
    else:
        pytest.fail("the watching thread stays")


def test_a_connection_that_is_closed_already_is_no_matter() -> None:
    near, far = socket.socketpair()
    near.close()
    with far, watched(0.01) as watch:
        hold(near)
        far.settimeout(5)
        far.recv(1)  # ends with the other side's closing
        watch.end_if_late()
    assert watch.left == 0.01
