"""The store keeps the history: a line where something changed, none on a quiet night."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from harvester import pipeline, read
from harvester.errors import StateError
from harvester.history import Memory
from harvester.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    from harvester.model import Run
    from support import FakeTime

LIST = b"# List\n\n- **One paper**. [Paper](https://doi.org/10.1000/182) [Code](https://github.com/example)\n"
MORE = LIST + b"- **Two**. [Paper](https://example.com)\n"


def night(text: bytes, memory: Memory, time: FakeTime, *, days: int = 1, world: str = "live") -> tuple[Run, Memory]:
    time.seconds += days * 86_400
    return pipeline.run(
        [read.parse(text, path="lists/list.md")],
        memory,
        network=None,
        scope=pipeline.Scope(),
        today=time.clock().now().date(),
        world=world,
    )


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "history.jsonl").read_text(encoding="utf-8").splitlines()]


def test_a_line_for_each_run_that_changed_something(tmp_path: Path, time: FakeTime) -> None:
    store = Store(tmp_path)
    for text in (LIST, LIST, MORE, MORE, LIST):
        store.save(*night(text, store.recall("live"), time), ())
    found = lines(tmp_path)
    assert [(one["date"], one["links"], one["fix"], one["new"], one["repaired"]) for one in found] == [
        ("2026-11-24", 2, 1, 1, 0),
        ("2026-11-26", 3, 2, 1, 0),
        ("2026-11-28", 2, 1, 0, 1),
    ]


def test_two_runs_on_one_day_are_one_line(tmp_path: Path, time: FakeTime) -> None:
    store = Store(tmp_path)
    store.save(*night(LIST, Memory(), time), ())
    store.save(*night(MORE, store.recall("live"), time, days=0), ())
    assert [one["links"] for one in lines(tmp_path)] == [3]


def test_the_report_shows_the_trend_once_there_is_one(tmp_path: Path, time: FakeTime) -> None:
    store = Store(tmp_path)
    page = tmp_path / "link-health.html"
    store.save(*night(LIST, Memory(), time), ())
    assert "runs that changed something" not in page.read_text(encoding="utf-8")
    store.save(*night(MORE, store.recall("live"), time), ())
    assert "Problems in the last 2 runs that changed something" in page.read_text(encoding="utf-8")
    assert [past["fix"] for past in json.loads((tmp_path / "report.json").read_text())["run"]["history"]] == [1, 2]
    assert store.save_report(store.report()) == []


def test_a_torn_last_line_costs_that_line_only(tmp_path: Path, time: FakeTime) -> None:
    store = Store(tmp_path)
    store.save(*night(LIST, Memory(), time), ())
    history = tmp_path / "history.jsonl"
    history.write_text(history.read_text() + '{"schema": "harvester/hi')
    store.save(*night(MORE, store.recall("live"), time), ())
    assert [one["links"] for one in lines(tmp_path)] == [2, 3]


def test_a_damaged_history_is_refused_and_kept(tmp_path: Path, time: FakeTime) -> None:
    store = Store(tmp_path)
    store.save(*night(LIST, Memory(), time), ())
    (tmp_path / "history.jsonl").write_text("<<<<<<< HEAD\n=======\n")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(StateError, match=r"history\.jsonl:1: not readable as JSON"):
        store.save(*night(MORE, store.recall("live"), time), ())
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_live_run_takes_no_line_of_a_demonstration(tmp_path: Path, time: FakeTime) -> None:
    store = Store(tmp_path)
    store.save(*night(LIST, Memory(), time, world="some-world"), ())
    store.save(*night(LIST, store.recall("live"), time), ())
    assert [one["world"] for one in lines(tmp_path)] == ["live"]
