"""Where a soak takes place: a list in a folder under git, and the processes that take it through its nights."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from soak_key import Memory, Told
from soak_night import Ended

from harvester import git
from harvester.http import pass_proxies_by
from harvester.sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Nightly = Callable[[Path, date], Ended]

FIRST_NIGHT = date(2026, 3, 2)
ENRICHED = "data/enriched"


@dataclass
class Home:
    """A list in a folder under git, as a maintainer has it.

    Attributes:
        nightly: Takes the folder through a night.
        sizes: Bytes of each file that harvester keeps, after the last night.
    """

    folder: Path
    nightly: Nightly
    sizes: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make the repository."""
        self.folder.mkdir(parents=True)
        self.git("init", "--quiet")

    def git(self, *arguments: str) -> str:
        """What git prints here; nobody's configuration has a say in it."""
        own = ("user.name=soak", "user.email=soak@list.example", "commit.gpgsign=false", "core.autocrlf=false")
        return git.told(self.folder, *(word for one in own for word in ("-c", one)), *arguments).decode()

    def commit(self, files: Mapping[str, str]) -> None:
        """Write files, and keep everything as it is now."""
        for name, text in files.items():
            (self.folder / name).write_text(text, encoding="utf-8")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "A day")

    def night(self, day: date) -> tuple[Ended, int]:
        """Take it through a night; gives how that ended, and the lines of the data folder that differ afterwards."""
        ended = self.nightly(self.folder, day)
        self.git("add", "--all")
        numbers = self.git("diff", "--cached", "--numstat", "--", ENRICHED).split("\n")
        self.sizes = {path.name: path.stat().st_size for path in sorted((self.folder / ENRICHED).iterdir())}
        return ended, sum(int(one) for line in numbers for one in line.split("\t")[:2] if one)

    def told(self) -> Told:
        """What the files say."""
        health, report = (json.loads(self.text(name)) for name in ("health.json", "report.json"))
        return Told(
            verdicts={one["url"]: one["verdict"] for one in report["links"]},
            memories={url: _memory(one) for url, one in health["links"].items()},
            findings={(one["rule"], one["what"]): _night(one["first_seen"]) for one in report["findings"]},
            titled=self.text("list.yaml").count("\n  title: "),
        )

    def text(self, name: str) -> str:
        """One of the files that harvester keeps."""
        return (self.folder / ENRICHED / name).read_text(encoding="utf-8")


def _memory(told: Mapping[str, Any]) -> Memory:
    strikes = tuple(map(_night, told.get("strikes", ())))
    return Memory(told["verdict"], _night(told["since"]), strikes, told.get("final_url"))


def _night(day: str) -> int:
    return (date.fromisoformat(day) - FIRST_NIGHT).days + 1


class Died(Exception):  # noqa: N818 (a process did, which is what is being looked for)
    """A night that ended without an answer."""


class Process:
    """A process that takes one folder through nights, as long as it is open."""

    def __init__(self, folder: Path) -> None:
        environ = {**os.environ, "GITHUB_TOKEN": Sandbox.token, "XDG_CACHE_HOME": str(folder.parent / "cache")}
        pass_proxies_by(environ, "127.0.0.1")
        script = str(Path(__file__).with_name("soak_night.py"))
        self._running = subprocess.Popen(  # noqa: S603 (our own script)
            [sys.executable, script, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environ,
        )

    def __enter__(self) -> Self:
        """Hand out the process itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let it end."""
        self._running.communicate(timeout=60)

    def night(self, _: Path, day: date) -> Ended:
        """Take the folder through a night."""
        if self._running.stdin is None or self._running.stdout is None:
            raise RuntimeError("a process without pipes")
        self._running.stdin.write(f"{day.isoformat()}\n")
        self._running.stdin.flush()
        line = self._running.stdout.readline()
        if not line:
            raise Died(f"the night of {day} ended with exit code {self._running.wait()}")
        return Ended(**json.loads(line))


def alone(folder: Path, day: date) -> Ended:
    """Take a folder through a night, in a process of its own."""
    with Process(folder) as process:
        return process.night(folder, day)
