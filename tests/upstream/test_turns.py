"""A lane is told when a request was on its way, whichever library has sent it: from then its rest counts."""

from __future__ import annotations

import time as real_time
from typing import TYPE_CHECKING

import pytest

from harvester.http import Http
from harvester.lanes import Clock, Lane, Pace
from harvester.model import ArxivId, Doi, Found
from harvester.network import connect
from harvester.sandbox import Sandbox, World
from support import sandbox_config

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.network import Network

LATENCY_S, INTERVAL_S = 0.4, 2.0
WORLD = World(
    works=[{"doi": "10.5555/1", "title": "A paper"}],
    arxiv=[{"id": "2101.00001", "title": "A paper", "authors": ["A"], "published": "2021-01-01"}],
)
QUESTIONS: dict[str, Callable[[Network], object]] = {
    "crossref": lambda network: network.crossref.works([Doi("10.5555/1")]),
    "arxiv": lambda network: network.arxiv.papers([ArxivId("2101.00001")]),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_time_that_an_answer_takes_is_part_of_the_rest(name: str) -> None:
    with Sandbox(WORLD, latency=LATENCY_S) as sandbox:
        config = sandbox_config(sandbox)
        one = getattr(config.upstreams, name).model_copy(update={"interval": INTERVAL_S, "concurrency": 1})
        config = config.model_copy(update={"upstreams": config.upstreams.model_copy(update={name: one})})
        with connect(config) as network:
            answers = QUESTIONS[name](network)
            ended = real_time.monotonic()
            assert isinstance(answers, dict)
            assert all(isinstance(answer, Found) for answer in answers.values())
            assert 0 < network.lanes[name][0].next_turn - ended < INTERVAL_S - LATENCY_S / 2


def test_a_request_that_was_never_sent_leaves_the_whole_rest() -> None:
    lane = Lane("x", Pace(INTERVAL_S), clock=Clock())
    http = Http()
    with lane.turn(), pytest.raises(Exception, match="port 9"):
        http.request("GET", "http://127.0.0.1:9/")
    assert lane.next_turn - real_time.monotonic() > INTERVAL_S - LATENCY_S / 2
