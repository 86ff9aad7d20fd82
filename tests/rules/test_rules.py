"""Each rule: what it lets pass first, then what it finds."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from harvester import rules
from harvester.model import Certainty, Judged, Severity, Target, TargetKind, Verdict
from harvester.rules.rule import EntryRule, Rule

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.model import Link

DAY = date(2026, 11, 14)


@pytest.fixture
def judged(make_link: Callable[..., Link]) -> Callable[..., Judged]:
    def one(verdict: Verdict, url: str = "https://lab.test-site.net/page", **more: Any) -> Judged:
        link = make_link(url, mended=more.pop("mended", None))
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
    assert finding.suggestion is None or finding.suggestion.certainty is Certainty.LIKELY
    assert finding.advice


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


def test_rules_about_links_are_the_words_of_their_verdicts() -> None:
    of_links = {rule.id for rule in rules.RULES if isinstance(rule, Rule)}
    of_entries = {rule.id for rule in rules.RULES if isinstance(rule, EntryRule)}
    words = {verdict.word for verdict in Verdict}
    assert of_links <= words
    assert not of_entries & words
