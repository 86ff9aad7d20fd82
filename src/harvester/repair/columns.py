"""Titles, authors, venues and years for the cells that people left empty, in the manner of the cells that they filled.

No column is added, and nothing that somebody wrote is touched: a cell that holds a dash or a remark is not empty.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.export import bibtex
from harvester.read.bibtex_file import unlatex
from harvester.read.formats import name_of
from harvester.read.source import Source
from harvester.repair.edits import COLUMNS, Edit
from harvester.repair.writing import Wish, written
from harvester.report.escape import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from harvester.model import Author, Catalogue
    from harvester.repair.works import Work

# Headers that the reader files under a field, and that mean something beside it.
_ANOTHER = re.compile(
    r"\b(?:links?|urls?|publishers?|school|institution|organi[sz]ation|series|editors?|byline|creators?|month|"
    r"submitted|releases?d?|accessed|added|updated|citations?|references?|literature|documentation|short|abbr)\b",
    re.IGNORECASE,
)
_TITLE_AND = re.compile(r"authors?|文献|引用", re.IGNORECASE)
_FIRST = re.compile(r"\bfirst\b|第一", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_OF_JOURNALS = re.compile(r"\bjournal|期刊", re.IGNORECASE)
_OF_MEETINGS = re.compile(r"\bconf|proceedings|booktitle|会议", re.IGNORECASE)
_MEETINGS = {"paper-conference", "chapter"}
_PRECISIONS = {r"\d{4}": 4, r"\d{4}-\d\d": 7, r"\d{4}-\d\d-\d\d": 10}


@dataclass(frozen=True, slots=True)
class _Column:
    """What people wrote under one header, and how."""

    header: str
    texts: Sequence[str]
    raw: Sequence[str]
    quotes: Sequence[str]

    @property
    def words(self) -> str:
        return re.sub(r"(?<=[a-z])(?=[A-Z])|[^\w]+|_", " ", self.header)

    @property
    def quote(self) -> str:
        return Counter(self.quotes).most_common(1)[0][0] if self.quotes else ""

    @property
    def lists(self) -> bool:
        """True where values are no plain text, such as a list of people."""
        return any("\n" in one or one.startswith(("[", "{")) for one in self.raw)

    def mostly(self, pattern: str) -> bool:
        return sum(re.search(pattern, text) is not None for text in self.texts) * 2 > len(self.texts)


def columns(catalogue: Catalogue, works: Iterable[Work]) -> tuple[Edit, ...]:
    """The edits that fill empty cells of these works, in source order."""
    kind = name_of(catalogue)
    habits = _habits(catalogue)
    source = Source(catalogue.path, catalogue.text)
    found = []
    for work in works:
        entry = work.entry
        filled = {holds for holds, (_, text) in zip(entry.holds, entry.fields, strict=True) if text}
        for (header, text), holds, cell in zip(entry.fields, entry.holds, entry.cells, strict=True):
            column = habits[header.casefold()]
            if text or holds not in _VALUES or holds in filled or column.lists or _ANOTHER.search(column.words):
                continue
            value = _VALUES[holds](work, column)
            latex = _latex(work, holds, value)
            place = written(catalogue, kind, cell, Wish(value, latex, column.quote))
            if place is None:
                continue
            span, new = place
            reads = " ".join(unlatex(latex).split()) if kind == "BibTeX" else value
            old = catalogue.text[span.start : span.end]
            found.append(
                Edit(
                    span, old, new, source.line(span.start), COLUMNS, f"{header} as {work.sources} has it", reads=reads
                )
            )
    return tuple(sorted(found))


def _habits(catalogue: Catalogue) -> dict[str, _Column]:
    texts: dict[str, list[str]] = defaultdict(list)
    raw: dict[str, list[str]] = defaultdict(list)
    quotes: dict[str, list[str]] = defaultdict(list)
    headers: dict[str, str] = {}
    for entry in catalogue.entries:
        for (header, text), cell in zip(entry.fields, entry.cells, strict=True):
            key = header.casefold()
            headers.setdefault(key, header)
            if text:
                before = catalogue.text[max(cell.start - 1, 0) : cell.start]
                texts[key].append(text)
                raw[key].append(catalogue.text[cell.start : cell.end].strip())
                quotes[key].append(before if before in {'"', "'"} else "")
    return {key: _Column(header, texts[key], raw[key], quotes[key]) for key, header in headers.items()}


# --- what is written -------------------------------------------------------------------------------------------------


def _title(work: Work, column: _Column) -> str:
    return "" if _TITLE_AND.search(column.words) else work.title


def _authors(work: Work, column: _Column) -> str:
    """All names, or the first where the column has only that."""
    names = [plain(author.display) for author in work.authors]
    if _FIRST.search(column.words):
        return "".join(names[:1])
    if len(names) > 1 and column.texts and column.mostly(r"\bet\.? al\b"):
        return f"{names[0]} et al."
    if column.texts and column.mostly(";"):
        return "; ".join(names)
    return (
        " and ".join(names) if column.texts and column.mostly(r" and .* and |^[^,]* and [^,]*$") else ", ".join(names)
    )


def _venue(work: Work, column: _Column) -> str:
    """The venue that the header asks for, with the year where the column has years."""
    journals, meetings = (bool(one.search(column.words)) for one in (_OF_JOURNALS, _OF_MEETINGS))
    if journals and not meetings and work.type != "article-journal":
        return ""
    if meetings and not journals and work.type not in _MEETINGS:
        return ""
    dated = re.search(r"year|date", column.words, re.IGNORECASE) or (column.texts and column.mostly(_YEAR.pattern))
    if not dated or _YEAR.search(work.venue):
        return work.venue
    return f"{work.venue} {work.year}" if work.venue and work.year else ""


def _date(work: Work, column: _Column) -> str:
    """As precise as the column is; a year where the column does not tell, nothing where its form is another one."""
    if re.search(r"year|年份", column.words, re.IGNORECASE) or not column.texts:
        return work.year
    forms = Counter(next((n for form, n in _PRECISIONS.items() if re.fullmatch(form, t)), 0) for t in column.texts)
    length = forms.most_common(1)[0][0]
    return work.date[:length] if 0 < length <= len(work.date) else ""


_VALUES = {"title": _title, "authors": _authors, "venue": _venue, "date": _date}


def _latex(work: Work, holds: str, value: str) -> str:
    if holds == "authors" and value:
        return " and ".join(map(bibtex.person, _plain(work.authors)))
    return bibtex.protected(value) if holds == "title" else bibtex.escape(value)


def _plain(authors: Iterable[Author]) -> list[Author]:
    return [type(one)(plain(one.family), plain(one.given), plain(one.literal)) for one in authors]
