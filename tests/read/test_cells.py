"""Where the cells of a row stand, and what they hold: the ground that filling them builds on."""

from __future__ import annotations

import pytest

from harvester import read
from harvester.read.columns import Holds

URL = "https://arxiv.org/abs/2301.00001"


@pytest.mark.parametrize(
    ("path", "text", "cells"),
    [
        ("list.md", f"- Some work. [paper]({URL})\n", []),
        (
            "list.md",
            f"| Title | Paper | Code |\r\n|---|---|---|\r\n|  | [P]({URL}) ||\r\n",
            [("Title", "title", "  "), ("Paper", "paper", f" [P]({URL}) "), ("Code", "code", "")],
        ),
        (
            "list.html",
            f"<table><tr><th>Title<th>Paper</tr><tr><td> </td><td><a href='{URL}'>P</a></td></tr></table>\n",
            [("Title", "title", "<td> </td>"), ("Paper", "paper", f"<td><a href='{URL}'>P</a></td>")],
        ),
        (
            "list.rst",
            f"===== ======================================== ====\nTitle Paper                                    Year\n===== ======================================== ====\n      `P <{URL}>`_  2018\n===== ======================================== ====\n",
            [("Title", "title", "      "), ("Paper", "paper", f"`P <{URL}>`_  "), ("Year", "date", "2018")],
        ),
        (
            "list.rst",
            f"+-------+------------------------------------------+\n| Title | Paper                                    |\n+=======+==========================================+\n| A one | `P <{URL}>`_  |\n+-------+------------------------------------------+\n",
            [("Title", "title", " A one "), ("Paper", "paper", f" `P <{URL}>`_  ")],
        ),
        (
            "list.yaml",
            f"- title:  # c\n  paper: '{URL}'\n  year: ~\n",
            [("title", "title", ""), ("paper", "paper", URL), ("year", "date", "~")],
        ),
        (
            "list.json",
            f'[{{"title": "", "paper": "{URL}", "year": null}}]\n',
            [("title", "title", ""), ("paper", "paper", URL), ("year", "date", "null")],
        ),
        (
            "list.csv",
            f'title,paper,year\n"",{URL}, \n',
            [("title", "title", ""), ("paper", "paper", URL), ("year", "date", " ")],
        ),
        (
            "list.bib",
            f"@misc{{x, title = {{}}, url = {{{URL}}}}}\n",
            [("key", "text", "x"), ("bibtype", "text", "misc"), ("title", "title", ""), ("url", "links", URL)],
        ),
    ],
)  # fmt: skip
def test_every_cell_is_known_to_the_character(path: str, text: str, cells: list[tuple[str, str, str]]) -> None:
    (entry,) = read.parse(text.encode(), path=path).entries
    headers = [header for header, _ in entry.fields]
    raw = [text[cell.start : cell.end] for cell in entry.cells]
    assert list(zip(headers, entry.holds, raw, strict=True)) == cells


def test_a_line_without_a_first_cell_goes_on_with_the_row_above() -> None:
    rule = "===================================================== ===="
    text = f"{rule}\nTitle{' ' * 49}Year\n{rule}\n`One <{URL}>`_{' ' * 13}2018\n{' ' * 54}2019\n{rule}\n"
    (entry,) = read.parse(text.encode(), path="list.rst").entries
    assert (entry.line, entry.end_line) == (4, 5)
    assert dict(entry.fields)["Year"] == "2018 2019"


@pytest.mark.parametrize("word", ["null", "~", "Null", "NULL"])
def test_what_yaml_writes_for_nothing_is_nothing(word: str) -> None:
    (entry,) = read.parse(f"- title: T\n  paper: {URL}\n  year: {word}\n".encode(), path="list.yaml").entries
    assert dict(entry.fields)["year"] == ""
    (quoted,) = read.parse(f"- title: T\n  paper: {URL}\n  year: '{word}'\n".encode(), path="list.yaml").entries
    assert dict(quoted.fields)["year"] == word


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("list.md", f"| Work | Werk | Src |\n|---|---|---|\n| A | B | [one]({URL}) |\n"),
        ("list.html", f"<table><tr><th>Work<th>Werk<th>Src<tr><td>A<td>B<td><a href={URL}>one</a></table>\n"),
        ("list.yaml", f"- work: A\n  werk: B\n  src: {URL}\n"),
        ("list.csv", f"work,werk,src\nA,B,{URL}\n"),
    ],
)
def test_a_column_holds_what_the_configuration_says(path: str, text: str) -> None:
    chosen = {"title": ("Werk",), "code": ("Src",)}
    (entry,) = read.parse(text.encode(), path=path, fields=chosen).entries
    assert entry.title == "B"
    assert entry.links[0].role == "code"
    assert set(entry.holds) <= {holds.word for holds in Holds}
