"""Links into the repository itself in the reports: counted and shown, but rows of no paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from harvester import pipeline, read
from harvester.history import Memory
from harvester.local import Place
from harvester.report import document, listing, view

if TYPE_CHECKING:
    from harvester.model import Run
    from support import FakeTime

TEXT = (
    "# List\n\n## Contents\n\n- [Papers](#papers)\n- [Rays](#rays)\n- [Licence](LICENSE)\n- [Issues](../../issues/)\n"
    "- [Site](https://lab.test-site.net/)\n\n## Papers\n\n- **A paper**. [Paper](https://doi.org/10.5555/1)\n"
)


@pytest.fixture
def run(time: FakeTime) -> Run:
    made, _ = pipeline.run(
        [read.parse(TEXT.encode(), path="README.md")],
        Memory(),
        network=None,
        scope=pipeline.Scope(),
        today=time.start.date(),
        world="live",
        places={"README.md": Place("README.md", {"LICENSE": b""}.get)},
    )
    return made


def test_they_are_counted_with_the_others(run: Run) -> None:
    counts = view.build(run).counts
    assert {verdict.word: number for verdict, number in counts.verdicts} == {"ok": 2, "dead": 1, "unchecked": 2}
    assert (counts.links, counts.healthy, counts.skipped) == (5, 2, 1)
    assert "1 of 6 links belongs to no paper and was not judged" in view.build(run).outside


def test_they_are_no_rows_of_the_list(run: Run) -> None:
    (shelf,) = view.build(run).shelves
    rows = [row for block in shelf.blocks for row in block.rows]
    assert [(row.template, len(row.links)) for row in rows] == [(False, 1)]
    assert shelf.counts.links == 5
    assert "template row" not in "".join(listing.markdown(run, "README"))


def test_a_broken_one_is_shown_at_its_place(run: Run) -> None:
    items = [item for section in view.build(run).sections for group in section.groups for item in group.items]
    (broken,) = [item for item in items if item.what == "#rays"]
    assert (broken.where, broken.row, broken.section, broken.label) == ("L6", "", "Contents", "Rays")
    assert broken.since == "first seen in this run"
    (outside,) = [item for item in items if item.what == "../../issues/"]
    assert outside.evidence == "outside the repository"


def test_they_come_back_out_of_the_document(run: Run) -> None:
    again = document.load(document.text(run))
    assert view.build(again).counts == view.build(run).counts
    assert [link.target.key for link in again.links] == [link.target.key for link in run.links]
