"""A head start: what a long list begins with is asked while the rest is read, once, and changes nothing that is told."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

import pytest
import yaml
from rich.console import Console

from harvester import ahead, gather, read, session
from harvester.ahead import HeadStart
from harvester.errors import CatalogueError
from harvester.history import Memory
from harvester.model import TargetKind
from harvester.sandbox import Sandbox, World
from harvester.store import Store

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from harvester.model import Run, Target
    from harvester.network import Network
    from harvester.upstream.desk import Desk

WORLD = World(
    works=[{"doi": f"10.5555/work-{n}", "title": f"The {n}th work"} for n in range(12)],
    arxiv=[{"id": f"2301.0000{n}", "title": f"The {n}th preprint", "published": "2023-01-01"} for n in range(1, 6)],
    repositories=[{"name": f"owner/code-{n}"} for n in range(6)],
    pages={f"https://host-{n % 3}.imaging-net.org/{n}": {"title": f"Page {n}"} for n in range(9)}
    | {"https://host-0.imaging-net.org/gone": {"status": 410}},
)
LINKS = [
    "https://doi.org/10.5555/unknown",
    "https://host-0.imaging-net.org/gone",
    "https://github.com/owner/none",
    *(f"https://doi.org/10.5555/work-{n}" for n in range(12)),
    *(f"https://arxiv.org/abs/2301.0000{n}" for n in range(1, 6)),
    *(f"https://github.com/owner/code-{n}" for n in range(6)),
    *(f"https://host-{n % 3}.imaging-net.org/{n}" for n in range(9)),
    "https://dx.doi.org/10.5555/work-1",
]
LIST = "# A list\n\n" + "".join(f"- **Work {n}**. [Link]({link})\n" for n, link in enumerate(LINKS))


def portions(text: str, wanted: Callable[[str, Target], bool] = lambda _url, _target: True) -> list[list[str]]:
    """What is asked ahead of a list, portion by portion."""
    begun: list[list[str]] = []

    def begin(targets: Sequence[Target]) -> None:
        begun.append([target.value for target in targets])

    read.parse(text.encode(), path="list.md", told=HeadStart(wanted, begin).hear)
    return begun


@pytest.fixture
def short_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "PORTIONS", (4, 9))


def test_of_a_list_of_usual_length_nothing_is_asked_ahead() -> None:
    assert portions(LIST * 20) == []


@pytest.mark.usefixtures("short_portions")
def test_the_first_of_many_are_asked_ahead_in_two_portions() -> None:
    first, second = portions(LIST)
    assert first == ["10.5555/unknown", "https://host-0.imaging-net.org/gone", "owner/none", "10.5555/work-0"]
    assert second == [f"10.5555/work-{n}" for n in range(1, 10)]


@pytest.mark.usefixtures("short_portions")
def test_what_is_not_wanted_is_not_asked_ahead() -> None:
    first, second = portions(LIST, lambda url, target: "arxiv" not in url and target.kind is not TargetKind.GITHUB)
    assert len(first) == 4
    assert len(second) == 9
    assert not any("owner" in value or value.startswith("2301") for value in first + second)


@pytest.mark.usefixtures("short_portions")
def test_what_a_rule_finds_in_the_address_of_a_page_is_not_asked_ahead() -> None:
    page = "https://www.nature.com/articles/s41586-021-03819-"
    rows = "".join(f"- **Work {n}**. [Link]({page}{n})\n" for n in range(9))
    assert portions(f"# A list\n\n{rows}") == []


def refreshed(folder: Path) -> tuple[Run, Memory, str]:
    """A run with the configuration in a folder, as the command starts it."""
    return session.run(
        session.configuration(folder / "harvester.yaml"),
        [],
        Memory(),
        progress=Console(quiet=True),
        sandbox=False,
        offline=False,
        everything=True,
        only="",
    )


def night(folder: Path) -> tuple[dict[str, str], Counter[str]]:
    """The files of a first night, and how often each page was asked for."""
    with Sandbox(WORLD) as sandbox:
        settings = sandbox.settings()
        settings["upstreams"]["web"] = {**settings["upstreams"].get("web", {}), "interval": 0}
        (folder / "harvester.yaml").write_text(
            yaml.safe_dump({"catalogues": ["list.md"], "mailto": "curator@example.org", **settings}), "utf-8"
        )
        (folder / "list.md").write_text(LIST, "utf-8")
        run, memory, patch = refreshed(folder)
        asked = Counter(logged.path for logged in sandbox.log if logged.upstream == "web")
    store = Store(folder / "data/enriched")
    store.save(run, memory, ["bibtex"], patch)
    return {path.name: path.read_text("utf-8") for path in store.folder.iterdir()}, asked


def test_a_run_with_a_head_start_tells_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[int] = []

    def begin(targets: Sequence[Target], *, network: Network, desk: Desk) -> None:
        begun.append(len(targets))
        gather.begin(targets, network, desk)

    monkeypatch.setattr(session, "begin", begin)
    for name in ("plain", "early"):
        (tmp_path / name).mkdir()
    plain, asked_plainly = night(tmp_path / "plain")
    assert begun == []
    monkeypatch.setattr(ahead, "PORTIONS", (4, 9))
    early, asked_early = night(tmp_path / "early")
    assert begun == [4, 9]
    assert asked_early == asked_plainly
    assert early.keys() == plain.keys()
    for name in plain.keys() - {"report.json", "link-health.html", "link-health.md"}:  # which count the requests
        assert early[name] == plain[name], name
    told, told_early = (json.loads(files["report.json"]) for files in (plain, early))
    for name in ("links", "findings", "entries"):
        assert told_early[name] == told[name]


def test_a_list_that_cannot_be_read_ends_what_was_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stops: list[threading.Event] = []

    def begin(_targets: Sequence[Target], *, network: Network, desk: Desk) -> None:
        assert desk.tallies(network.lanes) == {}
        stops.append(network.stop)

    monkeypatch.setattr(session, "begin", begin)
    monkeypatch.setattr(ahead, "PORTIONS", (4,))
    (tmp_path / "harvester.yaml").write_text("catalogues: [list.md, none.md]\n", "utf-8")
    (tmp_path / "list.md").write_text(LIST, "utf-8")
    with pytest.raises(CatalogueError, match=r"none\.md: no such file"):
        refreshed(tmp_path)
    assert [stop.is_set() for stop in stops] == [True]
