"""Lists with columns of their own, for the page that readers see."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from harvester.model import Fact, Flag, Verdict
from harvester.report import view
from harvester.report.listing.facets import Facet, facets
from harvester.report.listing.papers import Paper, papers
from report.report_book import Book, run_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from harvester.model import Run

LEGEND = {"F": "Fidelity", "P": "Privacy"}

Fields = tuple[tuple[str, str], ...]


def book_of(rows: Sequence[tuple[str, Fields]], *, code: bool = True) -> Book:
    """A list of such rows: section and columns; each third has code, the years go round in fours."""
    book = Book(name="list", title="A list")
    for number, (section, fields) in enumerate(rows):
        links = [(f"https://doi.org/10.1000/{number}", Verdict.OK, "registered")]
        if code and number % 3 == 0:
            links.append((f"https://github.com/lab/code-{number}", Verdict.OK, "repository exists"))
        book.paper(
            section,
            links,
            title=f"Study {number}",
            authors=("Ada Lovelace", "Alan Turing"),
            venue="Sensors",
            date_=str(2020 + number % 4),
            fields=fields,
        )
    return book


def listed(run: Run) -> tuple[Paper, ...]:
    """The papers of its first list."""
    catalogue = run.catalogues[0]
    return papers(run, catalogue, view.build(run).shelves[0])


def facets_of(rows: Sequence[tuple[str, Fields]], legend: Mapping[str, str] = LEGEND) -> dict[str, Facet]:
    """The facets of a list of such rows, by their names."""
    return {facet.key: facet for facet in facets(listed(run_of(book_of(rows))), legend)}


def column(*cells: str, header: str = "Type") -> list[tuple[str, Fields]]:
    """Rows of one section that have one column."""
    return [("Papers", ((header, cell),)) for cell in cells]


def readers_list() -> Run:
    """24 papers in two sections with a legend, several values in a cell, a retracted paper and a template row."""
    book = book_of(
        [
            (
                ("Signals", "Images")[number // 12],
                (
                    ("Type", ("GAN", "gan", "VAE", "Diffusion Model", "Diffusion Models")[number % 5]),
                    ("Evaluation", ("U, F", "F", "P, F", "U")[number % 4]),
                    ("Architecture", f"Net {number}"),
                ),
            )
            for number in range(24)
        ]
    )
    book.entries[1] = replace(
        book.entries[1],
        flags=(Flag.RETRACTED,),
        facts=(
            Fact(
                flag=Flag.RETRACTED,
                about=book.entries[1].id,
                source="crossref",
                evidence="retracted by the publisher on 1 May 2024",
                value="10.1000/notice",
            ),
        ),
    )
    book.entries[2] = replace(book.entries[2], title="", flags=(Flag.NO_METADATA,))
    book.template("Signals")
    run = run_of(book)
    return replace(run, catalogues=(replace(run.catalogues[0], legend=LEGEND),))
