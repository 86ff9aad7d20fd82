"""Ways in which public lists write tables, none of them taken from the corpus."""

from __future__ import annotations

import pytest

from harvester import read
from reading_cases import A, B, C, D, Work, seen

STYLES = [
    (
        "milestones with keywords, institutes and a badge for the venue",
        (
            "## Milestones\n|  Date  | keywords | Institute | Paper | Publication |\n|:-:|:-:|:-:|:-:|:-:|\n"
            f"| 2017-06 | Transformers | Google | [Attention Is All You Need]({A}) | NeurIPS<br>![badge](https://img.shields.io/badge/dynamic/json?url=x) |\n"
        ),
        [Work(title="Attention Is All You Need", paper=(A,), venue="NeurIPS", date="2017-06")],
    ),
    (
        "table with title, authors and badges in one cell",
        (
            "| Title & Authors | Introduction | Links |\n|:--|:--|:--|\n"
            f"|[![Star](https://img.shields.io/github/stars/lab/alpha.svg?style=social&label=Star)]({C})<br>[![Publish](https://img.shields.io/badge/Conference-ICML'23-blue)]()<br>"
            f'[**SparseAlpha: Models Can Be Pruned in One Shot**]({A}) <br> Elias Frantar, Dan Alistarh |<img width="522" alt="image" src="figures/sparse.png"> |[Github]({C}) <br> [Paper]({A})|\n'
        ),
        [
            Work(
                title="SparseAlpha: Models Can Be Pruned in One Shot",
                paper=(A, A),
                code=(C, C),
                authors="Elias Frantar, Dan Alistarh",
                venue="ICML'23",
            )
        ],
    ),
    (
        "table with a date column and repository names as labels",
        (
            "|Date|Title|Paper|Code|Recom|\n|:---:|:---:|:---:|:---:|:---:|\n"
            f"|2023.09|🔥🔥[**PagedAttention**] Efficient Memory Management for Serving (@UC Berkeley) | [[pdf]]({A})|[[vllm]]({C}) ![](https://img.shields.io/github/stars/lab/alpha.svg?style=social)|⭐️⭐️ |\n"
            f"|2023.10|Second Method of Serving | [[pdf]]({B})|⚠️|⭐️ |\n"
        ),
        [
            Work(title="Efficient Memory Management for Serving (@UC Berkeley)", paper=(A,), code=(C,), date="2023.09"),
            Work(title="Second Method of Serving", paper=(B,), date="2023.10"),
        ],
    ),
    (
        "HTML table with groups that span all columns",
        (
            '<table><tr><th>Paper Link</th><th>Method</th><th>Code</th></tr>\n<tr><td colspan="3"><b>Full reference</b></td></tr>\n'
            f'<tr><td><a href="{A}">Image quality assessment of all</a></td><td>SSIM</td><td><a href="{C}">Official</a></td></tr>\n'
            f'<tr><td><a href="{B}">A second assessment</a></td><td>MSE</td><td>-</td></tr></table>\n'
        ),
        [
            Work(title="Image quality assessment of all", paper=(A,), code=(C,)),
            Work(title="A second assessment", paper=(B,)),
        ],
    ),
    (
        "rows with surplus and missing cells, no closing pipe",
        f"| Title | Paper | Code |\n|---|---|---|\n| Alpha with too much | [pdf]({A}) | [code]({C}) | [more]({D}) |\n| Beta with too little | [pdf]({B})\n",
        [
            Work(title="Alpha with too much", paper=(A,), code=(C, D)),
            Work(title="Beta with too little", paper=(B,)),
        ],
    ),
    (
        "Zotero-like rows with authors in a column of their own",
        f"| # | Authors | Year | Paper | Repo |\n|--|--|--|--|--|\n| 1 | Doe et al. | 2020 | [Alpha by Column]({A}) | [GitHub]({C}) |\n| 2 | Roe & Poe | 2021 | [Beta by Column]({B}) | ❌ |\n",
        [
            Work(title="Alpha by Column", paper=(A,), code=(C,), authors="Doe et al.", date="2020"),
            Work(title="Beta by Column", paper=(B,), authors="Roe & Poe", date="2021"),
        ],
    ),
]


@pytest.mark.parametrize(("text", "works"), [pytest.param(text, works, id=name) for name, text, works in STYLES])
def test_every_style_of_table_is_understood(text: str, works: list[Work]) -> None:
    catalogue = read.parse(text.encode(), path="README.md")
    pairs = zip(catalogue.entries, works, strict=False)
    assert [seen(entry, asked) for entry, asked in pairs] == works
    assert len(catalogue.entries) == len(works)
