"""States of earlier days, from a real git repository."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from typing import TYPE_CHECKING

import pytest

from harvester.errors import StateError, UsageError
from harvester.revisions import text_before

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git on this machine")


@pytest.fixture
def commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Commit a text as the report, at a time; nobody's git configuration has a say."""
    for name, value in {
        "GIT_CONFIG_GLOBAL": str(tmp_path / "none"),
        "GIT_CONFIG_SYSTEM": str(tmp_path / "none"),
        "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@b.test", "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@b.test",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    repository = tmp_path / "list with a blank"
    (repository / "data/enriched").mkdir(parents=True)
    git(repository, "init", "--quiet")

    def make(text: str, when: str) -> None:
        (repository / "data/enriched/report.json").write_text(text)
        git(repository, "add", "--all")
        monkeypatch.setenv("GIT_COMMITTER_DATE", when)
        git(repository, "commit", "--quiet", "--allow-empty", "--message", "x")

    return make


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True)  # noqa: S603, S607


@pytest.fixture
def report(tmp_path: Path) -> Path:
    return tmp_path / "list with a blank/data/enriched/report.json"


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 11, 11), "first"),
        (date(2026, 11, 15), "first"),
        (date(2026, 11, 16), "second"),
        (date(2030, 1, 1), "third"),
    ],
)
def test_the_last_commit_before_the_day_begins(
    commit: Callable[[str, str], None], report: Path, day: date, text: str
) -> None:
    commit("first", "2026-11-10T23:59:59Z")
    commit("second", "2026-11-15T00:00:00Z")
    commit("third", "2026-11-15T23:30:00-02:00")
    report.write_text("not committed")
    assert text_before(report, day) == text


def test_before_the_first_commit(commit: Callable[[str, str], None], report: Path) -> None:
    commit("first", "2026-11-10T00:00:00Z")
    with pytest.raises(StateError, match=r"report\.json before 2026-11-01: there is no commit before that day"):
        text_before(report, date(2026, 11, 1))


def test_a_commit_without_the_file(commit: Callable[[str, str], None], report: Path) -> None:
    commit("first", "2026-11-10T00:00:00Z")
    with pytest.raises(StateError, match="does not hold it"):
        text_before(report.with_name("other.json"), date(2026, 11, 11))


def test_no_commit_yet(commit: Callable[[str, str], None], report: Path) -> None:
    assert callable(commit)
    with pytest.raises(StateError, match="in no git repository with a commit"):
        text_before(report, date(2026, 11, 11))


def test_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    with pytest.raises(StateError, match="in no git repository"):
        text_before(tmp_path / "report.json", date(2026, 11, 11))


def test_no_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="git is not installed") as caught:
        text_before(tmp_path / "report.json", date(2026, 11, 11))
    assert caught.value.hint == "Install git."
