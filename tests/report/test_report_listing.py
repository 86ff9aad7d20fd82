"""The catalogue for its readers."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import urlsplit

import marko
import pytest
from marko.ext.gfm import GFM

from harvester.model import Flag, Verdict
from harvester.report import listing
from report.report_book import Book, run_of
from report.report_runs import RUNS, demo, demo_book, hostile, two_lists

HEAD = "| Title | Authors | Venue | Year | Paper | Code | Status |"


class _Tables(HTMLParser):
    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: set[str] = set()
        self.links: list[str] = []
        self._cell = False
        self.feed(marko.Markdown(extensions=[GFM]).convert(markdown))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "tr":
            self.rows.append([])
        if tag == "td":
            self.rows[-1].append("")
            self._cell = True
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]

    def handle_endtag(self, tag: str) -> None:
        self._cell = self._cell and tag != "td"

    def handle_data(self, data: str) -> None:
        if self._cell:
            self.rows[-1][-1] += data


def small() -> Book:
    book = Book(name="small", title="A small list")
    book.paper(
        "One",
        [("https://doi.org/10.1000/1", Verdict.OK, "registered"), ("https://github.com/a/b", Verdict.DEAD, "404")],
        title="A | title",
        authors=("Ada Lovelace",),
        venue="Nature",
        date_="2020-01-02",
    )
    book.paper("One", [("https://doi.org/10.1000/2", Verdict.OK, "registered")], fields=(("Type", "GAN"), ("Code", "")))
    book.paper("Two", [], title="No link")
    book.template("Two")
    return book


def test_whole_page() -> None:
    assert (
        "".join(listing.markdown(run_of(small()), "small"))
        == f"""\
# A small list

3 papers, 2 of 5 links healthy. 2 of 3 papers have a title; 1 is unknown to the registries.

## One

{HEAD}
|---|---|---|---|---|---|---|
| A \\| title | Ada Lovelace | Nature | 2020 | [Paper](<https://doi.org/10.1000/1>) | `https://github.com/a/b` | ✗ dead (1 of 2 links) |
| *title not known to the registries*: GAN |  |  |  | [Paper](<https://doi.org/10.1000/2>) |  | ✓ ok |

## Two

{HEAD}
|---|---|---|---|---|---|---|
| No link |  |  |  |  |  | no link |

1 template row never filled in: L104

---

harvester 0.1.0, run of 23 Nov 2026
"""
    )


@pytest.mark.parametrize("name", RUNS)
def test_every_paper_has_a_row_of_seven_cells(name: str) -> None:
    run = RUNS[name]()
    for catalogue in run.catalogues:
        tables = _Tables("".join(listing.markdown(run, catalogue.name)))
        rows = [row for row in tables.rows if row]
        assert len(rows) == len(run.entries[catalogue.path])
        assert {len(row) for row in rows} <= {7}
        assert all(row[0].strip() and row[6].strip() for row in rows)


def test_hostile_text_stays_text() -> None:
    run = hostile()
    tables = _Tables("".join(listing.markdown(run, run.catalogues[0].name)))
    allowed = {"h1", "h2", "p", "blockquote", "hr", "em", "code", "a", "table", "thead", "tbody", "tr", "th", "td"}
    assert tables.tags <= allowed
    assert {urlsplit(link).hostname for link in tables.links} <= {"host.example", "fail.example"}


def test_what_was_taken_back_says_so_before_its_title() -> None:
    book = small()
    book.entries[0] = replace(book.entries[0], flags=(Flag.RETRACTED, Flag.NEWER_VERSION))
    book.entries[1] = replace(book.entries[1], flags=(Flag.NO_METADATA,))
    text = "".join(listing.markdown(run_of(book), "small"))
    assert "| **retracted**, **newer version**, A \\| title | Ada Lovelace |" in text
    assert "no metadata" not in text


def test_a_demonstration_says_so() -> None:
    assert "sandbox world medical-data-synthesis" in "".join(listing.markdown(demo(), "medical"))
    assert "sandbox world medical-data-synthesis" in "".join(listing.html(demo(), "medical"))


def test_each_list_has_its_own_page() -> None:
    run = two_lists()
    assert "".join(listing.markdown(run, "signals")).startswith("# Signals\n\n2 papers, 3 of 3 links healthy.")
    assert "Synthesis of signals" not in "".join(listing.html(run, "signals"))


def test_a_moved_link_leads_to_where_it_lives_now() -> None:
    text = "".join(listing.markdown(two_lists(), "signals"))
    assert "[Code](<https://github.com/a/new>)" in text
    assert "→ moved (1 of 2 links)" in text


def test_template_rows_are_counted_not_listed() -> None:
    page = "".join(listing.html(run_of(demo_book()), "medical"))
    assert page.count("template row never filled in") + page.count("template rows never filled in") == 7
    assert "https://github.com/example" not in page


def test_an_unknown_list_is_an_error() -> None:
    with pytest.raises(KeyError):
        "".join(listing.markdown(demo(), "other"))
