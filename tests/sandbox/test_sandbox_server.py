from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING

import pytest
import requests

from harvester.sandbox import Sandbox, World
from harvester.sandbox import crossref as crossref_module
from harvester.sandbox.server import UPSTREAMS

if TYPE_CHECKING:
    from harvester.sandbox.wire import Request, Response


def test_settings_lead_to_every_upstream(sandbox: Sandbox, session: requests.Session) -> None:
    urls = {name: upstream["url"] for name, upstream in sandbox.settings()["upstreams"].items()}
    assert set(urls) == UPSTREAMS.keys() - {"web"}
    for path in (
        urls["crossref"] + "/works/10.1000/alpha",
        urls["arxiv"] + "?id_list=1706.03762",
        urls["doi"] + "/doiRA/10.1000/alpha",
        urls["datacite"] + "/dois/10.5281/data",
        urls["github"] + "/repos/Ada/engine",
        urls["ncbi"] + "/entrez/eutils/esummary.fcgi?db=pubmed&id=101",
        urls["openreview"] + "/notes?forum=open",
    ):
        assert session.get(path).status_code == 200


def test_the_log_tells_what_came_and_when(sandbox: Sandbox, session: requests.Session) -> None:
    session.get(f"{sandbox.url}/crossref/works/10.1000%2Falpha?mailto=a%40b", headers={"X-Who": "me"})
    session.head(f"{sandbox.url}/web/https/publisher.test/gone")
    first, second = sandbox.log
    assert (first.upstream, first.method, first.status) == ("crossref", "GET", 200)
    assert first.path == "/crossref/works/10.1000%2Falpha?mailto=a%40b"
    assert first.headers["x-who"] == "me"
    assert first.at <= first.done <= second.at <= second.done
    assert (second.upstream, second.method, second.status, second.concurrent) == ("web", "HEAD", 410, 1)


@pytest.mark.parametrize("path", ["/", "/nothing", "/crossrefworks", "/favicon.ico"])
def test_an_address_of_no_upstream_is_404(sandbox: Sandbox, session: requests.Session, path: str) -> None:
    assert session.get(sandbox.url + path).status_code == 404


def test_a_connection_carries_many_requests(sandbox: Sandbox) -> None:
    with socket.create_connection(("127.0.0.1", int(sandbox.url.rpartition(":")[2]))) as connection:
        request = b"GET /doi/doiRA/10.1000/alpha HTTP/1.1\r\nHost: x\r\n\r\n"
        for _ in range(3):
            connection.sendall(request)
            assert connection.recv(65536).startswith(b"HTTP/1.1 200 OK\r\n")


@pytest.mark.parametrize(
    "garbage", [b"\r\n\r\n", b"NONSENSE\r\n\r\n", b"\x16\x03\x01\x00\xa5", b"GET / HTTP/9\r\n\r\n"]
)
def test_garbage_brings_nothing_down(sandbox: Sandbox, session: requests.Session, garbage: bytes) -> None:
    with socket.create_connection(("127.0.0.1", int(sandbox.url.rpartition(":")[2]))) as connection:
        connection.sendall(garbage)
    assert session.get(f"{sandbox.url}/doi/doiRA/10.1000/alpha").status_code == 200


def test_every_answer_takes_its_latency(world: World, session: requests.Session) -> None:
    with Sandbox(world, latency=0.1) as sandbox:
        session.get(f"{sandbox.url}/doi/doiRA/10.1000/alpha")
        (logged,) = sandbox.log
    assert logged.done - logged.at >= 0.1


def test_closing_joins_every_thread(world: World, session: requests.Session) -> None:
    before = threading.active_count()
    with Sandbox(world) as sandbox:
        session.get(f"{sandbox.url}/doi/doiRA/10.1000/alpha")  # and the connection stays open
        url = sandbox.url
    assert threading.active_count() == before
    with pytest.raises(RuntimeError, match="not running"):
        _ = sandbox.url
    with pytest.raises(requests.ConnectionError):
        session.get(url)


def test_the_world_may_change_while_it_runs(sandbox: Sandbox, session: requests.Session) -> None:
    url = f"{sandbox.url}/github/repos/ada/engine"
    assert session.get(url).status_code == 200
    sandbox.world = World()
    assert session.get(url).status_code == 404


def test_a_mistake_of_the_sandbox_is_told_at_the_end(
    world: World, session: requests.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(request: Request, world: World) -> Response:
        raise KeyError(request.path, world.name)

    monkeypatch.setattr(crossref_module, "answer", broken)
    sandbox = Sandbox(world).start()
    assert session.get(f"{sandbox.url}/crossref/works").status_code == 500
    with pytest.raises(RuntimeError, match="the sandbox itself failed"):
        sandbox.close()


def test_ten_thousand_works_and_repositories_are_no_burden(session: requests.Session) -> None:
    many = World(
        works=[{"doi": f"10.1000/{n}", "title": f"Work {n}"} for n in range(10_000)],
        repositories=[{"name": f"owner/r{n}"} for n in range(10_000)],
    )
    with Sandbox(many) as sandbox:
        names = ",".join(f"doi:10.1000/{n}" for n in range(9_000, 9_050))
        message = session.get(f"{sandbox.url}/crossref/works?filter={names}&rows=50").json()["message"]
        assert message["total-results"] == 50
        assert session.get(f"{sandbox.url}/github/repos/owner/r9999").json()["name"] == "r9999"
