"""The desk: puts questions to upstreams, keeps what they say, and counts what became of every question."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from harvester.model import Tally, Unavailable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from harvester.lanes import Lane, Progress
    from harvester.model import Answer
    from harvester.upstream.question import Question

K = TypeVar("K", bound=str)
V = TypeVar("V")

_SWITCHED_OFF = Unavailable("switched off in harvester.yaml")


class Journal(Protocol):
    """What was answered a moment ago, so that it need not be asked again."""

    def recall(self, question: str, keys: Iterable[K]) -> dict[K, Answer[Any]]:
        """The answers to this question that still hold, for as many of these keys as there are any."""

    def record(self, question: str, answers: Mapping[K, Answer[Any]]) -> None:
        """Keep these answers, at once and for good."""


class Forgetful:
    """A journal that keeps nothing."""

    def recall(self, question: str, keys: Iterable[K]) -> dict[K, Answer[Any]]:  # noqa: ARG002 (as the protocol has it)
        """Remember nothing."""
        return {}

    def record(self, question: str, answers: Mapping[K, Answer[Any]]) -> None:
        """Keep nothing."""


class Desk:
    """Where all questions of one run are put.

    Args:
        disabled: Upstreams that the configuration leaves out.
        progress: Told of every question and answer.
        journal: What is still known from a moment ago; asked first, and told every answer as it comes.
    """

    def __init__(self, *, disabled: Collection[str], progress: Progress, journal: Journal) -> None:
        self._disabled = disabled
        self._progress = progress
        self._journal = journal
        self._answers: dict[str, dict[str, Answer[Any]]] = {}
        self._begun: dict[tuple[str, str], Future[dict[Any, Answer[Any]]]] = {}
        self._lock = threading.Lock()

    def ask(self, question: Question[K, V], keys: Iterable[K], *, again: bool = False) -> dict[K, Answer[V]]:
        """The answers to one question, in the order of the keys.

        Args:
            again: A second look at what the same question has been answered in this run.
        """
        keys = list(dict.fromkeys(keys))
        if not keys:
            return {}
        if question.upstream in self._disabled:
            return dict.fromkeys(keys, _SWITCHED_OFF)
        name = f"{question.upstream} {question.name}" + (" again" if again else "")
        begun = {key: coming for key in keys if (coming := self._begun.pop((name, key), None))}
        answers = self._put(question, name, [key for key in keys if key not in begun])
        for coming in dict.fromkeys(begun.values()):
            answers |= coming.result()
        return {key: answers[key] for key in keys}

    def ahead(self, question: Question[K, V], keys: Iterable[K]) -> None:
        """Begin to ask, and wait for nothing; whoever asks this about these keys later gets what has come of it."""
        name = f"{question.upstream} {question.name}"
        keys = [key for key in dict.fromkeys(keys) if (name, key) not in self._begun]
        if not keys or question.upstream in self._disabled:
            return
        coming: Future[dict[Any, Answer[Any]]] = Future()

        def put() -> None:
            try:
                coming.set_result(self._put(question, name, keys))
            except BaseException as error:  # noqa: BLE001 (raised where the answers are wanted)
                coming.set_exception(error)

        self._begun |= dict.fromkeys(((name, key) for key in keys), coming)
        # whoever ends the run before anybody wants the answers does not wait for them either
        threading.Thread(target=put, name="ahead", daemon=True).start()

    def _put(self, question: Question[K, V], name: str, keys: list[K]) -> dict[K, Answer[V]]:
        self._progress.expect(question.upstream, len(keys))
        answers: dict[K, Answer[V]] = self._journal.recall(name, keys)
        self._count(question.upstream, answers)
        for part in question.parts(key for key in keys if key not in answers):
            self._journal.record(name, part)
            self._count(question.upstream, part)
            answers |= part
        return answers

    def settled_elsewhere(self, upstream: str, keys: Iterable[str]) -> None:
        """Take from an upstream's count what another one has answered in its place."""
        with self._lock:
            counted = self._answers.get(upstream, {})
            for key in keys:
                counted.pop(key, None)

    def _count(self, upstream: str, answers: Mapping[K, Answer[V]]) -> None:
        self._progress.advance(upstream, len(answers))
        with self._lock:
            # by key, so that what is asked twice counts once
            self._answers.setdefault(upstream, {}).update({str(key): answer for key, answer in answers.items()})

    def tallies(self, lanes: Mapping[str, Iterable[Lane]]) -> dict[str, Tally]:
        """What became of the questions, by upstream in the order of ``lanes``.

        An answer out of the journal counts as answered; what was sent in this run stands under ``requests``.
        """
        return {name: _tally(answers, list(lanes[name])) for name in lanes if (answers := self._answers.get(name))}


def _tally(answers: Mapping[str, Answer[Any]], lanes: Iterable[Lane]) -> Tally:
    reasons = Counter(answer.reason for answer in answers.values() if isinstance(answer, Unavailable))
    return Tally(
        asked=len(answers),
        answered=len(answers) - reasons.total(),
        unavailable=dict(sorted(reasons.items())),
        requests=sum(lane.requests for lane in lanes),
        slowest=max((lane.slowest for lane in lanes), default=0.0),
    )
