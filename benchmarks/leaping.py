"""Time for benchmarks in which only the answers are to take any."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from harvester.lanes import Clock

if TYPE_CHECKING:
    from datetime import date


class Leaping:
    """A clock that leaps over every wait."""

    def __init__(self, day: date) -> None:
        self._start = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
        self._seconds = 0.0
        self._lock = threading.Lock()

    def _sleep(self, seconds: float) -> None:
        with self._lock:
            self._seconds += seconds

    def clock(self) -> Clock:
        """The clock as lanes want it."""
        return Clock(
            monotonic=lambda: self._seconds,
            sleep=self._sleep,
            now=lambda: self._start + timedelta(seconds=self._seconds),
        )
