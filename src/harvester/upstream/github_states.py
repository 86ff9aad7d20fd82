"""What GitHub says of a repository, whether by REST or by GraphQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from harvester.model import Mention, RepoName
from harvester.upstream.github_papers import named

FIELDS = (
    "nameWithOwner isArchived isDisabled isEmpty isFork isPrivate pushedAt description homepageUrl "
    "citation:object(expression:$citation){...Text}"
)
"""What a GraphQL query asks of each repository, given ``CITATION`` as a variable and ``FRAGMENT`` at its end."""

CITATION = "HEAD:CITATION.cff"
FRAGMENT = "fragment Text on Blob{text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """What GitHub says of one repository; ``name`` is the one it bears now.

    Attributes:
        papers: Papers that it names as its own; a fork's words are those of the repository that it was forked from.
        unjudged: Why a path that the link names in it was not judged, or an empty string.
    """

    name: RepoName
    archived: bool = False
    empty: bool = False
    disabled: bool = False
    fork: bool = False
    pushed_at: str = ""
    description: str = ""
    papers: tuple[Mention, ...] = ()
    unjudged: str = ""

    @property
    def states(self) -> tuple[str, ...]:
        """What is to be known of it beside its existence, in words."""
        states = {"archived": self.archived, "disabled": self.disabled, "empty": self.empty, "a fork": self.fork}
        return tuple(word for word, true in states.items() if true)


def from_graphql(node: dict[str, Any]) -> Repository:
    """A repository out of a GraphQL answer to a query for ``FIELDS``."""
    fork, blob = node.get("isFork") is True, node.get("citation")
    citation = blob.get("text") if isinstance(blob, dict) else None
    return Repository(
        name=RepoName(str(node.get("nameWithOwner", ""))),
        archived=node.get("isArchived") is True,
        empty=node.get("isEmpty") is True,
        disabled=node.get("isDisabled") is True,
        fork=fork,
        pushed_at=str(node.get("pushedAt") or ""),
        description=str(node.get("description") or ""),
        papers=() if fork else named(_text(node.get("description")), _text(node.get("homepageUrl")), _text(citation)),
    )


def from_rest(body: dict[str, Any]) -> Repository:
    """A repository out of a REST answer, whose ``full_name`` is known to be there.

    Its size is in kilobytes and lags behind, so that 0 does not prove it empty.
    """
    fork = body.get("fork") is True
    return Repository(
        name=RepoName(body["full_name"]),
        archived=body.get("archived") is True,
        disabled=body.get("disabled") is True,
        fork=fork,
        pushed_at=str(body.get("pushed_at") or ""),
        description=str(body.get("description") or ""),
        papers=() if fork else named(_text(body.get("description")), _text(body.get("homepage"))),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
