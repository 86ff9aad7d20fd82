"""The workers of a cluster as this machine sees them: who asks which host, and what is under way at whom."""

from __future__ import annotations

import contextlib
import hashlib
import threading
import time
from concurrent.futures import Future
from itertools import count
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from harvester.cluster.sender import Sender
from harvester.errors import UsageError
from harvester.http import OwnTrouble
from harvester.lanes import INTERRUPTED, Trouble

if TYPE_CHECKING:
    from harvester.cluster.sender import Order, Outcome
    from harvester.http import Reply
    from harvester.upstream.errand import Errand

_LINGER_S = 0.01
"""Seconds for which a batch waits for more: a call to a worker costs as much for one errand as for fifty."""

_POLL_S = 1.0
"""Seconds for which a worker is asked to wait for replies."""

_GOODBYE_S = 5.0
"""Seconds for which a worker is waited for when the run ends."""

_SILENCE_S = 20.0
"""Seconds without an answer to that after which a worker is given up."""

_ROLL_CALL_S = 1.0
"""Seconds between two looks at who is there."""

_BLINK_S = 0.1
"""Seconds within which the run's end is noticed."""

_REST_S = 3.0
"""Seconds for which a host is left alone when the worker that asked it is lost: its server may still be at work on what
nobody waits for any more."""

_GRACE_S = 60.0
"""Seconds for which the last worker's return is waited for: a nanny needs a few to start one anew."""


