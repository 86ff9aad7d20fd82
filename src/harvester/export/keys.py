"""Citation keys: readable, and the same tomorrow.

``zama2023ecg`` is the first author's family name, the year and the first telling word of the title. Works
that would share a key are told apart by ``-a``, ``-b``, … in order of date, then of identifier. The hyphen
stands nowhere else in a key, so a key changes only when a work of the very same name comes or goes.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from string import ascii_lowercase
from typing import TYPE_CHECKING, Final, Protocol

from harvester.export.text import WORD

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harvester.model import Author

# Letters that Unicode does not decompose into a Latin letter and a mark.
_FOLDED: Final = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i"}
)

_INSIGNIFICANT: Final = frozenset(
    "a an and are as at by can for from how in into is of on or the to towards using via with".split()  # noqa: SIM905 - as a list it fills a page
)

_LONGEST_PART: Final = 32
"""Letters taken from a name or a word; a title of 10,000 characters without a blank makes no readable key."""


class Keyed(Protocol):
    """What a key is made of."""

    @property
    def title(self) -> str:
        """On one line."""

    @property
    def authors(self) -> tuple[Author, ...]:
        """In the order of the work."""

    @property
    def date(self) -> tuple[int, ...]:
        """Year, month and day as far as they are known."""


def citation_keys(works: Mapping[str, Keyed]) -> dict[str, str]:
    """Identity to citation key for works by identity: distinct, of ``[a-z0-9-]``, whatever their order."""
    namesakes: defaultdict[str, list[str]] = defaultdict(list)
    for identity in sorted(works, key=lambda identity: (works[identity].date, identity)):
        namesakes[_base(works[identity]) or _fold(identity)[:_LONGEST_PART] or "work"].append(identity)
    return {
        identity: base if len(identities) == 1 else f"{base}-{_letters(rank)}"
        for base, identities in namesakes.items()
        for rank, identity in enumerate(identities)
    }


def _base(work: Keyed) -> str:
    """Family, year, word; word and year where no author is known; empty where ASCII can spell neither."""
    family = next((_family(author) for author in work.authors[:1]), "")
    year = "".join(map(str, work.date[:1]))
    word = _significant_word(work.title)
    if family:
        return family + year + word
    return word + year if word else ""


def _family(author: Author) -> str:
    if author.literal:
        return _significant_word(author.literal)
    return _fold(author.family or author.given)[:_LONGEST_PART]


def _significant_word(text: str) -> str:
    """The first word that is no article, preposition or question word, else the first word of all, folded."""
    words = [word for match in WORD.finditer(text) if (word := _fold(match[0]))]
    significant = (word for word in words if word not in _INSIGNIFICANT)
    return next(significant, words[0] if words else "")[:_LONGEST_PART]


def _fold(text: str) -> str:
    """The text in ``[a-z0-9]``: accents taken off, everything else dropped."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_FOLDED))
    return re.sub(r"[^a-z0-9]", "", decomposed)


def _letters(rank: int) -> str:
    """``a`` … ``z``, ``aa``, ``ab``, … for 0, 1, 2, …."""
    rest, last = divmod(rank, len(ascii_lowercase))
    return (_letters(rest - 1) if rest else "") + ascii_lowercase[last]
