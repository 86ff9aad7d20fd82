"""``harvester publish`` and ``harvester refresh --baseline`` as a workflow calls them."""

from __future__ import annotations

import base64
import os
from typing import TYPE_CHECKING

import pytest
from nights import FIRST_NIGHT, ROLLING, Hosted

import commands
from harvester.publish.trouble import UnreachedError, without
from support import Ended

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.sandbox import World

    Worlds = Callable[..., World]

    Run = Callable[..., Ended]

NAMES = ("GITHUB_REPOSITORY", "GITHUB_TOKEN", "GH_TOKEN", "GITHUB_ACTIONS", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")


@pytest.fixture
def command(hosted: Hosted) -> Run:
    """Run harvester in the checkout, with the environment that Actions sets."""

    def run(*arguments: str, **environ: str) -> Ended:
        api = f"{hosted.sandbox.url}/github"
        actions = {
            "GITHUB_REPOSITORY": hosted.name,
            "GITHUB_TOKEN": hosted.sandbox.token,
            "GITHUB_API_URL": api,
            "GITHUB_GRAPHQL_URL": f"{api}/graphql",
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_RUN_ID": "4711",
        }
        kept = {name: value for name, value in os.environ.items() if name not in NAMES}
        told = {**kept, **actions, "NO_COLOR": "1", **environ}
        code, out, err = commands.run(arguments, folder=hosted.tree, environ=told)
        return Ended(code, out.decode(), err.decode())

    return run


DONE = [
    "push to harvester/refresh: Repair links (1 file), Fill metadata (12 files)",
    "open a pull request: Repair 1 link, fill in 4 papers",
    "open an issue: Links and papers that need a decision",
]


def test_what_is_done_is_printed_and_the_token_is_nowhere(hosted: Hosted, world: Worlds, command: Run) -> None:
    hosted.harvest(FIRST_NIGHT, world(beta={"moved_to": "beta/new"}, delta={"status": 404}))
    dry, first, second = command("publish", "--dry-run"), command("publish"), command("publish")
    assert (dry.code, dry.out.splitlines(), dry.err) == (0, [f"would {line}" for line in DONE], "")
    assert (first.code, first.out.splitlines(), first.err) == (0, DONE, "")
    assert (second.code, second.out, second.err) == (0, "Nothing to do.\n", "")
    pull = hosted.forge.tickets[1].body
    assert pull.endswith("\n[The run that wrote this](<https://github.com/curator/list/actions/runs/4711>)\n")
    objects = hosted.git("log", "--all", "--patch", "--format=raw", at=hosted.bare)
    files = [path.read_bytes().decode("utf-8", "replace") for path in hosted.tree.glob(".git/*") if path.is_file()]
    sent = base64.b64encode(f"x-access-token:{hosted.sandbox.token}".encode()).decode()
    for text in (dry.out, first.out, objects, *files, *(one.body for one in hosted.forge.tickets.values())):
        assert hosted.sandbox.token not in text
        assert sent not in text


def test_the_files_of_another_job_are_taken_from_their_folder(hosted: Hosted, world: Worlds, command: Run) -> None:
    hosted.harvest(FIRST_NIGHT, world())
    (hosted.tree / "data/enriched").rename(hosted.folder / "artifact")
    ended = command("publish", "--from", str(hosted.folder / "artifact"), "--mode", "commit")
    assert (ended.code, ended.out) == (0, "push to main: Fill metadata (11 files)\n")
    assert "harvester/enriched@1" in hosted.text("data/enriched/README.yaml")


@pytest.mark.parametrize(
    ("arguments", "environ", "said"),
    [
        (["publish"], {"GITHUB_TOKEN": ""}, "harvester: publish needs GITHUB_REPOSITORY (owner/name) and GITHUB_TOKEN"),
        (["publish"], {}, "report.json: no such file"),
        (["publish", "--mode", "shout"], {}, "Invalid value for '--mode'"),
        (["publish", "--from", "nowhere"], {}, "nowhere/report.json: no such file"),
    ],
)
def test_mistakes_end_in_one_message(command: Run, arguments: list[str], environ: dict[str, str], said: str) -> None:
    ended = command(*arguments, **environ)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
    assert "Traceback" not in ended.err


def test_what_must_not_be_said_is_taken_out() -> None:
    sent = base64.b64encode(b"x-access-token:hush").decode()
    assert without("hush", f"a hush b {sent} c") == "a *** b *** c"
    assert without("", "nothing") == "nothing"
    assert UnreachedError("x").exit_code == 3


def test_a_baseline_that_is_not_there_is_said_in_one_line(command: Run) -> None:
    ended = command("refresh", "--offline", "--fail-on", "never", "--baseline", f"origin/{ROLLING}")
    assert ended.code == 0
    assert f"origin/{ROLLING}: git knows no such commit here, so the run starts from" in ended.err


def test_a_run_starts_from_the_branch_that_is_not_merged(hosted: Hosted, world: Worlds, command: Run) -> None:
    hosted.night(FIRST_NIGHT, world(page=404))
    hosted.check_out()
    ended = command("refresh", "--offline", "--fail-on", "never", "--baseline", f"origin/{ROLLING}")
    assert f"The run starts from origin/{ROLLING}, which is newer than" in ended.err
    assert '"strikes"' in (hosted.tree / "data/enriched/health.json").read_text()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("health.json", "{", "not readable as JSON"),
        ("health.json", '{"schema": "other/thing@1"}', "not a file of harvester"),
        ("history.jsonl", "nonsense\n", "history.jsonl"),
        ("README.yaml", "a: [", "README.yaml"),
    ],
)
def test_a_damaged_baseline_is_refused(
    hosted: Hosted, world: Worlds, command: Run, name: str, text: str, said: str
) -> None:
    hosted.night(FIRST_NIGHT, world(page=404))
    hosted.commit("Damage", {f"data/enriched/{name}": text}, branch=ROLLING)
    hosted.check_out()
    ended = command("refresh", "--offline", "--baseline", f"origin/{ROLLING}")
    assert ended.code == 2
    assert said in ended.err
    assert not (hosted.tree / "data").exists()
