"""How the time of each regular expression of ours grows with the text, under the worst texts that we can think of.

Run it:

    .venv/bin/python benchmarks/regex_growth.py

Prints each expression whose processor time grows more than tenfold for a text four times as long (4 is linear, 16 is
quadratic), with the text that does it. The suite shows the same by counting steps instead of time
(``tests/test_regular_expressions.py``); here it is Python's own engine that is measured, and ``--thorough`` tries ten
times as many texts. Ends with 1 where no cap (``regex_book.BOUNDED``) keeps such a text short.
"""

from __future__ import annotations

import signal
import sys
import time
from typing import TYPE_CHECKING, Any

from regex_attack import Attack, Forge
from regex_book import BOUNDED, Expression, book

if TYPE_CHECKING:
    from types import FrameType

SHORT, LONG = 1_000, 4_000
"""Characters of the two texts."""

NOTICED_S = 0.0004
"""Seconds for the short text below which a clock says nothing about growth."""

LIMIT_S = 0.25
"""Seconds of one trial; what takes longer counts as without end."""

TOO_MUCH = 10.0


class _LateError(Exception):
    pass


def main() -> int:
    """Measure every expression and print what was found."""
    signal.signal(signal.SIGVTALRM, _late)
    expressions, _ = book()
    tried, slow = 0, 0
    for expression in expressions:
        forge = Forge(expression.pattern)
        attacks = forge.attacks(thorough="--thorough" in sys.argv)
        tried += len(attacks)
        ratio, attack = max(
            ((_ratio(expression, forge, attack), attack) for attack in attacks), key=_first, default=(0, None)
        )
        if ratio > TOO_MUCH:
            known = BOUNDED.get(expression.place, "")
            slow += not known
            print(f"{ratio:6.1f}  {expression.place} ({expression.how})  {attack}  {known}".rstrip())
    print(f"{len(expressions)} expressions, {tried:,} attacks; {slow} grow faster than a text that nothing keeps short")
    return bool(slow)


def _first(pair: tuple[float, Attack]) -> float:
    return pair[0]


def _ratio(expression: Expression, forge: Forge, attack: Attack) -> float:
    """Time for the long text by time for the short one; 0 where both are too short to tell."""
    if _took(expression, forge, attack, 150) >= LIMIT_S:
        return float("inf")
    short = _took(expression, forge, attack, SHORT)
    if short < NOTICED_S:
        return 0.0
    return float("inf") if short >= LIMIT_S else _took(expression, forge, attack, LONG) / short


def _took(expression: Expression, forge: Forge, attack: Attack, length: int) -> float:
    text: Any = forge.raw(attack, max(1, length // len(attack.pump)))
    signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT_S)
    before = time.thread_time()
    try:
        if expression.how == "scan":
            sum(1 for _ in expression.pattern.finditer(text))
        else:
            getattr(expression.pattern, expression.how)(text)
    except _LateError:
        return LIMIT_S
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.thread_time() - before


def _late(_number: int, _frame: FrameType | None) -> None:
    raise _LateError


if __name__ == "__main__":
    sys.exit(main())
