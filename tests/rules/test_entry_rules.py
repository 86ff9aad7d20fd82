"""Rules about papers: what each lets pass first, then what it finds, where, and what it proposes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from harvester import rules
from harvester.model import (
    Certainty,
    Enriched,
    Entry,
    Fact,
    Finding,
    Flag,
    Judged,
    Role,
    Severity,
    Span,
    Target,
    TargetKind,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.model import Link

PAPER = Target(TargetKind.ARXIV, "2301.00001")
CODE = Target(TargetKind.GITHUB, "o/n")
REPOSITORY = "https://github.com/o/n"


def fact(flag: Flag, value: str = "", about: str = PAPER.key) -> Fact:
    return Fact(flag=flag, about=about, source="arxiv", evidence="they say so", value=value)


@pytest.fixture
def find(make_link: Callable[..., Link]) -> Callable[..., list[Finding]]:
    """Findings about one entry with a paper link in column 9, and a code link in column 40 where there is one."""

    def one(
        *facts: Fact, code: str = "", role: Role = Role.CODE, code_first: bool = False, page_first: bool = False
    ) -> list[Finding]:
        paper = make_link("https://arxiv.org/abs/2301.00001v1", line=7, column=9)
        links = [(paper, PAPER)]
        if page_first:
            links.insert(0, (make_link("https://arxiv.org/abs/2301.00001", Role.PROJECT, line=7, column=3), PAPER))
        if code:
            links.append((make_link(code, role, label="Code", line=7, column=40), CODE))
        values: dict[str, Any] = dict.fromkeys(("title", "authors", "date", "venue"))
        entry = Entry(
            line=7,
            end_line=7,
            section=("A",),
            links=tuple(link for link, _ in links),
            malformed=(),
            fields=(),
            span=Span(0, 1),
            **values,
        )
        judged = [
            Judged(
                catalogue="list.md",
                section=("A",),
                entry_id="e",
                link=link,
                target=target,
                verdict=Verdict.OK,
                evidence="",
            )
            for link, target in (reversed(links) if code_first else links)
        ]
        return rules.find(judged, {"list.md": [Enriched(id="e", entry=entry, facts=facts)]})

    return one


def test_an_entry_without_facts_is_no_finding(find: Callable[..., list[Finding]]) -> None:
    assert find() == []


@pytest.mark.parametrize(
    ("facts", "links"),
    [
        ([fact(Flag.CORRECTED, "10.1000/fix")], {}),
        ([fact(Flag.PUBLISHED)], {}),
        ([fact(Flag.CODE_KNOWN, REPOSITORY)], {"code": "https://gitlab.com/other/name"}),
        ([fact(Flag.CODE_KNOWN, REPOSITORY)], {"code": "https://github.com/O/N/tree/main", "role": Role.OTHER}),
        ([fact(Flag.RETRACTED, about="doi:10.1000/of-no-link")], {}),
    ],
    ids=["corrected", "published nobody says where", "there is code", "it is there by another name", "another paper"],
)
def test_what_asks_nothing_of_a_maintainer(
    find: Callable[..., list[Finding]], facts: list[Fact], links: dict[str, Any]
) -> None:
    assert find(*facts, **links) == []


@pytest.mark.parametrize(
    ("flag", "value", "rule", "severity", "replacement"),
    [
        (Flag.RETRACTED, "10.1000/notice", "retracted", Severity.FIX, None),
        (Flag.WITHDRAWN, "", "withdrawn", Severity.FIX, None),
        (Flag.CONCERN, "10.1000/notice", "concern", Severity.LOOK, None),
        (Flag.SUPERSEDED, "10.1000/182", "superseded", Severity.LOOK, "https://doi.org/10.1000/182"),
        (Flag.CODE_KNOWN, REPOSITORY, "missing-code", Severity.LOOK, None),
        (Flag.NEWER_VERSION, "v4", "newer-version", Severity.NOTE, None),
    ],
)
def test_each_fact_becomes_one_finding_at_the_link_that_it_is_about(
    find: Callable[..., list[Finding]], flag: Flag, value: str, rule: str, severity: Severity, replacement: str | None
) -> None:
    (finding,) = find(fact(flag, value))
    assert (finding.rule, finding.severity, finding.line, finding.column) == (rule, severity, 7, 9)
    assert (finding.entry_id, finding.section, finding.label) == ("e", ("A",), "Paper")
    assert finding.what == finding.cause == "https://arxiv.org/abs/2301.00001v1"
    assert "they say so" in finding.evidence
    assert (finding.suggestion.replacement if finding.suggestion else None) == replacement
    assert finding.suggestion is None or finding.suggestion.certainty is Certainty.LIKELY


def test_where_several_links_lead_there_the_one_to_the_paper_is_told(find: Callable[..., list[Finding]]) -> None:
    (finding,) = find(fact(Flag.RETRACTED), page_first=True)
    assert (finding.column, finding.label) == (9, "Paper")


def test_a_retraction_settles_the_concern_before_it(find: Callable[..., list[Finding]]) -> None:
    (finding,) = find(fact(Flag.RETRACTED), fact(Flag.CONCERN))
    assert finding.rule == "retracted"
    assert len(find(fact(Flag.RETRACTED, about=CODE.key), fact(Flag.CONCERN), code=REPOSITORY)) == 2


def test_the_repository_to_add_is_named(find: Callable[..., list[Finding]]) -> None:
    (finding,) = find(fact(Flag.CODE_KNOWN, REPOSITORY))
    assert finding.suggestion is not None
    assert finding.suggestion.text == f"add {REPOSITORY}"
    (finding,) = find(fact(Flag.SUPERSEDED, "10.1000/182"))
    assert finding.suggestion is not None
    assert finding.suggestion.text == "write https://doi.org/10.1000/182"


def test_findings_come_in_the_order_of_the_text(find: Callable[..., list[Finding]]) -> None:
    found = find(fact(Flag.WITHDRAWN, about=CODE.key), fact(Flag.NEWER_VERSION, "v2"), code=REPOSITORY, code_first=True)
    assert [finding.column for finding in found] == [9, 40]
