"""SARIF 2.1.0, for code scanning and editors: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html."""

from __future__ import annotations

import hashlib
import json
import re
from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from harvester import rules
from harvester.config import PROJECT_URL
from harvester.model import Certainty, Severity
from harvester.report import documentation, escape, wording
from harvester.report.cases import place_of
from harvester.report.rows import TEXT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harvester.model import Catalogue, Finding, Link, Run, Span
    from harvester.rules.rule import AnyRule

SCHEMA_URL = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.FIX: "error", Severity.LOOK: "warning", Severity.NOTE: "note"}
_ROOT = "%SRCROOT%"  # the name that GitHub and the viewers take for the top of the repository
_FINGERPRINT = "harvesterFinding/v1"


def render(run: Run) -> str:
    """Give the findings of a run as a SARIF log: one result each, waived ones as suppressed.

    Exact regions and fixes need the text of the catalogue, which a run that was read back from ``report.json`` lacks:
    then results have their line and column, and the fix stands in the message alone.
    """
    known = {rule.id: rule for rule in rules.RULES}
    names = [*known, *sorted({finding.rule for finding in run.findings} - set(known))]
    catalogues = {catalogue.path: catalogue for catalogue in run.catalogues}
    links = {place_of(judged): judged.link for judged in run.links}
    new = frozenset(run.changes.new)
    log = {
        "$schema": SCHEMA_URL,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "harvester",
                        "version": run.version,
                        "informationUri": PROJECT_URL,
                        "rules": [_descriptor(name, known) for name in names],
                    }
                },
                "automationDetails": {"id": "harvester/"},
                "invocations": [_invocation(run)],
                "columnKind": "unicodeCodePoints",
                "results": [
                    {
                        **_result(finding, catalogues, links.get((finding.catalogue, finding.line, finding.column))),
                        "ruleIndex": names.index(finding.rule),
                        "baselineState": "new" if finding.id in new else "unchanged",
                    }
                    for finding in run.findings
                ],
            }
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


def _descriptor(name: str, known: Mapping[str, AnyRule]) -> dict[str, Any]:
    rule = known.get(name)
    promise, advice = (rule.promise, rule.advice) if rule else ("A finding of harvester.", "See the project's pages.")
    severity = rule.severity if rule else Severity.NOTE
    return {
        "id": name,
        "shortDescription": {"text": promise},
        "help": {"text": f"{promise} {advice}", "markdown": f"{promise}\n\n**What to do:** {advice}"},
        "helpUri": documentation.address(name),
        "defaultConfiguration": {"level": _LEVELS[severity]},
    }


def _invocation(run: Run) -> dict[str, Any]:
    notes = [{"level": "error" if run.ill else "note", "message": _message(text)} for text in wording.notices(run)]
    return {"executionSuccessful": not run.ill, "toolExecutionNotifications": notes}


def _result(finding: Finding, catalogues: Mapping[str, Catalogue], link: Link | None) -> dict[str, Any]:
    catalogue = catalogues.get(finding.catalogue)
    text = catalogue.text if catalogue else ""
    link = link if link is not None and link.url == finding.what else None
    return {
        "ruleId": finding.rule,
        "level": _LEVELS[finding.severity],
        "message": _message(_said(finding)),
        "locations": [{"physicalLocation": _location(finding, text, link)}],
        "partialFingerprints": {_FINGERPRINT: hashlib.sha256(escape.encodable(finding.id).encode()).hexdigest()},
        "fixes": _fixes(finding, text, link),
        "suppressions": [{"kind": "external", "justification": escape.clip(finding.waived, TEXT)}]
        * bool(finding.waived),
    }


def _said(finding: Finding) -> str:
    stands = f"{finding.label}: {finding.what}" if finding.label else finding.what
    seen = f" (first seen {wording.full_day(finding.first_seen)})" if finding.first_seen else ""
    parts = [
        f"{finding.rule}: {finding.evidence or finding.cause}{seen}",
        stands,
        finding.advice,
        wording.suggestion(finding.suggestion),
    ]
    return "\n".join(escape.clip(part, TEXT) for part in parts if part)


def _message(text: str) -> dict[str, str]:
    # "[text](target)" in a plain message would be a link (SARIF section 3.11.6)
    return {"text": text.replace("](", "] (")}


def _artifact(path: str) -> dict[str, Any]:
    uri = quote(escape.encodable(path), safe="/~")
    return {"uri": uri} if path.startswith("/") else {"uri": uri, "uriBaseId": _ROOT}


def _location(finding: Finding, text: str, link: Link | None) -> dict[str, Any]:
    location: dict[str, Any] = {"artifactLocation": _artifact(finding.catalogue)}
    if link is not None and link.outer.end and text:
        location["region"] = _region(text, link.outer)
    elif finding.line:
        location["region"] = {"startLine": finding.line, "startColumn": max(finding.column, 1)}
    return location


def _fixes(finding: Finding, text: str, link: Link | None) -> list[dict[str, Any]]:
    proposal = finding.suggestion
    new = escape.href(proposal.replacement) if proposal and proposal.replacement else ""
    if proposal is None or link is None or new in {"", link.url}:  # a blank beside it is for `fix` to take out
        return []
    if text[link.span.start : link.span.end] != link.url:
        return []
    if new.count("(") != new.count(")"):
        new = new.replace("(", "%28").replace(")", "%29")  # in Markdown it would end the link
    sure = "certain" if proposal.certainty is Certainty.CERTAIN else "likely, please check"
    return [
        {
            "description": _message(f"{escape.clip(proposal.text, TEXT)} ({sure})"),
            "artifactChanges": [
                {
                    "artifactLocation": _artifact(finding.catalogue),
                    "replacements": [{"deletedRegion": _region(text, link.span), "insertedContent": {"text": new}}],
                }
            ],
        }
    ]


def _region(text: str, span: Span) -> dict[str, int]:
    """Lines and columns of a span, counted from 1; the end column is the one behind the last character."""
    (line, column), (end_line, end_column) = (_position(text, offset) for offset in (span.start, span.end))
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}


def _position(text: str, offset: int) -> tuple[int, int]:
    starts = _line_starts(text)
    line = bisect_right(starts, offset)
    return line, offset - starts[line - 1] + 1


@lru_cache(maxsize=2)  # findings come catalogue by catalogue
def _line_starts(text: str) -> tuple[int, ...]:
    return (0, *(match.end() for match in re.finditer("\n", text)))
