"""The journal of a run: every answer as it comes, so that the next run does not ask again what was just answered.

It serves the run that follows at once, and the one that goes on where another was killed. One JSON line stands for one
answer; a batch of them is appended in a single write, and a line that a kill or a full disk has torn is passed over.
Nothing in it is precious: where it cannot be read or written, everything is asked.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

from pydantic import TypeAdapter, ValidationError

from harvester import __version__
from harvester.model import Absent, ArxivId, Doi, Found, Record, RepoName
from harvester.upstream.github import Repository
from harvester.upstream.ncbi import Article
from harvester.upstream.web import Page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import TracebackType

    from harvester.config import Config
    from harvester.lanes import Clock
    from harvester.model import Answer

K = TypeVar("K", bound=str)

HOLDS_S = 3600.0
"""Seconds for which an answer is taken to hold."""

FILE_NAME = "journal.jsonl"

# The model names these types where only type checkers look; pydantic is told here what they are.
_NAMES = {"Mapping": Mapping, "Doi": Doi, "ArxivId": ArxivId, "RepoName": RepoName, "Record": Record}


def _adapter(kind: type) -> TypeAdapter[Any]:
    adapter = TypeAdapter[Any](kind)
    adapter.rebuild(_types_namespace=_NAMES)
    return adapter


_VALUES = {kind.__name__: _adapter(kind) for kind in (str, Record, Repository, Page, Article)}


class Journal:
    """The answers of the last hour. Use it as a context manager: it holds an open file.

    Args:
        path: The file; its folder exists.
        of: What an answer must share with this run to be taken over: see :func:`fingerprint`.
        clock: Time.
        reuse: Whether earlier answers are taken over; new ones are kept in any case.

    Raises:
        OSError: The file cannot be read or written.
    """

    def __init__(self, path: Path, *, of: str, clock: Clock, reuse: bool = True) -> None:
        self._of = of
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[tuple[str, str], bytes] = {}
        kept, whole = [], True
        for text in _read(path):
            line = _line(text)
            if line is None or not 0 <= self._now() - line["at"] < HOLDS_S:
                whole = False
                continue
            kept.append(text)
            if reuse and line["of"] == of:
                self._known[line["question"], line["key"]] = text
        if not whole:
            part = path.with_suffix(f".{os.getpid()}.part")
            part.write_bytes(b"".join(kept))
            part.replace(path)
        self._file: int | None = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def __enter__(self) -> Self:
        """Hand out the journal itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self._close()

    def recall(self, question: str, keys: Iterable[K]) -> dict[K, Answer[Any]]:
        """The answers that still hold, for as many of these keys as there are any."""
        found = ((key, self._known.get((question, key))) for key in keys)
        return {key: answer for key, text in found if text and (answer := _answer(json.loads(text))) is not None}

    def record(self, question: str, answers: Mapping[K, Answer[Any]]) -> None:
        """Append the answers that state a fact; whatever was unavailable is asked again."""
        lines = [
            {"of": self._of, "at": self._now(), "question": question, "key": key, **said}
            for key, answer in answers.items()
            if (said := _said(answer))
        ]
        data = b"".join(json.dumps(line, separators=(",", ":")).encode() + b"\n" for line in lines)
        with self._lock:
            if self._file is None or not data:
                return
            try:
                os.write(self._file, data)
            except OSError:
                self._close()

    def _close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _now(self) -> float:
        return self._clock.now().timestamp()


def open_journal(config: Config, *, world: str, clock: Clock, reuse: bool = True) -> Journal | None:
    """The journal for a run with this configuration, or None where no folder can be written.

    It lies in the user's cache folder, one file for all lists, since a mere check must leave nothing beside a list;
    where there is no such folder, in ``.harvester`` beside ``harvester.yaml``.
    """
    for place in folders(config):
        try:
            folder = place.expanduser()
            folder.mkdir(parents=True, exist_ok=True)
            (folder / ".gitignore").write_text("*\n")
            return Journal(folder / FILE_NAME, of=fingerprint(config, world), clock=clock, reuse=reuse)
        except (OSError, RuntimeError):  # RuntimeError: the user has no home
            continue
    return None


def folders(config: Config) -> tuple[Path, Path]:
    """Where the journal may lie, the better place first; a ``~`` stands as it was given."""
    return _caches() / "harvester", config.root / ".harvester"


def fingerprint(config: Config, world: str) -> str:
    """A digest of what an answer depends on beside its question: the list, our version, and the world that is asked."""
    asked = {name: settings.url for name, settings in config.upstreams}
    told = [str(config.root.resolve()), __version__, world, asked, dict(config.web.remap)]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


def _caches() -> Path:
    named = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return Path(named or "~/.cache")


def _read(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            yield from file
    except FileNotFoundError:
        return


def _line(text: bytes) -> dict[str, Any] | None:
    try:
        line = json.loads(text) if text.endswith(b"\n") else None
    except (ValueError, RecursionError):
        return None
    names = ("of", "question", "key")
    if not isinstance(line, dict) or not all(isinstance(line.get(name), str) for name in names):
        return None
    return line if isinstance(line.get("at"), float) else None


def _said(answer: Answer[Any]) -> dict[str, Any]:
    match answer:
        case Found(value) if adapter := _VALUES.get(kind := _kind(value)):
            return {"kind": kind, "found": adapter.dump_python(value, mode="json", exclude_defaults=True)}
        case Absent(evidence):
            return {"absent": evidence}
        case _:
            return {}


def _kind(value: object) -> str:
    return "str" if isinstance(value, str) else type(value).__name__


def _answer(line: Mapping[str, Any]) -> Answer[Any] | None:
    if isinstance(evidence := line.get("absent"), str):
        return Absent(evidence)
    adapter = _VALUES.get(str(line.get("kind")))
    try:
        return Found(adapter.validate_python(line.get("found"))) if adapter else None
    except ValidationError:
        return None
