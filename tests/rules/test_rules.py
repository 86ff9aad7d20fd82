"""Each rule: what it lets pass first, then what it finds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from harvester import rules
from harvester.model import Certainty, Judged, Role, Severity, Target, TargetKind, Verdict
from harvester.rules.rule import EntryRule, Rule

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.model import Link

DAY = date(2026, 11, 14)


@pytest.fixture
def judged(make_link: Callable[..., Link]) -> Callable[..., Judged]:
    def one(verdict: Verdict, url: str = "https://lab.test-site.net/page", **more: Any) -> Judged:
        link = make_link(url, more.pop("role", Role.PAPER), mended=more.pop("mended", None))
        values = {"catalogue": "list.md", "section": ("A",), "entry_id": "e", "evidence": "evidence", **more}
        return Judged(link=link, target=Target(TargetKind.WEB, url), verdict=verdict, **values)

    return one


@pytest.mark.parametrize("verdict", [Verdict.OK, Verdict.UNCHECKED])
def test_what_is_fine_or_unknown_is_no_finding(judged: Callable[..., Judged], verdict: Verdict) -> None:
    assert rules.find([judged(verdict)], {}) == []


def test_a_move_without_an_address_is_no_finding(judged: Callable[..., Judged]) -> None:
    assert rules.find([judged(Verdict.MOVED)], {}) == []


@pytest.mark.parametrize(
    ("verdict", "more", "severity", "cause", "replacement"),
    [
        (
            Verdict.PLACEHOLDER,
            {"template": True},
            Severity.FIX,
            "rows that still hold what their template came with",
            None,
        ),
        (Verdict.PLACEHOLDER, {}, Severity.FIX, "evidence", None),
        (Verdict.MALFORMED, {"url": "yES"}, Severity.FIX, "yES", None),
        (
            Verdict.MALFORMED,
            {"url": "htps://a.org", "mended": "https://a.org"},
            Severity.FIX,
            "htps://a.org",
            "https://a.org",
        ),
        (Verdict.DEAD, {}, Severity.FIX, "https://lab.test-site.net/page", None),
        (Verdict.DEAD, {"instead": "https://a.org"}, Severity.FIX, "https://lab.test-site.net/page", "https://a.org"),
        (Verdict.FAILING, {"strikes": (DAY,)}, Severity.NOTE, "https://lab.test-site.net/page", None),
        (
            Verdict.MOVED,
            {"final_url": "https://a.org"},
            Severity.NOTE,
            "https://lab.test-site.net/page",
            "https://a.org",
        ),
        (Verdict.BLOCKED, {}, Severity.NOTE, "lab.test-site.net", None),
    ],
)
def test_each_verdict_becomes_one_finding(
    judged: Callable[..., Judged],
    verdict: Verdict,
    more: dict[str, Any],
    severity: Severity,
    cause: str,
    replacement: str | None,
) -> None:
    (finding,) = rules.find([judged(verdict, **more)], {})
    assert (finding.rule, finding.severity, finding.cause) == (verdict.word, severity, cause)
    assert (finding.suggestion.replacement if finding.suggestion else None) == replacement
    assert finding.advice


@pytest.mark.parametrize(
    ("verdict", "target", "more", "certainty", "replacement"),
    [
        (
            Verdict.MALFORMED,
            None,
            {"url": "htps://a.org", "mended": "https://a.org"},
            Certainty.LIKELY,
            "https://a.org",
        ),
        (Verdict.MOVED, None, {"final_url": "https://a.org/"}, Certainty.LIKELY, "https://a.org/"),
        (Verdict.MOVED, None, {"final_url": "https://a.org/page"}, Certainty.CERTAIN, "https://a.org/page"),
        (
            Verdict.MOVED,
            Target(TargetKind.GITHUB, "o/n"),
            {"final_url": "https://github.com/new/n", "role": Role.CODE},
            Certainty.CERTAIN,
            "https://github.com/new/n",
        ),
        (
            Verdict.MOVED,
            Target(TargetKind.GITHUB, "o/n", path="tree/main"),
            {"final_url": "https://github.com/new/n", "role": Role.CODE},
            Certainty.LIKELY,
            "https://github.com/new/n/tree/main",
        ),
        (
            Verdict.MOVED,
            Target(TargetKind.DOI, "10.1000/182"),
            {"final_url": "https://publisher.test-site.net/page"},
            Certainty.LIKELY,
            "https://publisher.test-site.net/page",
        ),
        (Verdict.DEAD, None, {"archive": "https://web.archive.org/web/1/x"}, Certainty.LIKELY, ...),
        (
            Verdict.DEAD,
            Target(TargetKind.DOI, "10.1000/182."),
            {"instead": "https://doi.org/10.1000/182"},
            Certainty.CERTAIN,
            "https://doi.org/10.1000/182",
        ),
        (Verdict.DEAD, Target(TargetKind.ANCHOR, "list.md#a"), {"instead": "#ab"}, Certainty.LIKELY, "#ab"),
    ],
)
def test_only_what_is_proven_may_be_written_by_machine(
    judged: Callable[..., Judged],
    verdict: Verdict,
    target: Target | None,
    more: dict[str, Any],
    certainty: Certainty,
    replacement: object,
) -> None:
    item = judged(verdict, **more)
    (finding,) = rules.find([replace(item, target=target) if target else item], {})
    assert finding.suggestion is not None
    assert finding.suggestion.certainty is certainty
    assert replacement is ... or finding.suggestion.replacement == replacement


STATE = "the repository is there"


@pytest.mark.parametrize(
    ("verdict", "kind", "vouched_by", "evidence", "found"),
    [
        (Verdict.OK, TargetKind.GITHUB, "GitHub", STATE, None),
        (Verdict.OK, TargetKind.GITHUB, "GitHub", f"{STATE}; a fork", None),
        (Verdict.OK, TargetKind.GITHUB, "GitHub", "renamed to owner/archived", None),
        (Verdict.OK, TargetKind.GITHUB, "its page", "archived", None),
        (Verdict.OK, TargetKind.WEB, "GitHub", f"{STATE}; archived", None),
        (Verdict.UNCHECKED, TargetKind.GITHUB, "GitHub", f"{STATE}; archived", None),
        (Verdict.OK, TargetKind.GITHUB, "GitHub", f"{STATE}; archived", "the repository is archived"),
        (Verdict.OK, TargetKind.GITHUB, "GitHub", f"{STATE}; disabled", "the repository is disabled"),
        (
            Verdict.OK,
            TargetKind.GITHUB,
            "GitHub",
            f"{STATE}; archived; empty; a fork",
            "the repository is archived and empty",
        ),
        (Verdict.MOVED, TargetKind.GITHUB, "GitHub", "renamed to new/name; archived", "the repository is archived"),
    ],
)
def test_a_repository_that_nobody_works_on_is_worth_a_note(
    judged: Callable[..., Judged], verdict: Verdict, kind: TargetKind, vouched_by: str, evidence: str, found: str | None
) -> None:
    item = replace(
        judged(verdict, vouched_by=vouched_by, role=Role.CODE), evidence=evidence, target=Target(kind, "owner/repo")
    )
    findings = [finding for finding in rules.find([item], {}) if finding.rule == "archived"]
    assert [finding.evidence for finding in findings] == ([found] if found else [])
    assert all((one.severity, one.suggestion) == (Severity.NOTE, None) for one in findings)


@pytest.mark.parametrize(
    ("verdict", "more", "text", "certainty"),
    [
        (Verdict.DEAD, {"instead": "https://a.org"}, "https://a.org exists", Certainty.CERTAIN),
        (Verdict.MOVED, {"final_url": "https://a.org/x"}, "write https://a.org/x", Certainty.CERTAIN),
        (Verdict.MOVED, {"final_url": "https://a.org/"}, "write https://a.org/", Certainty.LIKELY),
        (
            Verdict.MOVED,
            {"final_url": "https://a.org/", "url": "https://old.test-site.net/"},
            "write https://a.org/",
            Certainty.CERTAIN,
        ),
        (
            Verdict.MOVED,
            {"final_url": "https://a.org", "url": "https://old.test-site.net"},
            "write https://a.org",
            Certainty.CERTAIN,
        ),
    ],
)
def test_a_suggestion_is_told_in_words(
    judged: Callable[..., Judged], verdict: Verdict, more: dict[str, Any], text: str, certainty: Certainty
) -> None:
    (finding,) = rules.find([judged(verdict, **more)], {})
    assert finding.suggestion is not None
    assert (finding.suggestion.text, finding.suggestion.certainty) == (text, certainty)


def test_the_days_of_a_struck_out_page_are_evidence(judged: Callable[..., Judged]) -> None:
    (finding,) = rules.find([judged(Verdict.DEAD, strikes=(DAY,))], {})
    assert finding.evidence == "evidence on 2026-11-14"


def test_every_rule_stands_in_the_documentation(readme: str) -> None:
    ids = [rule.id for rule in rules.RULES]
    assert len(set(ids)) == len(ids)
    for rule in rules.RULES:
        assert f"`{rule.id}`" in readme
        assert rule.promise.endswith(".")
        assert rule.advice.endswith(".")


def test_every_rule_has_a_file_and_cases_of_its_own() -> None:
    cases = "".join(path.read_text(encoding="utf-8") for path in sorted(Path(__file__).parent.glob("test_*.py")))
    for rule in rules.RULES:
        name = rule.id.replace("-", "_")
        assert import_module(f"harvester.rules.{name}").RULE is rule
        assert f'"{rule.id}"' in cases or f"Verdict.{name.upper()}," in cases


def test_rules_about_links_are_the_words_of_their_verdicts() -> None:
    of_links = {rule.id for rule in rules.RULES if isinstance(rule, Rule)}
    of_entries = {rule.id for rule in rules.RULES if isinstance(rule, EntryRule)}
    words = {verdict.word for verdict in Verdict}
    assert (
        of_links - {"archived", "code-is-paper"} <= words
    )  # of a link that is fine, and yet something is to be known of it
    assert not of_entries & words
