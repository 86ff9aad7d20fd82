"""State files that somebody bent: they are read, or refused in one message, and what was read can be written again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bending import bent
from harvester import pipeline, read
from harvester.errors import HarvesterError
from harvester.history import Memory
from harvester.report import markdown, view
from harvester.store import Store
from support import FakeTime

if TYPE_CHECKING:
    from pathlib import Path

    from harvester.model import Run

TEXT = b"# List\n\n- **One paper**. Ada Lovelace, Science 2023. [Paper](https://doi.org/10.1000/182) [Code](https://github.com/example) [x](TODO)\n"
DAY = FakeTime().start.date()


def night(memory: Memory) -> tuple[Run, Memory]:
    catalogue = read.parse(TEXT, path="list.md")
    return pipeline.run([catalogue], memory, network=None, scope=pipeline.Scope(), today=DAY, world="live")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("sound")
    Store(folder).save(*night(Memory()), ())
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), name=st.sampled_from(["health.json", "report.json", "history.jsonl", "list.yaml"]))
def test_no_bent_file_is_a_traceback(tmp_path: Path, files: dict[str, bytes], data: st.DataObject, name: str) -> None:
    for other, content in files.items():
        (tmp_path / other).write_bytes(content)
    (tmp_path / name).write_bytes(bent(data, files[name]))
    store = Store(tmp_path)
    try:
        memory = store.recall(store.world() or "live")
        told = store.report()
    except HarvesterError:
        return
    store.save(*night(memory), ())
    markdown.render(view.build(told)).encode()
