"""Who may be asked when: one lane for each upstream and each web host.

A lane keeps its upstream's limits for every request, retries and redirects included. ``network.py`` states the limits
and where they come from.
"""

from __future__ import annotations

import heapq
import threading
import time
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeGuard, TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception, wait_random

from harvester.model import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

R = TypeVar("R")

LONGEST_WAIT_S = 60.0
"""A longer ``Retry-After`` is not waited for in line: one upstream once asked for six hours and stalled a run."""

LONGEST_DEFERRAL_S = 3600.0
"""A longer one is not waited for at all, however long the run may last: no documented limit is longer than an hour."""

FAILURES_THAT_OPEN = 3
"""Questions in a row that stay unanswered before a lane stops asking: an outage costs minutes, not the run's budget."""

INTERRUPTED = "the run was interrupted"

TRANSIT_S = 0.05
"""Seconds by which a request that has been sent whole may be longer on its way to the server than the next one: what
both need alike keeps them apart. An answer tells sooner that it has arrived."""

_BLINK_S = 0.5
"""Seconds within which someone who waits in a lane notices that the run is interrupted."""


class Trouble(Exception):  # noqa: N818 (what it is called in every sentence about it)
    """A request that brought no fact. ``Lane.ask`` retries it or turns it into ``Unavailable``.

    Attributes:
        reason: One phrase for a person.
        retry_after: Seconds that the upstream asks to wait, or None.
        refused: The upstream answered and turned us away.
        failing: The link's own server failed.
        retryable: False where asking again cannot help.
        unreached: No byte came back: no name, no route, no connection.
        timed_out: All the time that was allowed has passed.
    """

    def __init__(
        self,
        reason: str,
        *,
        retry_after: float | None = None,
        refused: bool = False,
        failing: bool = False,
        retryable: bool = True,
        unreached: bool = False,
        timed_out: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after
        self.refused = refused
        self.failing = failing
        self.retryable = retryable
        self.unreached = unreached
        self.timed_out = timed_out


class _LaneClosed(Trouble):
    """Nothing was sent, so nothing was learnt of the upstream."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Time, passed in so that tests need not wait.

    Attributes:
        monotonic: Seconds that never go back.
        sleep: Waits so many seconds.
        now: The present moment, aware, UTC.
    """

    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Any] = time.sleep
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Pace:
    """What an upstream allows.

    Attributes:
        interval: Seconds between the beginnings of two requests.
        concurrency: Requests under way at once.
        transit: Seconds that are added, by which one request may be longer on its way than the next. Each slot rests
            for ``interval × concurrency`` seconds from when its last request had been sent whole, so that no slow
            handshake can bring requests together at the server: in no such span do more arrive than there are slots.
        waits: Seconds before the second, third, … attempt after a failure, where the upstream itself names none.
        refused_waits: The same after a refusal (429); ``waits`` where None.
        patient: Whether a ``Retry-After`` beyond ``LONGEST_WAIT_S`` is waited for, once, where the run lasts that long.
            It holds up this lane alone. Lanes without patience leave it to whoever asks again at the end of the run.
        most: Requests in one run, or None.
        spent: What to say when they are used up.
    """

    interval: float
    concurrency: int = 1
    transit: float = TRANSIT_S
    waits: tuple[float, ...] = (1.0, 4.0)
    refused_waits: tuple[float, ...] | None = None
    patient: bool = False
    most: int | None = None
    spent: str = ""

    def waits_after(self, trouble: BaseException | None) -> tuple[float, ...]:
        """The waits that fit this trouble."""
        refused = isinstance(trouble, Trouble) and trouble.refused
        return self.refused_waits if refused and self.refused_waits is not None else self.waits


class Turn:
    """A lane's turn, while it is held.

    Attributes:
        since_sent_s: Seconds from the moment at which the request had been sent until it was over; 0 where whoever
            sends it cannot tell.
    """

    def __init__(self) -> None:
        self.since_sent_s = 0.0


_HELD: ContextVar[Turn | None] = ContextVar("turn", default=None)


