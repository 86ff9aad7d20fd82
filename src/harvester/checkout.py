"""The repository around a catalogue, on disk: a look at what stands where, never outside of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from harvester.local import MARKDOWN, Place, Seen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harvester.model import Catalogue

_LARGEST = 2 * 1024 * 1024
"""Bytes of a Markdown file that are searched for anchors; GitHub cuts a README off after 500 KiB (docs.github.com)."""


def places(catalogues: Iterable[Catalogue], root: Path, *, given: bool) -> dict[str, Place]:
    """Where catalogues stand in their repositories, by path, as far as they are files in one.

    Args:
        root: The folder of ``harvester.yaml``; a relative one means that there is none.
        given: Their paths start from the current folder, not from ``root``.
    """
    base, top = Path() if given else root, root if root.is_absolute() else None
    found = {one.path: around(base / one.path, top) for one in catalogues if one.path != "-"}
    return {path: place for path, place in found.items() if place is not None}


def around(catalogue: Path, root: Path | None = None) -> Place | None:
    """Where a catalogue stands in its repository: the nearest folder above it that git keeps, else ``root``.

    Args:
        catalogue: The file.
        root: The folder of ``harvester.yaml``, where there is one.

    Returns:
        None where the file belongs to no repository that we know of, so that nothing can be said of its neighbours.
    """
    file = catalogue.resolve()
    top = next((folder for folder in file.parents if (folder / ".git").exists()), root and root.resolve())
    if top is None or not file.is_relative_to(top):
        return None
    return Place(file.relative_to(top).as_posix(), _Checkout(top).look)


@dataclass(frozen=True, slots=True)
class _Checkout:
    """A folder and all below it. Names count letter by letter, as on GitHub, whatever the file system thinks."""

    top: Path
    _names: dict[Path, frozenset[str]] = field(default_factory=dict)

    def look(self, path: str) -> bytes | Seen | None:
        """What stands at this path; what a symbolic link outside of the repository leads to does not stand in it."""
        here = self.top
        for number, part in enumerate(PurePosixPath(path).parts):
            if part not in self._listing(here) or (number == 0 and part == ".git"):
                return None
            here /= part
        try:
            if not here.resolve().is_relative_to(self.top):
                # the link itself is a file of the repository, as long as no folder on the way is one
                return b"" if here.parent.resolve().is_relative_to(self.top) else None
            if here.is_dir():
                return Seen.FOLDER
            if here.suffix.lower() not in MARKDOWN:
                return b""
            with here.open("rb") as file:
                return file.read(_LARGEST)
        except (OSError, RuntimeError):
            # there, but closed to us: a reader of the repository may well see it
            return b""

    def _listing(self, folder: Path) -> frozenset[str]:
        if folder not in self._names:
            try:
                inside = folder.resolve().is_relative_to(self.top)
                self._names[folder] = frozenset(path.name for path in folder.iterdir()) if inside else frozenset()
            except (OSError, RuntimeError):
                self._names[folder] = frozenset()
        return self._names[folder]
