"""What registries know of a listed paper beyond its citation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Flag(StrEnum):
    """Words about an entry. Closed; all but the first rest on facts.

    ``not-its-code`` is said of a repository that names another paper as its own. A preprint is ``superseded`` where it
    names the DOI of its publication, ``published`` where it only says in which journal or at which conference it
    appeared.
    """

    NO_METADATA = "no-metadata"
    RETRACTED = "retracted"
    CONCERN = "concern"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    PUBLISHED = "published"
    NEWER_VERSION = "newer-version"
    CORRECTED = "corrected"
    CODE_KNOWN = "code-known"
    NOT_ITS_CODE = "not-its-code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that a registry says about a paper or its code, and that a flag rests on.

    Attributes:
        flag: What it means for the entry.
        about: ``Target.key`` of the link that it was said of.
        source: The upstream's name: ``crossref``, ``arxiv``, ``datacite``.
        evidence: What the registry says, one phrase for a person.
        value: What it leads to: DOI of the notice or of the version of record, address of the repository, newest
            version, DOI or address of the paper that a repository names; empty where the registry names none.
        date: Day of the notice, ISO 8601 as precise as is known, or empty.
    """

    flag: Flag
    about: str
    source: str
    evidence: str
    value: str = ""
    date: str = ""
