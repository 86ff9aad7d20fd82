"""A short month of the script in ``examples``, held against its own key."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import simulate_month

from support import ROOT

if TYPE_CHECKING:
    import pytest


def test_no_notification_is_false(capsys: pytest.CaptureFixture[str]) -> None:
    assert simulate_month.main(["--nights", "10"]) == 0
    said = capsys.readouterr().out
    assert "10 nights: 3 notifications, 0 false or missing." in said
    assert "night  5  lab2/code dies\n          saw: issue commented\n" in said


def test_a_notification_that_is_not_due_fails_the_month(capsys: pytest.CaptureFixture[str]) -> None:
    assert simulate_month.main(["--nights", "1"], due={1: ["issue opened", "issue closed"]}) == 1
    said = capsys.readouterr().out
    assert "FALSE: issue closed: missing" in said
    assert "FALSE: pull request opened: not due" in said


def test_the_script_is_a_command() -> None:
    done = subprocess.run(  # noqa: S603 (our own script)
        [str(ROOT / "examples/simulate_month.sh"), "--help"], capture_output=True, check=True, text=True, timeout=60
    )
    assert "--nights" in done.stdout
