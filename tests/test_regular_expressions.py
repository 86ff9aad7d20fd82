"""No regular expression of ours grows faster than the text: whatever a stranger writes, it is read in linear time."""

from __future__ import annotations

import importlib
import re
import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regex_attack import Forge
from regex_book import BOUNDED, Expression, book

from harvester import read, waivers
from harvester.placeholder import placeholder_url
from harvester.read import records
from harvester.read.formats import format_of
from harvester.read.names import looks_like_names
from harvester.upstream.html_page import LONGEST_TITLE, HtmlPage
from harvester.upstream.tables import rows
from regex_steps import OverwhelmedError, Steps
from support import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

repair_columns = importlib.import_module("harvester.repair.columns")  # the package has a function of that name
EXPRESSIONS, MADE = book()
BY_MODULE: dict[str, list[Expression]] = {}
for _expression in EXPRESSIONS:
    BY_MODULE.setdefault(_expression.place.partition(":")[0], []).append(_expression)

_CELL = r'(?:"(?P<quoted>(?:[^"]|"")*)"(?=[ ]*(?:{m}|\r?\n|\Z))|(?P<plain>[^{m}\r\n]*))[ ]*(?P<stop>{m}|\r\n|\n|\r|\Z)'
_MARKS = (",", ";", r"\|", "\t")
MADE_OF: dict[str, list[str]] = {
    "harvester.archives:_origin": [re.escape("owner/a.b")],
    "harvester.read.delimited_file:_rows": [_CELL.replace("{m}", mark) for mark in _MARKS],
    "harvester.read.outline:": [],  # in the table that it makes
    "harvester.read.records:_as_target": list(records._IDENTIFIERS.values()),
    "harvester.repair.columns:mostly": [
        each.pattern for each in vars(repair_columns).values() if isinstance(each, re.Pattern)
    ],
    "harvester.repair.columns:_date": list(repair_columns._PRECISIONS),
    "harvester.repair.placeholders:_value": [
        *(rf"(?:^\ufeff?|{mark} *)\Z" for mark in _MARKS),
        *(rf" *(?:{mark}|\r?\n|\Z)" for mark in _MARKS),
        *(r"(?::[ \t]+)\Z", r"[ \t]*(?:#|[,}]|\r?\n|\Z)", r"(?::[ \t]*)\Z", r"(?:=[ \t]*)\Z"),
    ],
    "harvester.report.listing.papers:_cells": [r"(?<!\w)a\ label(?!\w)|(?<!\w)a(?!\w)"],
    "harvester.rules.spans:": [],  # in the table that it makes
    "harvester.sandbox.ncbi:_convert": [],  # of the sandbox's own
    "harvester.sandbox.wayback:_index": [],  # of whoever asks the sandbox: us
    "harvester.upstream.parking:parked": [],  # of a page's title, which is cut: see below
    "harvester.upstream.retired:_hosts": [
        one["to"] for host in rows("retired", "host") for one in host.get("survive", ())
    ],
}
"""What is made when it runs: by the function that makes it, what comes out."""

_HOWS = {"harvester.read.delimited_file:_rows": "match", "harvester.repair.columns:mostly": "scan"}


@pytest.fixture(autouse=True)
def _deep() -> Iterator[None]:
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(20_000)  # a step of the counter is a few calls
    yield
    sys.setrecursionlimit(before)


def growth(pattern: re.Pattern[Any], how: str) -> str:
    """The first attack under which one more of the same costs more than the last one did, or an empty string."""
    forge = Forge(pattern)
    attacks = forge.attacks(thorough=False)
    steps = Steps(pattern) if attacks else None
    for attack in attacks:
        assert steps is not None
        try:
            once, twice, thrice = (steps.count(forge.raw(attack, times), how) for times in (6, 12, 18))
        except OverwhelmedError:
            return f"{attack}: more steps than were counted"
        if thrice - twice > 1.3 * (twice - once) + 10:
            return f"{attack}: {once}, {twice}, {thrice} steps for 6, 12, 18 times"
    return ""


def test_they_are_all_there() -> None:
    assert len(EXPRESSIONS) > 400
    assert {"harvester.placeholder:_MASKED", "harvester.read.names:_NAME"} <= {each.place for each in EXPRESSIONS}


@pytest.mark.parametrize("module", BY_MODULE)
def test_each_is_linear(module: str) -> None:
    for expression in BY_MODULE[module]:
        if expression.place not in BOUNDED:
            found = growth(expression.pattern, expression.how)
            assert not found, f"{expression.place} ({expression.how}): {found}"


