"""Workflows and action: short steps that call commands which exist, with options that exist, and do what they say."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from harvester import __version__
from harvester.cli import cli
from support import ROOT, git

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from support import Ended

WORKFLOWS = [
    *sorted((ROOT / ".github/workflows").glob("*.yml")),
    ROOT / "examples/list/.github/workflows/harvester.yml",
]
ACTION = ROOT / "action.yml"


def loaded(path: Path) -> dict[str, Any]:
    # YAML 1.1 takes the key `on` for a truth value
    return {"on" if key is True else key: value for key, value in yaml.safe_load(path.read_text()).items()}


def steps(path: Path) -> Iterator[dict[str, Any]]:
    whole = loaded(path)
    for job in whole.get("jobs", {"action": whole.get("runs", {})}).values():
        yield from job["steps"]


def commands(path: Path) -> list[str]:
    return [step["run"] for step in steps(path) if "run" in step]


@pytest.mark.parametrize("path", [*WORKFLOWS, ACTION], ids=lambda path: path.stem)
def test_steps_are_short_and_hold_no_expression(path: Path) -> None:
    for command in commands(path):
        assert len(command.strip().splitlines()) <= 2, command
        assert "${{" not in command
        assert "eval" not in command


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_nobody_may_write_who_reads_text_of_strangers(path: Path) -> None:
    workflow = loaded(path)
    assert workflow["permissions"] == {}
    assert "pull_request_target" not in workflow["on"]
    for name, job in workflow["jobs"].items():
        assert job["timeout-minutes"] <= 60
        asks = any(re.search(r"harvester (refresh|check|doctor)", step.get("run", "")) for step in job["steps"])
        asks |= any(step.get("with", {}).get("command") in {"refresh", "check"} for step in job["steps"])
        writes = {right for right, level in job["permissions"].items() if level == "write"}
        assert not (asks and writes), name


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_what_a_pull_request_starts_gets_no_token(path: Path) -> None:
    if "pull_request" not in loaded(path)["on"]:
        return
    for step in steps(path):
        assert "GITHUB_TOKEN" not in step.get("env", {})
        if step.get("with", {}).get("changed-since"):
            assert step["with"]["token"] == ""


@pytest.mark.parametrize("path", [*WORKFLOWS, ACTION], ids=lambda path: path.stem)
def test_every_action_is_pinned_to_a_commit_with_its_version_beside_it(path: Path) -> None:
    for line in path.read_text().splitlines():
        if match := re.search(r"uses: (\S+)(.*)", line):
            ours = match[1] == f"OWNER/harvester@v{__version__}"
            assert ours or re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", match[1]), line
            assert ours or re.fullmatch(r" # v\d+\.\d+\.\d+", match[2]), line


def our_commands() -> list[list[str]]:
    found = [shlex.split(command) for path in WORKFLOWS for command in commands(path)]
    return [words[1:] for words in found if words[0] == ".venv/bin/harvester"]


@pytest.mark.parametrize("words", our_commands(), ids=" ".join)
def test_the_commands_take_their_options(words: list[str]) -> None:
    command = cli.commands[words[0]]
    with command.make_context(words[0], words[1:], resilient_parsing=False) as context:
        assert context.params


@pytest.mark.parametrize(
    "hook", yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text()), ids=lambda hook: hook["id"]
)
def test_the_hooks_take_their_options(hook: dict[str, Any]) -> None:
    assert (hook["language"], hook["pass_filenames"]) == ("python", False)
    words = shlex.split(hook["entry"])[1:]
    with cli.commands[words[0]].make_context(words[0], words[1:]) as context:
        assert context.params["offline"] is True
    assert re.search(hook["files"], "docs/list.md")
    assert not re.search(hook["files"], "src/module.py")


def test_every_input_of_the_action_reaches_an_option() -> None:
    (step,) = [step for step in steps(ACTION) if "run" in step]
    given = {name for name in step["env"] if name.startswith("HARVESTER_")} - {"HARVESTER_MAILTO"}
    known = {
        variable
        for command in cli.commands.values()
        for parameter in command.params
        for variable in ([parameter.envvar] if isinstance(parameter.envvar, str) else parameter.envvar or ())
    }
    assert given <= known
    used = set(re.findall(r"inputs\.([\w-]+)", ACTION.read_text()))
    assert used == set(loaded(ACTION)["inputs"])
    wanted = {
        key
        for path in WORKFLOWS
        for step in steps(path)
        if "harvester@" in step.get("uses", "")
        for key in step["with"]
    }
    assert wanted <= used


def test_the_outputs_of_the_action_are_those_that_commands_write() -> None:
    assert list(loaded(ACTION)["outputs"]) == ["verdict", "new", "report"]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What actions/checkout leaves of this repository: a clone with an origin."""
    origin = tmp_path / "origin"
    (origin / "data").mkdir(parents=True)
    shutil.copytree(ROOT / "data/raw", origin / "data/raw")
    shutil.copy(ROOT / "harvester.yaml", origin)
    git(origin, "init", "--quiet")
    git(origin, "add", "--all")
    git(origin, "commit", "--quiet", "--message", "the list")
    git(tmp_path, "clone", "--quiet", str(origin), "work")
    return tmp_path / "work"


