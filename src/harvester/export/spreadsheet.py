"""CSV of every entry, safe to open in a spreadsheet.

Title, authors, venue and date are the registries'; where they are silent, what the catalogue says stands as
it was written. The year is taken from a registry's date only.
"""

from __future__ import annotations

import csv
import unicodedata
from io import StringIO
from typing import TYPE_CHECKING, Final

from harvester.export.text import one_line
from harvester.export.works import date_parts, known_title
from harvester.model import Role, TargetKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from harvester.export.works import Bibliography
    from harvester.model import Enriched

COLUMNS: Final = (
    "id",
    "title",
    "authors",
    "venue",
    "year",
    "date",
    "type",
    "doi",
    "arxiv",
    "paper",
    "code",
    "section",
    "line",
)

# What starts a formula, full-width forms included (OWASP, "CSV Injection"). Tab and carriage return are on
# that list too, but a cell that is one line cannot start with them.
_FORMULA_STARTS: Final = frozenset("=+-@")


def pieces(known: Bibliography) -> Iterator[str]:
    """A CSV file of a header and one row per entry, quoted as RFC 4180 says; a line feed ends each line."""
    yield _line(COLUMNS)
    for entry in known.entries:
        row = _row(entry)
        yield _line(_cell(row[column]) for column in COLUMNS)


def _line(cells: Iterable[str]) -> str:
    line = StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()


def _row(entry: Enriched) -> dict[str, str]:
    return {
        "id": entry.id,
        "title": known_title(entry),
        "authors": "; ".join(author.display for author in entry.authors) or entry.claims.get("authors", ""),
        "venue": entry.venue or entry.claims.get("venue", ""),
        "year": "".join(str(year) for year in date_parts(entry.date)[:1]),
        "date": entry.date or entry.claims.get("date", ""),
        "type": entry.type,
        "doi": entry.identifiers.get(TargetKind.DOI, ""),
        "arxiv": entry.identifiers.get(TargetKind.ARXIV, ""),
        "paper": _first_link(entry, Role.PAPER),
        "code": _first_link(entry, Role.CODE),
        "section": " > ".join(entry.entry.section),
        "line": str(entry.entry.line),
    }


def _first_link(entry: Enriched, role: Role) -> str:
    return next((link.url for link in entry.entry.links if link.role is role), "")


def _cell(text: str) -> str:
    """The text on one line, with an apostrophe before it where a spreadsheet would take it for a formula."""
    line = one_line(text)
    return f"'{line}" if unicodedata.normalize("NFKC", line[:1]) in _FORMULA_STARTS else line
