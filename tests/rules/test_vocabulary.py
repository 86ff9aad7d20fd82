"""``vocabulary``: what a list may well say, then what falls out of its own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from harvester.model import Certainty, Severity, Suggestion
from harvester.rules.rule import Conventions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from harvester.model import Finding

LEGEND = "1. **Fidelity (F)**: close to real data.\n2. **Privacy (P)**: keeps people unrecognisable.\n"


def table(header: str, values: Sequence[str]) -> str:
    rows = [
        f"| {value} | [paper](https://arxiv.org/abs/2301.{number:05}) |\n" for number, value in enumerate(values, 1)
    ]
    return f"# L\n\n| {header} | Paper |\n|---|---|\n{''.join(rows)}\n## Legend\n\n{LEGEND}"


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("Type", ["GAN"] * 8 + ["VAE"] * 4),
        ("Type", ["GAN", "gan", "GAN"]),
        ("Architecture", [f"StyleGAN{number}" for number in range(20)] + ["gan", "GAN", "GAN"]),
        ("Type", ["LDM"] * 8 + ["DM"] * 4),
        ("Task", ["Symmetric"] * 8 + ["asymmetric"] * 2 + ["Supervised"] * 4 + ["Unsupervised"] * 2),
        ("Venue", ["NeurIPS 2021"] * 6 + ["NeurIPS 2022"] * 2 + ["ICML 2021"] * 6),
        ("Task", ["Class conditional"] * 6 + ["Class-conditional"] * 6),
        ("Evaluation", ["F"] * 10 + ["U"] * 2),
        ("Evaluation", ["F"] * 5 + ["P"] * 5 + ["a long remark of a person"] * 5 + ["U"]),
        ("Date", ["2023-05"] * 12 + ["in press", "TBD"]),
        ("Date", ["2023-05", "2023-13"]),
        ("Date", ["round 5"] * 6 + ["2023-05"] * 6),
        ("Date", ["2023-05"] * 8 + ["2023-13"]),
        ("Date", ["2023-05"] * 7 + ["2023-13"] * 3),
        ("Evaluation", ["F"] * 6 + ["P"] + ["a long remark"] * 3),
        ("Type", ["VAE"] * 8 + ["GAN", "gan"]),
        ("Type", ["GAN"] * 5 + ["gan", "A", "B", "C", "D", "E"]),
        ("Type", ["VAE"] * 9 + ["Unconditional"] * 3 + ["Unconditonal"]),
        ("Type", ["VAE"] * 9 + ["Diffuser"] * 5 + ["Difuser"]),
        ("Type", ["VAE"] * 9 + ["Unconditional"] * 5 + ["Unconditonall"]),
        ("Type", ["VAE"] * 9 + ["X" + "y" * 60] * 5 + ["x" + "y" * 60]),
        ("Title", ["A study of something"] * 10 + ["a study of something"] * 2),
    ],
    ids=[
        "two words",
        "too few to tell",
        "names",
        "short neighbours",
        "opposites",
        "years",
        "two habits",
        "one code is no legend",
        "no column of codes",
        "no date yet",
        "too few dates",
        "no column of dates",
        "nine dates",
        "hardly a column of dates",
        "hardly a column of codes",
        "two are no habit",
        "more than half are different",
        "no frequent word",
        "seven letters",
        "two letters",
        "sentences",
        "titles",
    ],
)
def test_what_a_list_may_say(found: Callable[..., list[Finding]], header: str, values: list[str]) -> None:
    assert found("vocabulary", table(header, values)) == []


@pytest.mark.parametrize(
    ("values", "usual", "odd"),
    [
        (["GAN"] * 9 + ["VAE"] * 3 + ["gan"] * 2, "GAN", "gan"),
        (["Unconditional"] * 9 + ["Unconditonal"] * 5, "Unconditional", "Unconditonal"),
        (["Diffusion Model"] * 9 + ["Diffusion Models"], "Diffusion Model", "Diffusion Models"),
        (["Unconditional"] * 9 + ["inter-Translation"] * 5 + ["Inter-translation"], "Inter-translation", None),
        (["NeurIPS"] * 9 + ["Neurips"] * 2 + ["Nature"] * 4, "NeurIPS", "Neurips"),
        (["GAN,VAE"] * 9 + ["gan, VAE"], "GAN", "gan"),
        (["VAE"] * 7 + ["GAN"] * 2 + ["gan"], "GAN", "gan"),
        (["GAN"] * 5 + ["gan", "A", "B", "C", "D"], "GAN", "gan"),
        (["VAE"] * 9 + ["Diffusers"] * 4 + ["Difusers"], "Diffusers", "Difusers"),
        (["VAE"] * 9 + ["X" + "y" * 59] * 5 + ["x" + "y" * 59], "X" + "y" * 59, "x" + "y" * 59),
        (["Video"] * 3 + ["audio"] * 2 + ["Diffusion"] * 2 + ["diffusion"] * 3, "Diffusion", "diffusion"),
        (["audio"] * 5 + ["Diffusion"] * 3 + ["diffusion"] * 2, "diffusion", "Diffusion"),
        (["VAE"] * 9 + ["Inter-Translation"] * 3 + ["Inter-translation"] * 2, "Inter-translation", "Inter-Translation"),
        (["VAE"] * 9 + ["diffusion"] * 2 + ["Diffusion"], "Diffusion", "diffusion"),
    ],
)
def test_a_word_in_another_spelling(
    found: Callable[..., list[Finding]], values: list[str], usual: str, odd: str | None
) -> None:
    odd = odd or "inter-Translation"
    text = table("Type", values)
    findings = found("vocabulary", text)
    assert len(findings) == sum(odd in value for value in values if value != usual)
    for finding in findings:
        assert (finding.what, finding.cause, finding.severity) == (odd, f"{odd} for {usual}", Severity.LOOK)
        assert text.splitlines()[finding.line - 1][finding.column - 1 :].startswith(odd)
        assert finding.suggestion == Suggestion(f"write {usual}", Certainty.LIKELY)
        times = sum(value.split(",")[0] == usual for value in values)
        assert finding.evidence == f"the column says “{usual}” {'once' if times == 1 else f'{times} times'}"


def test_a_slip_and_a_capital_in_a_column_of_small_letters(found: Callable[..., list[Finding]]) -> None:
    values = ["audio"] * 6 + ["unconditional"] * 4 + ["Unconditional"] * 5 + ["Unconditonal"]
    findings = found("vocabulary", table("Type", values))
    assert [finding.cause for finding in findings] == ["Unconditional for unconditional"] * 5 + [
        "Unconditonal for unconditional"
    ]


def test_a_finding_about_a_cell_says_where_it_stands(found: Callable[..., list[Finding]]) -> None:
    (finding,) = found("vocabulary", table("Date", ["2023-05"] * 12 + ["2023-13"]))
    assert (finding.catalogue, finding.section, finding.entry_id) == ("list.md", ("L",), "arxiv:2301.00013")
    assert (finding.severity, finding.rule, finding.label) == (Severity.LOOK, "vocabulary", "Date")
    assert finding.advice == "Write the word that the list uses elsewhere, or explain the code in the legend."


def test_a_code_that_the_legend_leaves_out_is_one_decision(found: Callable[..., list[Finding]]) -> None:
    (finding,) = found("vocabulary", table("Evaluation", ["F, P"] * 6 + ["U, F"] * 3))
    assert (finding.line, finding.what, finding.label) == (11, "U", "Evaluation")
    assert finding.cause == "U is in no legend"
    assert finding.evidence == "the legend explains F, P and not U, which 3 rows hold"
    (finding,) = found("vocabulary", table("Evaluation", ["F"] * 6 + ["P", "U"] + ["a remark"] * 2))
    assert finding.evidence == "the legend explains F, P and not U, which one row hold"


def test_a_date_that_is_none(found: Callable[..., list[Finding]]) -> None:
    (finding,) = found("vocabulary", table("Date", ["2023-05"] * 12 + ["2023-13"]))
    assert (finding.what, finding.evidence) == ("2023-13", "no date, in a column where 12 of 13 are")
    assert finding.cause == "no date: 2023-13"
    (finding,) = found("vocabulary", table("Date", ["2023-05"] * 8 + ["2023-13", "in press"]))
    assert finding.evidence == "no date, in a column where 8 of 10 are"


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("Evaluation", ["F", "P, D", "F/D", "F", ""]),
        ("EVALUATION", ["F"] * 3),
        ("Evaluation", ["-", "TBD", "N/A"]),
        ("Evaluation", ["F & more"]),
        ("Type", ["Q"] * 12),
        ("Evaluation", ["[Q](https://a.test-site.net/q)"]),
    ],
    ids=["all allowed", "in any case", "nothing yet", "one word of several", "another column", "a link"],
)
def test_what_the_configuration_allows(found: Callable[..., list[Finding]], header: str, values: list[str]) -> None:
    conventions = Conventions(words={"evaluation": ("F", "D", "P", "F & more")})
    assert found("vocabulary", table(header, values), conventions=conventions) == []


def test_every_other_word_is_found_wherever_it_stands(found: Callable[..., list[Finding]]) -> None:
    conventions = Conventions(words={"evaluation": ("F", "D", "Unconditional")})
    text = table("Evaluation", ["F", "F, f, Q", "Unconditonal"])
    findings = found("vocabulary", text, conventions=conventions)
    assert [(one.line, one.what, one.cause) for one in findings] == [
        (6, "f", "f for F"),
        (6, "Q", "Q is no word of this column"),
        (7, "Unconditonal", "Unconditonal for Unconditional"),
    ]
    assert [one.suggestion for one in findings] == [
        Suggestion("write F", Certainty.LIKELY),
        None,
        Suggestion("write Unconditional", Certainty.LIKELY),
    ]
    assert {one.evidence for one in findings} == {"harvester.yaml allows F, D, Unconditional"}
    for one in findings:
        assert text.splitlines()[one.line - 1][one.column - 1 :].startswith(one.what)
