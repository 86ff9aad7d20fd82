"""Fixtures that all tests share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from harvester.lanes import Lane, Pace
from harvester.model import Link, Role, Span
from harvester.network import connect
from harvester.sandbox import Sandbox, World
from support import ROOT, FakeTime, sandbox_config

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harvester.network import Network

settings.register_profile("default", deadline=None, max_examples=50)
settings.register_profile("nightly", deadline=None, max_examples=5_000)
settings.load_profile("default")


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
