"""What every reading must hold, whatever the text, and how a test says what it expects of an entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.model import Role

if TYPE_CHECKING:
    from harvester.model import Catalogue, Entry


A = "https://arxiv.org/abs/2301.00001"
B = "https://arxiv.org/abs/2302.00002"
C = "https://github.com/lab/alpha"
D = "https://github.com/lab/beta"
P = "https://alpha.github.io/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a reader of one entry sees; None for what the test does not ask."""

    title: str | None
    paper: tuple[str, ...] = ()
    code: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    authors: str | None = None
    venue: str | None = None
    date: str | None = None


def seen(entry: Entry, asked: Work) -> Work:
    """An entry as the work that a test asks for."""

    def urls(*roles: Role) -> tuple[str, ...]:
        return tuple(link.url for link in entry.links if link.role in roles)

    return Work(
        title=entry.title,
        paper=urls(Role.PAPER),
        code=urls(Role.CODE),
        other=urls(Role.PROJECT, Role.DATA, Role.OTHER),
        authors=entry.authors if asked.authors is not None else None,
        venue=entry.venue if asked.venue is not None else None,
        date=entry.date if asked.date is not None else None,
    )


def prove(catalogue: Catalogue) -> None:
    """Every line, span and flaw of a reading is what the model promises."""
    text, lines = catalogue.text, catalogue.text.count("\n") + 1
    for entry in catalogue.entries:
        assert 1 <= entry.line <= entry.end_line <= lines
        assert 0 <= entry.span.start <= entry.span.end <= len(text)
        for link in (*entry.links, *entry.malformed):
            assert text[link.span.start : link.span.end] == link.url == link.url.strip()
            assert 1 <= link.line <= lines
            assert link.column >= 1
        assert all(not link.flaw for link in entry.links)
        assert all(link.flaw for link in entry.malformed)
    for gap in catalogue.placeholders:
        assert all(text[link.span.start : link.span.end] == link.url for link in gap.links)
    assert all(text[left.span.start : left.span.end] == left.url for left in catalogue.skipped)
