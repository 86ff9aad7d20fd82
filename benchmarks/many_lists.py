"""Measure one run over many lists: whether time and memory grow with them alone, and each target is asked once.

    python benchmarks/many_lists.py [LISTS …] [--rows 60] [--seed 9]

Half of each list's rows are of a stock that all lists draw from, as surveys of one field cite the same papers. The
stand-ins answer at once and enforce no limits, since what is measured here is what the machine has to do.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import yaml
from measured import CONSOLE, Spent, spend, verdict
from nightly import stock
from rich.table import Table

from harvester.sandbox import Sandbox

MOST_TIMES = 1.2
"""Times the processor time and the memory per list that the smallest number of lists takes."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One size.

    Attributes:
        cited: Rows of all lists.
        distinct: Targets among them.
        asked: Questions that were put to the upstreams.
        twice: Pages that were asked for more than once.
        reports: Lists with files of their own, and lists that the report tells of.
    """

    spent: Spent
    cited: int
    distinct: int
    asked: int
    twice: int
    reports: tuple[int, int]


def measure(lists: int, rows: int, seed: int) -> Measured:
    """Write so many lists, and run ``harvester refresh`` on all of them at once."""
    links, world = stock(lists * rows // 2, seed)
    draw = random.Random(seed)  # noqa: S311 (must repeat)
    shared, own = links[: len(links) // 4], links[len(links) // 4 :]
    with tempfile.TemporaryDirectory() as name, Sandbox(world) as sandbox:
        folder, cited = Path(name), []
        for number in range(lists):
            part = own[number::lists][: rows // 2]
            drawn = [*part, *draw.sample(shared, min(rows - len(part), len(shared)))]
            text = "".join(f"- **Work {n}**. [Link]({url})\n" for n, url in enumerate(drawn))
            (folder / f"list-{number}.md").write_text(f"# List {number}\n\n{text}", encoding="utf-8")
            cited += drawn
        settings = sandbox.settings()
        for upstream in settings["upstreams"].values():
            upstream["interval"] = 0
        catalogues = [f"list-{number}.md" for number in range(lists)]
        (folder / "harvester.yaml").write_text(yaml.safe_dump({"catalogues": catalogues, **settings}), encoding="utf-8")
        environ = {**os.environ, "XDG_CACHE_HOME": f"{name}/cache", "GITHUB_TOKEN": sandbox.token}
        command = [sys.executable, "-m", "harvester", "refresh", "--all", "--fail-on", "never", "--config"]
        spent = spend([*command, str(folder / "harvester.yaml")], environ, quiet=True)
        written = folder / "data/enriched"
        report = json.loads((written / "report.json").read_text(encoding="utf-8"))
        asked = sum(tally["asked"] for tally in report["upstreams"].values())
        pages = [logged.path for logged in sandbox.log if logged.upstream == "web"]
        return Measured(
            spent=spent,
            cited=len(cited),
            distinct=len(set(cited)),
            asked=asked,
            twice=len(pages) - len(set(pages)),
            reports=(len(list(written.glob("list-*.yaml"))), len({link["catalogue"] for link in report["links"]})),
        )


def main() -> int:
    """Run all sizes; 0 where every promise is kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lists", type=int, nargs="*", default=[100, 300, 1_000])
    parser.add_argument("--rows", type=int, default=60)
    parser.add_argument("--seed", type=int, default=9)
    given = parser.parse_args()
    measured = {lists: measure(lists, given.rows, given.seed) for lists in given.lists}
    table = Table(title=f"Lists of {given.rows} rows in one run", title_justify="left")
    for column in ("lists", "rows", "targets", "asked ÷ target", "CPU ÷ row", "seconds of CPU", "MiB", "KiB ÷ row"):
        table.add_column(column, justify="right")
    first = next(iter(measured.values()))
    per_row = first.spent.cpu / first.cited
    for lists, one in measured.items():
        table.add_row(
            f"{lists:,}",
            f"{one.cited:,}",
            f"{one.distinct:,}",
            f"{one.asked / one.distinct:.2f}",
            f"{one.spent.cpu / one.cited / per_row:.2f}",
            f"{one.spent.cpu:.1f}",
            f"{one.spent.memory:.0f}",
            f"{one.spent.memory * 1024 / one.cited:.1f}",
        )
    CONSOLE.print(table)
    CONSOLE.print("CPU ÷ row: as a multiple of the first line.")
    told = []
    for lists, one in measured.items():
        times = one.spent.cpu / one.cited / per_row
        told += [
            verdict(f"{lists:,}: exit code {one.spent.code}", holds=one.spent.code == 0),
            verdict(f"{lists:,}: {one.asked:,} asked of {one.distinct:,} targets", holds=one.asked == one.distinct),
            verdict(f"{lists:,}: {one.twice} pages asked for twice", holds=one.twice == 0),
            verdict(f"{lists:,}: {one.reports} lists written and told of", holds=one.reports == (lists, lists)),
            verdict(f"{lists:,}: {times:.2f} × the time per row, at most {MOST_TIMES}", holds=times <= MOST_TIMES),
        ]
    return 0 if all(told) else 1


if __name__ == "__main__":
    sys.exit(main())
