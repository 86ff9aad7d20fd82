"""Which papers a repository names as its own: in its description, as its home page, in its ``CITATION.cff``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from harvester.identify import identify_text, identify_url
from harvester.identify.dois import may_be_deposit
from harvester.model import Mention, TargetKind
from harvester.upstream.markup import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 20_000
"""Characters of a citation file that are read; a longer one is cut, and then most likely no YAML."""

_FEWEST_WORDS = 5
"""Words from which on a quoted phrase is taken for a title."""

# Types of works in the Citation File Format 1.2 that are papers.
_PAPERS = frozenset(
    {"article", "conference-paper", "conference", "proceedings", "magazine-article", "report", "thesis"}
)
_ADDRESS = re.compile(r"https?://[^\s<>\"'”’]+|(?:(?:arxiv|doi):\s?|\b10\.(?=\d{4,9}/))[^\s<>\"'”’,;]+", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“]([^\"“”]{20,300})[\"”]")
_DESCRIPTION, _HOME, _FILE = "description", "home page", "CITATION.cff"


def named(description: str, homepage: str, citation: str = "") -> tuple[Mention, ...]:
    """All papers that a repository names as its own, in the words that it has for them; never raises.

    DOIs under which software and data are kept are left out: they name the repository itself.
    """
    return tuple(dict.fromkeys([*_in_description(description), *_identified(_HOME, homepage), *_in_citation(citation)]))


def _in_description(text: str) -> Iterator[Mention]:
    for match in _ADDRESS.finditer(text):
        yield from _identified(_DESCRIPTION, match[0])
    for match in _QUOTED.finditer(text):
        title = plain(match[1])
        if len(title.split()) >= _FEWEST_WORDS:
            yield Mention(where=_DESCRIPTION, title=title)


def _identified(where: str, text: str) -> Iterator[Mention]:
    if key := _key(text):
        yield Mention(where=where, key=key)


def _in_citation(text: str) -> Iterator[Mention]:
    """What the file says of the software's paper; ``references`` are works that it builds on."""
    told = _yaml(text[:LONGEST])
    if not told:
        return
    if title := plain(told.get("title")):
        yield Mention(where=_FILE, title=title, of_software=True)
    for key in _keys(told):
        yield Mention(where=_FILE, key=key)
    paper = told.get("preferred-citation")
    if isinstance(paper, dict) and plain(paper.get("type")) in _PAPERS:
        title = plain(paper.get("title"))
        author, year = _author(paper.get("authors")), _year(paper.get("year"))
        for key in _keys(paper) or [""] * bool(title):
            yield Mention(where=_FILE, key=key, title=title, author=author, year=year)


def _keys(work: dict[str, Any]) -> list[str]:
    listed = work.get("identifiers")
    given = [one.get("value") for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    told = [work.get("doi"), work.get("url"), *given]
    return list(dict.fromkeys(key for text in told if (key := _key(plain(text)))))


def _key(text: str) -> str:
    """``Target.key`` of the paper that an identifier or address names, or an empty string."""
    text = text.strip().rstrip(".,;:)]}")
    target = identify_text(text) or (identify_url(text) if "://" in text else None)
    if target is None or target.kind not in {TargetKind.ARXIV, TargetKind.DOI} or target.page:
        return ""
    return "" if target.kind is TargetKind.DOI and may_be_deposit(target.value) else target.key


def _yaml(text: str) -> dict[str, Any]:
    try:
        # text only, and no merging of mappings, which a stranger could make as large as memory
        told = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 (it makes nothing but text, lists and mappings)
    except (yaml.YAMLError, RecursionError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _author(authors: object) -> str:
    first = authors[0] if isinstance(authors, list) and authors else None
    return plain(first.get("family-names") or first.get("name")) if isinstance(first, dict) else ""


def _year(value: object) -> int | None:
    return int(value) if isinstance(value, str) and re.fullmatch(r"[12]\d{3}", value, re.ASCII) else None
