"""``blocked``: a server that turns machines away."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from harvester.model import Severity, Verdict
from harvester.rules.rule import Rule, Sight

if TYPE_CHECKING:
    from harvester.model import Judged


def _look(judged: Judged) -> Sight | None:
    if judged.verdict is not Verdict.BLOCKED:
        return None
    # one host is one wall, whatever pages stand behind it
    return Sight(urlsplit(judged.link.url).hostname or judged.link.url, judged.evidence)


RULE = Rule(
    id="blocked",
    severity=Severity.NOTE,
    promise="The server refuses machines, and no registry can vouch for the page.",
    advice="Open it in a browser when in doubt; a DOI or an arXiv link in its place can be judged.",
    look=_look,
)
