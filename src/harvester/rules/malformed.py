"""``malformed``: a destination that is no address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.model import Certainty, Severity, Suggestion, Verdict
from harvester.rules.rule import Rule, Sight

if TYPE_CHECKING:
    from harvester.model import Judged


def _look(judged: Judged) -> Sight | None:
    if judged.verdict is not Verdict.MALFORMED:
        return None
    mended = judged.link.mended
    if not mended:
        return Sight(judged.link.url, judged.evidence)
    proven = judged.instead == mended
    suggestion = Suggestion(
        f"write {mended}, which exists" if proven else f"write {mended}",
        Certainty.CERTAIN if proven else Certainty.LIKELY,
        mended,
    )
    return Sight(judged.link.url, judged.evidence, suggestion)


RULE = Rule(
    id="malformed",
    severity=Severity.FIX,
    promise="The destination of a link is no address: a word, a typing error in the scheme, two addresses in one.",
    advice="Write the address that was meant, or remove the link.",
    look=_look,
)
