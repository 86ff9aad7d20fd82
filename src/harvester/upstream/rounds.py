"""Many queues worked through side by side, each at its own pace, by a few threads that never wait for one of them."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from heapq import heappop, heappush
from queue import SimpleQueue
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from harvester.lanes import Clock, Lane

T = TypeVar("T")
R = TypeVar("R")


@dataclass(slots=True)
class _Line(Generic[T]):
    """One queue: what is left of it, how much is under way, and whether its next item is lined up."""

    lane: Lane
    items: list[T]
    under_way: int = 0
    lined_up: bool = False


def in_turns(
    queues: Iterable[tuple[Lane, list[T]]], work: Callable[[T], R], *, clock: Clock, workers: int
) -> Iterator[R]:
    """Do the work of all queues and give results as they come, the longest queue first.

    A queue's next item is taken up when its lane has a turn for it, by whoever is free then. It is the lanes that keep
    the limits and wait: this only sees to it that nobody waits at one lane while there is something to do at another.

    Args:
        queues: The lane of each, and its items in order.
        clock: Time.
        workers: Threads at most.
    """
    lines = [_Line(lane, items[::-1]) for lane, items in queues]
    lines.sort(key=lambda line: -len(line.items))
    waiting: list[tuple[float, int]] = []
    lock, left_alone = threading.Lock(), threading.Event()
    results: SimpleQueue[tuple[R] | None] = SimpleQueue()

    def line_up(number: int, moment: float) -> None:
        line = lines[number]
        if line.items and not line.lined_up and line.under_way < line.lane.pace.concurrency:
            line.lined_up = True
            heappush(waiting, (moment, number))

    def labour() -> None:
        try:
            while True:
                with lock:
                    if left_alone.is_set() or not waiting:
                        return
                    moment, number = heappop(waiting)
                    line = lines[number]
                    item, line.lined_up, line.under_way = line.items.pop(), False, line.under_way + 1
                    line_up(number, max(moment, clock.monotonic()) + line.lane.pace.interval)
                results.put((work(item),))
                with lock:
                    line.under_way -= 1
                    line_up(number, line.lane.next_turn)
        finally:
            results.put(None)

    for number in range(len(lines)):
        line_up(number, lines[number].lane.next_turn)
    hands = min(workers, sum(len(line.items) for line in lines))
    with ThreadPoolExecutor(max(1, hands), thread_name_prefix="web") as pool:
        labours = [pool.submit(labour) for _ in range(hands)]
        try:
            for _ in labours:
                for (result,) in iter(results.get, None):
                    yield result
        finally:
            left_alone.set()  # whoever listens no more wants nothing more done
        for done in labours:
            done.result()
