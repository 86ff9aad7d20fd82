"""A bar for each lane on a terminal, silence anywhere else."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.text import Text

from harvester.lanes import Silent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console
    from rich.progress import Task, TaskID

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
                self._tasks[lane] = self._bars.add_task(lane, total=0, waits="")
            self._bars.update(self._tasks[lane], total=self._totals[lane])

    def advance(self, lane: str, number: int) -> None:
        with self._lock:
            if lane in self._tasks:
                self._bars.update(self._tasks[lane], advance=number, waits="")

    def wait(self, lane: str, why: str, seconds: float) -> None:
        with self._lock:
            if lane in self._tasks:
                self._bars.update(self._tasks[lane], waits=f"waits {seconds:.0f} s ({escape(why)})")


class _Rate(ProgressColumn):
    """Answers a second, over the last half minute."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:.1f}/s" if task.speed else "", justify="right")


@contextmanager
def lane_bars(console: Console) -> Iterator[Progress]:
    """Bars on this console while the block runs, where it is a terminal."""
    if not console.is_terminal:
        yield Silent()
        return
    columns = (
        TextColumn("{task.description:>10}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[waits]}"),
    )
    with Bars(*columns, console=console, transient=True) as bars:
        yield _LaneBars(bars)
