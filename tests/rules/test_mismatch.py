"""``mismatch``: claims that fit or prove nothing, then a link to another paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from harvester.model import Author, Record, Severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.model import Finding

REGISTERED = Record(
    source="crossref",
    title="Denoising diffusion models for medical image synthesis",
    authors=(Author(family="Doe", given="Jane"), Author(family="Roe", given="John")),
    date="2023-05-01",
    type="article-journal",
)


def entry(title: str, authors: str = "", year: str = "") -> str:
    return (
        "# L\n\n| Title | Authors | Year | Paper |\n|---|---|---|---|\n"
        f"| {title} | {authors} | {year} | [paper](https://doi.org/10.1000/182) |\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        entry(""),
        entry("DDPM"),
        entry("StarGAN v2", "", "2019"),
        entry("Stable Diffusion XL", "", "2023"),
        entry("Diffusion models for medical images", "", "2023"),
        entry("Denoising <i>diffusion</i> models for medical image synthesis"),
        entry("Denoising Diffusion Models for Medical Image Synthesis", "Jane Doe, John Roe", "2023"),
        entry("Denoising diffusion models for medical images: a new synthesis", "John Roe, Jane Doe", "2022"),
    ],
    ids=[
        "no title",
        "a nickname",
        "a nickname with a version",
        "a nickname of three words",
        "a part of the title",
        "markup in the title",
        "the same",
        "renamed by its authors, in another order",
    ],
)
def test_what_may_be_the_same_paper(found: Callable[..., list[Finding]], text: str) -> None:
    assert found("mismatch", text, {"doi:10.1000/182": REGISTERED}) == []


def test_nothing_is_said_of_what_no_registry_knows(found: Callable[..., list[Finding]]) -> None:
    assert found("mismatch", entry("Graph kernels for molecules and their limits")) == []


def test_another_paper_with_the_reasons(found: Callable[..., list[Finding]]) -> None:
    text = entry("Graph kernels for molecules and their limits", "Ann Poe, Max Moe", "2019")
    (finding,) = found("mismatch", text, {"doi:10.1000/182": REGISTERED})
    assert (finding.line, finding.what, finding.severity) == (5, "https://doi.org/10.1000/182", Severity.LOOK)
    assert finding.evidence.startswith("Crossref knows it as “Denoising diffusion models for medical image synthesis”")
    assert "different first authors" in finding.evidence
    assert "4 years apart" in finding.evidence


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("Erratum: Denoising diffusion models for medical image synthesis", "erratum"),
        ("Denoising diffusion models for medical image synthesis: part II", "one is a part of a series"),
        ("Denoising diffusion models for 3D medical image synthesis", "the numbers in the titles differ (3)"),
    ],
)
def test_errata_parts_and_numerals_have_a_veto(found: Callable[..., list[Finding]], title: str, reason: str) -> None:
    (finding,) = found("mismatch", entry(title, "Jane Doe", "2023"), {"doi:10.1000/182": REGISTERED})
    assert reason in finding.evidence
