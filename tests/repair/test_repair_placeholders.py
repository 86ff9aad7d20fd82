"""Placeholders emptied: those that are left alone, then what is left of each where it stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from harvester import judge, read, repair, rules
from harvester.citations import cite
from harvester.history import Memory

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.model import Catalogue, Finding

REAL = "https://arxiv.org/abs/1711.10925"
CODE = "https://github.com/example"


def placeholders(catalogue: Catalogue) -> list[Finding]:
    """What the rule finds of itself, nobody asked."""
    judged = judge.judge(cite(catalogue).cited, {}, Memory(), today=date(2026, 11, 23))
    return [finding for finding in rules.find(judged, {}) if finding.rule == "placeholder"]


def emptied(text: str, path: str = "list.md", change: Callable[[Finding], Finding] = lambda finding: finding) -> str:
    catalogue = read.parse(text.encode(), path=path)
    changes = repair.emptied(map(change, placeholders(catalogue)), catalogue)
    return repair.mend(catalogue, changes)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("list.md", f"- Some work. [Paper]({REAL}) [Code](https://github.com/o/n)\n"),
        ("list.md", f"- Some work. [Paper]({REAL}) <{CODE}>\n"),
        ("list.md", f"- Some work. [Paper]({REAL}) [Code][c]\n\n[c]: {CODE}\n"),
        ("list.yaml", f"- title: T\n  paper: {REAL}\n  code: see {CODE} one day\n"),
        ("list.yaml", f"- title: T\n  paper: {REAL}\n  links:\n    - {CODE}\n"),
        ("list.json", f'[{{"title": "T", "paper": "{REAL}", "links": ["{CODE}"]}}]\n'),
        ("list.bib", f"@misc{{x, title = {{T}}, url = {{{REAL}}}, note = {{\\url{{{CODE}}}}}}}\n"),
    ],
)
def test_what_is_no_placeholder_or_means_something_beside_it(path: str, text: str) -> None:
    assert emptied(text, path) == text


def test_a_waived_placeholder_and_one_that_has_moved_on_stay() -> None:
    text = f"| Title | Code | Year |\n|---|---|---|\n| T | [Code]({CODE}) | 2018 |\n| U | [Code](https://a.org/n) | 2019 |\n"
    assert emptied(text, change=lambda finding: replace(finding, waived="known")) == text
    assert emptied(text, change=lambda finding: replace(finding, line=finding.line + 1)) == text
    assert emptied(text, change=lambda finding: replace(finding, rule="moved")) == text
    assert emptied(text) != text


def test_a_row_that_would_become_a_heading_without_its_link_keeps_it() -> None:
    text = f"| Title | Code |\n|---|---|\n| T | [Code]({CODE}) |\n| U | [Code](https://github.com/o/n) |\n"
    catalogue = read.parse(text.encode(), path="list.md")
    changes = repair.emptied(placeholders(catalogue), catalogue)
    assert len(changes) == 1
    assert repair.provable(catalogue, changes) == ()
    with pytest.raises(repair.RepairError, match=r"list.md:4: .* nothing was changed"):
        repair.mend(catalogue, changes)


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        (
            "list.md",
            f"| Title | Paper | Code |\r\n|---|---|---|\r\n| A work | [P]({REAL}) | [Code ]({CODE}) |\r\n",
            f"| Title | Paper | Code |\r\n|---|---|---|\r\n| A work | [P]({REAL}) | {' ' * 35} |\r\n",
        ),
        (
            "list.md",
            f"| Type | Paper | Code |\n|---|---|---|\n| GAN | [Paper](https://example.com)      | [Code ]({CODE}) |\n",
            f"| Type | Paper | Code |\n|---|---|---|\n| GAN | {' ' * 28}      | {' ' * 35} |\n",
        ),
        (
            "list.md",
            f"| Title | Links |\n|---|---|\n| A work | [P]({REAL}), [Code]({CODE}) |\n",
            f"| Title | Links |\n|---|---|\n| A work | [P]({REAL}), Code |\n",
        ),
        (
            "list.md",
            "| Title | Code |\n|---|---|\n| A work of somebody | [Code](TODO) |\n",
            "| Title | Code |\n|---|---|\n| A work of somebody |              |\n",
        ),
        (
            "list.md",
            f'- **A work**, 2018. [Paper]({REAL}) [**Code**](TODO "soon")\n',
            f"- **A work**, 2018. [Paper]({REAL}) **Code**\n",
        ),
        (
            "list.md",
            f"- **A work**, 2018. [Paper]({REAL}) [![Code](https://img.shields.io/x.svg)]({CODE})\n",
            f"- **A work**, 2018. [Paper]({REAL}) ![Code](https://img.shields.io/x.svg)\n",
        ),
        (
            "list.html",
            f"<ul><li><b>A work</b> <a href='{REAL}'>Paper</a> <a href='{CODE}'>Code</a></li></ul>\n",
            f"<ul><li><b>A work</b> <a href='{REAL}'>Paper</a> Code</li></ul>\n",
        ),
        (
            "list.html",
            f"<table><tr><th>Title<th>Paper<th>Code<tr><td>A work<td><a href='{REAL}'>P</a></td><td> <a href='{CODE}'>Code</a> </td></table>\n",
            f"<table><tr><th>Title<th>Paper<th>Code<tr><td>A work<td><a href='{REAL}'>P</a></td><td>  </td></table>\n",
        ),
        (
            "list.rst",
            f"L\n=\n\n- A work. `Paper <{REAL}>`_ `Code <{CODE}>`_\n",
            f"L\n=\n\n- A work. `Paper <{REAL}>`_ Code\n",
        ),
        (
            "list.rst",
            f"+---+----------------------------------------------+-----------------------------------------+\n| T | Paper                                        | Code                                    |\n+===+==============================================+=========================================+\n| A | `Paper <{REAL}>`_  | `Code <{CODE}>`_    |\n+---+----------------------------------------------+-----------------------------------------+\n",
            None,
        ),
        (
            "list.yaml",
            f"# kept\n- title: T\n  paper: {REAL}\n  code: {CODE}  # one day\n  project: '{CODE}'\n",
            f"# kept\n- title: T\n  paper: {REAL}\n  code: \"\"  # one day\n  project: ''\n",
        ),
        (
            "list.yaml",
            f"- {{title: T, paper: '{REAL}', code: \"{CODE}\"}}\n",
            f"- {{title: T, paper: '{REAL}', code: \"\"}}\n",
        ),
        (
            "list.json",
            f'[{{"title": "T", "paper": "{REAL}", "code":"{CODE}"}}]\n',
            f'[{{"title": "T", "paper": "{REAL}", "code":""}}]\n',
        ),
        ("list.csv", f'title,code,paper\nT,{CODE},"{REAL}"\n', f'title,code,paper\nT,,"{REAL}"\n'),
        ("list.csv", f'title,paper,code\r\nT,{REAL},"{CODE}"\r\n', f'title,paper,code\r\nT,{REAL},""\r\n'),
        ("list.tsv", f"title\tpaper\tcode\nT\t{REAL}\t{CODE}", f"title\tpaper\tcode\nT\t{REAL}\t"),
        (
            "list.bib",
            f"@misc{{x, title = {{T}}, url = {{{REAL}}}, code = {{{CODE}}}}} % kept\n",
            f"@misc{{x, title = {{T}}, url = {{{REAL}}}, code = {{}}}} % kept\n",
        ),
    ],
)  # fmt: skip
def test_what_is_left_of_it(path: str, before: str, after: str | None) -> None:
    once = emptied(before, path)
    if after is None:
        assert len(once) == len(before)
        assert CODE not in once
        assert REAL in once
        after = once
    assert once == after
    assert emptied(once, path) == once
    assert placeholders(read.parse(once.encode(), path=path)) == []
