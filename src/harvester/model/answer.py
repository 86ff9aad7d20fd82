"""What asking gives: three-valued answers and the records that come with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harvester.model.target import ArxivId, Doi


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """The upstream knows it, and this is what it says."""

    value: T


@dataclass(frozen=True, slots=True)
class Absent:
    """The upstream is the authority and says that there is no such thing."""

    evidence: str


@dataclass(frozen=True, slots=True)
class Unavailable:
    """No answer that counts: refused, silent, broken, out of budget.

    Attributes:
        reason: One phrase for a person, without secrets: ``HTTP 429``, ``no answer within 20 s``.
        retry_after: Seconds after which the upstream said it may be asked again, or None.
        refused: True where the server answered and turned us away (401, 403, 429, challenge page).
        failing: True where the link's own server failed (404, 5xx, silence), which counts as a strike against the link.
    """

    reason: str
    retry_after: float | None = None
    refused: bool = False
    failing: bool = False


Answer: TypeAlias = Found[T] | Absent | Unavailable


@dataclass(frozen=True, slots=True)
class Author:
    """A person (``family`` with or without ``given``) or a group (``literal``)."""

    family: str = ""
    given: str = ""
    literal: str = ""

    @property
    def display(self) -> str:
        """The name as people write it, given name first."""
        return self.literal or " ".join(part for part in (self.given, self.family) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """A notice about a work: that it was retracted, corrected, put in doubt.

    Attributes:
        kind: Crossref's word: ``retraction``, ``expression_of_concern``, ``correction``.
        doi: The notice's own DOI, where it has one.
        date: ISO 8601, as precise as is known, or empty.
        source: Who told the registry: ``publisher``, ``retraction-watch``; ``title`` where the title itself says so.
    """

    kind: str
    doi: Doi | None = None
    date: str = ""
    source: str = ""


SOURCES: Mapping[str, str] = {
    "crossref": "Crossref",
    "datacite": "DataCite",
    "ncbi": "PubMed",
    "openreview": "OpenReview",
    "arxiv": "arXiv",
}
"""What people call the sources of records, by ``Record.source``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What one registry says about one work. Empty values mean that it does not say.

    Attributes:
        source: The upstream's name: ``crossref``, ``arxiv``, ``datacite``.
        venue: The journal, proceedings or book; the series that it appears in is not the venue.
        short_venue: Abbreviated name of the venue: the registry's own, else from a table.
        event: Name of the conference, where the registry gives one.
        date: Day of publication, ISO 8601, as precise as is known: ``2023``, ``2023-10`` or ``2023-10-05``.
        dates: Every date that the registry knows, by kind: ``online``, ``print``, ``issued``, ``event``,
            ``submitted`` (first version), ``revised`` (newest version).
        type: CSL type: ``article-journal``, ``paper-conference``, ``chapter``, ``article`` for a preprint.
        pages: Pages with a hyphen between first and last, or the article number.
        doi: The work's own DOI.
        version: Number of the newest version of a preprint.
        updates: Notices about the work, each once.
        withdrawn: The words with which the newest version of a preprint withdraws it.
        published_doi: DOI of the version of record, where a preprint names one.
        journal_ref: Where a preprint says that it was published.
        likely_doi: DOI of its publication as a title search found it; nobody asserts it.
        code: Addresses of repositories that the paper itself names, or its registry as supplements to it.
        data_file: Day of the registry's data file that holds the work; empty where none was read or none holds it.
        stale: True for what was read from a data file and not asked of the registry since, and for what another source
            says while the registry is silent: it fills in what is not known, and overrules nothing.
    """

    source: str
    title: str = ""
    authors: tuple[Author, ...] = ()
    venue: str = ""
    short_venue: str = ""
    event: str = ""
    publisher: str = ""
    date: str = ""
    dates: Mapping[str, str] = field(default_factory=dict)
    type: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    doi: Doi | None = None
    arxiv: ArxivId | None = None
    version: int | None = None
    updates: tuple[Update, ...] = ()
    withdrawn: str = ""
    published_doi: Doi | None = None
    journal_ref: str = ""
    likely_doi: Doi | None = None
    code: tuple[str, ...] = ()
    comment: str = ""
    data_file: str = ""
    stale: bool = False

    @property
    def year(self) -> int | None:
        """The year of ``date``, or None."""
        return int(self.date[:4]) if self.date else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A paper that a repository names as the one that it belongs to. Empty where it does not say.

    Attributes:
        where: What names it, for a person: ``description``, ``home page``, ``CITATION.cff``.
        key: ``Target.key`` of its arXiv id or DOI.
        author: Family name of the first author.
        of_software: True for the title of the software itself, which may or may not be that of its paper.
    """

    where: str
    key: str = ""
    title: str = ""
    author: str = ""
    year: int | None = None
    of_software: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """Proof that a link's target exists, and where.

    Attributes:
        vouched_by: Who says so, for a person: ``Crossref``, ``doi.org``, ``GitHub``.
        evidence: What they said, one phrase.
        moved_to: The address it lives at now, where that is another one for good.
        record: Bibliographic record that came with the answer.
        archived: True for a repository that its owner has set read-only.
        papers: Papers that a repository names as its own.
    """

    vouched_by: str
    evidence: str
    moved_to: str | None = None
    record: Record | None = None
    archived: bool = False
    papers: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What became of the questions put to one upstream in this run.

    Attributes:
        asked: Identifiers or pages that were put to it.
        answered: Those that got a fact, found or absent.
        unavailable: Reason to number of those that got none.
        requests: HTTP requests sent, retries and redirects included.
        slowest: Longest request in seconds.
    """

    asked: int = 0
    answered: int = 0
    unavailable: Mapping[str, int] = field(default_factory=dict)
    requests: int = 0
    slowest: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvest:
    """All that the network said in one run, by ``Target.key``, with the path where one in a repository is judged."""

    answers: Mapping[str, Answer[Sighting]]
    tallies: Mapping[str, Tally]
