"""The list's own columns that hold few values: learnt, not configured.

Values are shown as they are written. Only spellings that differ in case, or by the ``s`` of a plural, are taken for
one value, under the most frequent of them. Nothing more is guessed: a typing mistake stays a value of its own.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from harvester.report import escape
from harvester.report.rows import TEXT, slug

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from harvester.model import Entry
    from harvester.report.listing.papers import Paper

SEPARATORS = ",;/+"
"""What may stand between the values of one cell."""

_MOST_COLUMNS = 8
_MOST_VALUES = 80
_FEWEST_ROWS = 4
_FEWEST_SHARE = 0.05
_LONGEST = 40
_SHORTEST_PLURAL = 4
_SHOWN_ELSEWHERE = (attrgetter("title"), attrgetter("authors"), attrgetter("date"))
# Fields of BibTeX, which say nothing of what a paper is about.
_BIBLIOGRAPHIC = frozenset({
    "address", "bibtype", "booktitle", "edition", "howpublished", "institution", "journal", "month", "note", "number",
    "organization", "publisher", "school", "series", "volume",
})  # fmt: skip
_CODE = re.compile(r"(?=.*[A-Z])[^\W_][\w+.-]{0,5}")

Group = tuple[str, ...]
"""Spellings of one value, the most frequent first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column whose values tell papers apart.

    Attributes:
        title: Its header.
        separators: Characters that stand between the values of one cell.
        parts: For papers that fill it, by their place in the list, the values as written.
        groups: All its values, each with its spellings.
        subject: Whether it tells of the paper itself, and not only of where it appeared.
    """

    title: str
    separators: str
    parts: Mapping[int, Sequence[str]]
    groups: tuple[Group, ...]
    subject: bool

    @property
    def key(self) -> str:
        """Its header as letters, digits and hyphens."""
        return slug(self.title)


def learn(papers: Sequence[Paper]) -> list[Column]:
    """Give the columns, at most eight, that have few short values in words.

    They come in the order of the list, those that only tell where a paper appeared after the others.
    """
    cells: defaultdict[str, dict[int, str]] = defaultdict(dict)
    headers: dict[str, Counter[str]] = defaultdict(Counter)
    for place, paper in enumerate(papers):
        for header, text in paper.cells:
            cells[header.casefold()].setdefault(place, text)
            headers[header.casefold()][header] += 1
    found = []
    for name, texts in cells.items():
        if len(texts) < max(_FEWEST_ROWS, _FEWEST_SHARE * len(papers)) or _is(texts, papers, *_SHOWN_ELSEWHERE):
            continue
        separators = learn_separators(texts.values())
        parts = {place: split(text, separators) or [text] for place, text in texts.items()}
        spelled = Counter(part for members in parts.values() for part in members)
        groups = grouped(spelled)
        if len(groups) <= len(texts) / 2 and _tells_apart(groups):
            title = headers[name].most_common(1)[0][0]
            subject = name not in _BIBLIOGRAPHIC and not _is(texts, papers, attrgetter("venue"))
            found.append(Column(title=title, separators=separators, parts=parts, groups=groups, subject=subject))
    return sorted(found, key=lambda column: not column.subject)[:_MOST_COLUMNS]


def split(text: str, separators: str) -> list[str]:
    """The values of one cell: the parts between separators that stand outside brackets, without empty ones."""
    parts, depth = [""], 0
    for letter in text:
        depth = max(depth + (letter in "([{") - (letter in ")]}"), 0)
        if letter in separators and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    return [part for part in (" ".join(part.split()) for part in parts) if part]


def learn_separators(texts: Iterable[str]) -> str:
    """The separators at which cells come apart into values that mostly stand in other cells too."""
    distinct = sorted(set(texts))
    met = Counter(part for text in distinct for part in {part.casefold() for part in split(text, SEPARATORS)})
    learnt = ""
    for separator in SEPARATORS:
        others = SEPARATORS.replace(separator, "")
        pieces = [split(piece, separator) for text in distinct for piece in split(text, others)]
        parts = [part.casefold() for piece in pieces if len(piece) > 1 for part in piece]
        if parts and 2 * sum(met[part] > 1 for part in parts) >= len(parts):
            learnt += separator
    return learnt


def grouped(spelled: Counter[str]) -> tuple[Group, ...]:
    """The values, spellings that differ only in case or by a plural's ``s`` together."""
    folded = {text.casefold() for text in spelled}
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for text, _ in spelled.most_common():
        key = text.casefold()
        is_plural = key.endswith("s") and len(key) >= _SHORTEST_PLURAL and key[:-1] in folded
        groups[key[:-1] if is_plural else key].append(text)
    return tuple(tuple(group) for group in groups.values())


def meanings(column: Column, legend: Mapping[str, str]) -> dict[Group, str]:
    """What the legend says of the column's codes, empty for those that it leaves out.

    Nothing at all where it explains less than half of them: then the column has no legend.
    """
    told = {group: next((legend[text] for text in group if text in legend), "") for group in column.groups}
    codes = [group for group in column.groups if told[group] or _CODE.fullmatch(group[0])]
    explained = [group for group in codes if told[group]]
    return {group: told[group] for group in codes} if explained and 2 * len(explained) >= len(codes) else {}


def _is(texts: Mapping[int, str], papers: Sequence[Paper], *roles: Callable[[Entry], str | None]) -> bool:
    """Whether most cells of a column are what the reader took for the title, the authors, the date or the venue."""
    known = 0
    for place, text in texts.items():
        said = (role(papers[place].record.entry) for role in roles)
        known += text in {escape.clip(one, TEXT) for one in said if one}
    return 2 * known > len(texts)


def _tells_apart(groups: Sequence[Group]) -> bool:
    """Whether values are several, few, short, and words rather than measurements."""
    labels = [group[0] for group in groups]
    measurements = sum(not any(map(str.isalpha, label)) and any(map(str.isdigit, label)) for label in labels)
    return (
        1 < len(labels) <= _MOST_VALUES
        and sum(map(len, labels)) <= _LONGEST * len(labels)
        and 2 * measurements <= len(labels)
    )
