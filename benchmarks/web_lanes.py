"""Measure how web pages are probed: how close to the fastest polite run, in how much memory, and how politely.

    python benchmarks/web_lanes.py [--seed 5] [--links 10000]

The lower bound of a run is that of its slowest lane: the number of its pages times the interval, where a page that
hangs costs instead what is spent on it before it is given up: one timeout as its turn comes, and one at the end.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import yaml
from labelled_world import generate
from rich.console import Console
from rich.table import Table

from harvester import pipeline, read
from harvester.config import Config
from harvester.gather import gather
from harvester.history import Memory
from harvester.identify import identify_url
from harvester.lanes import Clock
from harvester.model import Found
from harvester.network import connect
from harvester.sandbox import Fault, Sandbox, World

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from harvester.lanes import Lane
    from harvester.sandbox import Logged

HOSTS, PAGES, LATENCY_S, HANGING = 200, 1000, 0.12, 0.03
INTERVAL_S, TIMEOUT_S, LOOKS = 1.0, 3.0, 2
MOST_TIMES, MOST_MB = 1.25, 300
DOMAIN = "imaging-net.org"
EARLY_S, EARLY_PAGE_S = 0.002, 0.02
"""Seconds by which a request may seem early: the stand-in looks at its clock when it has read the headers. For pages,
where no limit is documented, the moment counts in which a request was sent, and a new connection waits to be taken."""

CONSOLE = Console(width=110)


def verdict(what: str, *, holds: bool) -> bool:
    """Say whether a promise is kept."""
    CONSOLE.print(f"{'✓' if holds else '✗'} {what}", highlight=False)
    return holds


def bound(urls: Sequence[str], hanging: set[str]) -> tuple[float, Counter[str]]:
    """Seconds of the slowest lane, and of each."""
    lanes = Counter[str]()
    for url in urls:
        lanes[urlsplit(url).netloc] += LOOKS * TIMEOUT_S if url in hanging else INTERVAL_S  # type: ignore[assignment]
    return max(lanes.values()), lanes


def speed(seed: int) -> bool:
    """A thousand pages on two hundred hosts, some of which say nothing, in real time."""
    urls = [f"https://host{n % HOSTS}.{DOMAIN}/page/{n}" for n in range(PAGES)]
    draw = random.Random(seed)  # noqa: S311 (must repeat)
    hanging = set(draw.sample(urls, round(PAGES * HANGING)))
    draw.shuffle(urls)
    pages = {url: {"title": "A page", **({"behaviour": "silence"} if url in hanging else {})} for url in urls}
    with Sandbox(World(pages=pages), latency=LATENCY_S) as sandbox:
        config = Config(hosts={DOMAIN: {"timeout": TIMEOUT_S}}).with_settings(sandbox.settings())  # type: ignore[dict-item]
        began = time.monotonic()
        with connect(config) as network:
            answers = gather([identify_url(url) for url in urls], network).answers
        seconds = time.monotonic() - began
        sent = len(sandbox.log)
    least, _ = bound(urls, hanging)
    found = sum(isinstance(answer, Found) for answer in answers.values())
    CONSOLE.print(
        f"{PAGES:,} pages, {HOSTS} hosts, {LATENCY_S * 1000:.0f} ms, {len(hanging)} hang: {seconds:.1f} s, "
        f"bound {least:.1f} s, {sent:,} requests",
        highlight=False,
    )
    return all(
        [
            verdict(f"{seconds / least:.2f} × the bound, at most {MOST_TIMES}", holds=seconds <= MOST_TIMES * least),
            verdict(f"{found:,} pages found, all but those that hang", holds=found == PAGES - len(hanging)),
        ]
    )


def memory(links: int) -> bool:
    """``harvester refresh`` over so many pages in a process of its own."""
    urls = [f"https://host{n % 2000}.{DOMAIN}/page/{n}" for n in range(links)]
    with tempfile.TemporaryDirectory() as name, Sandbox(World(pages={url: {"title": "A page"} for url in urls})) as box:
        folder = Path(name)
        rows = "".join(f"- **Paper {n}**. [Project]({url})\n" for n, url in enumerate(urls))
        (folder / "list.md").write_text(f"# A long list\n\n{rows}", encoding="utf-8")
        settings = {"catalogues": ["list.md"], **box.settings()}
        settings["upstreams"]["web"] = {"interval": 0.0}
        (folder / "harvester.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
        config = str(folder / "harvester.yaml")
        command = [sys.executable, "-m", "harvester", "refresh", "--fail-on", "never", "--config", config]
        environ = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache")}
        began = time.monotonic()
        silence = os.open(os.devnull, os.O_WRONLY)
        pid = os.posix_spawn(sys.executable, command, environ, file_actions=[(os.POSIX_SPAWN_DUP2, silence, 1)])
        os.close(silence)
        _, status, usage = os.wait4(pid, 0)
        seconds, asked = time.monotonic() - began, len(box.log)
    peak, code = usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)
    CONSOLE.print(f"{links:,} pages: {seconds:.0f} s, {asked:,} requests, exit code {code}", highlight=False)
    return verdict(f"peak memory {peak:.0f} MB, below {MOST_MB}", holds=peak < MOST_MB and code == 0)


def lane_of(logged: Logged) -> tuple[str, str]:
    """Upstream and lane of a request, by the names that ``network.py`` gives them."""
    if logged.upstream == "web":
        return "web", logged.path.split("/")[3].partition(":")[0].lower()
    lane = logged.upstream
    if lane == "crossref" and logged.path.startswith("/crossref/works/"):
        lane = "crossref-single"
    if lane == "doi" and "/api/handles/" in logged.path:
        lane = "doi-handle"
    return logged.upstream, lane


def worst_gap(requests: Sequence[Logged], slots: int) -> float:
    """The shortest time in which one request more than there are slots arrived, per slot, in seconds."""
    arrived = sorted(logged.at for logged in requests)
    return min((later - sooner for sooner, later in zip(arrived, arrived[slots:], strict=False)), default=9e9) / slots


def pace(seed: int, links: int = 150) -> bool:
    """The documented paces, read off the stand-ins' log; every twentieth request fails."""
    made = generate(links, seed)
    catalogue = read.parse(made.text.encode(), path="labelled.md")
    with Sandbox(made.world(1), latency=0.02) as sandbox:
        for at, name in enumerate(("crossref", "doi", "datacite", "github", "web")):
            sandbox.faults[name] = Fault("503", rate=0.05, seed=seed + at)
        config = Config(mailto=f"curator@{DOMAIN}").with_settings(sandbox.settings())
        began, clock = time.monotonic(), Clock()
        with connect(config, token=sandbox.token, clock=clock) as network:
            pipeline.run(
                [catalogue], Memory(), network=network, scope=pipeline.Scope(), today=clock.now().date(), world="pace"
            )
            lanes = {(upstream, lane.name): lane for upstream, some in network.lanes.items() for lane in some}
        log, seconds = sandbox.log, time.monotonic() - began
    CONSOLE.print(f"{len(made.cases)} links of every kind in real time: {seconds:.0f} s, {len(log):,} requests")
    return _told(lanes, log)


