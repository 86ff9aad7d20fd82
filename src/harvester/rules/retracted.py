"""``retracted``: a paper that its publisher took back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.model import Flag, Severity
from harvester.rules.rule import EntryRule, Sight

if TYPE_CHECKING:
    from harvester.model import Enriched, Fact, Judged


def _look(fact: Fact, _: Enriched, judged: Judged) -> Sight | None:
    return Sight(judged.link.url, fact.evidence)


RULE = EntryRule(
    id="retracted",
    severity=Severity.FIX,
    promise="The registry holds a notice that the paper was retracted, withdrawn or removed, wholly or in part.",
    advice="Remove the paper, or say beside it that it was retracted.",
    flag=Flag.RETRACTED,
    look=_look,
)
