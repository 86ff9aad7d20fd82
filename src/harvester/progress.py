"""A bar for each lane on a terminal, silence anywhere else."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from harvester.lanes import Silent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console
    from rich.progress import TaskID

    from harvester.lanes import Progress


class _LaneBars:
    """Progress of all lanes, told from their threads."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._lock = threading.Lock()
        self._tasks: dict[str, TaskID] = {}
        self._totals: dict[str, int] = {}

    def expect(self, lane: str, number: int) -> None:
        with self._lock:
            self._totals[lane] = self._totals.get(lane, 0) + number
            if lane not in self._tasks:
                self._tasks[lane] = self._bars.add_task(lane, total=0)
            self._bars.update(self._tasks[lane], total=self._totals[lane])

    def advance(self, lane: str, number: int) -> None:
        with self._lock:
            if lane in self._tasks:
                self._bars.advance(self._tasks[lane], number)


@contextmanager
def lane_bars(console: Console) -> Iterator[Progress]:
    """Bars on this console while the block runs, where it is a terminal."""
    if not console.is_terminal:
        yield Silent()
        return
    columns = (TextColumn("{task.description:>10}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=console, transient=True) as bars:
        yield _LaneBars(bars)
