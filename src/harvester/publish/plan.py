"""From what stands on GitHub and what the last run found to what is to be done: lists of actions, pure.

A quiet night gives none. Whatever notifies people is an action of its own, so that they can be counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from harvester.publish import bodies
from harvester.publish.git import Commit
from harvester.report import wording
from harvester.revisions import memory_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from harvester.publish.api import Ticket
    from harvester.publish.matters import Matter
    from harvester.publish.proposal import Proposal

Changes: TypeAlias = "Mapping[str, bytes | None]"
"""Path in the repository to new content, or None to delete."""

REPAIR, WAIVE, FILL = "Repair links", "Waive findings", "Fill metadata"
"""Subjects of the commits, in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """Push commits to a branch.

    Attributes:
        onto: Commit that they are made on top of.
        expected: What the branch must still be to be overwritten; None to go on from it as it is.
        key: Of the proposal, for the trailer.
    """

    branch: str
    commits: Sequence[Commit]
    onto: str
    expected: str | None
    key: str

    def __str__(self) -> str:
        """What it does, one line."""
        said = ", ".join(f"{one.subject} ({wording.count(len(one.changes), 'file')})" for one in self.commits)
        return f"push to {self.branch}: {said}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """Open a pull request, or an issue where ``branch`` is empty."""

    title: str
    body: str
    branch: str = ""
    onto: str = ""

    def __str__(self) -> str:
        """What it does, one line."""
        return f"open {'a pull request' if self.branch else 'an issue'}: {self.title}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Rewrite a pull request or an issue.

    Attributes:
        kind: ``pulls`` or ``issues``.
        was: As it stood when the new body was made.
        state: ``open`` or ``closed``, or empty where it stays.
    """

    kind: str
    was: Ticket
    title: str
    body: str
    state: str = ""

    def __str__(self) -> str:
        """What it does, one line."""
        verb = {"open": "reopen", "closed": "close"}.get(self.state, "rewrite")
        return f"{verb} {'pull request' if self.kind == 'pulls' else 'issue'} {self.was.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """Tell of links that died since the issue last spoke of the dead."""

    number: int
    body: str

    def __str__(self) -> str:
        """What it does, one line."""
        return f"comment on issue {self.number}: newly dead links"


Action: TypeAlias = Push | Open | Edit | Comment


@dataclass(frozen=True, slots=True, kw_only=True)
class Branches:
    """The default branch and the rolling one, as ``origin`` has them.

    Attributes:
        base: Tip of the default branch.
        tip: Tip of the rolling branch, or an empty string where there is none.
        foreign: Whether the rolling branch holds work of somebody else that is not merged.
        spent: Whether the rolling branch is part of the default branch by now.
        current: Whether the rolling branch holds the very files that are wanted.
        memory: Tip of the branch that keeps the memory as long as the rolling one is left alone, or an empty string.
        kept: Whether that branch holds the very memory that is wanted.
    """

    default: str
    rolling: str
    base: str
    tip: str
    foreign: bool
    spent: bool
    current: bool
    memory: str = ""
    kept: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the branches should hold, and what the pull request should say.

    Attributes:
        lists: The mended catalogues.
        settings: ``harvester.yaml`` with new waivers.
        data: The enriched folder.
        straight: Whether ``data`` goes straight to the default branch.
    """

    proposal: Proposal
    lists: Changes
    settings: Changes
    data: Changes
    straight: bool
    body: str

    @property
    def commits(self) -> list[Commit]:
        """The commits of the rolling branch."""
        parts = [(REPAIR, self.lists), (WAIVE, self.settings), (FILL, {} if self.straight else self.data)]
        return [Commit(subject, changes) for subject, changes in parts if changes]


def proposals(branches: Branches, wanted: Wanted, pull: Ticket | None, *, login: str) -> list[Action]:
    """What is to be done to the branches and to the pull request.

    Args:
        pull: The newest one from the rolling branch, open or not.
        login: Ours; what somebody else opened is left alone.
    """
    actions: list[Action] = []
    key = wanted.proposal.key
    if wanted.straight and wanted.data:
        fill = [Commit(FILL, wanted.data)]
        actions.append(Push(branch=branches.default, commits=fill, onto=branches.base, expected=None, key=key))
    ours = pull is not None and pull.author == login
    if branches.foreign:
        if pull and pull.open and ours and bodies.HANDS_OFF not in pull.body:
            body = bodies.hands_off(pull.body, branches.rolling)
            actions.append(Edit(kind="pulls", was=pull, title=pull.title, body=body))
        if wanted.data and not wanted.straight and not branches.kept:
            name, fill = memory_of(branches.rolling), [Commit(FILL, wanted.data)]
            actions.append(Push(branch=name, commits=fill, onto=branches.base, expected=branches.memory, key=key))
        return actions
    if wanted.commits and (branches.spent or not branches.current):
        push = Push(branch=branches.rolling, commits=wanted.commits, onto=branches.base, expected=branches.tip, key=key)
        actions.append(push)
    title = bodies.title(wanted.proposal)
    if pull and pull.open:
        if ours and wanted.proposal.empty:
            actions.append(Edit(kind="pulls", was=pull, title=pull.title, body=bodies.NOTHING_LEFT, state="closed"))
        elif ours and not (pull.title == title and bodies.same(pull.body, wanted.body)):
            actions.append(Edit(kind="pulls", was=pull, title=title, body=wanted.body))
    elif not wanted.proposal.empty and not declined(pull, key):
        actions.append(Open(title=title, body=wanted.body, branch=branches.rolling, onto=branches.default))
    return actions


def declined(pull: Ticket | None, key: str) -> bool:
    """Whether a person has closed, or merged and undone, a pull request with this very content.

    One that harvester itself closed has no key any more; one whose branch was taken over may be made anew.
    """
    return (
        pull is not None
        and not pull.open
        and bodies.proposal_key(pull.body) == key
        and bodies.HANDS_OFF not in pull.body
    )


def newly_dead(issue: Ticket | None, matters: Sequence[Matter]) -> list[Matter]:
    """The dead links that an existing issue does not speak of yet."""
    if issue is None:
        return []
    new = bodies.untold(issue.body, (one.key for one in matters))
    return [one for one in matters if one.dead and one.finding and one.key in new]


def tracking(issue: Ticket | None, matters: Sequence[Matter], *, body: str, comment: str) -> list[Action]:
    """What is to be done to the tracking issue.

    One that a person closed opens again only for what it does not speak of; one that harvester closed speaks of
    nothing. What the last run could not look at keeps an issue open, and opens none.

    Args:
        comment: About links that died since, or an empty string.
    """
    found = [one.key for one in matters if one.finding]
    if issue is None:
        return [Open(title=bodies.ISSUE_TITLE, body=body)] if found else []
    said: list[Action] = [Comment(number=issue.number, body=comment)] if comment else []
    if not issue.open:
        if not bodies.untold(issue.body, found):
            return []
        return [*said, Edit(kind="issues", was=issue, title=issue.title, body=body, state="open")]
    if not matters:
        return [Edit(kind="issues", was=issue, title=issue.title, body=body, state="closed")]
    rewritten = Edit(kind="issues", was=issue, title=issue.title, body=body)
    return said if bodies.same(issue.body, body) else [*said, rewritten]
