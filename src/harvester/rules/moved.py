"""``moved``: alive at another address."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from harvester.model import Certainty, Severity, Suggestion, TargetKind, Verdict
from harvester.rules.rule import Rule, Sight

if TYPE_CHECKING:
    from harvester.model import Judged


def _look(judged: Judged) -> Sight | None:
    if judged.verdict is not Verdict.MOVED or not judged.final_url:
        return None
    renamed = judged.target.kind is TargetKind.GITHUB
    # GitHub names the repository; what was linked inside it stands below the new name
    inside = f"/{judged.target.path}" if renamed and judged.target.path else ""
    address = judged.final_url.rstrip("/") + inside if inside else judged.final_url
    sure = not inside if renamed else _is_the_page(judged, address)
    suggestion = Suggestion(f"write {address}", Certainty.CERTAIN if sure else Certainty.LIKELY, address)
    return Sight(judged.link.url, judged.evidence, suggestion)


def _is_the_page(judged: Judged, address: str) -> bool:
    """Whether a permanent redirect, whose end was seen alive, leads to this very page and not to the site's front.

    One that leads to a login or to an error page is none: ``harvester.upstream.journey`` gives no address for it.
    """
    here, there = urlsplit(judged.link.url), urlsplit(address)
    is_root = not there.path.strip("/") and bool(here.path.strip("/"))
    return judged.target.kind.is_page and not is_root


RULE = Rule(
    id="moved",
    severity=Severity.NOTE,
    promise="The link still leads there, by way of a permanent redirect or a renamed repository.",
    advice="Write the new address before the old one is given to someone else.",
    look=_look,
)
