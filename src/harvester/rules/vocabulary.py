"""``vocabulary``: a value outside the words that its own list uses, that its legend defines, or that are configured.

Nothing is known beforehand: the words are learnt from the list itself, and what is not plain is left alone. Only where
the configuration names the words of a column, all others are found.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from harvester.model import Certainty, Severity, Suggestion
from harvester.placeholder import placeholder_text
from harvester.read.columns import Holds, holds_of
from harvester.rules.cells import cells, spot
from harvester.rules.rule import ListRule, Sight
from harvester.rules.spans import months

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from harvester.model import Judged
    from harvester.rules.cells import Cell
    from harvester.rules.rule import Listing, Spot

FEWEST = 10
"""Values from which a column can teach its words."""

DISTINCT = 0.5
"""Share of different values among all from which on a column is free text, or names."""

FREQUENT = 3
"""Times that a word is used before it is one of the list's words."""

LONG = 8
"""Letters from which one that differs is a slip: of shorter words, most are neighbours (``LDM``, ``DM``)."""

MOSTLY = 0.8
"""Share of the values that make a column one of codes, or one of dates."""

_SEPARATOR = re.compile(r"(?:(?<!\s)\s+)?[,;/+&|]\s*")
_CODE = re.compile(r"[A-Z][A-Z0-9]{0,2}")
_LONGEST = 60
_NO_WORDS = frozenset(
    {Holds.TITLE, Holds.PAPER, Holds.CODE, Holds.PROJECT, Holds.LINKS, Holds.AUTHORS, Holds.NUMBER, Holds.OTHER}
)

_Found = tuple["Judged | Spot", Sight]


def _look(listing: Listing) -> Iterator[_Found]:
    columns: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells(listing.catalogue, listing.entries):
        columns[cell.header.casefold()].append(cell)
    for header, column in columns.items():
        holds = holds_of(header)
        if allowed := listing.conventions.words.get(header):
            yield from _fixed(listing, column, allowed)
        elif holds is Holds.DATE:
            yield from _dates(listing, column)
        elif holds not in _NO_WORDS:
            values = [(cell, value) for cell in column for value in _SEPARATOR.split(cell.text) if value]
            yield from _codes(listing, values)
            yield from _words(listing, values)


def _fixed(listing: Listing, column: Sequence[Cell], allowed: Sequence[str]) -> Iterator[_Found]:
    """Words that the configuration does not allow; beside each the one that is meant, where only one can be."""
    alike = {word.casefold(): word for word in allowed}
    evidence = f"harvester.yaml allows {', '.join(allowed)}"
    for cell in column:
        if cell.text in allowed or placeholder_text(cell.text):
            continue
        for value in _SEPARATOR.split(cell.text):
            if not value or value in allowed:
                continue
            near = [word for folded, word in alike.items() if _one_letter_off(value.casefold(), folded)]
            meant = alike.get(value.casefold()) or (near[0] if len(near) == 1 else "")
            suggestion = Suggestion(f"write {meant}", Certainty.LIKELY) if meant else None
            cause = f"{value} for {meant}" if meant else f"{value} is no word of this column"
            yield spot(listing.catalogue, cell, value), Sight(cause, evidence, suggestion)


def _dates(listing: Listing, column: Sequence[Cell]) -> Iterator[_Found]:
    odd = [cell for cell in column if months(cell.text) is None]
    if len(column) < FEWEST or len(column) - len(odd) < MOSTLY * len(column):
        return
    for cell in odd:
        if any(char.isdecimal() for char in cell.text):  # "in press" is an answer
            evidence = f"no date, in a column where {len(column) - len(odd)} of {len(column)} are"
            yield spot(listing.catalogue, cell, cell.text), Sight(f"no date: {cell.text}", evidence)


def _codes(listing: Listing, values: Sequence[tuple[Cell, str]]) -> Iterator[_Found]:
    """Codes that no legend explains; one finding for each, where it is first used, since the legend is to be mended."""
    times = Counter(value for _, value in values)
    coded = sum(number for value, number in times.items() if _CODE.fullmatch(value))
    defined = [code for code in times if code in listing.catalogue.legend]
    if len(defined) < 2 or coded < MOSTLY * len(values):
        return
    firsts = {value: cell for cell, value in reversed(values)}
    for code, number in times.items():
        if _CODE.fullmatch(code) and code not in defined:
            rows = "one row" if number == 1 else f"{number} rows"
            evidence = f"the legend explains {', '.join(sorted(defined))} and not {code}, which {rows} hold"
            yield spot(listing.catalogue, firsts[code], code), Sight(f"{code} is in no legend", evidence)


def _words(listing: Listing, values: Sequence[tuple[Cell, str]]) -> Iterator[_Found]:
    times = Counter(value for _, value in values if len(value) <= _LONGEST)
    alike: dict[str, list[str]] = defaultdict(list)
    for value in times:
        alike[value.casefold()].append(value)
    if len(values) < FEWEST or len(alike) > DISTINCT * len(values):
        return
    cases = Counter[bool]()
    for value, number in times.items():
        cases[value[0].isupper()] += number
    meant: dict[str, str] = {}
    for group in alike.values():
        usual = _usual(group, times, capital=cases[True] >= cases[False])
        if sum(times[value] for value in group) >= FREQUENT:
            meant |= {value: usual for value in group if value != usual}
    for group in alike.values():
        if slip := _slip_of(group, alike, times):
            usual = _usual(alike[slip], times, capital=cases[True] >= cases[False])
            meant |= dict.fromkeys(group, usual)
    for cell, value in values:
        if value in meant:
            usual = meant[value]
            number = times[usual]
            evidence = f"the column says “{usual}” {'once' if number == 1 else f'{number} times'}"
            suggestion = Suggestion(f"write {usual}", Certainty.LIKELY)
            yield spot(listing.catalogue, cell, value), Sight(f"{value} for {usual}", evidence, suggestion)


def _usual(group: Sequence[str], times: Counter[str], *, capital: bool) -> str:
    """The spelling to keep: the most used one; of plain words the one that is written as the others of its column."""
    plain = all(word[1:] == word[1:].lower() for value in group for word in re.split(r"[\s-]", value))

    def rank(value: str) -> tuple[bool, int, str]:
        words = re.split(r"[\s-]", value)
        fits = words[0][:1].isupper() == capital and all(word == word.lower() for word in words[1:])
        return plain and fits, times[value], value

    return max(group, key=rank)


def _slip_of(group: Sequence[str], alike: dict[str, list[str]], times: Counter[str]) -> str:
    """The frequent word, folded, that these differ from in one letter, or an empty string."""
    word = group[0].casefold()
    own = sum(times[value] for value in group)
    found = [
        other
        for other, spellings in alike.items()
        if other != word and _one_letter_off(word, other) and sum(times[one] for one in spellings) > max(own, FREQUENT)
    ]
    return found[0] if len(found) == 1 else ""


def _one_letter_off(word: str, other: str) -> bool:
    """Whether a slip of the pen lies between two long words; a figure, a blank or the first letter is none."""
    if min(len(word), len(other)) < LONG or word[0] != other[0] or OSA.distance(word, other, score_cutoff=1) != 1:
        return False
    letters = Counter(word)
    letters.subtract(other)
    return all(char.isalpha() for char, number in letters.items() if number)


RULE = ListRule(
    id="vocabulary",
    severity=Severity.LOOK,
    promise="A value stands outside the words of its column: a frequent word in another case or with one letter off, a "
    "code that the legend leaves out, a date that is none, or a word that the configuration does not allow.",
    advice="Write the word that the list uses elsewhere, or explain the code in the legend.",
    look=_look,
)
