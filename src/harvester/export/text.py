"""What exports do alike: to text before it is escaped for a format, and between records."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

WORD: Final = re.compile(r"(\w+(?:[-'’&./]\w+)*)")
"""A word of a title, compounds whole: ``StyleGAN2-ADA``, ``X-ray``, ``R&D``; ``split`` keeps the words."""

# Control characters that are no white space, surrogates (they have no UTF-8), the bidi controls of UAX #9
# (with them a line can show something else than it says), zero-width blanks, annotations, tags. The joiners
# U+200C and U+200D stay: Persian and Indic spelling needs them.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff"
    "\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def one_line(text: str) -> str:
    """The text on one line, fit for UTF-8: runs of white space become one blank, unseen characters go."""
    if not text.isprintable():
        text = _UNSEEN.sub("", text)
    elif "  " not in text and text == text.strip():
        return text  # most text is one such line, and need not be held twice
    return " ".join(text.split())


def apart(records: Iterable[str]) -> Iterator[str]:
    """Records of whole lines, an empty line between each two."""
    before = ""
    for record in records:
        yield before + record
        before = "\n"
