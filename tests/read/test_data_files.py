"""Catalogues as data: YAML, JSON, CSV, TSV, BibTeX, reStructuredText and HTML, with places, roles and mappings."""

from __future__ import annotations

import pytest

from harvester import read
from harvester.errors import CatalogueError
from harvester.model import Role

X = "https://arxiv.org/abs/2301.00001"
Y = "https://arxiv.org/abs/2302.00002"
C = "https://github.com/lab/code"


def works(text: str, path: str, **fields: object) -> list[tuple[str | None, list[tuple[str, str]]]]:
    catalogue = read.parse(text.encode(), path=path, fields=fields or None)
    for entry in catalogue.entries:
        for link in (*entry.links, *entry.malformed):
            assert catalogue.text[link.span.start : link.span.end] == link.url
    return [(entry.title, [(link.role.value, link.url) for link in entry.links]) for entry in catalogue.entries]


BOTH = [("One Title", [("paper", X), ("code", C)]), ("Two Titles", [("paper", Y)])]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.yaml", f"- title: One Title\n  link: {X}\n  code: {C}\n- title: 'Two Titles'\n  link: {Y}\n"),
        (
            "a.yml",
            f"papers:\n  - {{title: One Title, url: '{X}', github: \"{C}\"}}\n  - {{title: Two Titles, url: {Y}}}\n",
        ),
        (
            "a.yaml",
            f"GANs:\n- title: One Title\n  urls:\n    arxiv: {X}\n    github: {C}\nVAEs:\n- title: Two Titles\n  links: [{Y}]\n",
        ),
        (
            "a.yaml",
            f"- title: One Title\n  links:\n  - name: paper\n    url: {X}\n  - type: code\n    url: {C}\n- title: Two Titles\n  pdf: {Y}\n",
        ),
        (
            "a.yaml",
            f"- topic: GANs\n  papers:\n  - title: One Title\n    paper: {X}\n    repo: {C}\n- topic: VAEs\n  papers:\n  - title: Two Titles\n    paper: {Y}\n",
        ),
        ("a.yaml", f"One Title of Three:\n  url: {X}\nTwo Titles of Three:\n  url: {Y}\n"),
        (
            "a.json",
            f'[{{"title": "One Title", "url": "{X}", "code": "{C}"}}, {{"title": "Two Titles", "url": "{Y}", "code": null}}]',
        ),
        (
            "a.json",
            f'{{"papers": [{{"title": "One Title", "links": {{"paper": "{X}", "code": "{C}"}}}}, {{"title": "Two Titles", "pdf": "{Y}"}}]}}',
        ),
        (
            "a.jsonl",
            f'{{"title": "One Title", "url": "{X}", "code": "{C}"}}\n{{"title": "Two Titles", "url": "{Y}"}}\n',
        ),
        ("-", f"papers:\n- title: One Title\n  link: {X}\n  code: {C}\n- title: Two Titles\n  link: {Y}\n"),
        ("-", f"title,url,code\nOne Title,{X},{C}\nTwo Titles,{Y},\n"),
        ("a.csv", f"title,url,code\nOne Title,{X},{C}\nTwo Titles,{Y},\n"),
        ("a.csv", f'Title;Paper;Code\r\n"One Title";{X};{C}\r\n"Two Titles";{Y};-\r\n'),
        (
            "a.tsv",
            f"Year\tAbbr.\tTitle\tArxiv\tOfficial_Code\n2014\tGAN\tOne Title\t{X}\t{C}\n2014\tNAN\tTwo Titles\t{Y}\t-\n",
        ),
        (
            "a.bib",
            f'@article{{a,\n  title = {{One Title}},\n  url = {{{X}}},\n  code = "{C}"\n}}\n@misc{{b, title={{{{Two}} Titles}}, link={{{Y}}}}}\n',
        ),
        ("a.rst", f"List\n====\n\n* `One Title <{X}>`_ `[Code] <{C}>`_\n* `Two Titles <{Y}>`__\n"),
        (
            "a.html",
            f"<ul><li><a href='{X}'>One Title</a> <a href='{C}'>code</a></li><li><a href='{Y}'>Two Titles</a></li></ul>",
        ),
        ("README", f"- [One Title]({X}) [code]({C})\n- [Two Titles]({Y})\n"),
    ],
)
def test_every_syntax_gives_the_same_works(path: str, text: str) -> None:
    found = works(text, path)
    if "of Three" in text:
        assert found == [("One Title of Three", [("paper", X)]), ("Two Titles of Three", [("paper", Y)])]
    else:
        assert found == BOTH


@pytest.mark.parametrize(
    ("text", "kind"), [("[{}]", "a.json"), ("a: [1, 2]\n", "a.yaml"), ("name,year\nx,2020\n", "a.csv")]
)
def test_data_without_works_gives_none(text: str, kind: str) -> None:
    assert works(text, kind) == []


