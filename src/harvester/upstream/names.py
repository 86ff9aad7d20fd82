"""Names as registries deliver them: in one piece, in capitals, the wrong way round, with the marks of footnotes."""

from __future__ import annotations

import re

from harvester.model import Author

# Words that belong to the family name that follows them.
_PARTICLES = frozenset("al ap ben bin da de del della den der di dos du el ibn la le ter van von zu".split())  # noqa: SIM905 (reads as a list of words)
_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})
_GROUP = re.compile(
    r"\b(?:collaboration|team|group|consortium|initiative|investigators|committee|task force|working party|society|"
    r"institute|university|alliance|organi[sz]ation)\b",
    re.IGNORECASE,
)

_FOOTNOTE_MARKS = re.compile(r"(?<![\s*∗†‡§¶#,;:¹²³⁰⁴-⁹\d])[\s*∗†‡§¶#,;:¹²³⁰⁴-⁹\d]+$")
_INITIALS = re.compile(r"(?:\w\.[\s-]?)+")
_NOBODY = re.compile(
    r"(?:and )?(?:et al|others|no authors? (?:listed|given)|anonymous|unknown|n/?a|\(:\w+\))\.?", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+")


def person(name: str) -> Author:
    """Family and given name of a name as people write it, for registries that do not say which is which."""
    name = " ".join(name.split())
    if name.count(",") == 1 and not _GROUP.search(name):
        family, given = (part.strip() for part in name.split(","))
        if family and given and given.lower() not in _SUFFIXES:
            return _tidy(family, given)
    words = name.replace(",", " ").split()
    if len(words) <= 1 or _GROUP.search(name):
        return Author(literal=name)
    end = len(words) - 1 if words[-1].lower() in _SUFFIXES and len(words) > 2 else len(words)
    start = end - 1
    while start > 1 and words[start - 1].lower() in _PARTICLES:
        start -= 1
    return _tidy(" ".join(words[start:end]), " ".join(words[:start] + words[end:]))


def author(*, family: str = "", given: str = "", suffix: str = "", literal: str = "") -> Author | None:
    """One author out of the parts that a registry gives, all in plain text; None where they name nobody.

    Args:
        literal: Name of a group, or of a person who has only one.
    """
    family, given = _FOOTNOTE_MARKS.sub("", family), _FOOTNOTE_MARKS.sub("", given)
    if not family:
        literal = literal or given
        # some deposits close their list with a person of this name
        return Author(literal=literal) if _WORD.search(literal) and not _NOBODY.fullmatch(literal) else None
    if not given and "," in family and not _GROUP.search(family):
        return person(family)
    if not given and _NOBODY.fullmatch(family):
        return None
    if given and _INITIALS.fullmatch(family) and len(given) > 2 and not _INITIALS.fullmatch(given):
        family, given = given, family  # nobody's family is called "J."
    tidy = _tidy(family, given)
    return Author(family=tidy.family, given=f"{tidy.given} {suffix}".strip()) if suffix else tidy


def _tidy(family: str, given: str) -> Author:
    """A name in capitals as it is written elsewhere: ``MCDONALD, MARIA J.`` becomes ``McDonald, Maria J.``.

    The family name may stand in capitals alone, which many countries do to mark it. Three letters or fewer may be
    initials and stay.
    """
    whole_in_capitals = (family + given).isupper()
    letters = sum(map(str.isalpha, family + given if whole_in_capitals else family))
    if family.isupper() and letters > 3:
        family = _lowered(family, family=True)
    if whole_in_capitals and letters > 3:
        given = _lowered(given, family=False)
    return Author(family=family, given=given)


def _lowered(name: str, *, family: bool) -> str:
    return " ".join(_lowered_word(word, family=family) for word in name.split())


def _lowered_word(word: str, *, family: bool) -> str:
    if not family and (_INITIALS.fullmatch(word) or len(word) <= 2 or not re.search("[AEIOUYÀ-Ý]", word)):
        return word  # initials, with dots or without
    if word.lower() in _PARTICLES:
        return word.lower()
    if word.lower() in {"ii", "iii", "iv"}:
        return word
    capitalised = _WORD.sub(lambda part: part[0].capitalize(), word)
    return re.sub(r"\bMc(\w)", lambda match: f"Mc{match[1].upper()}", capitalised)
