"""The repairs that are certain, and those that never are, from the sandbox's answers to the edited line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from harvester import pipeline, read, repair
from harvester.history import Memory
from harvester.model import Certainty, Run
from harvester.network import connect
from harvester.sandbox import Sandbox, World
from support import sandbox_config

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from support import FakeTime

LAB = "https://lab.test-site.net"
PLAIN = LAB.replace("https", "http")

WORLD: dict[str, Any] = {
    "repositories": [{"name": "old/name", "moved_to": "new/name"}, {"name": "new/name"}, {"name": "kept/name"}],
    "works": [{"doi": "10.1000/182", "title": "A paper", "url": "https://publisher.test-site.net/landing"}],
    "arxiv": [
        {"id": f"2301.0000{number}", "title": f"Paper {number}", "published": "2023-01-01"} for number in range(1, 7)
    ],
    "pages": {
        f"{LAB}/here": {"title": "Here"},
        f"{LAB}/new": {"title": "New"},
        f"{LAB}/": {"title": "Lab"},
        f"{LAB}/login?next=/item/7": {"title": "Log in"},
        f"{LAB}/moved": {"status": 301, "location": f"{LAB}/new"},
        f"{LAB}/for-good": {"status": 308, "location": f"{LAB}/new"},
        f"{LAB}/for-now": {"status": 302, "location": f"{LAB}/new"},
        f"{LAB}/item/7": {"status": 301, "location": f"{LAB}/login?next=/item/7"},
        f"{LAB}/item/8": {"status": 301, "location": f"{LAB}/"},
        f"{LAB}/item/9": {"status": 301, "location": f"{LAB}/nowhere"},
        f"{PLAIN}/here": {"status": 301, "location": f"{LAB}/here"},
        f"{PLAIN}/new": {"title": "New"},
        f"{LAB}/stop.": {"status": 410},
        f"{LAB}/stop": {"title": "Stop"},
        f"{LAB}/stopped.": {"status": 410},
    },
}


@pytest.fixture(scope="module")
def world() -> Iterator[Sandbox]:
    with Sandbox(World(**WORLD)) as running:
        yield running


@pytest.fixture
def judged(world: Sandbox, time: FakeTime) -> Callable[[str], Run]:
    def judge(text: str) -> Run:
        with connect(sandbox_config(world), token="sandbox-token", clock=time.clock()) as network:
            return pipeline.run(
                [read.parse(text.encode(), path="list.md")],
                Memory(),
                network=network,
                scope=pipeline.Scope(),
                today=time.start.date(),
                world="test",
            )[0]

    return judge


CASES = [
    # nothing to mend
    (f"{LAB}/here", None, None),
    ("https://github.com/kept/name", None, None),
    ("https://arxiv.org/abs/2301.00001v1", None, None),
    # a temporary address, a login, a front page and a page that is gone are no new address
    (f"{LAB}/for-now", None, None),
    (f"{LAB}/item/7", None, None),
    (f"{LAB}/item/8", None, None),
    (f"{LAB}/item/9", None, None),
    # a DOI stays a DOI, whatever its landing page
    ("https://doi.org/10.1000/182", None, None),
    # https is not taken for granted
    (f"{PLAIN}/new", None, None),
    # what is mended and not there, nobody vouches for
    ("https://doi.org/10.1000/ 999", None, "https://doi.org/10.1000/999"),
    (f"{LAB}/stopped.", None, None),
    ("htps://nowhere.test-site.net/x", None, "https://nowhere.test-site.net/x"),
    # renamed, moved for good
    ("https://github.com/old/name", "https://github.com/new/name", None),
    (f"{LAB}/moved", f"{LAB}/new", None),
    (f"{LAB}/for-good", f"{LAB}/new", None),
    # http to https, proven by the server or known of the host
    (f"{PLAIN}/here", f"{LAB}/here", None),
    ("http://arxiv.org/abs/2301.00002v1", "https://arxiv.org/abs/2301.00002v1", None),
    ("http://github.com/kept/name", "https://github.com/kept/name", None),
    # canonical forms
    ("http://dx.doi.org/10.1000/182", "https://doi.org/10.1000/182", None),
    ("https://arxiv.org/pdf/2301.00003", "https://arxiv.org/abs/2301.00003", None),
    ("arXiv:2301.00004", "https://arxiv.org/abs/2301.00004", None),
    ("doi:10.1000/182", "https://doi.org/10.1000/182", None),
    ("https://doi.org/https://doi.org/10.1000/182", "https://doi.org/10.1000/182", None),
    # stray blanks and dots
    ("https://doi.org/10.1000/ 182", "https://doi.org/10.1000/182", None),
    (f"{LAB}/here ", f"{LAB}/here", None),
    (f" {LAB}/here", f"{LAB}/here", None),
    ("https://doi.org/10.1000/182.", "https://doi.org/10.1000/182", None),
    (f"{LAB}/stop.", f"{LAB}/stop", None),
]


def test_each_link_is_mended_as_far_as_it_is_proven(judged: Callable[[str], Run]) -> None:
    habit = "".join(f"- Paper {n}. [abs](https://arxiv.org/abs/2301.0000{n})\n" for n in range(1, 7))
    rows = "".join(f"- **A work of somebody**, 2018. [link]({url})\n" for url, _, _ in CASES)
    text = f"# L\n\n{habit}{rows}"
    run = judged(text)
    for least, column in ((Certainty.CERTAIN, 1), (Certainty.LIKELY, 2)):
        catalogue = run.catalogues[0]
        changes = repair.edits(run.findings, catalogue, least=least)
        assert repair.provable(catalogue, changes) == changes
        mended = re.findall(r"\[link\]\((.*)\)\n", repair.mend(catalogue, changes))
        expected = [case[column] or case[1] or case[0] for case in CASES]
        assert list(zip([case[0] for case in CASES], mended, strict=True)) == list(
            zip([case[0] for case in CASES], expected, strict=True)
        )


def test_the_mended_list_has_nothing_left_to_mend(judged: Callable[[str], Run]) -> None:
    text = "".join(f"- **A work of somebody**, 2018. [link]({after})\n" for _, after, _ in CASES if after)
    run = judged(f"# L\n\n{text}")
    assert repair.patch(run.findings, run.catalogues) == ""
