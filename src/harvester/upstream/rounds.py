"""Many queues worked through side by side, each at its own pace, by a few threads that never wait for one of them."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from heapq import heapify, heappop, heappush
from queue import SimpleQueue
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from harvester.lanes import Clock, Pace

T = TypeVar("T")
R = TypeVar("R")


def in_turns(
    queues: Iterable[tuple[Pace, list[T]]], work: Callable[[T], R], *, clock: Clock, workers: int
) -> Iterator[R]:
    """Do the work of all queues and give results as they come, the longest queue first.

    A queue's next item is taken up when its pace lets it, by whoever is free then. Lanes keep the limits all the same:
    this only sees to it that nobody stands in line while there is something else to do.

    Args:
        queues: The pace of each, and its items in order.
        clock: Time.
        workers: Threads at most.
    """
    lined_up = sorted(((pace, items[::-1]) for pace, items in queues if items), key=lambda queue: -len(queue[1]))
    # moment, number and queue; a queue stands there as often as it may be under way at once
    waiting = [
        (0.0, number, pace, items)
        for number, (pace, items) in enumerate(lined_up)
        for _ in range(min(pace.concurrency, len(items)))
    ]
    heapify(waiting)
    lock, left_alone = threading.Lock(), threading.Event()
    results: SimpleQueue[tuple[R] | None] = SimpleQueue()

    def labour() -> None:
        try:
            while True:
                with lock:
                    if left_alone.is_set() or not waiting:
                        return
                    moment, number, pace, items = heappop(waiting)
                    item = items.pop() if items else None
                if item is None:
                    continue
                if (wait := moment - clock.monotonic()) > 0:
                    clock.sleep(wait)
                results.put((work(item),))
                with lock:
                    if items:
                        heappush(waiting, (clock.monotonic() + pace.interval, number, pace, items))
        finally:
            results.put(None)

    with ThreadPoolExecutor(max(1, min(workers, len(waiting))), thread_name_prefix="web") as pool:
        labours = [pool.submit(labour) for _ in range(min(workers, len(waiting)))]
        try:
            for _ in labours:
                for (result,) in iter(results.get, None):
                    yield result
        finally:
            left_alone.set()  # whoever listens no more wants nothing more done
        for done in labours:
            done.result()
