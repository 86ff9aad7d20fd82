from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from harvester.lanes import Lane, Pace, Silent
from harvester.model import Absent, Found, Tally, Unavailable
from harvester.upstream.desk import Desk, Forgetful
from harvester.upstream.question import Question

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from harvester.model import Answer
    from harvester.upstream.desk import Journal
    from support import FakeTime

K = TypeVar("K", bound=str)

SAID: dict[str, Answer[str]] = {"a": Found("A"), "b": Absent("no b"), "c": Unavailable("HTTP 429", refused=True)}


class Remembering:
    """A journal in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], Answer[Any]] = {}

    def recall(self, question: str, keys: Iterable[K]) -> dict[K, Answer[Any]]:
        return {key: self.kept[question, key] for key in keys if (question, key) in self.kept}

    def record(self, question: str, answers: Mapping[K, Answer[Any]]) -> None:
        self.kept |= {(question, key): answer for key, answer in answers.items()}


class Told(Silent):
    """Progress that is written down."""

    def __init__(self) -> None:
        self.expected = 0
        self.advanced = 0

    def expect(self, lane: str, number: int) -> None:
        assert lane == "upstream"
        self.expected += number

    def advance(self, lane: str, number: int) -> None:
        assert lane == "upstream"
        self.advanced += number


class Upstream:
    """An upstream that answers one key at a time, and a list of all that it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.letters = Question("upstream", "letters", self._letters)

    def _letters(self, keys: list[str]) -> Iterator[dict[str, Answer[str]]]:
        for key in reversed(keys):
            self.asked.append(key)
            yield {key: SAID[key]}


@pytest.fixture
def upstream() -> Upstream:
    return Upstream()


def desk(*disabled: str, journal: Journal | None = None, progress: Told | None = None) -> Desk:
    return Desk(disabled=disabled, progress=progress or Silent(), journal=journal or Forgetful())


def lanes(time: FakeTime) -> dict[str, list[Lane]]:
    return {name: [Lane(name, Pace(0.0), clock=time.clock())] for name in ("upstream", "unused")}


def test_no_keys_no_question_and_no_tally(upstream: Upstream, time: FakeTime) -> None:
    it = desk()
    assert it.ask(upstream.letters, []) == {}
    assert upstream.asked == []
    assert it.tallies(lanes(time)) == {}


def test_answers_come_back_in_the_order_of_the_keys(upstream: Upstream) -> None:
    answers = desk().ask(upstream.letters, ["a", "c", "b", "a"])
    assert list(answers.items()) == [("a", SAID["a"]), ("c", SAID["c"]), ("b", SAID["b"])]
    assert upstream.asked == ["b", "c", "a"]


def test_an_upstream_that_is_switched_off_is_not_asked(upstream: Upstream, time: FakeTime) -> None:
    it = desk("upstream")
    assert it.ask(upstream.letters, ["a"]) == {"a": Unavailable("switched off in harvester.yaml")}
    assert upstream.asked == []
    assert it.tallies(lanes(time)) == {}


def test_every_question_is_counted_once_with_its_reason(upstream: Upstream, time: FakeTime) -> None:
    progress = Told()
    it = desk(progress=progress)
    it.ask(upstream.letters, ["a", "b", "c"])
    it.ask(upstream.letters, ["b"], again=True)
    assert it.tallies(lanes(time)) == {"upstream": Tally(asked=3, answered=2, unavailable={"HTTP 429": 1})}
    assert (progress.expected, progress.advanced) == (4, 4)


def test_what_the_journal_knows_is_not_asked_and_counts_as_answered(upstream: Upstream, time: FakeTime) -> None:
    journal, progress = Remembering(), Told()
    journal.kept["upstream letters", "a"] = Found("A of before")
    it = desk(journal=journal, progress=progress)
    assert it.ask(upstream.letters, ["b", "a"]) == {"b": SAID["b"], "a": Found("A of before")}
    assert upstream.asked == ["b"]
    assert it.tallies(lanes(time)) == {"upstream": Tally(asked=2, answered=2)}
    assert (progress.expected, progress.advanced) == (2, 2)


def test_a_second_look_is_journalled_under_its_own_name(upstream: Upstream) -> None:
    journal = Remembering()
    it = desk(journal=journal)
    it.ask(upstream.letters, ["b"])
    it.ask(upstream.letters, ["b"], again=True)
    assert upstream.asked == ["b", "b"]
    assert set(journal.kept) == {("upstream letters", "b"), ("upstream letters again", "b")}
    desk(journal=journal).ask(upstream.letters, ["b"], again=True)
    assert upstream.asked == ["b", "b"]


def test_what_is_asked_ahead_is_asked_once_and_counted_once(upstream: Upstream, time: FakeTime) -> None:
    progress = Told()
    it = desk(progress=progress)
    it.ahead(upstream.letters, [])
    it.ahead(upstream.letters, ["c"])
    it.ahead(upstream.letters, ["c", "a"])
    assert it.ask(upstream.letters, ["a", "b", "c"]) == SAID
    assert sorted(upstream.asked) == ["a", "b", "c"]
    assert it.tallies(lanes(time)) == {"upstream": Tally(asked=3, answered=2, unavailable={"HTTP 429": 1})}
    assert (progress.expected, progress.advanced) == (3, 3)
    assert it.ask(upstream.letters, ["c"]) == {"c": SAID["c"]}  # what was taken up is asked anew
    assert sorted(upstream.asked) == ["a", "b", "c", "c"]


def test_a_second_look_does_not_take_up_what_was_asked_ahead(upstream: Upstream) -> None:
    it = desk()
    it.ahead(upstream.letters, ["b"])
    assert it.ask(upstream.letters, ["b"], again=True) == it.ask(upstream.letters, ["b"]) == {"b": SAID["b"]}
    assert upstream.asked == ["b", "b"]


def test_an_upstream_that_is_switched_off_is_not_asked_ahead(upstream: Upstream) -> None:
    it = desk("upstream")
    it.ahead(upstream.letters, ["a"])
    assert it.ask(upstream.letters, ["a"]) == {"a": Unavailable("switched off in harvester.yaml")}
    assert upstream.asked == []


def test_what_the_journal_knows_is_not_asked_ahead(upstream: Upstream) -> None:
    journal = Remembering()
    journal.kept["upstream letters", "a"] = Found("A of before")
    it = desk(journal=journal)
    it.ahead(upstream.letters, ["a", "b"])
    assert it.ask(upstream.letters, ["a", "b"]) == {"a": Found("A of before"), "b": SAID["b"]}
    assert upstream.asked == ["b"]
    assert journal.kept["upstream letters", "b"] == SAID["b"]


def test_a_fault_of_ours_is_told_where_the_answer_is_wanted(upstream: Upstream) -> None:
    it = desk()
    it.ahead(upstream.letters, ["z"])
    with pytest.raises(KeyError, match="z"):
        it.ask(upstream.letters, ["z"])


def test_what_was_told_before_a_run_is_killed_is_in_the_journal() -> None:
    class Killed(BaseException):
        """Stands for the end of the process."""

    def answers(keys: list[str]) -> Iterator[dict[str, Answer[str]]]:
        yield {keys[0]: SAID[keys[0]]}
        raise Killed

    journal = Remembering()
    with pytest.raises(Killed):
        desk(journal=journal).ask(Question("upstream", "letters", answers), ["a", "b"])
    assert journal.kept == {("upstream letters", "a"): SAID["a"]}
