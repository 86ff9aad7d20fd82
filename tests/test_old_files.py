"""Every shape of file that was ever written is read by today's code; what a later harvester wrote is left alone.

The folders below ``old_files`` were written by the commits of their time, from one list of four rows over the sandbox.
"""

from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest

from harvester.errors import StateError
from harvester.history import Memory
from harvester.model import Verdict
from harvester.report import document, formats, trend
from harvester.store import HEALTH, HISTORY, REPORT, Store
from support import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support import Ended

WORLD = "medical-data-synthesis"
OLD = sorted((ROOT / "tests/old_files").iterdir())
LIST = "# A small list\n\n- **Diffusion for ECG**, 2023. [Paper](https://doi.org/10.3390/s23198328)\n"


@pytest.mark.parametrize("folder", OLD, ids=lambda folder: folder.name)
def test_what_an_earlier_harvester_wrote_is_a_baseline(folder: Path) -> None:
    store = Store(folder)
    assert store.world() == WORLD
    memory = store.recall(WORLD)
    assert memory.links["https://doi.org/10.3390/s23198328"].verdict is Verdict.OK
    assert memory.links["https://github.com/maxbagga/ScarletEagle1"].verdict is Verdict.DEAD
    assert {link.since for link in memory.links.values()} == {date(2026, 11, 23)}
    assert len(memory.findings) >= 3
    known = memory.known["README.md"]["doi:10.3390/s23198328"]
    assert known.values["title"] == "ECG Synthesis via Diffusion-Based State Space Augmented Transformer"
    assert known.provenance["title"] == "crossref"


@pytest.mark.parametrize("folder", OLD, ids=lambda folder: folder.name)
def test_what_an_earlier_harvester_wrote_is_rendered(folder: Path) -> None:
    run = Store(folder).report()
    assert (run.world, run.version, run.date) == (WORLD, "0.1.0", date(2026, 11, 23))
    assert [len(run.links), len(run.entries["README.md"])] == [6, 4]
    for form in ("markdown", "json", "sarif", "junit"):
        assert "ScarletEagle1" in formats.render(form, run)
    assert document.load(document.text(run)) == run


@pytest.mark.parametrize("folder", [path for path in OLD if (path / HISTORY).is_file()], ids=lambda folder: folder.name)
def test_the_history_goes_on(folder: Path) -> None:
    (night,) = trend.read((folder / HISTORY).read_text(encoding="utf-8"), WORLD, HISTORY)
    assert (night.papers, sum(night.verdicts.values())) == (4, 6)


@pytest.mark.parametrize("name", [HEALTH, "README.yaml", HISTORY, REPORT])
def test_what_a_later_harvester_wrote_is_refused_and_left(
    harvester: Callable[..., Ended], tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "data/enriched"
    shutil.copytree(OLD[-1], folder)
    (tmp_path / "README.md").write_text(LIST)
    file = folder / name
    file.write_text(file.read_text(encoding="utf-8").replace("@1", "@2", 1), encoding="utf-8")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    ended = harvester("refresh", "--sandbox", "--offline")
    assert ended.code == 2, ended.err
    message, hint = ended.err.splitlines()
    assert name in message
    assert "@2" in message
    assert hint
    assert "Traceback" not in ended.err
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("", False),
        ("\udcff", False),
        ("{}", False),
        ('{"schema": "harvester/report@1"', False),
        ('{"schema": "other/report@2"', False),
        ('{"schema": "harvester/report@later"', False),
        ('{\n "schema": "harvester/report@2",\n "run": ', True),
        ('{"schema":"harvester/report@10"}', True),
    ],
)
def test_the_beginning_of_a_report_tells_its_version(tmp_path: Path, text: str, refused: bool) -> None:
    (tmp_path / REPORT).write_text(text, encoding="utf-8", errors="surrogateescape")
    if refused:
        with pytest.raises(StateError, match="this harvester reads harvester/report@1"):
            Store(tmp_path).recall("live")
    else:
        assert Store(tmp_path).recall("live") == Memory()
