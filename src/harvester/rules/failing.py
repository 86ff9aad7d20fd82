"""``failing``: a page that fails, not yet for long enough to call it dead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.model import Severity, Verdict
from harvester.rules.rule import Rule, Sight

if TYPE_CHECKING:
    from harvester.model import Judged


def _look(judged: Judged) -> Sight | None:
    if judged.verdict is not Verdict.FAILING:
        return None
    return Sight(judged.link.url, judged.evidence)


RULE = Rule(
    id="failing",
    severity=Severity.NOTE,
    promise="The page failed tonight and has strikes left; one success clears it.",
    advice="Nothing yet: it is asked again every night.",
    look=_look,
)
