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
from contextvars import ContextVar, copy_context
from typing import TYPE_CHECKING, Any, TypeVar

from harvester.lanes import Trouble, held_turn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

R = TypeVar("R")

TICK_S = 0.1
"""Seconds by which a request may outlive its deadline."""


class Watch:
    """One request under way.

    Attributes:
        over: True once its time was up, or the run's, and its connection was ended for it.
    """

    def __init__(self, seconds: float, stop: threading.Event | None = None) -> None:
        self._ends = time.monotonic() + seconds
        self._stop = stop or threading.Event()
        self._connection: Any = None
        self._sent = 0.0
        self.over = False

    @property
    def left(self) -> float:
        """Seconds until its time is up, at least a hundredth, so that it may serve as a timeout."""
        return max(0.01, self._ends - time.monotonic())

    def end_if_late(self) -> None:
        """Hang up, if its time is up or the run is ended early."""
        if self.over or (time.monotonic() < self._ends and not self._stop.is_set()):
            return
        self.over = True
        self._hang_up()

    def _hang_up(self) -> None:
        # urllib3 wraps the socket once more where it speaks TLS through TLS
        connection = getattr(self._connection, "socket", self._connection)
        if isinstance(connection, socket.socket):
            with contextlib.suppress(OSError):  # closed already
                # not SSLSocket.shutdown, which takes the TLS state from under the thread that reads
                socket.socket.shutdown(connection, socket.SHUT_RDWR)

    def hold(self, connection: Any) -> None:
        """This is what to hang up on; at once, where it has taken so long to be opened that the time is up."""
        self._connection = connection
        if self.over:
            self._hang_up()

    def note_sent(self) -> None:
        """The request is on its way, and it is the server's turn."""
        self._sent = time.monotonic()

    @property
    def since_sent_s(self) -> float:
        """Seconds since the request was on its way, 0 where it is not."""
        return time.monotonic() - self._sent if self._sent else 0.0


class _Watchdog:
    """Looks after all requests from one thread, which is there as long as there are some."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._watches: set[Watch] = set()
        self._awake = False

    def take(self, watch: Watch) -> None:
        with self._lock:
            self._watches.add(watch)
            if not self._awake:
                self._awake = True
                threading.Thread(target=self._run, name="deadlines", daemon=True).start()

    def drop(self, watch: Watch) -> None:
        with self._lock:
            self._watches.discard(watch)

    def _run(self) -> None:
        while True:
            time.sleep(TICK_S)
            with self._lock:
                for watch in self._watches:
                    watch.end_if_late()
                if not self._watches:
                    self._awake = False
                    return


_WATCHDOG = _Watchdog()
_CURRENT: ContextVar[Watch | None] = ContextVar("watch", default=None)


@contextlib.contextmanager
def watched(seconds: float, stop: threading.Event | None = None) -> Iterator[Watch]:
    """Watch over the one request that this thread makes inside the block; ``stop`` ends it before its time."""
    watch = Watch(seconds, stop)
    _WATCHDOG.take(watch)
    token = _CURRENT.set(watch)
    try:
        yield watch
    finally:
        if turn := held_turn():
            turn.since_sent_s = watch.since_sent_s
        _CURRENT.reset(token)
        _WATCHDOG.drop(watch)


def hold(connection: Any) -> None:
    """Let the request of this thread, where one is watched, be ended through this socket."""
    if watch := _CURRENT.get():
        watch.hold(connection)


def note_sent() -> None:
    """Let the request of this thread, where one is watched, be known to be on its way."""
    if watch := _CURRENT.get():
        watch.note_sent()


def within(seconds: float, call: Callable[[], R], stop: threading.Event | None = None) -> R:
    """Run a call in a thread of its own, and leave it behind when it takes longer, or the run is ended early.

    Raises:
        Trouble: No result within so many seconds. Whatever the call itself raises is raised here.
    """
    box: list[tuple[R | None, BaseException | None]] = []

    def run() -> None:
        try:
            box.append((call(), None))
        except BaseException as error:  # noqa: BLE001 (handed to the caller's thread, which raises it)
            box.append((None, error))

    # whoever waits for it holds the turn of a lane
    thread = threading.Thread(target=copy_context().run, args=(run,), daemon=True)
    thread.start()
    ends = time.monotonic() + seconds
    while thread.is_alive() and (left := ends - time.monotonic()) > 0 and not (stop and stop.is_set()):
        thread.join(min(left, TICK_S) if stop else left)
    if not box:
        raise Trouble(f"no answer within {seconds:.0f} s", timed_out=True)
    result, error = box[0]
    if error is not None:
        raise error
    return result  # type: ignore[return-value]
