from __future__ import annotations

import gzip
import threading
import zlib
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import habanero
import httpx2
import pytest

from harvester.model import Absent, Doi, Found, Unavailable
from harvester.network import connect
from harvester.sandbox import Fault, Sandbox, World
from harvester.upstream import crossref_wire
from loopback import Loopback, says
from support import sandbox_config

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.network import Network
    from support import FakeTime

ODD = [
    "10.5555/a#b",
    "10.5555/a?b=c",
    "10.5555/a%b",
    "10.5555/a,b",
    "10.5555/(sici)1097-4571(199806)49:8<693::aid-asi4>3.0.co;2-o",
]


@pytest.fixture
def world() -> Iterator[Sandbox]:
    works = [{"doi": f"10.5555/{number}", "title": f"Work {number}", "issued": [2023]} for number in range(120)]
    works += [{"doi": doi, "title": f"Odd {doi}", "issued": [2020]} for doi in ODD]
    works += [{"doi": "10.5555/a", "title": "Another record", "alternative_id": ["S0022073621001850"]}]
    with Sandbox(World(works=works), enforce=True) as running:
        yield running


@pytest.fixture
def net(world: Sandbox, time: FakeTime) -> Iterator[Network]:
    with connect(sandbox_config(world, upstreams={}), clock=time.clock()) as wired:
        yield wired


def asked(world: Sandbox) -> list[str]:
    return [logged.path for logged in world.log if logged.upstream == "crossref"]


def test_nothing_to_ask_asks_nothing(net: Network, world: Sandbox) -> None:
    assert net.crossref.works([]) == {}
    assert asked(world) == []


def test_many_dois_go_in_few_requests_and_none_is_lost(time: FakeTime) -> None:
    dois = [Doi(f"10.5555/{number}") for number in range(130)]
    with Sandbox(World(works=[{"doi": doi, "title": f"Work of {doi}"} for doi in dois[:120]])) as free:
        with connect(sandbox_config(free), clock=time.clock()) as net:
            answers = net.crossref.works(dois)
        assert list(answers) == dois
        for doi in dois[:120]:
            answer = answers[doi]
            assert isinstance(answer, Found)
            assert answer.value.title == f"Work of {doi}"
        assert [answers[doi] for doi in dois[120:]] == [Absent("not in Crossref")] * 10
        paths = asked(free)
        assert len(paths) == 3
        for path in paths:
            query = parse_qs(urlsplit(path).query)
            assert int(query["rows"][0]) == query["filter"][0].count("doi:")
            assert len(path) < 4096


@pytest.mark.parametrize("doi", ODD)
def test_a_doi_that_no_filter_carries_goes_alone_and_quoted(net: Network, world: Sandbox, doi: str) -> None:
    answer = net.crossref.works([Doi(doi)])[Doi(doi)]
    assert isinstance(answer, Found)
    assert answer.value.title == f"Odd {doi}"
    assert asked(world)[0].startswith("/crossref/works/10.5555%2F")


def test_crossref_s_own_404_means_not_in_crossref(net: Network) -> None:
    assert net.crossref.works([Doi("10.5555/no#where")]) == {"10.5555/no#where": Absent("not in Crossref")}


def test_a_publisher_item_identifier_leads_to_its_work(net: Network) -> None:
    answers = net.crossref.by_pii(["S0022073621001850", "S0000000000000000"])
    found = answers["S0022073621001850"]
    assert isinstance(found, Found)
    assert found.value.doi == "10.5555/a"
    assert answers["S0000000000000000"] == Absent("not in Crossref")


def test_a_mail_address_puts_us_in_the_polite_pool(time: FakeTime) -> None:
    with Sandbox(World()) as sandbox:
        for mailto in ("", "curator@example.org"):
            with connect(sandbox_config(sandbox, mailto=mailto), clock=time.clock()) as net:
                net.crossref.works([Doi("10.5555/1")])
        agents = [dict(logged.headers) for logged in sandbox.log]
    names = [next(value for name, value in headers.items() if name.lower() == "user-agent") for headers in agents]
    assert "mailto" not in names[0]
    assert "mailto:curator@example.org" in names[1]
    assert all("harvester/" in name for name in names)


def test_an_answer_about_another_doi_is_not_taken(time: FakeTime) -> None:
    work = {"doi": "10.5555/a#b", "title": "T", "extra": {"DOI": "10.5555/zzz"}}
    with Sandbox(World(works=[work])) as sandbox, connect(sandbox_config(sandbox), clock=time.clock()) as net:
        assert net.crossref.works([Doi("10.5555/a#b")]) == {
            "10.5555/a#b": Unavailable("the answer is about another DOI")
        }


def test_habanero_looks_its_library_up_where_we_put_another() -> None:
    assert habanero.request.httpx2.HTTPError is habanero.request_class.httpx2.HTTPError is httpx2.HTTPError
    assert habanero.request.httpx2.get == habanero.request_class.httpx2.get != httpx2.get


@pytest.mark.parametrize("fault", ["endless", "bomb"])
def test_no_more_is_read_than_the_cap(
    net: Network, world: Sandbox, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    monkeypatch.setattr(crossref_wire, "API_CAP", 100_000)
    world.faults["crossref"] = Fault(fault)
    net.crossref.works([])  # habanero is bound as soon as there is an adapter
    reply = habanero.request.httpx2.get(f"{world.url}/crossref/works", timeout=10)
    assert len(reply.content) == 100_000
    (answer,) = net.crossref.works([Doi("10.5555/1")]).values()
    assert isinstance(answer, Unavailable)


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip, gzip", gzip.compress(gzip.compress(bytes(32_000_000)))),
        ("gzip, deflate", zlib.compress(gzip.compress(bytes(32_000_000)))),
        ("gzip", gzip.compress(bytes(32_000_000))),
        ("deflate", zlib.compress(bytes(32_000_000))),
    ],
)
def test_what_habanero_unpacks_is_no_flood(monkeypatch: pytest.MonkeyPatch, coding: str, packed: bytes) -> None:
    monkeypatch.setattr(crossref_wire, "API_CAP", 100_000)
    crossref_wire.bound_habanero()
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: {len(packed)}\r\n\r\n".encode()
    with Loopback(says(head + packed)) as server:
        if "," in coding:
            with pytest.raises(httpx2.DecodingError, match="packed more than once"):
                habanero.request.httpx2.get(server.url, timeout=5)
        else:
            assert len(habanero.request.httpx2.get(server.url, timeout=5).content) == 100_000


@pytest.mark.parametrize("fault", ["endless-continue", "silence", "silence-body", "drip-head"])
def test_nothing_goes_on_behind_a_call_that_was_given_up(
    net: Network, world: Sandbox, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    monkeypatch.setattr("harvester.upstream.crossref.DEADLINE_S", 0.2)
    world.limits.clear()
    world.faults["crossref"] = Fault(fault)
    before = set(threading.enumerate())
    (answer,) = net.crossref.works([Doi("10.5555/1")]).values()
    assert answer == Unavailable("no answer within 0 s")
    calls = [thread for thread in set(threading.enumerate()) - before if thread.name.endswith("(run)")]
    for thread in calls:
        thread.join(10)  # habanero itself would wait for 20 s, and for 100 Continue for ever
    assert not [thread for thread in calls if thread.is_alive()]
