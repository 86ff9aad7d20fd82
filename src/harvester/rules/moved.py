"""``moved``: alive at another address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.model import Certainty, Severity, Suggestion, Verdict
from harvester.rules.rule import Rule, Sight

if TYPE_CHECKING:
    from harvester.model import Judged


def _look(judged: Judged) -> Sight | None:
    if judged.verdict is not Verdict.MOVED or not judged.final_url:
        return None
    suggestion = Suggestion(f"write {judged.final_url}", Certainty.LIKELY, judged.final_url)
    return Sight(judged.link.url, judged.evidence, suggestion)


RULE = Rule(
    id="moved",
    severity=Severity.NOTE,
    promise="The link still leads there, by way of a permanent redirect or a renamed repository.",
    advice="Write the new address before the old one is given to someone else.",
    look=_look,
)
