"""How many of the faults that mutmut plants in each package the tests notice.

Usage: python tools/mutation_score.py FLOOR [FOLDER]

Prints a table and exits with 1 where the total is below FLOOR, in per cent. FOLDER is where mutmut works, ``mutants``.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

_SURVIVED = frozenset({0, 5, 33})
"""What mutmut notes for a fault that no test notices, or that no test comes near (its ``stats.py``)."""


@dataclass(slots=True)
class Score:
    """Faults that were planted in one package, and how many of them went unnoticed."""

    planted: int = 0
    survived: int = 0

    @property
    def share(self) -> float:
        """Per cent that were noticed; 100 where there were none."""
        return 100 * (1 - self.survived / self.planted) if self.planted else 100.0


def scores(folder: Path) -> dict[str, Score]:
    """The score of each package and top-level module, and of all under ``total``; what was not run is left out."""
    found: dict[str, Score] = defaultdict(Score)
    package = folder / "src/harvester"
    for path in sorted(package.rglob("*.meta")):
        name = path.relative_to(package).parts[0].removesuffix(".py.meta")
        for code in json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"].values():
            if code is not None:
                for score in (found[name], found["total"]):
                    score.planted += 1
                    score.survived += code in _SURVIVED
    return dict(sorted(found.items(), key=lambda item: (item[0] == "total", item[0])))


def table(found: dict[str, Score]) -> str:
    """The scores as a table of Markdown."""
    rows = [f"| {name} | {one.planted:,} | {one.survived:,} | {one.share:.1f} % |" for name, one in found.items()]
    return "\n".join(["| package | faults planted | unnoticed | noticed |", "|---|--:|--:|--:|", *rows])


def main(arguments: list[str]) -> int:
    """The exit code: 0 where the total is at or above the floor."""
    found = scores(Path(*arguments[1:2] or ["mutants"]))
    print(table(found))
    return 0 if "total" in found and found["total"].share >= float(arguments[0]) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
