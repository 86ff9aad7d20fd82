"""What a view is made of: frozen values in words, ready to be shown, holding no markup and no escapes.

Text in them may still come from strangers: each renderer passes it through `harvester.report.escape`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from harvester.model import Verdict


class Untitled(Enum):
    """Why a paper has no title."""

    UNKNOWN = "title not known to the registries"
    UNASKED = "no DOI or arXiv id to look a title up by"
    UNANSWERED = "title not known so far"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Every number of a report, for one catalogue or for all.

    Attributes:
        links: Links that have a verdict: the denominator of ``healthy`` and of ``verdicts``.
        healthy: Links that are ok or alive at another address.
        verdicts: Verdicts that occur, with the number of their links, worst last.
        papers: Entries: the denominator of ``titled``.
        titled: Papers whose title is known, from a registry or from the list itself.
        own: Papers among the titled whose title only the list itself gives.
        unknown: Papers without a title because the registries know none.
        unasked: Papers without a title because they carry no identifier to ask by.
        skipped: Links of the file that belong to no paper and get no verdict.
        problems: Findings to fix or to look at, ``failing`` and ``blocked`` links not included.
        notes: Findings worth knowing.
        new_problems: Problems that the state before did not have.
        new_notes: Notes that the state before did not have.
        decisions: Causes behind the problems: how often somebody has to make up their mind.
        fix: Problems that are wrong now; the rest of them a person must judge.
        new_fix: Problems among the new ones that are wrong now.
        undecided: Links that are failing, blocked or unchecked.
        waived: Findings that somebody said may stay; neither problems nor notes.
        repaired: Findings of the state before that are gone.
    """

    links: int
    healthy: int
    verdicts: tuple[tuple[Verdict, int], ...]
    papers: int
    titled: int
    own: int
    unknown: int
    unasked: int
    skipped: int
    problems: int
    notes: int
    new_problems: int
    new_notes: int
    decisions: int
    fix: int
    new_fix: int
    undecided: int
    waived: int
    repaired: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Upstream:
    """How one upstream served this run.

    Attributes:
        name: For a person: ``Crossref``.
        answered: ``52 of 52``.
        trouble: Reasons of the rest, ``HTTP 403 (4), no answer within 20 s (1)``, or an empty string.
        slowest: ``slowest within 2 s``, or an empty string where it is not known.
        sound: Whether it answered everything.
        ill: Whether it left too much open for the run to be believed.
    """

    name: str
    answered: str
    trouble: str
    slowest: str
    sound: bool
    ill: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One finding, or one link that could not be decided, as five facts.

    Attributes:
        anchor: Stable name in a page, from the finding's identity.
        row: Anchor of the catalogue row that it belongs to, or an empty string.
        path: File that it stands in.
        line: Line in the file, or 0 where it speaks of the file as a whole or the line is not known.
        column: Column in the line, counted from 1, or 0.
        where: ``L115``, after the catalogue's name where there are several.
        section: Headings above it.
        caption: What the row is called: its title, or its own words.
        label: Text of the link, or an empty string.
        what: What stands there, as written.
        href: The same as an address to follow, or an empty string where it is none.
        evidence: What was found.
        facts: All that is known about it, as ``(name, text)``: what unfolds on demand.
        since: ``since 14 Nov``, ``first seen in this run``, with strikes; may be empty.
        advice: What to do, where the group does not say it for all.
        suggestion: A repair with its certainty, where the group does not say it for all.
        new: Whether the state before did not have it.
    """

    anchor: str
    row: str
    path: str
    line: int
    column: int
    where: str
    section: str
    caption: str
    label: str
    what: str
    href: str
    evidence: str
    facts: tuple[tuple[str, str], ...]
    since: str
    advice: str
    suggestion: str
    new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Items of one kind with one cause: one decision. Many causes that read alike share a group, which says so.

    Attributes:
        glyph: Mark of the verdict, or a bullet.
        word: Verdict or rule.
        severity: ``fix``, ``look``, ``note``; empty for what could not be decided.
        cause: The cause in words.
        size: ``16 of 118 links on 8 lines``.
        places: ``L95, L96, L196``, each line once.
        advice: What to do, where it is the same for all.
        suggestion: The repair, where it is the same for all.
    """

    glyph: str
    word: str
    severity: str
    cause: str
    size: str
    places: str
    advice: str
    suggestion: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the report; it exists only where it has something to say.

    Attributes:
        key: ``new``, ``waiting``, ``unknown``, ``waived``, ``repaired``; ``changed`` in a comparison.
        size: How many, out of how many.
        about: One sentence on what is in it.
    """

    key: str
    title: str
    size: str
    about: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowLink:
    """One link of a catalogue row with its verdict.

    Attributes:
        href: Where a click leads: the new address of a moved link, or an empty string where it is no address.
        said: Verdict, evidence, witness and date in one phrase.
        finding: Anchor of the item about it, or an empty string.
    """

    verdict: Verdict
    role: str
    label: str
    url: str
    href: str
    said: str
    finding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One paper of a catalogue, or one template row.

    Attributes:
        anchor: ``L115``; unique in the page.
        title: The title, or an empty string.
        untitled: Why there is no title, where there is none.
        words: The list's own columns as ``(header, text)``, links and empty ones left out.
        year: Four digits or an empty string.
        worst: Verdict of its worst link, None where it has no link.
        rules: Rules that have a finding about it.
    """

    anchor: str
    line: int
    title: str
    untitled: str
    authors: str
    venue: str
    year: str
    words: tuple[tuple[str, str], ...]
    links: tuple[RowLink, ...]
    worst: Verdict | None
    template: bool
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Consecutive rows under the same headings."""

    anchor: str
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """One whole catalogue as the reports show it.

    Attributes:
        name: Stem of its file.
        title: Its first heading.
        summary: Its numbers in one sentence.
        titles: How many titles are known, in one sentence.
    """

    name: str
    title: str
    summary: str
    titles: str
    counts: Counts
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One recorded run in the trend.

    Attributes:
        date: ``23 Nov 2026``.
        healthy: ``96 of 116 links``.
        fix: Problems that were wrong.
        look: Problems that a person had to judge.
        said: All of it in one sentence.
    """

    date: str
    healthy: str
    fix: int
    look: int
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """All that a report says; renderers add nothing and decide only how it looks.

    Attributes:
        headline: The verdict on the whole in one sentence.
        notices: What must be known before believing a number: demonstration, offline, upstreams too ill.
        health: Upstreams that were asked, in alphabetical order.
        asked: One sentence on the run as a whole.
        titles: How many titles are known, in one sentence.
        outside: What of the files was not judged because it belongs to no paper, or an empty string.
        sections: New, waiting, cannot tell, waived, repaired; only those that hold something.
        waive: How to let a finding stay, one sentence.
        trend: The last recorded runs, oldest first, where there are at least two.
        footer: Version and day of the run.
    """

    headline: str
    notices: tuple[str, ...]
    health: tuple[Upstream, ...]
    asked: str
    titles: str
    outside: str
    sections: tuple[Section, ...]
    counts: Counts
    shelves: tuple[Shelf, ...]
    waive: str
    trend: tuple[Bar, ...]
    footer: str
    date: str
