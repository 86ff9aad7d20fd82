"""Measure the nightly run: wall time over its lower bound, requests and memory per link, and what a second night costs.

    python benchmarks/nightly.py [ENTRIES …] [--nights 3] [--seed 9]

The catalogue is 45 % DOIs, 20 % arXiv ids, 25 % repositories and 10 % pages on hosts with a long tail. The stand-ins
answer after a realistic time and enforce the documented limits. The lower bound is that of the slowest lane: requests
of the largest batch, times the interval that its upstream asks for.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import yaml
from measured import CONSOLE, Spent, spend, verdict
from rich.table import Table

from harvester.sandbox import Sandbox, World

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from harvester.sandbox import Logged

SHARES = (("doi", 45), ("arxiv", 20), ("github", 25), ("web", 10))
"""Percent of the entries; in the lists of the corpus, too, most links are of the first three kinds."""

LANES = {"doi": (50, 1 / 3), "arxiv": (200, 3.0), "github": (100, 0.1)}
"""Identifiers in one request and seconds between two, as the upstreams document them."""

WEB_INTERVAL_S = 1.0
LATENCY_S = 0.2
LARGEST_HOST = 0.03
"""The share of all pages that the host with most of them holds; each next one holds a little less."""

MOST_TIMES, MOST_REQUESTS, MOST_MB, MOST_KIB = 1.1, 0.15, 600, 1.0
CHANGED = 100
"""One row in so many is another one on the third night."""


@dataclass(frozen=True, slots=True)
class Night:
    """One run and what the stand-ins saw of it."""

    spent: Spent
    log: Sequence[Logged]
    sandbox_cpu: float

    @property
    def bytes(self) -> int:
        """Of all bodies that were sent."""
        return sum(logged.size for logged in self.log)

    @property
    def service(self) -> float:
        """Seconds that the 99th of 100 answers took beyond the latency that was meant."""
        late = sorted(
            max(logged.done - logged.at - LATENCY_S, 0.0) for logged in self.log if math.isfinite(logged.done)
        )
        return late[len(late) * 99 // 100] if late else 0.0


def hosts(pages: int, draw: random.Random) -> list[str]:
    """A host for each page: few hold many, many hold one."""
    names: list[str] = []
    weights: list[float] = []
    share = LARGEST_HOST
    while share * pages >= 1 and len(names) < pages:
        names.append(f"host{len(names)}.imaging-net.org")
        weights.append(share)
        share *= 0.97
    return draw.choices(names, weights, k=pages) if names else [f"host{n}.imaging-net.org" for n in range(pages)]


def entry(kind: str, n: int, host: str) -> tuple[str, str, dict[str, Any]]:
    """The address of the n-th link of a kind, the table of the world that it is in, and its row there."""
    title = f"The {kind} paper number {n}"
    if kind == "doi":
        doi = f"10.1016/j.compbiomed.{2000 + n % 26}.{n:06d}"
        row = {"doi": doi, "title": title, "issued": [2000 + n % 26], "authors": ["Doe, Jo", "Roe, Al"]}
        return f"https://doi.org/{doi}", "works", row
    if kind == "arxiv":
        key = f"{2101 + n // 9000 % 12 + 100 * (n // 108_000):04d}.{n % 9000 + 1:05d}"
        row = {"id": key, "title": title, "published": "2021-01-01", "authors": ["Jo Doe"]}
        return f"https://arxiv.org/abs/{key}", "arxiv", row
    if kind == "github":
        return f"https://github.com/owner-{n % 999}/code-{n}", "repositories", {"name": f"owner-{n % 999}/code-{n}"}
    return f"https://{host}/project/{n}", "pages", {"title": title}


def stock(entries: int, seed: int) -> tuple[list[str], World]:
    """A catalogue's addresses in mixed order, and the world that knows every one of them."""
    draw = random.Random(seed)  # noqa: S311 (must repeat)
    links: list[str] = []
    tables: dict[str, list[dict[str, Any]]] = {"works": [], "arxiv": [], "repositories": []}
    pages: dict[str, dict[str, Any]] = {}
    for kind, percent in SHARES:
        number = entries * percent // 100
        homes = hosts(number, draw) if kind == "web" else [""] * number
        for n, home in enumerate(homes):
            address, table, row = entry(kind, n, home)
            links.append(address)
            if table == "pages":
                pages[address] = row
            else:
                tables[table].append(row)
    draw.shuffle(links)
    return links, World(**tables, pages=pages)  # type: ignore[arg-type]


def kind_of(url: str) -> str:
    """The kind that an address was made of."""
    known = {"doi.org": "doi", "arxiv.org": "arxiv", "github.com": "github"}
    return known.get(urlsplit(url).netloc, "web")


def bound(links: Iterable[str]) -> tuple[float, str]:
    """Seconds in which a list may be asked at the earliest, and the lane that takes them."""
    kinds, lanes = Counter[str](), Counter[str]()
    for url in links:
        kinds[kind_of(url)] += 1
        lanes[urlsplit(url).netloc] += kind_of(url) == "web"
    times = {kind: math.ceil(kinds[kind] / size) * interval for kind, (size, interval) in LANES.items()}
    host, most = lanes.most_common(1)[0]
    times[host] = most * WEB_INTERVAL_S
    slowest = max(times, key=lambda name: times[name])
    return times[slowest], slowest


