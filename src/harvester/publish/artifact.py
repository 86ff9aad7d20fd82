"""A finished run as its harvest job left it: files of strangers' making, read as data and nothing else.

The job that made them met hostile text and could not write; the one that reads them here can. So each file is taken
only under a name that the pipeline gives, as a regular file of bounded size, and only if it reads as what it should be.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from harvester import rules, state, waivers
from harvester.errors import StateError
from harvester.export import EXPORTS
from harvester.history import Memory
from harvester.pipeline import with_distinct_names
from harvester.publish import patches
from harvester.report import document, trend
from harvester.store import HEALTH, HISTORY, LIVE, PATCH, REPORT

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date
    from pathlib import Path

    from harvester.model import Run

LARGEST_FILE = 32 * 1024 * 1024
"""Bytes: what GitHub takes in one file without warning is 50 MiB (docs.github.com, "About large files")."""

LARGEST_RUN = 256 * 1024 * 1024
"""Bytes of all files together."""

_ALWAYS = (REPORT, HEALTH, HISTORY, PATCH, "link-health.md", "link-health.html", "badge.json")
_EACH = (".yaml", ".md", ".html", *(export.suffix for export in EXPORTS.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """What one finished run left.

    Attributes:
        run: As its report tells it.
        memory: What the next run starts from.
        files: Name in the enriched folder to content.
    """

    run: Run
    memory: Memory
    files: Mapping[str, bytes]


def load(folder: Path, catalogues: Collection[str], *, today: date) -> Artifact:
    """Read a finished run; files that the pipeline does not write are left alone.

    Args:
        folder: Where the files lie.
        catalogues: Paths of the lists that the configuration names; a run about others is refused.
        today: A state that tells of days to come would pass for the newest for ever, and is refused.

    Raises:
        StateError: A file is missing, damaged, foreign, too large, or no regular file; or the run is a demonstration.
    """
    shown = folder / REPORT
    report = _file(folder, REPORT)
    if report is None:
        raise StateError(f"{shown}: no such file", hint="Run `harvester refresh` first, or name its folder.")
    run = document.load(_text(report, shown))
    _check(run, catalogues, shown)
    names = [*_ALWAYS, *(f"{one.name}{suffix}" for one in run.catalogues for suffix in _EACH)]
    files = {REPORT: report}
    files |= {name: data for name in names if name != REPORT and (data := _file(folder, name)) is not None}
    if sum(map(len, files.values())) > LARGEST_RUN:
        raise StateError(f"{folder}: more than {LARGEST_RUN >> 20} MiB")
    texts = {name: _text(data, folder / name) for name, data in files.items()}
    if PATCH in texts:
        patches.check(texts[PATCH], catalogues, str(folder / PATCH))
    past = trend.read(texts.get(HISTORY, ""), run.world, str(folder / HISTORY))
    remembered = memory(texts, run.world, str(folder))
    days = [run.date, *(one.date for one in past), *(item.first_seen for item in remembered.findings.values())]
    days += [day for link in remembered.links.values() for day in (link.since, *link.strikes)]
    if max(days) > today + timedelta(days=1):
        raise StateError(f"{folder}: tells of {max(days).isoformat()}, a day to come")
    return Artifact(run=run, memory=remembered, files=files)


def _check(run: Run, catalogues: Collection[str], shown: Path) -> None:
    """Refuse a report that no run of this repository's own configuration can have written."""
    if run.world != LIVE:
        raise StateError(f"{shown}: a demonstration (sandbox world {run.world}) is not published")
    if strange := [one.path for one in run.catalogues if one.path not in catalogues]:
        raise StateError(
            f"{shown}: tells of {', '.join(map(repr, strange))}, which harvester.yaml does not name",
            hint="Publish what a run of this repository's own configuration made.",
        )
    # the names of the files that are written follow from those of the lists, and from nothing else
    named = with_distinct_names([replace(one, name=PurePosixPath(one.path).stem) for one in run.catalogues])
    if [one.name for one in named] != [one.name for one in run.catalogues]:
        raise StateError(f"{shown}: calls a list by another name than its file has")
    if unknown := sorted({finding.rule for finding in run.findings} - rules.IDS - {waivers.RULE}):
        raise StateError(f"{shown}: {unknown[0]!r} is no rule", hint="Harvest and publish with the same harvester.")


def memory(texts: Mapping[str, str], world: str, shown: str) -> Memory:
    """What a run leaves to the next one, from its files by name.

    Raises:
        StateError: ``health.json`` is missing, or one of the files is damaged or of another world.
    """
    if HEALTH not in texts:
        raise StateError(f"{shown}/{HEALTH}: no such file", hint="Publish all files of a run, not only its report.")
    recorded, links, findings = state.read_health(texts[HEALTH], f"{shown}/{HEALTH}")
    worlds, known = {recorded}, {}
    for name, text in texts.items():
        if name.endswith(".yaml"):
            recorded, catalogue, metadata = state.read_enriched(text, f"{shown}/{name}")
            worlds.add(recorded)
            known[catalogue] = metadata
    if worlds != {world}:
        raise StateError(f"{shown}: files of different worlds ({', '.join(sorted(worlds))})")
    return Memory(links=links, findings=findings, known=known)


def _file(folder: Path, name: str) -> bytes | None:
    """The content of a regular file, or None where there is none."""
    path = folder / name
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StateError(f"{path}: no regular file that can be read") from error
    found = os.fstat(handle)
    if not stat.S_ISREG(found.st_mode):
        os.close(handle)
        raise StateError(f"{path}: no regular file")
    with os.fdopen(handle, "rb") as file:
        if found.st_size > LARGEST_FILE:
            raise StateError(f"{path}: more than {LARGEST_FILE >> 20} MiB")
        return file.read(LARGEST_FILE)


def _text(data: bytes, path: Path) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise StateError(f"{path}: not UTF-8 text") from error
