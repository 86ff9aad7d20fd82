"""Real lists: the answer keys, an independent parser, and mutations. Skipped where the corpus is not beside us."""

from __future__ import annotations

import json
import re
import runpy
from typing import TYPE_CHECKING, Any

import marko.inline
import pytest
from hypothesis import given
from hypothesis import strategies as st
from marko.ext.gfm import gfm

from harvester import read
from harvester.errors import CatalogueError
from reading_cases import prove
from support import ROOT, SHARED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from harvester.model import Catalogue


score = runpy.run_path(str(ROOT / "benchmarks" / "read_score.py"))["score"]

CORPUS = SHARED / "corpus"
FILES = sorted(path for path in CORPUS.glob("*__*") if path.is_file())
KEYS = sorted((CORPUS / "keys").glob("*.json"))

pytestmark = pytest.mark.skipif(not FILES, reason="the corpus is not beside the repository")

# Entries, usable links, malformed targets, placeholders, whole template rows: counted once by hand from the output,
# and held, so that no change of the reader goes unseen.
COUNTS = {
    "DeweiHu": (41, 62, 1, 20, 0),
    "DmitryRyumin": (127, 361, 0, 154, 0),
    "GT-RIPL": (182, 395, 0, 0, 0),
    "JXLiu-AI": (297, 298, 0, 296, 0),
    "JuneYaooo": (65, 66, 0, 5, 0),
    "OmicsML": (367, 391, 1, 0, 0),
    "acadTags": (71, 80, 0, 0, 0),
    "benedekrozemberczki": (36, 74, 1, 0, 0),
    "hindupuravinash": (501, 569, 0, 433, 0),
    "hurcy": (110, 110, 0, 0, 0),
    "mahmoudibrahim98": (85, 120, 1, 54, 5),
    "mitchellwrosen": (154, 130, 0, 0, 0),
    "opendilab": (171, 311, 0, 6, 0),
    "qingsongedu": (602, 779, 0, 74, 1),
    "rguo12": (119, 214, 0, 20, 0),
    "weitianxin": (0, 0, 0, 37, 37),
    "xmindflow": (41, 65, 0, 0, 0),
    "ybayle": (167, 322, 0, 13, 0),
}


def owner(path: Path) -> str:
    return path.name.split("__")[0]


def spans(catalogue: Catalogue) -> set[tuple[int, int]]:
    """The destination of every link that is accounted for."""
    links = [link for entry in catalogue.entries for link in (*entry.links, *entry.malformed)]
    links += [link for gap in catalogue.placeholders for link in gap.links]
    return {(found.start, found.end) for found in [*(a.span for a in links), *(b.span for b in catalogue.skipped)]}


@pytest.mark.parametrize("path", KEYS, ids=owner)
def test_the_answer_keys_are_met(path: Path) -> None:
    tallies = score(read.load(CORPUS / path.stem), json.loads(path.read_text()))
    for name in ("entries", "titles", "links", "links with roles", "malformed", "section", "date"):
        assert tallies[name].recall >= 0.98, tallies[name].missed
        assert tallies[name].precision >= 0.98, tallies[name].surplus
    assert min(tallies["venue"].recall, tallies["venue"].precision) >= 0.9


@pytest.mark.parametrize("path", KEYS, ids=owner)
def test_the_placeholders_of_the_keys_are_reported(path: Path) -> None:
    catalogue = read.load(CORPUS / path.stem)
    ours = {gap.line for gap in catalogue.placeholders} | {entry.line for entry in catalogue.entries if entry.malformed}
    assert {gap["line"] for gap in json.loads(path.read_text())["placeholders"]} <= ours


@pytest.mark.parametrize("path", FILES, ids=owner)
def test_counts_are_those_that_were_checked_by_eye(path: Path) -> None:
    catalogue = read.load(path)
    prove(catalogue)
    assert COUNTS[owner(path)] == (
        len(catalogue.entries),
        sum(len(entry.links) for entry in catalogue.entries),
        sum(len(entry.malformed) for entry in catalogue.entries),
        len(catalogue.placeholders),
        sum(gap.whole_row for gap in catalogue.placeholders),
    )


