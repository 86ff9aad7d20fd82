"""Which of two values for one field is the worse one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.model import Author

# Titles of pages, forms and errors that have been deposited, or scraped, as titles of papers.
_JUNK = re.compile(
    r"\W*(?:(?:error )?(?:4\d\d|50\d)\W+(?:bad request|unauthori[sz]ed|forbidden|(?:page )?not found|too many requests|"
    r"internal server error|bad gateway|service unavailable|gateway time-?out)\b.{0,20}|"
    r"(?:(?:web)?page|document|article|doi|resource|file) not found(?:\W.{0,20})?|not found|forbidden|bad gateway|"
    r"access (?:to this page (?:has been|is) )?denied(?:\W.{0,20})?|just a moment|one moment,? please|are you a robot|"
    r"attention required(?:\W.{0,20})?|security (?:check|verification)(?: required)?|please wait|redirecting|loading|"
    r"(?:internal server|server|unknown) error|service (?:temporarily )?unavailable|untitled(?: document)?|"
    r"no title(?: found| available| given)?|title pending.{0,20}|unav|unas|unkn|null|none|tba|log ?in|sign in|nan|n/?a|"
    r"title)\W*",
    re.IGNORECASE,
)


def is_junk(name: str, value: Any) -> bool:
    """Whether a value is none at all: the title of an error page, of a bot's check, of an empty form."""
    return name == "title" and bool(_JUNK.fullmatch(value))


def is_worse(name: str, value: Any, known: Any) -> bool:
    """Whether ``value`` is worse than what the same source said before: empty, damaged, cut off or less precise."""
    if not known or is_junk(name, known):
        return False
    if not value or is_junk(name, value) or is_damaged(name, value, known):
        return True
    if name == "date":
        return len(value) < len(known) and bool(known.startswith(value))
    if name in {"title", "venue"}:
        return _is_beginning(value, known)
    if name == "authors":
        return len(value) < len(known) and _families(value) == _families(known)[: len(value)]
    return False


def is_damaged(name: str, value: Any, other: Any) -> bool:
    """Whether ``value`` is ``other`` in capitals, cut within a word, without its subtitle or without first names."""
    if name == "authors":
        return _families(value) == _families(other) and _spelt_out(value) < _spelt_out(other)
    if name not in {"title", "venue"}:
        return False
    if value.isupper() and not other.isupper() and _letters(value) == _letters(other):
        return True
    cut = value.rstrip(" .…")
    if not _is_beginning(cut, other):
        return False
    rest = other[len(cut) :]
    return value.endswith(("…", "...")) or rest[0].isalnum() or bool(re.match(r"\s*[:?!]|\s[–—-]\s", rest))


def _is_beginning(value: str, known: str) -> bool:
    return len(value) < len(known) and known.casefold().startswith(value.casefold())


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text.casefold())


def _families(authors: Sequence[Author]) -> list[str]:
    return [_letters(author.family or author.literal) for author in authors]


def _spelt_out(authors: Sequence[Author]) -> int:
    """Authors whose given name is more than initials."""
    return sum(bool(re.search(r"[^\W\d_]{2}", author.given)) for author in authors)
