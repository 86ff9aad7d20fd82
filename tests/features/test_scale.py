"""Data files on the command line: what is configured answers, what is wrong with it is said."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from harvester.sandbox import Sandbox, World
from harvester.sandbox.crossref_record import record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from support import Ended

pytest.importorskip("duckdb", reason="the extra `scale` is not installed")

DAY = "2999-01-01"
"""Newer than any day on which this runs, so that nothing is due."""

WORKS = [{"doi": f"10.5555/{name}", "title": f"A paper called {name}"} for name in ("filed", "new")]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(World(works=WORKS)) as running:
        yield running


@pytest.fixture
def configure(sandbox: Sandbox, tmp_path: Path) -> Callable[..., None]:
    """A list of two papers, and a configuration with this data file of Crossref's."""

    def write(snapshot: str, upstream: str = "crossref") -> None:
        rows = "".join(f"- **A paper**. [Paper](https://doi.org/{work['doi']})\n" for work in WORKS)
        (tmp_path / "README.md").write_text(f"# A list\n\n{rows}", encoding="utf-8")
        settings = sandbox.settings()
        settings["upstreams"][upstream]["snapshot"] = snapshot
        (tmp_path / "harvester.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
        filed = record(sandbox.world.works["10.5555/filed"]) | {"indexed": {"date-time": f"{DAY}T00:00:00Z"}}
        (tmp_path / "dump").mkdir(exist_ok=True)
        (tmp_path / "dump/works.jsonl").write_text(f"{json.dumps(filed)}\n", encoding="utf-8")

    return write


def evidence(done: Ended) -> dict[str, Any]:
    report = json.loads(done.out)
    return {link["target"]["value"]: (link["verdict"], link["evidence"]) for link in report["links"]}


def test_what_the_file_holds_is_not_asked_for(
    harvester: Callable[..., Ended], configure: Callable[..., None], sandbox: Sandbox
) -> None:
    configure("dump/*.jsonl")
    done = harvester("check", "--format", "json")
    assert done.code == 0, done.err
    assert evidence(done) == {
        "10.5555/filed": ("ok", f"in Crossref's data file of {DAY}"),
        "10.5555/new": ("ok", "Crossref holds its record"),
    }
    assert "filed" not in "".join(logged.path for logged in sandbox.log)


def test_all_asks_the_registry_for_everything(harvester: Callable[..., Ended], configure: Callable[..., None]) -> None:
    configure("dump/*.jsonl")
    told = evidence(harvester("check", "--all", "--format", "json"))
    assert {said for _, said in told.values()} == {"Crossref holds its record"}


def test_the_title_comes_from_the_file_and_a_second_night_leaves_no_diff(
    harvester: Callable[..., Ended], configure: Callable[..., None], tmp_path: Path
) -> None:
    configure("dump/*.jsonl")
    assert harvester("refresh").code == 0
    written = {path.name: path.read_bytes() for path in (tmp_path / "data/enriched").iterdir()}
    assert b"title: A paper called filed" in written["README.yaml"]
    assert harvester("refresh").code == 0
    assert {path.name: path.read_bytes() for path in (tmp_path / "data/enriched").iterdir()} == written


def test_offline_reads_no_data_file(harvester: Callable[..., Ended], configure: Callable[..., None]) -> None:
    configure("none.jsonl")
    assert harvester("check", "--offline").code == 0


@pytest.mark.parametrize(
    ("snapshot", "upstream", "said"),
    [
        ("none/*.jsonl", "crossref", "upstreams.crossref.snapshot: none/*.jsonl: no such file"),
        ("README.md", "arxiv", "upstreams.arxiv.snapshot: README.md: neither all JSON lines nor all Parquet"),
        ("dump/*.jsonl", "arxiv", "no record with the member 'id'"),
        ("dump/*.jsonl", "doi", "upstreams.doi.snapshot: unknown key"),
    ],
)
def test_mistakes_end_in_one_message(
    harvester: Callable[..., Ended], configure: Callable[..., None], snapshot: str, upstream: str, said: str
) -> None:
    configure(snapshot, upstream)
    done = harvester("check")
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert "Traceback" not in done.err
