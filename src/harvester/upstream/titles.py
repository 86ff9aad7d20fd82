"""The title of a work: with its subtitle, without footnote marks, and without the notice of its own retraction."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Title:
    """A title as one would cite it.

    Attributes:
        notice: Kind of the notice that stood beside it (``retraction``, ``withdrawal``), or empty.
    """

    text: str
    notice: str = ""


# Publishers write a retraction into the title itself: RETRACTED ARTICLE: …, [Retracted] …, … (Retracted. See vol. 3).
# In small letters the other words may be the title's own.
_ARTICLE = r"(?: (?i:article|chapter|paper))?"
_BEFORE = re.compile(
    rf"(?:\[((?i:retracted)){_ARTICLE}\]|((?i:retracted)|WITHDRAWN|REMOVED|TEMPORARY REMOVAL){_ARTICLE}\s*:)\s*(?=\S)"
)
_BEHIND = re.compile(r"(?:(?<!\s)\s+)?[\[(](retracted)\b[^\[\]()]*[\])]\.?$", re.IGNORECASE)
_KINDS = {
    "retracted": "retraction",
    "withdrawn": "withdrawal",
    "removed": "removal",
    "temporary removal": "expression_of_concern",
}

_MARKS = re.compile(r"(?:(?<!\s)\s+)?(?<![☆★†‡§¶⁎])[☆★†‡§¶⁎]+$")
# A star is a footnote after a word of plain letters, not after the name of an algorithm (A*, RRT*, Theta*).
_STAR = re.compile(r"(?<=[a-z]{4})(?<!\bTheta)(?<!\btheta)\s*[*∗]+$|(?<=[.)?!])[*∗]+$")
# A full stop ends no title; one that ends an abbreviation or an ellipsis stays.
_STOP = re.compile(r"(?:(?<=[^\W\d_]{4})|(?<=[A-Z]{3})|(?<=[)\]”\"’]))\.$")
_ABBREVIATED = re.compile(r"\b(?:etc|spec|subsp|subgen|\w+\.\w+)\.$", re.IGNORECASE)

# What reviews of books, and careless deposits, hold in place of a subtitle.
_IMPRINT = re.compile(
    r"\bISBN\b|\bpp?\. ?\d|\b\d+ pp\b|[£$€] ?\d|https?://|^(?:edited |review(?:ed)? )?by [A-Z]", re.IGNORECASE
)
_LONGEST_SUBTITLE = 250
"""Characters; what is longer is a paragraph."""


def tidy(titles: Sequence[str], subtitles: Sequence[str] = ()) -> Title:
    """One title out of what a registry lists, all in plain text; further titles are translations of the first."""
    if not titles:
        return Title("")
    text, notice = titles[0], ""
    if match := _BEFORE.match(text) or _BEHIND.search(text):
        notice = _KINDS[next(word for word in match.groups() if word).lower()]
        text = text[: match.start()] + text[match.end() :]
    text = _without_marks(text)
    if subtitles and text:
        text = _joined(text, _without_marks(subtitles[0]))
    return Title(text, notice)


def _without_marks(text: str) -> str:
    text = _STAR.sub("", _MARKS.sub("", text.strip()))
    return text if _ABBREVIATED.search(text) else _STOP.sub("", text)


def _joined(title: str, subtitle: str) -> str:
    bare = _letters(subtitle)
    if not bare or bare in _letters(title) or len(subtitle) > _LONGEST_SUBTITLE or _IMPRINT.search(subtitle):
        return title
    if _letters(title) and bare.startswith(_letters(title)):
        return subtitle  # the whole title once more
    return f"{title} {subtitle}" if title[-1] in "?!.…" else f"{title.rstrip(' :–—-')}: {subtitle}"


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text.casefold())
