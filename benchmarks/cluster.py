"""Probe the same pages from one machine and from a cluster, one of whose workers is killed half way.

    python benchmarks/cluster.py [--pages 2000] [--hosts 400] [--workers 4] [--interval 0.5]

The workers are processes of this machine and the web is the sandbox on a real socket, so what is shown is that nothing
changes: not an answer, not a limit. How much faster many machines are cannot be seen on one.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import threading
import time
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from distributed import LocalCluster
from rich.console import Console
from web_lanes import EARLY_PAGE_S, verdict, worst_gap

from harvester.cluster import Cluster
from harvester.config import Config
from harvester.gather import gather
from harvester.identify import identify_url
from harvester.network import connect
from harvester.sandbox import Sandbox, World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from harvester.model import Answer, Harvest, Sighting
    from harvester.sandbox import Logged

DOMAIN = "imaging-net.org"
LATENCY_S = 0.1
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Night:
    """One run: what was answered, what the sandbox heard, how long it took, and the CPU time of this machine's part."""

    harvest: Harvest
    log: Sequence[Logged]
    seconds: float
    cpu: float

    @property
    def answers(self) -> Mapping[str, Answer[Sighting]]:
        """By ``Target.key``."""
        return self.harvest.answers


def web(pages: int, hosts: int, seed: int) -> tuple[list[str], dict[str, dict[str, Any]]]:
    """Links on a long-tailed set of hosts, a fifth of which lead to other hosts, and the pages that there are."""
    draw = random.Random(seed)  # noqa: S311 (must repeat)
    shares = [rank**-0.5 for rank in range(1, hosts + 1)]
    links: list[str] = []
    there: dict[str, dict[str, Any]] = {}
    for n, host in enumerate(draw.choices(range(hosts), shares, k=pages)):
        url = f"https://host{host}.{DOMAIN}/page/{n}"
        end = f"https://host{(host * 7 + n) % hosts}.{DOMAIN}/end/{n}"
        between = f"https://host{(host * 3 + 1) % hosts}.{DOMAIN}/between/{n}"
        links.append(url)
        match n % 20:
            case 0 | 1:
                there |= {url: {"status": 301, "location": end}, end: {"title": "A page that moved"}}
            case 2:
                there |= {url: {"status": 301, "location": between}, between: {"status": 302, "location": end}}
                there[end] = {"title": "A page that moved twice"}
            case 3:
                there |= {url: {"status": 302, "location": end}, end: {"status": 404}}
            case 4:
                there[url] = {"status": 404}
            case 5:
                there[url] = {"status": 403 if n % 3 else 410}
            case 6:
                there[url] = {"title": "Just a moment...", "behaviour": "challenge"}
            case 7:
                there[url] = {"title": "A page", "body": "<html><title>A page</title><h1 id='data'>Data</h1></html>"}
                links[-1] += "#data" if n % 3 else "#none"
            case _:
                there[url] = {"title": "A page"}
    return links, there


def night(
    links: Sequence[str],
    pages: Mapping[str, Mapping[str, Any]],
    interval: float,
    address: str = "",
    meanwhile: Callable[[Sandbox], None] = lambda _: None,
) -> Night:
    """One run over all links, sent from here or by the cluster at this address.

    Args:
        meanwhile: Runs beside it.
    """
    with Sandbox(World(pages=pages), latency=LATENCY_S) as sandbox:
        settings = sandbox.settings()
        settings["upstreams"]["web"] = {"interval": interval}
        config = Config().with_settings(settings)
        other = threading.Thread(target=meanwhile, args=(sandbox,), daemon=True)
        began, used = time.monotonic(), time.process_time()
        with connect(config) as network:
            targets = [identify_url(url) for url in links]
            if address:
                with Cluster(address, mailto="", web=network.web, stop=network.stop):
                    other.start()
                    harvest = gather(targets, network)
            else:
                harvest = gather(targets, network)
        seconds, cpu = time.monotonic() - began, time.process_time() - used
        if address:
            other.join()
        return Night(harvest, sandbox.log, seconds, cpu)


def killing(cluster: LocalCluster, requests: int) -> Callable[[Sandbox], None]:
    """Kill one of the cluster's workers once the sandbox has heard so many requests."""

    def kill(sandbox: Sandbox) -> None:
        while len(sandbox.log) < requests:
            time.sleep(0.02)
        victim: Any = list(cluster.workers.values())[-1]
        os.kill(victim.pid, signal.SIGKILL)

    return kill


def broken_lanes(log: Sequence[Logged], interval: float) -> list[str]:
    """The hosts that were asked sooner, or by more at once, than their lane allows."""
    return [name for name, gap, at_once in lanes(log) if gap < interval - EARLY_PAGE_S or at_once > 1]


def lanes(log: Sequence[Logged]) -> Iterator[tuple[str, float, int]]:
    """Each host with the shortest time between two of its requests and the most that were under way at once."""
    by_host: dict[str, list[Logged]] = defaultdict(list)
    for logged in log:
        by_host[urlsplit(f"//{logged.path.split('/')[3]}").netloc].append(logged)
    for name, requests in by_host.items():
        at_once = max(sum(other.at <= one.at < other.done for other in requests) for one in requests)
        yield name, worst_gap(requests, 1), at_once


def main() -> int:
    """Run all measurements; 0 where every promise is kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=2_000)
    parser.add_argument("--hosts", type=int, default=400)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--interval", type=float, default=0.5)
    parser.add_argument("--seed", type=int, default=9)
    given = parser.parse_args()
    links, pages = web(given.pages, given.hosts, given.seed)
    console, kept = Console(width=110), []

    def show(what: str, done: Night) -> None:
        console.print(
            f"{what}: {done.seconds:.1f} s, {len(done.log):,} requests, {done.cpu:.1f} s CPU in the run's own process",
            highlight=False,
        )

    alone = night(links, pages, given.interval)
    show("one machine", alone)
    start: Any = LocalCluster  # the library says nothing of its arguments
    with start(
        n_workers=given.workers,
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
    ) as cluster:
        together = night(links, pages, given.interval, cluster.scheduler_address)
        show(f"{given.workers} workers", together)
        half = round(HALF * len(alone.log))
        bereft = night(links, pages, given.interval, cluster.scheduler_address, killing(cluster, half))
        show(f"{given.workers} workers, one killed after {half:,} requests", bereft)
    for what, done in (("with all workers", together), ("with one killed", bereft)):
        differing = [key for key, answer in alone.answers.items() if done.answers.get(key) != answer]
        kept.append(verdict(f"{what}: {len(differing)} of {len(alone.answers):,} answers differ", holds=not differing))
        broken = broken_lanes(done.log, given.interval)
        kept.append(verdict(f"{what}: {len(broken)} lanes broke their limit", holds=not broken))
        for key in differing[:5]:
            console.print(f"    {key}: {alone.answers[key]} → {done.answers.get(key)}", markup=False, highlight=False)
    lost = len(bereft.log) - len(together.log)
    kept.append(verdict(f"the kill cost {lost} requests of {len(together.log):,}", holds=lost <= 2 * 64))
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
