from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft7Validator

from export_cases import HOSTILE_TEXTS, article, enriched, texts
from harvester.export import render
from harvester.export.text import one_line
from harvester.model import Author, Enriched

# What the official schema (citation-style-language/schema, schemas/input/csl-data.json, v1.0.2) says of the
# properties that we write, made stricter: only these properties, whole numbers in dates, nothing empty.
TEXT = {"type": "string", "minLength": 1}
NAME = {
    "type": "object",
    "properties": {"family": TEXT, "given": TEXT, "literal": TEXT},
    "additionalProperties": False,
    "minProperties": 1,
}
SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "id": TEXT,
            "type": {
                "enum": [
                    *(
                        "article",
                        "article-journal",
                        "book",
                        "chapter",
                        "dataset",
                        "document",
                        "paper-conference",
                    ),
                    *("report", "software", "thesis", "webpage"),
                ]
            },
            "author": {"type": "array", "items": NAME, "minItems": 1},
            "issued": {
                "type": "object",
                "properties": {
                    "date-parts": {
                        "type": "array",
                        "items": {
                            "type": "array",
                            "items": {"type": "integer"},
                            "minItems": 1,
                            "maxItems": 3,
                        },
                        "minItems": 1,
                        "maxItems": 1,
                    }
                },
                "required": ["date-parts"],
                "additionalProperties": False,
            },
            **dict.fromkeys(("title", "container-title", "publisher", "volume", "issue", "page", "DOI", "URL"), TEXT),
        },
        "required": ["id", "type", "title"],
        "additionalProperties": False,
    },
}


def items(*entries: Enriched) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(render("csl-json", entries))
    Draft7Validator(SCHEMA).validate(found)
    return found


def test_nothing_becomes_an_empty_list() -> None:
    assert render("csl-json", []) == "[]\n"


def test_an_item_in_full() -> None:
    assert items(article()) == [
        {
            "id": "zama2023ecg",
            "type": "article-journal",
            "title": "ECG Synthesis via Diffusion",
            "author": [
                {"family": "Zama", "given": "Md Haider"},
                {"family": "Schwenker", "given": "Friedhelm"},
            ],
            "container-title": "Sensors & Actuators",
            "publisher": "MDPI AG",
            "volume": "23",
            "issue": "19",
            "page": "8328–8340",
            "issued": {"date-parts": [[2023, 10, 8]]},
            "DOI": "10.3390/s23198328",
            "URL": "https://doi.org/10.3390/s23198328",
        }
    ]


@pytest.mark.parametrize(
    ("known", "written"),
    [
        ("article", "article"),
        ("paper-conference", "paper-conference"),
        ("chapter", "chapter"),
        ("", "document"),
        ("posted-content", "document"),
    ],
)
def test_a_type_that_csl_does_not_know_is_a_document(known: str, written: str) -> None:
    assert items(enriched(type=known))[0]["type"] == written


@pytest.mark.parametrize(
    ("author", "written"),
    [
        (Author("Zama", "Md Haider"), {"family": "Zama", "given": "Md Haider"}),
        (Author(family="Plato"), {"family": "Plato"}),
        (Author(given="Madonna"), {"literal": "Madonna"}),
        (Author(literal="DeepMind Team"), {"literal": "DeepMind Team"}),
    ],
)
def test_names_keep_their_parts(author: Author, written: dict[str, str]) -> None:
    assert items(enriched(authors=(author,)))[0]["author"] == [written]


@pytest.mark.parametrize("date", ["", "n.d.", "2023-00"])
def test_an_unknown_date_is_left_out(date: str) -> None:
    assert "issued" not in items(enriched(date=date))[0]


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_hostile_text_stays_text(text: str) -> None:
    (item,) = items(article(title=text, authors=(Author(text),), venue=text))
    assert item["title"] == item["container-title"] == item["author"][0]["family"] == one_line(text)


@given(texts, texts)
def test_any_text_comes_back_as_it_was(title: str, name: str) -> None:
    found = [(item["title"], item.get("author", [])) for item in items(enriched(title=title, authors=(Author(name),)))]
    names = [{"family": one_line(name)}] if one_line(name) else []
    assert found == ([(one_line(title), names)] if one_line(title) else [])