class _Post:
    """One worker: its sender, what is on the way to it, and what is under way there."""

    def __init__(self, address: str, sender: Any) -> None:
        self.address = address
        self.lost = threading.Event()
        self._sender = sender
        self._numbers = count()
        self._outbox: SimpleQueue[tuple[int, Errand] | None] = SimpleQueue()
        self._waiting: dict[int, Future[Reply | None]] = {}
        self._lock = threading.Lock()
        self._threads = [
            threading.Thread(target=self._give, name=f"to {address}", daemon=True),
            threading.Thread(target=self._fetch, name=f"from {address}", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def send(self, errand: Errand) -> Future[Reply | None]:
        """Put an errand on its way; the future ends in ``None`` when the worker is lost."""
        future: Future[Reply | None] = Future()
        number = next(self._numbers)
        with self._lock:
            if self.lost.is_set():
                future.set_result(None)
                return future
            self._waiting[number] = future
        self._outbox.put((number, errand))
        return future

    def give_up(self, trouble: Trouble | None = None) -> None:
        """Nothing more will come from there: all who wait are told, with this trouble where there is one."""
        with self._lock:
            self.lost.set()
            waiting, self._waiting = self._waiting, {}
        self._outbox.put(None)
        for future in waiting.values():
            if trouble:
                future.set_exception(trouble)
            else:
                future.set_result(None)

    def end(self) -> None:
        """Let the sender hang up, where it can be reached, and wait for the threads."""
        self.give_up(Trouble(INTERRUPTED, retryable=False))
        with contextlib.suppress(Exception):  # a worker that is gone has hung up already
            self._sender.end().result(timeout=_GOODBYE_S)
        for thread in self._threads:
            thread.join(_SILENCE_S)

    def _give(self) -> None:
        with self._until_lost():
            while not self.lost.is_set():
                batch = [self._outbox.get()]
                time.sleep(_LINGER_S)
                with contextlib.suppress(Empty):
                    while True:
                        batch.append(self._outbox.get_nowait())
                if errands := [one for one in batch if one]:
                    self._sender.take(errands).result(timeout=_SILENCE_S)

    def _fetch(self) -> None:
        with self._until_lost():
            while not self.lost.is_set():
                for number, outcome in self._sender.replies(_POLL_S).result(timeout=_SILENCE_S):
                    self._told(number, outcome)

    def _told(self, number: int, outcome: Outcome) -> None:
        with self._lock:
            future = self._waiting.pop(number, None)
        if future is None:
            return
        if isinstance(outcome, Exception):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)

    @contextlib.contextmanager
    def _until_lost(self) -> Any:
        try:
            yield
        except Exception:  # noqa: BLE001 (whatever Dask raises here, the worker cannot be spoken to)
            self.give_up()
            with contextlib.suppress(Exception):
                self._sender.end()  # should it hear us after all


class Crew:
    """All workers of a cluster, those that join on the way included.

    Args:
        client: Connected to the scheduler.
        stop: Ends everything that is under way.
        ready_s: Seconds within which a worker has to be ready.

    Attributes:
        size: Workers at the beginning.

    Raises:
        UsageError: There is no worker, or one that cannot send for this version of harvester.
    """

    def __init__(self, client: Any, order: Order, *, stop: threading.Event, ready_s: float) -> None:
        self._client, self._order, self._stop, self._ready_s = client, order, stop, ready_s
        self._posts: dict[str, _Post] = {}
        self._owners: dict[str, _Post] = {}
        self._lock = threading.Lock()
        self._closed = threading.Event()
        addresses = self._present()
        if not addresses:
            raise UsageError("--dask: the cluster has no workers", hint="Start some: dask worker SCHEDULER")
        try:
            for address in addresses:
                self._enlist(address)
        except BaseException:
            self._dismiss()
            raise
        self.size = len(addresses)
        self._watch = threading.Thread(target=self._look_after, name="roll call", daemon=True)
        self._watch.start()

    def carry(self, errand: Errand) -> Reply | None:
        """Have an errand sent by the worker that asks its host; ``None`` where that worker was lost over it.

        Raises:
            Trouble: No answer came, or nobody is left to send it.
        """
        reply = self._owner(urlsplit(errand.way.hops[-1]).netloc).send(errand).result()
        if reply is None:
            self._stop.wait(_REST_S)
        return reply

    def close(self) -> None:
        """Let all senders hang up."""
        self._closed.set()
        self._watch.join()
        self._dismiss()

    def _owner(self, host: str) -> _Post:
        """Of all workers the one whose name and the host's fit best: when one is lost, only its hosts change hands."""
        until = time.monotonic() + _GRACE_S
        while not self._stop.is_set() and time.monotonic() < until:
            with self._lock:
                if host not in self._owners and self._posts:
                    self._owners[host] = max(self._posts.values(), key=lambda post: _fit(post.address, host))
                if (owner := self._owners.get(host)) and not owner.lost.is_set():
                    return owner
                self._forget_lost()
                if self._posts:
                    continue
            time.sleep(_BLINK_S)
        if self._stop.is_set():
            raise Trouble(INTERRUPTED, retryable=False)
        raise OwnTrouble("the cluster has no workers left", retryable=False, unreached=True)

    def _forget_lost(self) -> None:
        self._posts = {address: post for address, post in self._posts.items() if not post.lost.is_set()}
        self._owners = {host: post for host, post in self._owners.items() if not post.lost.is_set()}

    def _look_after(self) -> None:
        called = time.monotonic()
        while not self._closed.wait(_BLINK_S):
            if self._stop.is_set():
                self._dismiss()
                return
            if time.monotonic() - called < _ROLL_CALL_S:
                continue
            called = time.monotonic()
            try:
                present = set(self._present())
            except Exception:  # noqa: BLE001 (the scheduler cannot be reached: its workers end with it)
                present = set()
            for address, post in list(self._posts.items()):
                if address not in present:
                    post.give_up()
            with self._lock:
                self._forget_lost()
            for address in present - self._posts.keys():
                with contextlib.suppress(UsageError):  # who cannot send for us is left to others
                    self._enlist(address)

    def _present(self) -> list[str]:
        return sorted(self._client.nthreads())

    def _enlist(self, address: str) -> None:
        pinned = {"workers": [address], "allow_other_workers": False, "actor": True, "pure": False}
        try:
            sender = self._client.submit(Sender, self._order, **pinned).result(timeout=self._ready_s)
        except Exception as error:
            raise UsageError(
                f"--dask: the worker at {address} cannot send for harvester {self._order.version}: {error}",
                hint="Install the same version, with the extra `scale`, on every worker.",
            ) from error
        with self._lock:
            self._posts[address] = _Post(address, sender)
            self._owners.clear()  # a newcomer takes over its share

    def _dismiss(self) -> None:
        with self._lock:
            posts, self._posts = list(self._posts.values()), {}
        for post in posts:
            post.give_up(Trouble(INTERRUPTED, retryable=False))
        for post in posts:
            post.end()


def _fit(address: str, host: str) -> bytes:
    return hashlib.blake2b(f"{address} {host}".encode(), digest_size=8).digest()
