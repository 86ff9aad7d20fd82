"""Which papers a repository names as its own: what names none first, then each place where one is named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.model import Mention
from harvester.upstream.github_papers import named

CITED = """cff-version: 1.2.0
title: A toolbox
message: Please cite the paper.
preferred-citation:
  type: {type}
  title: "Whales of the northern seas"
  doi: {doi}
  year: {year}
  authors:
    - family-names: Ahab
      given-names: A.
    - name: The crew
references:
  - type: article
    title: A work that it builds on
    doi: 10.1000/builds-on
"""


@pytest.mark.parametrize(
    ("description", "homepage", "citation"),
    [
        ("", "", ""),
        ("Code for our paper", "https://lab.test-site.net/project", ""),
        ('The "best" code for "deep learning"', "", ""),
        ("", "https://doi.org/10.5281/zenodo.1234567", "doi: 10.5281/zenodo.1234567\n"),
        ("see 10.1 and 10.10000, version 2.0", "https://example.org/10.1000/182", ""),
        ("", "", "- a list\n- and no citation\n"),
        ("", "", "title: [\n"),
        ("", "", "preferred-citation: {type: article, authors: [{family-names: Ahab}]}\n"),
        ("", "", "preferred-citation: {type: software, title: Whales of the northern seas}\n"),
        ("", "", "preferred-citation: [1, 2]\nidentifiers: 3\ndoi: 7\n"),
        ("", "", "[" * 5000),
        (
            "",
            "",
            "a0: &a0 {x: 1}\n"
            + "".join(f"a{n + 1}: &a{n + 1} {{<<: [{', '.join([f'*a{n}'] * 9)}]}}\n" for n in range(40)),
        ),
        ("", "", "a: 2023-99-99\nyear: 0o9\nb: 2001-13-45\n"),
    ],
)
def test_what_names_no_paper(description: str, homepage: str, citation: str) -> None:
    assert named(description, homepage, citation) == ()


@pytest.mark.parametrize(
    ("description", "keys"),
    [
        ("Official code of arXiv:2301.00001v2.", ["arxiv:2301.00001"]),
        ("[CVPR] Whales (https://arxiv.org/abs/2301.00001)", ["arxiv:2301.00001"]),
        ("Whales, https://doi.org/10.1000/182.", ["doi:10.1000/182"]),
        ("doi: 10.1000/182; arXiv: 2301.00001", ["doi:10.1000/182", "arxiv:2301.00001"]),
        ("10.48550/arXiv.2301.00001", ["arxiv:2301.00001"]),
    ],
)
def test_identifiers_in_a_description(description: str, keys: list[str]) -> None:
    assert [one.key for one in named(description, "")] == keys


def test_a_quoted_title_and_a_home_page() -> None:
    assert named("Code for “Whales of the  northern seas”", "https://arxiv.org/pdf/2301.00001") == (
        Mention(where="description", title="Whales of the northern seas"),
        Mention(where="home page", key="arxiv:2301.00001"),
    )


@pytest.mark.parametrize(
    ("kind", "doi", "year", "key", "number"),
    [
        ("article", "10.1000/182", "2023", "doi:10.1000/182", 2023),
        ("conference-paper", "10.48550/arXiv.2301.00001", "'2023'", "arxiv:2301.00001", 2023),
        ("article", "none", "soon", "", None),
    ],
)
def test_the_preferred_citation_of_a_citation_file(
    kind: str, doi: str, year: str, key: str, number: int | None
) -> None:
    assert named("", "", CITED.format(type=kind, doi=doi, year=year)) == (
        Mention(where="CITATION.cff", title="A toolbox", of_software=True),
        Mention(where="CITATION.cff", key=key, title="Whales of the northern seas", author="Ahab", year=number),
    )


def test_identifiers_of_the_file_itself() -> None:
    citation = "doi: 10.5281/zenodo.1\nurl: https://arxiv.org/abs/2301.00001\nidentifiers: [{value: 10.1000/182}, x]\n"
    assert [one.key for one in named("", "", citation)] == ["arxiv:2301.00001", "doi:10.1000/182"]


WORDS = st.sampled_from(
    [
        *"{}[]:,-&*!|>\"'“”\n ",
        "doi",
        "title",
        "authors",
        "preferred-citation",
        "10.1000/",
        "arXiv:",
        "&a [*a]",
        "\x00",
        "é",
    ]
)


@given(st.lists(WORDS).map("".join), st.text(), st.lists(WORDS).map("".join))
def test_no_words_of_strangers_bring_it_down(description: str, homepage: str, citation: str) -> None:
    assert all(one.key or one.title for one in named(description, homepage, citation))
