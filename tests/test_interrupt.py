from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING

import pytest

from harvester.interrupt import heeded

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _as_python_has_it() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_without_ctrl_c_nothing_happens_and_nothing_stays_behind() -> None:
    with heeded() as stop:
        pass
    assert not stop.is_set()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_the_first_ctrl_c_sets_the_event_and_the_second_interrupts() -> None:
    with heeded() as stop:
        signal.raise_signal(signal.SIGINT)
        assert stop.is_set()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_what_others_have_settled_stays() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with heeded() as stop:
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
        signal.raise_signal(signal.SIGINT)
    assert not stop.is_set()


def test_in_another_thread_there_is_nothing_to_heed() -> None:
    seen: list[bool] = []

    def run() -> None:
        with heeded() as stop:
            seen.append(stop.is_set())

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert seen == [False]
