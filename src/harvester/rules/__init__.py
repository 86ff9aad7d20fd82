"""Rules turn verdicts and facts into findings: one rule, one file."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from harvester.rules import (
    blocked,
    concern,
    dead,
    failing,
    malformed,
    missing_code,
    moved,
    newer_version,
    placeholder,
    retracted,
    superseded,
    withdrawn,
)
from harvester.rules.rule import EntryRule, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from harvester.model import Enriched, Finding, Judged

RULES: tuple[Rule | EntryRule, ...] = (
    placeholder.RULE,
    malformed.RULE,
    dead.RULE,
    failing.RULE,
    moved.RULE,
    blocked.RULE,
    retracted.RULE,
    withdrawn.RULE,
    concern.RULE,
    superseded.RULE,
    missing_code.RULE,
    newer_version.RULE,
)

Place = tuple[str, str]
"""Path of a catalogue and id of an entry in it."""


def find(judged: Sequence[Judged], entries: Mapping[str, Iterable[Enriched]]) -> list[Finding]:
    """All findings about these links and entries, in source order within each catalogue.

    Args:
        entries: By path of their catalogue.
    """
    links: dict[Place, list[Judged]] = defaultdict(list)
    for item in judged:
        links[item.catalogue, item.entry_id].append(item)
    findings = [finding for rule in RULES if isinstance(rule, Rule) for item in judged if (finding := rule.find(item))]
    findings += [
        finding
        for rule in RULES
        if isinstance(rule, EntryRule)
        for path, listed in entries.items()
        for entry in listed
        for finding in rule.find(entry, links[path, entry.id])
    ]
    paths = {path: number for number, path in enumerate(dict.fromkeys(item.catalogue for item in judged))}
    return sorted(findings, key=lambda finding: (paths[finding.catalogue], finding.line, finding.column))