@pytest.mark.parametrize("path", FILES, ids=owner)
def test_no_address_of_a_file_is_lost(path: Path) -> None:
    catalogue = read.load(path)
    reached = sorted(spans(catalogue))
    for match in re.finditer(r"https?://[^\s<>\"'`|)\]}]+", catalogue.text):
        assert any(start <= match.start() < end for start, end in reached), match[0]


def markdown_links(text: str) -> Iterator[tuple[int, int]]:
    """Destinations of inline links and bare addresses as marko sees them; pictures and mail are left out."""
    waiting: list[Any] = [gfm.parse(text)]
    while waiting:
        element = waiting.pop()
        if isinstance(element, marko.inline.Link) and element.dest_span:
            yield element.dest_span
        elif type(element).__name__ == "Url" and "://" in text[slice(*element.source_span)]:
            yield element.source_span
        children = getattr(element, "children", None)
        waiting.extend(children if isinstance(children, list) else [])


# Looked at by hand: `[[Website] (https://…/)]`, where marko takes the closing brackets for a part of the address.
DISAGREEMENTS = {"GT-RIPL": ["https://progport.github.io/)]"]}


@pytest.mark.parametrize("path", [path for path in FILES if path.suffix == ".md"], ids=owner)
def test_an_independent_parser_finds_no_link_that_we_do_not(path: Path) -> None:
    # marko's spans shift with CRLF, so that both are given the same plain line ends.
    text = path.read_bytes().decode().replace("\r\n", "\n")
    ours = spans(read.parse(text.encode(), path=path.name))
    missing = [text[start:end] for start, end in markdown_links(text) if (start, end) not in ours]
    assert missing == DISAGREEMENTS.get(owner(path), [])


MARKS = [*"[](){}<>|*_`\"'#-\n\r\t\\:&!=~@,.;$ ", "https://", "](", "[[", "]]", '<a href="', "</a>", "<td>", "<!--", "-->", "```", "\r\n", "\ufeff", "𝔸", "（", "todo", "\n\n", "  \n", "|---|", "**", "<br>", "{{", "- ", "1. ", "> "]  # fmt: skip
CUTS = st.tuples(st.floats(0, 1), st.integers(0, 120), st.sampled_from(["", *MARKS]))
# Four mutants for each example: 600 by default, 20,000 in the nightly profile.
MUTANTS = 4


@given(
    st.integers(0, 17),
    st.floats(0, 1),
    st.lists(st.lists(CUTS, min_size=1, max_size=12), min_size=MUTANTS, max_size=MUTANTS),
)
def test_mutated_lists_are_read_without_a_fault(
    number: int, place: float, mutants: list[list[tuple[float, int, str]]]
) -> None:
    path = FILES[number % len(FILES)]
    whole = path.read_bytes().decode()
    start = int(place * len(whole))
    for cuts in mutants:
        text = whole[start : start + 4000]
        for at, length, mark in cuts:
            position = int(at * len(text))
            text = text[:position] + mark + text[position + (0 if mark else length) :]
        try:
            prove(read.parse(text.encode(), path=path.name))
        except CatalogueError as error:
            assert str(error).startswith(path.name)  # noqa: PT017 - the message is the promise


def test_the_survey_of_this_repository_and_its_tables_are_read() -> None:
    path = ROOT / "data" / "raw" / "medical-data-synthesis.md"
    if not path.exists():
        pytest.skip("the catalogue is not in this tree")
    catalogue = read.load(path)
    rows = [entry for entry in catalogue.entries if entry.fields]
    assert (len(catalogue.entries), len(rows)) == (71, 70)
    assert sum(gap.whole_row for gap in catalogue.placeholders) == 8
    assert [link.url for entry in catalogue.entries for link in entry.malformed] == ["yES"]
