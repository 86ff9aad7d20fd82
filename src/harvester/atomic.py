"""Files that are there whole or not at all, whatever moment a run is killed at."""

from __future__ import annotations

import os
import re
import tempfile
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

try:
    import fcntl
except ImportError:  # no such locks on Windows
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PART = re.compile(r"\..+\.[a-z0-9_]{8}\.part")
"""What ``mkstemp`` makes of the name of a file that is being written."""


def write(path: Path, text: str) -> bool:
    """Write a file whole or not at all, and only where its content changes; True where it did."""
    data = text.encode("utf-8")
    try:
        if path.read_bytes() == data:
            return False
    except FileNotFoundError:
        pass
    with _locked(path.parent, exclusively=False):
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(name, 0o644)  # noqa: PTH101 (a file for everyone to read, as an editor would leave it)
            os.replace(name, path)  # noqa: PTH105 (atomic on every platform that we name)
        except BaseException:
            os.unlink(name)  # noqa: PTH108
            raise
    return True


def sweep(folder: Path) -> None:
    """Remove what killed runs have left half written in a folder; nothing while any run is writing there."""
    with _locked(folder, exclusively=True) as alone:
        for path in [path for path in folder.iterdir() if _PART.fullmatch(path.name)] if alone else ():
            with suppress(OSError):
                path.unlink()


@contextmanager
def _locked(folder: Path, *, exclusively: bool) -> Iterator[bool]:
    """Lock a folder against sweepers, or against everybody; the system takes the lock from a process that is killed.

    Gives whether it is locked. Who writes waits for a sweeper, who would sweep waits for nobody.
    """
    if fcntl is None:
        yield False
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB if exclusively else fcntl.LOCK_SH)
            locked = True
        except OSError:  # somebody writes, or the file system knows no locks
            locked = False
        yield locked
    finally:
        os.close(handle)
