"""``superseded``: a preprint that has been published since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.model import Certainty, Flag, Severity, Suggestion
from harvester.rules.rule import EntryRule, Sight

if TYPE_CHECKING:
    from harvester.model import Enriched, Fact, Judged


def _look(fact: Fact, _: Enriched, judged: Judged) -> Sight | None:
    published = f"https://doi.org/{fact.value}"
    return Sight(judged.link.url, fact.evidence, Suggestion(f"write {published}", Certainty.LIKELY, published))


RULE = EntryRule(
    id="superseded",
    severity=Severity.LOOK,
    promise="The listed preprint names the DOI under which it was published, and the entry does not link to that.",
    advice="Link to the published version, in place of the preprint or beside it.",
    flag=Flag.SUPERSEDED,
    look=_look,
)
