"""Where the documentation explains a word of the reports: the one place that knows its addresses."""

from __future__ import annotations

from harvester import rules, waivers
from harvester.config import PROJECT_URL
from harvester.model import Verdict

_PAGES = f"{PROJECT_URL}/blob/main/docs"
_RULES = rules.IDS | {waivers.RULE}
_VERDICTS = frozenset(verdict.word for verdict in Verdict)


def address(word: str) -> str:
    """The page of a rule, else the paragraph of a verdict, else the list of all rules."""
    if word in _RULES:
        return f"{_PAGES}/rules/{word}.md"
    return f"{_PAGES}/verdicts.md#{word}" if word in _VERDICTS else f"{_PAGES}/rules/index.md"
