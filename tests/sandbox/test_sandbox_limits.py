from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from harvester.sandbox import Fault, Limit, Sandbox
from harvester.sandbox.limits import DOCUMENTED, SLACK, Limiter
from harvester.sandbox.server import UPSTREAMS
from harvester.sandbox.wire import Lane, Request

if TYPE_CHECKING:
    from harvester.sandbox import World

TOKEN = {"Authorization": "Bearer sandbox-token"}


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_nothing_is_enforced_unless_asked(sandbox: Sandbox, session: requests.Session) -> None:
    url = f"{sandbox.url}/arxiv/api/query?id_list=1706.03762"
    assert [session.get(url).status_code for _ in range(3)] == [200, 200, 200]


@pytest.mark.parametrize(
    ("path", "headers", "status", "admitted"),
    [
        ("/crossref/works?rows=1", {}, 429, 1),
        ("/crossref/works?rows=1&mailto=me@example.org", {}, 429, 3),
        ("/crossref/works/10.1000/alpha", {}, 429, 5),
        ("/crossref/works/10.1000/alpha", {"User-Agent": "me (mailto:me@example.org)"}, 429, 10),
        ("/arxiv/api/query?id_list=1706.03762", {}, 429, 1),
        ("/doi/api/handles/10.1000/alpha", {}, 429, 5),
        ("/doi/doiRA/10.1000/alpha", {}, 429, 1),
        ("/ncbi/tools/idconv/api/v1/articles/?ids=101", {}, 429, 3),
        ("/ncbi/entrez/eutils/esummary.fcgi?db=pubmed&id=101", {}, 429, 3),
        ("/github/repos/Ada/engine", {}, 403, 60),
    ],
)
def test_the_documented_limits_are_enforced_in_the_true_way(
    *,
    world: World,
    session: requests.Session,
    path: str,
    headers: dict[str, str],
    status: int,
    admitted: int,
) -> None:
    with Sandbox(world, enforce=True) as sandbox:
        # An hour for every window, so that a slow machine counts alike.
        sandbox.limits.update({key: Limit(limit.requests, 3600.0) for key, limit in sandbox.limits.items()})
        statuses = [session.get(sandbox.url + path, headers=headers).status_code for _ in range(admitted + 1)]
    assert statuses == [200] * admitted + [status]


def test_graphql_is_refused_with_200(world: World, session: requests.Session) -> None:
    with Sandbox(world) as sandbox:
        sandbox.limits["github:graphql"] = Limit(1, 3600.0)
        url = f"{sandbox.url}/github/graphql"
        answers = [session.post(url, json={"query": "{rateLimit{cost}}"}, headers=TOKEN) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json()["data"]["rateLimit"]["cost"] == 1
    assert answers[1].json()["errors"][0]["type"] == "RATE_LIMITED"


def test_github_counts_down_to_the_refusal(world: World, session: requests.Session) -> None:
    with Sandbox(world) as sandbox:
        sandbox.limits["github"] = Limit(2, 3600.0)
        url = f"{sandbox.url}/github/repos/Ada/engine"
        answers = [session.get(url) for _ in range(3)]
    assert [answer.headers["x-ratelimit-remaining"] for answer in answers] == ["1", "0", "0"]
    assert "API rate limit exceeded" in answers[2].json()["message"]


def test_too_many_at_once_are_refused(world: World, session: requests.Session) -> None:
    with Sandbox(world) as sandbox, requests.Session() as other:
        sandbox.limits["crossref"] = Limit(100, 3600.0, concurrency=1)
        sandbox.faults["crossref"] = Fault("silence-body", times=1)
        url = f"{sandbox.url}/crossref/works/10.1000/alpha"
        with other.get(url, stream=True) as unfinished:
            assert unfinished.status_code == 200
            assert session.get(url).status_code == 429
            assert session.get(f"{sandbox.url}/doi/doiRA/10.1000/alpha").status_code == 200
        assert [logged.concurrent for logged in sandbox.log] == [1, 2, 1]


def test_one_after_the_other_is_never_too_many_at_once(world: World, session: requests.Session) -> None:
    with Sandbox(world) as sandbox:
        sandbox.limits["crossref"] = Limit(1000, 1.0, concurrency=1)
        url = f"{sandbox.url}/crossref/works/10.1000/alpha"
        assert {session.get(url).status_code for _ in range(200)} == {200}
        assert {logged.concurrent for logged in sandbox.log} == {1}


@pytest.mark.parametrize(("pause", "admitted"), [(2.0, False), (2.84, False), (2.86, True), (3.0, True)])
def test_a_window_forgives_a_twentieth(pause: float, admitted: bool) -> None:
    clock = Clock()
    limiter = Limiter({"arxiv": Limit(1, 3.0)}, clock=clock)
    assert limiter.admit("arxiv", Lane("query"), 1)[0]
    clock.now += pause
    assert limiter.admit("arxiv", Lane("query"), 1)[0] is admitted


@given(st.integers(1, 5), st.lists(st.floats(0, 2), max_size=60))
def test_no_window_ever_admits_more_than_its_limit(most: int, pauses: list[float]) -> None:
    clock = Clock()
    limiter = Limiter({"x": Limit(most, 1.0)}, clock=clock)
    admitted = []
    for pause in pauses:
        clock.now += pause
        if limiter.admit("x", Lane("lane"), 1)[0]:
            admitted.append(clock.now)
    for first, last in zip(admitted, admitted[most:], strict=False):
        assert last - first >= 1.0 - SLACK - 1e-9


@pytest.mark.parametrize("key", sorted(DOCUMENTED))
def test_every_documented_lane_is_one_that_an_upstream_names(key: str) -> None:
    upstream, _, lane = key.partition(":")
    senders: list[dict[str, str]] = [{"user-agent": "(mailto:me@example.org)"}, {"authorization": "Bearer x"}, {}]
    paths = "/works/x", "/works", "/doiRA/x", "/graphql", "/dois"
    module = UPSTREAMS[upstream]
    named = {
        module.lane(Request(method=method, path=path, headers=headers)).name
        for method in ("GET", "POST")
        for path in paths
        for headers in senders
    }
    assert not lane or lane in named
