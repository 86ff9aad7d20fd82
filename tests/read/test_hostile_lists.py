"""Text of strangers: nothing raises, spans hold, and what is meant to overwhelm ends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester import read
from harvester.errors import CatalogueError
from reading_cases import prove

if TYPE_CHECKING:
    from harvester.model import Catalogue

X = "https://arxiv.org/abs/2301.00001"
PATHS = ["a.md", "a.html", "a.rst", "a.json", "a.yaml", "a.csv", "a.tsv", "a.bib", "a"]
SNIPPETS = [
    "# ", "## List\n", "- ", "1. ", "> ", "| ", " | ", "|--|--|\n", "| Title | Paper | Code |\n", "**", "*", "_", "`", "``` ", "[", "]", "](", "[[", "]]",
    "(", ")", "<", ">", "<!--", "-->", "<table>", "<tr>", "<td>", "</td>", "</table>", f"<a href='{X}'>", "</a>", "<br>", "<li>", "\\", "\n", "\r\n",
    "\n\n", "  \n", "\t", " ", X, "https://github.com/lab/code", "10.1000/x", "paper", "Code", "Title of It", "CVPR 2020", "Jane Doe, John Roe", "“", "”", '"',
    "{", "}", ":", ",", "@article{a, ", "title = {", "url: ", "- title: ", "\ufeff", "\u00a0", "𝔸", "深度", "（", "）", "TODO", "[r]: ", "&amp;", "~~", "===\n", "$",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(SNIPPETS) | st.text(max_size=8), max_size=40).map("".join)


def parse(text: str, path: str) -> Catalogue | None:
    try:
        return read.parse(text.encode(errors="surrogatepass").decode(errors="replace").encode(), path=path)
    except CatalogueError as error:
        assert re.match(r"a(\.\w+)?(:\d+)?: ", str(error))  # noqa: PT017 - the message is the promise
        return None


@given(TEXTS, st.sampled_from(PATHS))
def test_no_text_raises_and_every_span_holds(text: str, path: str) -> None:
    if catalogue := parse(text, path):
        prove(catalogue)


@given(st.lists(st.sampled_from(SNIPPETS), max_size=25).map("".join))
def test_every_address_is_in_an_entry_or_accounted_for(text: str) -> None:
    if catalogue := parse(text, "a.md"):
        known = [link.span for entry in catalogue.entries for link in (*entry.links, *entry.malformed)]
        known += [link.span for gap in catalogue.placeholders for link in gap.links] + [
            link.span for link in catalogue.skipped
        ]
        for match in re.finditer(re.escape(X), catalogue.text):
            assert any(span.start <= match.start() < max(span.end, span.start + 1) for span in known)


@given(TEXTS)
def test_blank_lines_at_the_end_change_nothing(text: str) -> None:
    once, twice = parse(text, "a.md"), parse(f"{text}\n\n\n", "a.md")
    if once and twice and not text.endswith((" ", "\t", "\\", "`")):
        assert [(entry.title, entry.line, entry.links) for entry in once.entries] == [
            (entry.title, entry.line, entry.links) for entry in twice.entries
        ]


@given(
    st.lists(
        st.sampled_from([word for word in SNIPPETS if "\r" not in word and "\ufeff" not in word]), max_size=30
    ).map("".join)
)
def test_line_ends_of_either_kind_read_the_same(text: str) -> None:
    def facts(catalogue: Catalogue | None) -> list[tuple[object, ...]]:
        return [
            (
                entry.title,
                entry.line,
                entry.section,
                entry.venue,
                [(link.url, link.role, link.line, link.column) for link in entry.links],
            )
            for entry in (catalogue.entries if catalogue else ())
        ]

    assert facts(parse(text, "a.md")) == facts(parse(text.replace("\n", "\r\n"), "a.md"))


@pytest.mark.parametrize(
    ("name", "text", "path"),
    [
        ("brackets", "[" * 100_000, "a.md"),
        ("nested quotes", ">" * 50_000, "a.md"),
        ("nested bullets", "- " * 50_000 + "x", "a.md"),
        ("one line of 5 MB", "x" * 5_000_000, "a.md"),
        ("nested links", "[a](" * 50_000, "a.md"),
        ("emphasis", "*a " * 100_000, "a.md"),
        ("pipes", "|" * 100_000 + "\n" + "|-" * 100_000, "a.md"),
        ("backticks", "".join("`" * n + "a" for n in range(700)), "a.md"),
        ("tags that never end", '<a href="' * 50_000, "a.md"),
        ("tables in tables", "<table><tr><td>" * 10_000, "a.md"),
        ("comments that never end", "<!--" * 50_000, "a.md"),
        ("a title of commas", "- " + "a, " * 100_000 + f"[paper]({X})", "a.md"),
        ("a title of names", "- " + "John Doe, " * 50_000 + f"[paper]({X})", "a.md"),
        ("a title of code", "- " + "`a` " * 50_000 + f"[paper]({X})", "a.md"),
        ("many long titles", ("- " + "a, B - c. " * 400 + f"[paper]({X})\n") * 50, "a.md"),
        ("links in one line", f"[a]({X}) " * 20_000, "a.md"),
        ("addresses in one line", f"{X} " * 20_000, "a.md"),
        ("broken links in one line", "[a](https://x y " * 20_000, "a.md"),
        ("a list in a list", "[" * 50_000, "a.json"),
        ("a map in a map", '{"a":' * 50_000, "a.json"),
        ("flow in flow", "[" * 50_000, "a.yaml"),
        ("dash in dash", "- " * 50_000 + "a", "a.yaml"),
        ("braces", "@a{b, title=" + "{" * 100_000, "a.bib"),
        ("entries that never end", "@a{b, title={x\n" * 5_000, "a.bib"),
        ("quotes", '"' * 100_000, "a.csv"),
        ("quotes in every row", 'title,url\n"a\n' * 5_000, "a.csv"),
        ("cells without rows", "<td>" * 20_000, "a.html"),
        ("rules", "=====  =====\n" * 5_000, "a.rst"),
    ],
)
def test_what_is_meant_to_overwhelm_ends(name: str, text: str, path: str) -> None:
    del name
    catalogue = parse(text, path)
    assert catalogue is None or len(catalogue.text) == len(text)
