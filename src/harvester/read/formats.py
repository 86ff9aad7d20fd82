"""Which reader understands which file: one function for each format, found by extension, else by content.

A new format is one file with one function, which books what it finds and gives the title, and one line here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from harvester.read import html, markdown, rst
from harvester.read.bibtex_file import read_bibtex
from harvester.read.delimited_file import read_delimited
from harvester.read.json_file import read_json
from harvester.read.text import read_text
from harvester.read.yaml_file import read_yaml

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.model import Catalogue
    from harvester.read.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of catalogue.

    Attributes:
        extensions: Endings of its files, in lower case.
        read: Books everything in a source; gives the books and the title of the catalogue.
        opening: What the text of such a file begins with, for files without a telling name.
    """

    name: str
    extensions: tuple[str, ...]
    read: Callable[[Ledger], str]
    opening: re.Pattern[str]


def _read_markdown(ledger: Ledger) -> str:
    return read_text(markdown.document(ledger.source), ledger)


def _read_html(ledger: Ledger) -> str:
    return read_text(html.document(ledger.source), ledger)


def _read_rst(ledger: Ledger) -> str:
    return read_text(rst.document(ledger.source), ledger)


FORMATS = (
    Format("BibTeX", (".bib", ".bibtex"), read_bibtex, re.compile(r"\s*@\w+\s*[{(]")),
    Format("JSON", (".json", ".jsonl", ".ndjson"), read_json, re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[\[{\"\]])")),
    Format("HTML", (".html", ".htm"), _read_html, re.compile(r"\s*<(?:!doctype html|html|head|body)\b", re.IGNORECASE)),
    Format(
        "reStructuredText",
        (".rst", ".rest"),
        _read_rst,
        re.compile(r"[^\n]+\n(?:={4,}|-{4,}|~{4,})[^\S\n]*\n(?s:.*)(?:`_|\.\. )"),
    ),
    Format(
        "YAML",
        (".yaml", ".yml"),
        read_yaml,
        re.compile(r"\s*(?:---[^\S\n]*\n\s*)?(?:[\w-][\w -]*:[^\S\n]*\n\s*)?-\s+[\w-]+:\s"),
    ),
    Format(
        "CSV or TSV",
        (".csv", ".tsv", ".tab"),
        read_delimited,
        re.compile(
            r"[^\n\t]*\t[^\n\t]*\t[^\n]*\n[^\n\t]*\t[^\n\t]*\t|[\w \"-]{1,40}(?:[,;][\w \"-]{1,40})+\r?\n[^\n,;]*[,;][^\n]*(?:://|10\.\d{4})"
        ),
    ),
    Format(
        "Markdown",
        (".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd", ".rmd", ".txt", ""),
        _read_markdown,
        re.compile(r""),
    ),
)


OPENING = 4096
"""Characters at the beginning of a file that tell its format where its name does not."""


def format_of(ending: str, text: str) -> Format | None:
    """The format of a file by its ending, or by how its text begins where there is none; None if unknown."""
    if ending:
        return next((known for known in FORMATS if ending in known.extensions), None)
    return next(known for known in FORMATS if known.opening.match(text))


def name_of(catalogue: Catalogue) -> str:
    """Name of the format that a catalogue was read in."""
    known = format_of(extension(catalogue.path), catalogue.text.removeprefix("\ufeff")[:OPENING])
    return known.name if known else ""


def extension(path: str) -> str:
    """Ending of a file's name in lower case with its dot, or an empty string."""
    return PurePosixPath(path.replace("\\", "/")).suffix.lower()
