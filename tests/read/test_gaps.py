"""What was never filled in: templates, empty cells, dashes, promises."""

from __future__ import annotations

import pytest

from harvester import read

X = "https://arxiv.org/abs/2301.00001"
C = "https://github.com/lab/code"
HEAD = "| Title | Venue | Paper | Code |\n|--|--|--|--|\n"


def gaps(text: str) -> list[tuple[str, str, bool]]:
    return [(gap.text, gap.why, gap.whole_row) for gap in read.parse(text.encode(), path="list.md").placeholders]


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}| A Title of Note | ICML | [pdf]({X}) | [code]({C}) |\n",
        f"- [A Title of Note]({X}) [code]({C})\n",
        f"| Title | Open source |\n|--|--|\n| [A Title of Note]({X}) | No |\n",
        f"| Name | Paper |\n|--|--|\n| NAN | [pdf]({X}) |\n",
        f"| Title | arXiv | DOI |\n|--|--|--|\n| A Title of Note | [arXiv]({X}) | |\n",
        "- [Hugging Face] [A Post of Note](https://lab.org/post)\n",
    ],
)
def test_nothing_is_missing_where_all_is_given(text: str) -> None:
    assert gaps(text) == []


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (f"| A Title of Note | ICML | [pdf]({X}) | |", [("", "empty Code cell", False)]),
        (f"| A Title of Note | ICML | [pdf]({X})", [("", "empty Code cell", False)]),
        (f"| A Title of Note | ICML | [pdf]({X}) | - |", [("-", "dash or cross in Code cell", False)]),
        (f"| A Title of Note | ICML | [pdf]({X}) | ❌ |", [("❌", "dash or cross in Code cell", False)]),
        (
            f"| A Title of Note | ICML | [pdf]({X}) | :heavy_minus_sign: |",
            [(":heavy_minus_sign:", "placeholder word in Code cell", False)],
        ),
        (f"| A Title of Note | ICML | [pdf]({X}) | No |", [("No", "placeholder word in Code cell", False)]),
        (f"| A Title of Note | ICML | [pdf]({X}) | TBD |", [("TBD", "placeholder word in Code cell", False)]),
        (
            f"| A Title of Note | ICML | [pdf]({X}) | code coming soon |",
            [("code coming soon", "placeholder word in Code cell", False)],
        ),
        (f"| A Title of Note | --- | [pdf]({X}) | [code]({C}) |", [("---", "dash or cross in Venue cell", False)]),
        (f"| A Title of Note | ICML | [pdf]({X}) | [code]() |", [("[code]()", "empty target", False)]),
        (f"| A Title of Note | ICML | [pdf]({X}) | [code](#) |", [("[code](#)", "bare #", False)]),
        (
            f"| A Title of Note | ICML | [pdf]({X}) | [code](https://github.com/user/repo) |",
            [("[code](https://github.com/user/repo)", "template repository", False)],
        ),
        (f"| A Title of Note | ICML | [pdf]({X}) | Code |", [("Code", "label without a target", False)]),
        (f"| A Title of Note | ICML | | [code]({C}) |", [("", "empty Paper cell", False)]),
    ],
)
def test_a_gap_in_a_row_is_named(row: str, expected: list[tuple[str, str, bool]]) -> None:
    assert gaps(f"{HEAD}{row}\n") == expected
    assert len(read.parse(f"{HEAD}{row}\n".encode(), path="list.md").entries) == 1


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (f"[Paper] [[Code]({C})]", [("[Paper]", "label without a target", False)]),
        (f"[[Paper-TODO]] [[Code]({C})]", [("[Paper-TODO]", "label without a target", False)]),
        (f"[paper]({X}) [[code]()]", [("[code]()", "empty target", False)]),
        (f"[paper]({X})\n  - Code: None", [("Code: None", "placeholder word in place of a link", False)]),
        (
            f"[paper]({X}) [code](https://example.com/code)",
            [("[code](https://example.com/code)", "reserved example host", False)],
        ),
    ],
)
def test_a_gap_in_a_bullet_is_named(written: str, expected: list[tuple[str, str, bool]]) -> None:
    assert gaps(f"- **A Title of Some Length** {written}\n") == expected


@pytest.mark.parametrize(
    "row",
    [
        "| Patient Demographics | GAN | [Paper](https://example.com) | [Code](https://github.com/example) |",
        "| Paper Title | Venue Year | [Paper]() | [Code]() |",
        "| Paper Title | Venue | [Paper](https://arxiv.org/abs/xxxx.xxxxx) | |",
        "|6|.[[paper]()][[code]()]|||",
    ],
)
def test_a_row_that_nobody_filled_in_is_no_entry(row: str) -> None:
    catalogue = read.parse(f"{HEAD}{row}\n".encode(), path="list.md")
    assert catalogue.entries == ()
    (gap,) = catalogue.placeholders
    assert (gap.why, gap.whole_row, gap.line) == ("template row never filled in", True, 3)
    assert gap.links
    assert all(catalogue.text[link.span.start : link.span.end] == link.url for link in gap.links)


def test_a_stray_label_without_target_is_a_template() -> None:
    assert gaps("## Part\n\n[\\[paper\\]]()\n") == [("[\\[paper\\]]()", "template row never filled in", True)]


def test_a_title_without_any_link_is_an_entry_in_a_column_of_papers() -> None:
    text = f"{HEAD}| A Title of Note | ICML | NA | |\n| Another One of Note | ICML | [pdf]({X}) | |\n"
    assert [(entry.title, len(entry.links)) for entry in read.parse(text.encode(), path="list.md").entries] == [
        ("A Title of Note", 0),
        ("Another One of Note", 1),
    ]


def test_a_placeholder_in_a_good_entry_is_kept_apart_from_its_links() -> None:
    catalogue = read.parse(f"- **A Title of Note** [paper]({X}) [code](https://example.com)\n".encode(), path="list.md")
    assert [link.url for link in catalogue.entries[0].links] == [X]
    assert [[link.url for link in gap.links] for gap in catalogue.placeholders] == [["https://example.com"]]


def test_a_badge_without_target_is_a_style_and_no_gap() -> None:
    text = f"- [**A Title of Note**]({X}) [![Publish](https://img.shields.io/badge/Conference-ICML'23-blue)]()\n"
    catalogue = read.parse(text.encode(), path="list.md")
    assert (catalogue.placeholders, catalogue.entries[0].venue) == ((), "ICML'23")
