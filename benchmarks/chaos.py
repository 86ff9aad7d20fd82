"""Chaos: every fault at every upstream and on the web, at 1, 10 and 100 % of the requests; then trouble of machines.

    python benchmarks/chaos.py [--quick] [--seed 10] [--workers 6] [--only TEXT]

A line of five nights for each fault at each upstream: a healthy one, one in which every request is struck, one in which
a tenth is, one in which a hundredth is, and a healthy one again. After it everything has to be as it is after five
healthy nights. Sockets, files and the pipeline are the real ones; only the waits pass a hundred times as fast.
"""

from __future__ import annotations

import argparse
import faulthandler
import multiprocessing
import random
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING

import chaos_machine
from chaos_doors import certificates
from chaos_lines import baseline, lines, play
from chaos_table import show
from measured import CONSOLE, verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from chaos_doors import Certificates
    from chaos_lines import Baseline, Line, Told

LONGEST_S = 240.0
"""Seconds of real time after which a line of nights, or a scenario of a machine, is taken to hang."""

FEW = 40
"""Lines of a quick run, drawn from all."""
KILLS, FEW_KILLS = 200, 5

_OPEN = ExitStack()
_MADE: list[Certificates] = []


def _prepare() -> None:
    """Make a worker ready: its certificates stay for as long as it lives."""
    _MADE.append(_OPEN.enter_context(certificates()))


def _watched(task: Callable[[], list[Told]]) -> list[Told]:
    faulthandler.dump_traceback_later(LONGEST_S, exit=True)
    try:
        return task()
    finally:
        faulthandler.cancel_dump_traceback_later()


def _line(line: Line, base: Baseline) -> list[Told]:
    return _watched(lambda: play(line, base, _MADE[0]))


def _machine(scenario: str, seed: int, kills: int) -> list[Told]:
    return _watched(partial(chaos_machine.play, scenario, seed, kills))


def everything(chosen: Sequence[Line], scenarios: Sequence[str], *, seed: int, kills: int, workers: int) -> list[Told]:
    """Play all lines and scenarios, some at a time; what hangs ends the whole.

    Raises:
        BrokenProcessPool: One of them hung; where is told on standard error.
    """
    told: list[Told] = []
    with certificates():
        base = baseline()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["chaos_lines", "chaos_machine", "harvester.cli", "harvester.session"])
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_prepare) as pool:
        # the longest first
        jobs = [pool.submit(_machine, name, seed, kills) for name in scenarios]
        jobs += [pool.submit(_line, line, base) for line in chosen]
        for number, job in enumerate(as_completed(jobs), start=1):
            told += job.result()
            if number % 50 == 0:
                bad = sum(len(one.broken) for one in told)
                print(f"{number} of {len(jobs)} lines, {bad} violations", file=sys.stderr, flush=True)
    return told


def main(arguments: Sequence[str] | None = None) -> int:
    """Play all of it; 0 where every promise is kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help=f"{FEW} lines and {FEW_KILLS} kills")
    parser.add_argument("--seed", type=int, default=10)
    parser.add_argument("--workers", type=int, default=6, help="most of the time is waited")
    parser.add_argument("--only", default="", help="lines whose fault and upstream hold this text, and no machine")
    given = parser.parse_args(arguments)
    chosen = [line for line in lines(given.seed) if given.only in f"{line.row} {line.column}"]
    if given.quick:
        chosen = random.Random(given.seed).sample(chosen, min(FEW, len(chosen)))  # noqa: S311 (must repeat)
    began, kills = time.monotonic(), FEW_KILLS if given.quick else KILLS
    scenarios = () if given.only else chaos_machine.SCENARIOS
    try:
        told = everything(chosen, scenarios, seed=given.seed, kills=kills, workers=given.workers)
    except BrokenProcessPool:
        verdict("no worker ended: one hung, and where stands above, or somebody killed it", holds=False)
        return 1
    bad = show(told)
    CONSOLE.print(f"Seed {given.seed}, {time.monotonic() - began:.0f} s with {given.workers} at a time.")
    return 0 if verdict(f"{bad} violations", holds=not bad) else 1


if __name__ == "__main__":
    sys.exit(main())
