"""``newer-version``: a link to an old version of a preprint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.model import Flag, Severity
from harvester.rules.rule import EntryRule, Sight

if TYPE_CHECKING:
    from harvester.model import Enriched, Fact, Judged


def _look(fact: Fact, _: Enriched, judged: Judged) -> Sight | None:
    return Sight(judged.link.url, fact.evidence)


RULE = EntryRule(
    id="newer-version",
    severity=Severity.NOTE,
    promise="The link names a version of a preprint that is not the newest one.",
    advice="Leave the version out of the link, unless the old one is meant.",
    flag=Flag.NEWER_VERSION,
    look=_look,
)