def held_turn() -> Turn | None:
    """The turn that is held where this is called, or None."""
    return _HELD.get()


class Progress(Protocol):
    """Who is told how far the lanes are."""

    def expect(self, lane: str, number: int) -> None:
        """So many more questions have come to this lane."""

    def advance(self, lane: str, number: int) -> None:
        """So many questions have been answered, one way or another."""

    def wait(self, lane: str, why: str, seconds: float) -> None:
        """Nothing is sent for so long, since the upstream is in trouble or asks for it."""


class Silent:
    """Progress that nobody watches."""

    def expect(self, lane: str, number: int) -> None:
        """Say nothing."""

    def advance(self, lane: str, number: int) -> None:
        """Say nothing."""

    def wait(self, lane: str, why: str, seconds: float) -> None:
        """Say nothing."""


class Lane:
    """The queue before one upstream or host: pace, retries, breaker and the run's deadline in one place.

    Args:
        deadline: Moment of the clock after which nothing is sent any more.
        beside: Another lane to the same server, which counts what is under way in both.
        stop: Set by whoever ends the run early: nothing more is sent, and all who wait come back.
        waiting: Told of waits before another attempt: why, and for how many seconds.
    """

    def __init__(
        self,
        name: str,
        pace: Pace,
        *,
        clock: Clock,
        deadline: float = float("inf"),
        beside: Lane | None = None,
        stop: threading.Event | None = None,
        waiting: Callable[[str, float], None] = lambda _why, _seconds: None,
    ) -> None:
        self.name = name
        self.pace = pace
        self.requests = 0
        self.slowest = 0.0
        self.reached = False
        self._clock = clock
        self._deadline = deadline
        self._stop = stop or threading.Event()
        self._waiting = waiting
        self.slots = threading.BoundedSemaphore(pace.concurrency)
        self._shared: AbstractContextManager[Any] = nullcontext() if beside is None else beside.slots
        self._lock = threading.Lock()
        self._next = 0.0
        self._back_at = 0.0
        self._rested = [0.0] * pace.concurrency  # a heap: when each slot that is free may be used again
        self._failures = 0
        self._closed = ""
        self._refused = False

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for this lane's next turn and hold it while a request is under way.

        Raises:
            Trouble: The lane is closed by its breaker, or the run's budget ends before the turn.
        """
        with self.slots, self._shared:
            with self._lock:
                if self._stop.is_set():
                    raise _LaneClosed(INTERRUPTED, retryable=False, unreached=True)
                if self._closed:
                    raise _LaneClosed(self._closed, refused=self._refused, retryable=False, unreached=True)
                if self.pace.most is not None and self.requests >= self.pace.most:
                    raise _LaneClosed(self.pace.spent, retryable=False, refused=True, unreached=True)
                now = self._clock.monotonic()
                start = max(now, self._next, self._rested[0])
                if start > self._deadline:
                    raise _LaneClosed("the run's time budget is spent", retryable=False, unreached=True)
                heapq.heappop(self._rested)
                self._next = start + self.pace.interval
                self.requests += 1
            began, turn = start, Turn()
            holding = _HELD.set(turn)
            try:
                if start > now:
                    self._pause(start - now)
                if self._stop.is_set():
                    raise _LaneClosed(INTERRUPTED, retryable=False, unreached=True)
                began = self._clock.monotonic()
                yield
            finally:
                _HELD.reset(holding)
                ended = self._clock.monotonic()
                reached = ended - max(0.0, turn.since_sent_s - self.pace.transit)
                rest = self.pace.interval * self.pace.concurrency
                with self._lock:
                    self.slowest = max(self.slowest, ended - began)
                    heapq.heappush(self._rested, reached + rest)

    @property
    def next_turn(self) -> float:
        """The earliest moment of the clock at which something may be sent."""
        return max([self._next, *self._rested[:1]])

    def lasts(self, seconds: float | None) -> bool:
        """Whether the run lasts as long as an upstream asks to wait."""
        return (seconds or 0.0) <= min(LONGEST_DEFERRAL_S, self._deadline - self._clock.monotonic())

    def reopen(self) -> None:
        """Ask again after the breaker, at the earliest when the upstream said that it may be asked again."""
        with self._lock:
            self._closed, self._failures = "", 0
            self._next = max(self._next, self._back_at)
            left = self._back_at - self._clock.monotonic()
        if left > 0:
            self._waiting("asked to be left alone for so long", left)

    def ask(self, question: Callable[[], R], *, once: bool = False) -> R | Unavailable:
        """Put one question, with this lane's retries; the question itself takes its turns.

        Args:
            once: Without retries.

        Returns:
            What the question returned, or ``Unavailable`` when no attempt brought a fact.
        """
        attempts = Retrying(
            stop=lambda state: once or self._has_tried_enough(state),
            retry=retry_if_exception(self._is_worth_another_try),
            wait=self._wait,
            sleep=self._pause,
            reraise=True,
        )
        try:
            answer = attempts(question)
        except Trouble as trouble:
            if self._stop.is_set():  # whatever failed now may have failed because the run was ended under it
                return Unavailable(INTERRUPTED)
            self._failed(trouble)
            reason = trouble.reason
            if _is_long(trouble) and not self.lasts(trouble.retry_after):
                reason += ", and not to be asked again while this run lasts"
            return Unavailable(reason, trouble.retry_after, refused=trouble.refused, failing=trouble.failing)
        with self._lock:
            self._failures = 0
            self.reached = True
        return answer

    def _has_tried_enough(self, state: RetryCallState) -> bool:
        error = _error(state)
        if _is_long(error) and state.idle_for > LONGEST_WAIT_S:
            return True  # it has been waited for, and the upstream asks for more
        return state.attempt_number > len(self.pace.waits_after(error))

    def _is_worth_another_try(self, error: BaseException) -> bool:
        if not isinstance(error, Trouble) or not error.retryable:
            return False
        return not _is_long(error) or (self.pace.patient and self.lasts(error.retry_after))

    def _wait(self, state: RetryCallState) -> float:
        error = _error(state)
        asked = error.retry_after if isinstance(error, Trouble) else None
        waits = self.pace.waits_after(error)
        last = state.attempt_number > len(waits)  # tenacity asks even when it is about to give up
        own = 0.0 if last else waits[state.attempt_number - 1]
        # jitter keeps the many clients that one outage turned away from coming back in step
        wait = (own if asked is None else asked) + wait_random(0, own * 0.1)(state)
        with self._lock:
            # everyone in this lane waits, not only who was told to
            self._next = max(self._next, self._clock.monotonic() + wait)
        if not last and error is not None:
            self._waiting(str(error), wait)
        return wait

    def _pause(self, seconds: float) -> None:
        """Sleep, though not beyond the run's end, and not on when it is interrupted."""
        blinks, rest = divmod(min(seconds, max(0.0, self._deadline - self._clock.monotonic())), _BLINK_S)
        for part in (*[_BLINK_S] * int(blinks), rest):
            if not self._stop.is_set():
                self._clock.sleep(part)

    def _failed(self, trouble: Trouble) -> None:
        with self._lock:
            self.reached = self.reached or not trouble.unreached
            if _is_long(trouble) and self.lasts(trouble.retry_after):
                self._back_at = max(self._back_at, self._clock.monotonic() + (trouble.retry_after or 0.0))
            if trouble.failing or isinstance(trouble, _LaneClosed):
                return
            self._failures += 1
            if self._failures >= FAILURES_THAT_OPEN and not self._closed:
                self._closed = f"given up after {self._failures} failures in a row: {trouble.reason}"
                self._refused = trouble.refused  # a host that turns everyone away has been asked often enough to say so


def _error(state: RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome else None


def _is_long(error: BaseException | None) -> TypeGuard[Trouble]:
    """Whether an upstream asks for a wait that nobody waits for in line."""
    return isinstance(error, Trouble) and (error.retry_after or 0.0) > LONGEST_WAIT_S
