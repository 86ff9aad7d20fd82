"""Score what the reader sees in a catalogue against an answer key.

    python benchmarks/read_score.py [-v] [CATALOGUE KEY …]

Without files, every key of the corpus beside the repository (``../shared/corpus``) is scored. A key is JSON:
``entries`` with ``line``, ``title``, ``paper_links``, ``code_links``, ``other_links``, ``malformed_links``, ``date``,
``venue``, ``section`` and ``kind``. Entries are paired by line; only those of kind ``paper`` weigh, the others may be
listed or not. Titles are compared in lower case without punctuation; a link counts when address and role agree.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from harvester import read
from harvester.model import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from harvester.model import Catalogue, Entry

FIELDS = ("entries", "titles", "links", "links with roles", "malformed", "section", "date", "venue")


@dataclass
class Tally:
    """Hits and misses of one field."""

    found: int = 0
    missed: list[str] = field(default_factory=list)
    surplus: list[str] = field(default_factory=list)

    def compare(self, where: str, key: Iterable[Any], ours: Iterable[Any]) -> None:
        """Count what both have and what only one has."""
        left, right = set(key), set(ours)
        self.found += len(left & right)
        self.missed += [f"{where}: {item}" for item in sorted(left - right, key=str)]
        self.surplus += [f"{where}: {item}" for item in sorted(right - left, key=str)]

    @property
    def recall(self) -> float:
        """Share of the key that was found."""
        return self.found / (self.found + len(self.missed)) if self.found + len(self.missed) else 1.0

    @property
    def precision(self) -> float:
        """Share of what was found that is in the key."""
        return self.found / (self.found + len(self.surplus)) if self.found + len(self.surplus) else 1.0


def score(catalogue: Catalogue, key: dict[str, Any]) -> dict[str, Tally]:
    """Compare a reading with its key, field by field."""
    tallies = {name: Tally() for name in FIELDS}
    ours = {entry.line: entry for entry in catalogue.entries}
    theirs = {entry["line"]: entry for entry in key["entries"]}
    weighed = {line for line, entry in theirs.items() if entry.get("kind", "paper") == "paper"}
    free = theirs.keys() - weighed
    tallies["entries"].compare("line", weighed, {line for line in ours if line not in free})
    for line in sorted(weighed):
        entry = ours.get(line)
        for name, (left, right) in _pairs(theirs[line], entry):
            tallies[name].compare(f"line {line}", left, right)
    return tallies


def _pairs(key: dict[str, Any], entry: Entry | None) -> Iterator[tuple[str, tuple[set[Any], set[Any]]]]:
    roles = {(url, role) for role in ("paper", "code", "other") for url in key.get(f"{role}_links") or ()}
    ours = {(link.url, _three(link.role)) for link in entry.links} if entry else set()
    yield "titles", (_one(_bare(key["title"])), _one(_bare(entry.title if entry else None)))
    yield "links", ({url for url, _ in roles}, {url for url, _ in ours})
    yield "links with roles", (roles, ours)
    broken = {item["as_written"] for item in key.get("malformed_links") or ()}
    yield "malformed", (broken, {link.url for link in entry.malformed} if entry else set())
    yield "section", ({tuple(key["section"])}, {entry.section} if entry else set())
    yield "date", (_one(key.get("date")), _one(entry.date if entry else None))
    yield "venue", (_one(key.get("venue")), _one(entry.venue if entry else None))


def _three(role: Role) -> str:
    """Keys know three roles: projects and data count as other."""
    return role.value if role in {Role.PAPER, Role.CODE} else "other"


def _one(value: str | None) -> set[str]:
    return {value} if value else set()


def _bare(title: str | None) -> str | None:
    return " ".join(re.sub(r"[^\w\s]", " ", title.lower()).split()) if title else None


def main() -> None:
    """Print a table of recall and precision, and with ``-v`` every disagreement."""
    parser = argparse.ArgumentParser(description="Score the reader against answer keys.")
    parser.add_argument("files", nargs="*", type=Path, metavar="CATALOGUE KEY")
    parser.add_argument("-v", "--verbose", action="store_true", help="list every disagreement")
    options = parser.parse_args()
    files = options.files or _corpus()
    if not files or len(files) % 2:
        parser.error("give a catalogue and its key" if not files else "give a key for every catalogue")
    console = Console(width=100)
    for path, key_path in zip(files[::2], files[1::2], strict=True):
        began = time.perf_counter()
        catalogue = read.load(path)
        seconds = time.perf_counter() - began
        tallies = score(catalogue, json.loads(key_path.read_text()))
        console.print(_table(f"{path.name}, read in {seconds * 1000:.0f} ms", tallies))
        if options.verbose:
            for name, tally in tallies.items():
                for word, items in (("missed", tally.missed), ("surplus", tally.surplus)):
                    for item in items:
                        console.print(f"{name} {word} {item}", markup=False, highlight=False)


def _corpus() -> list[Path]:
    """Catalogues and keys of the corpus beside the repository, in turn; empty where there is none."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "corpus"
    keys = sorted((folder / "keys").glob("*.json"))
    return [path for key in keys for path in (folder / key.stem, key)]


def _table(title: str, tallies: dict[str, Tally]) -> Table:
    table = Table("field", "in key", "recall", "precision", title=title)
    for name, tally in tallies.items():
        total = tally.found + len(tally.missed)
        table.add_row(name, str(total), f"{tally.recall:.1%}", f"{tally.precision:.1%}")
    return table


if __name__ == "__main__":
    main()
