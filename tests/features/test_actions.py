"""Our commands with the environment that GitHub Actions sets: what they leave for the runner, byte for byte."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from support import git

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support import Ended

HOSTILE = (
    "A title ::error::owned ##[add-mask]x @octocat Fixes #12 &lt;img src=x onerror=alert(1)&gt; ${{ github.token }} "
    "::set-output name=verdict::clean"
)
LIST = f"""# L

| Title | Paper | Code |
|---|---|---|
| {HOSTILE} | [Paper](https://arxiv.org/abs/2303.02475) | [Code%0A::error::](yES) |
| Twice | [Paper](https://arxiv.org/abs/2303.02475) | [Code](https://github.com/example) |
"""

ANNOTATIONS = [
    "::error file=README.md,line=5,col=193,title=malformed%3A a word in place of an address::yES%0A",
    "::error file=README.md,line=6,col=55,title=placeholder%3A template repository::https://github.com/example%0A",
    "::warning file=README.md,line=6,col=11,title=duplicate%3A listed twice%3A arxiv%3A2303.02475::https://arxiv.org/",
]


@pytest.fixture
def runner(harvester: Callable[..., Ended], tmp_path: Path) -> Callable[..., Ended]:
    """Run the command as a step of a workflow does."""
    (tmp_path / "README.md").write_text(LIST)

    def step(*arguments: str, **environ: str) -> Ended:
        return harvester(
            *arguments,
            GITHUB_ACTIONS="true",
            GITHUB_STEP_SUMMARY=str(tmp_path / "summary"),
            GITHUB_OUTPUT=str(tmp_path / "output"),
            GITHUB_SERVER_URL="https://github.com",
            GITHUB_REPOSITORY="owner/list",
            GITHUB_SHA="c0ffee",
            **environ,
        )

    return step


def test_what_the_runner_gets_from_a_hostile_list(runner: Callable[..., Ended], tmp_path: Path) -> None:
    ended = runner("check", "--offline")
    assert (ended.code, ended.err) == (1, "")
    output, summary = (tmp_path / "output").read_bytes(), (tmp_path / "summary").read_bytes().decode()
    begin, _, rest = ended.out.partition("\n")
    word = re.fullmatch(r"::stop-commands::([0-9a-f]{32})", begin)
    assert word is not None
    shown, _, annotations = rest.partition(f"\n::{word[1]}::\n")
    assert word[1] not in shown
    assert annotations == runner("check", "--offline", "--format", "github").out
    lines = annotations.splitlines()
    assert [line[: len(begin)] for line, begin in zip(lines, ANNOTATIONS, strict=True)] == ANNOTATIONS
    assert output == b"verdict=findings\nnew=3\nreport=\n"
    assert summary == runner("check", "--offline", "--format", "markdown").out
    assert summary.startswith("**3 problems (2 to fix, 1 to look at; 3 decisions), all seen for the first time;")
    assert (
        "- [**L5**](<https://github.com/owner/list/blob/c0ffee/README.md?plain=1#L5>) A title ::error::owned "
        "##\\[add-mask\\]x @&#8203;octocat Fixes #&#8203;12 &lt;img src=x"
    ) in summary
    for alive in ("<img", "@octocat", "#12"):
        assert alive not in summary


def test_a_word_that_ends_the_silence_is_never_used_twice(runner: Callable[..., Ended]) -> None:
    first, second = (runner("check", "--offline").out.partition("\n")[0] for _ in range(2))
    assert first != second


def test_outside_of_actions_nothing_of_this_is_left(harvester: Callable[..., Ended], tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(LIST)
    told = {"GITHUB_STEP_SUMMARY": str(tmp_path / "summary"), "GITHUB_OUTPUT": str(tmp_path / "output")}
    ended = harvester("check", "--offline", **told)
    assert not re.search(r"^ *::", ended.out, re.MULTILINE)
    assert {path.name for path in tmp_path.iterdir()} == {"README.md"}


def test_a_refresh_names_its_folder_and_a_quiet_one_is_the_same(runner: Callable[..., Ended], tmp_path: Path) -> None:
    for new in (3, 0):
        (tmp_path / "output").unlink(missing_ok=True)
        assert runner("refresh", "--offline", "--fail-on", "never").code == 0
        expected = f"verdict=findings\nnew={new}\nreport=data/enriched\n"
        assert (tmp_path / "output").read_text() == expected


CLEAN = "# L\n\n- **A paper.** 2023. [Paper](https://arxiv.org/abs/2303.02475v1)\n"


@pytest.mark.parametrize(
    ("text", "arguments", "code", "output"),
    [
        (CLEAN, ("check", "--offline"), 0, "verdict=clean\nnew=0\nreport=\n"),
        (LIST, ("check", "--offline", "--fail-on", "never"), 0, "verdict=findings\nnew=3\nreport=\n"),
        ("", ("check", "--offline"), 2, "verdict=failed\nnew=0\nreport=\n"),
        (LIST, ("check", "--config", "missing.yaml"), 2, "verdict=failed\nnew=0\nreport=\n"),
        (LIST, ("check", "--nonsense"), 2, "verdict=failed\nnew=0\nreport=\n"),
    ],
)
def test_the_outputs_of_every_ending(
    runner: Callable[..., Ended], tmp_path: Path, text: str, arguments: tuple[str, ...], code: int, output: str
) -> None:
    (tmp_path / "README.md").write_text(text)
    assert runner(*arguments).code == code
    assert (tmp_path / "output").read_text() == output


def test_upstreams_too_ill_are_degraded(runner: Callable[..., Ended], tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(CLEAN + "- **Two.** [Paper](https://doi.org/10.3390/s23198328)\n")
    (tmp_path / "harvester.yaml").write_text("upstreams: {arxiv: {url: 'http://127.0.0.1:9', interval: 0}}\n")
    ended = runner("check", "--sandbox")
    assert ended.code in {0, 3}
    assert (tmp_path / "output").read_text().startswith("verdict=")


def test_an_error_is_beside_the_workflow_too(runner: Callable[..., Ended], tmp_path: Path) -> None:
    (tmp_path / "harvester.yaml").write_text("mailto: 100%\ncataloges: []\n")
    ended = runner("check")
    assert ended.code == 2
    assert ended.out.replace(f"{tmp_path}/", "") == (
        "::error title=harvester::harvester.yaml:1: mailto: must be one e-mail address, such as list@example.org%0A"
        "harvester.yaml:2: cataloges: unknown key; did you mean catalogues?%0AEvery key is described in the README.\n"
    )


@pytest.mark.parametrize("form", ["json", "sarif", "junit", "markdown", "github"])
def test_a_report_for_machines_stays_one(
    runner: Callable[..., Ended], harvester: Callable[..., Ended], form: str
) -> None:
    told = {"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "owner/list", "GITHUB_SHA": "c0ffee"}
    assert runner("check", "--offline", "--format", form).out == harvester(
        "check", "--offline", "--format", form, **told
    ).out  # fmt: skip


@pytest.mark.parametrize(("already", "added"), [(0, True), (850_000, True), (900_000, False), (2_000_000, False)])
def test_the_summary_stays_within_what_github_takes(
    runner: Callable[..., Ended], tmp_path: Path, already: int, *, added: bool
) -> None:
    rows = "".join(f"| {HOSTILE} {number} | [Paper](yES{number}) | |\n" for number in range(400))
    (tmp_path / "README.md").write_text("# L\n\n| Title | Paper | Code |\n|---|---|---|\n" + rows)
    summary = tmp_path / "summary"
    summary.write_bytes(b"x" * already)
    assert runner("check", "--offline").code == 1
    assert (summary.stat().st_size > already) == added
    assert summary.stat().st_size <= max(already, 900_000)


def test_a_folder_whose_name_is_two_lines_is_no_second_output(runner: Callable[..., Ended], tmp_path: Path) -> None:
    (tmp_path / "harvester.yaml").write_text('enriched: "data\\nverdict=clean"\n')
    assert runner("refresh", "--offline").code == 1
    assert (tmp_path / "output").read_bytes() == b"verdict=findings\nnew=3\nreport=\n"


def test_a_runner_that_takes_no_files_is_told_on_stderr(runner: Callable[..., Ended], tmp_path: Path) -> None:
    (tmp_path / "output").mkdir()
    ended = runner("check", "--offline")
    assert ended.code == 1
    assert re.match(r"harvester: GITHUB_OUTPUT: .*: Is a directory\n", ended.err)


@pytest.mark.parametrize(
    ("environ", "code"),
    [
        ({}, 1),
        ({"HARVESTER_FAIL_ON": "never"}, 0),
        ({"HARVESTER_FAIL_ON": "", "HARVESTER_ALL": "", "HARVESTER_ONLY": "", "HARVESTER_CATALOGUES": ""}, 1),
        ({"HARVESTER_FAIL_ON": "$(touch owned)"}, 2),
        ({"HARVESTER_CATALOGUES": "clean.md"}, 0),
        ({"HARVESTER_CATALOGUES": "clean.md README.md"}, 1),
        ({"HARVESTER_CONFIG": "missing.yaml"}, 2),
    ],
)
def test_inputs_come_by_the_environment(
    runner: Callable[..., Ended], tmp_path: Path, environ: dict[str, str], code: int
) -> None:
    (tmp_path / "clean.md").write_text(CLEAN)
    assert runner("check", "--offline", **environ).code == code
    assert not (tmp_path / "owned").exists()


def test_a_pull_request_gets_annotations_on_its_own_rows_alone(runner: Callable[..., Ended], tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "--message", "before")
    (tmp_path / "README.md").write_text(LIST + "| New | [Paper](yES) | |\n")
    ended = runner("check", "--offline", "--changed-since", "HEAD")
    assert ended.code == 1
    assert re.findall(r"^::\w+ file=README.md,line=(\d+)", ended.out, re.MULTILINE) == ["7"]


@pytest.mark.parametrize("command", [("read",), ("read", "-v"), ("explain", "L5")])
def test_nothing_else_that_shows_a_list_gives_commands(runner: Callable[..., Ended], command: tuple[str, ...]) -> None:
    runner("refresh", "--offline")
    begin, *lines, end = runner(*command, COLUMNS="60").out.splitlines()
    assert begin.startswith("::stop-commands::")
    assert end == f"::{begin.rpartition('::')[2]}::"
    assert lines
