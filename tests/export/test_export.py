from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from export_cases import HOSTILE_TEXTS, article, enriched, link, listed
from harvester.errors import UsageError
from harvester.export import EXPORTS, bibliography, render
from harvester.export.text import one_line
from harvester.model import Author, Enriched, Role

FACTS = Path(__file__).resolve().parents[3] / "shared" / "facts" / "dois.json"


def cited(*entries: Enriched) -> list[str]:
    return [item["title"] for item in json.loads(render("csl-json", entries))]


def address(entry: Enriched) -> str | None:
    (item,) = json.loads(render("csl-json", [entry]))
    url: str | None = item.get("URL")
    return url


@pytest.mark.parametrize(
    ("name", "suffix"), [("bibtex", ".bib"), ("csl-json", ".csl.json"), ("ris", ".ris"), ("csv", ".csv")]
)
def test_every_format_is_registered_under_its_name(name: str, suffix: str) -> None:
    assert EXPORTS[name].suffix == suffix
    assert EXPORTS[name].description == one_line(EXPORTS[name].description) != ""
    assert "".join(EXPORTS[name].pieces(bibliography([article()]))) == render(name, [article()]) != ""


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"no export named 'docx'") as caught:
        render("docx", [])
    assert all(name in caught.value.hint for name in EXPORTS)


@pytest.mark.parametrize("name", EXPORTS)
@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_every_export_encodes_as_utf8_without_controls(name: str, text: str) -> None:
    whole = render(name, [article(title=text, authors=(Author(text),), venue=text, publisher=text)])
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e]", whole.encode().decode())


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", ""),
        ("plain text", "plain text"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        (" a \n\t b\u00a0c ", "a b c"),
        ("a\x00b \x1b[0m\ufeff", "ab [0m"),
        ("\u202egnp.\u202c\ud800\U000e0041", "gnp."),
    ],
)
def test_one_line(text: str, line: str) -> None:
    assert one_line(text) == line


@pytest.mark.parametrize(
    ("entry", "titles"),
    [
        (enriched(title=""), []),
        (enriched(title=" \x00\n", claims={"title": "\t"}), []),
        (enriched(title="", claims={"title": "Its Title"}, identifiers={}), []),
        (enriched(title="", claims={"authors": "A. One"}), []),
        (enriched(title="", claims={"title": "Its Title"}), ["Its Title"]),
        (enriched(title="Known", claims={"title": "Its Title"}), ["Known"]),
        (enriched(title="Known", identifiers={}), ["Known"]),
    ],
)
def test_only_a_titled_work_is_cited(entry: Enriched, titles: list[str]) -> None:
    assert cited(entry) == titles
    assert render("bibtex", [entry]).count("@misc{") == render("ris", [entry]).count("TY  - ") == len(titles)


def test_what_the_catalogue_claims_is_not_cited_beyond_the_title() -> None:
    claims = {"title": "Its Title", "authors": "A. One and B. Two", "venue": "MICCAI", "date": "2023"}
    (item,) = json.loads(render("csl-json", [enriched(title="", claims=claims)]))
    assert sorted(item) == ["DOI", "URL", "id", "title", "type"]


def test_a_work_listed_twice_is_cited_once_in_its_first_place() -> None:
    first, other, again = (
        enriched(title="First"),
        enriched("10.1000/2", title="Other"),
        enriched(title="Again"),
    )
    assert cited(first, other, again) == ["First", "Other"]


@pytest.mark.parametrize(
    ("identifiers", "url"),
    [
        ({}, None),
        ({"github": "owner/name"}, "https://github.com/owner/name"),
        ({"openreview": "a_b-C"}, "https://openreview.net/forum?id=a_b-C"),
        ({"pii": "S0010482523"}, "https://www.sciencedirect.com/science/article/pii/S0010482523"),
        ({"arxiv": "math/0309136", "openreview": "x"}, "https://arxiv.org/abs/math/0309136"),
        ({"arxiv": "2301.00001", "doi": "10.1000/1"}, "https://doi.org/10.1000/1"),
        (
            {"doi": "10.1002/(sici)1<1::aid>3.0.co;2-#"},
            "https://doi.org/10.1002/(sici)1%3C1::aid%3E3.0.co;2-%23",
        ),
    ],
)
def test_the_address_is_that_of_the_most_lasting_identifier(identifiers: dict[str, str], url: str | None) -> None:
    assert address(enriched(identifiers=identifiers)) == url


def test_the_catalogues_paper_link_serves_where_no_paper_is_identified() -> None:
    code = link("https://github.com/o/n", Role.CODE)
    unusable = (link("paper.pdf"), link("https://example.com"), link("javascript:alert(1)"))
    page = link("https://proceedings.mlr.press/v1/one.html")
    assert address(enriched(identifiers={"github": "o/n"}, entry=listed(code, *unusable, page))) == page.url
    assert address(enriched(identifiers={"github": "o/n"}, entry=listed(code, *unusable))) == code.url


@pytest.mark.skipif(not FACTS.exists(), reason="the facts about the shipped catalogue are not beside the repository")
def test_the_shipped_catalogue_is_cited_in_full() -> None:
    facts = json.loads(FACTS.read_text(encoding="utf-8"))
    entries = [
        enriched(
            fact["doi"] or "",
            id=fact["url_in_seed"],
            title=fact["title"] or "",
            authors=tuple(Author(**author) for author in fact["authors"] or ()),
            date=str(fact["year"] or ""),
        )
        for fact in facts
    ]
    titles = [fact["title"] for fact in facts if fact["title"]]
    assert cited(*entries) == titles
    assert render("csv", entries).count("\n") == len(facts) + 1
