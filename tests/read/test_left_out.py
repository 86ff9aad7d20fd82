"""What is no entry, and why; no link of a file is lost."""

from __future__ import annotations

import re

import pytest

from harvester import read

X = "https://arxiv.org/abs/2301.00001"
Y = "https://lab.org/page"


def reasons(text: str) -> list[tuple[str, str]]:
    catalogue = read.parse(text.encode(), path="list.md")
    assert catalogue.entries == ()
    return [(link.why, link.url) for link in catalogue.skipped]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Contents\n\n- [One](#one)\n  - [Two](#two)\n", [("in-page anchor", "#one"), ("in-page anchor", "#two")]),
        (f"## News\n- [2024/03] We release [code]({Y}) of our [paper]({X})!\n", [("news", Y), ("news", X)]),
        (f"## 📢 Latest Updates\n- **2024.02** [Our survey]({X}) is out\n", [("news", X)]),
        (f"## Contributing\n\n- [Open an issue]({Y})\n", [("contributing and licence", Y)]),
        (f"## How to contribute to this list\nSee [this]({Y}).\n", [("contributing and licence", Y)]),
        (f"## License\n[![CC0](https://i.org/b.png)]({Y})\n", [("badge", Y), ("picture", "https://i.org/b.png")]),
        (f"## Acknowledgements\nThanks to [Jane]({Y})\n", [("contributing and licence", Y)]),
        (
            f"## 🌟 Star History\n[![Chart](https://i.org/c.svg)]({Y})\n",
            [("badge", Y), ("picture", "https://i.org/c.svg")],
        ),
        (f"## Citation\n```bibtex\n@article{{a, url={{{X}}}}}\n```\n", [("code block", X)]),
        (f"## Related awesome lists\n- [Awesome Foo]({Y})\n", [("other lists", Y)]),
        (f"    [indented code]({X})\n", [("code block", X)]),
        (f"<!-- - [A Title]({X}) -->\n", [("comment", X)]),
        (f"<!--\n| [A Title]({X}) |\n\n| more |\n-->\n", [("comment", X)]),
        (f"> **Based on the survey** [A Survey]({X})\n", [("quoted remark", X)]),
        (f"This list is inspired by [another]({Y}).\n", [("prose", Y)]),
        (f"For more works, refer to the survey [A Survey of It]({X}) by Doe et al.\n", [("prose", X)]),
        (f"Please cite [our survey]({X}) if it helps.\n", [("prose", X)]),
        (
            f"[![Awesome](https://awesome.re/badge.svg)]({Y})\n",
            [("badge", Y), ("picture", "https://awesome.re/badge.svg")],
        ),
        ("![figure](figs/x.png) ![remote](https://i.org/x.png)\n", [("picture", "https://i.org/x.png")]),
        (
            f"# My list [![Awesome](https://awesome.re/badge.svg)]({Y})\n",
            [("badge", Y), ("picture", "https://awesome.re/badge.svg")],
        ),
        ("---\nurl: https://lab.org/x\n---\n\ntext\n", [("front matter", "https://lab.org/x")]),
        (
            "| Conference | Deadline | Website |\n|--|--|--|\n| NeurIPS | May | [link](https://neurips.cc) |\n",
            [("table that lists no papers", "https://neurips.cc")],
        ),
        (f"| [Home]({Y}) | [Papers]({Y}/p) |\n|--|--|\n", [("menu", Y), ("menu", f"{Y}/p")]),
        (
            "- [the guide](docs/guide.md)\n- [mail](mailto:doe@lab.org)\n- [top](#)\n",
            [("relative link", "docs/guide.md"), ("mail address", "mailto:doe@lab.org"), ("in-page anchor", "#")],
        ),
        (f"[ref]: {Y}\n", [("reference definition", Y)]),
        (f"`pip install {Y}`\n", [("text outside any link", Y)]),
    ],
)
def test_links_outside_entries_are_skipped_with_a_reason(text: str, expected: list[tuple[str, str]]) -> None:
    assert sorted(reasons(text)) == sorted(expected)


def test_a_paper_below_the_contents_heading_counts_all_the_same() -> None:
    text = f"## Contents\n- [Papers](#papers)\n\n### Papers\n- [A Title of Note]({X})\n"
    assert [entry.title for entry in read.parse(text.encode(), path="list.md").entries] == ["A Title of Note"]


def test_tables_without_links_are_no_entries() -> None:
    text = "| **Data Type** | **Description** |\n|--|--|\n| **EHR** | Codes |\n| | Snapshot |\n"
    catalogue = read.parse(text.encode(), path="list.md")
    assert (catalogue.entries, catalogue.placeholders) == ((), ())


def test_a_legend_is_neither_entry_nor_gap() -> None:
    catalogue = read.parse(b"> **[[PDF]]()** - PDF link\n\n- **Signals** such as ECG\n", path="list.md")
    assert (catalogue.entries, catalogue.placeholders) == ((), ())


@pytest.mark.parametrize(
    "text",
    [
        f"- [A Title of Note]({X}) [code](#) [data]() <img src='https://i.org/x.png'> {Y}\n\n```\n{Y}/code\n```\n",
        f"| Title | Paper |\n|--|--|\n| A Title | [pdf]({X}) | surplus {Y} |\n",
        f"<table><tr><td><a href='{X}'>A Title of Note</a></td><td>{Y}</td></tr></table>\n",
        f"[a]: {Y}\n[b]: {Y}/b\n\n- [A Title of Note][a]\n",
        f"text {Y} more <!-- {X} --> and ![p]({Y}/p.png)\n",
    ],
)
def test_every_address_of_a_file_is_accounted_for(text: str) -> None:
    catalogue = read.parse(text.encode(), path="list.md")
    known = {link.url for entry in catalogue.entries for link in (*entry.links, *entry.malformed)}
    known |= {link.url for gap in catalogue.placeholders for link in gap.links} | {
        link.url for link in catalogue.skipped
    }
    assert set(re.findall(r"https://[\w./-]+\w", text)) <= known
