"""The list that chaos is let loose on: it asks every upstream, in many small requests, and its truth is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from harvester.model import Verdict
from harvester.sandbox import World

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PATH = "chaos.md"

BATCHES = {"crossref": 3, "doi": 2, "datacite": 1, "arxiv": 2, "github": 3, "ncbi": 2}
"""Identifiers in one request: few, so that one request of a hundred may be struck and the others not."""

CONTROL = "1706.03762"
"""The paper by which arXiv is known to be well."""


@dataclass(frozen=True, slots=True)
class Case:
    """One link and what is true of it.

    Attributes:
        truth: The verdict of a healthy night.
        home: The upstream whose word makes it so.
    """

    url: str
    truth: Verdict
    home: str


@dataclass(frozen=True, slots=True)
class Scene:
    """The catalogue, its truth, and the world that knows it."""

    text: str
    cases: Mapping[str, Case]
    world: World


class _Cast:
    """What is put on the scene, kind by kind."""

    def __init__(self) -> None:
        self.cases: list[Case] = []
        self.rows: dict[str, list[dict[str, Any]]] = {}
        self.pages: dict[str, dict[str, Any]] = {}

    def link(self, url: str, truth: Verdict, home: str) -> None:
        self.cases.append(Case(url, truth, home))

    def row(self, table: str, **row: Any) -> None:
        self.rows.setdefault(table, []).append(row)

    def page(self, url: str, truth: Verdict, **page: Any) -> None:
        self.link(url, truth, "web")
        self.pages[url] = page


def scene(size: int = 2) -> Scene:
    """The scene, in a size that says how many there are of everything, about 45 links for each step."""
    cast = _Cast()
    for n in range(size):
        _dois(cast, n)
        _preprints(cast, n)
        _repositories(cast, n)
        _articles(cast, n)
        _pages(cast, n)
    cast.row("arxiv", id=CONTROL, title="Attention Is All You Need", published="2017-06-12", authors=["Ashish Vaswani"])
    rows = "".join(_entry(number, case) for number, case in enumerate(cast.cases))
    return Scene(
        text=f"# A list in bad weather\n\n## Papers\n\n{rows}",
        cases={case.url: case for case in cast.cases},
        world=World(name="chaos", pages=cast.pages, **cast.rows),  # type: ignore[arg-type]
    )


def _entry(number: int, case: Case) -> str:
    return f"- **Work {number}**. [Paper]({case.url})\n"


_FAMILIES = ("Müller, Jörg", "O'Brien, Aoife", "Nguyễn, Thị Hoa", "van der Berg, Anna", "李, 明")


def _work(n: int, what: str) -> dict[str, Any]:
    """What a registry knows of a work; not all of it is ASCII, so that a torn byte can do harm."""
    return {
        "title": f"Synthèse of médical images, part {n}: {what}",
        "authors": [_FAMILIES[n % 5], _FAMILIES[(n + 2) % 5]],
        "venue": "Medical Image Analysis – Zürich",
        "publisher": "Elsevier BV",
        "issued": [2020 + n % 6, 1 + n % 12, 1 + n % 28],
    }


def _dois(cast: _Cast, n: int) -> None:
    def doi(name: str, truth: Verdict, home: str, table: str = "", **row: Any) -> None:
        cast.link(f"https://doi.org/{quote(name, safe='/')}", truth, home)
        if table:
            cast.row(table, doi=name, **row)

    for part in range(8):
        doi(
            f"10.1016/j.media.2023.{n:03d}{part:03d}",
            Verdict.OK,
            "crossref",
            "works",
            **_work(n * 8 + part, "crossref"),
        )
    odd = f"10.1002/(sici)1097-0258(19980815)17:15<{n}::aid-sim968>3.0.co;2-2"
    doi(odd, Verdict.OK, "crossref", "works", **_work(n, "odd"))
    for part in range(2):
        name = f"10.5281/zenodo.{n:03d}{part:03d}"
        doi(name, Verdict.OK, "datacite", "works", registry="DataCite", **_work(n * 2 + part, "datacite"))
    doi(f"10.11501/{n:06d}", Verdict.OK, "doi", "handles", agency="JaLC")
    doi(f"10.3205/handle{n:04d}", Verdict.OK, "doi", "handles", agency="OP")
    doi(f"10.1016/j.nowhere.2023.{n:06d}", Verdict.DEAD, "doi")
    short = f"10/abc{n}"
    cast.link(f"https://doi.org/{short}", Verdict.OK, "doi")
    cast.row("handles", doi=short, alias=f"10.1016/j.media.2023.{n:03d}000")


def _preprints(cast: _Cast, n: int) -> None:
    for part in range(4):
        key = f"2301.{n:02d}{part + 1:03d}"
        cast.link(f"https://arxiv.org/abs/{key}", Verdict.OK, "arxiv")
        names = ["Émile Borel", "Zoë Šimić"]
        cast.row("arxiv", id=key, title=f"Préprint {n} {part}", published="2023-01-02", authors=names)
    cast.link(f"https://arxiv.org/abs/2302.{n + 20_000:05d}", Verdict.DEAD, "arxiv")
    for part in range(2):
        forum = f"oPen{n:03d}{part:03d}"
        cast.link(f"https://openreview.net/forum?id={forum}", Verdict.OK, "openreview")
        cast.row("openreview", id=forum, title=f"Fórum {n} {part}", authors=["Ada Løvelace"], venue="ICLR", open=True)


def _repositories(cast: _Cast, n: int) -> None:
    owner = f"lab{n}"
    for name in ("alpha", "beta", "gamma", "delta"):
        cast.link(f"https://github.com/{owner}/{name}", Verdict.OK, "github")
        cast.row(
            "repositories", name=f"{owner}/{name}", description=f"Code of {name} – naïve", paths=["README.md", "src"]
        )
    cast.link(f"https://github.com/{owner}/alpha/tree/main/src", Verdict.OK, "github")
    cast.link(f"https://github.com/{owner}/beta/blob/main/lost.py", Verdict.DEAD, "github")
    cast.link(f"https://github.com/{owner}/former", Verdict.MOVED, "github")
    cast.row("repositories", name=f"{owner}/former", moved_to=f"{owner}/gamma")
    cast.link(f"https://github.com/{owner}", Verdict.OK, "github")
    gist = f"{n:02d}5a315d61ae9438b18d"
    cast.link(f"https://gist.github.com/{owner}/{gist}", Verdict.OK, "github")
    cast.row("gists", id=gist, owner=owner)
    for kept in (True, False):
        gone = f"https://github.com/{owner}/gone-{kept}".lower()
        cast.link(gone, Verdict.DEAD, "github")
        if kept:
            cast.row("origins", url=gone)


def _articles(cast: _Cast, n: int) -> None:
    for part in range(3):
        number = f"3{n:03d}{part:03d}"
        cast.link(f"https://pubmed.ncbi.nlm.nih.gov/{number}/", Verdict.OK, "ncbi")
        doi = {"doi": f"10.1016/j.media.2023.{n:03d}00{part}"} if part else {}
        cast.row(
            "pubmed",
            pmid=number,
            title=f"Étude {n} {part}",
            authors=["Müller J"],
            journal="Méd",
            published="2021 May",
            **doi,
        )
    cast.link(f"https://pubmed.ncbi.nlm.nih.gov/9{n:03d}999/", Verdict.DEAD, "ncbi")


_TEXT = "<p>We release code, weights and data for the synthesis of medical images, with all scripts.</p>"


def _body(title: str) -> str:
    return f"<!doctype html><html><head><title>{title}</title></head><body><h1>{title}</h1>{_TEXT}</body></html>"


def _pages(cast: _Cast, n: int) -> None:
    lab = f"https://lab{n}.imaging-net.org"
    for part in range(3):
        cast.page(f"{lab}/page/{part}", Verdict.OK, body=_body(f"Projet d’imagerie {n} {part}"))
        cast.page(f"https://own{n}{part}.imaging-net.org/", Verdict.OK, body=_body(f"Groupe {n} {part}"))
    cast.page(f"{lab}/old", Verdict.MOVED, status=301, location="/page/0")
    cast.page(f"{lab}/file.pdf", Verdict.OK, body="%PDF-1.7 é", headers={"Content-Type": "application/pdf"})
    cast.page(f"{lab}/missing", Verdict.FAILING, status=404)
    for part in range(3):
        gone = f"https://gone{n}.imaging-net.org/{part}"
        cast.page(gone, Verdict.DEAD, status=410)
        if part:
            cast.row("captures", url=gone, timestamp=f"2024010203040{part}")


def asked(scene: Scene, home: str) -> Iterator[Case]:
    """The cases that one upstream speaks of."""
    return (case for case in scene.cases.values() if case.home == home)
