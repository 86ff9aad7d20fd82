"""The archives, at the level of their wire shapes and over nights against the stand-ins."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
import responses

from harvester import http, pipeline, read, state
from harvester.archives import Lost
from harvester.copies import copies
from harvester.history import Memory
from harvester.http import Http
from harvester.model import Absent, Found, Unavailable, Verdict
from harvester.network import connect
from harvester.sandbox import Fault, Sandbox, World
from harvester.upstream import softwareheritage, wayback
from support import sandbox_config

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harvester.lanes import Lane
    from harvester.model import Run
    from harvester.network import Network
    from support import FakeTime

DAY = date(2026, 11, 20)
PAGE = "https://lab.test-site.net/a?b=c*&d=é#part"
HEAD = ["timestamp", "original", "statuscode"]

WORLD: dict[str, Any] = {
    "captures": [
        {"url": "http://www.lab.test-site.net:80/project/", "timestamp": "20200101000000"},
        {"url": "https://lab.test-site.net/project", "timestamp": "20210503101500"},
        {"url": "https://lab.test-site.net/project", "timestamp": "20220101000000", "status": 404},
        {"url": "https://lab.test-site.net/project", "timestamp": "20261121000000"},
        {"url": "https://lab.test-site.net/late", "timestamp": "20261120000000"},
    ],
    "origins": [
        {"url": "https://github.com/Ada/Engine"},
        {"url": "https://github.com/ada/lower"},
        {"url": "https://github.com/ada/dotted.git"},
        {"url": "https://github.com/ada/named", "visited": False},
    ],
}


@pytest.fixture
def index(lane: Lane) -> wayback.Wayback:
    return wayback.Wayback(url=wayback.URL, http=Http(), lane=lane)


@pytest.fixture
def heritage(lane: Lane) -> softwareheritage.SoftwareHeritage:
    return softwareheritage.SoftwareHeritage(url=softwareheritage.URL, http=Http(), lane=lane)


@responses.activate
def test_the_index_is_asked_for_the_last_good_capture_from_before(index: wayback.Wayback) -> None:
    responses.get(f"{wayback.URL}/cdx/search/cdx", json=[HEAD, ["20210503101500", PAGE, "200"]])
    key = index.key(PAGE, DAY)
    assert index.captures([key]) == {key: Found("20210503101500")}
    asked = parse_qs(urlsplit(str(responses.calls[0].request.url)).query)
    assert {name: values[0] for name, values in asked.items()} == {
        "url": "https://lab.test-site.net/a?b=c*&d=é",
        "matchType": "exact",
        "output": "json",
        "limit": "-1",
        "filter": "statuscode:200",
        "fl": "timestamp,original,statuscode",
        "to": "20261119",
    }


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, "[]", Absent("the Wayback Machine has no good capture from before")),
        (200, f'[["{HEAD[0]}", "{HEAD[1]}", "{HEAD[2]}"]]', Absent("the Wayback Machine has no good capture from before")),
        (200, "", Unavailable("an empty answer that proves nothing")),
        (200, "{}", Unavailable("an answer that is no list of captures")),
        (200, '["x"]', Unavailable("an answer that is no list of captures")),
        (200, '[["original"], ["x"]]', Unavailable("an answer without the columns that were asked for")),
        (200, '[["timestamp", "original", "statuscode"], []]', Unavailable("an answer that is no capture with status 200")),
        (200, '[["timestamp", "original", "statuscode"], ["2021", "x", "200"]]', Unavailable("an answer that is no capture with status 200")),
        (200, '[["timestamp", "original", "statuscode"], ["20210503101500", "x", "404"]]', Unavailable("an answer that is no capture with status 200")),
        (200, '[["timestamp", "original", "statuscode"], ["20211303101500", "x", "200"]]', Unavailable("a capture on no day of the calendar")),
        (200, '[["timestamp", "original", "statuscode"], ["20261120000000", "x", "200"]]', Unavailable("a capture from after the day that was asked for")),
        (200, "<html>", Unavailable("HTTP 200 with HTML")),
        (403, "Blocked Site Error", Unavailable("HTTP 403", refused=True)),
        (429, "", Unavailable("HTTP 429", refused=True)),
        (504, "", Unavailable("HTTP 504")),
        (404, "", Unavailable("HTTP 404")),
    ],
)  # fmt: skip
@responses.activate
def test_the_index_says_yes_no_or_nothing(index: wayback.Wayback, status: int, body: str, expected: object) -> None:
    responses.get(f"{wayback.URL}/cdx/search/cdx", body=body, status=status)
    assert list(index.captures([index.key(PAGE, DAY)]).values()) == [expected]


@pytest.mark.parametrize(
    ("address", "tried"),
    [
        ("https://github.com/ada/engine", ["ada/engine", "ada/engine.git"]),
        ("https://github.com/Ada/Engine", ["Ada/Engine", "ada/engine", "Ada/Engine.git", "ada/engine.git"]),
        ("https://github.com/Ada/Engine.git/", ["Ada/Engine", "ada/engine", "Ada/Engine.git", "ada/engine.git"]),
    ],
)
def test_an_origin_is_tried_in_every_spelling_once(address: str, tried: list[str]) -> None:
    assert softwareheritage.spellings(address) == tuple(f"https://github.com/{name}" for name in tried)


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, {"url": "https://github.com/a/b", "has_visits": True}, Found("https://github.com/a/b")),
        (200, {"url": "https://github.com/a/b"}, Found("https://github.com/a/b")),
        (200, {"url": "https://github.com/a/other"}, Unavailable("an answer about another origin")),
        (200, [], Unavailable("an answer about another origin")),
        (404, {"reason": "no such page"}, Unavailable("HTTP 404 that does not speak of the origin")),
        (429, {"exception": "Throttled"}, Unavailable("HTTP 429", refused=True)),
        (403, {}, Unavailable("HTTP 403", refused=True)),
        (500, {}, Unavailable("HTTP 500")),
    ],
)
@responses.activate
def test_software_heritage_says_yes_no_or_nothing(
    heritage: softwareheritage.SoftwareHeritage, status: int, body: Any, expected: object
) -> None:
    responses.get(f"{softwareheritage.URL}/origin/https://github.com/a/b/get/", json=body, status=status)
    assert heritage.origins(["https://github.com/a/b"]) == {"https://github.com/a/b": expected}
    # silence about one spelling is not followed by questions about the others
    assert {call.request.url for call in responses.calls} == {
        f"{softwareheritage.URL}/origin/https://github.com/a/b/get/"
    }


@responses.activate
def test_the_quota_of_the_hour_is_not_waited_for(heritage: softwareheritage.SoftwareHeritage) -> None:
    responses.get(f"{softwareheritage.URL}/origin/https://github.com/a/b/get/", json={}, status=429)
    heritage.origins(["https://github.com/a/b"])
    assert len(responses.calls) == 1


@pytest.fixture
def archives() -> Iterator[Sandbox]:
    with Sandbox(World(**WORLD)) as running:
        yield running


@pytest.fixture
def net(archives: Sandbox, time: FakeTime, monkeypatch: pytest.MonkeyPatch) -> Iterator[Network]:
    monkeypatch.setattr(http, "READ_S", 0.3)
    with connect(sandbox_config(archives), clock=time.clock()) as wired:
        yield wired


PROJECT = "https://lab.test-site.net/project"
LOST = {
    PROJECT: Lost(PROJECT, DAY),
    "https://lab.test-site.net/late": Lost("https://lab.test-site.net/late", DAY),
    "https://github.com/Ada/Engine": Lost("https://github.com/Ada/Engine", DAY, "https://github.com/Ada/Engine"),
    "http://github.com/Ada/Lower/": Lost("http://github.com/Ada/Lower/", DAY, "https://github.com/Ada/Lower"),
    "https://github.com/ada/dotted": Lost("https://github.com/ada/dotted", DAY, "https://github.com/ada/dotted"),
    "https://github.com/ada/named": Lost("https://github.com/ada/named", DAY, "https://github.com/ada/named"),
}


def test_every_dead_link_is_put_to_the_archive_that_is_meant_for_it(net: Network) -> None:
    answers, tallies = copies(list(LOST.values()), net)
    origin = "https://archive.softwareheritage.org/browse/origin/directory/?origin_url=https%3A%2F%2Fgithub.com%2F"
    assert answers == {
        PROJECT: Found(f"https://web.archive.org/web/20210503101500/{PROJECT}"),
        "https://lab.test-site.net/late": Absent("the Wayback Machine has no good capture from before"),
        "https://github.com/Ada/Engine": Found(f"{origin}Ada%2FEngine"),
        "http://github.com/Ada/Lower/": Found(f"{origin}ada%2Flower"),
        "https://github.com/ada/dotted": Found(f"{origin}ada%2Fdotted.git"),
        "https://github.com/ada/named": Absent("Software Heritage has no such origin"),
    }
    assert {name: (tally.asked, tally.answered) for name, tally in tallies.items()} == {
        "softwareheritage": (4, 4),
        "wayback": (2, 2),
    }


def test_nothing_is_sent_for_nothing(net: Network, archives: Sandbox) -> None:
    assert copies([], net) == ({}, {})
    assert archives.log == []


FAULTS = ["429", "403", "500", "503", "refuse", "reset", "silence", "truncated-json", "html", "empty", "challenge"]


@pytest.mark.parametrize("fault", FAULTS)
def test_an_ill_archive_has_said_nothing(net: Network, archives: Sandbox, fault: str) -> None:
    archives.faults.update({"wayback": Fault(fault), "softwareheritage": Fault(fault)})
    answers, tallies = copies(list(LOST.values()), net)
    assert set(answers) == set(LOST)
    assert all(isinstance(answer, Unavailable) for answer in answers.values())
    assert all(tally.answered == 0 for tally in tallies.values())


def test_an_archive_that_is_switched_off_is_left_alone(archives: Sandbox, time: FakeTime) -> None:
    settings = archives.settings()
    settings["upstreams"]["wayback"]["enabled"] = False
    with connect(sandbox_config(archives).with_settings(settings), clock=time.clock()) as net:
        answers, _ = copies([LOST[PROJECT]], net)
    assert answers == {PROJECT: Unavailable("switched off in harvester.yaml")}
    assert archives.log == []


def test_the_archives_are_asked_at_their_own_pace(net: Network, archives: Sandbox, time: FakeTime) -> None:
    many = [Lost(f"https://lab.test-site.net/{number}", DAY) for number in range(20)]
    many += [Lost(f"https://github.com/a/{number}", DAY, f"https://github.com/a/{number}") for number in range(70)]
    began = time.seconds
    answers, _ = copies(many, net)
    sent = [logged.upstream for logged in archives.log]
    assert sent.count("wayback") == 20
    assert time.seconds - began >= 19  # one a second
    assert sent.count("softwareheritage") == 120
    spent = [answer for answer in answers.values() if isinstance(answer, Unavailable)]
    assert {answer.reason for answer in spent} == {"the 120 requests an hour without a token are spent"}
    assert len(spent) == 10


@pytest.fixture
def night(time: FakeTime) -> Callable[..., tuple[Run, Memory]]:
    text = (
        f"# L\n\n- **P**. [Paper](https://doi.org/10.5555/1) [Code](https://github.com/Ada/Engine) [Web]({PROJECT})\n"
    )
    catalogue = read.parse(text.encode(), path="l.md")

    def one(sandbox: Sandbox, memory: Memory, day: int, **scope: Any) -> tuple[Run, Memory]:
        with connect(sandbox_config(sandbox), token="sandbox-token", clock=time.clock()) as network:
            run, memory = pipeline.run(
                [catalogue],
                memory,
                network=network,
                scope=pipeline.Scope(everything=True, **scope),
                today=DAY + timedelta(days=day),
                world="test",
            )
        # what a night leaves is what the next one reads
        _, links, findings = state.read_health("".join(state.write_health(memory, "test")), "health.json")
        return run, Memory(links=links, findings=findings)

    return one


def proposals(run: Run) -> dict[str, str | None]:
    return {f.what: f.suggestion.replacement if f.suggestion else None for f in run.findings if f.rule == "dead"}


def asked(sandbox: Sandbox) -> int:
    return sum(logged.upstream in {"wayback", "softwareheritage"} for logged in sandbox.log)


def test_help_comes_with_the_death_and_is_never_asked_for_again(night: Callable[..., tuple[Run, Memory]]) -> None:
    engine = "https://archive.softwareheritage.org/browse/origin/directory/?origin_url=https%3A%2F%2Fgithub.com%2FAda%2FEngine"
    memory = Memory()
    with Sandbox(
        World(**WORLD, works=[{"doi": "10.5555/1", "title": "P"}], pages={PROJECT: {"status": 404}})
    ) as sandbox:
        told, sent = [], []
        for day in (0, 3, 6, 7, 8):
            before = asked(sandbox)
            run, memory = night(sandbox, memory, day)
            told.append(proposals(run))
            sent.append(asked(sandbox) - before)
        assert sent == [1, 0, 1, 0, 0]
        assert told[0] == told[1] == {"https://github.com/Ada/Engine": engine}
        # the capture of 21 November shows the failure, not the page
        page = f"https://web.archive.org/web/20210503101500/{PROJECT}"
        assert told[2] == told[3] == told[4] == {"https://github.com/Ada/Engine": engine, PROJECT: page}
        assert {link.archive for link in run.links if link.verdict is not Verdict.DEAD} == {None}

        sandbox.world.pages.clear()
        sandbox.world = World(**WORLD, works=[{"doi": "10.5555/1", "title": "P"}], pages={PROJECT: {"title": "Back"}})
        _, memory = night(sandbox, memory, 9)
        assert memory.links[PROJECT].archive is None


def test_a_no_is_remembered_and_silence_is_not(night: Callable[..., tuple[Run, Memory]]) -> None:
    gone: dict[str, Any] = {"works": [{"doi": "10.5555/1", "title": "P"}], "pages": {PROJECT: {"status": 410}}}
    memory = Memory()
    with Sandbox(World(**gone)) as sandbox:
        sandbox.faults.update({"wayback": Fault("503"), "softwareheritage": Fault("503")})
        run, memory = night(sandbox, memory, 0)
        assert proposals(run) == {"https://github.com/Ada/Engine": None, PROJECT: None}
        assert run.ill == ()
        assert memory.links[PROJECT].archive is None
        sandbox.faults.clear()
        before = asked(sandbox)
        _, memory = night(sandbox, memory, 1, only="github")
        assert asked(sandbox) - before == 4  # four spellings, and nothing about what was not to be asked
        _, memory = night(sandbox, memory, 2)
        assert (memory.links[PROJECT].archive, memory.links["https://github.com/Ada/Engine"].archive) == ("", "")
        before = asked(sandbox)
        night(sandbox, memory, 3)
        assert asked(sandbox) == before


def test_the_memory_of_an_earlier_version_is_read() -> None:
    text = '{"schema": "harvester/health@1", "world": "live", "findings": {}, "links": {"u": {"verdict": "dead", "since": "2026-11-01"}}}'
    assert state.read_health(text, "health.json")[1]["u"].archive is None
