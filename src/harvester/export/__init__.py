"""The catalogue in the formats that other programs read: BibTeX, CSL-JSON, RIS and CSV.

The three bibliographic formats hold one record per citable work (see ``works``); the CSV holds every entry.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from harvester.errors import UsageError
from harvester.export import bibtex, csl, ris, spreadsheet
from harvester.export.works import Bibliography, bibliography

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from harvester.model import Enriched

__all__ = ["EXPORTS", "Bibliography", "Exporter", "bibliography", "pieces", "render"]


@dataclass(frozen=True, slots=True)
class Exporter:
    """One format.

    Attributes:
        suffix: What follows the catalogue's name in a file name, dot included.
        description: What it is and who reads it, one line.
        pieces: Turns a catalogue's entries and works into the text of a file, which encodes as UTF-8.
    """

    suffix: str
    description: str
    pieces: Callable[[Bibliography], Iterator[str]]


EXPORTS: Final[Mapping[str, Exporter]] = MappingProxyType(
    {
        "bibtex": Exporter(".bib", "BibTeX, for LaTeX with biber or BibTeX", bibtex.pieces),
        "csl-json": Exporter(".csl.json", "CSL-JSON, for pandoc, Zotero and citeproc", csl.pieces),
        "ris": Exporter(".ris", "RIS, for EndNote, Mendeley and Zotero", ris.pieces),
        "csv": Exporter(".csv", "CSV, every entry, for spreadsheets", spreadsheet.pieces),
    }
)
"""The formats by the name that a user gives."""


def render(name: str, entries: Sequence[Enriched]) -> str:
    """The entries in the format of that name, in the order given. Raises UsageError for an unknown name."""
    return "".join(pieces(name, bibliography(entries)))


def pieces(name: str, known: Bibliography) -> Iterator[str]:
    """The same piece by piece, from works that have been made out."""
    if (exporter := EXPORTS.get(name)) is None:
        raise UsageError(f"there is no export named {name!r}", hint=f"choose one of: {', '.join(EXPORTS)}")
    return exporter.pieces(known)
