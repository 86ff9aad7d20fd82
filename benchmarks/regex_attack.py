"""Texts made to overwhelm a regular expression, from its own parse tree: a beginning, something many times, an end."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from itertools import islice, product
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

parser: Any = importlib.import_module("re._parser")  # Python's own; it has no other way to show a parse tree
compiler: Any = importlib.import_module("re._compiler")
_OP: Any = importlib.import_module("re._constants")

MANY = 30
"""Repeats that may be as many as this count as without end."""

_REPEATS = (_OP.MAX_REPEAT, _OP.MIN_REPEAT, _OP.POSSESSIVE_REPEAT)
_ONE = (_OP.LITERAL, _OP.NOT_LITERAL, _OP.ANY, _OP.IN)
_LOOKS = (_OP.ASSERT, _OP.ASSERT_NOT)

_USUAL = " \n\t\r\x00aAzZ09_.-,:;/\\|()[]{}<>\"'`*#=?&%@!~$^+éß一"
_WORDS = 3
"""Spellings that are tried of each part."""


@dataclass(frozen=True, slots=True)
class Attack:
    """A text of any length: ``head``, then ``pump`` so many times, then ``tail``."""

    head: str
    pump: str
    tail: str

    def text(self, times: int) -> str:
        """The text with its middle repeated."""
        return self.head + self.pump * times + self.tail


def tree(pattern: re.Pattern[Any]) -> Any:
    """The parse tree of an expression."""
    return parser.parse(pattern.pattern, pattern.flags)


def single(node: Any, state: Any, flags: int) -> re.Pattern[Any]:
    """What takes one character, as an expression of its own."""
    made: re.Pattern[Any] = compiler.compile(parser.SubPattern(state, [node]), flags)
    return made


class Forge:
    """Makes attacks on one expression."""

    def __init__(self, pattern: re.Pattern[Any]) -> None:
        self._pattern = pattern
        self._tree = tree(pattern)
        self._binary = isinstance(pattern.pattern, bytes)
        self._classes: list[str] = []
        self._spelt: dict[int, str] = {}
        atoms = list(_atoms(self._tree))
        self._tests = {id(node): single(node, self._tree.state, pattern.flags) for node in atoms}
        letters = dict.fromkeys("".join(_letters(atoms)) + _USUAL)
        seen = set()
        for letter in letters:  # one letter for all that no part of the expression tells apart
            if self._binary and ord(letter) > 255:
                continue
            kind = tuple(bool(test.fullmatch(self._raw(letter))) for test in self._tests.values())
            if kind not in seen:
                seen.add(kind)
                self._classes.append(letter)

    def _raw(self, text: str) -> Any:
        return text.encode("latin-1") if self._binary else text

    def raw(self, attack: Attack, times: int) -> Any:
        """The text as this expression takes it."""
        return self._raw(attack.text(times))

    def attacks(self, *, thorough: bool) -> list[Attack]:
        """Every repeat pumped, behind what leads to it and alone, and every letter that is told apart."""
        tails = ("", "\x00", "\n!") if thorough else ("\x00",)
        found: dict[Attack, None] = {}
        repeats = list(_repeats(list(self._tree)))
        for before, body in repeats:
            led = list(dict.fromkeys(islice(self._words(before), _WORDS)))
            inside = list(dict.fromkeys(islice(self._words(list(body)), _WORDS)))
            again = [a + b for a, b in product(led, inside)]  # the whole way here, again and again
            letters = self._classes if thorough else []
            for head in ("", *led[: 2 if thorough else 1]):
                pumps = (*inside, *again, *led, *letters)
                found |= dict.fromkeys(Attack(head, pump, tail) for pump in pumps if pump for tail in tails)
        if repeats:
            found |= dict.fromkeys(Attack("", letter, tail) for letter in self._classes for tail in tails)
        return list(found)

    def _words(self, nodes: list[Any]) -> Iterator[str]:
        """Texts that these nodes take, the plainest first; what they look around for is left to chance."""
        for shift in range(_WORDS):
            yield "".join(self._word(node, shift) for node in nodes)

    def _word(self, node: Any, shift: int) -> str:
        op, argument = node
        if op in _ONE:
            test = self._tests[id(node)]
            fitting = [letter for letter in self._classes if test.fullmatch(self._raw(letter))]
            return fitting[shift % len(fitting)] if fitting else ""
        if op in _REPEATS:
            least, most, body = argument
            times: int = min(max(least, 1 if shift != 1 else least), most, 40)
            return "".join(self._word(inner, shift) for inner in body) * times
        if op is _OP.BRANCH:
            branches = argument[1]
            return "".join(self._word(inner, shift) for inner in branches[shift % len(branches)])
        if op in (_OP.SUBPATTERN, _OP.ATOMIC_GROUP):
            return "".join(self._word(inner, shift) for inner in (argument[-1] if op is _OP.SUBPATTERN else argument))
        if op is _OP.ASSERT and argument[0] > 0:
            return ""
        return ""


def _parts(node: Any) -> list[list[Any]]:
    """The sequences inside a node."""
    op, argument = node
    if op in _REPEATS:
        return [list(argument[2])]
    if op is _OP.BRANCH:
        return [list(branch) for branch in argument[1]]
    if op is _OP.SUBPATTERN:
        return [list(argument[-1])]
    if op is _OP.ATOMIC_GROUP:
        return [list(argument)]
    if op in _LOOKS:
        return [list(argument[1])]
    if op is _OP.GROUPREF_EXISTS:
        return [list(part) for part in argument[1:] if part]
    return []


def _atoms(nodes: Any) -> Iterator[Any]:
    for node in nodes:
        if node[0] in _ONE:
            yield node
        for part in _parts(node):
            yield from _atoms(part)


def _letters(atoms: list[Any]) -> Iterator[str]:
    for op, argument in atoms:
        if op in (_OP.LITERAL, _OP.NOT_LITERAL):
            yield chr(argument)
        elif op is _OP.IN:
            for kind, what in argument:
                if kind is _OP.LITERAL:
                    yield chr(what)
                elif kind is _OP.RANGE:
                    yield from map(chr, what)


def _repeats(nodes: list[Any], before: tuple[Any, ...] = ()) -> Iterator[tuple[list[Any], list[Any]]]:
    """Every repeat without end, with what stands before it and what it repeats."""
    for number, node in enumerate(nodes):
        led = (*before, *nodes[:number])
        if node[0] in _REPEATS and node[1][1] >= MANY:
            yield list(led), list(node[1][2])
        for part in _parts(node):
            yield from _repeats(part, led)
