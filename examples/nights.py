"""A list in a real git repository that lives through nights: harvest, publish, and what people do in between.

The upstreams are the sandbox's, GitHub's write side included; days are those of a clock that is passed in.
"""

from __future__ import annotations

import os
import subprocess
import threading
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from harvester import baseline, checkout, pipeline, repair, session
from harvester import config as settings
from harvester.lanes import Clock
from harvester.network import connect
from harvester.publish import Place, publish
from harvester.sandbox.forge import Forge
from harvester.store import LIVE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from harvester.config import Config, PublishMode
    from harvester.model import Run
    from harvester.sandbox import Sandbox, World

ROLLING = "harvester/refresh"
FIRST_NIGHT = date(2026, 3, 2)
SETTINGS = "# What harvester does with this list.\ncatalogues: [README.md]\nmailto: curator@imaging-net.org\n"
MAINTAINER = {
    "GIT_AUTHOR_NAME": "Maintainer",
    "GIT_AUTHOR_EMAIL": "maintainer@list.example",
    "GIT_COMMITTER_NAME": "Maintainer",
    "GIT_COMMITTER_EMAIL": "maintainer@list.example",
}


class Leaping:
    """A clock that begins at half past three on a day and leaps over every wait."""

    def __init__(self, day: date) -> None:
        self._start = datetime(day.year, day.month, day.day, 3, 37, tzinfo=UTC)
        self._seconds = 0.0
        self._lock = threading.Lock()
        self.waits: list[float] = []

    def _sleep(self, seconds: float) -> None:
        with self._lock:
            self._seconds += seconds
            self.waits.append(seconds)

    def clock(self) -> Clock:
        """The clock as lanes want it."""
        return Clock(
            monotonic=lambda: self._seconds,
            sleep=self._sleep,
            now=lambda: self._start + timedelta(seconds=self._seconds),
        )


@dataclass(slots=True)
class Hosted:
    """A list on the sandbox's GitHub: a bare repository, and a checkout that is made anew every night.

    Attributes:
        folder: An empty folder for both.
        files: What the list's first commit holds, by path.
    """

    sandbox: Sandbox
    folder: Path
    files: Mapping[str, str]
    name: str = "curator/list"
    forge: Forge = field(init=False)

    def __post_init__(self) -> None:
        """Make both repositories and push the first commit."""
        self.bare.mkdir(parents=True)
        self.git("init", "--quiet", "--bare", "--initial-branch=main", str(self.bare), at=self.folder)
        self.git("clone", "--quiet", str(self.bare), str(self.tree), at=self.folder)
        self.forge = Forge(self.name, self.bare)
        self.commit("The list", self.files, day=FIRST_NIGHT - timedelta(days=1))

    @property
    def bare(self) -> Path:
        """The repository on the server."""
        return self.folder / "origin.git"

    @property
    def tree(self) -> Path:
        """The checkout."""
        return self.folder / "checkout"

    def git(self, *arguments: str, at: Path | None = None, day: date = FIRST_NIGHT) -> str:
        """What git says in the checkout, with the maintainer at the keyboard at noon."""
        noon = f"{day.isoformat()}T12:00:00Z"
        nobody = {
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_CONFIG_SYSTEM": "/dev/null",
            "PATH": os.environ.get("PATH", ""),
        }
        done = subprocess.run(  # noqa: S603 (a list of arguments)
            ["git", "-C", str(at or self.tree), *arguments],  # noqa: S607 (whichever git is there)
            capture_output=True,
            check=True,
            text=True,
            env={**nobody, **MAINTAINER, "GIT_AUTHOR_DATE": noon, "GIT_COMMITTER_DATE": noon},
        )
        return done.stdout

    def check_out(self, branch: str = "main") -> None:
        """Make the checkout what the server has, as a workflow does at its beginning."""
        self.git("fetch", "--quiet", "--prune", "origin")
        self.git("checkout", "--quiet", "--force", "-B", branch, f"origin/{branch}")
        self.git("clean", "--quiet", "-ffdx")

    def commit(self, message: str, files: Mapping[str, str], *, day: date = FIRST_NIGHT, branch: str = "main") -> None:
        """What a maintainer does: change files on a branch and push."""
        if self.git("branch", "--remotes"):
            self.check_out(branch)
        for name, text in files.items():
            path = self.tree / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message, day=day)
        self.git("push", "--quiet", "origin", f"HEAD:refs/heads/{branch}")

    def text(self, path: str, branch: str = "main") -> str:
        """A file as a branch on the server has it."""
        return self.git("show", f"{branch}:{path}", at=self.bare)

    def place(self, token: str = "") -> Place:
        """Where to publish."""
        api = f"{self.sandbox.url}/github"
        return Place(
            repository=self.name,
            token=token or self.sandbox.token,
            api=api,
            graphql=f"{api}/graphql",
            server="https://github.com",
        )

    @property
    def lists(self) -> dict[str, Path]:
        """The catalogue."""
        return {"README.md": self.tree / "README.md"}

    def config(self) -> Config:
        """The checkout's configuration, with the stand-ins for upstreams."""
        return settings.load(self.tree / settings.FILE_NAME, environ={}).with_settings(self.sandbox.settings())

    def harvest(self, day: date, world: World) -> Run:
        """What the nightly job that cannot write does: check out, take the newest memory, run, write the files."""
        self.check_out()
        world.forge = self.forge
        self.sandbox.world = world
        config = self.config()
        store, _ = baseline.newest(config.root / config.enriched, f"origin/{ROLLING}", LIVE)
        catalogues = session.load(config, ())
        with connect(config, token=self.sandbox.token, clock=Leaping(day).clock()) as network:
            run, memory = pipeline.run(
                catalogues,
                store.recall(LIVE),
                network=network,
                scope=pipeline.Scope(recheck=config.recheck),
                today=day,
                world=LIVE,
                places=checkout.places(catalogues, config.root, given=False),
                waived=config.waivers,
            )
        store.save(run, memory, config.exports, repair.patch(run.findings, catalogues, config.meanings))
        return run

    def publish(self, day: date, *, dry_run: bool = False, mode: PublishMode | None = None) -> list[str]:
        """What the nightly job that can write does; gives what it did, one line each."""
        clock = Leaping(day).clock()
        return publish(
            self.config(), self.place(), self.lists, clock=clock, say=lambda _: None, dry_run=dry_run, mode=mode
        )

    def night(self, day: date, world: World, *, mode: PublishMode | None = None) -> list[str]:
        """One night: harvest and publish."""
        self.harvest(day, world)
        return self.publish(day, mode=mode)
