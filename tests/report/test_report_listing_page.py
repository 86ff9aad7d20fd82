"""The catalogue for its readers as a page."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester import export, pipeline, read
from harvester.history import Memory
from harvester.model import Author, Flag, Verdict
from harvester.report import document, listing
from report.report_book import TODAY, Book, run_of
from report.report_lists import book_of, column, readers_list
from report.report_page import Page
from report.report_runs import HOSTILE, RUNS, two_lists

if TYPE_CHECKING:
    from harvester.model import Run


def golden_run() -> Run:
    book = Book(name="small", title="A small list")
    book.paper(
        "One",
        [("https://doi.org/10.1000/1", Verdict.OK, "registered"), ("https://github.com/a/b", Verdict.DEAD, "404")],
        title="Signals",
        authors=("Ada Lovelace",),
        venue="Sensors",
        date_="2023-05",
        fields=(("Type", "GAN, VAE"), ("Paper Link", "Paper"), ("Date", "2023")),
    )
    book.entries[0] = replace(book.entries[0], flags=(Flag.RETRACTED,))
    book.paper("One", [], title="")
    book.template("Two")
    return run_of(book)


def main_part(text: str) -> str:
    """What stands between the marks of the main part, one element a line."""
    part = text[text.index("<main") : text.index("</main>")]
    return "\n".join(line for line in part.splitlines() if line)


def page_of(run: Run) -> Page:
    name = run.catalogues[0].name
    return Page(
        "".join(
            listing.html(run, name, export.bibtex.records(export.bibliography(run.entries[run.catalogues[0].path])))
        )
    )


def test_whole_main_part() -> None:
    citations = {"doi:10.1000/1": "@article{lovelace2023signals,\n  title = {Signals & <more>},\n}\n"}
    assert main_part("".join(listing.html(golden_run(), "small", citations))) == EXPECTED


def test_papers_have_what_is_known_of_them() -> None:
    page = page_of(readers_list())
    articles = [attrs for tag, attrs in page.tags if tag == "article"]
    assert len(articles) == 24
    assert sum("struck" in (attrs["class"] or "") for attrs in articles) == 1
    assert "retracted by the publisher on 1 May 2024 https://doi.org/10.1000/notice" in page.words()
    assert page.words().count("Copy BibTeX") == 23
    assert page.words().count("Architecture Net 7") == 1
    assert "template row never filled in: L125" in page.words()


def test_codes_are_expanded_and_the_others_said_to_be_unexplained() -> None:
    words = page_of(readers_list()).words()
    assert "Evaluation U, F Fidelity" in words
    assert "Evaluation codes F Fidelity U not explained in the list P Privacy" in words


def test_facets_have_their_counts() -> None:
    page = page_of(readers_list())
    facets = [attrs["data-facet"] for tag, attrs in page.tags if tag == "fieldset"]
    assert facets == ["section", "type", "evaluation", "year", "code", "flag"]
    words = page.words()
    assert "GAN 2 spellings 10" in words
    assert "Diffusion Model 2 spellings 9" in words
    boxes = [attrs["value"] for tag, attrs in page.tags if tag == "input" and attrs["type"] == "checkbox"]
    assert boxes[:2] == ["Signals", "Images"]


def test_marks_name_facets_and_values_that_exist() -> None:
    page = page_of(readers_list())
    marks = [mark.split(".") for attrs in page.values("data-f") for mark in attrs.split()]
    assert {int(facet) for facet, _ in marks} == set(range(6))


@pytest.mark.parametrize(
    ("verdict", "said"),
    [(Verdict.OK, ""), (Verdict.MOVED, "→ moved"), (Verdict.DEAD, "✗ dead"), (Verdict.UNCHECKED, "? unchecked")],
)
def test_a_link_says_what_is_wrong_with_it_and_nothing_else(verdict: Verdict, said: str) -> None:
    book = Book()
    book.paper("One", [("https://doi.org/10.1000/1", verdict, "seen")], title="A title")
    part = main_part("".join(listing.html(run_of(book), "medical")))
    assert [f"</span> {other.word}</span>" in part for other in Verdict] == [other.word in said for other in Verdict]
    assert "✓" not in part
    assert ('href="https://doi.org/10.1000/1"' in part) is (verdict is not Verdict.DEAD)


def test_a_long_label_gives_way_to_what_the_link_is() -> None:
    book = Book()
    book.paper("One", [("https://doi.org/10.1000/1", Verdict.OK, "seen")], title="A title")
    book.links[0] = replace(
        book.links[0], link=replace(book.links[0].link, label="A title as long as titles often are")
    )
    assert re.search(r'rel="noopener noreferrer">Paper</a>', "".join(listing.html(run_of(book), "medical")))


def test_all_authors_can_be_searched() -> None:
    book = Book()
    book.paper("One", [("https://doi.org/10.1000/1", Verdict.OK, "seen")], title="A title")
    names = tuple(Author(given="Ann", family=f"Author{n}") for n in range(9))
    book.entries[0] = replace(book.entries[0], authors=names)
    page = page_of(run_of(book))
    assert "Ann Author3 and 5 more" in page.words()
    assert page.values("data-also") == [", ".join(f"Ann Author{n}" for n in range(4, 9))]


def test_columns_that_repeat_what_is_shown_are_left_out() -> None:
    book = book_of(
        [
            (
                "One",
                (
                    ("", str(number + 1)),
                    ("Paper", f"Study {number} pdf"),
                    ("DOI", f"10.1000/{number}"),
                    ("Venue", "Sensors"),
                    ("Year", str(2020 + number % 4)),
                    ("Note", "kept"),
                    ("Data", "-"),
                ),
            )
            for number in range(3)
        ]
    )
    page = page_of(run_of(book))
    assert page.words().count("Note kept") == 3
    assert [tag for tag, _ in page.tags].count("dt") == 3 + 4  # the help names four keys


def test_the_same_page_from_the_report_s_own_file() -> None:
    text = (
        b"# List\n\n1. **Fidelity (F)**: close\n2. **Privacy (P)**: kept\n\n## Papers\n\n"
        b"| Title | Evaluation | Paper | Code |\n|---|---|---|---|\n"
        b"| One | F, P | [Paper](https://some.host/one.pdf) | [Code](yes) |\n"
        b"| Two | F | [Paper](https://doi.org/10.1000/2) | [Code](https://github.com/lab/two) |\n"
    )
    run, _ = pipeline.run([read.parse(text)], Memory(), network=None, scope=pipeline.Scope(), today=TODAY, world="live")
    again = document.load(document.text(run))
    pages = [
        "".join(listing.html(one, "README", export.bibtex.records(export.bibliography(one.entries["README.md"]))))
        for one in (run, again)
    ]
    assert pages[0] == pages[1]
    assert again.catalogues[0].legend == {"F": "Fidelity", "P": "Privacy"}


def test_each_list_has_its_own_page() -> None:
    run = two_lists()
    assert "Synthesis of signals" not in "".join(listing.html(run, "signals"))
    with pytest.raises(KeyError):
        "".join(listing.html(run, "other"))


@pytest.mark.parametrize("name", RUNS)
def test_records_stay_inside_their_frame(name: str) -> None:
    run = RUNS[name]()
    for catalogue in run.catalogues:
        records = {
            entry.id: "@misc{x,\n  title = {</pre><script>alert(1)</script>},\n}"
            for entry in run.entries[catalogue.path]
        }
        page = Page("".join(listing.html(run, catalogue.name, records)))
        assert [tag for tag, _ in page.tags].count("script") == 1
        assert [tag for tag, _ in page.tags].count("pre") == len(records)


@given(st.lists(st.sampled_from([*HOSTILE, "GAN", "VAE", ""]), max_size=12))
def test_any_cell_makes_a_page(cells: list[str]) -> None:
    page = page_of(run_of(book_of(column(*cells))))
    assert [tag for tag, _ in page.tags].count("article") == len(cells)
    assert {tag for tag, _ in page.tags} & {"img", "iframe", "form"} == set()


EXPECTED = """\
<main id="main">
<nav class="contents" aria-label="Sections"><ul>
<li><a href="#s-one"><bdi>One</bdi></a> <small>2</small></li>
<li><a href="#s-two"><bdi>Two</bdi></a> <small>0</small></li>
</ul></nav>
<ul class="chosen" id="chosen" aria-label="Chosen filters"></ul>
<div id="papers">
<section class="shelf" aria-labelledby="s-one">
<h2 id="s-one"><bdi>One</bdi> <small>2 papers</small></h2>
<div class="entries">
<div class="piece">
<article class="entry struck" id="L101" data-f="0.0" data-date="2023-05" data-section="One" tabindex="-1">
<p class="flag alarm"><b>retracted</b></p>
<h3><a href="https://doi.org/10.1000/1" rel="noopener noreferrer">Signals</a></h3>
<p class="by"><bdi>Ada Lovelace</bdi> <bdi class="in">Sensors</bdi> <span class="year">2023</span></p><dl class="own">
<div><dt>Type</dt> <dd><bdi>GAN, VAE</bdi></dd></div>
</dl><div class="to">
<ul><li><bdi><a href="https://doi.org/10.1000/1" rel="noopener noreferrer">Paper</a></bdi></li><li class="v-dead" title="dead: 404"><bdi>Code</bdi> <span class="word"><span aria-hidden="true">✗</span> dead</span></li></ul>
<details class="cite"><summary>BibTeX</summary><pre tabindex="0">@article{lovelace2023signals,
  title = {Signals &amp; &lt;more&gt;},
}</pre></details>
<button type="button" class="copy">Copy BibTeX</button><a class="line" href="#L101" title="Line 101 of the list">L101</a>
</div>
</article>
<article class="entry" id="L102" data-f="" data-date="" data-section="One" tabindex="-1">
<h3 class="nameless">no DOI or arXiv id to look a title up by</h3>
<div class="to">
<ul><li class="none">no link</li></ul>
<a class="line" href="#L102" title="Line 102 of the list">L102</a>
</div>
</article>
</div>
</div></section>
<section class="shelf bare" aria-labelledby="s-two">
<h2 id="s-two"><bdi>Two</bdi> <small>0 papers</small></h2>
<p class="leftover">1 template row never filled in: <span id="L103">L103</span></p></section>
</div>
<div class="nothing" id="nothing" hidden><p>No paper fits all of this.</p><button type="button" class="reset">Clear all</button></div>"""
