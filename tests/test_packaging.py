"""The wheel: everything that the commands need, nothing else, and the same bytes from the same files."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

from support import ROOT, git

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytest.importorskip("hatchling", reason="hatchling builds the wheel")
EPOCH = "1700000000"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("first"))


def build(folder: Path) -> Path:
    """Build the wheel from a copy of the sources, so that nothing is written beside them."""
    sources = folder / "sources"
    shutil.copytree(ROOT / "src", sources / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, sources)
    subprocess.run(  # noqa: S603 (a builder of ours)
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder / "dist")],
        cwd=sources,
        check=True,
        capture_output=True,
        timeout=120,
        env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH},
    )
    (built,) = (folder / "dist").iterdir()
    return built


def sources(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path.relative_to(folder.parent).as_posix()


def test_it_is_called_what_the_readme_says(wheel: Path) -> None:
    assert wheel.name.startswith("catalogue_harvester-")
    assert wheel.name.endswith("-py3-none-any.whl")


def test_it_holds_the_package_with_all_data_files_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    packed = {name for name in names if ".dist-info/" not in name}
    assert packed == set(sources(wheel.parent.parent / "sources/src/harvester"))
    for kind in (".html", ".css", ".js", ".json", ".yaml", ".yml", "py.typed"):
        assert any(name.endswith(kind) for name in packed), kind
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_same_files_give_the_same_bytes(wheel: Path, tmp_path: Path) -> None:
    assert build(tmp_path).read_bytes() == wheel.read_bytes()


def test_it_runs_without_the_repository(wheel: Path, tmp_path: Path) -> None:
    installed = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(installed)
    work = tmp_path / "work"
    shutil.copytree(ROOT / "examples/list", work)
    git(work, "init", "--quiet")

    def run(*arguments: str) -> str:
        done = subprocess.run(  # noqa: S603 (our own command)
            [sys.executable, "-P", "-m", *arguments],
            cwd=work,
            check=True,
            capture_output=True,
            timeout=120,
            env={**os.environ, "PYTHONPATH": str(installed)},
        )
        return done.stdout.decode()

    where = run("harvester", "--version") and run("timeit", "-n1", "-r1", "import harvester; print(harvester.__file__)")
    assert where.startswith(str(installed))
    (work / "harvester.yaml").unlink()
    assert "harvester.yaml: written" in run("harvester", "init")
    assert "4 of 4 links healthy" in run("harvester", "refresh", "--sandbox")
    run("harvester", "report", "--site", "site")
    assert (work / "site/index.html").is_file()
