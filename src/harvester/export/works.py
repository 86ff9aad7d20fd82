"""The citable works behind the entries, cleaned and keyed: what all bibliographic formats write.

An entry is citable when a registry knows its title, or when the catalogue itself gives one and the entry has
an identifier. The catalogue's authors, venue and date stay out: free text cannot be split into names and
months without guessing. A work that is listed twice is cited once, from its first entry.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from harvester.export.keys import citation_keys
from harvester.export.text import one_line
from harvester.identify import canonical_url, identify
from harvester.model import PAPERS, Author, Role, Target, TargetKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from harvester.model import Enriched


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of publication as the three formats name it."""

    csl: str
    bibtex: str
    ris: str


_UNKNOWN_KIND: Final = Kind("document", "misc", "GEN")

# Types of CSL 1.0.2, of standard BibTeX and of RIS as specified in 2011. @techreport and @phdthesis need an
# institution and a degree, which no record tells us: @misc is always valid.
_KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        kind.csl: kind
        for kind in (
            Kind("article-journal", "article", "JOUR"),
            Kind("paper-conference", "inproceedings", "CPAPER"),
            Kind("chapter", "incollection", "CHAP"),
            Kind("article", "misc", "UNPB"),
            Kind("book", "book", "BOOK"),
            Kind("report", "misc", "RPRT"),
            Kind("thesis", "misc", "THES"),
            Kind("dataset", "misc", "DATA"),
            Kind("software", "misc", "COMP"),
            Kind("webpage", "misc", "ELEC"),
        )
    }
)

_ISO_DATE: Final = re.compile(r"([1-9]\d{3})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One citable work; every text is on one line and not yet escaped.

    Attributes:
        key: Citation key, unique among the works it came with.
        date: Year, month and day as far as they are known.
    """

    key: str
    kind: Kind
    title: str
    authors: tuple[Author, ...]
    venue: str
    publisher: str
    volume: str
    issue: str
    pages: str
    date: tuple[int, ...]
    doi: str
    arxiv: str
    url: str


@dataclass(frozen=True, slots=True)
class Bibliography:
    """The entries of a catalogue, and what of them can be cited.

    Attributes:
        works: The citable works in the order of the entries; their keys do not depend on that order.
        by_entry: Entry id to the work that it lists, for the entries whose work is citable.
    """

    entries: Sequence[Enriched]
    works: tuple[Work, ...]
    by_entry: Mapping[str, Work]


def bibliography(entries: Sequence[Enriched]) -> Bibliography:
    """Make out the works behind the entries, once for all formats."""
    identities = {entry.id: _identity(entry) for entry in entries}
    citable: dict[str, Enriched] = {}
    for entry in entries:
        if one_line(entry.title) or (one_line(entry.claims.get("title", "")) and entry.identifiers):
            citable.setdefault(identities[entry.id], entry)
    made = {identity: _work(entry) for identity, entry in citable.items()}
    works = {identity: replace(made[identity], key=key) for identity, key in citation_keys(made).items()}
    return Bibliography(
        entries,
        tuple(works[identity] for identity in made),
        {name: works[identity] for name, identity in identities.items() if identity in works},
    )


def known_title(entry: Enriched) -> str:
    """The title that a registry gives, else the catalogue's own, else an empty string."""
    return one_line(entry.title) or one_line(entry.claims.get("title", ""))


def date_parts(date: str) -> tuple[int, ...]:
    """Year, month and day of an ISO 8601 date as far as it goes; nothing for any other text."""
    match = _ISO_DATE.fullmatch(date)
    return tuple(int(part) for part in match.groups() if part) if match else ()


def _work(entry: Enriched) -> Work:
    return Work(
        key="",
        kind=_KINDS.get(entry.type, _UNKNOWN_KIND),
        title=known_title(entry),
        authors=_authors(entry),
        venue=one_line(entry.venue),
        publisher=one_line(entry.publisher),
        volume=one_line(entry.volume),
        issue=one_line(entry.issue),
        pages=one_line(entry.pages),
        date=date_parts(entry.date),
        doi=one_line(entry.identifiers.get(TargetKind.DOI, "")),
        arxiv=one_line(entry.identifiers.get(TargetKind.ARXIV, "")),
        url=next(_addresses(entry), ""),
    )


def _identity(entry: Enriched) -> str:
    """What makes two entries the same work: their most lasting identifier."""
    known = (f"{kind}:{entry.identifiers[kind]}" for kind in PAPERS if entry.identifiers.get(kind))
    return next(known, entry.id)


def _authors(entry: Enriched) -> tuple[Author, ...]:
    cleaned = tuple(Author(*map(one_line, (author.family, author.given, author.literal))) for author in entry.authors)
    named = tuple(author for author in cleaned if author.display)
    return entry.authors if named == entry.authors else named  # one and the same, for most of a long list


def _addresses(entry: Enriched) -> Iterator[str]:
    """Where the work can be read, best first: by identifier, as the catalogue links it, its repository."""
    yield from (_address(kind, entry.identifiers[kind]) for kind in PAPERS if entry.identifiers.get(kind))
    for link in entry.entry.links:
        if link.role is Role.PAPER and identify(link).kind.is_page:
            yield one_line(link.url)
    if repository := entry.identifiers.get(TargetKind.GITHUB):
        yield _address(TargetKind.GITHUB, repository)


def _address(kind: TargetKind, identifier: str) -> str:
    """The registry's address of an identifier, in which a DOI's ``#`` or ``?`` does not end the path."""
    return canonical_url(Target(kind, one_line(identifier)))
