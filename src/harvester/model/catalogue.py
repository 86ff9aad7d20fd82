"""What reading gives: a catalogue, its entries and its links, each known to the character."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range ``[start, end)`` in characters of ``Catalogue.text``."""

    start: int
    end: int


class Role(StrEnum):
    """What a link is to its entry."""

    PAPER = "paper"
    CODE = "code"
    PROJECT = "project"
    DATA = "data"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One target that the catalogue names, usable or not.

    Attributes:
        url: The destination as written, white space at both ends taken off.
        role: What it is to its entry: by column, then label, then host.
        label: The text that a reader clicks on.
        line: Line of the link's first character, counted from 1.
        column: Column of the link's first character, counted in characters from 1.
        span: The destination's characters: ``text[span] == url``.
        outer: The whole link as marked up, label and brackets included.
        flaw: Why this is no usable address, or an empty string where it is one.
        mended: What the destination would be when mended, where that is safe to say.
    """

    url: str
    role: Role
    label: str
    line: int
    column: int
    span: Span
    outer: Span
    flaw: str = ""
    mended: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    r"""One listed work: a table row, a bullet, a block of lines, a record.

    Attributes:
        line: First line, counted from 1 (``\n`` ends a line).
        end_line: Last line, inclusive.
        section: Headings above it, topmost first, marks taken off.
        title: As written, marks and quotes taken off; None where the catalogue gives none.
        authors: As written, or None.
        date: As written in the entry, or None.
        venue: As written in the entry, or None.
        links: Usable targets in source order.
        malformed: Targets that are no address (``flaw`` is set).
        fields: Column header (or key) and cell text of a row, in order; a repeated header has `` (2)`` added.
        span: The entry's characters.
        cells: Where each of the ``fields`` stands: what a quote, a brace or a pipe encloses, and an element of HTML
            with its tags.
        holds: What each of the ``fields`` holds, as it was read: ``title``, ``authors``, ``venue``, ``date``, ``code``.
    """

    line: int
    end_line: int
    section: tuple[str, ...]
    title: str | None
    authors: str | None
    date: str | None
    venue: str | None
    links: tuple[Link, ...]
    malformed: tuple[Link, ...]
    fields: tuple[tuple[str, str], ...]
    span: Span
    cells: tuple[Span, ...] = ()
    holds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Placeholder:
    """Something that was never meant: a template row, an empty cell, a ``TODO``.

    Attributes:
        text: What was written (empty for an empty cell).
        why: One phrase for a person: ``template row never filled in``, ``empty Code cell``.
        links: Links inside it, kept for the report and never asked; a template row has them, an empty cell not.
        whole_row: True where the entire row or item is a template, so that no entry stands for it.
    """

    line: int
    text: str
    why: str
    section: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    whole_row: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A link that belongs to no entry, and why (``table of contents``, ``badge``, ``legend``)."""

    line: int
    column: int
    url: str
    why: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """One list as its people wrote it.

    Attributes:
        name: Stem of the file, which names the enriched files.
        path: Where it was read, as given, with forward slashes.
        title: Its first heading, or the name.
        text: The file decoded as UTF-8 with line ends and a byte order mark kept: it encodes back to the same bytes.
        legend: Codes that its cells use to what it says they mean (``harvester.legend``); empty as read.
    """

    name: str
    path: str
    title: str
    text: str
    entries: tuple[Entry, ...]
    placeholders: tuple[Placeholder, ...]
    skipped: tuple[Skipped, ...]
    legend: Mapping[str, str] = field(default_factory=dict)
