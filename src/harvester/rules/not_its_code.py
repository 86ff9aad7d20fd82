"""``not-its-code``: a repository that names another paper as its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.model import Flag, Severity
from harvester.rules.rule import EntryRule, Sight

if TYPE_CHECKING:
    from harvester.model import Enriched, Fact, Judged

# Labels that say already that the code is somebody else's, or what the paper builds on.
_KNOWINGLY = re.compile(
    r"original|unofficial|non-?official|third[ -]?part|re-?(?:implement|produc)|\bbase|backbone|library|framework|"
    r"tool|\btf\b|tensorflow|pytorch|torch|keras|\bjax\b|matlab|非官方|复现",
    re.IGNORECASE,
)


def _look(fact: Fact, _: Enriched, judged: Judged) -> Sight | None:
    if judged.target.path or _KNOWINGLY.search(judged.link.label):
        return None
    return Sight(judged.link.url, fact.evidence)


RULE = EntryRule(
    id="not-its-code",
    severity=Severity.LOOK,
    promise="The repository that stands for the paper's code names another paper, and no other, in its description, as "
    "its home page or in its `CITATION.cff`.",
    advice="Link to the paper's own code, or say in the label what the repository is: the original, a library.",
    flag=Flag.NOT_ITS_CODE,
    look=_look,
)
