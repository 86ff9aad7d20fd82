"""What tests build on: a clock that never waits, and a configuration that leads to the stand-ins."""

from __future__ import annotations

import subprocess
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harvester.config import Config
from harvester.lanes import Clock

if TYPE_CHECKING:
    from harvester.sandbox import Sandbox

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


class FakeTime:
    """Time that passes only by sleeping, and keeps a list of all waits."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self.slept: list[float] = []
        self.start = datetime(2026, 11, 23, 3, 37, tzinfo=UTC)
        self._lock = threading.Lock()

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.slept.append(seconds)
            self.seconds += seconds

    def clock(self) -> Clock:
        return Clock(
            monotonic=lambda: self.seconds,
            sleep=self.sleep,
            now=lambda: self.start + timedelta(seconds=self.seconds - 1000.0),
        )


def sandbox_config(sandbox: Sandbox, **more: Any) -> Config:
    """A configuration whose upstreams are the stand-ins."""
    return Config(**more).with_settings(sandbox.settings())


def git(folder: Path, *arguments: str) -> str:
    """What git prints in a folder; nobody's git configuration has a say."""
    settings = ("user.name=A", "user.email=a@b.test", "commit.gpgsign=false", "init.defaultBranch=main")
    done = subprocess.run(  # noqa: S603 (git, with arguments of our own)
        ["git", *(word for setting in settings for word in ("-c", setting)), *arguments],  # noqa: S607 (the one on PATH)
        cwd=folder,
        check=True,
        capture_output=True,
        timeout=60,
    )
    return done.stdout.decode().strip()


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: its exit code and what it printed."""

    code: int
    out: str
    err: str
