"""``dead``: a link to something that is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.model import Certainty, Severity, Suggestion, Verdict
from harvester.rules.rule import Rule, Sight

if TYPE_CHECKING:
    from harvester.model import Judged


def _look(judged: Judged) -> Sight | None:
    if judged.verdict is not Verdict.DEAD:
        return None
    suggestion = None
    if judged.instead:
        suggestion = Suggestion(f"{judged.instead} exists", Certainty.LIKELY, judged.instead)
    days = ", ".join(day.isoformat() for day in judged.strikes)
    evidence = f"{judged.evidence} on {days}" if days else judged.evidence
    return Sight(judged.link.url, evidence, suggestion)


RULE = Rule(
    id="dead",
    severity=Severity.FIX,
    promise="The registry knows no such thing, or the page has failed three times, each at least three days apart.",
    advice="Find where it went, or remove the link.",
    look=_look,
)
