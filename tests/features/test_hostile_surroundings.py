"""What lies around a run and was put there by somebody else: links in the folder that is written, names, variables."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from support import git

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support import Ended

    Harvester = Callable[..., Ended]

LIST = "# List\n\n- **One paper**. [Paper](https://doi.org/10.1000/182) [Code](TODO)\n"
REFRESH = ("refresh", "--offline", "--fail-on", "never")
WORDS = "a secret of the machine\n"


@pytest.fixture
def enriched(tmp_path: Path) -> Path:
    (tmp_path / "README.md").write_text(LIST)
    folder = tmp_path / "data/enriched"
    folder.mkdir(parents=True)
    return folder


@pytest.mark.parametrize("name", ["README.md", "README.html", "README.bib", "link-health.md", "badge.json"])
def test_a_link_in_place_of_a_file_is_replaced_and_not_followed(
    harvester: Harvester, tmp_path: Path, enriched: Path, name: str
) -> None:
    (tmp_path / "victim").write_text(WORDS)
    (enriched / name).symlink_to(tmp_path / "victim")
    assert harvester(*REFRESH).code == 0
    assert (tmp_path / "victim").read_text() == WORDS
    assert not (enriched / name).is_symlink()


@pytest.mark.parametrize("name", ["health.json", "README.yaml", "history.jsonl"])
def test_a_memory_that_is_a_link_to_something_else_is_refused_and_told_to_nobody(
    harvester: Harvester, tmp_path: Path, enriched: Path, name: str
) -> None:
    assert harvester(*REFRESH).code == 0
    (tmp_path / "victim").write_text(WORDS)
    (enriched / name).unlink()
    (enriched / name).symlink_to(tmp_path / "victim")
    ended = harvester(*REFRESH)
    assert (ended.code, WORDS.strip() in ended.out + ended.err) == (2, False)
    assert (tmp_path / "victim").read_text() == WORDS


@pytest.mark.parametrize("name", ["health.json", "README.yaml", "report.json", "history.jsonl"])
@pytest.mark.parametrize("kind", ["device", "pipe", "folder"])
def test_what_is_no_file_is_not_waited_for(harvester: Harvester, enriched: Path, name: str, kind: str) -> None:
    assert harvester(*REFRESH).code == 0
    (enriched / name).unlink()
    if kind == "device":
        (enriched / name).symlink_to("/dev/zero")
    elif kind == "pipe":
        os.mkfifo(enriched / name)
    else:
        (enriched / name).mkdir()
    ended = harvester("report") if name == "report.json" else harvester(*REFRESH)
    assert ended.code == 2
    assert f"{name}: cannot be read" in ended.err


def test_a_list_that_is_a_device_ends(harvester: Harvester, tmp_path: Path) -> None:
    (tmp_path / "list.md").symlink_to("/dev/zero")
    ended = harvester("read", "list.md")
    assert ended.code == 2
    assert "list.md" in ended.err


@pytest.mark.parametrize(
    "name",
    [
        "-rf.md",
        "--help.md",
        "..md",
        ".md",
        "CON.md",
        "a\nb.md",
        "a\x1b[2Jb.md",
        "link-health.md",
        "health.json.md",
        "a b\\c.md",
        "%2e%2e%2fx.md",
        "$(id).md",
        "x" * 200 + ".md",
    ],
    ids=ascii,
)
def test_no_name_of_a_list_leads_elsewhere(harvester: Harvester, tmp_path: Path, name: str) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / name).write_text(LIST)
    before = {path for path in tmp_path.rglob("*") if "data" not in path.parts}
    ended = harvester(*REFRESH, f"lists/{name}")
    assert ended.code == 0, ended.err
    assert "\x1b" not in ended.out + ended.err
    assert {path for path in tmp_path.rglob("*") if "data" not in path.parts} == before


def test_lists_of_one_name_get_files_of_their_own(harvester: Harvester, tmp_path: Path) -> None:
    for folder in ("a", "b", "c/a"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "list.md").write_text(LIST.replace("182", f"18{len(folder)}"))
    outside = tmp_path.parent / f"{tmp_path.name}-outside.md"
    outside.write_text(LIST)
    ended = harvester(*REFRESH, "a/list.md", "b/list.md", "c/a/list.md", f"../{outside.name}", str(outside))
    assert ended.code == 0, ended.err
    assert len(list((tmp_path / "data/enriched").glob("*.yaml"))) >= 4
    assert not outside.with_suffix(".yaml").exists()


TRAPS = {
    "GIT_DIR": "/nonexistent",
    "GIT_WORK_TREE": "/nonexistent",
    "GIT_INDEX_FILE": "/nonexistent/index",
    "GIT_OBJECT_DIRECTORY": "/nonexistent",
    "GIT_EXTERNAL_DIFF": "touch pwned;",
    "GIT_PAGER": "touch pwned;",
    "PAGER": "touch pwned;",
    "GIT_SSH_COMMAND": "touch pwned;",
    "GIT_EDITOR": "touch pwned;",
    "GIT_TRACE": "2",
    "GIT_CONFIG_COUNT": "2",
    "GIT_CONFIG_KEY_0": "core.fsmonitor",
    "GIT_CONFIG_VALUE_0": "touch pwned;",
    "GIT_CONFIG_KEY_1": "diff.external",
    "GIT_CONFIG_VALUE_1": "touch pwned;",
    "GIT_CONFIG_PARAMETERS": "'core.fsmonitor'='touch pwned;'",
}


@pytest.mark.parametrize(
    "paths",
    [
        ("link-health.md",),
        ("lists/link-health.md", "other/Link-Health.md"),
        ("a/list.md", "b/LIST.md"),
        ("a/b.md", "c/b.md", "a-b.md"),
    ],
    ids=" ".join,
)
def test_no_two_write_one_file(harvester: Harvester, tmp_path: Path, paths: tuple[str, ...]) -> None:
    for number, path in enumerate(paths):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(LIST.replace("182", f"18{number}"))
    assert harvester(*REFRESH, *paths).code == 0
    names = [path.stem.casefold() for path in (tmp_path / "data/enriched").glob("*.yaml")]
    assert (len(names), len(set(names)), "link-health" in names) == (len(paths), len(paths), False)


def test_variables_lead_git_nowhere_else(harvester: Harvester, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(LIST)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "one")
    (tmp_path / "README.md").write_text(LIST + "- **Two**. [Paper](https://doi.org/10.1000/183) [Code](TODO)\n")
    plain = harvester("check", "--offline", "--changed-since", "HEAD", "README.md")
    trapped = harvester("check", "--offline", "--changed-since", "HEAD", "README.md", **TRAPS)
    assert (trapped.code, trapped.out) == (plain.code, plain.out)
    assert "TODO" in plain.out or "placeholder" in plain.out
    assert not list(tmp_path.rglob("pwned"))


VARIABLES: dict[str, dict[str, str]] = {
    "files of the runner that are not there": {
        "GITHUB_OUTPUT": "/nonexistent/output",
        "GITHUB_STEP_SUMMARY": "/nonexistent/s",
    },
    "folders for files of the runner": {"GITHUB_OUTPUT": ".", "GITHUB_STEP_SUMMARY": "."},
    "commands to the runner": {
        "GITHUB_REPOSITORY": "a\n::error::b",
        "GITHUB_SHA": "x y",
        "GITHUB_SERVER_URL": "javascript:1",
    },
    "a folder for a configuration": {"HARVESTER_CONFIG": "."},
    "a configuration that is not there": {"HARVESTER_CONFIG": "/nonexistent"},
    "a header in an address": {"HARVESTER_MAILTO": "a@b.c\r\nX-Evil: 1"},
    "a terminal of minus five columns": {"COLUMNS": "-5"},
    "a terminal without end": {"COLUMNS": "99999999999"},
    "a device for a cache": {"XDG_CACHE_HOME": "/dev/null"},
    "proxies that are none": {"HTTPS_PROXY": "javascript:1", "NO_PROXY": "["},
    "an alphabet of 128 letters": {"LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
}


@pytest.mark.parametrize("environ", VARIABLES.values(), ids=VARIABLES)
def test_no_variable_is_a_traceback(harvester: Harvester, tmp_path: Path, environ: dict[str, str]) -> None:
    (tmp_path / "README.md").write_text(LIST.replace("One", "Ünë 论"))
    ended = harvester("check", "--offline", "README.md", **{"GITHUB_ACTIONS": "true", **environ})
    assert ended.code in {0, 1, 2}
    assert "Traceback" not in ended.out + ended.err
    assert not any(line.startswith("::error::b") for line in ended.out.splitlines())
