from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from harvester.gather import gather
from harvester.identify import identify_url
from harvester.lanes import Silent
from harvester.network import connect
from harvester.progress import lane_bars
from harvester.sandbox import Fault, Sandbox, World
from support import sandbox_config

if TYPE_CHECKING:
    from support import FakeTime

PAGES = [f"https://{name}.test-site.net/page" for name in ("one", "two", "three")]


def terminal() -> tuple[Console, io.StringIO]:
    shown = io.StringIO()
    return Console(file=shown, force_terminal=True, width=140, color_system=None), shown


def test_away_from_a_terminal_nothing_is_drawn() -> None:
    shown = io.StringIO()
    with lane_bars(Console(file=shown)) as progress:
        assert isinstance(progress, Silent)
        progress.expect("web", 3)
        progress.wait("web", "HTTP 503", 4.0)
    assert shown.getvalue() == ""


def test_each_lane_has_a_bar_with_its_count_its_rate_and_what_it_waits_for() -> None:
    console, shown = terminal()
    with lane_bars(console) as progress:
        progress.expect("crossref", 2)
        progress.expect("web", 3)
        progress.advance("web", 1)
        progress.wait("web", "lab.org: [red]HTTP 503", 42.4)
    lines = shown.getvalue()
    assert "crossref" in lines
    assert "0/2" in lines
    assert "1/3" in lines
    assert "waits 42 s (lab.org: [red]HTTP 503)" in lines


def test_what_is_waited_for_is_forgotten_with_the_next_answer() -> None:
    console, shown = terminal()
    with lane_bars(console) as progress:
        progress.expect("web", 3)
        progress.wait("web", "lab.org: HTTP 503", 4.0)
        progress.advance("web", 1)
    assert "waits" not in shown.getvalue().rpartition("1/3")[2]


@pytest.mark.parametrize(("wait", "told"), [(None, "HTTP 429"), (120, "asked to be left alone for so long")])
def test_a_run_tells_what_it_waits_for(wait: int | None, told: str, time: FakeTime) -> None:
    waits: list[tuple[str, str]] = []

    class Noting(Silent):
        def wait(self, lane: str, why: str, seconds: float) -> None:
            assert seconds > 0
            waits.append((lane, why))

    with Sandbox(World(pages={url: {"title": "A page"} for url in PAGES})) as sandbox:
        sandbox.faults["web:two.test-site.net"] = Fault("429", times=1, retry_after=wait)
        with connect(sandbox_config(sandbox), clock=time.clock(), progress=Noting()) as net:
            gather([identify_url(url) for url in PAGES], net)
    assert waits == [("web", f"two.test-site.net: {told}")]
