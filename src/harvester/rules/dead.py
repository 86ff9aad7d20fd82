"""``dead``: a link to something that is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester import archives, local
from harvester.model import Certainty, Severity, Suggestion, TargetKind, Verdict
from harvester.rules.rule import Rule, Sight

if TYPE_CHECKING:
    from harvester.model import Judged


def _look(judged: Judged) -> Sight | None:
    if judged.verdict is not Verdict.DEAD:
        return None
    days = ", ".join(day.isoformat() for day in judged.strikes)
    evidence = f"{judged.evidence} on {days}" if days else judged.evidence
    # the anchors of a page break together, when its headings change
    cause = judged.evidence if judged.target.kind is TargetKind.ANCHOR else judged.link.url
    return Sight(cause, evidence, _suggestion(judged))


def _suggestion(judged: Judged) -> Suggestion | None:
    if judged.instead:
        # what a registry vouches for is proven; which anchor or file was meant is not
        sure = not judged.target.kind.is_inside or local.sure(judged.target, judged.link.label, judged.instead)
        certainty = Certainty.CERTAIN if sure else Certainty.LIKELY
        return Suggestion(f"{judged.instead} exists", certainty, judged.instead)
    return archives.suggestion(judged.archive) if judged.archive else None


RULE = Rule(
    id="dead",
    severity=Severity.FIX,
    promise="The registry knows no such thing, the page has failed three times, each at least three days apart, or "
    "the repository holds no such anchor or file.",
    advice="Find where it went, or remove the link.",
    look=_look,
)
