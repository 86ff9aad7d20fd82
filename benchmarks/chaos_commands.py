"""The command in a process of its own, which may be killed, put on a small disk, or deprived of what root may do."""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import resource
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from multiprocessing.process import BaseProcess
    from pathlib import Path

    from harvester.sandbox import Sandbox

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["harvester.cli", "harvester.session", "harvester.store", "harvester.report.terminal"])

LONGEST_S = 60.0
"""Seconds after which a command is taken to hang."""
KILLED = -signal.SIGKILL


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended; the code is that of the signal, negative, where one ended it."""

    code: int
    said: str


@dataclass(slots=True)
class Place:
    """A folder with a list and its configuration, and the stand-ins that it leads to.

    Attributes:
        enriched: Where the command writes.
        cache: Where it keeps its journal.
    """

    root: Path
    sandbox: Sandbox
    enriched: Path = field(init=False)
    cache: Path = field(init=False)
    _started: int = 0

    def __post_init__(self) -> None:
        """Lay out the folder."""
        self.enriched, self.cache = self.root / "data" / "enriched", self.root / "cache"
        settings: dict[str, Any] = self.sandbox.settings()
        for name in (*settings["upstreams"], "crossref-single", "web"):
            settings["upstreams"].setdefault(name, {})["interval"] = 0.0
        settings |= {"catalogues": ["chaos.md"], "mailto": "curator@imaging-net.org"}
        (self.root / "harvester.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")

    def write(self, text: str) -> None:
        """Put this list into the folder."""
        (self.root / "chaos.md").write_text(text, encoding="utf-8")

    def start(
        self, *, bound: bool = False, largest: int | None = None, fresh: bool = False
    ) -> tuple[BaseProcess, Path]:
        """Start ``harvester refresh``; gives the process, and the file of what it says.

        Args:
            bound: Whether permissions hold for it, as they do for everybody but root.
            largest: Bytes of the largest file that it may write.
            fresh: Whether nothing is taken from the journal.
        """
        self._started += 1
        told = self.root / f"said-{self._started}"
        environ = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "HARVESTER_"))},
            "XDG_CACHE_HOME": str(self.cache),
            "GITHUB_TOKEN": self.sandbox.token,
            "NO_COLOR": "1",
        }
        arguments = ["refresh", "--all"] if fresh else ["refresh"]
        limits = {"bound": bound, "largest": largest}
        process = _FORKS.Process(target=_command, args=(arguments, self.root, told, environ), kwargs=limits)
        process.start()
        return process, told

    def run(self, **how: Any) -> Ended:
        """Start it and wait for its end."""
        return ended(*self.start(**how))


def ended(process: BaseProcess, told: Path) -> Ended:
    """Wait for a command.

    Raises:
        TimeoutError: It hangs.
    """
    process.join(LONGEST_S)
    if process.exitcode is None:
        process.kill()
        raise TimeoutError(f"has not ended within {LONGEST_S:.0f} s")
    return Ended(process.exitcode, told.read_text(encoding="utf-8", errors="replace") if told.exists() else "")


def _command(
    arguments: list[str], root: Path, told: Path, environ: Mapping[str, str], *, bound: bool, largest: int | None
) -> None:
    for number in (1, 2):
        os.dup2(os.open(told, os.O_WRONLY | os.O_CREAT | os.O_APPEND), number)
    sys.stdout, sys.stderr = (open(number, "w", encoding="utf-8", closefd=False) for number in (1, 2))  # noqa: SIM115 (for as long as the process lives)
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(root)
    if bound:
        _obey_permissions()
    if largest is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    sys.argv = ["harvester", *arguments]

    from harvester.cli import main  # noqa: PLC0415 (in the child alone)

    main()


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Sets(ctypes.Structure):
    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))


def _obey_permissions() -> None:
    """Give up CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH, by which root passes all permissions (capabilities(7))."""
    if os.geteuid() != 0:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header, sets = _Header(0x20080522, 0), (_Sets * 2)()
    if libc.capget(ctypes.byref(header), ctypes.byref(sets)):
        raise OSError(ctypes.get_errno(), "capget")
    for name in ("effective", "permitted"):
        setattr(sets[0], name, getattr(sets[0], name) & ~0b110)
    if libc.capset(ctypes.byref(header), ctypes.byref(sets)):
        raise OSError(ctypes.get_errno(), "capset")


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """Mount a file system in memory on a folder; gives whether that was allowed."""
    folder.mkdir(parents=True, exist_ok=True)
    mounted = os.geteuid() == 0 and _mount("-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder))
    try:
        yield mounted
    finally:
        if mounted:
            for _ in range(50):
                if subprocess.run(["umount", str(folder)], capture_output=True, check=False).returncode == 0:  # noqa: S603, S607 (the system's own)
                    break
                time.sleep(0.1)


def remount(folder: Path, options: str) -> None:
    """Change the size of that file system, or whether it may be written."""
    if not _mount("-o", f"remount,{options}", str(folder)):
        raise OSError(f"cannot remount {folder}")


def _mount(*arguments: str) -> bool:
    return subprocess.run(["mount", *arguments], capture_output=True, check=False).returncode == 0  # noqa: S603, S607 (the system's own)
