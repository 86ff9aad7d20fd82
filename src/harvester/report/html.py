"""``link-health.html``: the report as one self-contained page."""

from __future__ import annotations

from collections import Counter
from itertools import accumulate
from typing import TYPE_CHECKING

from harvester.model import Severity, Verdict
from harvester.report import page

if TYPE_CHECKING:
    from harvester.report.parts import View

_VERDICT_WORDS = frozenset(verdict.word for verdict in Verdict)


def render(v: View) -> str:
    """Give the whole page; it makes no request, and its policy forbids whatever it does not hold itself."""
    widths = [number for _, number in v.counts.verdicts]
    starts = accumulate(widths, initial=0)
    return page.render(
        "link-health.html",
        v=v,
        anchored=True,
        bar=[(x, verdict, number) for x, (verdict, number) in zip(starts, v.counts.verdicts, strict=False)],
        rules=_rules(v),
        vocabulary=list(Verdict),
        severities=list(Severity),
    )


def _rules(v: View) -> list[tuple[str, int]]:
    """Rules about papers, not about links, with the number of rows that they speak of."""
    rows = (row for shelf in v.shelves for block in shelf.blocks for row in block.rows)
    numbers = Counter(rule for row in rows for rule in row.rules if rule not in _VERDICT_WORDS)
    return sorted(numbers.items())
