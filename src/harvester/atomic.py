"""Files that are there whole or not at all, whatever moment a run is killed at, and however full the disk is."""

from __future__ import annotations

import io
import os
import re
import tempfile
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING, TypeAlias

try:
    import fcntl
except ImportError:  # no such locks on Windows
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

Text: TypeAlias = "str | Iterable[str]"
"""The content of a file, whole or piece by piece; what is too long to be held at once is made while it is written."""

_PART = re.compile(r"\..+\.[a-z0-9_]{8}\.part")
"""What ``mkstemp`` makes of the name of a file that is being written."""


class Batch:
    """Files of one folder that are written beside the old ones, to take their places together."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._parts: dict[Path, str] = {}

    def write(self, name: str, text: Text) -> bool:
        """Write a file, where its content changes; True where it does. Raises OSError."""
        path = self._folder / name
        pieces = (piece.encode("utf-8") for piece in ([text] if isinstance(text, str) else text))
        old, exists = _opened(path)
        # read from first to last through one handle: another run may put another file in its place meanwhile
        with old:
            same, other = 0, b""
            for piece in pieces:
                if old.read(len(piece)) != piece:
                    other = piece
                    break
                same += len(piece)
            else:
                if exists and not old.read(1):
                    return False
            old.seek(0)
            handle, part = tempfile.mkstemp(dir=self._folder, prefix=f".{name}.", suffix=".part")
            self._drop(path)
            self._parts[path] = part
            with os.fdopen(handle, "wb") as file:
                _copy(old, file, same)
                file.write(other)
                file.writelines(pieces)
                file.flush()
                os.fsync(file.fileno())
        os.chmod(part, 0o644)  # noqa: PTH101 (a file for everyone to read, as an editor would leave it)
        return True

    def replace(self) -> None:
        """Let all of them take their places."""
        for path in list(self._parts):
            os.replace(self._parts[path], path)  # noqa: PTH105 (atomic on every platform that we name)
            del self._parts[path]

    def discard(self) -> None:
        """Remove those that have not taken their places."""
        for path in list(self._parts):
            self._drop(path)

    def _drop(self, path: Path) -> None:
        if part := self._parts.pop(path, None):
            os.unlink(part)  # noqa: PTH108


@contextmanager
def together(folder: Path) -> Iterator[Batch]:
    """Write several files of a folder: none takes its place before the last one is written."""
    with _locked(folder, exclusively=False):
        batch = Batch(folder)
        try:
            yield batch
            batch.replace()
        finally:
            batch.discard()


def write(path: Path, text: Text) -> bool:
    """Write a file whole or not at all, and only where its content changes; True where it did. Raises OSError."""
    with together(path.parent) as batch:
        return batch.write(path.name, text)


def _opened(path: Path) -> tuple[IO[bytes], bool]:
    """The file as it is, and whether there is one."""
    try:
        return path.open("rb"), True
    except FileNotFoundError:
        return io.BytesIO(), False


def _copy(source: IO[bytes], to: IO[bytes], size: int) -> None:
    while size > 0:
        chunk = source.read(min(size, 1 << 16))
        to.write(chunk)
        size -= len(chunk)


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
