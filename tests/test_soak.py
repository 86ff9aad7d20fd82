"""The soak in small: ten nights of a list, held against the script that was written before, and the script's own worth."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import soak_night
from soak import kept, play
from soak_home import ENRICHED, FIRST_NIGHT, alone
from soak_key import Memory, remembered
from soak_night import Ended
from soak_script import Script, Truth

from harvester.sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path


@pytest.fixture(autouse=True)
def _at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("GITHUB_TOKEN", Sandbox.token)


def test_every_transition_is_told_on_its_own_night_and_a_quiet_night_writes_nothing(tmp_path: Path) -> None:
    nights = list(play(Script(entries=60, nights=10), tmp_path / "homes", soak_night.night, soak_night.night))
    assert [said for night in nights for said in night.marks.wrong] == []
    assert sum(night.marks.expected for night in nights) == sum(night.marks.right for night in nights) > 12
    assert sum(night.marks.late for night in nights) == 0
    assert [night.diff for night in nights if night.quiet]
    assert not any(night.diff for night in nights if night.quiet)
    assert kept(nights)


def test_a_night_in_a_process_of_its_own(tmp_path: Path) -> None:
    (night,) = play(Script(entries=20, nights=1), tmp_path / "homes", alone, soak_night.night)
    assert night.marks.wrong == []
    assert night.marks.right == night.marks.expected > 0


def asleep(folder: Path, day: date) -> Ended:
    """Misses the night on which a repository is renamed."""
    if (day - FIRST_NIGHT).days == 1:
        return Ended((), 0, 0.0, 0.0)
    return soak_night.night(folder, day)


def forgetful(folder: Path, day: date) -> Ended:
    """Loses the strikes, so that nothing ever dies of them."""
    ended = soak_night.night(folder, day)
    place = folder / ENRICHED / "health.json"
    health = json.loads(place.read_text(encoding="utf-8"))
    for link in health["links"].values():
        link.pop("strikes", None)
    place.write_text(json.dumps(health, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return ended


def chatty(folder: Path, day: date) -> Ended:
    """Says in every night's badge which day it is."""
    ended = soak_night.night(folder, day)
    with (folder / ENRICHED / "badge.json").open("a", encoding="utf-8") as badge:
        badge.write(f"{day}\n")
    return ended


def hoarding(folder: Path, day: date) -> Ended:
    """Keeps what nobody asked for."""
    ended = soak_night.night(folder, day)
    (folder / ENRICHED / f"{day}.bak").write_text("x" * 200_000, encoding="utf-8")
    return ended


@pytest.mark.parametrize(
    ("nightly", "nights", "said"),
    [
        (asleep, 3, "in place of"),
        (forgetful, 1, "strikes=()"),
        (chatty, 2, "a quiet night, and"),
        (hoarding, 2, "the files grew by"),
    ],
)
def test_what_is_otherwise_than_the_script_has_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nightly: Callable[[Path, date], Ended], nights: int, said: str
) -> None:
    if nightly is chatty:
        monkeypatch.setattr("soak_script.PLAN", ())
        monkeypatch.setattr("soak_script.EDITS", {})
    played = list(play(Script(entries=20, nights=nights), tmp_path / "homes", nightly, soak_night.night))
    wrong = [one for night in played for one in night.marks.wrong]
    assert any(said in one for one in wrong), wrong
    assert any("one process alone writes other" in one for one in wrong)
    assert not kept(played)
    if nightly is asleep:
        assert played[1].marks.late


@pytest.mark.parametrize(
    ("nights", "verdicts"),
    [
        ("ok ok", "ok ok"),
        ("failing ok failing", "failing ok failing"),
        ("failing failing failing failing", "failing failing failing failing"),
        ("failing failing failing failing failing failing failing", "failing failing failing failing failing failing dead"),
        ("dead failing failing", "dead dead dead"),
        ("dead ok failing", "dead ok failing"),
    ],
)  # fmt: skip
def test_the_key_counts_strikes_as_the_design_has_them(nights: str, verdicts: str) -> None:
    memory: Memory | None = None
    told = []
    for night, says in enumerate(nights.split(), start=1):
        memory = remembered(memory, Truth(says), night)
        told.append(memory.verdict)
    assert told == verdicts.split()