def night(folder: Path, links: Sequence[str], sandbox: Sandbox) -> Night:
    """Write the list and run ``harvester refresh`` on it, with nothing fresh in the journal."""
    rows = "".join(f"- **Work {n}**. [Link]({url})\n" for n, url in enumerate(links))
    (folder / "list.md").write_text(f"# A long list\n\n## Papers\n\n{rows}", encoding="utf-8")
    settings = {"catalogues": ["list.md"], "mailto": "curator@example.org", "budget_s": 7200, **sandbox.settings()}
    (folder / "harvester.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    seen, cpu = len(sandbox.log), time.process_time()
    with tempfile.TemporaryDirectory() as cache:
        environ = {**os.environ, "XDG_CACHE_HOME": cache, "GITHUB_TOKEN": sandbox.token}
        config = str(folder / "harvester.yaml")
        command = [sys.executable, "-m", "harvester", "refresh", "--all", "--fail-on", "never", "--config", config]
        if seen:
            command.remove("--all")  # the nights after the first ask what is due
        spent = spend(command, environ)
    return Night(spent, sandbox.log[seen:], time.process_time() - cpu)


def changed(links: Sequence[str]) -> list[str]:
    """The list with every hundredth row in another spelling, where there is one."""
    return [
        url.replace("https://doi.org/", "https://dx.doi.org/").replace(
            "https://arxiv.org/abs/", "https://arxiv.org/pdf/"
        )
        if n % CHANGED == 0
        else url
        for n, url in enumerate(links)
    ]


def nights_of(entries: int, seed: int, number: int) -> tuple[list[Night], float, str]:
    """A first night, a quiet one, and one with a hundredth of the rows changed, or as many of them as are wanted."""
    links, world = stock(entries, seed)
    least, lane = bound(links)
    with tempfile.TemporaryDirectory() as name, Sandbox(world, enforce=True, latency=LATENCY_S) as sandbox:
        nights = []
        for some in (links, links, changed(links))[:number]:
            nights.append(night(Path(name), some, sandbox))
            time.sleep(LANES["arxiv"][1])  # the next night does not begin in the same second
    return nights, least, lane


def show(measured: dict[int, tuple[list[Night], float, str]], base: float) -> None:
    """The two tables: first nights, and the others as shares of them."""
    table = Table(title="First night", title_justify="left")
    for name in (
        "entries",
        "wall ÷ bound",
        "slowest lane",
        "requests ÷ link",
        "CPU ms ÷ link",
        "peak MiB",
        "KiB ÷ link",
    ):
        table.add_column(name, justify="left" if name == "slowest lane" else "right")
    later = Table(title="Later nights, as shares of the first", title_justify="left")
    for name in ("entries", "night", "wall", "requests", "bytes"):
        later.add_column(name, justify="left" if name == "night" else "right")
    for entries, (nights, least, lane) in measured.items():
        first = nights[0]
        table.add_row(
            f"{entries:,}",
            f"{first.spent.wall / least:.2f}",
            lane,
            f"{len(first.log) / entries:.3f}",
            f"{first.spent.cpu * 1000 / entries:.2f}",
            f"{first.spent.memory:.0f}",
            f"{(first.spent.memory - base) * 1024 / entries:.2f}",
        )
        for name, other in zip(("quiet", "1 % of the rows changed"), nights[1:], strict=False):
            shares = (other.spent.wall / first.spent.wall, len(other.log) / len(first.log), other.bytes / first.bytes)
            later.add_row(f"{entries:,}", name, *(f"{share:.0%}" for share in shares))
    CONSOLE.print(table)
    CONSOLE.print(later)


def kept(entries: int, nights: Sequence[Night], least: float, base: float) -> bool:
    """Whether the promises hold for one size, and whether the stand-ins were fast enough for the figures to count."""
    first = nights[0]
    busy = first.sandbox_cpu / first.spent.wall
    ratio, per_link = first.spent.wall / least, (first.spent.memory - base) * 1024 / entries
    said = [
        (f"{entries:,}: no request was refused", all(logged.status != 429 for one in nights for logged in one.log)),
        (f"{entries:,}: exit codes {[one.spent.code for one in nights]}", not any(one.spent.code for one in nights)),
        (
            (
                f"{entries:,}: the stand-ins used {busy:.0%} of one core, and 99 of 100 answers left within "
                f"{first.service * 1000:.0f} ms of their time"
            ),
            busy < 0.5,
        ),
    ]
    if entries >= 1_000:
        said.append((f"{entries:,}: {ratio:.2f} × the bound, at most {MOST_TIMES}", ratio <= MOST_TIMES))
        requests = len(first.log) / entries
        said.append(
            (f"{entries:,}: {requests:.3f} requests per link, at most {MOST_REQUESTS}", requests <= MOST_REQUESTS)
        )
    if entries >= 10_000:
        said.append((f"{entries:,}: {per_link:.2f} KiB per link, under {MOST_KIB:g}", per_link < MOST_KIB))
    if entries >= 100_000:
        said.append((f"{entries:,}: {first.spent.memory:.0f} MiB, under {MOST_MB}", first.spent.memory < MOST_MB))
    told = [verdict(what, holds=holds) for what, holds in said]  # every one of them, before they are summed up
    return all(told)


def main() -> int:
    """Run all sizes; 0 where every promise is kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("entries", type=int, nargs="*", default=[100, 1_000, 10_000])
    parser.add_argument("--seed", type=int, default=9)
    parser.add_argument("--nights", type=int, default=3, help="1 for the first night alone")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        Path(name, "list.md").write_text("- **Work**. [Link](https://doi.org/10.1000/1)\n", encoding="utf-8")
        command = [sys.executable, "-m", "harvester", "check", "--offline", "--fail-on", "never", f"{name}/list.md"]
        base = spend(command, os.environ).memory
    measured = {entries: nights_of(entries, given.seed, given.nights) for entries in given.entries}
    show(measured, base)
    CONSOLE.print(f"Base: {base:.0f} MiB, harvester without a link.")
    promises = [kept(entries, nights, least, base) for entries, (nights, least, _) in measured.items()]
    return 0 if all(promises) else 1


if __name__ == "__main__":
    sys.exit(main())