def _told(lanes: Mapping[tuple[str, str], Lane], log: Sequence[Logged]) -> bool:
    sent: dict[tuple[str, str], list[Logged]] = {}
    for logged in log:
        sent.setdefault(lane_of(logged), []).append(logged)
    table, broken = Table(title="worst gap of each lane", title_justify="left"), 0
    for column in ("lane", "requests", "interval", "slots", "worst gap", "at once"):
        table.add_column(column, justify="left" if column == "lane" else "right")
    rows: dict[str, list[tuple[float, int, Lane, int]]] = {}
    for key, requests in sent.items():
        lane = lanes[key]
        gap = worst_gap(requests, lane.pace.concurrency)
        at_once = max(sum(other.at <= one.at < other.done for other in requests) for one in requests)
        early = EARLY_PAGE_S if key[0] == "web" else EARLY_S
        broken += gap < lane.pace.interval - early or at_once > lane.pace.concurrency
        rows.setdefault(key[0] if key[0] == "web" else key[1], []).append((gap, len(requests), lane, at_once))
    for name, found in sorted(rows.items()):
        gap, _, lane, _ = min(found, key=lambda row: row[0])
        table.add_row(
            f"{name} ({len(found)} hosts)" if name == "web" else name,
            str(sum(row[1] for row in found)),
            f"{lane.pace.interval:g} s",
            str(lane.pace.concurrency),
            f"{gap:.3f} s" if gap < 1e6 else "",
            str(max(row[3] for row in found)),
        )
    CONSOLE.print(table)
    return verdict(f"{broken} of {len(sent)} lanes broke their limit", holds=not broken)


def main() -> int:
    """Run all measurements; 0 where every promise is kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--links", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=5)
    given = parser.parse_args()
    kept = [speed(given.seed), pace(given.seed), memory(given.links)]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