def actions(folder: Path) -> dict[str, str]:
    return {
        "GITHUB_ACTIONS": "true",
        "GITHUB_STEP_SUMMARY": str(folder / "summary"),
        "GITHUB_OUTPUT": str(folder / "output"),
        "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_REPOSITORY": "owner/list",
        "GITHUB_SHA": "c0ffee",
    }


def run_of(workflow: str, *, begins: str) -> list[str]:
    (found,) = [
        shlex.split(command)
        for command in commands(ROOT / f".github/workflows/{workflow}.yml")
        if command.startswith(f".venv/bin/harvester {begins}")
    ]
    return found[1:]


def test_a_night_as_the_workflow_plays_it(harvester: Callable[..., Ended], checkout: Path, tmp_path: Path) -> None:
    environ = actions(tmp_path)
    night = run_of("nightly", begins="refresh")
    ended = harvester(*night, "--sandbox", folder="work", HARVESTER_ALL="", HARVESTER_ONLY="", **environ)
    assert ended.code == 0, ended.err
    told = dict(line.split("=", 1) for line in (tmp_path / "output").read_text().splitlines())
    assert told == {"verdict": "findings", "new": told["new"], "report": str(checkout / "data/enriched")}
    assert (tmp_path / "summary").read_text().startswith(f"**{told['new']} problems")
    assert harvester(*run_of("nightly", begins="report"), folder="work", **environ).code == 0
    assert {path.suffix for path in (checkout / "build/site").iterdir()} == {".html", ".json", ".bib"}


GH = """\
import json, os, subprocess, sys
from pathlib import Path

place = Path(os.environ["ISSUES"])
issues = json.loads(place.read_text())
words = sys.argv[2:]


def given(name, otherwise=None):
    return words[words.index(name) + 1] if name in words else otherwise


match sys.argv[1:3]:
    case ["issue", "list"]:
        state = given("--state", "open")
        shown = [one for one in reversed(issues) if state in {"all", one["state"]}]
        sys.exit(subprocess.run(["jq", "-r", given("--jq")], input=json.dumps(shown), text=True).returncode)
    case ["issue", "create"]:
        body = Path(given("--body-file")).read_text()
        issues.append({"number": len(issues) + 1, "title": given("--title"), "state": "open", "body": body})
    case ["issue", "edit"]:
        issues[int(words[1]) - 1]["body"] = Path(given("--body-file")).read_text()
    case ["issue", ("reopen" | "close") as verb]:
        issues[int(words[1]) - 1]["state"] = "open" if verb == "reopen" else "closed"
    case _:
        sys.exit(f"unknown: {sys.argv}")
place.write_text(json.dumps(issues))
"""
"""What the workflow asks of GitHub's command line, on a file of issues (cli.github.com/manual/gh_issue)."""


