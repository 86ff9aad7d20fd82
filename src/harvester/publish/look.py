"""One look at the repository, at what a finished run left and at what stands on GitHub: what there is to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from harvester.config import FILE_NAME, Config, PublishMode
from harvester.errors import UsageError
from harvester.publish import bodies, matters, plan, proposal, waiving
from harvester.publish.shelf import Shelf
from harvester.publish.trouble import PublishError
from harvester.revisions import memory_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from harvester.publish.api import Api, Ticket
    from harvester.publish.artifact import Artifact
    from harvester.publish.git import Git
    from harvester.publish.plan import Action
    from harvester.publish.proposal import Proposal


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a look needs.

    Attributes:
        config: Of the checkout.
        run: The finished run.
        login: Ours on GitHub.
        mode: Where the enriched files go.
        page: The repository's page.
        run_url: The page of the workflow run, or an empty string.
        lists: Where each catalogue stands on disk, by the name that it is shown by.
    """

    config: Config
    run: Artifact
    api: Api
    git: Git
    login: str
    mode: PublishMode
    page: str
    run_url: str
    lists: Mapping[str, Path]

    def decide(self) -> tuple[list[Action], list[Action]]:
        """What is to be done to the branches and the pull request, and what to the issue.

        Raises:
            PublishError: The default branch is not there.
            UsageError: The configuration names the default branch, or files outside of the repository.
        """
        repository = self.api.repository()
        default, rolling = repository.default_branch, self.config.publish.branch
        if rolling == default:
            raise UsageError(f"publish.branch: {rolling} is the default branch", hint="Name another one.")
        tips = self.git.fetch(default, rolling, memory_of(rolling))
        if default not in tips:
            raise PublishError(f"origin has no branch {default}", hint="Run it in a checkout of the repository.")
        base, tip, kept = tips[default], tips.get(rolling, ""), tips.get(memory_of(rolling), "")
        pull = self.api.pull(rolling)
        issue = self._issue() if repository.has_issues else None
        spent = bool(tip) and self.git.contains(base, tip)
        merged = bool(pull and pull.merged and pull.head == tip)
        foreign = bool(tip) and not spent and not merged and not self.git.is_ours(tip)
        blob_url = f"{self.page}/blob/{quote(default)}"

        wanted = self._wanted(base, "" if foreign else tip, issue, blob_url)
        shelf, changes = self._shelf, {path: data for one in wanted.commits for path, data in one.changes.items()}
        branches = plan.Branches(
            default=default,
            rolling=rolling,
            base=base,
            tip=tip,
            foreign=foreign,
            spent=spent,
            current=bool(tip) and shelf.holds(tip, base, changes),
            memory=kept,
            kept=bool(kept) and all(self.git.blob(kept, path) == data for path, data in wanted.data.items()),
        )
        proposals = plan.proposals(branches, wanted, pull, login=self.login)
        if not repository.has_issues:
            return proposals, []
        refused = plan.declined(pull, wanted.proposal.key)
        return proposals, self._tracking(issue, wanted.proposal, blob_url, refused=refused)

    @property
    def _shelf(self) -> Shelf:
        return Shelf(self.git, self.config, self.run, self.lists)

    def _issue(self) -> Ticket | None:
        """The tracking issue, by marker and author; of several the first open one, else the newest."""
        ours = [one for one in self.api.issues(self.login) if bodies.is_tracking(one.body)]
        return next((one for one in ours if one.open), ours[-1] if ours else None)

    def _wanted(self, base: str, tip: str, issue: Ticket | None, blob_url: str) -> plan.Wanted:
        """What the branches should hold; ``tip`` is empty where nothing on the rolling branch is ours to keep."""
        shelf, run, memory = self._shelf, self.run.run, self.run.memory
        repairs = proposal.repairs(
            run,
            memory,
            list(shelf.catalogues(base).values()),
            shelf.catalogues(tip),
            limit=self.config.publish.max_edits,
            fields=self.config.meanings,
        )
        asked = waiving.waivers(
            matters.ticked(issue.body) if issue else (),
            matters.matters(run, memory, ()),
            issue=issue.number if issue else 0,
            today=run.date,
            present=shelf.waivers(base),
            proposed=shelf.waivers(tip),
        )
        settings = waiving.written(shelf.settings(base), asked, FILE_NAME) if asked else None
        straight = self.mode is PublishMode.COMMIT
        offered = proposal.sealed(
            proposal.Proposal(
                repairs=repairs,
                filled=() if straight else proposal.filled(run, memory, shelf.memory(base)),
                waivers=asked if settings else (),
                unwritten=() if settings else asked,
            ),
            memory,
        )
        return plan.Wanted(
            proposal=offered,
            lists={shelf.path(name): text.encode() for name, text in repairs.texts.items()},
            settings={shelf.path(FILE_NAME): settings.encode()} if settings else {},
            data=shelf.data(base),
            straight=straight,
            body=bodies.pull(offered, run, blob_url=blob_url, run_url=self.run_url),
        )

    def _tracking(self, issue: Ticket | None, offered: Proposal, blob_url: str, *, refused: bool) -> list[Action]:
        """What is to be done to the issue.

        Args:
            refused: Whether people declined the pull request, so that its repairs are theirs to decide, too.
        """
        rows = () if refused else (*offered.repairs.rows, *offered.repairs.waiting)
        listed = matters.matters(self.run.run, self.run.memory, rows)
        dead = plan.newly_dead(issue, listed)
        if dead and issue:
            told = bodies.announced(self.api.comments(issue.number, self.login), self.run.run.date)
            dead = [one for one in dead if one.key not in told]
        ticks = matters.ticked(issue.body) if issue else frozenset[str]()
        return plan.tracking(
            issue,
            listed,
            body=bodies.issue(listed, ticks, offered.unwritten, self.run.run, blob_url=blob_url),
            comment=bodies.comment(dead, self.run.run.date, blob_url=blob_url) if dead else "",
        )
