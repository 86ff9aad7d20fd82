"""Measure work without a network: reading and judging lists beside lychee, and how long harvester takes to start.

    python benchmarks/offline.py

The lists are the Markdown files of the corpus beside the repository (``../shared/corpus``), where it is there, and a
generated one of 1.7 MB. Every figure is the best of several runs.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from measured import CONSOLE, Spent, spend, verdict
from peer_tools import peers
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
LIST_BYTES = 1_700_000
RUNS, STARTS = 3, 15
LONGEST_START_S = 0.150


def generated(folder: Path) -> Path:
    """A list of papers with code, in one table."""
    rows, size = ["# A long list\n", "| Paper | Authors | Year | Paper | Code |", "|---|---|---|---|---|"], 0
    while size < LIST_BYTES:
        n = len(rows)
        paper, code = f"https://doi.org/10.1016/j.media.2023.{n:06d}", f"https://github.com/lab-{n}/synthesis-{n}"
        rows.append(
            f"| **Synthesis of images, part {n}** | Doe, J. et al. | 2023 | [Paper]({paper}) | [Code]({code}) |"
        )
        size += len(rows[-1]) + 1
    path = folder / "generated.md"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def best(command: Sequence[str], environ: dict[str, str], runs: int) -> Spent:
    """The quickest of several runs."""
    return min((spend(command, environ, quiet=True) for _ in range(runs)), key=lambda spent: spent.wall)


def side_by_side(lists: dict[str, list[Path]], lychee: str, environ: dict[str, str], config: str) -> None:
    """The table of both tools on all lists."""
    table = Table(title="Without a network, as multiples of lychee", title_justify="left")
    for name in ("list", "harvester", "lychee", "wall", "CPU", "memory", "harvester takes"):
        table.add_column(name, justify="left" if name in {"list", "harvester", "lychee"} else "right")
    harvester = [sys.executable, "-m", "harvester"]
    for name, paths in lists.items():
        files = [str(path) for path in paths]
        for ours, theirs in (
            (("read", "--json"), "--dump"),
            (("check", "--offline", "--fail-on", "never"), "--offline"),
        ):
            mine = best([*harvester, *ours, "--config", config, *files], environ, RUNS)
            other = best([lychee, theirs, "--no-progress", *files], environ, RUNS) if lychee else None
            ratios = (mine.wall / other.wall, mine.cpu / other.cpu, mine.memory / other.memory) if other else ()
            shown = [f"{ratio:.1f}" for ratio in ratios] or ["", "", ""]
            table.add_row(name, " ".join(ours[:2]), theirs, *shown, f"{mine.wall:.2f} s, {mine.memory:.0f} MiB")
    CONSOLE.print(table)


def start_up(environ: dict[str, str]) -> bool:
    """How much longer harvester takes to say its version and its help than Python takes to do nothing."""
    nothing = best([sys.executable, "-c", "pass"], environ, STARTS).wall
    program = str(Path(sys.executable).with_name("harvester"))
    kept = []
    for option in ("--version", "--help"):
        more = best([program, option], environ, STARTS).wall - nothing
        said = (
            f"harvester {option}: {more * 1000:.0f} ms more than Python itself, under {LONGEST_START_S * 1000:.0f} ms"
        )
        kept.append(verdict(said, holds=more < LONGEST_START_S))
    return all(kept)


def main() -> int:
    """Run all measurements; 0 where harvester starts quickly enough."""
    lychee = next((str(tool.program) for tool in peers() if tool.name == "lychee"), "")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        config = folder / "harvester.yaml"
        config.write_text("enriched: enriched\n", encoding="utf-8")
        lists = {"1.7 MB": [generated(folder)]}
        if CORPUS.is_dir():
            lists["corpus"] = sorted(CORPUS.glob("*.md"))
        else:
            CONSOLE.print("The corpus is left out, since it is not beside the repository.")
        environ = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache")}
        side_by_side(lists, lychee, environ, str(config))
        return 0 if start_up(environ) else 1


if __name__ == "__main__":
    sys.exit(main())
