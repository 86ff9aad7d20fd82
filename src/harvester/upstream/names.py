"""Names that come in one piece."""

from __future__ import annotations

import re

from harvester.model import Author

# Words that belong to the family name that follows them.
_PARTICLES = frozenset("al ap ben bin da de del della den der di dos du el ibn la le ter van von zu".split())  # noqa: SIM905 (reads as a list of words)
_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})


def person(name: str) -> Author:
    """Family and given name of a name as people write it, for registries that do not say which is which."""
    words = name.split()
    if len(words) == 1 or re.search(r"\b(collaboration|team|group|consortium)\b", name, re.IGNORECASE):
        return Author(literal=name)
    end = len(words) - 1 if words[-1].lower() in _SUFFIXES and len(words) > 2 else len(words)
    start = end - 1
    while start > 1 and words[start - 1].lower() in _PARTICLES:
        start -= 1
    return Author(family=" ".join(words[start:end]), given=" ".join(words[:start] + words[end:]))
