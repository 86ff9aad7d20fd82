"""A demonstration says something about its own list, and nothing about anybody else's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from harvester import read
from harvester.demonstration import knows
from harvester.identify import identify, identify_url
from harvester.sandbox import World
from support import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support import Ended

WORLD = World.load("medical-data-synthesis")


def test_it_knows_every_link_of_its_own_list() -> None:
    catalogue = read.load(ROOT / "data/raw/medical-data-synthesis.md")
    links = [link for entry in catalogue.entries for link in entry.links]
    assert len(links) > 90
    assert [link.url for link in links if not knows(WORLD, identify(link))] == []


@pytest.mark.parametrize(
    ("url", "known"),
    [
        ("https://doi.org/10.1038/s41586-020-2649-2", False),
        ("https://doi.org/10.3390/s23198328", True),
        ("https://arxiv.org/abs/1706.03762", False),
        ("https://arxiv.org/abs/2303.02475v2", True),
        ("https://github.com/numpy/numpy", False),
        ("https://github.com/maxbagga/ScarletEagle1", True),
        ("https://github.com/numpy", False),
        ("https://gist.github.com/octocat/6cad326836d38bd3a7ae", False),
        ("https://openreview.net/forum?id=rJXMpikCZ", False),
        ("https://pubmed.ncbi.nlm.nih.gov/32939066/", False),
        ("https://pmc.ncbi.nlm.nih.gov/articles/PMC7759461/", False),
        ("https://www.sciencedirect.com/science/article/pii/S0893608014002135", False),
        ("https://aclanthology.org/P19-1001/", False),
        ("https://example.net/paper.html", False),
    ],
)
def test_what_it_knows(url: str, *, known: bool) -> None:
    assert knows(WORLD, identify_url(url)) == known


def test_another_list_is_neither_asked_about_nor_accused(harvester: Callable[..., Ended], tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(
        "# L\n\n- **Mine.** [Paper](https://doi.org/10.1038/s41586-020-2649-2) [Code](https://github.com/numpy/numpy)\n"
        "- **Theirs.** [Paper](https://arxiv.org/abs/2303.02475) [Page](https://numpy.org/)\n"
    )
    ended = harvester("check", "--sandbox", "--format", "json")
    assert ended.code == 0, ended.err
    told = json.loads(ended.out)
    assert {name: tally["asked"] for name, tally in told["upstreams"].items()} == {"arxiv": 1}
    verdicts = {link["url"]: (link["verdict"], link["evidence"]) for link in told["links"]}
    assert verdicts.pop("https://arxiv.org/abs/2303.02475")[0] == "ok"
    assert set(verdicts.values()) == {("unchecked", "not asked: the demonstration knows its own list alone")}
