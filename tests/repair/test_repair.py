from __future__ import annotations

import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester import read, repair
from harvester.model import Catalogue, Certainty, Finding, Severity, Span, Suggestion
from harvester.repair import Edit, RepairError

if TYPE_CHECKING:
    from pathlib import Path

TABLE = (
    "# List\r\n\r\n| Title | Paper | Code |\r\n|:--|:--|:--|\r\n"
    "| One \u00a0ünï | [Paper](https://old.test-site.net/1 ) | [Code](https://github.com/old/name) |\r\n"
    "| Two | [Paper](https://doi.org/10.1000/182) |  |\r\n"
)


def proposals(
    catalogue: Catalogue, replacements: dict[str, str], certainty: Certainty = Certainty.CERTAIN
) -> list[Finding]:
    return [
        Finding(
            rule="moved", severity=Severity.NOTE, cause="", catalogue=catalogue.path, line=link.line, column=link.column,
            section=(), entry_id="e", label=link.label, what=link.url, evidence="", advice="",
            suggestion=Suggestion("write it", certainty, replacements[link.url]),
        )
        for link in repair.all_links(catalogue)
        if link.url in replacements
    ]  # fmt: skip


def mended(text: str, replacements: dict[str, str], path: str = "list.md", **more: Any) -> str:
    catalogue = read.parse(text.encode(), path=path)
    found = proposals(catalogue, replacements, more.pop("certainty", Certainty.CERTAIN))
    return repair.mend(catalogue, repair.edits(found, catalogue, **more))


def test_a_link_that_has_moved_on_is_left_alone() -> None:
    before = read.parse(TABLE.encode(), path="list.md")
    found = proposals(before, {"https://github.com/old/name": "https://github.com/new/name"})
    after = read.parse(TABLE.replace("| One", "| One more").encode(), path="list.md")
    assert repair.edits(found, after) == ()
    assert len(repair.edits(found, before)) == 1
    assert repair.edits([replace(finding, waived="known") for finding in found], before) == ()
    assert repair.edits(found, read.parse(TABLE.encode(), path="other.md")) == ()


def test_without_findings_nothing_changes() -> None:
    assert mended(TABLE, {}) == TABLE
    assert repair.diff("list.md", TABLE, TABLE) == ""


def test_likely_repairs_are_left_unless_asked_for() -> None:
    replacements = {"https://github.com/old/name": "https://github.com/new/name"}
    assert mended(TABLE, replacements, certainty=Certainty.LIKELY) == TABLE
    assert mended(TABLE, replacements, certainty=Certainty.LIKELY, least=Certainty.LIKELY) != TABLE


def test_only_the_destinations_change_byte_for_byte() -> None:
    new = {
        "https://old.test-site.net/1": "https://new.test-site.net/1",
        "https://github.com/old/name": "https://github.com/new/name",
    }
    expected = TABLE
    for before, after in new.items():
        expected = expected.replace(before, after)
    assert mended(TABLE, new) == expected
    assert mended(expected, new) == expected


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "list.md",
            "# L\n\n- **T**. [Paper][p] [Code](https://github.com/a/b)\n\n[p]: https://old.test-site.net/x 'T'\n",
        ),
        ("list.html", "<h1>L</h1><ul><li><b>T</b> <a href='https://old.test-site.net/x'>Paper</a></li></ul>\n"),
        (
            "list.yaml",
            "# kept\npapers:\n  - title: T  # kept, too\n    paper: https://old.test-site.net/x\n    year: 2023\n",
        ),
        ("list.json", '{"papers": [{"title": "T", "paper": "https://old.test-site.net/x", "year": 2023}]}\n'),
        ("list.csv", "title,paper\nT,https://old.test-site.net/x\n"),
        ("list.tsv", "title\tpaper\nT\thttps://old.test-site.net/x\n"),
        ("list.bib", "% kept\n@article{t2023,\n  title = {T},\n  url = {https://old.test-site.net/x},\n}\n"),
    ],
)
def test_every_format_is_mended_in_place(path: str, text: str) -> None:
    new = "https://new.test-site.net/y"
    assert mended(text, {"https://old.test-site.net/x": new}, path) == text.replace("https://old.test-site.net/x", new)


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("https://a.org/x", "https://a.org/x"),
        ("https://a.org/x_(y)", "https://a.org/x_(y)"),
        ("https://a.org/x)y", "https://a.org/x%29y"),
        ("https://a.org/x (y", "https://a.org/x%20%28y"),
        ('https://a.org/"|`<>', "https://a.org/%22%7C%60%3C%3E"),
        ("https://a.org/%20", "https://a.org/%20"),
    ],
)
def test_an_address_cannot_break_out_of_its_place(url: str, written: str) -> None:
    assert repair.destination(url) == written


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("https://a.org", "https://b.org", "https://a.org -> https://b.org"),
        (" ", " Some title ", "+ Some title"),
        ("", ' "A title"', '+ "A title"'),
        ("https://a.org ", " ", "- https://a.org"),
        (" ", "", "- a blank"),
    ],
)
def test_an_edit_is_told_in_one_line(old: str, new: str, told: str) -> None:
    assert str(Edit(Span(0, len(old)), old, new, 1, "moved", "")) == told


