from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from harvester import atomic, pipeline, read
from harvester.errors import StateError
from harvester.history import Memory
from harvester.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    from harvester.model import Run
    from support import FakeTime

TEXT = b"# List\n\n- **One paper**. [Paper](https://doi.org/10.1000/182) [Code](https://github.com/example)\n"


@pytest.fixture
def run(time: FakeTime) -> tuple[Run, Memory]:
    return offline(TEXT, Memory(), time)


def offline(text: bytes, memory: Memory, time: FakeTime, world: str = "live", days: int = 0) -> tuple[Run, Memory]:
    time.seconds += days * 86_400
    return pipeline.run(
        [read.parse(text, path="lists/list.md")],
        memory,
        network=None,
        scope=pipeline.Scope(),
        today=time.clock().now().date(),
        world=world,
    )


def test_a_second_save_of_the_same_writes_nothing(tmp_path: Path, run: tuple[Run, Memory]) -> None:
    folder = Store(tmp_path / "enriched")
    written = folder.save(*run, ("bibtex", "csl-json"))
    assert {path.name for path in written} == {
        "health.json", "history.jsonl", "report.json", "link-health.md", "link-health.html", "badge.json",
        "list.yaml", "list.md", "list.html", "list.bib", "list.csl.json",
    }  # fmt: skip
    before = {path: path.stat().st_mtime_ns for path in written}
    assert folder.save(*run, ("bibtex", "csl-json")) == []
    assert before == {path: path.stat().st_mtime_ns for path in written}


def test_a_quiet_night_leaves_no_diff(tmp_path: Path, run: tuple[Run, Memory], time: FakeTime) -> None:
    folder = Store(tmp_path)
    folder.save(*run, ("bibtex",))
    for _ in range(3):
        later = offline(TEXT, folder.recall("live"), time, days=1)
        assert later[0].changes.new == ()
        assert folder.save(*later, ("bibtex",)) == []


def test_a_change_is_told_and_then_waits(tmp_path: Path, run: tuple[Run, Memory], time: FakeTime) -> None:
    folder = Store(tmp_path)
    folder.save(*run, ())
    changed = TEXT + b"- **Two**. [Paper](https://example.com)\n"
    after = offline(changed, folder.recall("live"), time, days=1)
    assert len(after[0].changes.new) == 1
    assert folder.save(*after, ())
    assert folder.save(*offline(changed, folder.recall("live"), time, days=1), ()) == []
    repaired = offline(TEXT, folder.recall("live"), time, days=1)
    assert len(repaired[0].changes.repaired) == 1


def test_the_report_can_be_rendered_again_from_its_own_file(tmp_path: Path, run: tuple[Run, Memory]) -> None:
    folder = Store(tmp_path)
    folder.save(*run, ())
    assert folder.save_report(folder.report()) == []
    (tmp_path / "link-health.md").unlink()
    assert [path.name for path in folder.save_report(folder.report())] == ["link-health.md"]


def test_worlds_never_mix(tmp_path: Path, time: FakeTime) -> None:
    folder = Store(tmp_path)
    folder.save(*offline(TEXT, Memory(), time, world="some-world"), ("bibtex",))
    assert folder.world() == "some-world"
    assert folder.recall("live") == Memory()
    assert folder.recall("some-world").findings
    assert "not the live registries" in (tmp_path / "list.bib").read_text() + (tmp_path / "link-health.md").read_text()
    folder.save(*offline(TEXT, folder.recall("live"), time), ())
    assert folder.world() == "live"
    assert folder.recall("some-world") == Memory()


def test_an_empty_folder_remembers_nothing(tmp_path: Path) -> None:
    folder = Store(tmp_path / "none")
    assert (folder.world(), folder.recall("live")) == (None, Memory())
    with pytest.raises(StateError, match="no such file"):
        folder.report()


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff\xfe", b'{"schema": "other@1"}'])
def test_damaged_memory_is_refused_and_kept(tmp_path: Path, run: tuple[Run, Memory], damage: bytes) -> None:
    folder = Store(tmp_path)
    folder.save(*run, ())
    (tmp_path / "health.json").write_bytes(damage)
    with pytest.raises(StateError):
        folder.recall("live")
    assert (tmp_path / "health.json").read_bytes() == damage


def test_a_damaged_report_is_made_anew(tmp_path: Path, run: tuple[Run, Memory]) -> None:
    folder = Store(tmp_path)
    folder.save(*run, ())
    (tmp_path / "report.json").write_text("{")
    assert [path.name for path in folder.save(*run, ())] == ["report.json"]
    assert json.loads((tmp_path / "report.json").read_text())["schema"] == "harvester/report@1"


def test_a_write_that_fails_leaves_the_old_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    assert atomic.write(path, "old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        atomic.write(path, "new")
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


def test_what_a_killed_run_has_left_half_written_goes_with_the_next_save(
    tmp_path: Path, run: tuple[Run, Memory]
) -> None:
    folder = Store(tmp_path)
    folder.save(*run, ())
    kept = {path.name for path in tmp_path.iterdir()}
    (tmp_path / ".health.json.k3_a9x0q.part").write_text("{")
    assert folder.save(*run, ()) == []
    assert {path.name for path in tmp_path.iterdir()} == kept


def test_two_lists_of_one_name_write_two_sets_of_files(tmp_path: Path, time: FakeTime) -> None:
    lists = [read.parse(TEXT, path=f"{name}/README.md") for name in ("ecg", "eeg")]
    result = pipeline.run(
        lists, Memory(), network=None, scope=pipeline.Scope(), today=time.clock().now().date(), world="live"
    )
    names = {path.name for path in Store(tmp_path).save(*result, ())}
    assert {"ecg-README.yaml", "eeg-README.yaml"} <= names
