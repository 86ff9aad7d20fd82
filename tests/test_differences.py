"""What changed in a list, from real git repositories."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from harvester.differences import since
from harvester.errors import UsageError
from support import git

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git on this machine")

BEFORE = "".join(f"- line {number}\n" for number in range(1, 9))


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository with one commit of a list of eight lines, in a folder with a blank and a bracket in its name."""
    folder = tmp_path / "a list [of] papers"
    folder.mkdir()
    git(folder, "init", "--quiet")
    (folder / "README.md").write_text(BEFORE)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "before")
    return folder


def lines(file: Path, ref: str = "HEAD") -> list[tuple[int, int]]:
    """First line and number of lines of every change."""
    return [(one.start, len(one)) for one in since(ref, {"list": file}).lines["list"]]


def edited(*changes: tuple[str, str]) -> str:
    text = BEFORE
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return text


CHANGES = [
    ("nothing", BEFORE, []),
    ("one line", edited(("line 3", "LINE 3")), [(3, 1)]),
    ("a line more", edited(("- line 3\n", "- new\n- line 3\n")), [(3, 1)]),
    ("at the end", BEFORE + "- new\n- newer\n", [(9, 2)]),
    ("a line less", edited(("- line 3\n", "")), [(3, 0)]),
    ("the last line less", edited(("- line 8\n", "")), [(8, 0)]),
    ("two places", edited(("line 2\n", "LINE 2\n"), ("line 7", "LINE 7")), [(2, 1), (7, 1)]),
    ("other line ends", BEFORE.replace("\n", "\r\n"), [(1, 8)]),
    ("what looks like a hunk", edited(("- line 3", "@@ -1 +7,2 @@")), [(3, 1)]),
]


@pytest.mark.parametrize(("after", "told"), [case[1:] for case in CHANGES], ids=[case[0] for case in CHANGES])
def test_lines_that_came_or_changed(checkout: Path, after: str, told: list[tuple[int, int]]) -> None:
    (checkout / "README.md").write_bytes(after.encode())
    assert lines(checkout / "README.md") == told


def test_a_branch_is_compared_with_where_it_began(checkout: Path) -> None:
    git(checkout, "switch", "--quiet", "--create", "mine")
    (checkout / "README.md").write_text(edited(("line 3", "LINE 3")))
    git(checkout, "commit", "--quiet", "--all", "--message", "mine")
    git(checkout, "switch", "--quiet", "main")
    (checkout / "README.md").write_text(edited(("line 8", "LINE 8")))
    git(checkout, "commit", "--quiet", "--all", "--message", "theirs")
    git(checkout, "switch", "--quiet", "mine")
    assert lines(checkout / "README.md", "main") == [(3, 1)]


def test_without_a_common_past_the_state_itself_is_compared_with(checkout: Path) -> None:
    git(checkout, "switch", "--quiet", "--orphan", "other")
    (checkout / "README.md").write_text(edited(("line 5", "LINE 5")))
    git(checkout, "add", "--all")
    git(checkout, "commit", "--quiet", "--message", "no parent")
    assert lines(checkout / "README.md", "main") == [(5, 1)]


def test_the_merge_commit_of_a_pull_request_in_a_shallow_clone(checkout: Path, tmp_path: Path) -> None:
    git(checkout, "switch", "--quiet", "--create", "theirs")
    (checkout / "README.md").write_text(BEFORE + "- new\n")
    git(checkout, "commit", "--quiet", "--all", "--message", "theirs")
    git(checkout, "switch", "--quiet", "main")
    git(checkout, "merge", "--quiet", "--no-ff", "--no-edit", "theirs")
    git(tmp_path, "clone", "--quiet", "--depth=2", checkout.as_uri(), "shallow")
    assert lines(tmp_path / "shallow/README.md", "HEAD^") == [(9, 1)]


def test_a_renamed_list_is_compared_with_what_it_was(checkout: Path) -> None:
    git(checkout, "mv", "README.md", "läst\tof papers.md")
    (checkout / "läst\tof papers.md").write_text(edited(("line 3", "LINE 3")))
    assert lines(checkout / "läst\tof papers.md") == [(3, 1)]


@pytest.mark.parametrize("known", [True, False], ids=["added", "not yet added"])
def test_a_new_list_is_new_in_all_its_lines(checkout: Path, *, known: bool) -> None:
    (checkout / "new.md").write_text("- one\n- two\n")
    if known:
        git(checkout, "add", "new.md")
    (whole,) = since("HEAD", {"new.md": checkout / "new.md"}).lines["new.md"]
    assert (whole.start, whole.stop > 10**9) == (1, True)


def test_a_list_is_what_its_symbolic_link_leads_to(checkout: Path) -> None:
    (checkout / "LIST.md").symlink_to("README.md")
    (checkout / "README.md").write_text(edited(("line 3", "LINE 3")))
    assert lines(checkout / "LIST.md") == [(3, 1)]


@pytest.mark.parametrize("attributes", ["*.md binary", "*.md -diff", "*.md diff=word", "*.md -text"])
def test_no_attribute_hides_a_change(checkout: Path, attributes: str) -> None:
    (checkout / ".gitattributes").write_text(attributes + "\n")
    (checkout / "README.md").write_text(edited(("line 3", "LINE 3")))
    assert lines(checkout / "README.md") == [(3, 1)]


@pytest.mark.parametrize(
    "ref", ["nowhere", "-x", "--output=stolen", "HEAD^{tree}", "HEAD:README.md", "", "a b", "HEAD~7"]
)
def test_what_is_no_commit_is_refused(checkout: Path, ref: str) -> None:
    with pytest.raises(UsageError, match="git knows no such commit here") as caught:
        lines(checkout / "README.md", ref)
    assert "fetch-depth" in caught.value.hint
    assert not (checkout / "stolen").exists()


def test_outside_of_any_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "README.md").write_text(BEFORE)
    with pytest.raises(UsageError, match="git: fatal: not a git repository"):
        lines(tmp_path / "README.md")


def test_before_the_first_commit(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    (tmp_path / "README.md").write_text(BEFORE)
    with pytest.raises(UsageError, match="HEAD: git knows no such commit here"):
        lines(tmp_path / "README.md")


def test_standard_input_has_no_past(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="standard input has no earlier state"):
        since("HEAD", {"-": tmp_path})


def test_without_git(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(checkout))
    with pytest.raises(UsageError, match="git is not installed"):
        lines(checkout / "README.md")
