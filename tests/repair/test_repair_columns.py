"""Cells that are filled: none that a person used, then one for each format, then what is written into it."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from bibtexparser.entrypoint import parse_string
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from harvester import read, repair
from harvester.model import Author

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

URL = "https://arxiv.org/abs/1711.10925"
TITLE = "Deep Image Prior"
ALL = "Dmitry Ulyanov, Andrea Vedaldi, Victor Lempitsky"


def table(header: str, *cells: str) -> str:
    rows = "".join(f"|{cell}| [Paper](https://arxiv.org/abs/1711.{10925 + n}) |\n" for n, cell in enumerate(cells))
    return f"# L\n\n| {header} | Paper |\n|---|---|\n{rows}"


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("Title", " A person's own "),
        ("Title", " - "),
        ("Title", " TBD "),
        ("Title", " <!-- ask the authors --> "),
        ("Title", " &nbsp; "),
        ("Title", " ![x](x.png) "),
        ("Title", "<br>"),
        ("Code", "  "),
        ("Remarks", "  "),
        ("Editor", "  "),
        ("Publisher", "  "),
        ("Title link", "  "),
        ("Title and authors", "  "),
        ("Reference", "  "),
        ("Release date", "  "),
        ("Submitted", "  "),
        ("Journal", "  "),
    ],
)
def test_what_is_not_empty_or_asks_for_something_else(filled: Callable[..., str], header: str, cell: str) -> None:
    text = table(header, cell)
    assert filled(text) == text


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("list.md", f"- **Some work**. [Paper]({URL})\n"),
        ("list.yaml", f"- title: T\n  paper: {URL}\n  authors: [A. One]\n- paper: {URL}v2\n  authors:\n"),
        ("list.yaml", f"- title: T\n  paper: {URL}\n  authors: []\n"),
        ("list.yaml", f"- title: &x Some\n  paper: {URL}\n  venue: &y\n"),
        ("list.yaml", f"- title: Some\n  paper: {URL}\n  date: !!str\n"),
        ("list.json", f'[{{"title": "T", "paper": "{URL}", "authors": []}}]\n'),
        ("list.csv", f"title,paper,authors\nT,{URL}\n"),
        ("list.yaml", f"- title: |\n  paper: {URL}\n"),
        ("list.yaml", f"- title:\n    null\n  paper: {URL}\n"),
        ("list.bib", f"@article{{x,\n  title = {{T}},\n  url = {{{URL}}},\n  publisher = {{}},\n  journal = {{}}\n}}\n"),
        ("list.bib", f"@misc{{x, title = , url = {{{URL}}}}}\n"),
        ("list.bib", f"@misc{{x, title = {{{{}}}}, url = {{{URL}}}}}\n"),
        ("list.rst", f"====== ==========================================\nTitle  Paper\n====== ==========================================\nA work `Paper <{URL}>`_\n\\      `Paper <{URL}v2>`_\n====== ==========================================\n"),
    ],
    ids=["no columns", "lists", "an empty list", "an anchor", "a tag", "an empty list in JSON", "a short row",
         "a block of lines", "a line below its key", "a journal for a conference paper", "nothing to write into",
         "braces in braces", "too narrow"],
)  # fmt: skip
def test_what_has_no_place_for_it(filled: Callable[..., str], path: str, text: str) -> None:
    assert filled(text, path) == text


def test_who_writes_the_title_elsewhere_in_the_row_needs_none(filled: Callable[..., str]) -> None:
    text = f"- title: T\n  fulltitle:\n  paper: {URL}\n"
    assert filled(text, "list.yaml") == text


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (
            "list.md",
            f"| Title | Year | Paper |\r\n|---|:-:|---|\r\n|                    || [P]({URL}) |\r\n",
            f"| Title | Year | Paper |\r\n|---|:-:|---|\r\n| Deep Image Prior   | 2018 | [P]({URL}) |\r\n",
        ),
        (
            "list.md",
            f"<table><tr><th>Title</th><th>Paper</th></tr>\n<tr><td></td><td><a href='{URL}'>P</a></td></tr></table>\n",
            f"<table><tr><th>Title</th><th>Paper</th></tr>\n<tr><td>Deep Image Prior</td><td><a href='{URL}'>P</a></td></tr></table>\n",
        ),
        (
            "list.html",
            f"<table><tr><th>Title<th>Paper\n<tr><td class=x> </td><td><a href='{URL}'>P</a>\n</table>\n",
            f"<table><tr><th>Title<th>Paper\n<tr><td class=x>Deep Image Prior</td><td><a href='{URL}'>P</a>\n</table>\n",
        ),
        (
            "list.rst",
            f"================== =====================================\nTitle              Paper\n================== =====================================\n                   `P <{URL}>`_\n================== =====================================\n",
            f"================== =====================================\nTitle              Paper\n================== =====================================\nDeep Image Prior   `P <{URL}>`_\n================== =====================================\n",
        ),
        (
            "list.yaml",
            f"# kept\npapers:\n  - paper: {URL}  # here\n    title:  # to do\n    authors: ''\n    year: \"\"\n    venue: null # c\n",
            f"# kept\npapers:\n  - paper: {URL}  # here\n    title: Deep Image Prior  # to do\n    authors: '{ALL}'\n    year: \"2018\"\n    venue: CVPR # c\n",
        ),
        (
            "list.yaml",
            f"- {{paper: '{URL}', title: , authors: }}\n- paper: {URL}v2\n  year:\n",
            f"- {{paper: '{URL}', title: Deep Image Prior, authors: \"{ALL}\"}}\n- paper: {URL}v2\n  year: 2018\n",
        ),
        (
            "list.json",
            f'{{"papers": [\n  {{"title": "", "year": null, "venue": null,\n   "paper": "{URL}"}}\n]}}\n',
            f'{{"papers": [\n  {{"title": "Deep Image Prior", "year": 2018, "venue": "CVPR",\n   "paper": "{URL}"}}\n]}}\n',
        ),
        (
            "list.csv",
            f'title,authors,year,paper\r\n,"",  ,{URL}\r\n',
            f'title,authors,year,paper\r\nDeep Image Prior,"{ALL}",2018,{URL}\r\n',
        ),
        ("list.csv", f"authors;paper\n;{URL}\n", f"authors;paper\n{ALL};{URL}\n"),
        ("list.csv", f"authors,paper\n,{URL}\n", f'authors,paper\n"{ALL}",{URL}\n'),
        ("list.tsv", f"title\tpaper\tyear\n\t{URL}\t\n", f"title\tpaper\tyear\nDeep Image Prior\t{URL}\t2018\n"),
        (
            "list.bib",
            f'% kept\n@inproceedings{{x,\n  author = {{}}, title = "",\n  booktitle = {{ }}, year = {{}},\n  url = {{{URL}}}\n}}\n',
            f'% kept\n@inproceedings{{x,\n  author = {{Ulyanov, Dmitry and Vedaldi, Andrea and Lempitsky, Victor}}, title = "Deep Image Prior",\n  booktitle = {{CVPR}}, year = {{2018}},\n  url = {{{URL}}}\n}}\n',
        ),
    ],
)  # fmt: skip
def test_every_format_is_filled_in_place(filled: Callable[..., str], path: str, text: str, expected: str) -> None:
    once = filled(text, path)
    assert once == expected
    assert filled(once, path) == once


@pytest.mark.parametrize(
    ("header", "others", "more", "expected"),
    [
        ("Authors", [], {}, ALL),
        ("First author", [], {}, "Dmitry Ulyanov"),
        ("Authors", ["A. One et al.", "B. Two et al."], {}, "Dmitry Ulyanov et al."),
        ("Authors", ["A. One et al.", "B. Two et al.", "C. Three", "D. Four"], {}, ALL),
        ("Authors", ["A. One et al."], {"authors": (Author("Two", "B"), Author("Three", "C"))}, "B Two et al."),
        ("Authors", ["A. One et al."], {"authors": (Author("Two", "B"),)}, "B Two"),
        ("Authors", ["A. One, B. Two"], {}, ALL),
        ("Authors", ["A. One; B. Two", "C. Three; D. Four"], {}, ALL.replace(",", ";")),
        ("Authors", ["A. One and B. Two", "C. Three and D. Four"], {}, ALL.replace(",", " and")),
        ("Authors", [], {"authors": (Author(literal="The | Group"),)}, r"The \| Group"),
        ("Year", ["2015-05", "2016-07"], {}, "2018"),
        ("Date", [], {}, "2018"),
        ("Date", ["2015-05", "2016-07"], {}, "2018-06"),
        ("Date", ["2015-05-01", "2016-07-02"], {}, "2018-06-19"),
        ("Date", ["2015-05-01", "2016-07-02"], {"date": "2018"}, ""),
        ("Date", ["May 2015", "June 2016"], {}, ""),
        ("Venue", [], {}, "CVPR"),
        ("Venue", ["ICCV 2015", "ECCV 2016"], {}, "CVPR 2018"),
        ("Venue", ["ICCV", "ECCV"], {}, "CVPR"),
        ("Venue year", [], {}, "CVPR 2018"),
        ("Venue Year", [], {}, "CVPR 2018"),
        ("Venue year", [], {"short_venue": None, "venue": "CVPR 2019 and later"}, "CVPR 2019 and later"),
        ("Venue year", [], {"date": None}, ""),
        ("Venue year", [], {"short_venue": None, "venue": None}, ""),
        ("Venue", [], {"short_venue": "Comput. Vis."}, "Conference on Computer Vision and Pattern Recognition"),
        ("Conference", [], {}, "CVPR"),
        ("Conference", [], {"type": "article-journal"}, ""),
        ("Journal", [], {"type": "article-journal", "short_venue": None, "venue": "Sensors"}, "Sensors"),
        ("Conference / Journal", [], {"type": "article-journal", "short_venue": None, "venue": "Sensors"}, "Sensors"),
        ("Title", [], {"title": "A *b* [c](https://d) `e` | f"}, ""),
        ("Title", [], {"title": "A *b* `e` | f"}, r"A \*b\* \`e\` \| f"),
        ("Title", [], {"title": "A &lt; b & c &d"}, "A &amp;lt; b & c &d"),
    ],
)
def test_what_is_written_is_what_the_column_asks_for_in_the_manner_of_its_cells(
    filled: Callable[..., str], header: str, others: Sequence[str], more: dict[str, Any], expected: str
) -> None:
    text = table(header, *others, " ")
    catalogue = read.parse(text.encode(), path="list.md")
    if "https" in more.get("title", ""):
        with pytest.raises(repair.RepairError):
            filled(text, **more)
        return
    assert len(catalogue.entries) == len(others) + 1
    assert filled(text, **more) == (table(header, *others, f" {expected} ") if expected else text)


@pytest.mark.parametrize(
    ("others", "title", "written"),
    [
        (["One"], "It's 1", "It's 1"),
        (["'One'"], "It's 1", "'It''s 1'"),
        (['"One"'], 'A "1"', '"A \\"1\\""'),
        (['"One"', "Two", "Three"], "It's 1", "It's 1"),
        (["One"], "A: 1", '"A: 1"'),
        (["One"], "A # 1", '"A # 1"'),
    ],
)
def test_yaml_is_quoted_as_its_other_values_are_and_where_it_must_be(
    filled: Callable[..., str], others: list[str], title: str, written: str
) -> None:
    rows = "".join(f"- title: {other}\n  paper: {URL}v{number}\n" for number, other in enumerate(others, 1))
    assert filled(f"{rows}- title:\n  paper: {URL}\n", "list.yaml", title=title) == (
        f"{rows}- title: {written}\n  paper: {URL}\n"
    )


@pytest.mark.parametrize(("width", "written"), [(17, None), (18, f" {TITLE} "), (20, f" {TITLE}   ")])
def test_a_drawn_table_keeps_its_width(filled: Callable[..., str], width: int, written: str | None) -> None:
    rule = f"+{'-' * width}+{'-' * 50}+\n"
    rows = [f"|{title:{width}}|{paper:50}|\n" for title, paper in ((" Title", " Paper"), ("", f" `P <{URL}>`_"))]
    text = f"{rule}{rule.join(rows)}{rule}"
    assert filled(text, "list.rst") == (text.replace(f"|{'':{width}}|", f"|{written}|") if written else text)


@pytest.mark.parametrize(
    ("cell", "title", "written"),
    [
        ("<td>{}</td>", 'A "b" | <c> & d\'s', 'A "b" &#124; &lt;c&gt; &amp; d\'s'),
        ("<td class=x>{}\n", "A b", "A b"),
    ],
)
def test_a_cell_of_html_is_filled_where_its_text_begins(
    filled: Callable[..., str], cell: str, title: str, written: str
) -> None:
    frame = f"<table><tr><th>Title<th>Paper\n<tr>{cell}<td><a href='{URL}'>P</a>\n</table>\n"
    assert filled(frame.format(""), "list.html", title=title) == frame.format(written)


def test_a_quotation_mark_stays_out_of_quotes_in_bibtex(filled: Callable[..., str]) -> None:
    quoted, braced = (f"@misc{{x, title = {value}, url = {{{URL}}}}}\n" for value in ('""', "{}"))
    assert filled(quoted, "list.bib", title='A "b" c') == quoted
    assert filled(quoted, "list.bib", title="A b c") == quoted.replace('""', '"A b c"')
    assert filled(braced, "list.bib", title='A "b" c') == braced.replace("{}", '{A "b" c}')


def test_a_group_is_one_name_in_bibtex(filled: Callable[..., str]) -> None:
    text = f"@misc{{x, author = {{}}, title = {{T}}, url = {{{URL}}}}}\n"
    group = (Author(literal="The Group and Friends"),)
    assert filled(text, "list.bib", authors=group) == text.replace("{},", "{{The Group and Friends}},")


@pytest.mark.parametrize(
    ("empty", "written"),
    [
        (f"- title: ''\n  paper: {URL}\n", f"- title: 'It''s ü, \"b\"'\n  paper: {URL}\n"),
        (f'- title: ""\n  paper: {URL}\n', f'- title: "It\'s ü, \\"b\\""\n  paper: {URL}\n'),
        (f"- {{title: , paper: '{URL}'}}\n", f'- {{title: "It\'s ü, \\"b\\"", paper: \'{URL}\'}}\n'),
        (f"- {{paper: '{URL}', title: }}\n", f'- {{paper: \'{URL}\', title: "It\'s ü, \\"b\\""}}\n'),
    ],
)
def test_quotes_that_stand_there_are_kept_and_a_list_on_one_line_is_not_broken(
    filled: Callable[..., str], empty: str, written: str
) -> None:
    assert filled(empty, "list.yaml", title='It\'s ü, "b"') == written


def test_a_drawn_table_takes_no_text_that_it_would_read_as_markup(filled: Callable[..., str]) -> None:
    rule = f"{'=' * 18} {'=' * 37}\n"
    text = f"{rule}Title              Paper\n{rule}{' ' * 18} `P <{URL}>`_\n{rule}"
    for title in ("A *b*", "A `b`", "x_", "|x|", "a\\b"):
        assert filled(text, "list.rst", title=title) == text
    assert filled(text, "list.rst", title="A b") == text.replace(" " * 18, f"{'A b':18}", 1)


def test_the_configuration_says_what_a_column_holds(filled: Callable[..., str]) -> None:
    for text, path in (
        (table("Werk", "  "), "list.md"),
        (f"- werk:\n  paper: {URL}\n", "list.yaml"),
        (f"werk,paper\n,{URL}\n", "list.csv"),
    ):
        assert filled(text, path) == text
        assert "Deep Image Prior" in filled(text, path, {"title": ("Werk",)})


def test_a_formula_is_not_written_into_a_spreadsheet(filled: Callable[..., str]) -> None:
    text = f"title,paper\n,{URL}\n"
    assert filled(text, "list.csv", title="=HYPERLINK(1)") == text


LATEX = "ECG & co: 100% of {x}_1^2 ~ #3 \\o"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40))
@example(LATEX)
@example("yes")
@example("12")
@example('a "quoted, 1: x # y" \\ {z}')
@example("- a")
@example("null")
def test_a_data_file_reads_back_what_was_written(works: Callable[..., tuple[repair.Work, ...]], title: str) -> None:
    for path, text in (
        ("list.yaml", f"- {{paper: '{URL}', title: }}\n- paper: {URL}v2\n  title:\n- paper: {URL}v3\n  title: ''\n"),
        ("list.json", f'[{{"paper": "{URL}", "title": null}}, {{"paper": "{URL}v2", "title": ""}}]\n'),
        ("list.csv", f'paper,title,x\n{URL},,1\n{URL}v2,"",2\n'),
        ("list.bib", f"@misc{{x, title = {{}}, url = {{{URL}}}}}\n"),
    ):
        catalogue = read.parse(text.encode(), path=path)
        known = works(catalogue, title=title)
        changes = repair.provable(catalogue, repair.columns(catalogue, known))
        after = repair.mend(catalogue, changes)
        if not changes:
            assert after == text
            continue
        assert _titles(path, after) - {""} <= {known[0].title, known[0].title.strip()}


def _titles(path: str, text: str) -> set[str]:
    """What the titles of a file are to other readers."""
    if path.endswith("yaml"):
        return {str(row["title"] or "") for row in yaml.safe_load(text)}
    if path.endswith("json"):
        return {str(row["title"] or "") for row in json.loads(text)}
    if path.endswith("csv"):
        return {row["title"] for row in csv.DictReader(io.StringIO(text, newline=""))}
    fields = parse_string(text).entries[0].fields_dict
    return {""} if "\\" in fields["title"].value else {fields["title"].value.replace("{", "").replace("}", "")}
