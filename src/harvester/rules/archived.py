"""``archived``: a repository that is there, and that nobody works on or can use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.model import Severity, TargetKind, Verdict
from harvester.rules.rule import Rule, Sight

if TYPE_CHECKING:
    from harvester.model import Judged

_ALIVE = frozenset({Verdict.OK, Verdict.MOVED})
_STATES = ("archived", "disabled", "empty")
"""The words that the evidence about a repository has for its state; it is all that is remembered of a quiet night."""


def _look(judged: Judged) -> Sight | None:
    if judged.verdict not in _ALIVE or judged.target.kind is not TargetKind.GITHUB or judged.vouched_by != "GitHub":
        return None
    said = judged.evidence.split("; ")
    states = [state for state in _STATES if state in said]
    return Sight(judged.link.url, f"the repository is {' and '.join(states)}") if states else None


RULE = Rule(
    id="archived",
    severity=Severity.NOTE,
    promise="The repository is there, and its owner has set it read-only, GitHub has disabled it, or it is empty.",
    advice="Say so beside the link, or name the repository that took its place.",
    look=_look,
)
