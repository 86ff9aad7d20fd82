"""One screen for a maintainer."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from harvester.model import Run, Severity, Verdict
from harvester.report import documentation, terminal, view
from report.report_book import Book, run_of
from report.report_runs import RUNS, demo_book, second_night, waived

SECOND_NIGHT = """\
1 new problem, 1 repaired since the last run, 19 problems (4 decisions) in all;
95 of 116 links healthy, 2 cannot be told.

New  1 of 19 problems
  ✗ L150  Synthesis of signals, par…  Code  https://github.com/someone/gone
      dead (fix): GitHub API: 404 · first seen in this run

Waiting for you  18 of 19 problems
  □ template rows still hold example.com and github.com/example
      placeholder (fix): 16 of 116 links on 8 lines
  ≠ L127  Synthesis of signals, par…  Code  yES
      malformed (fix): a word, not an address · since 14 Nov
  ✗ L149  Synthesis of signals, par…  Code  https://github.com/AgaMiko/debiasin…
      dead (fix): GitHub API: 404 · since 14 Nov

Cannot tell  2 of 116 links
  ! L180  A page that comes and goes  Paper  https://some.host/paper.pdf
      failing: HTTP 503 · 2 of 3 failures since 14 Nov
  … 1 more; -v shows all

Repaired  1 of 20 earlier findings  -v shows them

titles  62 of 72 papers have a title; 10 are unknown to the registries
asked   web pages 2 of 3: needs a login (1) · arXiv 17 of 17
        Crossref 52 of 52 · GitHub 27 of 27
"""

QUIET = """\
No problems found; 2 of 2 links healthy.
titles  1 of 1 paper has a title
asked   Crossref 1 of 1
"""


def printed(run: Run, *, verbose: bool = False, width: int = 80, colour: bool = False, encoding: str = "utf-8") -> str:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding=encoding)
    console = Console(file=out, width=width, force_terminal=colour, color_system="truecolor" if colour else None)
    terminal.render(view.build(run), console, verbose=verbose)
    out.flush()
    return raw.getvalue().decode(encoding)


def many() -> Run:
    """More than any screen holds: 300 causes in every section."""
    book = Book()
    for number in range(300):
        book.paper("All", [(f"https://github.com/gone/{number}", Verdict.DEAD, "404")], title=f"Paper {number}")
        book.find("dead", f"cause {number}", evidence="404", severity=Severity.FIX)
        book.paper("All", [(f"https://busy.example/{number}", Verdict.BLOCKED, f"HTTP 403 {number}")])
    new = tuple(finding.id for finding in book.findings[::2])
    return run_of(book, new=new, repaired=tuple(f"dead|{book.path}|x|a|{n}|1" for n in range(300)), world="test")


@pytest.mark.parametrize(("name", "expected"), [("quiet", QUIET), ("second_night", SECOND_NIGHT)])
def test_whole_screen(name: str, expected: str) -> None:
    assert printed(RUNS[name]()) == expected


@pytest.mark.parametrize("width", [60, 80, 200])
@pytest.mark.parametrize("run", [*(made() for made in RUNS.values()), many()], ids=[*RUNS, "many"])
def test_one_screen_and_no_line_too_wide(run: Run, width: int) -> None:
    lines = printed(run, width=width).splitlines()
    assert len(lines) <= 25
    assert max(map(len, lines)) <= width


def test_no_section_is_left_out_for_lack_of_room() -> None:
    text = printed(many())
    assert [title for title in ("New", "Waiting for you", "Cannot tell", "Repaired") if f"\n{title}  " in text] == [
        "New",
        "Waiting for you",
        "Cannot tell",
        "Repaired",
    ]
    assert re.search(r"… \d+ more; -v shows all", text)


def test_what_is_new_comes_before_all_else_where_there_is_little_room() -> None:
    lines = printed(waived()).splitlines()
    many_parts = printed(RUNS["recorded"]()).splitlines()
    assert "https://github.com/someone/gone" in many_parts[many_parts.index("New  1 of 19 problems") + 1]
    assert "Waived  16 of 20 findings" in "\n".join(lines)


def test_verbose_shows_every_finding_whole() -> None:
    text = printed(second_night(), verbose=True)
    assert text.count("has: Paper: https://example.com\n") == 8
    assert text.count("has: Code: https://github.com/example\n") == 8
    assert "suggest: without the trailing dot: https://github.com/AgaMiko/debiasing (certain)" in text
    assert "found: 2 of 3 failures since 14 Nov" in text
    assert "17 of 133 links belong to no paper" in text
    assert "-v shows" not in text


@pytest.mark.parametrize("verbose", [False, True])
def test_a_stranger_moves_no_cursor_and_begins_no_line(verbose: bool) -> None:
    text = printed(RUNS["hostile"](), verbose=verbose)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    assert not [line for line in text.splitlines() if line.lstrip().startswith("::")]
    assert "##[" not in text


def test_colour_adds_nothing_to_the_words() -> None:
    coloured = printed(second_night(), colour=True)
    assert "\x1b[" in coloured
    without_links = re.sub(r"\x1b\]8;[^\x1b]*\x1b\\", "", coloured)
    assert re.sub(r"\x1b\[[0-9;]*m", "", without_links) == SECOND_NIGHT


def test_hyperlinks_lead_somewhere_or_to_what_a_word_means() -> None:
    coloured = printed(run_of(demo_book()), colour=True)
    assert set(re.findall(r"\x1b\]8;[^;]*;([^\x1b]+)\x1b", coloured)) == {
        "https://openreview.net/forum?id=mDw",
        *map(documentation.address, ("dead", "malformed", "placeholder", "unchecked")),
    }


def test_a_console_without_unicode_is_no_error() -> None:
    assert "? L150" in printed(second_night(), encoding="ascii")
