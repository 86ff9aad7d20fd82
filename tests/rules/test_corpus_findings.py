"""Real lists whose links are all alive: every finding about them was read beside its row, and none is to come unseen.

``benchmarks/corpus_findings.py`` prints them. Skipped where the corpus is not beside us.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from corpus_findings import alive

from harvester import read
from support import SHARED

if TYPE_CHECKING:
    from pathlib import Path

FILES = sorted(path for path in (SHARED / "corpus").glob("*__*") if path.is_file())
RULES = ("placeholder", "malformed", "duplicate", "code-is-paper", "mismatch")

pytestmark = pytest.mark.skipif(not FILES, reason="the corpus is not beside the repository")

# All of them right: template rows and empty destinations, slips in addresses, entries of one work, papers under a label
# of code, and one link under the titles of two papers.
JUDGED = {
    "DeweiHu": (0, 1, 0, 0, 0),
    "DmitryRyumin": (0, 0, 1, 0, 0),
    "GT-RIPL": (0, 0, 5, 0, 2),
    "JuneYaooo": (0, 0, 1, 0, 0),
    "OmicsML": (0, 1, 16, 0, 2),
    "benedekrozemberczki": (0, 1, 1, 0, 0),
    "hindupuravinash": (0, 0, 2, 0, 0),
    "hurcy": (0, 0, 0, 0, 1),
    "mahmoudibrahim98": (10, 1, 0, 0, 0),
    "opendilab": (6, 0, 2, 0, 1),
    "qingsongedu": (74, 0, 3, 5, 1),
    "rguo12": (0, 0, 0, 1, 0),
    "weitianxin": (74, 0, 0, 0, 0),
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name.split("__")[0])
def test_nothing_is_found_that_a_reader_of_the_row_would_reject(path: Path) -> None:
    numbers = Counter(finding.rule for finding in alive(read.load(path, shown=path.name)).findings)
    assert tuple(numbers[rule] for rule in RULES) == JUDGED.get(path.name.split("__")[0], (0,) * len(RULES))
