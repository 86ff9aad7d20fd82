"""``concern``: a paper that its publisher has put in doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.model import Flag, Severity
from harvester.rules.rule import EntryRule, Sight

if TYPE_CHECKING:
    from harvester.model import Enriched, Fact, Judged


def _look(fact: Fact, entry: Enriched, judged: Judged) -> Sight | None:
    if any(other.flag == Flag.RETRACTED and other.about == fact.about for other in entry.facts):
        return None  # the doubt has been settled
    return Sight(judged.link.url, fact.evidence)


RULE = EntryRule(
    id="concern",
    severity=Severity.LOOK,
    promise="The publisher has expressed concern about the paper and has not retracted it.",
    advice="Read the notice, and decide whether the list should go on recommending the paper.",
    flag=Flag.CONCERN,
    look=_look,
)
