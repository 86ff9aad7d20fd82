"""The pages of rules and verdicts: each is there, says what the code says, and its example happens as shown."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from harvester import pipeline, read, rules, waivers
from harvester.history import Memory
from harvester.model import Severity, Verdict
from harvester.network import connect
from harvester.report import documentation
from harvester.sandbox import Sandbox, World
from support import ROOT, sandbox_config

if TYPE_CHECKING:
    from pathlib import Path

    from harvester.model import Finding, Run
    from support import FakeTime

FOLDER = ROOT / "docs" / "rules"
VERDICTS = (ROOT / "docs" / "verdicts.md").read_text(encoding="utf-8")
INDEX = (FOLDER / "index.md").read_text(encoding="utf-8")
PAGES = sorted(path for path in FOLDER.glob("*.md") if path.stem != "index")
BY_ID = {rule.id: rule for rule in rules.RULES}
HEADINGS = ("Why it matters", "Example", "When it stays silent", "What to do", "Letting it stand")

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Example:
    """A list, what the stand-ins know, and what is printed of the findings; the waiver that lets it stand."""

    text: str
    world: dict[str, Any]
    shown: str
    waiver: str


def prose(path: Path) -> str:
    """A page without its blocks of code."""
    return _BLOCK.sub("", path.read_text(encoding="utf-8"))


def blocks(path: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for kind, text in _BLOCK.findall(path.read_text(encoding="utf-8")):
        found.setdefault(kind, []).append(text)
    return found


def example(path: Path) -> Example:
    found = blocks(path)
    world = json.loads(found["json"][0]) if "json" in found else {}
    text, waiver = found["markdown"]
    return Example(text, world, found["text"][0], waiver.strip())


def run_over(text: str, world: dict[str, Any], time: FakeTime) -> Run:
    with (
        Sandbox(World(**world)) as sandbox,
        connect(sandbox_config(sandbox), token=sandbox.token, clock=time.clock()) as network,
    ):
        done, _ = pipeline.run(
            [read.parse(text.encode(), path="list.md")],
            Memory(),
            network=network,
            scope=pipeline.Scope(everything=True),
            today=date(2026, 11, 23),
            world="test",
        )
    return done


def shown(finding: Finding) -> str:
    """A finding as the pages print it."""
    lines = [
        f"L{finding.line}  {finding.label}: {finding.what}",
        f"    {finding.rule} ({finding.severity.word}): {finding.evidence}",
    ]
    if finding.suggestion:
        lines.append(f"    {finding.suggestion.text} ({finding.suggestion.certainty})")
    return "\n".join(lines)


def of_rule(run: Run, rule: str) -> list[Finding]:
    return [finding for finding in run.findings if finding.rule == rule]


def test_every_rule_has_its_page_and_every_page_its_rule() -> None:
    assert {path.stem for path in PAGES} == rules.IDS | {waivers.RULE}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_says_what_the_code_says(path: Path) -> None:
    text = prose(path)
    assert text.startswith(f"# `{path.stem}`\n")
    assert tuple(re.findall(r"^## (.+)$", text, re.MULTILINE)) == HEADINGS
    if rule := BY_ID.get(path.stem):
        assert f"\n{rule.promise}\n" in text
        assert f"Severity: **{rule.severity.word}**, {rule.severity.meaning}." in text
        assert rule.advice in text


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_example_of_a_page_happens_as_shown(path: Path, time: FakeTime) -> None:
    told = example(path)
    findings = of_rule(run_over(told.text, told.world, time), path.stem)
    assert "\n".join(map(shown, findings)) + "\n" == told.shown


@pytest.mark.parametrize("path", [path for path in PAGES if path.stem in rules.IDS], ids=lambda path: path.stem)
def test_a_finding_says_where_what_why_since_when_and_what_to_do(path: Path, time: FakeTime) -> None:
    told = example(path)
    lines = told.text.split("\n")
    for finding in of_rule(run_over(told.text, told.world, time), path.stem):
        assert finding.section[0] == "Synthetic ECG"
        assert finding.what in lines[finding.line - 1][finding.column - 1 :]
        assert finding.evidence
        assert finding.advice
        assert finding.first_seen == date(2026, 11, 23)


@pytest.mark.parametrize("path", [path for path in PAGES if path.stem != waivers.RULE], ids=lambda path: path.stem)
def test_the_waiver_of_a_page_lets_its_example_stand(path: Path, time: FakeTime) -> None:
    told = example(path)
    before = of_rule(run_over(told.text, told.world, time), path.stem)
    lines = told.text.split("\n")
    for number in {finding.line for finding in before}:
        lines[number - 1] += f" {told.waiver}"
    after = run_over("\n".join(lines), told.world, time)
    assert [bool(finding.waived) for finding in of_rule(after, path.stem)] == [True] * len(before)
    assert of_rule(after, waivers.RULE) == []


def test_the_table_of_rules_is_the_code_s() -> None:
    rows = re.findall(r"^\| \[`([\w-]+)`\]\(([\w-]+)\.md\) \| (\w+) \| (.+) \|$", INDEX, re.MULTILINE)
    assert rows == [(rule.id, rule.id, rule.severity.word, rule.promise) for rule in rules.RULES]
    for severity in Severity:
        assert f"| **{severity.word}** | {severity.meaning} |" in INDEX


def test_every_verdict_has_its_paragraph() -> None:
    told = re.findall(r"^## `(\w+)`\n\n(.) (.+)\.$", VERDICTS, re.MULTILINE)
    assert told == [(verdict.word, verdict.glyph, verdict.meaning) for verdict in Verdict]


@pytest.mark.parametrize(
    "path", [*PAGES, FOLDER / "index.md", FOLDER.parent / "verdicts.md"], ids=lambda path: path.stem
)
def test_links_between_the_pages_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", re.sub(r"(?<!\[)`[^`]+`", "", prose(path))):
        assert (path.parent / target).is_file(), target


@pytest.mark.parametrize(
    "word", sorted(rules.IDS | {waivers.RULE} | {verdict.word for verdict in Verdict} | {"strange"})
)
def test_every_word_of_a_report_leads_to_a_page(word: str) -> None:
    place = documentation.address(word).partition("/blob/main/")[2]
    file, _, anchor = place.partition("#")
    assert (ROOT / file).is_file()
    assert not anchor or f"\n## `{anchor}`\n" in (ROOT / file).read_text(encoding="utf-8")
