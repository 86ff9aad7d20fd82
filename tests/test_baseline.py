"""Which memory a run starts from: that of the folder, or that of a branch which is not merged."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from harvester.baseline import newest
from harvester.history import Memory
from harvester.revisions import committed, files_at
from harvester.store import LIVE

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git on this machine")

LINK = "https://example.org/a"


def health(since: str, world: str = LIVE, evidence: str = "of the branch") -> str:
    links = {LINK: {"verdict": "ok", "since": since, "evidence": evidence}}
    return json.dumps({"schema": "harvester/health@1", "world": world, "links": links, "findings": {}})


def git(folder: Path, *arguments: str, when: str = "2026-01-01T00:00:00Z") -> None:
    who = {f"GIT_{role}_{part}": "a@b.test" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")}
    nobody = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "PATH": os.environ["PATH"]}
    subprocess.run(  # noqa: S603
        ["git", "-C", str(folder), *arguments],  # noqa: S607
        check=True,
        capture_output=True,
        env={**nobody, **who, "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when},
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An enriched folder of a repository with an empty first commit."""
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    git(tmp_path, "commit", "--quiet", "--allow-empty", "--message", "x")
    return tmp_path / "data/enriched"


def commit(folder: Path, branch: str, text: str, when: str) -> None:
    """Make this the memory on a branch, and leave the checkout on main."""
    top = folder.parents[1]
    git(top, "checkout", "--quiet", "-B", branch)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "health.json").write_text(text)
    git(top, "add", "--all")
    git(top, "commit", "--quiet", "--message", "x", when=when)
    git(top, "checkout", "--quiet", "main")


@pytest.mark.parametrize(
    ("here", "there", "taken"),
    [
        (None, health("2026-03-01"), "branch"),
        (("2026-03-02", 1), health("2026-03-01"), "folder"),
        (("2026-03-01", 1), health("2026-03-02"), "branch"),
        (("2026-03-01", 1), health("2026-03-01"), "branch"),  # committed later
        (("2026-03-01", 9), health("2026-03-01"), "folder"),
        (("2026-03-01", 1), health("2026-03-02", world="a demonstration"), "folder"),
    ],
)
def test_the_newest_state_is_taken(folder: Path, here: tuple[str, int] | None, there: str, taken: str) -> None:
    if here:
        commit(folder, "main", health(here[0], evidence="of the folder"), f"2026-03-0{here[1]}T12:00:00Z")
    commit(folder, "branch", there, "2026-03-05T12:00:00Z")
    store, said = newest(folder, "branch", LIVE)
    assert store.recall(LIVE).links[LINK].evidence == f"of the {taken}"
    assert ("The run starts from branch" in said) is (taken == "branch")
    assert store.folder == folder


@pytest.mark.parametrize("ref", ["nowhere", "", "--all", "main:data", "x" * 300, "a\nb"])
def test_a_ref_that_is_none_is_said(folder: Path, ref: str) -> None:
    store, said = newest(folder, ref, LIVE)
    assert "git knows no such commit" in said
    assert store.recall(LIVE) == Memory()


def test_a_ref_without_the_folder_is_said(folder: Path) -> None:
    assert newest(folder, "main", LIVE)[1].startswith("main holds nothing newer")
    assert files_at(folder, "main") == {}
    assert committed(folder, "main") == 0


def test_only_regular_files_are_read(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "link.json").symlink_to("/etc/passwd")
    (folder / "deep").mkdir()
    (folder / "deep/x.json").write_text("{}")
    (folder / "picture.png").write_bytes(b"\xff\x00")
    commit(folder, "branch", health("2026-03-01"), "2026-03-05T12:00:00Z")
    assert files_at(folder, "branch") == {"health.json": health("2026-03-01")}
