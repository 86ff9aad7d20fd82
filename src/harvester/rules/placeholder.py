"""``placeholder``: what was never meant to be a link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.model import Severity, Verdict
from harvester.rules.rule import Rule, Sight

if TYPE_CHECKING:
    from harvester.model import Judged


def _look(judged: Judged) -> Sight | None:
    if judged.verdict is not Verdict.PLACEHOLDER:
        return None
    # a row that was never filled in is one decision, whatever its cells hold; all such rows are the same one
    cause = "rows that still hold what their template came with" if judged.template else judged.evidence
    return Sight(cause, judged.evidence)


RULE = Rule(
    id="placeholder",
    severity=Severity.FIX,
    promise="A link that was never meant to be one: a reserved host, a template's owner, a word such as TODO.",
    advice="Fill in the real link, or remove the row.",
    look=_look,
)
