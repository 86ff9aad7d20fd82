"""Do what the plan says, one action after the other, each safe to begin again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.publish import bodies
from harvester.publish.plan import Action, Comment, Edit, Open, Push
from harvester.publish.trouble import PublishError, RacedError, UnreachedError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from harvester.errors import HarvesterError
    from harvester.publish.api import Api, Ticket
    from harvester.publish.git import Git


@dataclass(frozen=True, slots=True, kw_only=True)
class Executor:
    """What carries actions out.

    Attributes:
        login: Ours.
        labels: For what is opened.
        now: The time of the commits.
        say: Told of every action that was done.
    """

    api: Api
    git: Git
    login: str
    labels: tuple[str, ...]
    now: datetime
    say: Callable[[str], object]

    def run(self, *groups: Sequence[Action]) -> None:
        """Carry out groups of actions; the failure of one group does not keep the next from being done.

        Raises:
            RacedError: Something is no longer as it was planned on; plan anew.
            PublishError: GitHub refused something.
            UnreachedError: GitHub gave no answer.
        """
        failed: list[HarvesterError] = []
        for actions in groups:
            made: dict[str, str] = {}
            try:
                for action in actions:
                    self._do(action, made)
                    self.say(str(action))
            except (PublishError, UnreachedError) as error:
                failed.append(error)
        if failed:
            raise failed[0]

    def _do(self, action: Action, made: dict[str, str]) -> None:
        match action:
            case Push():
                commit = made.get(action.onto, action.onto)
                for one in action.commits:
                    commit = self.git.commit(commit, one, key=action.key, now=self.now)
                self.git.push(commit, action.branch, expected=action.expected)
                made[action.onto] = commit
            case Open() if action.branch:
                self._label(self.api.open_pull(action.title, action.body, branch=action.branch, onto=action.onto))
            case Open():
                opened = self.api.open_issue(action.title, action.body, labels=self.labels, login=self.login)
                if opened.author != self.login:
                    raise PublishError(f"GitHub opened issue {opened.number} as {opened.author}, not as {self.login}")
                self._keep_one()
            case Edit():
                if not bodies.same(self.api.ticket(action.kind, action.was.number).body, action.was.body):
                    raise RacedError(f"{action.kind} {action.was.number} was changed at the same time")
                changes = {"title": action.title, "body": action.body}
                self.api.edit(action.kind, action.was.number, **changes, **_state(action))
            case Comment():
                self.api.comment(action.number, action.body, login=self.login)

    def _label(self, ticket: Ticket) -> None:
        if self.labels:
            self.api.label(ticket.number, self.labels)

    def _keep_one(self) -> None:
        """Close what a run at the same time has opened beside ours: the first one stays, whoever looks."""
        opened = [one for one in self.api.issues(self.login) if one.open and bodies.is_tracking(one.body)]
        for extra in sorted(opened, key=lambda one: one.number)[1:]:
            self.api.edit("issues", extra.number, state="closed", body=bodies.DUPLICATE)


def _state(action: Edit) -> dict[str, str]:
    return {"state": action.state} if action.state else {}