def test_fields_lines_and_section_of_a_record() -> None:
    text = f"GANs:\n  - title: One Title\n    authors: [Jane Doe, John Roe]\n    year: 2014\n    journal: JMLR\n    note: >\n      long\n      text\n    url: {X}\n"
    (entry,) = read.parse(text.encode(), path="a.yaml").entries
    assert (entry.line, entry.end_line, entry.section) == (2, 9, ("GANs",))
    assert (entry.authors, entry.date, entry.venue) == ("Jane Doe, John Roe", "2014", "JMLR")
    assert dict(entry.fields)["authors"] == "Jane Doe, John Roe"
    assert (entry.links[0].line, entry.links[0].column) == (9, 10)


def test_bibtex_keeps_its_key_and_reads_its_accents() -> None:
    text = (
        "@inproceedings{Doe2020,\n  author = {D{\\\"o}e, J{\\'a}n and {\\L}ukasz, A.},\n  title = {A {CNN} for {\\alpha} \\& more},\n"
        "  booktitle = {Proc. of "
        "X"
        "}, month = jul, year = 2020,\n  doi = {10.1000/xyz123}, publisher = {ACM}\n}\n"
    )
    (entry,) = read.parse(text.encode(), path="a.bib").entries
    assert dict(entry.fields)["key"] == "Doe2020"
    assert (entry.authors, entry.date, entry.venue) == ("Döe, Ján and Łukasz, A.", "2020", "Proc. of X")
    assert [(link.url, link.role) for link in entry.links] == [("10.1000/xyz123", Role.PAPER)]


def test_bibtex_strings_comments_and_broken_entries() -> None:
    text = (
        f'@comment{{x, url={{{X}}}}}\n@string{{icml = "Int. Conf. on ML"}}\n@article{{a, title={{One Title}}, journal = icml # " 2020", url={{{X}}}}}\n'
        f"@article{{b, title={{Never closed, url={{{Y}}}\n@article{{c, title={{Three Titles}}, url={{{Y}}}}}\n"
    )
    catalogue = read.parse(text.encode(), path="a.bib")
    assert [entry.title for entry in catalogue.entries][0::2] == ["One Title", "Three Titles"]
    assert catalogue.entries[0].venue == "Int. Conf. on ML 2020"


@pytest.mark.parametrize(
    ("record", "links"),
    [
        ("doi: 10.1000/xyz123", ["10.1000/xyz123"]),
        ("eprint: '2301.00001'", ["2301.00001"]),
        (
            f"doi: 10.1000/xyz123\n  url: https://doi.org/10.1000/XYZ123\n  code: {C}",
            ["https://doi.org/10.1000/XYZ123", C],
        ),
        (f"url: {X}\n  eprint: '2301.00001'", [X]),
        (f"url: {X}\n  biburl: https://dblp.org/rec/x", [X]),
        (f"url: {X}\n  journal: '[JMLR](https://jmlr.org)'", [X]),
        (f"url: {X}\n  abstract: Code at {C}", [X]),
        (f"note: see {X}", [X]),
        (f"url: {X}\n  stars: 12\n  video: https://youtu.be/x", [X, "https://youtu.be/x"]),
    ],
)
def test_only_the_links_of_the_work_are_its_links(record: str, links: list[str]) -> None:
    assert [[url for _, url in found] for _, found in works(f"- title: One Title\n  {record}\n", "a.yaml")] == [links]


@pytest.mark.parametrize(
    ("value", "url", "mended"),
    [
        ("github.com/lab/code", "github.com/lab/code", C),
        ("hhttps://github.com/lab/code", "hhttps://github.com/lab/code", C),
    ],
)
def test_a_broken_address_in_a_record_is_malformed(value: str, url: str, mended: str) -> None:
    (entry,) = read.parse(f"- title: One Title\n  url: {X}\n  code: {value}\n".encode(), path="a.yaml").entries
    assert [(link.url, link.mended, link.role) for link in entry.malformed] == [(url, mended, Role.CODE)]


@pytest.mark.parametrize("nothing", ["", "''", "'-'", "null", "N/A", "TBD"])
def test_a_record_without_code_has_a_gap(nothing: str) -> None:
    catalogue = read.parse(f"- title: One Title\n  url: {X}\n  code: {nothing}\n".encode(), path="a.yaml")
    assert [gap.line for gap in catalogue.placeholders] == [3]


def test_the_users_mapping_has_the_last_word() -> None:
    text = f'[{{"headline": "One Title", "where": "{X}", "impl": "{C}", "who": "Jane Doe", "at": "ICML", "link": "https://lab.org/blog"}}]'
    fields = {
        "title": "headline",
        "paper": ["pdf", "where"],
        "code": "impl",
        "authors": "who",
        "venue": "at",
        "other": ["link"],
    }
    (entry,) = read.parse(text.encode(), path="a.json", fields=fields).entries
    assert (entry.title, entry.authors, entry.venue) == ("One Title", "Jane Doe", "ICML")
    assert [(link.role, link.url) for link in entry.links] == [
        (Role.PAPER, X),
        (Role.CODE, C),
        (Role.OTHER, "https://lab.org/blog"),
    ]


