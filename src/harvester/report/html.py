"""``link-health.html``: the report as one self-contained page."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from harvester import rules
from harvester.history import DAYS_BETWEEN_STRIKES, STRIKES
from harvester.model import Severity, Verdict
from harvester.report import documentation, page

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from harvester.report.parts import Bar, View

_VERDICT_WORDS = frozenset(verdict.word for verdict in Verdict)

_STEP = 10  # width of one run in the picture, in its own units
_HEIGHT = 48
_FLOOR = 2  # a run without a problem is seen as well


@dataclass(frozen=True, slots=True, kw_only=True)
class _Word:
    name: str
    meaning: str
    glyph: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """One run: its place from the left and its parts as ``(kind, top, height)``."""

    x: int
    said: str
    parts: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Picture:
    width: int
    height: int
    step: int
    most: int
    columns: tuple[_Column, ...]


def render(v: View) -> str:
    """Give the whole page; it makes no request, and its policy forbids whatever it does not hold itself."""
    return "".join(pieces(v))


def pieces(v: View) -> Iterator[str]:
    """Give the same piece by piece."""
    widths = [number for _, number in v.counts.verdicts]
    starts = accumulate(widths, initial=0)
    vocabulary = _vocabulary(v)
    return page.pieces(
        "link-health.html",
        v=v,
        bar=[(x, verdict, number) for x, (verdict, number) in zip(starts, v.counts.verdicts, strict=False)],
        rules=_rules(v),
        picture=_picture(v.trend),
        vocabulary=vocabulary,
        words=frozenset(word.name for word in vocabulary),
    )


def _rules(v: View) -> list[tuple[str, int]]:
    """Rules about papers, not about links, with the number of rows that they speak of."""
    rows = (row for shelf in v.shelves for block in shelf.blocks for row in block.rows)
    numbers = Counter(rule for row in rows for rule in row.rules if rule not in _VERDICT_WORDS)
    return sorted(numbers.items())


def _vocabulary(v: View) -> list[_Word]:
    """Every word that the reports use, verdicts first; a word that is also a rule says what to do about it."""
    known = {rule.id: rule for rule in rules.RULES}
    words = [
        _Word(
            name=verdict.word,
            glyph=verdict.glyph,
            meaning=" ".join((_sentence(verdict.meaning), known[verdict.word].advice if verdict.word in known else "")),
            href=documentation.address(verdict.word),
        )
        for verdict in Verdict
    ]
    words += [
        _Word(name=name, meaning=f"{rule.promise} {rule.advice}", glyph="•", href=documentation.address(name))
        for name, rule in known.items()
        if name not in _VERDICT_WORDS
    ]
    unknown = {group.word for section in v.sections for group in section.groups if group.severity}
    words += [
        _Word(name=name, meaning="A finding about a paper or the list.", href=documentation.address(name))
        for name in sorted(unknown - set(known))
    ]
    words += [_Word(name=severity.word, meaning=_sentence(severity.meaning)) for severity in Severity]
    return [
        *words,
        _Word(name="healthy", meaning="Ok or moved: a reader who clicks arrives."),
        _Word(
            name="failure",
            meaning=f"A page is dead after {STRIKES} failures, each at least {DAYS_BETWEEN_STRIKES} days after the "
            "last one counted; one success, or a changed address, starts over.",
        ),
    ]


def _sentence(phrase: str) -> str:
    return f"{phrase[:1].upper()}{phrase[1:]}."


def _picture(trend: Sequence[Bar]) -> _Picture:
    """Lay the trend out: what is to fix at the bottom, what to look at on top of it, a low mark where nothing is."""
    most = max((bar.fix + bar.look for bar in trend), default=0)
    scale = _HEIGHT / max(most, 1)
    columns = []
    for number, bar in enumerate(trend):
        fix, look = round(bar.fix * scale, 2), round(bar.look * scale, 2)
        stacked = [("fix", round(_HEIGHT - fix, 2), fix), ("look", round(_HEIGHT - fix - look, 2), look)]
        parts = tuple(part for part in stacked if part[2]) or (("ok", _HEIGHT - _FLOOR, _FLOOR),)
        columns.append(_Column(x=number * _STEP, said=bar.said, parts=parts))
    return _Picture(width=len(trend) * _STEP, height=_HEIGHT, step=_STEP, most=most, columns=tuple(columns))
