from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from harvester import config, read, waivers
from harvester.model import Finding, Judged, Severity, Target, TargetKind, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.model import Link

TODAY = date(2026, 11, 23)
URL = "https://github.com/o/gone"
RULES = frozenset({"dead", "moved", "placeholder"})

FOUND = Finding(
    rule="dead", severity=Severity.FIX, cause=URL, catalogue="list.md", line=3, column=1, section=("A", "B"),
    entry_id="e", label="Code", what=URL, evidence="gone", advice="",
)  # fmt: skip


def waive(
    text: str = "",
    *configured: dict[str, Any],
    judged: tuple[Judged, ...] = (),
    findings: tuple[Finding, ...] = (FOUND,),
) -> list[Finding]:
    catalogue = read.parse(f"# L\n\n- **T**. [Code]({URL}) {text}\n".encode(), path="list.md")
    made = [config.Waiver.model_validate(item) for item in configured]
    return waivers.waive(findings, [catalogue], made, judged, rules=RULES, today=TODAY)


def test_without_waivers_findings_stay_as_they_are() -> None:
    assert waive() == [FOUND]
    assert waive("<!-- a remark about harvester -->") == [FOUND]
    assert waive("`<!-- harvester: ok dead -->`") == [FOUND]
    assert waive("\n\n```markdown\n<!-- harvester: ok dead -->\n# harvester: please\n```\n") == [FOUND]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<!-- harvester: ok dead -->", "waived in the text"),
        ('<!-- harvester: ok dead until=2027-03-01 reason="author promised" -->', "author promised"),
        ('<!--harvester:ok moved , dead reason="both"-->', "both"),
        ("<!-- harvester: ok dead until=2026-11-23 -->", "waived in the text"),
        ("# harvester: ok dead", "waived in the text"),
        ("% harvester: ok dead", "waived in the text"),
    ],
)
def test_a_comment_on_the_line_waives(text: str, reason: str) -> None:
    assert waive(text) == [replace(FOUND, waived=reason)]


@pytest.mark.parametrize(
    ("text", "line", "waived"),
    [
        ("<!-- harvester: ok dead -->", 4, False),
        ("\n<!-- harvester: ok dead -->", 3, False),
        ("\n<!-- harvester: ok dead -->", 4, True),
        ("\n<!-- harvester: ok dead -->", 5, True),
        ("\n  <!-- harvester: ok dead -->\r", 5, True),
        ("\n<!-- harvester: ok dead --> [Code](x)", 5, False),
        ("\n<!-- harvester: ok dead -->", 6, False),
        ("\nx<!-- harvester: ok dead -->", 5, False),
        ("x\n<!-- harvester: ok dead -->\nMore text.\n", 5, True),
    ],
)
def test_only_a_comment_on_a_line_of_its_own_speaks_of_the_next(text: str, line: int, waived: bool) -> None:
    first, *_ = waive(text, findings=(replace(FOUND, line=line),))
    assert bool(first.waived) is waived


@pytest.mark.parametrize(
    ("waiver", "fits"),
    [
        ({"rule": "dead"}, True),
        ({"rule": "moved"}, False),
        ({"link": URL}, True),
        ({"link": "https://github.com/o/*"}, True),
        ({"link": "https://github.com/other/*"}, False),
        ({"section": "B"}, True),
        ({"section": "C"}, False),
        ({"rule": "dead", "section": "C"}, False),
        ({"rule": "dead", "until": "2026-11-22"}, False),
        ({"rule": "dead", "until": "2026-11-23"}, True),
    ],
)
def test_the_configuration_waives_by_rule_link_and_section(waiver: dict[str, Any], fits: bool) -> None:
    first, *notes = waive("", {"reason": "known", **waiver})
    assert first.waived == ("known" if fits else "")
    assert [note.rule for note in notes] == ([] if fits else ["waiver"])


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("<!-- harvester: ok moved -->", "there is nothing that it waives"),
        ("<!-- harvester: ok dead until=2026-11-01 -->", "expired on 2026-11-01; what it waives is still there"),
        ("<!-- harvester: ok moved until=2026-11-01 -->", "expired on 2026-11-01; nothing is left"),
        ("<!-- harvester: ok daed -->", "no rule is called daed"),
        ("<!-- harvester: ok dead until=2026-02-31 -->", "no such day: 2026-02-31"),
        ("<!-- harvester: please ignore -->", "cannot be read; write: harvester: ok RULE"),
        ("<!-- harvester: -->", "cannot be read; write: harvester: ok RULE"),
    ],
)
def test_a_waiver_that_does_no_work_is_a_note(text: str, evidence: str) -> None:
    finding, note = waive(text)
    assert finding.waived == ""
    assert (note.severity, note.line) == (Severity.NOTE, 3)
    assert note.evidence.startswith(evidence)


MANY = """# L

`<!-- harvester: ok dead -->` and <!-- harvester: ok moved -->

<!-- harvester: please -->
<!-- harvester: ok dead until=2026-02-31 -->

- **T**. [Code](https://github.com/o/gone) <!-- harvester: ok dead , placeholder -->
`<!-- harvester: ok dead -->`<!-- harvester: ok daed -->
"""


