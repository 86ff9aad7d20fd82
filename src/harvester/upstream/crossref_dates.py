"""When a work of Crossref's was published.

The date of a work is the day on which readers could first have it: the earlier of online and print. ``issued`` stands
in where a publisher gave neither. The year of a conference may be another one and is kept apart; ``created`` and
``deposited`` tell of the DOI, not of the work.
"""

from __future__ import annotations

from datetime import date as day
from typing import Any

_KINDS = {
    "online": "published-online",
    "print": "published-print",
    "issued": "issued",
    "published": "published",
}
_ELSEWHERE = frozenset({"event"})
"""Kinds of dates that are not the work's own."""


def dates(item: dict[str, Any]) -> dict[str, str]:
    """Every date of a work by kind, ISO 8601 as precise as is known; what has no date is left out."""
    found = {kind: date for kind, member in _KINDS.items() if (date := date_of(item.get(member)))}
    if "issued" in found:
        found.pop("published", None)  # Crossref's own name for the same
    event = item.get("event")
    if isinstance(event, dict) and (date := date_of(event.get("start"))):
        found["event"] = date
    return found


def published(found: dict[str, str]) -> str:
    """The date of publication among all dates: of the earliest year the most precise, of several such the first."""
    own = [date for kind, date in found.items() if kind not in _ELSEWHERE]
    if not own:
        return ""
    year = min(date[:4] for date in own)
    same_year = [date for date in own if date[:4] == year]
    precision = max(map(len, same_year))
    return min(date for date in same_year if len(date) == precision)


def date_of(value: object) -> str:
    """``2023-10-05`` from ``{"date-parts": [[2023, 10, 5]]}``, as precise as given; ``[[null]]`` gives ``""``."""
    parts = value.get("date-parts") if isinstance(value, dict) else None
    first = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else []
    numbers: list[int] = []
    for part, (low, high) in zip(first, ((1000, 2999), (1, 12), (1, 31)), strict=False):
        if not isinstance(part, int) or isinstance(part, bool) or not low <= part <= high:
            break
        numbers.append(part)
    if len(numbers) == 3 and not _exists(*numbers):
        numbers.pop()
    return "-".join(f"{number:04d}" if place == 0 else f"{number:02d}" for place, number in enumerate(numbers))


def _exists(year: int, month: int, number: int) -> bool:
    try:
        day(year, month, number)
    except ValueError:
        return False
    return True
