"""All questions of a run side by side: what is asked, in how many requests, and what of it is asked again."""

from __future__ import annotations

import time as real_time
from typing import TYPE_CHECKING, Any

import pytest

from harvester.gather import gather, reached
from harvester.identify import identify_url, near
from harvester.journal import Journal
from harvester.lanes import Clock
from harvester.model import Absent, Found, Target, TargetKind, Unavailable
from harvester.network import connect
from harvester.sandbox import Fault, Sandbox, World
from harvester.upstream.question import Question
from support import sandbox_config

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from harvester.model import Answer, Harvest, Record
    from harvester.network import Network
    from support import FakeTime

WORLD: dict[str, Any] = {
    "works": [
        {"doi": "10.5555/known", "title": "Known", "alternative_id": ["S0022073621001850"]},
        {"doi": "10.5555/new", "title": "New"},
        {"doi": "10.6666/data", "registry": "DataCite", "title": "Data"},
    ],
    "handles": [
        {"doi": "10/abc", "alias": "10.5555/known"},
        {"doi": "10.5555/old", "alias": "10.5555/new"},
        {"doi": "10.5555/bare"},
    ],
    "arxiv": [
        {"id": "2301.00001", "title": "Paper", "published": "2023-01-01"},
        {"id": "1706.03762", "title": "The control", "published": "2017-06-12"},
    ],
    "repositories": [{"name": "owner/known"}, {"name": "owner/old", "moved_to": "owner/known"}],
    "openreview": [{"id": "oPen567890", "title": "Open", "open": True}, {"id": "cLosed7890", "title": "Closed"}],
    "pubmed": [{"pmid": "7", "pmcid": "PMC7", "doi": "10.5555/known", "title": "Known"}],
    "pages": {"https://lab.test-site.net/page": {"title": "Page"}, "https://lab.test-site.net/gone": {"status": 410}},
}

URLS = [
    "https://doi.org/10.5555/known",
    "https://doi.org/10.5555/none",
    "https://doi.org/10.5555/old",
    "https://doi.org/10.5555/bare",
    "https://doi.org/10.6666/data",
    "https://doi.org/10/abc",
    "https://www.sciencedirect.com/science/article/pii/S0022073621001850",
    "https://arxiv.org/abs/2301.00001",
    "https://arxiv.org/abs/2301.00002",
    "https://github.com/owner/known",
    "https://github.com/owner/old",
    "https://github.com/owner/none",
    "https://pubmed.ncbi.nlm.nih.gov/7/",
    "https://pmc.ncbi.nlm.nih.gov/articles/PMC7/",
    "https://openreview.net/forum?id=oPen567890",
    "https://lab.test-site.net/page",
    "https://lab.test-site.net/gone",
]
LOGIN = "https://openreview.net/forum?id=cLosed7890"


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(World(**WORLD)) as running:
        yield running


@pytest.fixture
def ask(sandbox: Sandbox, time: FakeTime) -> Callable[..., Harvest]:
    """One run over these addresses."""

    def run(*urls: str, journal: Journal | None = None) -> Harvest:
        with connect(sandbox_config(sandbox), token="sandbox-token", clock=time.clock()) as net:
            return gather([identify_url(url) for url in urls], net, net.desk(journal))

    return run


def test_no_targets_no_requests(ask: Callable[..., Harvest], sandbox: Sandbox) -> None:
    harvest = ask()
    assert (harvest.answers, harvest.tallies, sandbox.log) == ({}, {}, [])


def test_every_target_is_answered_once(ask: Callable[..., Harvest]) -> None:
    answers = ask(*URLS, LOGIN, *URLS).answers
    assert set(answers) == {identify_url(url).key for url in (*URLS, LOGIN)}
    kinds = {url: type(answers[identify_url(url).key]) for url in (*URLS, LOGIN)}
    assert {url for url, kind in kinds.items() if kind is Unavailable} == {LOGIN}
    assert [url for url, kind in kinds.items() if kind is Absent] == [
        "https://doi.org/10.5555/none",
        "https://arxiv.org/abs/2301.00002",
        "https://github.com/owner/none",
        "https://lab.test-site.net/gone",
    ]


def test_placeholders_and_slips_are_nobody_s_business(ask: Callable[..., Harvest], sandbox: Sandbox) -> None:
    assert ask("https://arxiv.org/abs/xxxx.xxxxx", "htps://lab.test-site.net", "TODO").answers == {}
    assert sandbox.log == []


