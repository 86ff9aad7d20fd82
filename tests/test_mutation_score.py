"""The score of mutation testing: nothing where nothing was run, then shares, and the floor."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING

import mutation_score
import pytest

from support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    package = tmp_path / "src/harvester"
    (package / "rules").mkdir(parents=True)
    for name, codes in (("judge.py", [1, 1, 3, 0]), ("rules/dead.py", [36, 33]), ("rules/moved.py", [1, None])):
        codes_by_key = {f"mutant_{number}": code for number, code in enumerate(codes)}
        (package / f"{name}.meta").write_text(json.dumps({"exit_code_by_key": codes_by_key}), encoding="utf-8")
    return tmp_path


def test_nothing_run_is_no_success(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert mutation_score.scores(tmp_path) == {}
    assert mutation_score.main(["0", str(tmp_path)]) == 1
    assert capsys.readouterr().out.count("\n") == 2


def test_the_share_that_was_noticed_in_each_package(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert mutation_score.main(["71", str(folder)]) == 0
    assert capsys.readouterr().out.splitlines()[2:] == [
        "| judge | 4 | 1 | 75.0 % |",
        "| rules | 3 | 1 | 66.7 % |",
        "| total | 7 | 2 | 71.4 % |",
    ]
    assert mutation_score.main(["72", str(folder)]) == 1


def test_every_file_of_the_core_is_there_and_its_tests_are() -> None:
    settings = PROJECT["tool"]["mutmut"]
    for pattern in settings["only_mutate"]:
        assert any(ROOT.glob(pattern)), pattern
    for path in settings["pytest_add_cli_args_test_selection"]:
        assert (ROOT / path).exists(), path
