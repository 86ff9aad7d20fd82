"""One night after another of a list in a folder, each as ``harvester refresh`` takes it, on the day that it is told.

    python benchmarks/soak_night.py FOLDER

Reads days from standard input, one a line, and answers each with a line of JSON when its night is over. The folder has
a ``harvester.yaml``; waits take no time.
"""

from __future__ import annotations

import gc
import json
import sys
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

from leaping import Leaping
from rich.console import Console

from harvester import session
from harvester.store import Store


@dataclass(frozen=True, slots=True)
class Ended:
    """How a night ended.

    Attributes:
        ill: Upstreams that left too much unanswered.
        written: Files that have other content now.
        peak: Most memory that the process has had so far, in MiB.
        held: Memory that it holds when all is over, in MiB; what the allocator keeps for later is counted.
        objects: What Python's collector still keeps track of by then, all containers; 0 where nobody has counted.
    """

    ill: tuple[str, ...]
    written: int
    peak: float
    held: float
    objects: int = 0


def night(folder: Path, day: date) -> Ended:
    """Take the list in a folder through one night."""
    config = session.configuration(folder / "harvester.yaml")
    store = Store(config.root / config.enriched)
    run, memory, patch = session.run(
        config,
        (),
        store.recall(session.world_name(sandbox=False)),
        progress=Console(quiet=True),
        sandbox=False,
        offline=False,
        everything=False,
        only="",
        clock=Leaping(day).clock(),
    )
    written = store.save(run, memory, config.exports, patch)
    return Ended(run.ill, len(written), _mebibytes("VmHWM"), _mebibytes("VmRSS"))


def _mebibytes(name: str) -> float:
    """A size of this process from the kernel's own books (proc_pid_status(5)); 0 where there are none."""
    books = Path("/proc/self/status")
    lines = books.read_text(encoding="ascii").splitlines() if books.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{name}:")), 0.0)


def main() -> int:
    """Live through all the nights that are told."""
    folder = Path(sys.argv[1])
    for line in sys.stdin:
        ended = night(folder, date.fromisoformat(line.strip()))
        gc.collect()
        ended = replace(ended, held=_mebibytes("VmRSS"), objects=len(gc.get_objects()))
        print(json.dumps(asdict(ended)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
