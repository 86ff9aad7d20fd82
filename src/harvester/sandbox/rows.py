"""The rows of a world file: one class for a kind, one key for an attribute.

``synthetic`` names those attributes of a row that were made up to complete a wire shape.
"""

from __future__ import annotations

from dataclasses import field
from typing import Any

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

CITATION_FILE = "CITATION.cff"
"""Where a repository says how it is to be cited (citation-file-format.github.io)."""

_STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
class Work:
    """A DOI with its registry's record.

    Attributes:
        registry: Registration agency as doiRA spells it; only ``Crossref`` and ``DataCite`` have an API here.
        type: Crossref's word: ``journal-article``, ``proceedings-article``, ``book-chapter``.
        title: One title, or any number of them as Crossref allows.
        authors: ``Family, Given``; a text without a comma is a group; an object goes out as it is.
        issued: Year, month, day as far as known; ``[null]`` as Crossref has it for none.
        url: Landing page, where it is known.
        extra: Members added to the registry's record, or replacing them, word for word.
    """

    doi: str
    registry: str = "Crossref"
    type: str = "journal-article"
    title: str | tuple[str, ...] = ()
    authors: tuple[str | dict[str, Any], ...] = ()
    venue: str | tuple[str, ...] = ()
    publisher: str | None = None
    issued: tuple[int | None, ...] = ()
    alternative_id: tuple[str, ...] = ()
    url: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    synthetic: tuple[str, ...] = ()

    @property
    def titles(self) -> tuple[str, ...]:
        """All titles, none, one or more."""
        return (self.title,) if isinstance(self.title, str) else self.title

    @property
    def venues(self) -> tuple[str, ...]:
        """All container titles, none, one or more."""
        return (self.venue,) if isinstance(self.venue, str) else self.venue


@dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
class Version:
    """One version of a preprint; what is None is as in the preprint."""

    updated: str | None = None
    title: str | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
class Preprint:
    """An arXiv paper.

    Attributes:
        id: Without version: ``2407.00116``, ``math/0309136``.
        published: Date or time of the first version, ISO 8601; a bare date stands for midnight UTC.
        versions: ``v1``, ``v2`` … in order; none given means a single one.
        categories: The first is the primary one.
        doi: DOI of the published version.
    """

    id: str
    title: str
    published: str
    authors: tuple[str, ...] = ()
    versions: dict[str, Version] = field(default_factory=dict)
    categories: tuple[str, ...] = ()
    summary: str = ""
    comment: str | None = None
    journal_ref: str | None = None
    doi: str | None = None
    synthetic: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
class Handle:
    """A name in the handle system, with or without a record elsewhere.

    Attributes:
        code: The API's ``responseCode``: 1 found, 2 error, 200 no value of that type.
        alias: The DOI that a short name (``10/abc``) stands for.
    """

    doi: str
    agency: str = "Crossref"
    url: str | None = None
    code: int = 1
    alias: str | None = None
    synthetic: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
class Repository:
    """A GitHub repository, or a name that has none.

    Attributes:
        name: ``owner/name``; an owner alone stands for a link that names no repository.
        status: 200, 404 (gone or private), 451 (DMCA), 403 (blocked by GitHub) or 5xx (trouble with this one).
        moved_to: Its ``owner/name`` now.
        license: SPDX identifier; ``NOASSERTION`` for a licence that GitHub cannot name.
        paths: Files and folders at the default branch and at every one of ``refs``; None where all that are asked for
            are there.
        refs: Branches and tags beside the default branch.
        citation: Text of its ``CITATION.cff``; None where it has none.
    """

    name: str
    status: int = 200
    moved_to: str | None = None
    archived: bool = False
    disabled: bool = False
    fork: bool = False
    empty: bool = False
    default_branch: str = "main"
    license: str | None = None
    description: str | None = None
    homepage: str | None = None
    citation: str | None = None
    pushed: str | None = None
    paths: tuple[str, ...] | None = None
    refs: tuple[str, ...] = ()
    synthetic: tuple[str, ...] = ()

    def holds(self, ref: str, path: str) -> bool:
        """Whether there is such a path at this branch or tag."""
        if path == CITATION_FILE:
            return self.citation is not None and self.knows(ref)
        if self.paths is None:
            return not self.empty
        return self.knows(ref) and any(f"{one}/".startswith(f"{path}/") for one in self.paths)

    def knows(self, ref: str) -> bool:
        """Whether there is such a branch or tag."""
        short = ref.removeprefix("refs/heads/").removeprefix("refs/tags/")
        return not self.empty and (self.paths is None or short in {self.default_branch, "HEAD", *self.refs})


@dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
class Gist:
    """A public gist; ``owner`` is a login."""

    id: str
    owner: str = "ghost"
    synthetic: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
class Forum:
    """A paper on OpenReview; ``open`` means that anonymous callers may read it through the API."""

    id: str
    title: str
    authors: tuple[str, ...] = ()
    venue: str | None = None
    open: bool = False
    synthetic: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
class Article:
    """An article that PubMed lists.

    Attributes:
        pmcid: ``PMC`` and digits, where PubMed Central holds it too.
        authors: As PubMed writes them: ``Lovelace A``.
        published: As PubMed writes it: ``2007 Dec 6``.
    """

    pmid: str
    pmcid: str | None = None
    doi: str | None = None
    title: str = ""
    authors: tuple[str, ...] = ()
    journal: str = ""
    published: str = ""
    retracted: bool = False
    synthetic: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
class Capture:
    """A page as the Wayback Machine took it; ``timestamp`` is ``YYYYMMDDhhmmss``, UTC."""

    url: str
    timestamp: str
    status: int = 200
    synthetic: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
class Origin:
    """A repository that Software Heritage knows, under the very letters of ``url``.

    Attributes:
        visited: False for one known by name only.
        date: Of the latest visit, ISO 8601.
    """

    url: str
    type: str = "git"
    visited: bool = True
    date: str | None = None
    synthetic: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
class Page:
    """A web page.

    Attributes:
        location: Where a redirect leads, absolute or relative.
        behaviour: A kind of fault (``harvester.sandbox.faults``), or ``no-head``: 405 to HEAD only.
    """

    status: int = 200
    title: str = ""
    body: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    location: str | None = None
    behaviour: str | None = None
    synthetic: tuple[str, ...] = ()
