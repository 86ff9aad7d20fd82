"""Decisions as such: what stands, what is found, what is done."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from harvester.model import Finding, Severity
from harvester.publish import bodies, plan
from harvester.publish.api import Ticket
from harvester.publish.matters import Matter
from harvester.publish.proposal import Proposal, Repairs

if TYPE_CHECKING:
    from collections.abc import Sequence

FINDING = Finding(
    rule="dead", severity=Severity.FIX, cause="c", catalogue="README.md", line=1, column=1, section=(), entry_id="",
    label="", what="https://example.org", evidence="", advice="",
)  # fmt: skip
SEEN = Matter(key="aaaaaaaaaa", rule="dead", what="https://example.org/a", first_seen=None, finding=FINDING)
NEW = Matter(key="bbbbbbbbbb", rule="mismatch", what="https://example.org/b", first_seen=None, finding=FINDING)
UNJUDGED = replace(SEEN, finding=None)
BODY = "<!-- harvester:tracking aaaaaaaaaa -->\nwords\n"
ISSUE = Ticket(number=2, open=True, title="t", body=BODY, author="us")
CLOSED = replace(ISSUE, open=False)
CLEAN = replace(ISSUE, open=False, body="<!-- harvester:tracking -->\nwords\n")


@pytest.mark.parametrize(
    ("issue", "found", "body", "comment", "done"),
    [
        (None, [], BODY, "", []),
        (None, [UNJUDGED], BODY, "", []),
        (ISSUE, [SEEN], BODY, "", []),
        (ISSUE, [SEEN], BODY.replace("\n", "\r\n"), "", []),
        (ISSUE, [UNJUDGED], BODY, "", []),
        (CLOSED, [SEEN], BODY, "", []),
        (CLOSED, [], BODY, "", []),
        (CLEAN, [UNJUDGED], BODY, "", []),
        (replace(CLOSED, body="<!-- harvester:tracking aaaaaaaaaa and more -->"), [SEEN, NEW], BODY, "", []),
        (None, [SEEN], BODY, "", ["open an issue: Links and papers that need a decision"]),
        (ISSUE, [SEEN, NEW], BODY + "more", "", ["rewrite issue 2"]),
        (ISSUE, [SEEN, NEW], BODY + "more", "said", ["comment on issue 2: newly dead links", "rewrite issue 2"]),
        (ISSUE, [], BODY, "", ["close issue 2"]),
        (CLOSED, [SEEN, NEW], BODY, "", ["reopen issue 2"]),
        (CLEAN, [SEEN], BODY, "said", ["comment on issue 2: newly dead links", "reopen issue 2"]),
    ],
)
def test_the_issue(issue: Ticket | None, found: Sequence[Matter], body: str, comment: str, done: list[str]) -> None:
    assert [str(action) for action in plan.tracking(issue, found, body=body, comment=comment)] == done


@pytest.mark.parametrize(
    ("body", "keys"),
    [
        ("no marker", {"aaaaaaaaaa", "bbbbbbbbbb"}),
        (BODY, {"bbbbbbbbbb"}),
        ("<!-- harvester:tracking -->", {"aaaaaaaaaa", "bbbbbbbbbb"}),
        ("<!-- harvester:tracking aaaaaaaaaa and more -->", set()),
    ],
)
def test_what_an_issue_does_not_speak_of(body: str, keys: set[str]) -> None:
    assert bodies.untold(body, ["aaaaaaaaaa", "bbbbbbbbbb"]) == keys


PROPOSAL = Proposal(repairs=Repairs(texts={}), filled=(), key="0123456789abcdef")
MARK = "<!-- harvester:proposal 0123456789abcdef -->"
PULL = Ticket(number=1, open=False, title="t", body=f"{MARK}\nx", author="us", head="h")


@pytest.mark.parametrize(
    ("pull", "declined"),
    [
        (None, False),
        (replace(PULL, open=True), False),
        (replace(PULL, body="no marker"), False),
        (replace(PULL, body=bodies.NOTHING_LEFT), False),
        (replace(PULL, body=MARK.replace("0123", "3210")), False),
        (replace(PULL, body=f"quoted: {MARK}"), False),
        (replace(PULL, body=bodies.hands_off(PULL.body, "b")), False),
        (PULL, True),
        (replace(PULL, merged=True), True),
    ],
)
def test_what_counts_as_declined(pull: Ticket | None, declined: bool) -> None:
    assert plan.declined(pull, PROPOSAL.key) is declined


BRANCHES = plan.Branches(default="main", rolling="r", base="1", tip="2", foreign=False, spent=False, current=True)
DATA = {"data/enriched/health.json": b"{}"}
WANTED = plan.Wanted(proposal=PROPOSAL, lists={}, settings={}, data=DATA, straight=False, body="b")


@pytest.mark.parametrize(
    ("branches", "wanted", "pull", "done"),
    [
        (BRANCHES, WANTED, None, []),
        (replace(BRANCHES, tip="", current=False), replace(WANTED, data={}), None, []),
        (replace(BRANCHES, foreign=True, memory="3", kept=True), WANTED, None, []),
        (replace(BRANCHES, current=False), WANTED, None, ["push to r: Fill metadata (1 file)"]),
        (replace(BRANCHES, spent=True), WANTED, None, ["push to r: Fill metadata (1 file)"]),
        (BRANCHES, replace(WANTED, straight=True), None, ["push to main: Fill metadata (1 file)"]),
        (BRANCHES, WANTED, replace(PULL, open=True), ["close pull request 1"]),
        (BRANCHES, WANTED, replace(PULL, open=True, author="them"), []),
        (replace(BRANCHES, foreign=True), WANTED, None, ["push to r-memory: Fill metadata (1 file)"]),
        (
            replace(BRANCHES, foreign=True, memory="3", kept=True),
            WANTED,
            replace(PULL, open=True),
            ["rewrite pull request 1"],
        ),
    ],
)
def test_the_branches(branches: plan.Branches, wanted: plan.Wanted, pull: Ticket | None, done: list[str]) -> None:
    assert [str(action) for action in plan.proposals(branches, wanted, pull, login="us")] == done
