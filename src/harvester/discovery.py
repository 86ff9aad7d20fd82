"""The lists of papers in a repository that has not been told which they are."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from harvester import git, read
from harvester.config import Config
from harvester.errors import CatalogueError
from harvester.identify import identify
from harvester.model import PAPERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from harvester.model import Catalogue, Entry

FEWEST = 3
"""Papers from which on a file may be a list of them; the documentation of a program cites one or two."""

SHARE = 1 / 3
"""Share of the entries with a paper from which on a file is a list of papers, not of everything."""

LARGEST = 5 * 1024 * 1024
"""Bytes of a file that is looked into; the largest list of 78 real ones has 1.9 MB."""

MOST = 500
"""Files that are looked into, those nearest to the root first; a repository of lists has fewer."""

PROSE = frozenset({".md", ".markdown", ".rst"})
"""Endings of what people write by hand, and so of what a repair is written to."""

DATA = frozenset({".bib", ".yaml", ".yml", ".json", ".csv", ".tsv"})
"""Endings of files that may be a list's source; looked into where no prose is one."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A file that reads as a list of papers.

    Attributes:
        path: From the root of the repository, with forward slashes.
        papers: Entries that link to a paper by an identifier.
        entries: All entries.
    """

    path: str
    papers: int
    entries: int


def lists(top: Path) -> tuple[Listed, ...]:
    """The files of a repository that read as lists of papers, those nearest to the root first.

    Prose goes first: data files count only where no prose does, and a README with fewer papers only where nothing else
    does. Files that git ignores, those in hidden folders and what harvester itself writes are left out.

    Raises:
        UsageError: There is no git, or the folder is in no repository.
    """
    files = _files(top)
    for endings in (PROSE, DATA):
        found = [one for one in _read(top, files, endings) if one.papers >= max(FEWEST, SHARE * one.entries)]
        if found:
            return tuple(found)
    readmes = [path for path in files if PurePosixPath(path).stem.lower() == "readme"]
    return tuple(_read(top, readmes[:1], PROSE))


def _files(top: Path) -> list[str]:
    said = git.told(top, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate")
    names = [name for name in os.fsdecode(said).split("\0") if name.isprintable()]
    own = f"{Config().enriched}/"
    shown = [name for name in names if not re.search(r"(?:^|/)\.", name) and not name.startswith(own)]
    return sorted(shown, key=lambda name: (name.count("/"), name.lower() != "readme.md", name))


def _read(top: Path, files: Iterable[str], endings: frozenset[str]) -> Iterator[Listed]:
    fitting = [name for name in files if PurePosixPath(name).suffix.lower() in endings]
    for name in fitting[:MOST]:
        catalogue = _catalogue(top / name, name)
        if catalogue is not None and catalogue.entries:
            papers = sum(_is_paper(entry) for entry in catalogue.entries)
            yield Listed(name, papers, len(catalogue.entries))


def _catalogue(file: Path, shown: str) -> Catalogue | None:
    """What the file reads as, or None where it cannot be read."""
    try:
        if not file.is_file() or file.is_symlink() or file.stat().st_size > LARGEST:
            return None
        return read.load(file, shown=shown)
    except (CatalogueError, OSError):
        return None


def _is_paper(entry: Entry) -> bool:
    return any(identify(link).kind in PAPERS for link in entry.links)
