"""A backtracking matcher over Python's own parse trees, which counts what Python does not show: its steps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from regex_attack import _OP as OP
from regex_attack import single, tree

if TYPE_CHECKING:
    from collections.abc import Callable

    Goal = Callable[[int], bool]
    Matcher = Callable[[int, Goal], bool]

FEW = 4
"""Repeats with an end are as many as this at most: what is bounded costs a constant, and is no matter of growth."""

_ONE = (OP.LITERAL, OP.NOT_LITERAL, OP.ANY, OP.IN)


class OverwhelmedError(Exception):
    """So many steps were taken that it does not matter how many more there would be."""


class Steps:
    """Matches as :mod:`re` does, only slowly, and counts.

    Attributes:
        taken: Characters looked at and ways tried so far.
    """

    def __init__(self, pattern: re.Pattern[Any]) -> None:
        self.taken, self._most = 0, 100_000
        self._text: Any = ""
        self._groups: dict[int, tuple[int, int]] = {}
        self._flags = pattern.flags
        parsed = tree(pattern)
        self._state = parsed.state
        self._run = self._sequence(list(parsed), pattern.flags)

    def count(self, text: Any, how: str, *, most: int = 100_000) -> int:
        """Steps for one text; ``scan`` is what ``finditer`` does. Raises OverwhelmedError where they are too many."""
        self._text, self.taken, self._most = text, 0, most
        if how == "fullmatch":
            self._at(0, lambda end: end == len(text))
        elif how == "match":
            self._at(0, lambda _: True)
        else:
            self._scan()
        return self.taken

    def _at(self, start: int, goal: Goal) -> bool:
        self._groups = {}
        return self._run(start, goal)

    def spans(self, text: Any) -> list[tuple[int, int]]:
        """The matches that a scan finds."""
        self._text = text
        return self._scan()

    def _scan(self) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        ends: list[int] = []
        start = 0
        while start <= len(self._text):
            self._step()
            empty = (start, start) in found[-1:]  # an empty match is found once, and then must be more

            def accept(end: int, start: int = start, *, more: bool = empty) -> bool:
                if more and end == start:
                    return False
                ends.append(end)
                return True

            if self._at(start, accept):
                found.append((start, ends.pop()))
                start = found[-1][1]
            else:
                start += 1
        return found

    def _sequence(self, nodes: list[Any], flags: int) -> Matcher:
        matchers = [self._node(node, flags) for node in nodes]
        if len(matchers) == 1:
            return matchers[0]

        def from_(number: int, start: int, goal: Goal) -> bool:
            if number == len(matchers):
                return goal(start)
            return matchers[number](start, lambda end: from_(number + 1, end, goal))

        return lambda start, goal: from_(0, start, goal)

    def _node(self, node: Any, flags: int) -> Matcher:
        op, argument = node
        if op in _ONE:
            takes = self._taker(node, flags)
            return lambda start, goal: takes(start) and goal(start + 1)
        if op in (OP.MAX_REPEAT, OP.MIN_REPEAT, OP.POSSESSIVE_REPEAT):
            return self._repeat(op, argument, flags)
        if op is OP.BRANCH:
            branches = [self._sequence(list(branch), flags) for branch in argument[1]]
            return lambda start, goal: any(branch(start, goal) for branch in branches)
        if op is OP.SUBPATTERN:
            group, added, removed, inside = argument
            return self._group(group, self._sequence(list(inside), (flags | added) & ~removed))
        if op is OP.ATOMIC_GROUP:
            return self._atomic(self._sequence(list(argument), flags))
        if op in (OP.ASSERT, OP.ASSERT_NOT):
            return self._look(argument, flags, wanted=op is OP.ASSERT)
        if op is OP.AT:
            place = single(node, self._state, flags)
            return lambda start, goal: self._step() and bool(place.match(self._text, start)) and goal(start)
        if op is OP.GROUPREF:
            return lambda start, goal: self._again(argument, start, flags, goal)
        raise NotImplementedError(str(op))

    def _step(self) -> bool:
        self.taken += 1
        if self.taken > self._most:
            raise OverwhelmedError
        return True

    def _taker(self, node: Any, flags: int) -> Callable[[int], bool]:
        test, known = single(node, self._state, flags), {}

        def takes(start: int) -> bool:
            self._step()
            letter = self._text[start : start + 1]
            if letter not in known:
                known[letter] = bool(letter) and bool(test.fullmatch(letter))
            return known[letter]

        return takes

    def _group(self, group: int | None, inside: Matcher) -> Matcher:
        if group is None:
            return inside

        def run(start: int, goal: Goal) -> bool:
            before = self._groups.get(group)

            def done(end: int) -> bool:
                last = self._groups.get(group)
                self._groups[group] = (start, end)
                if goal(end):
                    return True
                self._restore(group, last)
                return False

            if inside(start, done):
                return True
            self._restore(group, before)
            return False

        return run

    def _restore(self, group: int, span: tuple[int, int] | None) -> None:
        if span is None:
            self._groups.pop(group, None)
        else:
            self._groups[group] = span

    def _atomic(self, inside: Matcher) -> Matcher:
        def run(start: int, goal: Goal) -> bool:
            ends: list[int] = []

            def first(end: int) -> bool:
                ends.append(end)
                return True

            return inside(start, first) and goal(ends[0])

        return run

    def _look(self, argument: Any, flags: int, *, wanted: bool) -> Matcher:
        direction, body = argument
        inside, width = self._sequence(list(body), flags), body.getwidth()[0]

        def run(start: int, goal: Goal) -> bool:
            self._step()
            if direction > 0:
                seen = inside(start, lambda _: True)
            else:
                seen = start >= width and inside(start - width, lambda end: end == start)
            return seen is wanted and goal(start)

        return run

    def _again(self, group: int, start: int, flags: int, goal: Goal) -> bool:
        if group not in self._groups:
            return False
        first, last = self._groups[group]
        self.taken += last - first
        said, here = self._text[first:last], self._text[start : start + last - first]
        same = said.lower() == here.lower() if flags & re.IGNORECASE else said == here
        return same and goal(start + last - first)

    def _repeat(self, op: Any, argument: Any, flags: int) -> Matcher:
        least, most, body = argument
        without_end = most is OP.MAXREPEAT
        if op is OP.POSSESSIVE_REPEAT:
            return self._atomic(self._repeat(OP.MAX_REPEAT, argument, flags))
        if not without_end and most > least:
            most = max(least, min(most, FEW))
        if len(body) == 1 and body[0][0] in _ONE and op is OP.MAX_REPEAT:
            takes = self._taker(body[0], flags)
            return lambda start, goal: self._run_of(takes, least, most, start, goal)
        inside = self._sequence(list(body), flags)

        def more(start: int, times: int, goal: Goal) -> bool:
            self._step()
            enough = times >= least

            def again(end: int) -> bool:
                return (end > start or not enough) and more(end, times + 1, goal)

            def on() -> bool:
                return (without_end or times < most) and inside(start, again)

            if op is OP.MIN_REPEAT:
                return (enough and goal(start)) or on()
            return on() or (enough and goal(start))

        return lambda start, goal: more(start, 0, goal)

    def _run_of(self, takes: Callable[[int], bool], least: int, most: Any, start: int, goal: Goal) -> bool:
        end, limit = start, len(self._text) if most is OP.MAXREPEAT else start + most
        while end < limit and takes(end):
            end += 1
        while end >= start + least:
            self._step()
            if goal(end):
                return True
            end -= 1
        return False
