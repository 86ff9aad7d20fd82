from __future__ import annotations

import subprocess
import sys
from errno import ENOSPC
from typing import TYPE_CHECKING

import pytest

from harvester import atomic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

# Writes a file and stops in the middle, at the moment when its content is on its way to the disk.
WRITER = """
import os, sys, time
from pathlib import Path
from harvester import atomic
def stuck(_):
    print("writing", flush=True)
    time.sleep(600)
os.fsync = stuck
atomic.write(Path(sys.argv[1]), "new")
"""


@pytest.fixture
def start() -> Iterator[Callable[[Path], subprocess.Popen[str]]]:
    started = []

    def begin(path: Path) -> subprocess.Popen[str]:
        process = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True)  # noqa: S603 (our own interpreter)
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(
    "name",
    [
        "list.md",
        ".gitignore",
        ".part",
        ".list.md.part",
        "list.md.abcdefgh.part",
        ".list.md.ABCDEFGH.part",
        ".a.b.partly",
    ],
)
def test_what_a_person_has_put_there_stays(name: str, tmp_path: Path) -> None:
    (tmp_path / name).touch()
    atomic.sweep(tmp_path)
    assert names(tmp_path) == [name]


def test_a_file_is_written_only_where_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "list.md"
    assert [atomic.write(path, text) for text in ("old", "old", "new")] == [True, False, True]
    assert path.read_text() == "new"
    assert names(tmp_path) == ["list.md"]


@pytest.mark.parametrize(
    ("old", "pieces"),
    [
        (None, []),
        (None, ["a", "b"]),
        ("", ["a"]),
        ("ab", []),
        ("ab", ["a"]),
        ("ab", ["a", "c"]),
        ("ab", ["", "a", "b", "c"]),
        ("é" * 100_000, ["é" * 99_999, "e", "é"]),
    ],
    ids=lambda value: str(value)[:20],
)
def test_pieces_become_the_whole_file(old: str | None, pieces: list[str], tmp_path: Path) -> None:
    path = tmp_path / "list.md"
    if old is not None:
        path.write_text(old, encoding="utf-8")
    assert atomic.write(path, iter(pieces))
    assert path.read_text(encoding="utf-8") == "".join(pieces)
    assert not atomic.write(path, iter(["".join(pieces)]))
    assert names(tmp_path) == ["list.md"]


def test_none_takes_its_place_before_the_last_one_is_written(tmp_path: Path) -> None:
    def stuck() -> Iterator[str]:
        yield "new"
        raise OSError(ENOSPC, "No space left on device")

    def write_all() -> None:
        with atomic.together(tmp_path) as files:
            assert files.write("list.md", "new")
            assert files.write("list.yaml", "new")
            files.write("list.html", stuck())

    (tmp_path / "list.md").write_text("old")
    with pytest.raises(OSError, match="No space left"):
        write_all()
    assert names(tmp_path) == ["list.md"]
    assert (tmp_path / "list.md").read_text() == "old"


def test_of_one_name_the_last_text_counts(tmp_path: Path) -> None:
    with atomic.together(tmp_path) as files:
        files.write("index.html", "the front page")
        files.write("index.html", "a list of that name")
        assert not (tmp_path / "index.html").exists()
    assert names(tmp_path) == ["index.html"]
    assert (tmp_path / "index.html").read_text() == "a list of that name"


def test_what_a_killed_run_has_left_is_swept_and_what_another_is_writing_is_not(
    tmp_path: Path, start: Callable[[Path], subprocess.Popen[str]]
) -> None:
    (tmp_path / "list.md").write_text("old")
    killed = start(tmp_path / "list.md")
    other = start(tmp_path / "list.yaml")
    killed.kill()
    killed.wait()
    assert (tmp_path / "list.md").read_text() == "old"
    under_way = names(tmp_path)
    assert len(under_way) == 3
    atomic.sweep(tmp_path)
    assert names(tmp_path) == under_way  # somebody is writing: all stays as it is
    other.kill()
    other.wait()
    atomic.sweep(tmp_path)
    assert names(tmp_path) == ["list.md"]
    assert (tmp_path / "list.md").read_text() == "old"


def test_who_writes_does_not_hinder_who_writes(tmp_path: Path, start: Callable[[Path], subprocess.Popen[str]]) -> None:
    start(tmp_path / "list.yaml")
    assert atomic.write(tmp_path / "list.md", "new")
    assert (tmp_path / "list.md").read_text() == "new"
