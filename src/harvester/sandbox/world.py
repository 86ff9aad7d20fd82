"""The world that the stand-in upstreams know: what is registered, where, and what became of it.

A world file is JSON (``harvester/world@1``) with the arguments of ``World`` as its keys.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlsplit, urlunsplit

from pydantic import TypeAdapter, ValidationError

from harvester.errors import UsageError
from harvester.sandbox.faults import DAMAGES
from harvester.sandbox.rows import Article, Capture, Forum, Gist, Handle, Origin, Page, Preprint, Repository, Work
from harvester.sandbox.wayback import capture_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from harvester.sandbox.forge import Forge

SCHEMA = "harvester/world@1"
LANDING = "https://landing.sandbox.example/"
"""Where a DOI leads that has no known landing page (``.example`` is reserved, RFC 2606)."""
ARXIV_PREFIX = "10.48550/arxiv."
"""DOIs of arXiv papers: arXiv registers every one with DataCite."""

Row = TypeVar("Row")


class World:
    """Everything that the stand-ins know, indexed for lookups in constant time.

    The arguments are those of a world file: rows as mappings of plain values.

    Raises:
        UsageError: A row does not fit its class, or two rows have one name; all such rows are listed.
    """

    def __init__(
        self,
        *,
        name: str = "plain",
        note: str = "",
        works: Iterable[Mapping[str, Any]] = (),
        arxiv: Iterable[Mapping[str, Any]] = (),
        handles: Iterable[Mapping[str, Any]] = (),
        repositories: Iterable[Mapping[str, Any]] = (),
        gists: Iterable[Mapping[str, Any]] = (),
        openreview: Iterable[Mapping[str, Any]] = (),
        pubmed: Iterable[Mapping[str, Any]] = (),
        captures: Iterable[Mapping[str, Any]] = (),
        origins: Iterable[Mapping[str, Any]] = (),
        pages: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        self.name = name
        self.note = note
        self.forge: Forge | None = None  # what can be written to; put there by whoever runs the sandbox
        self.works = {row.doi.lower(): row for row in _rows(Work, works, "works", "doi")}
        self.preprints = {row.id: row for row in _rows(Preprint, arxiv, "arxiv", "id")}
        self.handles = {row.doi.lower(): row for row in _rows(Handle, handles, "handles", "doi")}
        self.repositories = {row.name.lower(): row for row in _rows(Repository, repositories, "repositories", "name")}
        self.gists = {row.id: row for row in _rows(Gist, gists, "gists", "id")}
        self.forums = {row.id: row for row in _rows(Forum, openreview, "openreview", "id")}
        self.pmids = {row.pmid: row for row in _rows(Article, pubmed, "pubmed", "pmid")}
        self.pmcids = {row.pmcid: row for row in self.pmids.values() if row.pmcid}
        self.captures: dict[str, list[Capture]] = {}
        for capture in _rows(Capture, captures, "captures", ""):
            self.captures.setdefault(capture_key(capture.url), []).append(capture)
        self.origins = {row.url: row for row in _rows(Origin, origins, "origins", "")}
        pages = pages or {}
        self.pages = dict(
            zip(map(page_key, pages), _rows(Page, pages.values(), "pages", ""), strict=True),
        )
        if strange := {page.behaviour for page in self.pages.values()} - {None, "no-head", *DAMAGES}:
            raise UsageError(f"pages: no such behaviour: {', '.join(sorted(map(str, strange)))}")
        self.hosts = {urlsplit(url).netloc for url in self.pages}
        self.repository_ids = {name: number for number, name in enumerate(self.repositories, start=1_000_000)}
        self.repository_names = {number: name for name, number in self.repository_ids.items()}
        self.owners: dict[str, str] = {}
        for repository in self.repositories.values():
            if repository.status == 200 and not repository.moved_to:
                owner = repository.name.partition("/")[0]
                self.owners.setdefault(owner.lower(), owner)
        self.prefixes = {
            handle.doi.partition("/")[0]: handle.agency
            for handle in (*self.handles.values(), *map(_handle_of_work, self.works.values()))
        }
        self.alternative_ids: dict[str, list[Work]] = {}
        for work in self.works.values():
            for alternative in work.alternative_id:
                self.alternative_ids.setdefault(alternative.lower(), []).append(work)

    @classmethod
    def load(cls, source: str | Path) -> World:
        """The shipped world of that name, or the world file at that path.

        Raises:
            UsageError: There is no such world, or the file is none; the message names the file.
        """
        if isinstance(source, str):
            folder = files("harvester.sandbox") / "worlds"
            shipped = {path.name.removesuffix(".json"): path for path in folder.iterdir()}
            if source not in shipped:
                names = ", ".join(sorted(shipped))
                raise UsageError(f"no world named {source!r}", hint=f"Shipped worlds: {names}.")
            where, text = source, shipped[source].read_text(encoding="utf-8")
        else:
            try:
                where, text = str(source), source.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise UsageError(f"{source}: cannot be read: {error}") from error
        try:
            data = json.loads(text)
        except ValueError as error:
            raise UsageError(f"{where}: not JSON: {error}") from error
        if not isinstance(data, dict) or data.pop("schema", None) != SCHEMA:
            raise UsageError(f"{where}: not a world file", hint=f'It must hold "schema": "{SCHEMA}".')
        try:
            return cls(**data)
        except TypeError as error:
            raise UsageError(f"{where}: {error}") from error
        except UsageError as error:
            raise UsageError(f"{where}: {error}", hint=error.hint) from error

    def handle(self, doi: str) -> Handle | None:
        """What the handle system holds for a DOI in any case, or None."""
        key = doi.lower()
        if key in self.handles:
            return self.handles[key]
        if key in self.works:
            return _handle_of_work(self.works[key])
        preprint = self.preprints.get(key.removeprefix(ARXIV_PREFIX)) if key.startswith(ARXIV_PREFIX) else None
        if preprint:
            return Handle(doi=doi, agency="DataCite", url=f"https://arxiv.org/abs/{preprint.id}")
        return None

    def agency(self, name: str) -> str | None:
        """The registration agency of a DOI or of a bare prefix, or None."""
        if "/" not in name:
            return "DataCite" if name == ARXIV_PREFIX.partition("/")[0] else self.prefixes.get(name)
        handle = self.handle(name)
        return handle.agency if handle else None


def landing_page(doi: str) -> str:
    """The address that stands for a DOI's unknown landing page."""
    return LANDING + quote(doi.lower(), safe="/")


def page_key(url: str) -> str:
    """A URL as pages are looked up: host in lower case, a path at least ``/``, no fragment."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.lower(), parts.path or "/", parts.query, ""))


def _handle_of_work(work: Work) -> Handle:
    return Handle(doi=work.doi, agency=work.registry, url=work.url)


def _rows(row_type: type[Row], rows: Iterable[Mapping[str, Any]], where: str, key: str) -> tuple[Row, ...]:
    try:
        parsed = TypeAdapter(tuple[row_type, ...]).validate_python(list(rows))  # type: ignore[valid-type]
    except ValidationError as error:
        lines = [f"{where}[{'.'.join(map(str, problem['loc']))}]: {problem['msg']}" for problem in error.errors()]
        raise UsageError("\n".join(lines)) from error
    names = [str(getattr(row, key)).lower() for row in parsed] if key else []
    if len(names) != len(set(names)):
        twice = sorted({name for name in names if names.count(name) > 1})
        raise UsageError(f"{where}: listed twice: {', '.join(twice)}")
    return parsed
