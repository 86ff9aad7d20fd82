"""The command in a process of its own, without the half second of its imports: forked from one that has done them."""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_TIMEOUT_S = 120.0
_STREAMS = (("stdin", os.O_RDONLY), ("stdout", os.O_WRONLY), ("stderr", os.O_WRONLY))
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(
    ["harvester.cli", "harvester.session", "harvester.sandbox", "harvester.store", "harvester.report.terminal"]
)


def run(
    arguments: Sequence[str], *, folder: Path, environ: Mapping[str, str], stdin: bytes = b""
) -> tuple[int, bytes, bytes]:
    """What ``harvester`` ends with and prints, in this folder and with this environment and no other."""
    with tempfile.TemporaryDirectory() as streams:
        for name, _ in _STREAMS:
            Path(streams, name).write_bytes(stdin if name == "stdin" else b"")
        child = _FORKS.Process(target=_command, args=(list(arguments), str(folder), dict(environ), streams))
        child.start()
        child.join(_TIMEOUT_S)
        if child.exitcode is None:
            child.kill()
            raise TimeoutError(f"harvester {' '.join(arguments)} has not ended within {_TIMEOUT_S:.0f} s")
        return child.exitcode, Path(streams, "stdout").read_bytes(), Path(streams, "stderr").read_bytes()


def _command(arguments: list[str], folder: str, environ: dict[str, str], streams: str) -> None:
    for number, (name, flags) in enumerate(_STREAMS):
        os.dup2(os.open(Path(streams, name), flags), number)
    sys.stdin, sys.stdout, sys.stderr = (
        open(number, mode, encoding="utf-8", closefd=False)  # noqa: SIM115 (for as long as the process lives)
        for number, mode in enumerate("rww")
    )
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(folder)
    sys.argv = ["harvester", *arguments]

    from harvester.cli import main

    main()