def test_an_address_that_already_stands_there_as_it_would_be_written_is_no_repair() -> None:
    written = "https://a.test-site.net/x%29y"
    text = f"- **T**. [Paper]({written} )\n"
    assert mended(text, {written: "https://a.test-site.net/x)y"}) == text
    assert mended(text, {written: written}) == text.replace(" )", ")")


def test_an_edit_names_its_line_its_rule_and_its_reason() -> None:
    catalogue = read.parse(TABLE.encode(), path="list.md")
    old, blank = "https://github.com/old/name", "https://old.test-site.net/1"
    for url, new in ((old, "https://github.com/new/name"), (blank, blank)):
        (edit,) = repair.edits(proposals(catalogue, {url: new}), catalogue)
        assert (edit.line, edit.rule, edit.reason) == (5, "moved", "write it")
        assert (edit.old, edit.new) == ((" ", "") if new == url else (url, new))


def test_edits_that_overlap_or_have_lost_their_place_are_refused() -> None:
    one = Edit(Span(0, 4), "abcd", "x", 1, "moved", "")
    other = Edit(Span(2, 6), "cdef", "y", 1, "moved", "")
    with pytest.raises(RepairError, match="two repairs of one place"):
        repair.apply("abcdef", [one, other])
    with pytest.raises(RepairError, match="no longer stands"):
        repair.apply("zzzzzz", [one])


def test_git_takes_the_diff(tmp_path: Path) -> None:
    for text in (TABLE, TABLE.rstrip("\r\n"), TABLE.replace("\r\n", "\n")):
        after = mended(text, {"https://github.com/old/name": "https://github.com/new/name"})
        (tmp_path / "list.md").write_bytes(text.encode())
        (tmp_path / "repairs.patch").write_bytes(repair.diff("list.md", text, after).encode())
        subprocess.run(["git", "apply", "repairs.patch"], cwd=tmp_path, check=True, timeout=30)  # noqa: S607 (the machine's git)
        assert (tmp_path / "list.md").read_bytes() == after.encode()


words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
rows = st.lists(
    st.builds(
        "| {} | [Paper](https://old.test-site.net/{}) | {} [Code](https://github.com/o/{}) |".format,
        words,
        st.integers(0, 5),
        words,
        st.integers(0, 5),
    ),
    max_size=6,
)


@given(rows, st.sets(st.integers(0, 5)), st.sampled_from(["\n", "\r\n"]), st.text(max_size=20))
def test_whatever_the_catalogue_and_the_edits_only_the_spans_change_or_nothing(
    lines: list[str], numbers: set[int], end: str, url: str
) -> None:
    text = end.join(["# L", "", "| T | P | C |", "|--|--|--|", *lines, ""])
    replacements = {
        f"https://old.test-site.net/{number}": f"https://new.test-site.net/{url}{number}" for number in numbers
    }
    try:
        after = mended(text, replacements)
    except RepairError:
        return
    pieces = text
    for before, new in sorted(replacements.items()):
        pieces = pieces.replace(f"]({before})", f"]({repair.destination(new)})")
    assert after in {text, pieces}
