"""Measure raw probing: many plain web links on many hosts, harvester beside lychee, at each one's manners.

    python benchmarks/probing.py [--links 10000] [--hosts 500]

No link needs a registry. All pages answer after a tenth of a second, over TLS, through one intercepting proxy.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import yaml
from measured import CONSOLE, Spent, spend, verdict
from peer_tools import peers
from quick_web import ZONE, QuickWeb, Served
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LATENCY_S = 0.1


@dataclass(frozen=True, slots=True)
class Manners:
    """How a host is treated: seconds between two requests, and how many may be under way."""

    interval: float
    at_once: int

    def __str__(self) -> str:
        """In words for a table."""
        return f"{self.interval:g} s, {self.at_once} at once"


OURS, LYCHEES = Manners(1.0, 1), Manners(0.05, 10)
"""What each does to a host by default."""


def by_harvester(folder: Path, manners: Manners) -> list[str]:
    """``harvester check`` with these manners."""
    web = {"interval": manners.interval, "concurrency": manners.at_once}
    config = folder / "harvester.yaml"
    config.write_text(yaml.safe_dump({"catalogues": ["list.md"], "upstreams": {"web": web}}), encoding="utf-8")
    options = ("check", "--all", "--fail-on", "never", "--format", "json", "--config", str(config))
    return [sys.executable, "-m", "harvester", *options]


def by_lychee(folder: Path, manners: Manners, program: str) -> list[str]:
    """``lychee`` with these manners."""
    pace = ("--host-request-interval", f"{manners.interval * 1000:.0f}ms", "--host-concurrency", str(manners.at_once))
    return [program, "--no-progress", "--format", "json", *pace, str(folder / "list.md")]


def probe(
    commands: Mapping[tuple[str, Manners], Sequence[str]], web: QuickWeb
) -> dict[tuple[str, Manners], tuple[Spent, Served]]:
    """Run all commands, one after the other."""
    trusting = dict.fromkeys(("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"), web.bundle)
    proxied = dict.fromkeys(("HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy"), web.url)
    kept = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    done = {}
    for key, command in commands.items():
        with tempfile.TemporaryDirectory() as cache:
            web.served()
            spent = spend(command, {**kept, **trusting, **proxied, "XDG_CACHE_HOME": cache}, quiet=True)
            done[key] = spent, web.served()
    return done


def show(done: Mapping[tuple[str, Manners], tuple[Spent, Served]], links: int) -> None:
    """The table, harvester at its own manners as the measure."""
    first = done["harvester", OURS][0]
    table = Table(title="As multiples of harvester by default", title_justify="left")
    for name in ("tool", "manners at a host", "links ÷ s", "CPU ÷ link", "memory", "handshakes ÷ link"):
        table.add_column(name, justify="left" if name in {"tool", "manners at a host"} else "right")
    for (name, manners), (spent, served) in done.items():
        table.add_row(
            name,
            str(manners),
            f"{first.wall / spent.wall:.2f}",
            f"{spent.cpu / first.cpu:.3f}",
            f"{spent.memory / first.memory:.2f}",
            f"{served.handshakes / links:.2f}",
        )
    CONSOLE.print(table)
    per_link = first.cpu / links * 1000
    CONSOLE.print(f"1.00 is {links / first.wall:.0f} links a second, {per_link:.2f} ms a link, {first.memory:.0f} MiB.")


def main() -> int:
    """Run both tools at both manners; 0 where every link was asked once and the web kept up."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--links", type=int, default=10_000)
    parser.add_argument("--hosts", type=int, default=500)
    given = parser.parse_args()
    lychee = next((str(tool.program) for tool in peers() if tool.name == "lychee"), "")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = (f"- **Work {n}**. [Page](https://host{n % given.hosts}.{ZONE}/{n})\n" for n in range(given.links))
        (folder / "list.md").write_text("# A long list\n\n" + "".join(rows), encoding="utf-8")
        with QuickWeb(folder, LATENCY_S) as web:
            done: dict[tuple[str, Manners], tuple[Spent, Served]] = {}
            for manners in (OURS, LYCHEES):
                commands = {("harvester", manners): by_harvester(folder, manners)}
                if lychee:
                    commands["lychee", manners] = by_lychee(folder, manners, lychee)
                done |= probe(commands, web)
    show(done, given.links)
    kept = [
        verdict(
            f"{name}, {manners}: {served.requests:,} requests, exit code {spent.code}; the web took "
            f"{served.cpu / spent.wall:.0%} of a core, 99 of 100 answers were at most {served.late * 1000:.0f} ms late",
            holds=served.requests == given.links and not spent.code,
        )
        for (name, manners), (spent, served) in done.items()
    ]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
