"""What stands where in a repository on disk, and where a look at it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from harvester import read
from harvester.checkout import around, places
from harvester.local import Seen

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    (root / ".git").mkdir(parents=True)
    (root / ".git/config").write_text("")
    (root / "docs/pics").mkdir(parents=True)
    (root / "docs/list.md").write_text("# List\n")
    (root / "docs/Guide.md").write_text("# Guide\n")
    (root / "docs/paper.pdf").write_bytes(b"%PDF")
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret/list.md").write_text("# Secret\n")
    (root / "docs/near.md").symlink_to("Guide.md")
    (root / "docs/far.md").symlink_to(tmp_path / "secret/list.md")
    (root / "docs/away").symlink_to(tmp_path / "secret")
    (root / "docs/loop.md").symlink_to("loop.md")
    return root


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("docs/list.md", b"# List\n"),
        ("docs/paper.pdf", b""),
        ("docs", Seen.FOLDER),
        ("docs/pics", Seen.FOLDER),
        ("docs/near.md", b"# Guide\n"),
        ("docs/far.md", b""),
        ("docs/away", b""),
        ("docs/away/list.md", None),
        ("docs/guide.md", None),
        ("docs/none.md", None),
        ("docs/list.md/x", None),
        ("docs/a\x00b.md", None),
        (".git", None),
        (".git/config", None),
        ("x" * 5000, None),
    ],
)
def test_a_look_never_leaves_the_repository(repository: Path, path: str, seen: bytes | Seen | None) -> None:
    place = around(repository / "docs/list.md")
    assert place is not None
    assert place.path == "docs/list.md"
    assert place.look(path) == seen


def test_a_link_that_leads_to_itself_is_no_file(repository: Path) -> None:
    place = around(repository / "docs/list.md")
    assert place is not None
    assert place.look("docs/loop.md") in {b"", None}


def test_the_repository_is_the_one_that_git_keeps_else_the_folder_of_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    file = tmp_path / "lists/list.md"
    file.write_text("# List\n")
    assert around(file) is None
    assert around(file, tmp_path / "elsewhere") is None
    place = around(file, tmp_path)
    assert place is not None
    assert place.path == "lists/list.md"


def test_paths_start_where_they_were_given(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository / "docs")
    catalogues = [read.parse(b"# List\n", path=path) for path in ("list.md", "-")]
    assert [place.path for place in places(catalogues, repository, given=True).values()] == ["docs/list.md"]
    configured = [read.parse(b"# List\n", path="docs/list.md")]
    assert [place.path for place in places(configured, repository, given=False).values()] == ["docs/list.md"]
