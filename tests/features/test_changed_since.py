"""The gate for pull requests: only what a change touches is judged, held against all the rest."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from support import git

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support import Ended

HEAD = "# A list\n\n| Title | Paper | Code |\n|---|---|---|\n"
OLD = [
    "| Old one | [Paper](https://arxiv.org/abs/2303.02475) | [Code](yES) |",
    "| Old two | [Paper](https://doi.org/10.3390/s23198328) | [Code](https://github.com/example) |",
]
FRESH = "| Fresh | [Paper](https://arxiv.org/abs/2407.00116) | |"
TEMPLATE = "| Mine | [Paper](https://arxiv.org/abs/2308.13568) | [Code](https://github.com/user/repo) |"
TWICE = "| Again | [Paper](https://arxiv.org/pdf/2303.02475v1) | |"


def table(*rows: str) -> str:
    return HEAD + "".join(f"{row}\n" for row in rows)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository whose list has faults of old, each to fix."""
    git(tmp_path, "init", "--quiet")
    (tmp_path / "README.md").write_text(table(*OLD))
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "--message", "as it was")
    return tmp_path


CHANGES = [
    ("nothing", OLD, 0, set(), 0),
    ("a row goes", OLD[:1], 0, set(), 0),
    ("rows change places", OLD[::-1], 1, {("malformed", 6)}, 1),
    ("a sound row comes", [FRESH, *OLD], 0, set(), 1),
    ("a template row comes", [*OLD, TEMPLATE], 1, {("placeholder", 7)}, 1),
    ("a row comes that is there, below it", [*OLD, TWICE], 0, {("duplicate", 7)}, 1),
    ("a row comes that is there, above it", [TWICE, *OLD], 0, {("duplicate", 5)}, 1),
    ("an old row is mended", [OLD[0].replace("[Code](yES)", ""), OLD[1]], 0, set(), 1),
    ("an old row is touched and not mended", [OLD[0].replace("Old", "Very old"), OLD[1]], 1, {("malformed", 5)}, 1),
]


@pytest.mark.parametrize(
    ("rows", "code", "findings", "entries"), [case[1:] for case in CHANGES], ids=[case[0] for case in CHANGES]
)
def test_only_touched_rows_are_judged(
    harvester: Callable[..., Ended],
    checkout: Path,
    rows: list[str],
    code: int,
    findings: set[tuple[str, int]],
    entries: int,
) -> None:
    (checkout / "README.md").write_text(table(*rows))
    ended = harvester("check", "--offline", "--changed-since", "HEAD", "--format", "json")
    assert ended.code == code, ended.err
    told = json.loads(ended.out)
    found = {(finding["rule"], finding["line"]) for finding in told["findings"] if finding["rule"] != "style"}
    assert found == findings
    assert len(told["entries"]) == entries
    assert len({link["line"] for link in told["links"]}) == entries


def test_the_report_says_what_it_is_about(harvester: Callable[..., Ended], checkout: Path) -> None:
    (checkout / "README.md").write_text(table(FRESH, *OLD))
    ended = harvester("check", "--offline", "--changed-since", "main")
    assert "Only what changed since main was judged: 1 of 3 entries" in ended.out
    assert "0 of 1 link healthy, 1 cannot be told" in " ".join(ended.out.split())


def test_only_touched_rows_are_asked_about(harvester: Callable[..., Ended], checkout: Path) -> None:
    (checkout / "README.md").write_text(table(FRESH, *OLD))
    ended = harvester("check", "--sandbox", "--changed-since", "HEAD", "--format", "json")
    assert ended.code == 0, ended.err
    told = json.loads(ended.out)
    assert {name: tally["asked"] for name, tally in told["upstreams"].items()} == {"arxiv": 1}
    assert [(link["url"], link["verdict"]) for link in told["links"]] == [("https://arxiv.org/abs/2407.00116", "ok")]


def test_a_change_of_nothing_asks_nobody(harvester: Callable[..., Ended], checkout: Path) -> None:
    assert (checkout / "README.md").exists()
    ended = harvester("check", "--sandbox", "--changed-since", "HEAD")
    assert (ended.code, "Nothing was asked" in ended.out) == (0, True), ended.err


def test_blocks_of_lines_are_touched_as_a_whole(harvester: Callable[..., Ended], checkout: Path) -> None:
    block = "# L\n\n- **One paper with a title**\n  2023. [Paper](https://arxiv.org/abs/2407.00116)\n  [Code](yES)\n- **Two**\n  [Code](yES)\n"
    (checkout / "README.md").write_text(block)
    git(checkout, "commit", "--quiet", "--all", "--message", "blocks")
    for changed in (
        block.replace("2023", "2024"),
        block.replace("  2023. [Paper](https://arxiv.org/abs/2407.00116)\n", ""),
    ):
        (checkout / "README.md").write_text(changed)
        ended = harvester("check", "--offline", "--changed-since", "HEAD", "--format", "json")
        assert [finding["rule"] for finding in json.loads(ended.out)["findings"]] == ["malformed"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--changed-since", "nowhere"), "nowhere: git knows no such commit here"),
        (("--changed-since", "-x"), "-x: git knows no such commit here"),
        (("--changed-since", "HEAD", "-"), "a list from standard input has no earlier state"),
        (("--changed-since", "HEAD", "missing.md"), "missing.md: no such file"),
    ],
)
def test_what_cannot_be_compared(
    harvester: Callable[..., Ended], checkout: Path, arguments: tuple[str, ...], message: str
) -> None:
    assert checkout.is_dir()
    ended = harvester("check", "--offline", *arguments, stdin=b"# L\n\n- [Paper](https://doi.org/10.1/x)\n")
    assert ended.code == 2
    assert ended.err.startswith(f"harvester: {message}")
    assert ended.out == ""
