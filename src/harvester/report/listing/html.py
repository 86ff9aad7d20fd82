"""The catalogue for its readers as one self-contained page: ``NAME.html``."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING

from markupsafe import Markup

from harvester.model import Flag
from harvester.report import escape, page, view, wording
from harvester.report.listing.columns import split
from harvester.report.listing.facets import Facet, Value, facets
from harvester.report.listing.overview import pictures
from harvester.report.listing.papers import papers, word
from harvester.report.rows import TEXT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from harvester.model import Fact, Run
    from harvester.report.listing.papers import Paper
    from harvester.report.parts import Block, Counts, Row, RowLink
    from harvester.report.view import View

_TAKEN_BACK = frozenset({Flag.RETRACTED, Flag.WITHDRAWN})
_ALARMS = _TAKEN_BACK | {Flag.CONCERN}
"""Flags after which a reader should not rely on a paper."""

_SHOWN_NAMES = 4
_MOST_NAMES = 100
_LABEL = 28

_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What registries say of a paper besides its citation.

    Attributes:
        evidence: What they say, or an empty string.
        href: Where it is said, or an empty string.
        alarm: Whether a reader should not rely on the paper.
    """

    word: str
    evidence: str
    href: str
    alarm: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One value of a cell as the list writes it, with its meaning where it is a code."""

    text: str
    meaning: str = ""
    unexplained: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One paper, ready to be shown.

    Attributes:
        date: When it appeared, as far as is known: ``2023`` or ``2023-10``.
        marks: Facet and value numbers, ``0.3 2.1``.
        href: Where its title leads, or an empty string.
        columns: The list's own columns that say something which is not shown elsewhere.
        also: Names of further authors, for the search.
        bibtex: Its BibTeX record, or an empty string.
        struck: Whether it was taken back.
    """

    row: Row
    section: str
    authors: str
    year: str
    date: str
    marks: str
    href: str
    notices: tuple[Notice, ...]
    columns: tuple[tuple[str, tuple[Part, ...]], ...]
    also: str
    bibtex: Markup
    struck: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One section of the list: its papers, made as they are shown, and the template rows that only are counted."""

    block: Block
    papers: int
    cards: Iterator[Card]
    templates: tuple[Row, ...]


def html(
    run: Run, catalogue_name: str, citations: Mapping[str, str] = _NONE, seen: View | None = None
) -> Iterator[str]:
    """Give ``NAME.html`` piece by piece; it makes no request, and without its script it is a page to read.

    Args:
        citations: Entry id to BibTeX record, for the papers that can be cited.
        seen: The view of the run, where it is at hand.

    Raises:
        KeyError: The run has no catalogue of that name.
    """
    v = seen or view.build(run)
    shelf = {shelf.name: shelf for shelf in v.shelves}[catalogue_name]
    catalogue = {catalogue.name: catalogue for catalogue in run.catalogues}[catalogue_name]
    listed = papers(run, catalogue, shelf)
    known = facets(listed, catalogue.legend)
    cards = (_card(paper, place, known, citations) for place, paper in enumerate(listed))
    return page.pieces(
        "catalogue.html",
        v=v,
        shelf=shelf,
        sections=[_shown(block, cards) for block in shelf.blocks],
        facets=known,
        pictures=pictures(known),
        facts=_facts(listed, known),
        health=_health(shelf.counts),
        link_name=name,
        legends=[facet for facet in known if any(value.meaning for value in facet.values)],
    )


def _shown(block: Block, cards: Iterator[Card]) -> Shown:
    templates = tuple(row for row in block.rows if row.template)
    number = len(block.rows) - len(templates)
    return Shown(block=block, papers=number, cards=islice(cards, number), templates=templates)


def _facts(listed: Sequence[Paper], known: Sequence[Facet]) -> list[tuple[str, str]]:
    """The list in a few numbers: papers, sections, years, code."""
    years = sorted({paper.year for paper in listed if paper.year})
    sections = sum(len(facet.values) for facet in known if facet.key == "section")
    code = sum(paper.has_code for paper in listed)
    said = [wording.count(len(listed), "paper").split(" ", 1)]
    if sections:
        said.append(wording.count(sections, "section").split(" ", 1))
    if years:
        said.append([years[0] if len(years) == 1 else f"{years[0]}–{years[-1]}", "published"])
    if code:
        said.append([f"{code:,}", "with code"])
    return [(number, noun) for number, noun in said]


def _health(counts: Counts) -> str:
    """How far the links can be trusted: what could not be told is not passed over."""
    unknown = f", {counts.undecided:,} cannot be told" if counts.undecided else ""
    return f"{wording.ratio(counts.healthy, counts.links, 'link')} healthy{unknown}"


def _card(paper: Paper, place: int, known: Sequence[Facet], citations: Mapping[str, str]) -> Card:
    row = paper.row
    marks = (f"{number}.{value}" for number, facet in enumerate(known) for value in facet.marks[place])
    names = [escape.clip(author.display, 80) for author in paper.record.authors if author.display]
    return Card(
        row=row,
        section=paper.section,
        authors=row.authors if names else escape.clip(paper.record.entry.authors or "", TEXT),
        year=row.year or paper.year,
        date=paper.date,
        marks=" ".join(marks),
        href=next((link.href for link in row.links if link.role == "paper" and link.href), ""),
        notices=tuple(_notice(flag, paper.record.facts) for flag in paper.flags),
        columns=tuple(_columns(paper, {facet.title.casefold(): facet for facet in known if facet.own})),
        also=", ".join(names[_SHOWN_NAMES:_MOST_NAMES]),
        # plain text of ours, in which line ends count: it is escaped here and not laid out again
        bibtex=Markup.escape(citations.get(paper.record.id, "").strip()),
        struck=not _TAKEN_BACK.isdisjoint(paper.flags),
    )


def _notice(flag: str, facts: Sequence[Fact]) -> Notice:
    fact = next((fact for fact in facts if fact.flag == flag), None)
    evidence = escape.clip(fact.evidence, TEXT) if fact else ""
    value = fact.value if fact else ""
    return Notice(
        word=word(flag),
        evidence=evidence.removeprefix(f"{word(flag)} "),
        href=escape.href(f"https://doi.org/{value}" if value.startswith("10.") else value),
        alarm=flag in _ALARMS,
    )


def _columns(paper: Paper, own: Mapping[str, Facet]) -> Iterator[tuple[str, tuple[Part, ...]]]:
    record, row = paper.record, paper.row
    elsewhere = {row.title, row.authors, row.venue, row.year or paper.year, record.title, record.venue}
    elsewhere |= {escape.clip(record.entry.authors or "", TEXT)}
    for header, text in paper.cells:
        if text in elsewhere or (row.title and text.startswith(row.title)):
            continue
        facet = own.get(header.casefold())
        values = _spellings(facet) if facet else {}
        yield (
            header,
            tuple(_part(part, values.get(part)) for part in (split(text, facet.separators) if facet else [text])),
        )


def _spellings(facet: Facet) -> dict[str, Value]:
    return {spelling: value for value in facet.values for spelling in value.spellings}


def _part(text: str, value: Value | None) -> Part:
    return Part(text=text, meaning=value.meaning if value else "", unexplained=bool(value and value.unexplained))


def name(link: RowLink) -> str:
    """What a link is called: its own text where that is short, else what it is to the paper."""
    return link.label if 0 < len(link.label) <= _LABEL else link.role.capitalize()
