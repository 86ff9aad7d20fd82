"""Read any catalogue people write: `load` a file, `parse` its bytes."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from harvester.errors import CatalogueError
from harvester.model import Catalogue
from harvester.read import markdown
from harvester.read.source import Source
from harvester.read.text import read_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_LARGEST = 20 * 1024 * 1024


def load(path: Path, *, shown: str | None = None, fields: Mapping[str, object] | None = None) -> Catalogue:
    """Read one catalogue from disk."""
    name = shown or path.as_posix()
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise CatalogueError(f"{name}: no such file", hint="Give the path of a catalogue.") from error
    return parse(data, path=name, fields=fields)


def parse(data: bytes, *, path: str = "README.md", fields: Mapping[str, object] | None = None) -> Catalogue:
    """Read one catalogue from memory."""
    del fields
    if len(data) > _LARGEST:
        raise CatalogueError(f"{path}: larger than 20 MiB")
    source = Source(path, data.decode())
    ledger, title = read_text(markdown.document(source))
    stem = PurePosixPath(path).stem
    return Catalogue(
        name=stem,
        path=path,
        title=title or stem,
        text=source.text,
        entries=tuple(ledger.entries),
        placeholders=tuple(ledger.placeholders),
        skipped=tuple(ledger.skipped),
    )
