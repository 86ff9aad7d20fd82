"""The report as GitHub's Markdown."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import marko
import pytest
from hypothesis import given
from hypothesis import strategies as st
from marko.ext.gfm import GFM

from harvester.report import markdown, view
from report.report_runs import RUNS, demo, hostile, offline, second_night, two_lists

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

**placeholder** (fix), 2 of 3 links on 1 line: L101

To do: Fill the row in or take it out.

- **L101** template row (All) — Paper: `https://example.com`; a reserved name; first seen in this run
- **L101** template row (All) — Code: `https://github.com/example`; a reserved name; first seen in this run

## Cannot tell: 1 of 3 links

Neither proven alive nor proven gone; none of these counts as healthy.

### ? offline

**unchecked**, 1 of 3 links

- **L102** As the list says (All) — Paper: `https://doi.org/10.1000/1`

---

? unchecked: not judged in this run; □ placeholder: never meant to be a link.

harvester 0.1.0, run of 23 Nov 2026
"""


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str | None]] = set()
        self.prose = ""
        self._code = 0
        self.feed(marko.Markdown(extensions=[GFM]).convert(text))
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
