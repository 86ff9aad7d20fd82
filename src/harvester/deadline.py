"""Wall-clock deadlines: no library's timeout ends a server that sends a byte every few seconds.

Requests are watched: when one has had its time, its socket is shut down under it, so that its thread comes back and
nothing is left open. What has no socket to shut down, a look-up of a name or a library that hides its connections,
runs in a thread of its own and is left behind.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TypeVar

from harvester.lanes import Trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

R = TypeVar("R")

TICK_S = 0.1
"""Seconds by which a request may outlive its deadline."""


class Watch:
    """One request under way.

    Attributes:
        over: True once its time was up and its connection was ended for it.
    """

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds
        self._connection: Any = None
        self.over = False

    @property
    def left(self) -> float:
        """Seconds until its time is up, at least a hundredth, so that it may serve as a timeout."""
        return max(0.01, self._ends - time.monotonic())

    def end_if_late(self) -> None:
        """Hang up, if its time is up."""
        if self.over or time.monotonic() < self._ends:
            return
        self.over = True
        # urllib3 wraps the socket once more where it speaks TLS through TLS
        connection = getattr(self._connection, "socket", self._connection)
        if isinstance(connection, socket.socket):
            with contextlib.suppress(OSError):  # closed already
                # not SSLSocket.shutdown, which takes the TLS state from under the thread that reads
                socket.socket.shutdown(connection, socket.SHUT_RDWR)

    def hold(self, connection: Any) -> None:
        """This is what to hang up on."""
        self._connection = connection


_CURRENT: ContextVar[Watch | None] = ContextVar("watch", default=None)
_LOCK = threading.Lock()
_WATCHES: set[Watch] = set()


@contextlib.contextmanager
def watched(seconds: float) -> Iterator[Watch]:
    """Watch over the one request that this thread makes inside the block."""
    watch = Watch(seconds)
    with _LOCK:
        if not _WATCHES:
            threading.Thread(target=_watch, name="deadlines", daemon=True).start()
        _WATCHES.add(watch)
    token = _CURRENT.set(watch)
    try:
        yield watch
    finally:
        _CURRENT.reset(token)
        with _LOCK:
            _WATCHES.discard(watch)


def hold(connection: Any) -> None:
    """Let the request of this thread, where one is watched, be ended through this socket."""
    if watch := _CURRENT.get():
        watch.hold(connection)


def _watch() -> None:
    """Look after all requests until there is none."""
    while True:
        time.sleep(TICK_S)
        with _LOCK:
            for watch in _WATCHES:
                watch.end_if_late()
            if not _WATCHES:
                return


def within(seconds: float, call: Callable[[], R]) -> R:
    """Run a call in a thread of its own, and leave it behind when it takes longer.

    Raises:
        Trouble: No result within so many seconds. Whatever the call itself raises is raised here.
    """
    box: list[tuple[R | None, BaseException | None]] = []

    def run() -> None:
        try:
            box.append((call(), None))
        except BaseException as error:  # noqa: BLE001 (handed to the caller's thread, which raises it)
            box.append((None, error))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if not box:
        raise Trouble(f"no answer within {seconds:.0f} s")
    result, error = box[0]
    if error is not None:
        raise error
    return result  # type: ignore[return-value]
