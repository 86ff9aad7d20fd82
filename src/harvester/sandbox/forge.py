"""A repository on GitHub that can be written to: its tickets, who did what, and a bare git repository behind it.

The REST side of it is ``github_writes``; git clients push to the bare repository by its path. What maintainers do by
hand (merge, close, edit, tick a box) is done by methods here.
"""

from __future__ import annotations

import os
import subprocess
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

BOT = "github-actions[bot]"
"""Who a workflow's own token acts as."""

EVERYTHING = frozenset({"contents", "pull_requests", "issues", "create_pull_requests"})
"""What a token may be allowed to write, and the setting that lets workflows open pull requests."""

_WHO = ("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"), ("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL")


@dataclass(slots=True)
class Ticket:
    """An issue, or a pull request where ``head`` names a branch."""

    number: int
    title: str
    body: str
    author: str
    head: str = ""
    base: str = ""
    state: str = "open"
    merged: bool = False
    sha: str = ""
    labels: list[str] = field(default_factory=list)
    comments: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a ticket: ``opened``, ``closed``, ``reopened``, ``merged``, ``commented``, ``edited``.

    All but ``edited`` are mailed to those who watch the repository.
    """

    kind: str
    number: int
    by: str
    text: str = ""


class Forge:
    """One hosted repository.

    Args:
        name: ``owner/name``.
        bare: Path of the bare git repository.
        login: Who the sandbox's token acts as; a name in brackets is an app's.
        allowed: What that token may do.
    """

    def __init__(
        self,
        name: str,
        bare: Path,
        *,
        default_branch: str = "main",
        login: str = BOT,
        allowed: frozenset[str] = EVERYTHING,
        has_issues: bool = True,
    ) -> None:
        self.name, self.bare, self.default_branch = name, bare, default_branch
        self.login, self.allowed, self.has_issues = login, allowed, has_issues
        self.tickets: dict[int, Ticket] = {}
        self.events: list[Event] = []
        self.lock = threading.RLock()

    def open(self, title: str, body: str, *, by: str, head: str = "", base: str = "") -> Ticket:
        """Open an issue, or a pull request from a branch."""
        with self.lock:
            number = len(self.tickets) + 1
            ticket = Ticket(number, title, body, by, head=head, base=base)
            self.tickets[number] = ticket
            self.look()
            self.events.append(Event("opened", number, by, title))
            return ticket

    def change(self, number: int, *, by: str, title: str = "", body: str | None = None, state: str = "") -> Ticket:
        """Edit, close or reopen a ticket."""
        with self.lock:
            ticket = self.tickets[number]
            if (title and title != ticket.title) or (body is not None and body != ticket.body):
                ticket.title, ticket.body = title or ticket.title, ticket.body if body is None else body
                self.events.append(Event("edited", number, by))
            if state and state != ticket.state:
                ticket.state = state
                self.events.append(Event("closed" if state == "closed" else "reopened", number, by, ticket.title))
            return ticket

    def comment(self, number: int, body: str, *, by: str) -> int:
        """Say something on a ticket; gives the comment's number among those of the ticket."""
        with self.lock:
            self.tickets[number].comments.append((by, body))
            self.events.append(Event("commented", number, by, body))
            return len(self.tickets[number].comments)

    def merge(self, number: int, *, by: str, squash: bool = False, day: str = "2026-01-01T12:00:00Z") -> None:
        """Merge a pull request, as its button does."""
        with self.lock:
            ticket = self.tickets[number]
            head, base = self.sha(ticket.head), self.sha(ticket.base)
            tree = self.git("merge-tree", "--write-tree", base, head).split("\n", 1)[0]
            parents = ["-p", base] if squash else ["-p", base, "-p", head]
            who = {
                name: value for names, value in zip(_WHO, (by, f"{by}@forge.example"), strict=True) for name in names
            }
            dates = {"GIT_AUTHOR_DATE": day, "GIT_COMMITTER_DATE": day}
            message = f"Merge pull request #{number} from {ticket.head}"
            commit = self.git("commit-tree", tree, *parents, "-m", message, environ={**who, **dates})
            self.git("update-ref", f"refs/heads/{ticket.base}", commit)
            ticket.state, ticket.merged, ticket.sha = "closed", True, head
            self.events.append(Event("merged", number, by, ticket.title))

    def look(self) -> None:
        """Bring open pull requests in line with their branches; one whose branch is gone is closed."""
        with self.lock:
            for ticket in self.tickets.values():
                if ticket.head and ticket.state == "open":
                    sha = self.sha(ticket.head)
                    ticket.sha = sha or ticket.sha
                    if not sha:
                        self.change(ticket.number, by=ticket.author, state="closed")

    def sha(self, branch: str) -> str:
        """The tip of a branch, or an empty string where there is none."""
        return self.git("rev-parse", "--verify", "--quiet", f"refs/heads/{branch}", check=False)

    def git(self, *arguments: str, check: bool = True, environ: Mapping[str, str] | None = None) -> str:
        """What git says about the bare repository."""
        done = subprocess.run(  # noqa: S603 (a list of arguments)
            ["git", "--git-dir", str(self.bare), *arguments],  # noqa: S607 (whichever git is there)
            capture_output=True,
            check=check,
            text=True,
            env={"PATH": os.environ.get("PATH", ""), "HOME": str(self.bare), **(environ or {})},
        )
        return done.stdout.strip()
