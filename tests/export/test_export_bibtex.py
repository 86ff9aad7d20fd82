from __future__ import annotations

import re

import pytest
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import SeparateCoAuthors, SplitNameParts
from hypothesis import given
from hypothesis import strategies as st

from export_cases import HOSTILE_TEXTS, ZAMA, article, enriched, texts
from harvester.export import render
from harvester.export.text import one_line
from harvester.model import Author, Enriched

COMMANDS = {
    "textbraceleft": "{",
    "textbraceright": "}",
    "textasciitilde": "~",
    "textasciicircum": "^",
    "textbackslash": "\\",
}


def fields(*entries: Enriched) -> list[dict[str, str]]:
    """The fields of each record, read back by bibtexparser, which must not have to repair anything."""
    library = parse_string(render("bibtex", entries))
    assert library.failed_blocks == []
    assert library.comments == library.strings == library.preambles == []
    return [{field.key: field.value for field in record.fields} for record in library.entries]


def printed(latex: str) -> str:
    """What LaTeX prints for a field; fails on anything that it would do more than print."""
    depth = 0
    for brace in re.findall(r"[{}]", latex):
        depth += 1 if brace == "{" else -1
        assert depth >= 0
    assert depth == 0
    assert not re.search(r"(?<!\\)[&%$#_]|[~^]", latex)
    text = re.sub(
        r"\\(?:([&%$#_])|([a-z]+)\{\})|\\|[{}]",
        lambda found: found[1] or (COMMANDS[found[2]] if found[2] else found[0].replace("\\", "LOOSE").strip("{}")),
        latex,
    )
    assert "LOOSE" not in text
    return text


def test_nothing_becomes_an_empty_file() -> None:
    assert render("bibtex", []) == ""


def test_a_record_in_full() -> None:
    assert (
        render("bibtex", [article()])
        == r"""@article{zama2023ecg,
  author        = {Zama, Md Haider and Schwenker, Friedhelm},
  title         = {{ECG} Synthesis via Diffusion},
  journal       = {Sensors \& Actuators},
  volume        = {23},
  number        = {19},
  pages         = {8328--8340},
  publisher     = {MDPI AG},
  year          = {2023},
  month         = oct,
  doi           = {10.3390/s23198328},
  eprint        = {2301.00001},
  archivePrefix = {arXiv},
  url           = {https://doi.org/10.3390/s23198328},
}
"""
    )


def test_a_blank_line_separates_records_and_unknown_fields_are_left_out() -> None:
    entries = [enriched("10.1000/1", title="Alpha"), enriched("10.1000/2", title="Beta")]
    assert (
        render("bibtex", entries)
        == """@misc{alpha,
  title         = {Alpha},
  doi           = {10.1000/1},
  url           = {https://doi.org/10.1000/1},
}

@misc{beta,
  title         = {Beta},
  doi           = {10.1000/2},
  url           = {https://doi.org/10.1000/2},
}
"""
    )


@pytest.mark.parametrize(
    ("csl", "start", "venue"),
    [
        ("", "@misc{", "howpublished"),
        ("posted-content", "@misc{", "howpublished"),
        ("article", "@misc{", "howpublished"),
        ("article-journal", "@article{", "journal"),
        ("paper-conference", "@inproceedings{", "booktitle"),
        ("chapter", "@incollection{", "booktitle"),
        ("book", "@book{", "howpublished"),
    ],
)
def test_the_type_decides_the_entry_type_and_the_name_of_the_venue(csl: str, start: str, venue: str) -> None:
    entry = article(type=csl)
    assert render("bibtex", [entry]).startswith(start)
    assert fields(entry)[0][venue] == r"Sensors \& Actuators"


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Deep synthesis", "Deep synthesis"),
        ("A Survey of Image-Based Methods", "A Survey of Image-Based Methods"),
        ("From Gaussian noise: A study", "From Gaussian noise: A study"),
        ("12-lead signals", "12-lead signals"),
        ("ECG: A survey", "{ECG}: A survey"),
        ("Training StyleGAN2-ADA on mRNA", "Training {StyleGAN2-ADA} on {mRNA}"),
        ("U-Net (T1 and 3D) for X-ray", "{U-Net} ({T1} and {3D}) for {X-ray}"),
        ("R&D of GANs, type I", r"{R\&D} of {GANs}, type {I}"),
        ("Ångström ÄÖ_x", r"Ångström {ÄÖ\_x}"),
    ],
)
def test_capitals_that_a_style_would_lower_are_protected(title: str, written: str) -> None:
    assert fields(enriched(title=title))[0]["title"] == written


