"""``withdrawn``: a preprint that its authors or arXiv took back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.model import Flag, Severity
from harvester.rules.rule import EntryRule, Sight

if TYPE_CHECKING:
    from harvester.model import Enriched, Fact, Judged


def _look(fact: Fact, _: Enriched, judged: Judged) -> Sight | None:
    return Sight(judged.link.url, f"its newest version says: {fact.evidence}")


RULE = EntryRule(
    id="withdrawn",
    severity=Severity.FIX,
    promise="The newest version of the preprint says that it is withdrawn.",
    advice="Remove the paper, or say beside it that it was withdrawn.",
    flag=Flag.WITHDRAWN,
    look=_look,
)
