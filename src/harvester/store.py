"""The folder that the pipeline writes: read before a run, written after it, atomically and where content changed."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from itertools import chain
from typing import TYPE_CHECKING

from harvester import export, state
from harvester.atomic import sweep, together
from harvester.errors import StateError
from harvester.history import Memory
from harvester.report import badge, document, html, listing, markdown, site, trend, view

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import TextIO

    from harvester.atomic import Text
    from harvester.model import Catalogue, Past, Run
    from harvester.report.view import View

LIVE = "live"

HEALTH = "health.json"
HISTORY = "history.jsonl"
REPORT = "report.json"
PATCH = "repairs.patch"

_BEGINNING = 1 << 12  # characters of a report that hold its schema

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
            with self._opened(REPORT) or StringIO() as file:
                beginning = file.read(_BEGINNING)
        except (StateError, UnicodeDecodeError):
            return  # what cannot be read is made anew
        document.refuse_later(beginning)

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
        seen = view.build(run)
        return _written(self.folder, chain(_report(run, seen), *(_pages(part, (), seen) for part in _parts(run))))

    def save(
        self, run: Run, memory: Memory, exports: Sequence[str], patch: str = "", seen: View | None = None
    ) -> list[Path]:
        """Write everything that this run makes; gives the files whose content changed.

        Where a file cannot be written (a full disk), all of them stay as they were.

        Args:
            patch: The certain repairs, for ``git apply``; without any, there is no such file.
            seen: The view of the run, where it is at hand.

        Raises:
            OSError: A file cannot be written.
        """
        told, history, seen = self._told(run, seen or view.build(run))
        self.folder.mkdir(parents=True, exist_ok=True)
        sweep(self.folder)
        written = _written(
            self.folder,
            chain(
                [(HISTORY, trend.write(history, run.world))] if history else [],
                _report(told, seen),
                *(chain(_enriched(part), _pages(part, exports, seen)) for part in _parts(told)),
                [(PATCH, patch)] if patch else [],
                # the last to take its place: what a killed run has not told of is new to the next one
                [(HEALTH, state.write_health(memory, run.world))],
            ),
        )
        if not patch:
            (self.folder / PATCH).unlink(missing_ok=True)
        return written

    def _told(self, run: Run, seen: View) -> tuple[Run, tuple[Past, ...], View]:
        """The run that the report tells of, the history with it, and how it is shown.

        It is this one, or on a quiet night the last that had something to tell, which adds nothing to the history.
        """
        history = self._history(run.world)
        last = self._last(run)
        if last is None or last.world != run.world:
            history = trend.extended(history, trend.past(run, seen.counts))
        elif last.version == run.version:
            told = replace(run, **{name: getattr(last, name) for name in _HEAD})
            return told, history, view.build(told)
        shown = history[-trend.SHOWN :]
        return replace(run, history=shown), history, replace(seen, trend=trend.bars(shown))

    def _last(self, run: Run) -> Run | None:
        """The last report without its rows, where they are this run's too; a damaged one is made anew.

        Only another row makes a night worth a new report. A day, a tally or a duration alone never does.
        """
        try:
            with self._opened(REPORT) or StringIO() as file:
                return document.without_rows(file, run)
        except (UnicodeDecodeError, StateError):
            return None

    def _history(self, world: str) -> tuple[Past, ...]:
        return trend.read(self._text(HISTORY) or "", world, self._shown(HISTORY))

    def _text(self, name: str) -> str | None:
        if (file := self._opened(name)) is None:
            return None
        with file:
            try:
                return file.read()
            except (OSError, UnicodeDecodeError) as error:
                raise self._unreadable(name) from error

    def _opened(self, name: str) -> TextIO | None:
        """The file of this name as an earlier run left it, or None."""
        if self._earlier is not None:
            return StringIO(self._earlier[name]) if name in self._earlier else None
        path = self.folder / name
        if path.exists() and not path.is_file():  # a device or a pipe, or a link to one, may have no end
            raise self._unreadable(name)
        try:
            return path.open(encoding="utf-8")
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._unreadable(name) from error

    def _unreadable(self, name: str) -> StateError:
        return StateError(
            f"{self.folder / name}: cannot be read", hint="Check its permissions, or restore it from git."
        )

    def _shown(self, name: str) -> str:
        return f"{self._place}/{name}"


def _written(folder: Path, files: Iterable[tuple[str, Text]]) -> list[Path]:
    with together(folder) as batch:
        return [folder / name for name, text in files if batch.write(name, text)]


def _parts(run: Run) -> Iterable[Run]:
    return run.by_catalogue().values()


def _enriched(part: Run) -> Iterator[tuple[str, Text]]:
    (catalogue,) = part.catalogues
    text = state.write_enriched(catalogue, part.entries[catalogue.path], part.links, part.world)
    yield f"{catalogue.name}.yaml", text


def _report(run: Run, seen: View) -> Iterator[tuple[str, Text]]:
    """The files that a report consists of, over all catalogues."""
    yield REPORT, document.pieces(run, seen)
    yield "link-health.md", markdown.render(seen)
    yield "link-health.html", html.pieces(seen)
    yield "badge.json", badge.render(run, seen)


def _pages(part: Run, exports: Sequence[str], seen: View) -> Iterator[tuple[str, Text]]:
    """A catalogue for its readers, and in other formats."""
    (catalogue,) = part.catalogues
    known = export.bibliography(part.entries.get(catalogue.path, ()))
    yield f"{catalogue.name}.md", listing.markdown(part, catalogue.name, seen)
    yield f"{catalogue.name}.html", listing.html(part, catalogue.name, export.bibtex.records(known), seen)
    yield from _exported(catalogue, known, exports, part.world)


def _exported(
    catalogue: Catalogue, known: export.Bibliography, formats: Sequence[str], world: str
) -> Iterator[tuple[str, Text]]:
    for name in formats:
        text: Iterable[str] = export.pieces(name, known)
        if name == "bibtex" and world != LIVE:
            text = chain([f"% Demonstration: sandbox world {world}, not the live registries.\n\n"], text)
        yield f"{catalogue.name}{export.EXPORTS[name].suffix}", text


def save_site(folder: Path, run: Run, exports: Sequence[str]) -> list[Path]:
    """Write what a web server shows of a run, with an ``index.html``; gives the files whose content changed.

    Raises:
        UsageError: There is no such format among the exports.
    """
    seen = view.build(run)
    made = chain(_report(run, seen), *(_pages(part, exports, seen) for part in _parts(run)))
    inside = {REPORT, "link-health.md", *(f"{catalogue.name}.md" for catalogue in run.catalogues)}
    files = {name: text for name, text in made if name not in inside}
    files = {"index.html": site.render(seen, files), **files}  # a list may be called index
    folder.mkdir(parents=True, exist_ok=True)
    return _written(folder, files.items())


def exported(run: Run, form: str, catalogue: Catalogue) -> str:
    """A catalogue of a run in an export format.

    Raises:
        UsageError: There is no such format.
    """
    known = export.bibliography(run.entries[catalogue.path])
    return "".join(chain.from_iterable(text for _, text in _exported(catalogue, known, [form], run.world)))
