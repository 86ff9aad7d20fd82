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
        ("list.md", f"- Some work. [Code][c] [Paper]({REAL})\n\n[c]: {CODE}\n"),
        ("list.md", f"- Some work. [ ]({CODE}) [Paper]({REAL})\n"),
        ("list.md", f"- Some work. [Co\n  de]({CODE}) [Paper]({REAL})\n"),
        ("list.html", f"<ul><li><b>T</b> <a href='{REAL}'>Paper</a> <a href='{CODE}'> </a></li></ul>\n"),
        ("list.rst", f"L\n=\n\n- T. `Paper <{REAL}>`_ `<{CODE}>`_\n"),
        ("list.yaml", f"- title: T\n  paper: {REAL}\n  code: {CODE} one day\n"),
        ("list.yaml", f"- title: T\n  paper: {REAL}\n  links: ['{CODE}']\n"),
        ("list.yaml", f"- title: T\n  paper: {REAL}\n  code: see {CODE} one day\n"),
        ("list.yaml", f"- title: T\n  paper: {REAL}\n  links:\n    - {CODE}\n"),
        ("list.yaml", f"- title: T\n  paper: {REAL}\n  code: '[Code]({CODE})'\n"),
        ("list.html", f"<ul><li><b>T</b> <a href='{REAL}'>Paper</a> <a href='{CODE}'>Code</li></ul>\n"),
        ("list.rst", f"L\n=\n\n- T. `Paper <{REAL}>`_ {CODE}\n"),
        ("list.json", f'[{{"title": "T", "paper": "{REAL}", "links": ["{CODE}"]}}]\n'),
        ("list.bib", f"@misc{{x, title = {{T}}, url = {{{REAL}}}, note = {{\\url{{{CODE}}}}}}}\n"),
    ],
)
def test_what_is_no_placeholder_or_means_something_beside_it(path: str, text: str) -> None:
    assert emptied(text, path) == text


def test_what_leaves_is_told_with_its_rule_and_reason() -> None:
    text = f"- **A work**, 2018. [Paper]({REAL}) [Code]({CODE})\n"
    catalogue = read.parse(text.encode(), path="list.md")
    (edit,) = repair.emptied(placeholders(catalogue), catalogue)
    assert (edit.line, edit.rule, edit.old, edit.new) == (1, "placeholder", f"[Code]({CODE})", "Code")
    assert edit.reason == "template repository"


def test_a_drawn_table_keeps_its_width() -> None:
    rule = f"+{'-' * 8}+{'-' * 50}+{'-' * 50}+\n"

    def grid(*rows: tuple[str, str, str]) -> str:
        return rule + rule.join(f"|{a:8}|{b:50}|{c:50}|\n" for a, b, c in rows) + rule

    head, paper, code = (" Title", " Paper", " Code"), f" `P <{REAL}>`_", f" `Code <{CODE}>`_"
    for cell, left in (
        (code, " " * len(code)),
        (f"{code} soon", f"{' Code':{len(code)}} soon"),
        (f" see{code}", f" see{' Code':{len(code)}}"),
    ):
        text = grid(head, (" A", paper, cell))
        assert emptied(text, "list.rst") == grid(head, (" A", paper, left))
    template = grid(head, (" A", paper, " "), (" TODO", " `P <https://example.com>`_", code))
    assert emptied(template, "list.rst") == template


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
            f"# L\n\nSome | words.\n\n| Title | Paper | Code | Year |\n|---|---|---|---|\n| A | [P]({REAL}) | [Code ]({CODE}) | 1 |\n| B | [P]({REAL}v2) | | 2 |\n\nEnd.\n",
            f"# L\n\nSome | words.\n\n| Title | Paper | Code | Year |\n|---|---|---|---|\n| A | [P]({REAL}) | {' ' * 35} | 1 |\n| B | [P]({REAL}v2) | | 2 |\n\nEnd.\n",
        ),
        (
            "list.md",
            f"Title | Paper | Code\n---|---|---\n| A | [P]({REAL}) | [Code ]({CODE})\n| B | [P]({REAL}v2) | [C](https://github.com/o/n)\n",
            f"Title | Paper | Code\n---|---|---\n| A | [P]({REAL}) | {' ' * 35}\n| B | [P]({REAL}v2) | [C](https://github.com/o/n)\n",
        ),
        (
            "list.md",
            f"| Title | Paper | Code\n|---|---|---\n| A | [P]({REAL}) | [Code ]({CODE})",
            f"| Title | Paper | Code\n|---|---|---\n| A | [P]({REAL}) | {' ' * 35}",
        ),
        (
            "list.md",
            f"| Title | Paper | Code\n|---|---|---\n| A | [P]({REAL}) | [Code]({CODE}) x",
            f"| Title | Paper | Code\n|---|---|---\n| A | [P]({REAL}) | Code x",
        ),
        (
            "list.md",
            f"> | Title | Paper | Code |\n> |---|---|---|\n> | A | [P]({REAL}) |\t[Code ]({CODE})\t|\n",
            f"> | Title | Paper | Code |\n> |---|---|---|\n> | A | [P]({REAL}) |\t{' ' * 35}\t|\n",
        ),
        (
            "list.md",
            f"| Title | Paper | Code |\n|---|---|---|\n| A | [P]({REAL}) | [Code]({CODE}) (soon) |\n| B | [P]({REAL}v2) | soon: [Code]({CODE}) |\n",
            f"| Title | Paper | Code |\n|---|---|---|\n| A | [P]({REAL}) | Code (soon) |\n| B | [P]({REAL}v2) | soon: Code |\n",
        ),
        (
            "list.md",
            f"- **A work**, 2018. [Code]({CODE}) [Paper]({REAL})\n",
            f"- **A work**, 2018. Code [Paper]({REAL})\n",
        ),
        (
            "list.md",
            f"- **A work**, 2018. <a href='{CODE}'>Code</a> [Paper]({REAL})\n",
            f"- **A work**, 2018. Code [Paper]({REAL})\n",
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
            "list.html",
            f"<table><tr><th>Title<th>Paper<th>Code<tr><td>A<td><a href='{REAL}'>P</a></td><td><a href='{CODE}'>Code</a> soon</td><tr><td>B<td><a href='{REAL}v2'>P</a></td><td>soon <a href='{CODE}'>Code</a></td></table>\n",
            f"<table><tr><th>Title<th>Paper<th>Code<tr><td>A<td><a href='{REAL}'>P</a></td><td>Code soon</td><tr><td>B<td><a href='{REAL}v2'>P</a></td><td>soon Code</td></table>\n",
        ),
        (
            "list.rst",
            f"L\n=\n\n- A work. `Paper <{REAL}>`_ `Code <{CODE}>`_\n",
            f"L\n=\n\n- A work. `Paper <{REAL}>`_ Code\n",
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
        ("list.csv", f"code,title,paper\n{CODE},T,{REAL}\n{CODE},U,{REAL}v2\n", f"code,title,paper\n,T,{REAL}\n,U,{REAL}v2\n"),
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
def test_what_is_left_of_it(path: str, before: str, after: str) -> None:
    once = emptied(before, path)
    assert once == after
    assert emptied(once, path) == once
    assert placeholders(read.parse(once.encode(), path=path)) == []
