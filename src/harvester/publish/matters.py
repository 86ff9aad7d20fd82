"""What the tracking issue is about: findings that no machine may settle, each under a key of its own."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.model import Certainty, Severity, Verdict
from harvester.report.cases import UNDECIDED
from harvester.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from harvester.history import Memory
    from harvester.model import Finding, Run
    from harvester.publish.proposal import Row

_SEVERITIES = {rule.id: rule.severity for rule in RULES}
_UNDECIDED = {verdict.word for verdict in UNDECIDED}

_BOX = re.compile(r"^[ \t]*[-*][ \t]+\[([ xX])\][ \t]*<!-- waive=([0-9a-f]{10}) -->", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One finding that asks a person for a decision.

    Attributes:
        key: The same from night to night.
        finding: None where the last run could not look at it, so that only its identity is known.
        paper: Title of the entry, or an empty string.
    """

    key: str
    rule: str
    what: str
    first_seen: date | None
    finding: Finding | None = None
    paper: str = ""

    @property
    def dead(self) -> bool:
        """Whether this is a dead link, which is worth a notification."""
        return self.rule == Verdict.DEAD.word


def matters(run: Run, memory: Memory, repaired: Iterable[Row]) -> list[Matter]:
    """What needs a decision: first what the last run found, then what it could not look at.

    Args:
        repaired: Repairs that a pull request proposes; their findings need no decision here.
    """
    settled = {(row.catalogue, row.edit.line, row.edit.rule) for row in repaired}
    papers = {(path, paper.id): paper for path, listed in run.entries.items() for paper in listed}
    found = []
    for finding in run.findings:
        if finding.waived or not _asks(finding.rule, finding.severity):
            continue
        if _mended(finding) and (finding.catalogue, finding.line, finding.rule) in settled:
            continue
        paper = papers.get((finding.catalogue, finding.entry_id))
        found.append(
            Matter(
                key=_key(finding.id),
                rule=finding.rule,
                what=finding.what,
                first_seen=finding.first_seen,
                finding=finding,
                paper=(paper.title or paper.entry.title or "") if paper else "",
            )
        )
    told = {finding.id for finding in run.findings}
    for identity, item in memory.findings.items():
        rule = identity.partition("|")[0]
        if identity not in told and _asks(rule, _SEVERITIES.get(rule, Severity.NOTE)):
            found.append(Matter(key=_key(identity), rule=rule, what=item.what, first_seen=item.first_seen))
    return found


def ticked(body: str) -> frozenset[str]:
    """The keys whose boxes somebody ticked."""
    return frozenset(key for mark, key in _BOX.findall(body.replace("\r\n", "\n")) if mark != " ")


def _mended(finding: Finding) -> bool:
    suggestion = finding.suggestion
    return suggestion is not None and suggestion.certainty is Certainty.CERTAIN and suggestion.replacement is not None


def _asks(rule: str, severity: Severity) -> bool:
    return severity is not Severity.NOTE and rule not in _UNDECIDED


def _key(identity: str) -> str:
    return hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest()[:10]
