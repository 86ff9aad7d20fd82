"""What a rule is: an id, a severity, a promise, an advice, and a look at one judged link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.model import Finding, Severity, Suggestion

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.model import Judged


@dataclass(frozen=True, slots=True)
class Sight:
    """What a rule says of one link: the cause that groups it, the evidence, and what might be done."""

    cause: str
    evidence: str
    suggestion: Suggestion | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of finding.

    Attributes:
        id: The word under which it is reported, waived and documented.
        promise: When it fires, one sentence.
        advice: What a maintainer does about it, one sentence.
        look: What it says of a link, or None where the link is none of its business.
    """

    id: str
    severity: Severity
    promise: str
    advice: str
    look: Callable[[Judged], Sight | None]

    def find(self, judged: Judged) -> Finding | None:
        """The finding about this link, or None."""
        sight = self.look(judged)
        if sight is None:
            return None
        return Finding(
            rule=self.id,
            severity=self.severity,
            cause=sight.cause,
            catalogue=judged.catalogue,
            line=judged.link.line,
            column=judged.link.column,
            section=judged.section,
            entry_id=judged.entry_id,
            label=judged.link.label,
            what=judged.link.url,
            evidence=sight.evidence,
            advice=self.advice,
            suggestion=sight.suggestion,
        )