def test_the_mapping_holds_for_columns_too() -> None:
    text = f"Kopf,Ort\nOne Title,{X}\n"
    assert works(text, "a.csv", title="Kopf", paper="Ort") == [("One Title", [("paper", X)])]


def test_values_that_are_lines_of_markdown() -> None:
    text = f'{{"GANs": {{"2301.00001": "|**2023-01-01**|**One Title of Note**|Jane Doe et.al.|[2301.00001]({X})|**[link]({C})**|\\n"}}}}'
    catalogue = read.parse(text.encode(), path="a.json")
    assert [(entry.title, [link.url for link in entry.links]) for entry in catalogue.entries] == [
        ("One Title of Note", [X, C])
    ]


@pytest.mark.parametrize(
    ("markdown", "data", "path"),
    [
        (
            f"* GAN - [One Title]({X}) ([github]({C}))\n* NAN - [Two Titles]({Y})\n",
            f"Abbr.\tTitle\tArxiv\tOfficial_Code\nGAN\tOne Title\t{X}\t{C}\nNAN\tTwo Titles\t{Y}\t-\n",
            "gans.tsv",
        ),
        (
            f"| Year | Title | Paper | Code |\n|--|--|--|--|\n| 1988 | [One Title]({X}) | [pdf]({X}) | [GitHub]({C}) |\n",
            f"@article{{a, title={{One Title}}, year={{1988}}, link={{{X}}}, code={{{C}}}}}\n",
            "list.bib",
        ),
        (
            f"## GANs\n- [One Title]({X}), Jane Doe, John Roe, 2020\n",
            f"GANs:\n- title: One Title\n  authors: [Jane Doe, John Roe]\n  year: 2020\n  link: {X}\n",
            "list.yaml",
        ),
    ],
)
def test_a_list_and_the_data_it_was_made_from_agree(markdown: str, data: str, path: str) -> None:
    def facts(text: str, name: str) -> list[tuple[str | None, set[tuple[Role, str]]]]:
        entries = read.parse(text.encode(), path=name).entries
        return [(entry.title, {(link.role, link.url) for link in entry.links}) for entry in entries]

    assert facts(markdown, "README.md") == facts(data, path)


def test_an_alias_in_yaml_unfolds_nothing() -> None:
    text = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)
    )
    assert read.parse(text.encode(), path="a.yaml").entries == ()


RST_TABLE = f"""Papers
------

=============  ==========================  ========  =====  ======================================================
Type           Paper Title                 Venue     Year   Materials
=============  ==========================  ========  =====  ======================================================
Survey         One Title of Note           JMLR      2004   `[PDF] <{X}>`_
NLP            Two Titles of Note with     Preprint  2024   `[PDF] <{Y}>`_,
               a second line                                `[Code] <{C}>`_
=============  ==========================  ========  =====  ======================================================
"""


def test_a_table_in_restructured_text() -> None:
    entries = read.parse(RST_TABLE.encode(), path="a.rst").entries
    assert [
        (entry.title, entry.venue, entry.date, [link.url for link in entry.links], entry.section) for entry in entries
    ] == [
        ("One Title of Note", "JMLR", "2004", [X], ("Papers",)),
        ("Two Titles of Note with a second line", "Preprint", "2024", [Y, C], ("Papers",)),
    ]


@pytest.mark.parametrize(
    ("path", "text", "where", "what"),
    [
        ("a.json", '[{"title": "x"},]', "a.json:1", "unexpected ]"),
        ("a.json", '[\n{"title" "x"}]', "a.json:2", "a colon is missing"),
        ("a.json", '[\n{"title": "x"', "a.json:2", "the file ends before"),
        ("a.json", '{title: "x"}', "a.json:1", "is expected"),
        ("a.json", '["\\q"]', "a.json:1", "a broken escape"),
        ("a.json", "[" * 100, "a.json:1", "nested more than"),
        ("a.yaml", "- title: x\n  bad: [1\n- y", "a.yaml:", "not YAML"),
        ("a.yaml", "- title: a: b\n", "a.yaml:1", "not YAML"),
        ("a.yaml", "- " * 200 + "x", "a.yaml:1", "nested more than"),
        ("a.bib", "nothing here", "a.bib", "no BibTeX entry"),
    ],
)
def test_broken_data_is_refused_with_its_line(path: str, text: str, where: str, what: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        read.parse(text.encode(), path=path)
    assert str(caught.value).startswith(where)
    assert what in str(caught.value)
    assert caught.value.hint


def test_escaped_slashes_of_json_lead_where_they_should() -> None:
    written, code = X.replace("/", "\\/"), C.replace("/", "\\/")
    text = f'[{{"title": "One Title", "url": "{written}", "code": "{code}"}}, {{"title": "Two", "links": "[pdf]({written})"}}]'
    assert works(text, "a.json") == [
        ("One Title", [("paper", written), ("code", code)]),
        ("Two", [("paper", written)]),
    ]
    assert not any(entry.malformed for entry in read.parse(text.encode(), path="a.json").entries)
