"""Tables of all shapes: pipes, HTML, with and without header, with fields kept as written."""

from __future__ import annotations

import pytest

from harvester import read

X = "https://arxiv.org/abs/2301.00001"
Y = "https://arxiv.org/abs/2302.00002"
C = "https://github.com/lab/code"


def titles(text: str) -> list[str | None]:
    return [entry.title for entry in read.parse(text.encode(), path="list.md").entries]


def test_all_columns_are_kept_and_a_repeated_header_apart() -> None:
    text = f"| **Type** | Paper | Evaluation | Evaluation |\n|--|--|--|--|\n| GAN | [Paper]({X}) | U, F | 2024-06 |\n| DM | [Paper]({Y}) | F | 2024-01 |\n"
    first = read.parse(text.encode(), path="list.md").entries[0]
    assert first.fields == (("Type", "GAN"), ("Paper", "Paper"), ("Evaluation", "U, F"), ("Evaluation (2)", "2024-06"))
    assert (first.title, first.date, first.line, first.end_line) == (None, "2024-06", 3, 3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"| # | Title | PDF |\n|--|--|--|\n| 1 | One Title | [x]({X}) |\n", ["One Title"]),
        (f"| | Paper Title | Code |\n|--|--|--|\n| 1 | One Title [pdf]({X}) | [link]({C}) |\n", ["One Title"]),
        (f"| Paper | Code |\n|--|--|\n| [One Title]({X}) | [x]({C}) |\n", ["One Title"]),
        (f"| Name | Paper | Code |\n|--|--|--|\n| Tool | NA | [x]({C}) |\n", ["Tool"]),
        (f"| Name | Paper |\n|--|--|\n| Tool | [One Title]({X}) |\n", ["One Title"]),
        (f"| Reference | Code |\n|--|--|\n| Doe, J., Roe, J. (2020). One Title. ICML. | [x]({C}) |\n", ["One Title"]),
        (f"| 论文 | 代码 |\n|--|--|\n| [One Title]({X}) | [x]({C}) |\n", ["One Title"]),
        (f"| 项目 | 说明 |\n|--|--|\n| [工具]({C}) | 医疗 |\n", ["工具"]),
        (f"| Architecture | Paper |\n|--|--|\n| GAN | [Paper]({X}) |\n", [None]),
        (
            f"| Model | Paper |\n|--|--|\n| GAN | [Paper]({X}) |\n| GAN | [Paper]({Y}) |\n| VAE | [Paper]({Y}) |\n",
            [None, None, None],
        ),
        (
            f"| Method | Paper |\n|--|--|\n| NeRF | [Paper]({X}) |\n| Plenoxels | [Paper]({Y}) |\n",
            ["NeRF", "Plenoxels"],
        ),
        (
            f"| Title & Authors | Links |\n|--|--|\n| [One Title]({X}) <br> Jane Doe, John Roe | [Code]({C}) |\n",
            ["One Title"],
        ),
        (
            f"Intro\n\n| Title | PDF |\n|--|--|\n| One Title | [x]({X}) |\nTwo Title | [x]({Y})\n",
            ["One Title", "Two Title"],
        ),
        (f"| Title | PDF |\n|--|--|\n| One \\| Title | [x]({X}) |\n", ["One | Title"]),
        (
            f"| Title | PDF | Code |\n|--|--|--|\n| One Title | [x]({X}) | [y]({C}) | | Two Title | [x]({Y}) | [y]({C}) |\n",
            ["One Title", "Two Title"],
        ),
        (f"| Title | PDF |\n|--|--|\n| **Surveys** | |\n| One Title | [x]({X}) |\n", ["One Title"]),
        (
            f"| Title | PDF |\n|--|--|\n| One Title | [x]({X}) |\n<!-- | Hidden Title | [x]({X}) | -->\n| Two Title | [x]({Y}) |\n",
            ["One Title", "Two Title"],
        ),
        (
            f"| Title | PDF |\n|--|--|\n| One Title | [x]({X}) |\n\n| Two Title | [x]({Y}) |\n",
            ["One Title", "Two Title"],
        ),
        (f"| Title | PDF |\n| One Title | [x]({X}) |\n| Two Title | [x]({Y}) |\n", ["One Title", "Two Title"]),
        (f"| Title | PDF | Code |\n|--|--|\n| One Title | [x]({X}) | [y]({C}) |\n", ["One Title"]),
        (f"> | Title | PDF |\n> |--|--|\n> | One Title | [x]({X}) |\n", ["One Title"]),
        (f"- item\n\n  | Title | PDF |\n  |--|--|\n  | One Title | [x]({X}) |\n", ["One Title"]),
        (f"<table><tr><td>1</td><td><b>One Title</b></td><td><a href='{X}'>pdf</a></td></tr></table>\n", ["One Title"]),
        (
            f"<table>\n<thead><tr><th>Title</th><th>PDF</th></tr></thead>\n<tbody>\n<tr>\n<td>\n\n[One Title]({X})\n\n</td>\n<td></td>\n</tr>\n</tbody></table>\n",
            ["One Title"],
        ),
        (
            f"<details><summary>2023</summary>\n\n| Title | PDF |\n|--|--|\n| One Title | [x]({X}) |\n\n</details>\n",
            ["One Title"],
        ),
    ],
)
def test_the_title_of_a_row(text: str, expected: list[str | None]) -> None:
    assert titles(text) == expected


def test_a_row_that_spans_the_table_is_a_heading() -> None:
    text = f"## Part\n\n| Title | PDF |\n|--|--|\n| **Surveys** | |\n| One Title | [x]({X}) |\n| **Methods** | |\n| Two Title | [x]({Y}) |\n\n- [Three Titles]({X})\n"
    assert [entry.section for entry in read.parse(text.encode(), path="list.md").entries] == [
        ("Part", "Surveys"),
        ("Part", "Methods"),
        ("Part",),
    ]


@pytest.mark.parametrize(
    ("header", "cell", "venue", "date"),
    [
        ("Venue", "ICML 2024", "ICML 2024", "2024"),
        ("Conf", "ICML", "ICML", None),
        ("Published In", "Nature Medicine", "Nature Medicine", None),
        ("Veneue", "CVPR", "CVPR", None),
        ("会议/期刊", "ICML 2024", "ICML 2024", "2024"),
        ("Year", "2019", None, "2019"),
        ("Publication date", "_28 Apr 2019_", None, "28 Apr 2019"),
        ("Venue", "![CVPR](https://img.shields.io/badge/CVPR-2024-blue)", "CVPR 2024", "2024"),
        ("Venue", "-", None, None),
    ],
)
def test_venue_and_date_have_columns(header: str, cell: str, venue: str | None, date: str | None) -> None:
    text = f"| Title | {header} | PDF |\n|--|--|--|\n| One Title of Note | {cell} | [x]({X}) |\n"
    entry = read.parse(text.encode(), path="list.md").entries[0]
    assert (entry.venue, entry.date) == (venue, date)
