"""A row of arXiv's public metadata becomes what the arxiv library makes of an entry, and then a :class:`Record`.

The shape is that of ``arxiv-metadata-oai-snapshot.json``. It differs from the API's in that accents are TeX's, that
authors are one text and a list of ``[family, given, suffix]``, and that dates stand with the versions.
"""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from typing import Any

import arxiv

from harvester.model import Record
from harvester.read.bibtex_file import composed
from harvester.upstream.arxiv_record import read_record
from harvester.upstream.members import dicts

MEMBERS = ("id", "title", "authors_parsed", "comments", "journal-ref", "doi", "abstract", "versions")
"""What is read of a row."""

_FORMULA = re.compile(r"(\$[^$]*\$)")
_NOTHING = Record(source="arxiv")


def read_row(row: dict[str, Any]) -> Record:
    """What arXiv says of the newest version of a paper. Never raises: a row of another shape gives an empty record."""
    versions = dicts(row.get("versions"))
    if not versions:
        return _NOTHING
    try:
        first, last = (parsedate_to_datetime(str(version.get("created"))) for version in (versions[0], versions[-1]))
        entry = arxiv.Result(
            entry_id=f"http://arxiv.org/abs/{row.get('id')}{versions[-1].get('version', '')}",
            published=first,
            updated=last,
            title=_text(row.get("title")),
            authors=[arxiv.Result.Author(name) for name in _names(row.get("authors_parsed"))],
            summary=_text(row.get("abstract")),
            comment=_text(row.get("comments")),
            journal_ref=_text(row.get("journal-ref")),
            doi=str(row.get("doi") or ""),
        )
        return read_record(entry)
    except (ValueError, TypeError, AttributeError, OverflowError):
        return _NOTHING


def _text(value: object) -> str:
    """Text as the API has it: accents composed, formulas left as TeX."""
    if not isinstance(value, str):
        return ""
    return "".join(part if part.startswith("$") else composed(part) for part in _FORMULA.split(value))


def _names(value: object) -> list[str]:
    people = [person for person in value if isinstance(person, list)] if isinstance(value, list) else []
    names = []
    for person in people:
        family, given, suffix = (*(str(part or "") for part in person[:3]), "", "", "")[:3]
        names.append(" ".join(part for part in (given, family, suffix) if part))
    return names
