"""Link titles: where none is written, then where, then what."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import marko
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from harvester import read, repair, rules
from harvester.enrich import Known
from harvester.model import Author, Finding, Severity
from harvester.read.html import attributes
from harvester.repair.edits import Edit

if TYPE_CHECKING:
    from collections.abc import Callable

URL = "https://arxiv.org/abs/1711.10925"
CITED = "Deep Image Prior — Ulyanov et al., CVPR 2018"
ROW = f"# L\n\n| Type | Paper | Code |\n|---|---|---|\n| GAN | [Paper]({URL}) | [Code](https://github.com/o/n) |\n"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (f'- Some work. [paper]({URL} "a person\'s own")\n', "list.md"),
        (f"- Some work. [paper]({URL} 'another')\n", "list.md"),
        (f"- Some work. [paper]({URL} (a third))\n", "list.md"),
        (f'- Some work. <a href="{URL}" title="">paper</a>\n', "list.md"),
        (f"- Some work. <{URL}>\n", "list.md"),
        (f"- Some work. {URL}\n", "list.md"),
        (f'- Some work. [paper][p]\n\n[p]: {URL} "a title"\n', "list.md"),
        (f"- Some work. [paper][p]\n\n[p]: {URL}\n  'a title below'\n", "list.md"),
        (f"- Some work. [paper][p]\n\n[p]:\n  {URL}\n", "list.md"),
        ("- Some work. [code](https://github.com/o/n)\n", "list.md"),
        (f"- title: Some work\n  paper: {URL}\n", "list.yaml"),
        (f"L\n=\n\n- Some work. `paper <{URL}>`_\n", "list.rst"),
    ],
)
def test_where_there_is_one_or_none_can_be(titled: Callable[..., str], text: str, path: str) -> None:
    assert titled(text, path) == text


@pytest.mark.parametrize(
    "more", [{"title": None}, {"title": "x" * 501}, {"title": "\u202e \x1b[0m"}], ids=["unknown", "endless", "nothing"]
)
def test_without_a_title_nothing_is_written(titled: Callable[..., str], more: dict[str, Any]) -> None:
    assert titled(ROW, **more) == ROW


def test_what_no_registry_vouches_for_is_not_written() -> None:
    catalogue = read.parse(ROW.encode(), path="list.md")
    known = {"arxiv:1711.10925": Known(values={"title": "Deep Image Prior"}, provenance={})}
    assert repair.titles(catalogue, repair.works(catalogue, known)) == ()


def test_all_who_vouch_for_it_are_named() -> None:
    catalogue = read.parse(ROW.encode(), path="list.md")
    for provenance, sources in (
        ({"title": "crossref", "date": "arxiv"}, "crossref and arxiv"),
        ({"title": "crossref", "date": "crossref"}, "crossref"),
        ({"date": "arxiv"}, "arxiv"),
    ):
        known = Known(values={"title": "x" * 500, "date": "2018"}, provenance=provenance)
        (work,) = repair.works(catalogue, {"arxiv:1711.10925": known})
        assert (work.sources, work.title) == (sources, "x" * 500 if "title" in provenance else "")


def test_a_link_to_another_paper_than_the_row_names_is_left_alone() -> None:
    catalogue = read.parse(ROW.encode(), path="list.md")
    known = {"arxiv:1711.10925": Known(values={"title": "Another"}, provenance={"title": "arxiv"})}
    finding = Finding(
        rule="mismatch", severity=Severity.LOOK, cause="", catalogue="list.md", line=5, column=9, section=(),
        entry_id="arxiv:1711.10925", label="Paper", what=URL, evidence="", advice="",
    )  # fmt: skip
    assert repair.works(catalogue, known, [finding]) == ()
    assert len(repair.works(catalogue, known)) == 1


def test_only_the_link_that_names_the_entry_is_given_its_title(works: Callable[..., tuple[repair.Work, ...]]) -> None:
    text = f"- Some tool. [code](https://github.com/o/n)\n- Some work. [paper]({URL}) [again]({URL}v2)\n- It again. [paper]({URL})\n"
    catalogue = read.parse(text.encode(), path="list.md")
    known = works(catalogue)
    assert [one.id for one in known] == ["github:o/n", "arxiv:1711.10925", "arxiv:1711.10925~2"]
    edits = repair.titles(catalogue, known)
    assert [(one.line, one.rule, one.reason, one.span.start) for one in edits] == [
        (line, "titles", "as crossref has it", place + len(URL))
        for line, place in ((2, text.index(URL)), (3, text.rindex(URL)))
    ]
    assert repair.titles(catalogue, [replace(one, id="arxiv:1711.10926") for one in known]) == ()


def test_a_link_that_is_led_to_another_work_gets_the_title_of_neither(
    works: Callable[..., tuple[repair.Work, ...]],
) -> None:
    catalogue = read.parse(ROW.encode(), path="list.md")
    span = catalogue.entries[0].links[0].span
    for new, titles in (("https://doi.org/10.1000/182", 0), ("https://arxiv.org/pdf/1711.10925", 1)):
        beside = [Edit(span, URL, new, 5, "superseded", "")]
        assert len(repair.titles(catalogue, works(catalogue), beside)) == titles


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"[Paper]({URL})", f'[Paper]({URL} "{CITED}")'),
        (f"[Paper]({URL} )", f'[Paper]({URL} "{CITED}" )'),
        (f"[Paper](<{URL}>)", f'[Paper](<{URL}> "{CITED}")'),
        (f"[![Paper](badge.svg)]({URL})", f'[![Paper](badge.svg)]({URL} "{CITED}")'),
        (f'<a href="{URL}">Paper</a>', f'<a href="{URL}" title="{CITED}">Paper</a>'),
        (f"<a href='{URL} ' class=x>Paper</a>", f"<a href='{URL} ' title=\"{CITED}\" class=x>Paper</a>"),
        (f"<a href={URL}>Paper</a>", f'<a href={URL} title="{CITED}">Paper</a>'),
    ],
)
def test_the_form_of_the_link_is_kept(titled: Callable[..., str], before: str, after: str) -> None:
    for frame in (
        ROW,
        ROW.replace("\n", "\r\n"),
        f"\ufeff{ROW}",
        f"- **Some work**, 2018. [Paper]({URL}) [Code](https://a.org/x)\n",
    ):
        text = frame.replace(f"[Paper]({URL})", before)
        once = titled(text)
        assert once == frame.replace(f"[Paper]({URL})", after)
        assert titled(once) == once
    page = f"<ul><li><b>Some work</b> {before}</li></ul>\n"
    if "<a" in before:
        assert titled(page, "list.html") == page.replace(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"[p]: {URL}\n", f'[p]: {URL} "{CITED}"\n'),
        (f"[p]: {URL}", f'[p]: {URL} "{CITED}"'),
        (f"[p]: {URL}\r\n\r\n(See above.)\r\n", f'[p]: {URL} "{CITED}"\r\n\r\n(See above.)\r\n'),
        (f"  [P]: <{URL}>  \n[q]: https://a.org/x\n", f'  [P]: <{URL}> "{CITED}"  \n[q]: https://a.org/x\n'),
    ],
)
def test_a_reference_link_has_it_in_its_definition_once(titled: Callable[..., str], before: str, after: str) -> None:
    for rows in ("- Some work. [paper][p]\n\n", "- Some work. [p]\n\n", "- Some work. [p]\n- It again. [p][]\n\n"):
        once = titled(rows + before)
        assert once == rows + after
        assert titled(once) == once
        assert marko.convert(once).count(f'title="{html.escape(CITED)}"') == rows.count("- ")


@pytest.mark.parametrize(
    ("more", "cited"),
    [
        ({}, CITED),
        ({"authors": (Author("One", "A"), Author("Two", "B"))}, "Deep Image Prior — One and Two, CVPR 2018"),
        ({"authors": (Author(literal="The Group"),)}, "Deep Image Prior — The Group, CVPR 2018"),
        ({"authors": None}, "Deep Image Prior — CVPR 2018"),
        ({"authors": None, "venue": None, "short_venue": None}, "Deep Image Prior — 2018"),
        ({"authors": None, "venue": None, "short_venue": None, "date": None}, "Deep Image Prior"),
        ({"short_venue": "Conf. Comput. Vis.", "venue": "CVPR 2018"}, "Deep Image Prior — Ulyanov et al., CVPR 2018"),
    ],
)
def test_what_is_known_is_written_in_one_line(titled: Callable[..., str], more: dict[str, Any], cited: str) -> None:
    assert f'({URL} "{cited}")' in titled(ROW, **more)


@pytest.mark.parametrize(
    ("title", "markdown", "html"),
    [
        ("It's A & B", "It's A & B", "It's A &amp; B"),
        ('A "b"', r"A \"b\"", "A &quot;b&quot;"),
        ("A &lt; b", "A &amp;lt; b", "A &amp;lt; b"),
        ("A | <b> `c`", "A &#124; &lt;b&gt; &#96;c&#96;", "A &#124; &lt;b&gt; `c`"),
        ("[A] \\", r"\[A\] \\", "[A] \\"),
    ],
)
def test_a_title_is_escaped_as_its_place_asks(titled: Callable[..., str], title: str, markdown: str, html: str) -> None:
    more = {"title": title, "authors": None, "venue": None, "short_venue": None, "date": None}
    assert f'({URL} "{markdown}")' in titled(ROW, **more)
    assert f'title="{html}">' in titled(
        f'<ul><li><b>Work</b> <a href="{URL}">Paper</a></li></ul>\n', "list.html", **more
    )


HOSTILE = 'A|B "q" \\ [x](y) `c` </a> &amp; \n *e* \\'


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
@example(HOSTILE)
@example('\\"')
@example("\\|")
@example("`")
def test_every_title_is_read_back_as_it_is_and_breaks_out_of_nothing(
    works: Callable[..., tuple[repair.Work, ...]], title: str
) -> None:
    for form in (f"[Paper]({URL})", f'<a href="{URL}">Paper</a>'):
        text = ROW.replace(f"[Paper]({URL})", form)
        catalogue = read.parse(text.encode(), path="list.md")
        named = works(catalogue, title=title, authors=None, venue=None, short_venue=None, date=None)
        changes = repair.titles(catalogue, named)
        after = repair.mend(catalogue, changes)
        assert after.count("\n") == text.count("\n")
        assert len(changes) == bool(named[0].title)
        if changes:
            assert _title(after) == named[0].title


def _title(text: str) -> str:
    """The title of the first link, as others read it: marko for Markdown, attributes for HTML."""
    shown = marko.Markdown(extensions=["gfm"]).convert(text)
    tag = re.search(r"<a\b([^<>]*)>", shown)
    assert tag is not None
    return attributes(tag[1])["title"]


def test_its_word_is_no_rule() -> None:
    assert rules.IDS.isdisjoint({repair.TITLES, repair.COLUMNS})
