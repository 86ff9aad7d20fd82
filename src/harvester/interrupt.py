"""Ctrl-C: the first ends a run early and keeps what it has learnt, the second ends it on the spot."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType


@contextmanager
def heeded() -> Iterator[threading.Event]:
    """Hand out an event that the first Ctrl-C inside the block sets; the second raises KeyboardInterrupt as ever.

    Where somebody else has settled what an interrupt means (a shell that runs us in the background, a program that
    calls us from one of its threads), that stays so.
    """
    stop = threading.Event()
    ours = threading.current_thread() is threading.main_thread()
    if not ours or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield stop
        return

    def first(_: int, __: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        stop.set()

    signal.signal(signal.SIGINT, first)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
