"""What a list says that its own codes mean: ``1. **Fidelity (F)**: …``, ``- F: fidelity``, ``F = fidelity``.

A wrong meaning is worse than none. So only text outside the listed works is read, only codes that some row uses are
explained, and a code that the list explains in two ways is not explained at all.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.model import Catalogue

_CODE = r"[^\W_][\w+.-]{0,9}"
_WORDS = r"[^\W\d_][^()\[\]{}<>|=:;.!?]{1,59}"
"""A meaning is one phrase, no sentence: it starts with a letter and has at most 60 characters."""

_ITEM: Final = re.compile(r"\s*(?:[-*+•]|\d{1,3}[.)])\s+")
_BOLD: Final = re.compile(r"(?:\*\*|__)([^*_]{1,120})(?:\*\*|__)")
_NAMED: Final = re.compile(rf"({_WORDS}?)\s*\(({_CODE})\)(?=\s*(?:$|[:;,.=–—-]))")
_DEFINED: Final = re.compile(rf"\(?({_CODE})\)?\s*[:=]\s*({_WORDS})")
_EQUATION: Final = re.compile(rf"(?<![\w=])({_CODE})\s*=\s*([^\W\d_][^()\[\]{{}}<>|=:;,.!?]{{1,59}})(?=[;,.]|$)")

_PHRASE_END: Final = re.compile(r"(?:(?<!\s)\s+)?[,–—]|(?<!\s)\s+-\s")
_VALUE_SEPARATOR: Final = re.compile(r"[,;/+&|]")

# What is markup and not words; an address ends the line so that nothing of it is taken for a meaning.
_LIST_TAG: Final = re.compile(r"<li\b[^<>]*>", re.IGNORECASE)
_TAG: Final = re.compile(r"<[^<>]*>")
_LINK: Final = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
_ADDRESS: Final = re.compile(r"\b\w+://.*")
_FENCE: Final = re.compile(r"\s{0,3}(?:```|~~~)")
_LONGEST_LINE: Final = 2_000


def learn(catalogue: Catalogue) -> dict[str, str]:
    """Give the meaning of each code that the list both uses in its rows and explains elsewhere, in order."""
    used = _values(catalogue)
    meanings: defaultdict[str, dict[str, str]] = defaultdict(dict)
    equations = set()
    for line in _prose(catalogue):
        for code, meaning, sure in _explained(line):
            if code in used and meaning and code.casefold() != meaning.casefold():
                meanings[code].setdefault(meaning.casefold(), meaning)
                equations |= {code} if sure else set()
    once = {code: next(iter(found.values())) for code, found in meanings.items() if len(found) == 1}
    told = [meaning.casefold() for meaning in once.values()]
    legend = {code: meaning for code, meaning in once.items() if told.count(meaning.casefold()) == 1}
    # One lone "CT: coming soon" is a remark; two codes explained side by side are a legend.
    return legend if len(legend) > 1 else {code: legend[code] for code in legend if code in equations}


def _values(catalogue: Catalogue) -> set[str]:
    """What stands in the cells, whole and taken apart, without the words of links."""
    values = set()
    for entry in catalogue.entries:
        labels = {link.label for link in (*entry.links, *entry.malformed)}
        for _, text in entry.fields:
            if text not in labels:
                values |= {text.strip(), *(part.strip() for part in _VALUE_SEPARATOR.split(text))}
    return values


def _prose(catalogue: Catalogue) -> Iterator[str]:
    """The lines that belong to no work, no template row, no table and no code block."""
    taken = {number for entry in catalogue.entries for number in range(entry.line, entry.end_line + 1)}
    taken |= {placeholder.line for placeholder in catalogue.placeholders}
    fenced = False
    for number, line in enumerate(catalogue.text.split("\n"), start=1):
        if _FENCE.match(line):
            fenced = not fenced
        elif not (fenced or number in taken or line.lstrip().startswith("|") or len(line) > _LONGEST_LINE):
            yield line


def _explained(line: str) -> Iterator[tuple[str, str, bool]]:
    """Code, meaning, and whether it is an equation, which needs no second one beside it."""
    text = _ADDRESS.sub("", _LINK.sub(r"\1", _TAG.sub("", _LIST_TAG.sub("- ", line))))
    item = _ITEM.match(text)
    heads = [_plain(bold) for bold in _BOLD.findall(text)]
    body = _plain(text[item.end() :] if item else text)
    if item or text.lstrip().startswith(("**", "__")):
        heads.append(body)
        if match := _DEFINED.match(body):
            yield match[1], _phrase(match[2]), "=" in match[0]
    for head in heads:
        if match := _NAMED.match(head):
            yield match[2], _phrase(match[1]), False
    equations = _EQUATION.findall(body)
    if len(equations) > 1:
        yield from ((code, _phrase(meaning), True) for code, meaning in equations)


def _plain(text: str) -> str:
    return re.sub(r"\*+|__|`", "", text).strip()


def _phrase(text: str) -> str:
    return " ".join(_PHRASE_END.split(text, maxsplit=1)[0].split())
