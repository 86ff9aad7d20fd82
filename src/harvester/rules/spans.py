"""Dates as people write them become spans of months, so that a year, a month and a day can be compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Span:
    """Months from ``first`` to ``last``, inclusive, each ``12 * year + month - 1``."""

    first: int
    last: int

    def apart(self, other: Span) -> int:
        """Months between the two; 0 where they overlap."""
        return max(self.first - other.last, other.first - self.last, 0)


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_NAME = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]{{0,6}}\.?"
_FORMS = tuple(
    re.compile(form, re.ASCII)
    for form in (
        _YEAR,
        rf"{_YEAR}[-/.](?P<month>\d\d?)(?:[-/.](?P<day>\d\d?))?(?:[t ]\d\d:\d\d.*)?",
        rf"(?P<month>\d\d?)[-/.]{_YEAR}",
        rf"(?:(?P<day>\d\d?)\.?[ -])?{_NAME},?[ -]{_YEAR}",
        rf"{_NAME} (?P<day>\d\d?),? {_YEAR}",
        rf"{_YEAR}[, -]+{_NAME}(?: (?P<day>\d\d?))?",
    )
)


def months(text: str) -> Span | None:
    """The months that a date names: twelve for a year, one for the rest; None for what cannot be read for certain."""
    words = " ".join(text.lower().split()).replace("年", "-").replace("月", "-").replace("日", "").strip("-()[] ")
    for form in _FORMS:
        if match := form.fullmatch(words):
            return _span({key: value for key, value in match.groupdict().items() if value})
    return None


def _span(parts: dict[str, str]) -> Span | None:
    start = int(parts["year"]) * 12
    if len(parts) == 1:
        return Span(start, start + 11)
    month = _MONTHS.index(parts["name"]) + 1 if "name" in parts else int(parts["month"])
    try:
        date(int(parts["year"]), month, int(parts.get("day", "1")))
    except ValueError:
        return None
    return Span(start + month - 1, start + month - 1)
