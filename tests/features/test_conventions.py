"""What ``columns:`` and ``style:`` of harvester.yaml change, seen from the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support import Ended

LIST = (
    "| Type | Evaluation | Where | Paper |\n|---|---|---|---|\n"
    "| GAN | F, d | [here](https://lab.test-site.net/1) | [paper](https://arxiv.org/abs/2301.00001) |\n"
)


def told(ended: Ended) -> tuple[list[tuple[str, str]], list[str]]:
    """Rule and text of each finding, and the role of each link."""
    report = json.loads(ended.out)
    return [(one["rule"], one["what"]) for one in report["findings"]], [one["role"] for one in report["links"]]


def test_the_configuration_settles_words_roles_and_pages(harvester: Callable[..., Ended], tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(LIST)
    (tmp_path / "harvester.yaml").write_text("catalogues: [README.md]\n")
    before = told(harvester("check", "--offline", "--format", "json"))
    (tmp_path / "harvester.yaml").write_text(
        "columns:\n  evaluation: {values: [F, D]}\n  Where: {role: code}\nstyle: {arxiv: pdf}\n"
    )
    after = told(harvester("check", "--offline", "--format", "json"))
    assert before[0] == []
    assert "code" not in before[1]
    assert after == ([("vocabulary", "d"), ("style", "https://arxiv.org/abs/2301.00001")], ["code", "paper"])


def test_all_mistakes_are_told_with_their_lines(harvester: Callable[..., Ended], tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(LIST)
    (tmp_path / "harvester.yaml").write_text("columns:\n  Type: {role: kind}\n  Where: {}\nstyle: {arxiv: html}\n")
    ended = harvester("check", "--offline")
    assert ended.code == 2
    for line, key in ((2, "columns.Type.role"), (3, "columns.Where"), (4, "style.arxiv")):
        assert f"harvester.yaml:{line}: {key}: " in ended.err
