"""Which rows a change touches."""

from __future__ import annotations

import difflib
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester import pipeline, read
from harvester.citations import cite
from harvester.history import Memory
from harvester.touched import Touched

ROWS = [
    ("nothing changed", [], 1, 9, False),
    ("before it", [range(1, 3)], 3, 4, False),
    ("behind it", [range(5, 7)], 3, 4, False),
    ("its first line", [range(1, 4)], 3, 4, True),
    ("its last line", [range(4, 9)], 3, 4, True),
    ("a line within", [range(4, 5)], 3, 5, True),
    ("all of it", [range(1, 99)], 3, 4, True),
    ("a line taken away before it", [range(3, 3)], 3, 4, False),
    ("a line taken away behind it", [range(5, 5)], 3, 4, False),
    ("a line taken away within", [range(4, 4)], 3, 4, True),
    ("a line taken away beside a row of one line", [range(3, 3), range(4, 4)], 3, 3, False),
    ("the second of two changes", [range(1, 2), range(4, 5)], 3, 4, True),
]


@pytest.mark.parametrize(
    ("lines", "first", "last", "touched"), [case[1:] for case in ROWS], ids=[case[0] for case in ROWS]
)
def test_lines_that_are_touched(lines: list[range], first: int, last: int, *, touched: bool) -> None:
    assert Touched("HEAD", {"a": lines}).holds("a", first, last) == touched
    assert not Touched("HEAD", {"a": lines}).holds("b", first, last)


@given(st.lists(st.sampled_from("abc"), max_size=12), st.lists(st.sampled_from("abcd"), max_size=12), st.data())
def test_a_block_is_touched_unless_it_stood_there_whole(
    before: list[str], after: list[str], data: st.DataObject
) -> None:
    """What is not touched was in the earlier state as it is, line after line."""
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    ranges = [range(b1 + 1, b2 + 1) for tag, _, _, b1, b2 in matcher.get_opcodes() if tag != "equal"]
    if not after:
        return
    first = data.draw(st.integers(1, len(after)))
    last = data.draw(st.integers(first, len(after)))
    if not Touched("HEAD", {"a": ranges}).holds("a", first, last):
        block = after[first - 1 : last]
        assert any(before[start : start + len(block)] == block for start in range(len(before)))


LIST = "# L\n\n- **One.** [Paper](https://arxiv.org/abs/2303.02475)\n  [Code](https://github.com/a/b)\n- [Two](https://doi.org/10.1000/2)\n"


def test_an_entry_brings_all_its_links() -> None:
    catalogue = read.parse(LIST.encode(), path="a.md")
    touched = Touched("HEAD", {"a.md": [range(3, 4)]})
    cited = touched.cited(catalogue, cite(catalogue))
    assert [item.link.url for item in cited] == ["https://arxiv.org/abs/2303.02475", "https://github.com/a/b"]
    rows = read.parse(ROWS_OF_ALL_KINDS.encode(), path="a.md")
    template = replace(touched, lines={"a.md": [range(13, 14)]}).cited(rows, cite(rows))
    assert [item.link.url for item in template] == ["https://example.com", "https://example.org"]
    other = replace(touched, lines={"b.md": [range(1, 99)]})
    assert list(other.cited(catalogue, cite(catalogue))) == []


ROWS_OF_ALL_KINDS = """# L

Begun at https://a.test-site.net/x

- **One.** [Paper](https://arxiv.org/abs/2303.02475) [Code](https://github.com/example)
- **Two.** [Paper](https://doi.org/10.1000/2) [Code](https://github.com/o/n)
- **Two again.** [Paper](https://doi.org/10.1000/2)

Kept at https://a.test-site.net/y

| Title | Paper |
|---|---|
| [TODO](https://example.com) | [TODO](https://example.org) |
| Three | [Paper](https://doi.org/10.1000/3) |
"""


@pytest.mark.parametrize(
    ("lines", "links", "findings", "skipped", "placeholders", "part"),
    [
        ([], [], [], [], [], "0 of 4 entries"),
        ([range(4, 4)], [], [], [], [], "0 of 4 entries"),
        ([range(5, 6)], [5, 5], ["placeholder"], [], [5], "1 of 4 entries"),
        ([range(6, 7)], [6, 6], ["duplicate"], [], [], "1 of 4 entries"),
        ([range(7, 8)], [7], ["duplicate"], [], [], "1 of 4 entries"),
        ([range(9, 10)], [], [], [9], [], "0 of 4 entries"),
        ([range(13, 14)], [13, 13], ["placeholder", "placeholder"], [], [13], "0 of 4 entries"),
        ([range(1, 99)], [5, 5, 6, 6, 7, 13, 13, 14], ["placeholder", "duplicate", "placeholder", "placeholder"], [3, 9], [5, 13], "4 of 4 entries"),
    ],
)  # fmt: skip
def test_a_run_is_told_as_far_as_it_is_about_touched_rows(
    lines: list[range], links: list[int], findings: list[str], skipped: list[int], placeholders: list[int], part: str
) -> None:
    catalogue = read.parse(ROWS_OF_ALL_KINDS.encode(), path="a.md")
    scope = pipeline.Scope(touched=Touched("HEAD^", {"a.md": lines}))
    run, _ = pipeline.run([catalogue], Memory(), network=None, scope=scope, today=date(2026, 11, 23), world="live")
    assert run.part == f"Only what changed since HEAD^ was judged: {part}"
    assert [one.link.line for one in run.links] == links
    assert [one.rule for one in run.findings] == findings
    assert set(run.changes.new) == {one.id for one in run.findings}
    (left,) = run.catalogues
    assert [one.line for one in left.skipped] == skipped
    assert [one.line for one in left.placeholders] == placeholders
    assert len(left.entries) == len(run.entries["a.md"]) == int(part[0])
