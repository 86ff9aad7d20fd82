"""Destinations that are words or files of their writer's own machine: neither links nor paths beside the list."""

from __future__ import annotations

import pytest

from harvester import read
from harvester.citations import cite
from harvester.model import TargetKind

ROW = "# A list\n\n| Title | Paper | Code |\n|---|---|---|\n| A study of things | [Paper](https://doi.org/10.1000/1) | [Code](%s) |\n"


@pytest.mark.parametrize(
    "path",
    [
        "CONTRIBUTING.md", "docs/guide.md", "./a.pdf", "/", "./", "../", "a/b", "papers/none.pdf", "na.md", "TODO.md",
        "None.pdf", "n/a/paper.pdf", "-/blob/main/x.md",
    ],
)  # fmt: skip
def test_a_path_beside_the_list_is_one(path: str) -> None:
    catalogue = read.parse((ROW % path).encode(), path="list.md")
    assert [(skipped.url, skipped.why) for skipped in catalogue.skipped] == [(path, "relative link")]


@pytest.mark.parametrize(
    "word",
    ["N/A", "n/a", "N.A.", "-", "--", "—", "-/-", "?", "none", "None", "null", "NaN", "undefined", "tbd", "TBA", "TODO",
     "<coming soon>", "coming%20soon", "N%2FA", "not-available", "no-code", "xxx"],
)  # fmt: skip
def test_a_word_for_nothing_is_a_placeholder(word: str) -> None:
    assert kinds(word) == [TargetKind.DOI, TargetKind.PLACEHOLDER]


@pytest.mark.parametrize(
    "path",
    [r"C:\papers\x.pdf", r"c:\x.pdf", "C:/papers/x.pdf", r"\\server\papers\x.pdf", "file:///C:/x.pdf",
     "/home/jo/x.pdf", "~/x.pdf", "yES", "code"],
)  # fmt: skip
def test_a_file_of_its_writer_and_a_word_for_something_are_malformed(path: str) -> None:
    assert kinds(path) == [TargetKind.DOI, TargetKind.MALFORMED]


def kinds(destination: str) -> list[TargetKind]:
    catalogue = read.parse((ROW % destination).encode(), path="list.md")
    assert [skipped.url for skipped in catalogue.skipped] == []
    return [cited.target.kind for cited in cite(catalogue).cited]
