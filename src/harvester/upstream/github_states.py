"""What GitHub says of a repository, whether by REST or by GraphQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from harvester.model import RepoName

FIELDS = "nameWithOwner isArchived isDisabled isEmpty isFork isPrivate pushedAt description"
"""What a GraphQL query asks of each repository."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """What GitHub says of one repository; ``name`` is the one it bears now.

    Attributes:
        unjudged: Why a path that the link names in it was not judged, or an empty string.
    """

    name: RepoName
    archived: bool = False
    empty: bool = False
    disabled: bool = False
    fork: bool = False
    pushed_at: str = ""
    description: str = ""
    unjudged: str = ""

    @property
    def states(self) -> tuple[str, ...]:
        """What is to be known of it beside its existence, in words."""
        states = {"archived": self.archived, "disabled": self.disabled, "empty": self.empty, "a fork": self.fork}
        return tuple(word for word, true in states.items() if true)


def from_graphql(node: dict[str, Any]) -> Repository:
    """A repository out of a GraphQL answer to a query for ``FIELDS``."""
    return Repository(
        name=RepoName(str(node.get("nameWithOwner", ""))),
        archived=node.get("isArchived") is True,
        empty=node.get("isEmpty") is True,
        disabled=node.get("isDisabled") is True,
        fork=node.get("isFork") is True,
        pushed_at=str(node.get("pushedAt") or ""),
        description=str(node.get("description") or ""),
    )


def from_rest(body: dict[str, Any]) -> Repository:
    """A repository out of a REST answer, whose ``full_name`` is known to be there.

    Its size is in kilobytes and lags behind, so that 0 does not prove it empty.
    """
    return Repository(
        name=RepoName(body["full_name"]),
        archived=body.get("archived") is True,
        disabled=body.get("disabled") is True,
        fork=body.get("fork") is True,
        pushed_at=str(body.get("pushed_at") or ""),
        description=str(body.get("description") or ""),
    )
