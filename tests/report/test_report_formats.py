"""The forms on the command line: ``check`` and ``report`` with ``--format``, and ``report --since``."""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import click
import pytest
from click.testing import CliRunner, Result

from harvester.cli import cli
from harvester.errors import HarvesterError
from harvester.report import formats
from report.report_runs import RUNS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LIST = "# L\n\n- **A**. [Paper](https://doi.org/10.1000/1) [Code](https://github.com/example) [Data](htps://x.y/z)\n"


@pytest.fixture
def harvester(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run a command in a folder with a list, outside of any Action."""
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_SHA"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "README.md").write_text(LIST)
    return lambda *arguments: CliRunner().invoke(cli, arguments)


def test_the_command_line_offers_what_there_is() -> None:
    for command in ("check", "report"):
        (option,) = [one for one in cli.commands[command].params if one.name == "form"]
        assert isinstance(option.type, click.Choice)
        assert tuple(option.type.choices) == formats.FORMATS


@pytest.mark.parametrize("name", RUNS)
@pytest.mark.parametrize("form", formats.FORMATS[1:])
def test_every_form_of_every_run_can_be_written(form: str, name: str) -> None:
    assert formats.render(form, RUNS[name]()).encode("utf-8").decode() != "\n"


READERS: dict[str, Callable[[str], int]] = {
    "json": lambda text: len(json.loads(text)["findings"]),
    "sarif": lambda text: len(json.loads(text)["runs"][0]["results"]),
    "junit": lambda text: int(ET.fromstring(text.encode()).attrib["failures"]),  # noqa: S314 (our own text)
    "github": lambda text: len(re.findall("^::error ", text, re.MULTILINE)),
    "markdown": lambda text: len(re.findall(r"^### [□≠] ", text, re.MULTILINE)),
}


@pytest.mark.parametrize("form", formats.FORMATS[1:])
def test_check_prints_it_and_nothing_else(harvester: Callable[..., Result], form: str, tmp_path: Path) -> None:
    ended = harvester("check", "--offline", "--format", form)
    assert ended.exit_code == 1
    assert READERS[form](ended.stdout) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["README.md"]


@pytest.mark.parametrize("form", formats.FORMATS[1:])
def test_report_prints_the_last_run_again(harvester: Callable[..., Result], form: str) -> None:
    harvester("refresh", "--offline")
    ended = harvester("report", "--format", form)
    assert ended.exit_code == 0
    assert READERS[form](ended.stdout) == 2


def test_a_check_knows_the_text_and_can_offer_a_fix(tmp_path: Path, harvester: Callable[..., Result]) -> None:
    (tmp_path / "README.md").write_text(LIST.replace("htps://x.y/z", "htps://doi.org/10.1000/2"))
    (run,) = json.loads(harvester("check", "--offline", "--format", "sarif").stdout)["runs"]
    regions = [result["locations"][0]["physicalLocation"]["region"] for result in run["results"]]
    assert all(region["endColumn"] > region["startColumn"] for region in regions)


def test_lines_link_to_the_commit_of_the_action(
    harvester: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("SERVER_URL", "https://github.com"), ("REPOSITORY", "o/r"), ("SHA", "0123abc")):
        monkeypatch.setenv(f"GITHUB_{name}", value)
    text = harvester("check", "--offline", "--format", "markdown").stdout
    assert "[**L3**](<https://github.com/o/r/blob/0123abc/README.md?plain=1#L3>)" in text


def test_an_unknown_form_names_the_known_ones(harvester: Callable[..., Result]) -> None:
    ended = harvester("check", "--format", "pdf")
    assert ended.exit_code == 2
    assert "'terminal', 'markdown', 'json', 'sarif', 'junit', 'github'" in ended.stderr


def committed(folder: Path, when: str) -> None:
    author = ("-c", "user.name=A", "-c", "user.email=a@b.test")
    for arguments in (("init", "-q"), ("add", "-A"), (*author, "commit", "-q", "-m", "x")):
        environ = {"GIT_COMMITTER_DATE": when, "PATH": "/usr/bin:/bin", "HOME": str(folder)}
        subprocess.run(["git", "-C", str(folder), *arguments], check=True, env=environ)  # noqa: S603, S607


def test_since_tells_what_changed_and_writes_nothing(harvester: Callable[..., Result], tmp_path: Path) -> None:
    harvester("refresh", "--offline")
    committed(tmp_path, "2020-01-01T00:00:00Z")
    (tmp_path / "README.md").write_text(LIST.replace(" [Data](htps://x.y/z)", "") + "- **B**. [Paper](TODO)\n")
    harvester("refresh", "--offline")
    before = {path.name: path.read_bytes() for path in (tmp_path / "data/enriched").iterdir()}
    ended = harvester("report", "--since", "2020-01-02")
    assert ended.exit_code == 0, ended.exception
    said = " ".join(ended.stdout.split())
    assert said.startswith("1 new finding and 1 repaired since 2 Jan 2020")
    assert "TODO" in said
    assert "htps://x.y/z" in said
    as_markdown = harvester("report", "--since", "2020-01-02", "--format", "markdown").stdout
    assert as_markdown.startswith("**1 new finding and 1 repaired since 2 Jan 2020")
    assert {path.name: path.read_bytes() for path in (tmp_path / "data/enriched").iterdir()} == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--since", "2019-01-01"), "there is no commit before that day"),
        (("--since", "2020-01-02", "--format", "sarif"), "--since knows no format sarif"),
    ],
)
def test_since_when_it_cannot(
    harvester: Callable[..., Result], tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    harvester("refresh", "--offline")
    committed(tmp_path, "2020-01-01T00:00:00Z")
    ended = harvester("report", *arguments)
    assert isinstance(ended.exception, HarvesterError)
    assert message in str(ended.exception)


def test_since_wants_a_day(harvester: Callable[..., Result]) -> None:
    ended = harvester("report", "--since", "yesterday")
    assert ended.exit_code == 2
    assert "does not match the format '%Y-%m-%d'" in ended.stderr