def test_each_comment_speaks_of_its_own_line() -> None:
    catalogue = read.parse(MANY.encode(), path="list.md")
    found, *notes = waivers.waive([replace(FOUND, line=8)], [catalogue], [], [], rules=RULES, today=TODAY)
    assert found.waived == "waived in the text"
    assert [(note.line, note.what, note.evidence[:14]) for note in notes] == [
        (3, "moved", "there is nothi"),
        (5, "", "cannot be read"),
        (6, "dead", "no such day: 2"),
        (9, "daed", "no rule is cal"),
    ]


def test_only_markdown_shows_examples_of_waivers() -> None:
    text = f"% `% harvester: ok dead`\n@misc{{x, title = {{T}}, url = {{{URL}}}}} % `% harvester: ok dead\n"
    catalogue = read.parse(text.encode(), path="list.bib")
    found = waivers.waive([replace(FOUND, catalogue="list.bib", line=2)], [catalogue], [], [], rules=RULES, today=TODAY)
    assert found[0].waived == "waived in the text"
    assert [note.line for note in found[1:]] == [1]


@pytest.mark.parametrize(
    ("text", "configured", "line", "label", "what", "evidence"),
    [
        ("<!-- harvester: ok moved -->", [], 3, "waiver", "moved", "there is nothing that it waives"),
        ("<!-- harvester: ok placeholder, moved -->", [], 3, "waiver", "moved, placeholder", "there is nothing that it waives"),
        ("<!-- harvester: ok b, a -->", [], 3, "waiver", "a, b", "no rule is called a, b"),
        ("", [{"rule": "moved"}], 1, "waiver in harvester.yaml", "moved", "there is nothing that it waives"),
        ("", [{"link": "https://a.org/*"}], 1, "waiver in harvester.yaml", "https://a.org/*", "there is nothing that it waives"),
        ("", [{"rule": "daed"}], 1, "waiver in harvester.yaml", "daed", "no rule is called daed"),
        ("", [{"section": "C"}], 1, "waiver in harvester.yaml", "C", "there is nothing that it waives"),
        ("", [{"rule": "moved", "link": URL}], 1, "waiver in harvester.yaml", "moved", "there is nothing that it waives"),
    ],
)  # fmt: skip
def test_a_note_says_which_waiver_it_is_about(
    text: str, configured: list[dict[str, Any]], line: int, label: str, what: str, evidence: str
) -> None:
    _, note = waive(text, *({"reason": "known", **one} for one in configured))
    assert note == Finding(
        rule="waiver", severity=Severity.NOTE, cause=evidence, catalogue="list.md", line=line, column=1, section=(),
        entry_id="", label=label, what=what, evidence=evidence, advice="Mend the waiver, or remove it.",
    )  # fmt: skip


def test_a_waiver_without_any_list_is_noted_nowhere() -> None:
    made = [config.Waiver(rule="moved", reason="known")]
    (note,) = waivers.waive([], [], made, [], rules=RULES, today=TODAY)
    assert (note.catalogue, note.line) == ("", 1)


@pytest.mark.parametrize(
    ("waiver", "quiet"),
    [
        ({"link": URL}, True),
        ({"link": "https://github.com/other/*"}, False),
        ({"section": "A"}, True),
        ({"section": "C"}, False),
        ({"link": URL, "section": "C"}, False),
        ({"link": "https://github.com/other/*", "section": "A"}, False),
        ({"rule": "dead", "link": "https://github.com/o/*"}, True),
    ],
)
def test_an_unjudged_link_keeps_quiet_the_waivers_that_may_be_its(
    make_link: Callable[..., Link], waiver: dict[str, Any], *, quiet: bool
) -> None:
    item = Judged(
        catalogue="list.md", section=("A",), entry_id="e", link=make_link(URL, line=3),
        target=Target(TargetKind.GITHUB, "o/gone"), verdict=Verdict.UNCHECKED, evidence="",
    )  # fmt: skip
    assert (waive("", {"reason": "known", **waiver}, judged=(item,), findings=()) == []) is quiet
    for text, line in (("<!-- harvester: ok dead -->", 3), ("<!-- harvester: ok dead -->", 9)):
        unjudged = replace(item, link=make_link(URL, line=line))
        assert (waive(text, judged=(unjudged,), findings=()) == []) is (line == 3)


def test_a_waiver_of_a_link_that_was_not_judged_is_not_called_unused(make_link: Callable[..., Link]) -> None:
    def judged(verdict: Verdict) -> Judged:
        link = make_link(URL, line=3)
        return Judged(
            catalogue="list.md", section=("A",), entry_id="e", link=link, target=Target(TargetKind.GITHUB, "o/gone"),
            verdict=verdict, evidence="",
        )  # fmt: skip

    for text, configured in (("<!-- harvester: ok dead -->", ()), ("", ({"rule": "dead", "reason": "x"},))):
        assert waive(text, *configured, judged=(judged(Verdict.UNCHECKED),), findings=()) == []
        assert len(waive(text, *configured, judged=(judged(Verdict.OK),), findings=())) == 1


def test_a_waiver_of_everything_is_no_waiver() -> None:
    with pytest.raises(ValueError, match="must name a rule, a link or a section"):
        config.Waiver.model_validate({"reason": "quiet, please"})
