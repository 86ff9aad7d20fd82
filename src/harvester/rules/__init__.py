"""Rules turn verdicts and facts into findings: one rule, one file."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from harvester.rules import (
    archived,
    blocked,
    code_is_paper,
    concern,
    date_mismatch,
    dead,
    duplicate,
    failing,
    malformed,
    mismatch,
    missing_code,
    moved,
    newer_version,
    not_its_code,
    placeholder,
    retracted,
    style,
    superseded,
    vocabulary,
    withdrawn,
)
from harvester.rules.rule import LEARNT, AnyRule, EntryRule, Listing, ListRule, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from harvester.model import Catalogue, Enriched, Finding, Judged
    from harvester.rules.rule import Conventions

RULES: tuple[AnyRule, ...] = (
    placeholder.RULE,
    malformed.RULE,
    dead.RULE,
    failing.RULE,
    moved.RULE,
    blocked.RULE,
    archived.RULE,
    retracted.RULE,
    withdrawn.RULE,
    concern.RULE,
    superseded.RULE,
    missing_code.RULE,
    not_its_code.RULE,
    newer_version.RULE,
    duplicate.RULE,
    mismatch.RULE,
    code_is_paper.RULE,
    date_mismatch.RULE,
    vocabulary.RULE,
    style.RULE,
)

IDS = frozenset(rule.id for rule in RULES)
"""All words that a waiver may name."""

Place = tuple[str, str]
"""Path of a catalogue and id of an entry in it."""


def find(
    judged: Sequence[Judged],
    entries: Mapping[str, Sequence[Enriched]],
    catalogues: Iterable[Catalogue] = (),
    conventions: Conventions = LEARNT,
) -> list[Finding]:
    """All findings about these links, entries and lists, in source order within each catalogue.

    Args:
        entries: By path of their catalogue.
        catalogues: Those that are looked at as a whole.
        conventions: What the configuration fixes for all of them.
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
    by_path: dict[str, dict[str, list[Judged]]] = defaultdict(dict)
    for (path, name), group in links.items():
        by_path[path][name] = group
    for catalogue in catalogues:
        listing = Listing(catalogue, entries.get(catalogue.path, ()), by_path[catalogue.path], conventions)
        findings += [finding for rule in RULES if isinstance(rule, ListRule) for finding in rule.find(listing)]
    paths = {path: number for number, path in enumerate(dict.fromkeys([*(i.catalogue for i in judged), *entries]))}
    return sorted(findings, key=lambda finding: (paths[finding.catalogue], finding.line, finding.column))
