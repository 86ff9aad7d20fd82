"""What identifying gives: the canonical thing behind a link."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from harvester.model.catalogue import Link


Doi = NewType("Doi", str)
"""A DOI as compared and asked: no resolver, percent-decoded, ASCII letters lower-cased."""

ArxivId = NewType("ArxivId", str)
"""An arXiv id without version and subject class: ``2407.00116`` or ``math/0309136``."""

RepoName = NewType("RepoName", str)
"""``owner/name`` of a GitHub repository, in lower case, since GitHub ignores case."""


class TargetKind(StrEnum):
    """What a link points at, known from its text alone."""

    DOI = "doi"
    ARXIV = "arxiv"
    PII = "pii"
    OPENREVIEW = "openreview"
    GITHUB = "github"
    WEB = "web"
    PLACEHOLDER = "placeholder"
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class Target:
    """The canonical thing behind a link; two spellings of one thing are equal in ``kind`` and ``value``.

    Attributes:
        value: The identifier in its canonical spelling, the URL for ``web``, the text for the last two kinds.
        version: ``v1`` where an arXiv link pins a version, else empty.
        path: What follows ``owner/name`` in a GitHub link (``tree/main``), else empty.
        why: Reason, for ``placeholder`` and ``malformed``.
        instead: A near spelling worth asking, should this one not exist (a trailing dot dropped).
    """

    kind: TargetKind
    value: str
    version: str = field(default="", compare=False)
    path: str = field(default="", compare=False)
    why: str = field(default="", compare=False)
    instead: str = field(default="", compare=False)

    @property
    def key(self) -> str:
        """``kind:value``, the name under which answers and entries are filed."""
        return f"{self.kind}:{self.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """One link of a catalogue with its target and its place.

    Attributes:
        catalogue: Path of the catalogue.
        entry_id: Id of the entry it belongs to; empty for a link of a template row.
        template: True where the whole row is a template.
    """

    catalogue: str
    section: tuple[str, ...]
    entry_id: str
    link: Link
    target: Target
    template: bool = False
