"""Read any catalogue people write: `load` a file, or `parse` its bytes."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from harvester.errors import CatalogueError
from harvester.model import Catalogue
from harvester.read.formats import FORMATS, OPENING, extension, format_of
from harvester.read.keys import FieldMap
from harvester.read.ledger import Ledger
from harvester.read.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from harvester.model import Entry

__all__ = ["LARGEST", "load", "parse"]

LARGEST = 20 * 1024 * 1024
"""Bytes in the largest catalogue that is read; the largest of 78 real ones has 1.9 MB."""


def load(
    path: Path,
    *,
    shown: str | None = None,
    fields: Mapping[str, object] | None = None,
    told: Callable[[Entry], None] = lambda _entry: None,
) -> Catalogue:
    """Read one catalogue from disk.

    Args:
        path: Where it is.
        shown: Its name in the result and in messages; the path with forward slashes by default.
        fields: For data files, which key holds what: ``{"title": "name", "paper": ["pdf", "link"]}``.
        told: Gets each entry as soon as it has been read, which may be long before the last.

    Raises:
        CatalogueError: The file is missing, a directory, too large, or cannot be understood.
    """
    name = shown or path.as_posix()
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise CatalogueError(f"{name}: is a directory", hint="Name the catalogue in it, such as README.md.")
        if size > LARGEST:
            raise _too_large(name, size)
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)  # a device has no size, and no end
    except FileNotFoundError as error:
        raise CatalogueError(
            f"{name}: no such file", hint="Check the path, or the list of catalogues in harvester.yaml."
        ) from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "cannot be opened"
        raise CatalogueError(
            f"{name}: {reason.lower()}", hint="Check the path and the permissions of the file."
        ) from error
    return parse(data, path=name, fields=fields, told=told)


def parse(
    data: bytes,
    path: str = "README.md",
    fields: Mapping[str, object] | None = None,
    told: Callable[[Entry], None] = lambda _entry: None,
) -> Catalogue:
    """Read one catalogue from memory; the same as `load`, without the disk.

    Raises:
        CatalogueError: The bytes are too many, binary, empty, not UTF-8, or in no format that is known.
    """
    if len(data) > LARGEST:
        raise _too_large(path, len(data))
    source = Source(path, _decoded(data, path))
    if not source.text.strip("\ufeff \t\r\n\f\v"):
        raise CatalogueError(f"{path}: the file is empty", hint="Give a catalogue with something in it.")
    known = format_of(extension(path), source.text[source.start : source.start + OPENING])
    if known is None:
        endings = ", ".join(ending for kind in FORMATS for ending in kind.extensions if ending)
        raise CatalogueError(f"{path}: unknown kind of file", hint=f"Catalogues may end in {endings}.")
    ledger = Ledger(source, FieldMap(fields or {}), told)
    title = known.read(ledger)
    name = PurePosixPath(path.replace("\\", "/")).stem or "catalogue"
    return Catalogue(
        name=name,
        path=path,
        title=title or name,
        text=source.text,
        entries=tuple(ledger.entries),
        placeholders=tuple(ledger.placeholders),
        skipped=tuple(ledger.skipped),
    )


def _decoded(data: bytes, path: str) -> str:
    if b"\x00" in data[:65536]:
        wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
        what = "is UTF-16, not UTF-8" if wide else "is a binary file"
        hint = "Save it as UTF-8." if wide else "Give the text from which it was made."
        raise CatalogueError(f"{path}: {what}", hint=hint)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CatalogueError(
            f"{path}:{line}: not UTF-8 (byte 0x{data[error.start]:02x})", hint="Save the file as UTF-8."
        ) from error


def _too_large(path: str, size: int) -> CatalogueError:
    return CatalogueError(
        f"{path}: {size / 1024 / 1024:.1f} MiB, and {LARGEST // 1024 // 1024} MiB is the most that is read",
        hint="Split the catalogue into several files.",
    )