def test_no_exception_outlives_its_reason() -> None:
    by_place = {expression.place: expression for expression in EXPRESSIONS}
    for place in BOUNDED:
        assert growth(by_place[place].pattern, by_place[place].how), place


def test_what_is_made_when_it_runs_is_known() -> None:
    assert {made.place for made in MADE} == set(MADE_OF)


@pytest.mark.parametrize("place", [place for place, patterns in MADE_OF.items() if patterns])
def test_and_is_linear(place: str) -> None:
    for pattern in MADE_OF[place]:
        assert not growth(re.compile(pattern, re.IGNORECASE), _HOWS.get(place, "fullmatch")), pattern


def test_a_title_is_cut_before_it_is_held_against_those_of_parked_names() -> None:
    page = HtmlPage(f"<title>{'a' * 100_000}</title>".encode(), "text/html")
    assert len(page.title) == LONGEST_TITLE


@pytest.mark.parametrize(
    "script", sorted((ROOT / "src/harvester/report/templates").glob("*.js")), ids=lambda path: path.name
)
def test_those_in_scripts_repeat_one_character_at_most(script: Path) -> None:
    written = re.findall(r"(?<=[(,=])/((?:[^/\\\n\[]|\\.|\[[^\]\n]*\])+)/[gimsuy]*(?=[,).;])", script.read_text())
    letter = r"(?:\[[^\]]*\]|\\p\{\w+\}|\\.|[\w%&<>\"' -])"
    for pattern in written:
        assert re.fullmatch(rf"\^?{letter}\+?\$?|{letter}+(?:\|{letter}+)*", pattern), pattern
    assert "RegExp" not in script.read_text()


ONCE_SLOW: list[tuple[str, Callable[[], object], object]] = [
    ("an owner", lambda: placeholder_url(f"https://github.com/your{'-github' * 40}!/repo"), ""),
    ("a mask", lambda: placeholder_url(f"https://a.test-labs.org/your-{'z_' * 4_000}!"), ""),
    ("initials", lambda: looks_like_names("A.-" * 1_300 + "! and B. Chen"), False),
    ("blanks between names", lambda: looks_like_names(f"A{' ' * 3_900}!"), False),
    ("a table of rst", lambda: read.parse(b"== " * 60 + b"!\n", path="list.rst").entries, ()),
    ("backticks", lambda: len(list(waivers._SHOWN.finditer("`" * 20_000))), 0),
    ("a waiver", lambda: len(list(waivers._COMMENT.finditer(f"<!-- harvester: <{' ' * 20_000}!"))), 1),
    ("a tag", lambda: read.parse(b"</a" + b"-" * 20_000, path="list.html").entries, ()),
    ("tabs", lambda: format_of("", "\t" * 4_000), format_of(".md", "")),
]


@pytest.mark.parametrize(("slow", "gives"), [case[1:] for case in ONCE_SLOW], ids=[case[0] for case in ONCE_SLOW])
def test_what_was_slow_once_comes_to_an_end(slow: Callable[[], object], gives: object) -> None:
    assert slow() == gives


@pytest.mark.parametrize(
    "pattern", [r"a(?:a|ab)*c", r"\s+$", r"(?:a+)+b", r"(x+x+)+y", r".*.*=", r"<a.*?</a", r"(\w*)\1!"]
)
def test_the_counter_knows_what_is_slow(pattern: str) -> None:
    assert growth(re.compile(pattern), "scan")


@pytest.mark.parametrize("pattern", [r"a", r"(?<!\s)\s+$", r"(?<![a-z])[a-z]++=", r"<[^<>]*>", r"a{1,400}b"])
def test_and_what_is_not(pattern: str) -> None:
    assert not growth(re.compile(pattern), "scan")


@given(
    st.sampled_from(
        [r"(a|ab)*?c?", r"(?<!\s)\s+|a", r"(?>a+)b|\bab", r"(a)?(?:b\1)+", r"(?i:A)b{2,3}+|^c", r"[^a]*(?=c)|"]
    ),
    st.text("abcAB \n", max_size=12),
)
def test_the_counter_finds_what_python_finds(pattern: str, text: str) -> None:
    compiled = re.compile(pattern)
    assert Steps(compiled).spans(text) == [match.span() for match in compiled.finditer(text)]
