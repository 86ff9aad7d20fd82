"""What all benchmarks share: a command in a process of its own and what it spends, a promise and whether it is kept."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CONSOLE = Console(width=120, highlight=False)


@dataclass(frozen=True, slots=True)
class Spent:
    """What one process took.

    Attributes:
        wall: Seconds from start to end.
        cpu: Seconds of processor time, its own and the system's for it.
        memory: Peak resident size in MiB.
        code: Its exit code.
    """

    wall: float
    cpu: float
    memory: float
    code: int


def spend(
    command: Sequence[str], environ: Mapping[str, str], output: str = os.devnull, *, quiet: bool = False
) -> Spent:
    """Run a command to its end, its standard output in a file, its complaints nowhere if quiet; gives what it took."""
    began = time.monotonic()
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    actions = [(os.POSIX_SPAWN_OPEN, 1, output, flags, 0o644)]
    if quiet:
        actions.append((os.POSIX_SPAWN_OPEN, 2, os.devnull, flags, 0o644))
    pid = os.posix_spawnp(command[0], list(command), dict(environ), file_actions=actions)
    _, status, usage = os.wait4(pid, 0)
    wall = time.monotonic() - began
    cpu = usage.ru_utime + usage.ru_stime
    return Spent(wall, cpu, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status))


def verdict(what: str, *, holds: bool) -> bool:
    """Say whether a promise is kept."""
    CONSOLE.print(f"{'✓' if holds else '✗'} {what}", markup=False, style="" if holds else "bold red")
    return holds
