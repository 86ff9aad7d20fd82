"""The report as GitHub's Markdown."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import marko
import pytest
from hypothesis import given
from hypothesis import strategies as st
from marko.ext.gfm import GFM

from harvester.config import PROJECT_URL
from harvester.model import Verdict
from harvester.report import markdown, view
from report.report_book import Book, run_of
from report.report_runs import RUNS, demo, hostile, offline, second_night, two_lists

if TYPE_CHECKING:
    from harvester.report.view import View

DOCS = f"{PROJECT_URL}/blob/main/docs"

OFFLINE = """\
**2 problems (1 decision), all seen for the first time; 0 of 3 links healthy, 1 cannot be told.**

> [!IMPORTANT]
> Offline: no registry and no server was asked in this run

- 3 links: 1 unchecked, 2 placeholder
- 1 of 1 paper has a title (1 in the list's own words only)
- Nothing was asked

## New: 2 of 2 problems

Seen for the first time in this run.

### □ template rows still hold example.com and github.com/example

**[placeholder](<DOCS/rules/placeholder.md>)** (fix), 2 of 3 links on 1 line: L101

To do: Fill the row in or take it out.

- **L101** template row (All) — Paper: `https://example.com`; a reserved name; first seen in this run
- **L101** template row (All) — Code: `https://github.com/example`; a reserved name; first seen in this run

## Cannot tell: 1 of 3 links

Neither proven alive nor proven gone; none of these counts as healthy.

### ? offline

**[unchecked](<DOCS/verdicts.md#unchecked>)**, 1 of 3 links

- **L102** As the list says (All) — Paper: `https://doi.org/10.1000/1`

---

? unchecked: not judged in this run; □ placeholder: never meant to be a link.

To let a finding stay, write harvester: ok RULE reason="why" in a comment on its line or the one before.

harvester 0.1.0, run of 23 Nov 2026
""".replace("DOCS", DOCS)


def undocumented(text: str) -> str:
    """The page without the links from its words to their documentation, which are ours."""
    return re.sub(rf"\[([\w-]+)\]\(<{re.escape(DOCS)}/[\w/.#-]+>\)", r"\1", text)


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str | None]] = set()
        self.prose = ""
        self._code = 0
        self.feed(marko.Markdown(extensions=[GFM]).convert(undocumented(text)))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(attrs)
        self._code += tag == "code"

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag == "code"

    def handle_data(self, data: str) -> None:
        if not self._code:
            self.prose += data


def test_whole_page() -> None:
    assert markdown.render(view.build(offline())) == OFFLINE


def test_the_first_line_is_the_verdict() -> None:
    first = markdown.render(view.build(second_night())).splitlines()[0]
    assert first.startswith("**1 new problem, 1 repaired since the last run")


def test_many_places_of_one_cause_are_folded() -> None:
    text = markdown.render(view.build(demo()))
    assert text.count("<details><summary>16 places</summary>") == text.count("</details>") == 1


def test_a_table_of_upstreams_only_where_one_failed() -> None:
    assert "| web pages | 2 of 3 | needs a login (1) |" in markdown.render(view.build(demo()))
    assert "|---|" not in markdown.render(view.build(RUNS["quiet"]()))


@pytest.mark.parametrize("limit", [0, 1, 50, 400, 1_000, 2_500, 5_000, 65_536])
@pytest.mark.parametrize("name", RUNS)
def test_the_limit_is_kept(name: str, limit: int) -> None:
    text = markdown.render(view.build(RUNS[name]()), limit=max(limit, 1))
    assert len(text) <= len(text.encode()) <= max(limit, 1)


@given(st.integers(1, 9_000))
def test_what_is_left_out_is_counted(limit: int) -> None:
    v = view.build(two_lists())
    total = sum(len(group.items) for part in v.sections for group in part.groups)
    text = markdown.render(v, limit=limit)
    left = re.search(r"\*\*(\d+) of (\d+) items left out here\*\*", text)
    shown = len(re.findall(r"^- \*\*", text, re.MULTILINE))
    if left:
        assert (int(left[1]), int(left[2])) == (total - shown, total)
    elif "\n---\n" in text:
        assert shown == total
    assert text.count("<details>") == text.count("</details>")


def test_a_folded_tail_does_not_lose_the_head() -> None:
    v = view.build(second_night())
    text = markdown.render(v, limit=2_000)
    assert text.startswith(f"**{v.headline}**")
    assert v.footer in text
    assert "items left out here" in text


def test_hostile_text_stays_text() -> None:
    page = _Page(markdown.render(view.build(hostile())))
    allowed = {"p", "strong", "blockquote", "ul", "li", "table", "thead", "tbody", "tr", "th", "td"}
    assert page.tags <= allowed | {"h2", "h3", "code", "details", "summary", "hr"}
    assert page.attributes <= {("class", "alert alert-important")}
    assert not re.search(r"@\w|#\d|\bGH-\d|://|\bwww\.\w", page.prose)


def test_no_line_of_a_list_begins_with_a_strangers_text() -> None:
    lines = markdown.render(view.build(hostile())).splitlines()
    assert not [line for line in lines if line.startswith(("::", "# ", "</details>|"))]


BLOB = "https://github.com/o/r/blob/0123abc"


def test_lines_link_to_the_commit_and_to_nothing_else() -> None:
    text = undocumented(markdown.render(view.build(two_lists()), blob_url=BLOB))
    links = re.findall(r"\]\(<([^>]+)>\)", text)
    assert f"{BLOB}/data/raw/medical.md?plain=1#L127" in links
    assert f"{BLOB}/data/raw/signals.md?plain=1#L102" in links
    assert all(link.startswith(f"{BLOB}/data/raw/") for link in links)
    assert "](<" not in undocumented(markdown.render(view.build(two_lists())))


def test_an_odd_path_ends_no_link() -> None:
    run = hostile()
    text = markdown.render(view.build(run), blob_url=BLOB)
    attributes = _Page(text).attributes - {("class", "alert alert-important")}
    assert {name for name, _ in attributes} == {"href"}
    assert all(
        (value or "").startswith(f"{BLOB}/data/raw/evil%22%3E%3Cscript%3E%7C%60%2312.md?") for _, value in attributes
    )


def test_a_finding_in_no_catalogue_has_a_place_all_the_same() -> None:
    text = markdown.render(view.build(RUNS["waived"]()), blob_url=BLOB)
    assert "- **harvester.yaml**" in text
    assert "## Waived: 16 of 20 findings" in text
    assert "To do: Nothing; it may stay: kept for those who add papers" in text


@pytest.fixture(scope="module")
def long_view() -> View:
    book = Book()
    book.paper("All", [("https://github.com/gone/0", Verdict.DEAD, "404")], title="Paper 0")
    first = book.find("dead", "https://github.com/gone/0", evidence="404", advice="Find it.")
    book.findings = [
        replace(first, line=101 + number, what=(url := f"https://github.com/gone/{number}"), cause=url)
        for number in range(10_000)
    ]
    return view.build(run_of(book))


@pytest.mark.parametrize("limit", [markdown.SUMMARY, markdown.BODY])
def test_a_long_report_is_fitted_and_says_what_is_missing(long_view: View, limit: int) -> None:
    text = markdown.render(long_view, limit=limit, blob_url=BLOB)
    assert limit * 0.98 < len(text.encode()) <= limit
    left = re.search(r"\*\*([\d,]+) of 10,000 items left out here\*\*", text)
    assert left is not None
    assert len(re.findall(r"^- \[\*\*L", text, re.MULTILINE)) == 10_000 - int(left[1].replace(",", ""))
    assert text.startswith(f"**{long_view.headline}**")


def test_what_would_speak_to_github_does_not() -> None:
    spoken = (
        "Fixes #1", "closes octo/repo#2", "GH-3", "@octocat", "@org/team", "https://github.com/o/r/issues/5",
        "http://github.com/o/r/pull/6", "www.github.com/o/r/issues/7", "![x](https://evil.example/i.png)",
        "<img src=https://evil.example/i.png>", "[x]: https://evil.example", "\\@octocat", "`@octocat`", "a\\|b",
        "$\\href{https://evil.example}{x}$", "<!-- harvester:tracking -->", "- [x] done", "&#64;octocat", "1234567abcdef",
    )  # fmt: skip
    for text in spoken:
        book = Book()
        book.paper(text, [(text, Verdict.MALFORMED, text)], title=text)
        book.links[-1] = replace(book.links[-1], link=replace(book.links[-1].link, label=text))
        book.find("malformed", f"{text} cause", evidence=text, advice=text)
        page = _Page(markdown.render(view.build(run_of(book))))
        assert page.tags <= {"p", "strong", "ul", "li", "h2", "h3", "code", "hr"}, text
        assert not re.search(r"@\w|#\d|\bGH-\d|://|\bwww\.\w", page.prose), text
