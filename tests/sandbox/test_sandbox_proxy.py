"""The intercepting proxy: what it leads to the stand-ins, in every way in which clients speak to proxies."""

from __future__ import annotations

import http.client
import ssl
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
import trustme

from harvester.sandbox import Sandbox, World
from harvester.sandbox.proxy import InterceptingProxy, on_the_web
from loopback import Loopback, says

if TYPE_CHECKING:
    from collections.abc import Iterator

HOST = "lab.test-site.net"
PAGES = {f"{scheme}://{HOST}/page": {"title": f"Over {scheme}"} for scheme in ("http", "https")}
LOCAL = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nown"


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(World(works=[{"doi": "10.5555/known", "title": "Known"}], pages=PAGES)) as running:
        yield running


@pytest.fixture
def proxy(sandbox: Sandbox, authority: trustme.CA) -> Iterator[InterceptingProxy]:
    def context_of(host: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(host).configure_cert(context)
        return context

    def mount(scheme: str, host: str) -> str | None:
        return {"api.crossref.org": "/crossref", "localhost": None}.get(host, on_the_web(scheme, host))

    with InterceptingProxy(sandbox, context_of, mount=mount) as running:
        yield running


def through(proxy: InterceptingProxy, authority: trustme.CA | None) -> http.client.HTTPConnection:
    """A connection to the proxy that will speak TLS to whom it is tunnelled to, where an authority is given."""
    place = urlsplit(proxy.url)
    if authority is None:
        return http.client.HTTPConnection(str(place.hostname), place.port, timeout=10)
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return http.client.HTTPSConnection(str(place.hostname), place.port, timeout=10, context=context)


def got(connection: http.client.HTTPConnection, target: str, method: str = "GET") -> tuple[int, bytes]:
    connection.request(method, target)
    with connection.getresponse() as answer:
        return answer.status, answer.read()


def test_several_requests_go_through_one_tunnel(
    proxy: InterceptingProxy, authority: trustme.CA, sandbox: Sandbox
) -> None:
    connection = through(proxy, authority)
    connection.set_tunnel(HOST, 443)
    statuses = [got(connection, path, method)[0] for method in ("GET", "HEAD") for path in ("/page", "/none")]
    connection.close()
    assert statuses == [200, 404, 200, 404]
    assert proxy.seen == [f"CONNECT {HOST}:443"]
    assert [logged.path for logged in sandbox.log] == [f"/web/https/{HOST}{path}" for path in ("/page", "/none") * 2]


def test_a_tunnel_may_hold_plain_http(proxy: InterceptingProxy) -> None:
    connection = through(proxy, None)
    connection.set_tunnel(HOST, 80)
    status, body = got(connection, "/page")
    connection.close()
    assert status == 200
    assert b"Over http<" in body


def test_without_a_tunnel_each_request_names_its_host(proxy: InterceptingProxy, sandbox: Sandbox) -> None:
    connection = through(proxy, None)
    statuses = [got(connection, f"http://{host}/page")[0] for host in (HOST, f"{HOST}:80")]
    connection.close()
    assert statuses == [200, 200]
    assert [logged.path for logged in sandbox.log] == [f"/web/http/{HOST}/page"] * 2


def test_a_registry_is_asked_at_its_own_stand_in(
    proxy: InterceptingProxy, authority: trustme.CA, sandbox: Sandbox
) -> None:
    connection = through(proxy, authority)
    connection.set_tunnel("api.crossref.org", 443)
    status, body = got(connection, "/works/10.5555%2Fknown")
    connection.close()
    assert (status, sandbox.log[0].upstream) == (200, "crossref")
    assert b"Known" in body


def test_what_is_sent_to_this_machine_passes_unread(proxy: InterceptingProxy, sandbox: Sandbox) -> None:
    with Loopback(says(LOCAL)) as own:
        connection = through(proxy, None)
        connection.set_tunnel("localhost", own.port)
        assert got(connection, "/list.md") == (200, b"own")
        connection.close()
    assert own.requests[0].startswith(b"GET /list.md ")
    assert sandbox.log == []
