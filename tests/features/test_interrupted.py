"""A run that is ended before its time: by Ctrl-C, which keeps what is known, and by a kill, which may come anywhere."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from harvester.sandbox import Fault, Sandbox, World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

DOIS = [f"10.1016/j.media.2023.{n:06d}" for n in range(3)]
PAGES = [f"https://lab{n}.imaging-net.org/page" for n in range(3)]
STUCK = "https://stuck.imaging-net.org/page"
KILLS = 20
HOST_OF_MANY = [f"https://many.imaging-net.org/{n}" for n in range(40)]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    world = World(
        works=[{"doi": doi, "title": f"Paper {doi}", "issued": [2023]} for doi in DOIS],
        pages={url: {"title": "A project"} for url in (*PAGES, STUCK, *HOST_OF_MANY)},
    )
    with Sandbox(world) as running:
        yield running


@pytest.fixture
def start(tmp_path: Path, sandbox: Sandbox) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start the command over a list of links in an otherwise empty folder."""
    started = []

    def begin(links: list[str], *arguments: str, interval: float = 0.0) -> subprocess.Popen[str]:
        rows = "".join(f"- **Paper {n}**. [Paper]({link})\n" for n, link in enumerate(links))
        (tmp_path / "list.md").write_text(f"# A list\n\n{rows}", encoding="utf-8")
        settings = {"catalogues": ["list.md"], **sandbox.settings()}
        for upstream in ("web", "crossref", "doi"):
            settings["upstreams"].setdefault(upstream, {})["interval"] = interval
        (tmp_path / "harvester.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
        process = subprocess.Popen(  # noqa: S603 (our own command)
            [sys.executable, "-m", "harvester", "refresh", "--fail-on", "never", *arguments],
            cwd=tmp_path,
            env={**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache"), "NO_COLOR": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def until(what: Callable[[], bool]) -> None:
    """Wait for something that is about to happen."""
    ends = time.monotonic() + 60
    while not what():
        assert time.monotonic() < ends, "it never happened"
        time.sleep(0.01)


def report(folder: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((folder / "data/enriched/report.json").read_text(encoding="utf-8"))
    return document


def files(folder: Path) -> dict[str, bytes]:
    """The files of the last run; what a kill has left half written has another name, which starts with a dot."""
    enriched = folder / "data/enriched"
    return {path.name: path.read_bytes() for path in enriched.iterdir() if not path.name.startswith(".")}


def verdicts(folder: Path) -> dict[str, str]:
    return {link["url"]: link["verdict"] for link in report(folder)["links"]}


def pages_asked(sandbox: Sandbox) -> list[str]:
    return [logged.path for logged in sandbox.log if logged.upstream == "web" and logged.status]


def test_ctrl_c_keeps_what_is_known_and_leaves_the_rest_unchecked(
    start: Callable[..., subprocess.Popen[str]], sandbox: Sandbox, tmp_path: Path
) -> None:
    dois = [f"https://doi.org/{doi}" for doi in DOIS]
    sandbox.faults["web:stuck.imaging-net.org"] = Fault("silence")
    process = start([*dois, *PAGES, STUCK, *HOST_OF_MANY], interval=0.2)
    until(lambda: len(pages_asked(sandbox)) > len(PAGES) + 2)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=40)  # the silent server alone would have taken 45 s
    assert process.returncode == 130, told
    assert "interrupted; what was not answered by then is left unchecked" in told
    assert "Traceback" not in told
    found = verdicts(tmp_path)
    assert {found[url] for url in (*dois, *PAGES)} == {"ok"}
    assert found[STUCK] == "unchecked"
    many = [found[url] for url in HOST_OF_MANY]
    assert set(many) == {"ok", "unchecked"}
    reasons = {link["evidence"] for link in report(tmp_path)["links"] if link["verdict"] == "unchecked"}
    assert reasons == {"the run was interrupted"}
    sandbox.faults.clear()
    before = set(pages_asked(sandbox))
    assert start([*dois, *PAGES, STUCK, *HOST_OF_MANY]).wait(timeout=60) == 0
    assert set(verdicts(tmp_path).values()) == {"ok"}
    again = [path for path in pages_asked(sandbox)[len(before) :] if path in before]
    # what was under way when the run was ended has been answered, and not heard
    assert len(again) <= 1


def test_ctrl_c_does_not_wait_for_a_registry_that_says_nothing(
    start: Callable[..., subprocess.Popen[str]], sandbox: Sandbox, tmp_path: Path
) -> None:
    sandbox.faults["crossref"] = Fault("silence")
    process = start([f"https://doi.org/{doi}" for doi in DOIS])
    until(lambda: any(logged.upstream == "crossref" for logged in sandbox.log))
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=15)  # habanero itself would have waited for 20 s, three times
    assert process.returncode == 130, told
    assert set(verdicts(tmp_path).values()) == {"unchecked"}


def test_a_kill_at_any_moment_leaves_files_whole_and_answers_known(
    start: Callable[..., subprocess.Popen[str]], sandbox: Sandbox, tmp_path: Path
) -> None:
    moments = random.Random(5)  # noqa: S311 (must repeat)
    links = [f"https://doi.org/{doi}" for doi in DOIS] + HOST_OF_MANY
    assert start(links[:3]).wait(timeout=60) == 0
    first = files(tmp_path)
    for _ in range(KILLS):
        process = start(links, interval=0.02)
        time.sleep(moments.uniform(0.15, 0.7))
        process.kill()
        process.communicate()
        now = files(tmp_path)
        assert now.keys() >= first.keys()
        for name, data in now.items():
            assert data.endswith((b"\n", b"}")), name
        report(tmp_path)
        json.loads(now["health.json"])
    known = len(pages_asked(sandbox))
    last = start(links)
    _, told = last.communicate(timeout=60)
    assert last.returncode == 0, told
    assert set(verdicts(tmp_path).values()) == {"ok"}
    asked = pages_asked(sandbox)
    # one or two requests may have been under way at each kill: answered, and not heard
    assert len(asked) - len(set(asked)) <= 2 * KILLS
    assert len(asked) >= known
    assert set(asked) == {f"/web/https/many.imaging-net.org/{n}" for n in range(40)}
