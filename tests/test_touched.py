"""Which rows a change touches."""

from __future__ import annotations

import difflib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester import read
from harvester.citations import cite
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
    other = replace(touched, lines={"b.md": [range(1, 99)]})
    assert list(other.cited(catalogue, cite(catalogue))) == []
