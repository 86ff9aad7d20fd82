"""What identifying gives: the canonical thing behind a link."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NewType, Self

if TYPE_CHECKING:
    from harvester.model.catalogue import Link


Doi = NewType("Doi", str)
"""A DOI as compared and asked: no resolver, percent-decoded, ASCII letters lower-cased."""

ArxivId = NewType("ArxivId", str)
"""An arXiv id without version and subject class: ``2407.00116`` or ``math/0309136``."""

RepoName = NewType("RepoName", str)
"""``owner/name`` of a GitHub repository, in lower case, since GitHub ignores case."""


class TargetKind(StrEnum):
    """What a link points at, known from its text alone.

    Attributes:
        word: What people call it.
    """

    word: str

    DOI = "doi", "DOI"
    SHORT_DOI = "short-doi", "shortDOI"
    ARXIV = "arxiv", "arXiv"
    PII = "pii", "Elsevier article"
    PMID = "pmid", "PubMed"
    PMCID = "pmcid", "PubMed Central"
    OPENREVIEW = "openreview", "OpenReview"
    ACL = "acl", "ACL Anthology"
    PMLR = "pmlr", "PMLR"
    CVF = "cvf", "CVF"
    NEURIPS = "neurips", "NeurIPS"
    SEMANTIC_SCHOLAR = "semantic-scholar", "Semantic Scholar"
    DBLP = "dblp", "DBLP"
    GITHUB = "github", "GitHub"
    GITHUB_USER = "github-user", "GitHub account"
    GIST = "gist", "gist"
    GITLAB = "gitlab", "GitLab"
    BITBUCKET = "bitbucket", "Bitbucket"
    CODEBERG = "codeberg", "Codeberg"
    HUGGINGFACE = "huggingface", "Hugging Face"
    WEB = "web", "web"
    ANCHOR = "anchor", "anchor of the page"
    FILE = "file", "file of the repository"
    PLACEHOLDER = "placeholder", "placeholder"
    MALFORMED = "malformed", "malformed"

    def __new__(cls, value: str, word: str) -> Self:
        """Make the member ``value``, which people call ``word``."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.word = word
        return member

    @property
    def is_page(self) -> bool:
        """Whether its web page is asked, since no registry answers for it."""
        return self not in _NO_PAGES

    @property
    def is_inside(self) -> bool:
        """Whether it lies in the catalogue's own repository: judged at once, asked of nobody, not remembered."""
        return self in {TargetKind.ANCHOR, TargetKind.FILE}


LASTING = (
    TargetKind.DOI,
    TargetKind.SHORT_DOI,
    TargetKind.ARXIV,
    TargetKind.PII,
    TargetKind.PMID,
    TargetKind.PMCID,
)
"""Identifiers of papers that outlive every page, the most lasting first: a registry answers for them."""

PAPERS = (
    *LASTING,
    TargetKind.OPENREVIEW,
    TargetKind.ACL,
    TargetKind.PMLR,
    TargetKind.CVF,
    TargetKind.NEURIPS,
    TargetKind.DBLP,
    TargetKind.SEMANTIC_SCHOLAR,
)
"""What identifies a paper, the most lasting first."""

# Registries answer for the first four, too, the disk for the next two; the last two are nobody's business.
_NO_PAGES = frozenset(
    {
        *LASTING,
        TargetKind.OPENREVIEW,
        TargetKind.GITHUB,
        TargetKind.GITHUB_USER,
        TargetKind.GIST,
        TargetKind.ANCHOR,
        TargetKind.FILE,
        TargetKind.PLACEHOLDER,
        TargetKind.MALFORMED,
    }
)


@dataclass(frozen=True, slots=True)
class Target:
    """The canonical thing behind a link; two spellings of one thing are equal in ``kind`` and ``value``.

    Attributes:
        value: The identifier in its canonical spelling, the URL for ``web``, the path (with its fragment) for what lies
            in the repository, the text for the last two kinds.
        version: ``v1`` where an arXiv link pins a version, else empty.
        path: What follows the identifier in its address (``tree/main`` of a repository), else empty.
        why: Reason, for ``placeholder`` and ``malformed``.
        instead: A near spelling worth asking, should this one not exist (a trailing dot dropped).
        spelling: The identifier as written, where ``value`` folds its case and its server would redirect.
        page: The address as cited, where a publisher's rule and not the link itself names the DOI: asked in place of a
            DOI that turns out not to be registered.
    """

    kind: TargetKind
    value: str
    version: str = field(default="", compare=False)
    path: str = field(default="", compare=False)
    why: str = field(default="", compare=False)
    instead: str = field(default="", compare=False)
    spelling: str = field(default="", compare=False)
    page: str = field(default="", compare=False)

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
