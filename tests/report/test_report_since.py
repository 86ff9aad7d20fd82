"""What changed between two states, said by the same renderers."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from harvester.model import Run, Verdict
from harvester.report import markdown, since, terminal
from report.report_book import Book, run_of
from report.report_runs import RUNS, demo, quiet, second_night

if TYPE_CHECKING:
    from harvester.report.parts import View

DAY = date(2026, 11, 20)

CHANGED = """\
1 new finding, 2 with another verdict and 1 repaired since 20 Nov 2026; 2 of 4
links healthy now.

New  1 of 1 problem
  ✗ L102  B  Paper  https://github.com/b/b
      dead (fix): 404 · since 22 Nov

Another verdict  2 of 4 links
  ✗ L102  B  Paper  https://github.com/b/b
      dead: 404; was ok (exists)
  ✓ L101  A  Paper  https://github.com/a/a
      ok: exists; was dead (404)

Repaired  1 of 1 earlier finding
  • L101  A  Paper  https://github.com/a/a
      repaired: was dead

titles  4 of 4 papers have a title
asked   Nothing was asked
"""


def state(*verdicts: Verdict, shift: int = 0) -> Run:
    book = Book(line=100 + shift)
    for name, verdict in zip("ABCD", verdicts, strict=False):
        evidence = "404" if verdict is Verdict.DEAD else "exists"
        url = f"https://github.com/{name.lower()}/{name.lower()}"
        book.paper("All", [(url, verdict, evidence)], title=name)
        if verdict is Verdict.DEAD:
            book.find("dead", url, evidence="404", first_seen=date(2026, 11, 22))
    return run_of(book)


def printed(v: View) -> str:
    console = Console(file=io.StringIO(), width=80)
    terminal.render(v, console, verbose=False)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


OK, DEAD, UNCHECKED = Verdict.OK, Verdict.DEAD, Verdict.UNCHECKED


@pytest.mark.parametrize("name", RUNS)
def test_nothing_changed(name: str) -> None:
    run = RUNS[name]()
    v = since.build(run, run, DAY)
    assert v.headline.startswith("Nothing changed since 20 Nov 2026; ")
    assert v.sections == ()


def test_the_whole_screen() -> None:
    before, now = state(DEAD, OK, OK, UNCHECKED), state(OK, DEAD, OK, UNCHECKED)
    assert printed(since.build(before, now, DAY)) == CHANGED


@pytest.mark.parametrize(
    ("before", "now", "headline"),
    [
        (state(OK, OK), state(OK, OK, shift=40), "Nothing changed since 20 Nov 2026; 2 of 2 links healthy now."),
        (state(OK), state(OK, DEAD), "1 new finding since 20 Nov 2026; 1 of 2 links healthy now."),
        (state(OK, DEAD), state(OK), "1 repaired since 20 Nov 2026; 1 of 1 link healthy now."),
        (state(DEAD), state(UNCHECKED), "1 with another verdict since 20 Nov 2026; 0 of 1 link healthy now."),
    ],
)
def test_what_counts_as_a_change(before: Run, now: Run, headline: str) -> None:
    assert since.build(before, now, DAY).headline == headline


def test_the_way_back_is_a_change_as_well() -> None:
    v = since.build(second_night(), demo(), DAY)
    assert [part.key for part in v.sections] == ["repaired"]


def test_it_says_where_a_state_is_no_basis_for_a_comparison() -> None:
    v = since.build(demo(), quiet(), DAY)
    assert v.notices == ("Before: Demonstration: sandbox world medical-data-synthesis, not the live registries",)


def test_markdown_says_the_same() -> None:
    v = since.build(state(DEAD, OK), state(OK, DEAD), DAY)
    text = markdown.render(v)
    assert text.startswith(f"**{v.headline}**")
    for section in v.sections:
        assert f"## {section.title}: {section.size}" in text


def test_order_and_case_of_other_things_do_not_matter() -> None:
    now = second_night()
    shuffled = replace(now, links=now.links[::-1], findings=now.findings[::-1])
    assert since.build(now, shuffled, DAY).sections == ()
