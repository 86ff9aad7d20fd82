"""Publishing from end to end: look, decide, do; and look again where somebody else was faster."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.errors import UsageError
from harvester.publish import artifact
from harvester.publish.api import Api
from harvester.publish.execute import Executor
from harvester.publish.git import Git
from harvester.publish.look import Look
from harvester.publish.trouble import PublishError, RacedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from harvester.config import Config, PublishMode
    from harvester.lanes import Clock

ATTEMPTS = 3
"""Times that a plan is made where somebody else is at work at the same time."""

_REPOSITORY = re.compile(r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where to publish, as GitHub Actions names it in the environment."""

    repository: str
    token: str
    api: str
    graphql: str
    server: str
    run_id: str = ""

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Place:
        """The place that the environment names.

        Raises:
            UsageError: It names no repository or has no token.
        """
        repository = environ.get("GITHUB_REPOSITORY", "")
        token = environ.get("GITHUB_TOKEN") or environ.get("GH_TOKEN") or ""
        if not _REPOSITORY.fullmatch(repository) or not token:
            raise UsageError(
                "publish needs GITHUB_REPOSITORY (owner/name) and GITHUB_TOKEN in its environment",
                hint="GitHub Actions sets the first; a step sets the second: `GITHUB_TOKEN: ${{ github.token }}`.",
            )
        api = (environ.get("GITHUB_API_URL") or "https://api.github.com").rstrip("/")
        run_id = environ.get("GITHUB_RUN_ID", "")
        return cls(
            repository=repository,
            token=token,
            api=api,
            graphql=environ.get("GITHUB_GRAPHQL_URL") or f"{api}/graphql",
            server=(environ.get("GITHUB_SERVER_URL") or "https://github.com").rstrip("/"),
            run_id=run_id if run_id.isdigit() else "",
        )

    @property
    def url(self) -> str:
        """The repository's page."""
        return f"{self.server}/{self.repository}"

    @property
    def run_url(self) -> str:
        """The page of the workflow run that we are part of, or an empty string."""
        return f"{self.url}/actions/runs/{self.run_id}" if self.run_id else ""


def publish(
    config: Config,
    place: Place,
    lists: Mapping[str, Path],
    *,
    clock: Clock,
    say: Callable[[str], object],
    folder: Path | None = None,
    mode: PublishMode | None = None,
    dry_run: bool = False,
) -> list[str]:
    """Bring the rolling branch, its pull request and the tracking issue in line with a finished run.

    Args:
        config: Of the checkout.
        lists: Where each catalogue stands on disk, by the name that it is shown by; a run about others is refused.
        folder: Where the run's files lie; the checkout's own enriched folder where None.
        mode: Where the enriched files go, if not where the configuration says.
        dry_run: Only tell what would be done.
        say: Told of each action once it is done.

    Returns:
        What was done, or would be, one line each; empty on a quiet night.

    Raises:
        StateError: The run's files are damaged or foreign.
        PublishError: GitHub or git refuses something.
        UnreachedError: GitHub gives no answer.
    """
    run = artifact.load(folder or config.root / config.enriched, lists, today=clock.now().date())
    done: list[str] = []

    def told(line: str) -> None:
        done.append(line)
        say(line)

    with Api(url=place.api, graphql=place.graphql, repository=place.repository, token=place.token, clock=clock) as api:
        git = Git(config.root.resolve(), server=place.server, token=place.token)
        look = Look(
            config=config,
            run=run,
            api=api,
            git=git,
            login=api.login(),
            mode=mode or config.publish.mode,
            page=place.url,
            run_url=place.run_url,
            lists=lists,
        )
        executor = Executor(api=api, git=git, login=look.login, labels=config.publish.labels, now=clock.now(), say=told)
        for attempt in range(ATTEMPTS):
            groups = look.decide()
            if dry_run:
                return [str(action) for actions in groups for action in actions]
            try:
                executor.run(*groups)
            except RacedError as error:
                if attempt + 1 == ATTEMPTS:
                    raise PublishError(f"{error}, {ATTEMPTS} times in a row", hint="Let one run at a time.") from error
            else:
                break
    return done
