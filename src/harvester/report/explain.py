"""Why a link has its verdict, and what would change it: from the stored files alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.errors import UsageError
from harvester.history import DAYS_BETWEEN_STRIKES, STRIKES
from harvester.model import Verdict
from harvester.report import documentation, escape
from harvester.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from harvester.model import Finding, Judged, Run

MOST = 20
"""Links that are explained one by one; a question that fits more is too wide."""

_WHAT_WOULD_CHANGE_IT = {
    Verdict.OK: "Its registry or server denying it: an authority at once, a page after three failures.",
    Verdict.MOVED: "Writing the new address, or the old one answering for itself again.",
    Verdict.DEAD: "One success, or another address in its place.",
    Verdict.FAILING: f"One success; {STRIKES} strikes, each {DAYS_BETWEEN_STRIKES} days after the last, make it dead.",
    Verdict.BLOCKED: "A success, or an identifier (DOI, arXiv id, repository) whose registry can vouch.",
    Verdict.PLACEHOLDER: "Filling in the real link, or removing the row.",
    Verdict.MALFORMED: "Writing an address that can be followed.",
    Verdict.UNCHECKED: "A run that can ask: see the reason above.",
}


_PLACE = re.compile(r"(?:(?P<list>.+):|L)?(?P<line>\d{1,7})", re.ASCII | re.IGNORECASE)


def explain(run: Run, question: str) -> list[str]:
    """The answer to a question, line by line, safe to print.

    Args:
        run: The last run, from ``report.json``.
        question: A verdict or rule, a line (``L84`` or ``list.md:84``), or a link or a part of one.

    Raises:
        UsageError: Nothing fits, or too much.
    """
    word = question.strip().lower()
    if word in {rule.id for rule in RULES} | {verdict.word for verdict in Verdict}:
        return [_said(*pair) for pair in _rule(run, word)]
    place = _PLACE.fullmatch(question.strip())
    links = _of_line(run, place) if place else _containing(run, question.strip())
    cells = _cells(run, place) if place else []
    if not links and not cells:
        raise UsageError(
            f"{question}: no rule, line or link of the last run",
            hint="Ask for a rule (dead), a line (L84) or a part of a link; the report lists them.",
        )
    if len(links) > MOST:
        raise UsageError(
            f"{question}: {len(links)} links fit, which is too many to explain",
            hint="Give more of the link, or a line.",
        )
    lines: list[str] = []
    for link in links:
        lines += [*([""] if lines else []), *(_said(*pair) for pair in _link(run, link))]
    for finding in cells[:MOST]:
        lines += [*([""] if lines else []), *(_said(*pair) for pair in _cell(finding))]
    return lines


def _said(name: str, text: str) -> str:
    """A line with its name in a column of its own; a line without a name stands at the margin."""
    return f"  {name:<14}{escape.terminal(text)}" if name else escape.terminal(text)


def _of_line(run: Run, place: re.Match[str]) -> Sequence[Judged]:
    """The links in a line, and all those of the entries that stand there."""
    line = int(place["line"])
    spans = {
        (path, entry.id): range(entry.entry.line, entry.entry.end_line + 1)
        for path, entries in run.entries.items()
        for entry in entries
    }
    return [
        item
        for item in run.links
        if (item.link.line == line or line in spans.get((item.catalogue, item.entry_id), ()))
        and (not place["list"] or item.catalogue.endswith(place["list"]))
    ]


def _containing(run: Run, text: str) -> Sequence[Judged]:
    exact = [item for item in run.links if item.link.url == text]
    return exact or [item for item in run.links if text.lower() in item.link.url.lower()]


def _cells(run: Run, place: re.Match[str]) -> Sequence[Finding]:
    """The findings in a line that are about no link: a word, a date, a waiver."""
    links = {(item.catalogue, item.link.line, item.link.column) for item in run.links}
    return [
        finding
        for finding in run.findings
        if finding.line == int(place["line"])
        and (not place["list"] or finding.catalogue.endswith(place["list"]))
        and (finding.catalogue, finding.line, finding.column) not in links
    ]


def _rule(run: Run, word: str) -> Iterator[tuple[str, str]]:
    verdict = next((verdict for verdict in Verdict if verdict.word == word), None)
    rule = next((rule for rule in RULES if rule.id == word), None)
    if verdict:
        count = sum(item.verdict is verdict for item in run.links)
        yield "", f"{verdict.glyph} {verdict.word}: {verdict.meaning}. {count} of {len(run.links)} links."
        yield "changes with", f"{_WHAT_WOULD_CHANGE_IT[verdict]}"
    if rule:
        findings = [finding for finding in run.findings if finding.rule == rule.id]
        yield "", f"rule {rule.id} ({rule.severity.word}: {rule.severity.meaning})"
        yield "fires when", f"{rule.promise}"
        yield "to do", f"{rule.advice}"
        yield "findings", f"{len(findings)} of {len(run.findings)}"
        for finding in findings[:MOST]:
            yield " ", f"L{finding.line}  {finding.label}  {finding.what}"
        if len(findings) > MOST:
            yield " ", f"and {len(findings) - MOST} more, see the report"
    yield "more", documentation.address(word)


def _link(run: Run, item: Judged) -> Iterator[tuple[str, str]]:
    yield "", f"{item.catalogue}:{item.link.line}  {item.link.label}  {item.link.url}"
    yield "verdict", f"{item.verdict.glyph} {item.verdict.word}: {item.verdict.meaning}"
    yield "is", f"{item.target.kind} {item.target.value}"
    if item.entry_id:
        entry = next((e for e in run.entries.get(item.catalogue, ()) if e.id == item.entry_id), None)
        if entry and (title := entry.title or entry.claims.get("title", "")):
            yield "of", f"{title}"
    yield "evidence", item.evidence + (f" (says {item.vouched_by})" if item.vouched_by else "")
    if item.since:
        yield "since", f"{item.since.isoformat()}"
    for number, day in enumerate(item.strikes, 1):
        yield "strike", f"{number} of {STRIKES} on {day.isoformat()}"
    if item.final_url:
        yield "lives at", f"{item.final_url}"
    if item.instead:
        yield "exists", f"{item.instead}"
    for finding in _findings(run, item):
        yield from _finding(finding, said=item.evidence)
    yield "changes with", f"{_WHAT_WOULD_CHANGE_IT[item.verdict]}"


def _cell(finding: Finding) -> Iterator[tuple[str, str]]:
    yield "", f"{finding.catalogue}:{finding.line}  {finding.label}  {finding.what}"
    yield from _finding(finding)


def _finding(finding: Finding, *, said: str = "") -> Iterator[tuple[str, str]]:
    seen = f", first seen {finding.first_seen.isoformat()}" if finding.first_seen else ""
    yield "rule", f"{finding.rule} ({finding.severity.word}){seen}: {finding.advice}"
    if finding.evidence != said:
        yield "found", f"{finding.evidence}"
    if finding.suggestion:
        yield "suggestion", f"{finding.suggestion.text} ({finding.suggestion.certainty})"
    if finding.waived:
        yield "waived", f"{finding.waived}"


def _findings(run: Run, item: Judged) -> Iterator[Finding]:
    for finding in run.findings:
        if (finding.catalogue, finding.line, finding.column) == (item.catalogue, item.link.line, item.link.column):
            yield finding