@pytest.mark.skipif(shutil.which("jq") is None, reason="gh brings its own jq; this stand-in needs an installed one")
@pytest.mark.parametrize(
    ("weeks", "expected"),
    [
        (["false", "unknown"], []),
        (["true"], [("open", "true 0")]),
        (["true", "true"], [("open", "true 1")]),
        (["true", "unknown", "true", "unknown"], [("open", "true 2")]),
        (["true", "unknown", "false"], [("closed", "false 2")]),
        (["true", "false", "false", "unknown"], [("closed", "false 1")]),
        (["true", "false", "true"], [("open", "true 2")]),
    ],
    ids=lambda value: " ".join(value) if value and isinstance(value[0], str) else "",
)
def test_the_issue_of_contracts_is_open_as_long_as_something_differs(
    tmp_path: Path, weeks: list[str], expected: list[tuple[str, str]]
) -> None:
    job = loaded(ROOT / ".github/workflows/contracts.yml")["jobs"]["issue"]
    (tmp_path / "bin").mkdir()
    (tmp_path / "build").mkdir()
    gh = tmp_path / "bin/gh"
    gh.write_text(f"#!{sys.executable}\n{GH}")
    gh.chmod(0o755)
    issues = tmp_path / "issues.json"
    issues.write_text('[{"number": 1, "title": "Another", "state": "open", "body": ""}]')
    for number, differs in enumerate(weeks):
        (tmp_path / "build/doctor.md").write_text(f"{differs} {number}")
        for step in job["steps"]:
            if "run" not in step or f"'{differs}'" not in job["if"] or f"== '{differs}'" not in step["if"]:
                continue
            environ = {**os.environ, **step["env"], "ISSUES": str(issues)}
            environ["PATH"] = f"{gh.parent}{os.pathsep}{environ['PATH']}"
            script = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
            subprocess.run(script, cwd=tmp_path, env=environ, check=True, capture_output=True, timeout=60)  # noqa: S603 (our own workflow)
    first, *ours = json.loads(issues.read_text())
    assert first == {"number": 1, "title": "Another", "state": "open", "body": ""}
    assert [(one["state"], one["body"]) for one in ours] == expected


def test_the_gate_of_a_release(harvester: Callable[..., Ended], checkout: Path, tmp_path: Path) -> None:
    assert checkout.is_dir()
    gate = [*run_of("release", begins="check"), "--sandbox"]
    environ = actions(tmp_path)
    for reason, code in (("", 1), ("   ", 1), ("printer's\n::error::deadline @all", 0)):
        ended = harvester(*gate, folder="work", HARVESTER_OVERRIDE=reason, **environ)
        assert ended.code == code, ended.err
        assert ("what opens the gate" in ended.err) == bool(code)
    assert "passed in spite of the above, for this reason: printer's" in ended.err
    assert not re.search(r"^\s*::", ended.err, re.MULTILINE)
    summary = (tmp_path / "summary").read_text()
    assert "Passed in spite of this, for the reason: printer's ::error::deadline @&#8203;all" in summary


def test_an_override_mends_no_mistake(harvester: Callable[..., Ended], checkout: Path) -> None:
    assert checkout.is_dir()
    assert harvester("check", "missing.md", "--override", "why", folder="work").code == 2


def test_a_pull_request_as_the_workflow_plays_it(
    harvester: Callable[..., Ended], checkout: Path, tmp_path: Path
) -> None:
    raw = checkout / "data/raw/medical-data-synthesis.md"
    row = next(line for line in raw.read_text().splitlines() if "https://doi.org/10.3390/s23198328" in line)
    gone = row.replace("https://doi.org/10.3390/s23198328", "https://github.com/maxbagga/ScarletEagle1")
    raw.write_text(raw.read_text().replace(row, f"{row}\n{gone}"))
    git(checkout, "commit", "--quiet", "--all", "--message", "a row more")
    offline, asking = (
        shlex.split(command)[1:]
        for command in commands(ROOT / ".github/workflows/pull-request.yml")
        if command.startswith(".venv/bin/harvester")
    )
    assert harvester(*offline, folder="work", **actions(tmp_path)).code == 0
    ended = harvester(*asking, "--sandbox", folder="work", **actions(tmp_path))
    assert ended.code == 1
    assert re.findall(r"^::error file=([^,]+),line=(\d+)", ended.out, re.MULTILINE) == [
        ("data/raw/medical-data-synthesis.md", str(raw.read_text().splitlines().index(row) + 2))
    ]
