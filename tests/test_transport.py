"""What carries requests: whose certificates are believed, and how often that is looked up."""

from __future__ import annotations

import ssl
import time
from typing import TYPE_CHECKING

import pytest
import trustme

from harvester.guard import Guard
from harvester.http import Http, OwnTrouble
from harvester.sandbox import Sandbox, World
from loopback import Loopback, says

if TYPE_CHECKING:
    import socket
    import threading
    from collections.abc import Iterator
    from pathlib import Path

PAGE = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npage"


@pytest.fixture
def authority(monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    return trustme.CA()


@pytest.fixture
def sites(authority: trustme.CA) -> Iterator[list[str]]:
    """Two servers that speak TLS in the name of that authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with Loopback(says(PAGE), tls=context) as one, Loopback(says(PAGE), tls=context) as other:
        yield [one.url, other.url]


def test_who_is_believed_is_read_once_for_all_connections(
    authority: trustme.CA, sites: list[str], tmp_path: Path
) -> None:
    bundle = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(bundle))
    http = Http(guard=Guard(sites), certificates=bundle)
    assert http.request("GET", sites[0]).body == b"page"
    bundle.unlink()
    assert http.request("GET", sites[1]).body == b"page"
    http.close()


def test_the_environment_says_who_is_believed_before_anyone_else(
    authority: trustme.CA, sites: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, other = tmp_path / "known.pem", tmp_path / "other.pem"
    authority.cert_pem.write_to_path(str(known))
    trustme.CA().cert_pem.write_to_path(str(other))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(known))
    http = Http(guard=Guard(sites), certificates=other)
    assert http.request("GET", sites[0]).status == 200
    http.close()


@pytest.mark.parametrize("content", [None, b"no certificate"], ids=["absent", "nonsense"])
def test_authorities_that_cannot_be_read_are_our_trouble(
    sites: list[str], tmp_path: Path, content: bytes | None
) -> None:
    bundle = tmp_path / "ca.pem"
    if content is not None:
        bundle.write_bytes(content)
    with pytest.raises(OwnTrouble, match="the file of certificate authorities cannot be read"):
        Http(guard=Guard(sites), certificates=bundle).request("GET", sites[0])


def test_a_page_without_tls_needs_no_authorities(authority: trustme.CA, tmp_path: Path) -> None:
    assert authority
    with Sandbox(World(pages={"https://lab.org/": {"title": "A page"}})) as sandbox:
        http = Http(guard=Guard([sandbox.url]), certificates=tmp_path / "absent.pem")
        assert http.request("GET", f"{sandbox.url}/web/https/lab.org/").status == 200
        http.close()


HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n"


@pytest.mark.parametrize("before", [b"", b"HTTP/1.1 100 Continue\r\n\r\n", HINTS, HINTS * 3])
def test_what_comes_before_the_answer_is_not_the_answer(before: bytes) -> None:
    with Loopback(says(before + PAGE)) as server:
        http = Http(guard=Guard([server.url]))
        reply = http.request("GET", server.url)
        http.close()
    assert (reply.status, reply.body, "link" in reply.headers) == (200, b"page", False)


def test_an_answer_that_comes_late_behind_its_hints_is_nobody_else_s() -> None:
    def behave(connection: socket.socket, head: bytes, _: threading.Event) -> None:
        name = head.split()[1]
        connection.sendall(HINTS)
        time.sleep(0.05)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(name), name))

    with Loopback(behave) as server:
        http = Http(guard=Guard([server.url]))
        heard = [http.request("GET", f"{server.url}/{name}").body for name in "abc"]
        http.close()
    assert heard == [b"/a", b"/b", b"/c"]


def test_a_server_that_goes_over_to_another_protocol_has_given_no_page() -> None:
    with Loopback(says(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n")) as server:
        http = Http(guard=Guard([server.url]))
        assert http.request("GET", server.url).status == 101
        http.close()