@pytest.mark.parametrize(
    ("author", "written"),
    [
        (Author("Zama", "Md Haider"), "Zama, Md Haider"),
        (Author("van der Berg", "J.-P."), "van der Berg, J.-P."),
        (Author("Żółć", "Ø"), "Żółć, Ø"),
        (Author("Anderson", "Andy"), "Anderson, Andy"),
        (Author(family="Plato"), "{Plato}"),
        (Author(given="Madonna"), "{Madonna}"),
        (Author(family="others"), "{others}"),
        (Author(literal="DeepMind Team"), "{DeepMind Team}"),
        (Author(literal="Marks and Spencer, Inc."), "{Marks and Spencer, Inc.}"),
        (Author("Smith, Jr.", "John"), "{Smith, Jr.}, John"),
        (Author("Johnson AND Johnson", "Inc, Ltd"), "{Johnson AND Johnson}, {Inc, Ltd}"),
        (Author("O_Neil", "x"), r"{O\_Neil}, x"),
        (Author("a{nd x", "and &"), r"{a\textbraceleft{}nd x}, {and \&}"),
    ],
)
def test_names_stay_whole(author: Author, written: str) -> None:
    assert fields(enriched(authors=(ZAMA, author)))[0]["author"] == f"Zama, Md Haider and {written}"


def test_authors_without_a_name_are_left_out() -> None:
    assert "author" not in fields(enriched(authors=(Author(), Author("\x00", " \n"))))[0]


@pytest.mark.parametrize(
    ("pages", "written"),
    [
        ("e1234", "e1234"),
        ("1-10", "1--10"),
        ("1 – 10", "1--10"),
        ("1--10", "1--10"),
        ("1–5, 9–12", "1--5, 9--12"),
    ],
)
def test_page_ranges_get_two_hyphens(pages: str, written: str) -> None:
    assert fields(enriched(pages=pages))[0]["pages"] == written


@pytest.mark.parametrize(
    ("date", "known"),
    [
        ("", {}),
        ("n.d.", {}),
        ("23-10", {}),
        ("2023-13", {}),
        ("2023", {"year": "2023"}),
        ("2023-10", {"year": "2023", "month": "oct"}),
        ("2023-01-05", {"year": "2023", "month": "jan"}),
    ],
)
def test_dates_go_as_far_as_they_are_known(date: str, known: dict[str, str]) -> None:
    found = fields(enriched(date=date))[0]
    assert {name: found[name] for name in ("year", "month") if name in found} == known


def test_verbatim_fields_keep_what_belongs_to_them_and_code_what_could_leave_them() -> None:
    found = fields(enriched(identifiers={"doi": r"10.1000/a_b%c#{\x}^"}))[0]
    assert found["doi"] == "10.1000/a_b%c#%7B%5Cx%7D%5E"
    assert found["url"] == "https://doi.org/10.1000/a_b%25c%23%7B%5Cx%7D%5E"


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_hostile_text_stays_text_in_every_field(text: str) -> None:
    hostile = article(title=text, authors=(Author(text, text), Author(literal=text)), venue=text, publisher=text)
    found, bystander = fields(hostile, enriched("10.1000/2", title="Bystander"))
    assert printed(found["title"]) == printed(found["journal"]) == printed(found["publisher"]) == one_line(text)
    assert bystander["title"] == "Bystander"


@given(st.lists(texts, min_size=1, max_size=4))
def test_any_titles_come_back_as_they_were(titles: list[str]) -> None:
    entries = [enriched(f"10.1000/{number}", title=title) for number, title in enumerate(titles)]
    expected = [one_line(title) for title in titles if one_line(title)]
    assert [printed(found["title"]) for found in fields(*entries)] == expected


@given(st.lists(st.builds(Author, texts, texts, st.just("") | texts), max_size=4))
def test_any_authors_come_back_as_they_were(authors: list[Author]) -> None:
    bib = render("bibtex", [enriched(authors=tuple(authors))])
    middlewares = [SeparateCoAuthors(), SplitNameParts()]
    (record,) = parse_string(bib, append_middleware=middlewares).entries
    found = record.fields_dict["author"].value if "author" in record.fields_dict else []
    cleaned = [Author(*map(one_line, (one.family, one.given, one.literal))) for one in authors]
    expected = [one for one in cleaned if one.display]
    assert len(found) == len(expected)
    for name, author in zip(found, expected, strict=True):
        whole = bool(author.literal) or not (author.family and author.given)
        family = [author.display] if whole else [author.family]
        assert [printed(" ".join([*name.von, *name.last, *name.jr]))] == family
        assert printed(" ".join(name.first)) == ("" if whole else author.given)
