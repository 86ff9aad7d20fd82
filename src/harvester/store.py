"""The folder that the pipeline writes: read before a run, written after it, atomically and where content changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from harvester import export, state
from harvester.atomic import sweep, write
from harvester.errors import StateError
from harvester.history import Memory
from harvester.report import badge, document, html, listing, markdown, site, trend, view

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from harvester.model import Catalogue, Past, Run

LIVE = "live"

HEALTH = "health.json"
HISTORY = "history.jsonl"
REPORT = "report.json"
PATCH = "repairs.patch"

_HEAD = ("date", "offline", "tallies", "changes", "ill", "history")
"""What a quiet night leaves as the last report had it."""


class Store:
    """One ``data/enriched`` folder.

    Args:
        earlier: Files that are read in place of the folder's own, by name, where the memory comes from elsewhere.
        shown: What to call that place in messages.
    """

    def __init__(self, folder: Path, *, earlier: Mapping[str, str] | None = None, shown: str = "") -> None:
        self.folder = folder
        self._earlier = earlier
        self._place = shown or str(folder)

    def world(self) -> str | None:
        """The world of the last run, ``live`` or a sandbox's name; None where there was none.

        Raises:
            StateError: ``health.json`` is damaged or foreign.
        """
        text = self._text(HEALTH)
        return None if text is None else state.read_health(text, self._shown(HEALTH))[0]

    def recall(self, world: str) -> Memory:
        """What earlier runs in this world left; nothing of another world is ever a baseline.

        Raises:
            StateError: A file is damaged or foreign, or of a later harvester that would be written over.
        """
        self._refuse_later_report()
        text = self._text(HEALTH)
        if text is None:
            return Memory()
        recorded, links, findings = state.read_health(text, self._shown(HEALTH))
        if recorded != world:
            return Memory()
        known = {}
        names = self._earlier if self._earlier is not None else [path.name for path in self.folder.glob("*.yaml")]
        for name in sorted(name for name in names if name.endswith(".yaml")):
            recorded, catalogue, metadata = state.read_enriched(self._text(name) or "", self._shown(name))
            if recorded == world:
                known[catalogue] = metadata
        self._history(world)  # a damaged one is told now, not after everything has been asked
        return Memory(links=links, findings=findings, known=known)

    def _refuse_later_report(self) -> None:
        try:
            text = self._text(REPORT) or ""
        except StateError:
            return  # what cannot be read is made anew
        document.refuse_later(text)

    def report(self) -> Run:
        """The last run that changed something, as its report tells it.

        Raises:
            StateError: There is no report, or it is damaged.
        """
        text = self._text(REPORT)
        if text is None:
            raise StateError(f"{self._shown(REPORT)}: no such file", hint="Run `harvester refresh` first.")
        return document.load(text)

    def enriched(self, name: str) -> str:
        """The text of an enriched catalogue. Raises StateError where there is none."""
        text = self._text(f"{name}.yaml")
        if text is None:
            raise StateError(f"{self._shown(name)}.yaml: no such file", hint="Run `harvester refresh` first.")
        return text

    def save_report(self, run: Run) -> list[Path]:
        """Render the report again; gives the files whose content changed."""
        return [self.folder / name for name, text in renderings(run).items() if write(self.folder / name, text)]

    def save(self, run: Run, memory: Memory, exports: Sequence[str], patch: str = "") -> list[Path]:
        """Write everything that this run makes; gives the files whose content changed.

        Args:
            patch: The certain repairs, for ``git apply``; without any, there is no such file.
        """
        files = {HEALTH: state.write_health(memory, run.world)}
        for path, part in run.by_catalogue().items():
            (catalogue,) = part.catalogues
            files[f"{catalogue.name}.yaml"] = state.write_enriched(catalogue, run.entries[path], part.links, run.world)
        told, history = self._told(run)
        files |= {HISTORY: trend.write(history, run.world)} if history else {}
        files |= renderings(told) | exported(run, exports) | ({PATCH: patch} if patch else {})
        self.folder.mkdir(parents=True, exist_ok=True)
        sweep(self.folder)
        if not patch:
            (self.folder / PATCH).unlink(missing_ok=True)
        return [self.folder / name for name, text in files.items() if write(self.folder / name, text)]

    def _told(self, run: Run) -> tuple[Run, tuple[Past, ...]]:
        """The run that the report tells of, and the history with it.

        It is this one, or on a quiet night the last that had something to tell, which adds nothing to the history.
        """
        history = self._history(run.world)
        last = self._last(run)
        if last is None or last.world != run.world:
            history = trend.extended(history, trend.past(run, view.build(run).counts))
        elif last.version == run.version:
            return replace(run, **{name: getattr(last, name) for name in _HEAD}), history
        return replace(run, history=history[-trend.SHOWN :]), history

    def _last(self, run: Run) -> Run | None:
        """The last report without its rows, where they are this run's too; a damaged one is made anew.

        Only another row makes a night worth a new report. A day, a tally or a duration alone never does.
        """
        try:
            head, rows = document.halves(self._text(REPORT) or "")
            return document.load(head) if rows == document.halves(document.text(run))[1] else None
        except (ValueError, StateError):
            return None

    def _history(self, world: str) -> tuple[Past, ...]:
        return trend.read(self._text(HISTORY) or "", world, self._shown(HISTORY))

    def _text(self, name: str) -> str | None:
        if self._earlier is not None:
            return self._earlier.get(name)
        path = self.folder / name
        try:
            return path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise StateError(
                f"{path}: cannot be read", hint="Check its permissions, or restore it from git."
            ) from error

    def _shown(self, name: str) -> str:
        return f"{self._place}/{name}"


def renderings(run: Run) -> dict[str, str]:
    """File name to text of everything that a report consists of."""
    seen = view.build(run)
    files = {
        REPORT: document.text(run, seen),
        "link-health.md": markdown.render(seen),
        "link-health.html": html.render(seen),
        "badge.json": badge.render(run, seen),
    }
    for path, part in run.by_catalogue().items():
        (name,) = (catalogue.name for catalogue in part.catalogues)
        files[f"{name}.md"] = listing.markdown(part, name, seen)
        files[f"{name}.html"] = listing.html(part, name, export.bibtex.records(run.entries[path]), seen)
    return files


def save_site(folder: Path, run: Run, exports: Sequence[str]) -> list[Path]:
    """Write what a web server shows of a run, with an ``index.html``; gives the files whose content changed.

    Raises:
        UsageError: There is no such format among the exports.
    """
    files = {name: text for name, text in renderings(run).items() if name.endswith(".html") or name == "badge.json"}
    files |= exported(run, exports)
    files = {"index.html": site.render(view.build(run), files), **files}  # a list may be called index
    folder.mkdir(parents=True, exist_ok=True)
    return [folder / name for name, text in files.items() if write(folder / name, text)]


def exported(run: Run, formats: Sequence[str], catalogues: Sequence[Catalogue] | None = None) -> dict[str, str]:
    """File name to text of these catalogues (all, where none are named) in these formats.

    Raises:
        UsageError: There is no such format.
    """
    files = {}
    for catalogue in catalogues or run.catalogues:
        for name in formats:
            text = export.render(name, run.entries[catalogue.path])
            if name == "bibtex" and run.world != LIVE:
                text = f"% Demonstration: sandbox world {run.world}, not the live registries.\n\n{text}"
            files[f"{catalogue.name}{export.EXPORTS[name].suffix}"] = text
    return files
