"""``missing-code``: a paper whose repository is known, in an entry that links to none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.model import Certainty, Flag, Role, Severity, Suggestion
from harvester.rules.rule import EntryRule, Sight

if TYPE_CHECKING:
    from harvester.model import Enriched, Fact, Judged


def _look(fact: Fact, entry: Enriched, judged: Judged) -> Sight | None:
    repository = fact.value.partition("://")[2].lower()
    if any(link.role is Role.CODE or repository in link.url.lower() for link in entry.entry.links):
        return None
    return Sight(judged.link.url, fact.evidence, Suggestion(f"add {fact.value}", Certainty.LIKELY))


RULE = EntryRule(
    id="missing-code",
    severity=Severity.LOOK,
    promise="The paper names one repository, in its abstract or comment on arXiv, or its registry names one as a "
    "supplement to it, and the entry links to no code.",
    advice="Add the repository, if it is the paper's own.",
    flag=Flag.CODE_KNOWN,
    look=_look,
)
