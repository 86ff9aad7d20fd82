"""A list in a real git repository on the sandbox's GitHub."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
from nights import SETTINGS, Hosted

from harvester.sandbox import Sandbox, World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

collect_ignore_glob = [] if shutil.which("git") else ["test_*.py"]

LIST = """# Papers

| Title | Paper | Code |
|---|---|---|
| Alpha networks | [Paper](https://arxiv.org/abs/2301.00001) | [Code](https://github.com/alpha/one) |
| Beta networks | [Paper](https://arxiv.org/abs/2301.00002) | [Code](https://github.com/beta/two) |
| Gamma networks | [Paper](https://arxiv.org/abs/2301.00003) | [Code](https://gamma-lab.org/code) |
| Delta networks | [Paper](https://arxiv.org/abs/2301.00004) | [Code](https://github.com/delta/four) |
"""


@pytest.fixture
def world() -> Callable[..., World]:
    """A world in which everything is well, but for what a test says: repositories by name, the page's status."""

    def make(page: int = 200, titles: str = "{} networks", **repositories: dict[str, Any]) -> World:
        names = {"alpha": "alpha/one", "beta": "beta/two", "delta": "delta/four"}
        rows = [{"name": name} | repositories.get(key, {}) for key, name in names.items()]
        rows += [{"name": row["moved_to"]} for row in rows if row.get("moved_to")]
        return World(
            name="publishing",
            arxiv=[
                {
                    "id": f"2301.0000{number}",
                    "title": titles.format(name),
                    "published": "2023-01-02",
                    "authors": ["Ada Lovelace"],
                }
                for number, name in enumerate(("Alpha", "Beta", "Gamma", "Delta"), start=1)
            ],
            repositories=rows,
            pages={"https://gamma-lab.org/code": {"status": page, "title": "Code"}},
        )

    return make


@pytest.fixture
def stand_ins(world: Callable[..., World]) -> Iterator[Sandbox]:
    with Sandbox(world()) as running:
        yield running


@pytest.fixture
def hosted(stand_ins: Sandbox, tmp_path: Path) -> Hosted:
    """The list, a day before its first night."""
    return Hosted(stand_ins, tmp_path / "hosted", {"README.md": LIST, "harvester.yaml": SETTINGS})
