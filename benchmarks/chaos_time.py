"""Time that passes faster than it does, for everything that waits."""

from __future__ import annotations

import contextlib
import threading
import time
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from unittest import mock

from harvester.lanes import Clock

if TYPE_CHECKING:
    from collections.abc import Iterator

HASTE = 100.0
"""Seconds of the run in one of ours: paces, waits, Retry-After and the budget keep their proportions."""

WITHIN = {
    "harvester.http.CONNECT_S": 0.3,
    "harvester.http.READ_S": 0.3,
    "harvester.http.DEADLINE_S": 0.6,
    "harvester.upstream.crossref.DEADLINE_S": 0.7,
    "harvester.guard.NAME_S": 0.3,
}
"""Bounds of single requests in seconds, in the proportions of the true ones; they count in real time."""


class Hurried:
    """A clock of which every tick is worth a hundred.

    Args:
        day: On which the run begins, at three in the morning.
        jump: By how much the calendar jumps in the middle of the run, as on a machine whose clock is set right.
        after: Seconds of the run after which it does.
    """

    def __init__(self, day: date, *, jump: timedelta = timedelta(), after: float = 0.0) -> None:
        self._day = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
        self._began = time.monotonic()
        self._jump, self._after = jump, after
        self._sleeping = threading.Event()

    @property
    def passed(self) -> float:
        """Seconds since the run began."""
        return (time.monotonic() - self._began) * HASTE

    def now(self) -> datetime:
        """The present moment."""
        passed = self.passed
        return self._day + timedelta(seconds=passed) + (self._jump if passed >= self._after else timedelta())

    def clock(self) -> Clock:
        """The clock as the network wants it."""
        return Clock(
            monotonic=lambda: self.passed, sleep=lambda seconds: self._sleeping.wait(seconds / HASTE), now=self.now
        )


@contextlib.contextmanager
def short_of_patience() -> Iterator[None]:
    """Bound single requests in the proportions of that haste."""
    with contextlib.ExitStack() as stack:
        for name, seconds in WITHIN.items():
            stack.enter_context(mock.patch(name, seconds))
        yield