def test_a_spelling_with_junk_behind_it_is_asked_for_beside_the_one_without(
    ask: Callable[..., Harvest], sandbox: Sandbox
) -> None:
    written = identify_url("https://doi.org/10.5555/known.")
    meant = near(written)
    assert meant is not None
    answers = ask("https://doi.org/10.5555/known.", "https://doi.org/10.5555/known").answers
    assert isinstance(answers[written.key], Absent)
    assert isinstance(answers[meant.key], Found)
    assert [logged.path.partition("?")[0] for logged in sandbox.log] == [
        "/crossref/works",
        "/doi/doiRA/10.5555/known.",
    ]


def test_every_upstream_has_its_tally(ask: Callable[..., Harvest], sandbox: Sandbox) -> None:
    sandbox.faults["datacite"] = Fault("503")
    tallies = ask(*URLS, LOGIN).tallies
    told = {name: (tally.asked, tally.answered, dict(tally.unavailable)) for name, tally in tallies.items()}
    assert told == {
        "crossref": (7, 7, {}),
        "doi": (5, 5, {}),
        "datacite": (1, 0, {"HTTP 503": 1}),
        "ncbi": (2, 2, {}),
        "arxiv": (2, 2, {}),
        "github": (3, 3, {}),
        "openreview": (2, 1, {"needs a login": 1}),
        "web": (2, 2, {}),
    }
    assert sum(tally.requests for tally in tallies.values()) == len(sandbox.log)


def test_what_was_answered_within_the_hour_is_not_asked_again(
    ask: Callable[..., Harvest], sandbox: Sandbox, tmp_path: Path, time: FakeTime
) -> None:
    path = tmp_path / "journal.jsonl"
    with Journal(path, of="this", clock=time.clock()) as journal:
        first = ask(*URLS, LOGIN, journal=journal)
    asked = len(sandbox.log)
    with Journal(path, of="this", clock=time.clock()) as journal:
        second = ask(*URLS, LOGIN, journal=journal)
    # what was unavailable is asked again, and nothing else is
    assert [logged.upstream for logged in sandbox.log[asked:]] == ["openreview"]
    assert second.answers == first.answers
    assert {name: tally.answered for name, tally in second.tallies.items()} == {
        name: tally.answered for name, tally in first.tallies.items()
    }


def test_a_run_goes_on_where_another_was_killed(
    ask: Callable[..., Harvest], sandbox: Sandbox, tmp_path: Path, time: FakeTime
) -> None:
    path = tmp_path / "journal.jsonl"
    with Journal(path, of="this", clock=time.clock()) as journal:
        sandbox.faults["doi"] = Fault("503")
        ask(*URLS, journal=journal)
    sandbox.faults.clear()
    asked = len(sandbox.log)
    # the last line is torn, as if the process had been killed in the middle of it
    path.write_bytes(path.read_bytes()[:-3])
    with Journal(path, of="this", clock=time.clock()) as journal:
        answers = ask(*URLS, journal=journal).answers
    assert {logged.upstream for logged in sandbox.log[asked:]} >= {"doi"}
    assert len(sandbox.log) - asked < asked
    assert answers == ask(*URLS).answers


def test_nobody_was_reached(time: FakeTime) -> None:
    with Sandbox(World()) as gone:
        config = sandbox_config(gone)
    with connect(config, clock=time.clock()) as net:
        harvest = gather([Target(TargetKind.DOI, "10.5555/a")], net)
        assert not reached(net)
    assert harvest.answers == {
        "doi:10.5555/a": Unavailable("Crossref: connection refused; doi.org: connection refused")
    }


def test_an_interrupted_run_does_not_wait_for_its_lanes(
    sandbox: Sandbox, network_of: Callable[[Clock], Network]
) -> None:
    sandbox.faults["arxiv"] = Fault("429")  # which is waited out for a minute and more

    def interrupted(_: list[str]) -> Iterator[dict[str, Answer[Record]]]:
        while not [logged for logged in sandbox.log if logged.upstream == "arxiv" and logged.status]:
            real_time.sleep(0.01)
        raise KeyboardInterrupt
        yield {}

    net = network_of(Clock())
    net.openreview.forums = Question("openreview", "forums", interrupted)
    with pytest.raises(KeyboardInterrupt):
        gather([identify_url("https://arxiv.org/abs/2301.00001"), identify_url(LOGIN)], net)
    assert len(sandbox.log) == 1


@pytest.fixture
def network_of(sandbox: Sandbox) -> Iterator[Callable[[Clock], Network]]:
    opened: list[Network] = []

    def make(clock: Clock) -> Network:
        opened.append(connect(sandbox_config(sandbox), clock=clock))
        return opened[-1]

    yield make
    for net in opened:
        net.__exit__(None, None, None)
