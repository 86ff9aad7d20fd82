"""Rules turn verdicts into findings: one rule, one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.rules import blocked, dead, failing, malformed, moved, placeholder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harvester.model import Finding, Judged
    from harvester.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    placeholder.RULE,
    malformed.RULE,
    dead.RULE,
    failing.RULE,
    moved.RULE,
    blocked.RULE,
)


def find(judged: Iterable[Judged]) -> list[Finding]:
    """All findings about these links, in the order of the links."""
    return [finding for item in judged for rule in RULES if (finding := rule.find(item))]
