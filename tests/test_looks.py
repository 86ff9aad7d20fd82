"""Second looks: what several answers of one page come to, and which pages are asked again at the end of a run."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from harvester.gather import gather
from harvester.identify import identify_url
from harvester.looks import is_settled, outcome
from harvester.model import Absent, Found, Unavailable
from harvester.network import connect
from harvester.sandbox import Fault, Sandbox, World
from harvester.upstream.web import Page
from support import sandbox_config

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from harvester.model import Answer, Sighting
    from support import FakeTime

URL = "https://lab.test-site.net/page"
OK = Found(Page(URL, None, 200))
GONE = Absent("HTTP 410: gone for good")
LOST, DOWN = Unavailable("HTTP 404", failing=True), Unavailable("HTTP 503", failing=True)
WALL, LIMIT = Unavailable("HTTP 403", refused=True), Unavailable("HTTP 429", 2.0, refused=True)
EMPTY, SPENT = Unavailable("HTTP 200 with an empty page"), Unavailable("the run's time budget is spent")
ONCE_GONE = Unavailable("HTTP 410: gone for good", failing=True)


@pytest.mark.parametrize(
    ("heard", "settled", "answer"),
    [
        ([OK], True, OK),
        # one bad answer settles nothing
        ([LOST], False, LOST),
        ([GONE], False, ONCE_GONE),
        ([WALL], False, WALL),
        ([EMPTY], False, EMPTY),
        # a page that was there once is there
        ([LOST, OK], True, OK),
        ([GONE, OK], True, OK),
        ([WALL, LOST, OK], True, OK),
        ([GONE, GONE, OK], True, OK),
        # two that agree, the newest of them
        ([LOST, LOST], True, LOST),
        ([DOWN, LOST], True, LOST),
        ([WALL, LIMIT], True, LIMIT),
        ([EMPTY, EMPTY], True, EMPTY),
        # and four for what is dead at once
        ([GONE, GONE], False, ONCE_GONE),
        ([GONE, GONE, GONE], False, ONCE_GONE),
        ([GONE, GONE, GONE, GONE], True, GONE),
        ([GONE, DOWN, GONE, GONE, GONE], True, GONE),
        ([DOWN, GONE, DOWN], True, DOWN),
        # those that do not agree
        ([LOST, WALL], False, LOST),
        ([LOST, WALL, WALL], True, WALL),
        ([WALL, LOST, LOST], True, LOST),
        ([LOST, EMPTY], False, LOST),
        ([EMPTY, WALL, LOST], False, WALL),
        # an end of the run takes nothing away
        ([LOST, SPENT, SPENT], True, LOST),
        ([GONE, SPENT, SPENT], True, ONCE_GONE),
    ],
)
def test_what_several_answers_come_to(heard: Sequence[Answer[Page]], settled: bool, answer: Answer[Page]) -> None:
    assert is_settled(heard) is settled
    assert outcome(heard) == answer


HOST = "https://lab.test-site.net"
PAGES: dict[str, dict[str, Any]] = {
    f"{HOST}/well": {"title": "A page"},
    f"{HOST}/lost": {"status": 404},
    f"{HOST}/gone": {"status": 410},
    f"{HOST}/wall": {"status": 403},
    f"{HOST}/down": {"status": 503},
}


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(World(pages=PAGES)) as running:
        yield running


@pytest.fixture
def ask(sandbox: Sandbox, time: FakeTime) -> Callable[..., dict[str, Answer[Sighting]]]:
    """One run over these addresses, of half an hour."""

    def run(*urls: str, **settings: Any) -> dict[str, Answer[Sighting]]:
        with connect(sandbox_config(sandbox, **settings), clock=time.clock()) as net:
            answers = gather([identify_url(url) for url in urls], net).answers
        return {url: answers[identify_url(url).key] for url in urls}

    return run


def asked(sandbox: Sandbox, url: str) -> int:
    return sum(logged.path.endswith(url.removeprefix("https://")) for logged in sandbox.log)


def test_a_healthy_page_is_asked_once(ask: Callable[..., dict[str, Answer[Sighting]]], sandbox: Sandbox) -> None:
    assert isinstance(ask(f"{HOST}/well")[f"{HOST}/well"], Found)
    assert len(sandbox.log) == 1


@pytest.mark.parametrize(
    ("page", "times", "expected"),
    [
        ("lost", 2, LOST),
        ("gone", 4, GONE),
        ("wall", 2, WALL),
        ("down", 4, DOWN),  # three times in line, since a server in trouble may be out of it a moment later
    ],
)
def test_what_did_not_answer_well_is_asked_again_after_all_others(
    page: str, times: int, expected: object, ask: Callable[..., dict[str, Answer[Sighting]]], sandbox: Sandbox
) -> None:
    url = f"{HOST}/{page}"
    assert ask(url, f"{HOST}/well")[url] == expected
    assert asked(sandbox, url) == times
    assert sandbox.log[-1].path.endswith(page)


@pytest.mark.parametrize(
    "fault", ["404", "410", "403", "451", "500", "503", "429", "reset", "refuse", "truncated", "empty", "challenge-202"]
)
def test_one_bad_answer_is_no_verdict(
    fault: str, ask: Callable[..., dict[str, Answer[Sighting]]], sandbox: Sandbox
) -> None:
    sandbox.faults["web"] = Fault(fault, times=1)
    assert isinstance(ask(f"{HOST}/well")[f"{HOST}/well"], Found)


@pytest.mark.parametrize(("fault", "page"), [("404", "wall"), ("403", "lost"), ("503", "gone"), ("429", "down")])
def test_nor_does_it_change_one(
    fault: str, page: str, ask: Callable[..., dict[str, Answer[Sighting]]], sandbox: Sandbox
) -> None:
    expected = {"wall": WALL, "lost": LOST, "gone": GONE, "down": DOWN}[page]
    sandbox.faults["web"] = Fault(fault, times=1)
    assert ask(f"{HOST}/{page}")[f"{HOST}/{page}"] == expected


@pytest.mark.parametrize(
    ("wait", "found", "least", "most"),
    [
        (None, True, 0, 15),
        (2, True, 0, 15),
        ("soon", True, 0, 15),
        ("Wed, 01 Jan 2020 00:00:00 GMT", True, 0, 15),
        (120, True, 120, 140),
        (1200, True, 1200, 1220),
        (2400, False, 0, 15),
        (21_600, False, 0, 15),
        ("999999999999999", False, 0, 15),
        ("1e12", True, 0, 15),
    ],
)
def test_a_long_retry_after_is_waited_for_at_the_end_where_the_run_lasts_that_long(
    wait: float | str | None,
    found: bool,
    least: float,
    most: float,
    ask: Callable[..., dict[str, Answer[Sighting]]],
    sandbox: Sandbox,
    time: FakeTime,
) -> None:
    busy, well = "https://busy.test-site.net/page", f"{HOST}/well"
    sandbox.world = World(pages={**PAGES, busy: {"title": "Busy"}})
    sandbox.faults["web:busy.test-site.net"] = Fault("429", times=1, retry_after=wait)
    began = time.seconds
    answers = ask(busy, well)
    assert isinstance(answers[well], Found)
    assert isinstance(answers[busy], Found) is found
    if not found:
        answer = answers[busy]
        assert isinstance(answer, Unavailable)
        assert answer.reason == "HTTP 429, and not to be asked again while this run lasts"
        assert asked(sandbox, busy) == 1
    assert least <= time.seconds - began <= most


@pytest.mark.parametrize("name", ["crossref", "doi", "datacite", "arxiv", "github", "openreview"])
def test_registries_are_waited_for_too(name: str, sandbox: Sandbox, time: FakeTime) -> None:
    sandbox.world = World(
        works=[{"doi": "10.5555/a", "title": "A"}, {"doi": "10.6666/b", "registry": "DataCite", "title": "B"}],
        arxiv=[{"id": "2301.00001", "title": "C", "published": "2023-01-01"}],
        repositories=[{"name": "owner/known"}],
        openreview=[{"id": "oPen567890", "title": "D", "open": True}],
    )
    urls = (
        "https://doi.org/10.5555/a", "https://doi.org/10.6666/b", "https://arxiv.org/abs/2301.00001",
        "https://github.com/owner/known", "https://openreview.net/forum?id=oPen567890",
    )  # fmt: skip
    sandbox.faults[name] = Fault("429", times=1, retry_after=300)
    began = time.seconds
    with connect(sandbox_config(sandbox), token=sandbox.token, clock=time.clock()) as net:
        harvest = gather([identify_url(url) for url in urls], net)
    assert all(isinstance(answer, Found) for answer in harvest.answers.values())
    assert not harvest.tallies[name].unavailable
    assert time.seconds - began >= 300


def test_nothing_is_asked_after_the_run_s_time(
    ask: Callable[..., dict[str, Answer[Sighting]]], sandbox: Sandbox, time: FakeTime
) -> None:
    urls = [f"{HOST}/lost", *(f"{HOST}/{n}" for n in range(30))]
    answers = ask(*urls, budget_s=20)
    assert time.seconds - 1000.0 <= 21
    assert len(sandbox.log) <= 21
    assert answers[f"{HOST}/{29}"] == SPENT
    assert answers[f"{HOST}/lost"] == LOST


def test_a_host_is_not_asked_faster_for_being_asked_again(time: FakeTime, sandbox: Sandbox) -> None:
    """Paces hold over all looks: no two requests to a host within its interval."""
    turns: list[float] = []
    with connect(sandbox_config(sandbox), clock=time.clock()) as net:
        send = net.web._http.request

        def noted(*arguments: Any, **more: Any) -> Any:
            turns.append(time.seconds)
            return send(*arguments, **more)

        net.web._http.request = noted  # type: ignore[method-assign]
        urls = list(PAGES)
        random.Random(5).shuffle(urls)  # noqa: S311 (must repeat)
        gather([identify_url(url) for url in urls], net)
    assert len(turns) == len(sandbox.log) == 1 + 2 + 4 + 2 + 4
    assert all(later - sooner >= 1.0 for sooner, later in pairwise(turns))
