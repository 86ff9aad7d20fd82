"""SARIF 2.1.0, held against models that were generated from the official schema."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as Sarif

from harvester import read, rules
from harvester.model import Certainty, Finding, Judged, Link, Severity, Suggestion, Target, TargetKind, Verdict
from harvester.report import document, sarif
from report.report_book import TODAY, Book, run_of
from report.report_runs import RUNS, demo, ill, second_night, waived

if TYPE_CHECKING:
    from harvester.model import Run

TEXT = "# List\n\n- Ünïcödé. [Paper](https://doi.org/10.1000/182) [Code](https://github.com/old/name.)\n"


def log(run: Run) -> dict[str, Any]:
    (found,) = json.loads(sarif.render(run))["runs"]
    assert isinstance(found, dict)
    return found


def with_text(suggestion: Suggestion | None) -> Run:
    """A run over a real text, so that its links have their spans."""
    catalogue = read.parse(TEXT.encode(), path="lists/my list#1.md")
    (link,) = (link for entry in catalogue.entries for link in entry.links if link.role == "code")
    judged = _judged(catalogue.path, link)
    finding = _finding(catalogue.path, link, suggestion)
    return replace(run_of(Book()), catalogues=(catalogue,), entries={}, links=(judged,), findings=(finding,))


def _judged(path: str, link: Link) -> Judged:
    target = Target(TargetKind.GITHUB, "old/name.")
    return Judged(
        catalogue=path, section=(), entry_id="x", link=link, target=target, verdict=Verdict.DEAD, evidence="404"
    )


def _finding(path: str, link: Link, suggestion: Suggestion | None) -> Finding:
    return Finding(
        rule="dead",
        severity=Severity.FIX,
        cause="404",
        catalogue=path,
        line=link.line,
        column=link.column,
        section=(),
        entry_id="x",
        label=link.label,
        what=link.url,
        evidence="404",
        advice="Find it.",
        suggestion=suggestion,
        first_seen=TODAY,
    )


@pytest.mark.parametrize("name", RUNS)
def test_valid_against_the_official_schema(name: str) -> None:
    text = sarif.render(RUNS[name]())
    Sarif.model_validate_json(text)
    # What the generated models do not look at: unique items, and the meaning of an index.
    (run,) = json.loads(text)["runs"]
    ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(set(ids)) == len(ids)
    for result in run["results"]:
        assert ids[result["ruleIndex"]] == result["ruleId"]
        assert all(len(fix["artifactChanges"]) == 1 for fix in result["fixes"])


@pytest.mark.parametrize("name", RUNS)
def test_one_result_for_every_finding(name: str) -> None:
    run = RUNS[name]()
    results = log(run)["results"]
    assert [result["ruleId"] for result in results] == [finding.rule for finding in run.findings]
    new = sum(result["baselineState"] == "new" for result in results)
    assert new == sum(finding.id in run.changes.new for finding in run.findings)


def test_every_rule_is_explained_and_leads_to_more() -> None:
    described = {rule["id"]: rule for rule in log(demo())["tool"]["driver"]["rules"]}
    assert list(described) == [rule.id for rule in rules.RULES]
    for rule in rules.RULES:
        assert rule.promise in described[rule.id]["help"]["text"]
        assert rule.advice in described[rule.id]["help"]["markdown"]
        assert described[rule.id]["helpUri"].endswith(f"/docs/rules/{rule.id}.md")


def test_severity_is_the_level() -> None:
    assert {result["level"] for result in log(demo())["results"]} == {"error"}
    assert "warning" in {result["level"] for result in log(second_night())["results"]}


def test_a_fingerprint_survives_a_moved_line_and_not_a_changed_link() -> None:
    run = with_text(None)
    (finding,) = run.findings
    variants = [finding, replace(finding, line=99), replace(finding, what="https://github.com/other/name")]
    prints = [log(replace(run, findings=(one,)))["results"][0]["partialFingerprints"] for one in variants]
    assert prints[0] == prints[1] != prints[2]


@pytest.mark.parametrize(
    ("suggestion", "inserted"),
    [
        (None, None),
        (Suggestion("look for it", Certainty.LIKELY), None),
        (Suggestion("odd", Certainty.CERTAIN, "javascript:alert(1)"), None),
        (Suggestion("no dot", Certainty.CERTAIN, "https://github.com/old/name"), "https://github.com/old/name"),
        (Suggestion("maybe", Certainty.LIKELY, "https://e.test/a)b|c"), "https://e.test/a%29b%7Cc"),
        (Suggestion("balanced", Certainty.LIKELY, "https://e.test/a(b)"), "https://e.test/a(b)"),
    ],
)
def test_a_fix_replaces_the_destination_and_nothing_else(suggestion: Suggestion | None, inserted: str | None) -> None:
    (result,) = log(with_text(suggestion))["results"]
    assert bool(result["fixes"]) == (inserted is not None)
    for fix in result["fixes"]:
        (change,) = fix["artifactChanges"]
        (replacement,) = change["replacements"]
        region = replacement["deletedRegion"]
        line = TEXT.split("\n")[region["startLine"] - 1]
        assert region["startLine"] == region["endLine"]
        assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == "https://github.com/old/name."
        assert replacement["insertedContent"] == {"text": inserted}
        assert suggestion is not None
        assert ("(likely, please check)" in fix["description"]["text"]) == (suggestion.certainty is Certainty.LIKELY)


def test_the_place_is_the_whole_link_in_a_path_that_a_uri_can_hold() -> None:
    (result,) = log(with_text(None))["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "lists/my%20list%231.md", "uriBaseId": "%SRCROOT%"}
    region = place["region"]
    line = TEXT.split("\n")[region["startLine"] - 1]
    assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == "[Code](https://github.com/old/name.)"


def test_without_the_text_there_is_a_place_and_no_fix() -> None:
    again = document.load(document.text(with_text(Suggestion("x", Certainty.CERTAIN, "https://e.test/"))))
    (result,) = log(again)["results"]
    assert result["fixes"] == []
    assert result["locations"][0]["physicalLocation"]["region"] == {
        "startLine": 3,
        "startColumn": TEXT.split("\n")[2].index("[Code]") + 1,
    }
    assert "https://e.test/ (certain)" in result["message"]["text"]


def test_what_was_waived_is_suppressed_with_its_reason() -> None:
    results = log(waived())["results"]
    reasons = [one["justification"] for result in results for one in result["suppressions"]]
    assert reasons == ["kept for those who add papers"] * 16
    elsewhere = [result for result in results if result["ruleId"] == "waiver"]
    assert "region" not in elsewhere[0]["locations"][0]["physicalLocation"]


def test_an_ill_run_was_no_success() -> None:
    assert log(demo())["invocations"][0]["executionSuccessful"] is True
    (invocation,) = log(ill())["invocations"]
    assert invocation["executionSuccessful"] is False
    assert "Crossref left 8 of 10 unanswered" in invocation["toolExecutionNotifications"][0]["message"]["text"]


def test_no_message_of_a_stranger_is_a_link() -> None:
    messages = [result["message"]["text"] for result in log(RUNS["hostile"]())["results"]]
    assert not [text for text in messages if "](" in text]
