"""Fixtures that all tests share."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

import commands
from harvester.lanes import Lane, Pace
from harvester.model import Link, Role, Span
from harvester.network import connect
from harvester.sandbox import Sandbox, World
from support import ROOT, Ended, FakeTime, sandbox_config

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from harvester.network import Network

# The same examples every time, so that a change is judged by what it changed; `make fuzz` looks for new ones.
settings.register_profile("default", deadline=None, max_examples=50, derandomize=True)
settings.register_profile("fuzz", deadline=None, max_examples=5_000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_xdist_auto_num_workers() -> int:
    """Two for each core that is ours: tests wait for paces about as long as they compute."""
    mine = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1)
    return min(2 * len(mine), 16)


@pytest.fixture(scope="session", autouse=True)
def _own_caches(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What commands leave in the user's cache folder stays within the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("GITHUB_ACTIONS", raising=False)  # what runs these tests is none of the tests' business
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("caches")))
        yield


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def lane(time: FakeTime) -> Lane:
    """A lane without pace whose retries cost no real time."""
    return Lane("test", Pace(0.0, 4), clock=time.clock())


@pytest.fixture
def make_link() -> Callable[..., Link]:
    def make(url: str, role: Role = Role.PAPER, **more: Any) -> Link:
        span = Span(more.pop("start", 0), more.pop("end", len(url)))
        values = {"label": "Paper", "line": 1, "column": 1, "span": span, "outer": span, **more}
        return Link(url=url, role=role, **values)

    return make


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """The demonstration's stand-ins, on a loopback port."""
    with Sandbox(World.load("medical-data-synthesis")) as running:
        yield running


@pytest.fixture
def network(sandbox: Sandbox, time: FakeTime) -> Iterator[Network]:
    """All upstreams, wired to the stand-ins; waits take no time."""
    with connect(sandbox_config(sandbox), token="sandbox-token", clock=time.clock()) as wired:
        yield wired


@pytest.fixture(scope="session")
def readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def harvester(tmp_path: Path) -> Callable[..., Ended]:
    """Run the installed command in an empty folder, as a person would."""

    def run(*arguments: str, stdin: bytes = b"", folder: str = ".", **environ: str) -> Ended:
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "GH_", "HARVESTER_"))
        }
        # with an address to write to, Crossref lets us ask three times a second instead of once
        told = {"COLUMNS": "80", "NO_COLOR": "1", "HARVESTER_MAILTO": "curator@example.org", **environ}
        code, out, err = commands.run(arguments, folder=tmp_path / folder, environ={**kept, **told}, stdin=stdin)
        return Ended(code, out.decode(), err.decode())

    return run


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A folder like this repository, before its first run."""
    (tmp_path / "data/raw").mkdir(parents=True)
    shutil.copy(ROOT / "data/raw/medical-data-synthesis.md", tmp_path / "data/raw")
    shutil.copy(ROOT / "harvester.yaml", tmp_path)
    return tmp_path
