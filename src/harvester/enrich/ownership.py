"""Whether a repository names the paper that it is listed with, or another one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

from harvester.identify import canonical_url
from harvester.match import Claim, Match, claim_of, compare
from harvester.model import Fact, Flag, Found, Role, Target, TargetKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from harvester.model import Answer, Cited, Mention, Record, Sighting

_SOURCE = "github"
_WORDS = {str(kind): kind.word for kind in TargetKind}
_LONGEST_TITLE = 160
"""Characters of a title that are shown as evidence."""


@dataclass(frozen=True, slots=True)
class Own:
    """All that is known of the papers of one entry.

    Attributes:
        keys: ``Target.key`` of every identifier that is theirs, those of their publications included.
        claims: What the list and the registries say of them.
    """

    keys: frozenset[str]
    claims: tuple[Claim, ...]


def of_code(
    links: Iterable[Cited], answers: Mapping[str, Answer[Sighting]], own: Own, known: Iterable[Fact]
) -> Iterator[Fact]:
    """What is known of the repositories that an entry links to as its code.

    Args:
        links: The entry's links; one to a path in a repository is passed over, since the words are about the whole.
        answers: Tonight's, by ``Target.key``.
        known: Facts of an earlier run; they hold until the same repository is heard of again, or its link is gone.
    """
    repositories = {one.target.key for one in links if one.link.role is Role.CODE and not one.target.path}
    for key in sorted(repositories):
        answer = answers.get(key)
        if not isinstance(answer, Found):
            yield from (fact for fact in known if fact.about == key)
        elif fact := other_paper(key, answer.value.papers, own, _records(answer.value.papers, answers)):
            yield fact


def _records(papers: Iterable[Mention], answers: Mapping[str, Answer[Sighting]]) -> dict[str, Record]:
    told = ((one.key, answers.get(one.key)) for one in papers)
    return {key: said.value.record for key, said in told if isinstance(said, Found) and said.value.record}


def other_paper(repository: str, papers: Sequence[Mention], own: Own, records: Mapping[str, Record]) -> Fact | None:
    """The fact that a repository names another paper, or None where it names the entry's or cannot be told.

    Two arXiv ids are two papers. A DOI may be that of another version, and a paper may have been renamed: these count
    only where titles, first author and year speak of two papers. Nothing is said of a repository that names several
    papers, or one that may be the entry's.

    Args:
        repository: ``Target.key`` of the repository.
        papers: What it names.
        records: Tonight's records of any paper, by ``Target.key``.
    """
    told = [_with_record(one, records) for one in papers]
    if any(_may_be_own(one, own) for one in told):
        return None
    named = [one for one in told if not one.of_software]
    if not named or not all(_is_other(one, own) for one in named) or _are_several(named):
        return None
    first = max(named, key=lambda one: bool(one.title))
    key = next((one.key for one in named if one.key), "")
    return Fact(
        flag=Flag.NOT_ITS_CODE,
        about=repository,
        source=_SOURCE,
        evidence=_evidence(first, key),
        value=_address(key) if key else "",
    )


def _with_record(mention: Mention, records: Mapping[str, Record]) -> Mention:
    """The mention with what a registry says of the paper, where the list links to it elsewhere."""
    record = records.get(mention.key)
    if record is None or not record.title:
        return mention
    claim = claim_of(record)
    return replace(mention, title=claim.title, author=claim.author, year=claim.year)


def _claim(mention: Mention) -> Claim:
    return Claim(title=mention.title, author=mention.author, year=mention.year)


def _may_be_own(mention: Mention, own: Own) -> bool:
    if mention.key in own.keys:
        return True
    answers = {compare(_claim(mention), claim).match for claim in own.claims if mention.title}
    return Match.SAME in answers or (Match.CANNOT_TELL in answers and not mention.of_software)


def _is_other(mention: Mention, own: Own) -> bool:
    """Whether it is another paper for certain; it is known that it may not be the entry's own."""
    if mention.title:
        return bool(own.claims)
    arxiv = f"{TargetKind.ARXIV}:"
    return mention.key.startswith(arxiv) and any(key.startswith(arxiv) for key in own.keys)


def _are_several(named: Sequence[Mention]) -> bool:
    ids = {one.key for one in named if one.key.startswith(f"{TargetKind.ARXIV}:")}
    titled = [_claim(one) for one in named if one.title]
    pairs = combinations(titled, 2)
    return len(ids) > 1 or any(compare(one, other).match is Match.DIFFERENT for one, other in pairs)


def _evidence(mention: Mention, key: str) -> str:
    title = mention.title if len(mention.title) <= _LONGEST_TITLE else mention.title[: _LONGEST_TITLE - 1] + "…"
    kind, _, value = key.partition(":")
    words = [f"“{title}”"] if title else []
    if key:
        words.append(f"{_WORDS[kind]} {value}")
    return f"the repository's {mention.where} names another paper: {', '.join(words)}"


def _address(key: str) -> str:
    """A DOI as it is, the address of an arXiv paper."""
    kind, _, value = key.partition(":")
    return value if kind == TargetKind.DOI else canonical_url(Target(TargetKind.ARXIV, value))
