"""Our files in a commit of the repository: the catalogues, ``harvester.yaml`` and the enriched folder."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from harvester import read
from harvester.config import FILE_NAME, Config, parse
from harvester.errors import CatalogueError, ConfigError, StateError, UsageError
from harvester.history import Memory
from harvester.publish.artifact import Artifact, memory
from harvester.store import LIVE, PATCH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harvester.config import Waiver
    from harvester.model import Catalogue
    from harvester.publish.git import Git
    from harvester.publish.plan import Changes


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where a run's files stand in the repository.

    Attributes:
        config: Of the checkout.
        run: The finished run.
        lists: Where each catalogue stands on disk, by the name that it is shown by.
    """

    git: Git
    config: Config
    run: Artifact
    lists: Mapping[str, Path]

    def path(self, name: str) -> str:
        """Where a path of the configuration lies in the repository.

        Raises:
            UsageError: Outside of it, or in a folder that belongs to git or to GitHub.
        """
        path = Path(os.path.normpath(self.config.root.resolve() / self.lists.get(name, name)))
        if not path.is_relative_to(self.git.top):
            raise UsageError(f"{name}: outside of the repository, so nothing is published there")
        inside = path.relative_to(self.git.top)
        if inside.parts[:1] in {(".git",), (".github",)}:
            raise UsageError(f"{name}: nothing is published in {inside.parts[0]}")
        return inside.as_posix()

    def data_path(self, name: str) -> str:
        """Where a file of the enriched folder lies in the repository.

        Raises:
            UsageError: It would be written over a catalogue or the configuration.
        """
        path = self.path(f"{self.config.enriched}/{name}")
        if path in map(self.path, (FILE_NAME, *self.lists)):
            raise UsageError(f"enriched: {path} would be written over", hint="Name a folder of its own.")
        return path

    def catalogues(self, commit: str) -> dict[str, Catalogue]:
        """The catalogues of the run as a commit has them, by path; what cannot be read there is left alone."""
        found = {}
        for one in self.run.run.catalogues:
            data = self.git.blob(commit, self.path(one.path)) if commit else None
            if data is not None:
                try:
                    found[one.path] = read.parse(data, path=one.path, fields=self.config.meanings)
                except CatalogueError:
                    continue
        return found

    def memory(self, commit: str) -> Memory:
        """What the enriched folder of a commit knows; nothing where it is no live one or cannot be read."""
        names = [name for name in self.run.files if name.endswith((".yaml", ".json"))]
        found = {name: self.git.blob(commit, self.data_path(name)) for name in names}
        try:
            texts = {name: data.decode("utf-8") for name, data in found.items() if data is not None}
            return memory(texts, LIVE, self.config.enriched)
        except (StateError, UnicodeDecodeError):
            return Memory()

    def waivers(self, commit: str) -> tuple[Waiver, ...]:
        """The waivers of a commit's configuration."""
        try:
            return parse(self.settings(commit)).waivers
        except ConfigError:
            return ()

    def settings(self, commit: str) -> str:
        """The text of a commit's ``harvester.yaml``, empty where it has none."""
        data = self.git.blob(commit, self.path(FILE_NAME)) if commit else None
        return (data or b"").decode("utf-8", "replace")

    def data(self, commit: str) -> Changes:
        """What the run changes in the enriched folder of a commit; a patch of repairs that are no more is deleted."""
        changes: dict[str, bytes | None] = {}
        for name in (*self.run.files, PATCH):
            path, data = self.data_path(name), self.run.files.get(name)
            if self.git.blob(commit, path) != data:
                changes[path] = data
        return changes

    def holds(self, tip: str, base: str, changes: Changes) -> bool:
        """Whether a commit has these changes, in all other places of ours what the base has, and merges into it."""
        names = [FILE_NAME, *(one.path for one in self.run.run.catalogues)]
        ours = {*map(self.path, names), *map(self.data_path, (*self.run.files, PATCH))}
        fork = self.git.fork(base, tip) or base
        return all(
            self.git.blob(tip, path) == (changes[path] if path in changes else self.git.blob(base, path))
            and self.git.blob(fork, path) == self.git.blob(base, path)
            for path in ours | set(changes)
        )
