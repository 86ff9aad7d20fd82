"""Which files of a repository are its lists."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from harvester.discovery import LARGEST, lists
from harvester.errors import UsageError
from support import ROOT, SHARED, git

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git on this machine")

PAPERS = "".join(f"- [A paper](https://arxiv.org/abs/2303.0247{number})\n" for number in range(4))
LIST = f"# Papers\n\n{PAPERS}"
PROSE = "# A program\n\nIt does what [this](https://arxiv.org/abs/2303.02475) says.\n\n- [Install](docs/install.md)\n"
TOOLS = "# Tools\n\n" + "".join(f"- [Tool](https://github.com/owner/tool-{number})\n" for number in range(20)) + PAPERS
BIBTEX = "".join(f"@article{{a{number}, title={{T}}, doi={{10.1000/{number}}}}}\n" for number in range(3))
CSV = "title,doi\n" + "".join(f"T{number},10.1000/x{number}\n" for number in range(3))

CASES: list[tuple[str, dict[str, str], list[str]]] = [
    ("nothing", {}, []),
    ("prose and data alone", {"docs/guide.md": PROSE, "package.json": '{"name": "x", "version": "1"}'}, []),
    ("a README", {"README.md": LIST}, ["README.md"]),
    ("a README with one paper so far", {"README.md": "# L\n\n- [P](https://arxiv.org/abs/2303.02475)\n"}, ["README.md"]),
    ("a README of something else, and a list", {"README.md": PROSE, "docs/papers.md": LIST}, ["docs/papers.md"]),
    ("a list of tools that cites papers", {"TOOLS.md": TOOLS}, []),
    ("several", {"b.md": LIST, "README.md": LIST, "a/README.md": LIST}, ["README.md", "b.md", "a/README.md"]),
    ("prose before the data it may be made of", {"README.md": LIST, "papers.bib": BIBTEX}, ["README.md"]),
    ("data where nothing else is", {"README.rst": "Title\n=====\n\nWords.\n", "p.bib": BIBTEX, "p.csv": CSV}, ["p.bib", "p.csv"]),
    ("what we wrote", {"README.md": LIST, "data/enriched/README.md": LIST}, ["README.md"]),
    ("what is hidden", {"README.md": LIST, ".github/PAPERS.md": LIST}, ["README.md"]),
    ("what git ignores", {"README.md": LIST, ".gitignore": "build/\n", "build/copy.md": LIST}, ["README.md"]),
    ("blanks and letters", {"läst of papers.md": LIST}, ["läst of papers.md"]),
    ("two lines in a name", {"README.md": LIST, "a\nb.md": LIST}, ["README.md"]),
]  # fmt: skip


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--quiet")
    return tmp_path


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


@pytest.mark.parametrize(("files", "found"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
@pytest.mark.parametrize("added", [True, False], ids=["added", "not yet added"])
def test_lists_are_found(repository: Path, files: dict[str, str], found: list[str], *, added: bool) -> None:
    write(repository, files)
    if added:
        git(repository, "add", "--all")
    assert [one.path for one in lists(repository)] == found


def test_what_cannot_be_read_is_passed_over(repository: Path) -> None:
    write(repository, {"README.md": LIST, "empty.md": ""})
    (repository / "binary.md").write_bytes(b"\x00\x01")
    (repository / "huge.md").write_bytes(b"- [P](https://arxiv.org/abs/2303.02475)\n" * 150_000)
    (repository / "link.md").symlink_to("README.md")
    (repository / "gone.md").write_text(LIST)
    git(repository, "add", "--all")
    (repository / "gone.md").unlink()
    (found,) = lists(repository)
    assert (found.path, found.papers, found.entries) == ("README.md", 4, 4)


def test_outside_of_any_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(UsageError, match="not a git repository"):
        lists(tmp_path)


CORPUS = SHARED / "corpus"
NO_LISTS_OF_PAPERS = {"formats.md", "weitianxin__Awesome-Agentic-Reasoning__README@740fe8f.md"}
"""One describes the corpus, the other holds its headings and no papers yet."""


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real lists is not beside the repository")
def test_real_lists_are_recognised_and_our_own_pages_are_not(repository: Path) -> None:
    copied = 0
    for path in sorted(CORPUS.glob("*.md")):
        if path.name not in NO_LISTS_OF_PAPERS and path.stat().st_size <= LARGEST:
            shutil.copy(path, repository / "README.md")
            assert [one.path for one in lists(repository)] == ["README.md"], path.name
            copied += 1
    assert copied >= 10
    (repository / "README.md").unlink()
    shutil.copy(ROOT / "README.md", repository / "GUIDE.md")
    shutil.copy(ROOT / "CHANGELOG.md", repository)
    assert lists(repository) == ()
