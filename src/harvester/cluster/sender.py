"""What runs on each worker of a cluster: it sends what it is handed, and hands back replies that have been judged.

It lives in a worker's process as a Dask actor. It waits for nobody and knows no limit: an errand is handed over when
its lane has given it a turn.
"""

from __future__ import annotations

import asyncio
import tempfile
import threading
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from harvester import __version__
from harvester.errors import UsageError
from harvester.guard import Guard
from harvester.http import Http
from harvester.upstream.errand import send_and_judge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.http import Reply
    from harvester.upstream.errand import Errand

HANDS = 64
"""Errands that one worker runs at once."""

LEASE_S = 10.0
"""Seconds after which nothing new is sent, when nobody has come for the replies: who was cut off from the run must not
go on, since its hosts have another sender by then."""

_LOOK_S = 0.01

Outcome: TypeAlias = "Reply | Exception | None"
"""What came of an errand; None where it was not sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a worker has to know to send as the run's own machine would: plain values, and no secret.

    Attributes:
        version: Of harvester, so that one run is judged by one rule.
        trusted: Base URLs that the guard lets through although they may be private.
        certificates: Of a private CA, in PEM; used where the worker's own environment names none.
    """

    version: str
    mailto: str
    trusted: tuple[str, ...]
    certificates: bytes = b""


class Sender:
    """Sends errands side by side. Its methods are called from the run's machine, one caller at a time.

    Raises:
        UsageError: This worker runs another version of harvester.
    """

    def __init__(self, order: Order) -> None:
        if order.version != __version__:
            raise UsageError(f"harvester {__version__} in place of {order.version}")
        self._bundle = _file_of(order.certificates) if order.certificates else None
        self._stop = threading.Event()
        self._http = Http(
            mailto=order.mailto,
            guard=Guard(order.trusted),
            stop=self._stop,
            certificates=self._bundle,
        )
        self._pool = ThreadPoolExecutor(HANDS, thread_name_prefix="errand")
        self._done: deque[tuple[int, Outcome]] = deque()
        self._heard = time.monotonic()

    def take(self, errands: Sequence[tuple[int, Errand]]) -> None:
        """Begin with these errands, each under its number."""
        for number, errand in errands:
            self._pool.submit(self._run, number, errand)

    async def replies(self, within_s: float) -> list[tuple[int, Outcome]]:
        """What has come of the errands since the last call; waits so many seconds for the first of it."""
        self._heard = time.monotonic()
        while not self._done and time.monotonic() - self._heard < within_s:  # noqa: ASYNC110 (threads fill it)
            await asyncio.sleep(_LOOK_S)
        self._heard = time.monotonic()
        return [self._done.popleft() for _ in range(len(self._done))]

    def end(self) -> None:
        """Hang up on everyone, and begin nothing more."""
        self._stop.set()
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._http.close()
        if self._bundle:
            self._bundle.unlink(missing_ok=True)

    def _run(self, number: int, errand: Errand) -> None:
        outcome: Outcome = None
        if not self._stop.is_set() and time.monotonic() - self._heard < LEASE_S:
            try:
                outcome = send_and_judge(self._http, errand)
            except Exception as error:  # noqa: BLE001 (raised again where the errand came from)
                outcome = error
        self._done.append((number, outcome))


def _file_of(certificates: bytes) -> Path:
    with tempfile.NamedTemporaryFile(prefix="harvester-", suffix=".pem", delete=False) as file:
        file.write(certificates)
    return Path(file.name)
