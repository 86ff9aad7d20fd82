"""Behind a proxy that opens every connection with a CA of its own: all clients work, and none goes past it."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

import pytest
import trustme

from harvester.config import Config
from harvester.gather import gather
from harvester.http import share_certificates
from harvester.identify import identify_url
from harvester.lanes import Clock
from harvester.model import Found, Unavailable
from harvester.network import connect
from harvester.sandbox import Sandbox, World
from support import sandbox_config

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from harvester.model import Answer, Sighting

ZONE = "test-site.net"
LINKS = {
    "crossref": "https://doi.org/10.5555/known",
    "datacite": "https://doi.org/10.6666/data",
    "arxiv": "https://arxiv.org/abs/2301.00001",
    "github": "https://github.com/owner/known",
    "web": f"https://lab.{ZONE}/page",
}
WORLD: dict[str, Any] = {
    "works": [
        {"doi": "10.5555/known", "title": "Known to Crossref", "issued": [2023, 5]},
        {"doi": "10.6666/data", "registry": "DataCite", "title": "Known to DataCite", "issued": [2022]},
    ],
    "arxiv": [{"id": "2301.00001", "title": "Known to arXiv", "published": "2023-01-01"}],
    "repositories": [{"name": "owner/known"}],
    "pages": {
        f"https://lab.{ZONE}/page": {"title": "Known page"},
        f"http://lab.{ZONE}/plain": {"title": "Known page"},
        f"https://lab.{ZONE}/inward": {"status": 302, "location": "http://169.254.169.254/latest/"},
    },
}
VARIABLES = [
    *(name for upper in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY") for name in (upper, upper.lower())),
    "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE",
]  # fmt: skip


class InterceptingProxy:
    """Answers CONNECT for any host, speaks TLS in its name, and passes what it reads on to the stand-ins.

    Attributes:
        seen: What it was asked for, ``CONNECT host:port`` or ``GET http://host/…``.
        heads: Those requests with their headers.
    """

    def __init__(self, sandbox: Sandbox, *, refuses: bool = False) -> None:
        self.seen: list[str] = []
        self.heads: list[bytes] = []
        self.ca = trustme.CA()
        self._upstream = urlsplit(sandbox.url)
        self._refuses = refuses
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._lock = threading.Lock()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                thread = threading.Thread(target=self._serve, args=(self._server.accept()[0],), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.ExitStack() as stack, contextlib.suppress(OSError):
            stack.enter_context(connection)
            head = _head(connection)
            method, target, _ = head.split(b"\r\n")[0].decode().split(" ")
            self.heads.append(head)
            self.seen.append(f"{method} {target}")
            if self._refuses:
                connection.sendall(b"HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n")
                return
            base = "http://" + urlsplit(target).netloc
            if method == "CONNECT":
                connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                host = target.rpartition(":")[0]
                tls = stack.enter_context(self._context(host).wrap_socket(connection, server_side=True))
                self._pass_on(tls, _head(tls), f"https://{host}")
            else:
                self._pass_on(connection, head.replace(base.encode(), b"", 1), base)

    def _context(self, host: str) -> ssl.SSLContext:
        import ssl

        with self._lock:
            if host not in self._contexts:
                self._contexts[host] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                self.ca.issue_cert(host).configure_cert(self._contexts[host])
            return self._contexts[host]

    def _pass_on(self, client: socket.socket, head: bytes, base: str) -> None:
        if not head:
            return
        line, _, rest = head.partition(b"\r\n")
        method, target, _ = line.decode().split(" ")
        parts = urlsplit(base)
        name = (parts.hostname or "").partition(".")[0]
        mount = f"/web/{parts.scheme}/{parts.netloc}" if name == "lab" else f"/{name}"
        lines = [part for part in rest.split(b"\r\n") if not part.lower().startswith(b"connection:")]
        length = next(
            (int(part.partition(b":")[2]) for part in lines if part.lower().startswith(b"content-length:")), 0
        )
        body = b""
        while len(body) < length:
            body += client.recv(length - len(body))
        start = f"{method} {mount}{target} HTTP/1.1\r\nConnection: close\r\n".encode()
        with socket.create_connection((self._upstream.hostname or "", self._upstream.port or 0)) as upstream:
            upstream.sendall(start + b"\r\n".join(lines) + body)
            while data := upstream.recv(65_536):
                client.sendall(data)
        client.shutdown(socket.SHUT_RDWR)


def _head(connection: socket.socket) -> bytes:
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        if not (byte := connection.recv(1)):
            return b""
        head += byte
    return head


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """None of these variables is set, and none stays set."""
    for name in VARIABLES:
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


@pytest.fixture
def world() -> Iterator[Sandbox]:
    with Sandbox(World(**WORLD)) as running:
        yield running


@pytest.fixture
def proxy(world: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[InterceptingProxy]:
    with InterceptingProxy(world) as running:
        monkeypatch.setenv("HTTPS_PROXY", running.url)
        monkeypatch.setenv("HTTP_PROXY", running.url)
        yield running


@pytest.fixture
def bundle(proxy: InterceptingProxy, tmp_path: Path) -> str:
    path = tmp_path / "corporate-ca.pem"
    proxy.ca.cert_pem.write_to_path(str(path))
    return str(path)


def config() -> Config:
    """Upstreams at names that only the proxy can resolve."""
    names = ("crossref", "doi", "datacite", "arxiv", "github")
    # the stand-in for arXiv answers below its own path
    urls = {name: {"url": f"https://{name}.{ZONE}" + ("/api/query" if name == "arxiv" else "")} for name in names}
    return Config.model_validate({"upstreams": {**urls, "web": {"interval": 0}, "doi": {**urls["doi"], "interval": 0}}})


def ask(settings: Config, *urls: str) -> Mapping[str, Answer[Sighting]]:
    targets = [identify_url(url) for url in urls]
    # a clock that does not sleep: these servers refuse nobody
    with connect(settings, token="sandbox-token", clock=Clock(sleep=lambda _: None)) as network:
        answers = gather(targets, network).answers
    return {url: answers[target.key] for url, target in zip(urls, targets, strict=True)}


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"])
def test_all_clients_work_with_the_ca_in_one_variable(
    proxy: InterceptingProxy, bundle: str, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, bundle)
    share_certificates(os.environ)
    answers = ask(config(), *LINKS.values())
    assert {url: type(answer) for url, answer in answers.items()} == dict.fromkeys(LINKS.values(), Found)
    asked = {line.removeprefix("CONNECT ").partition(".")[0] for line in proxy.seen}
    assert asked == {"crossref", "doi", "datacite", "arxiv", "github", "lab"}
    assert all(line.startswith("CONNECT ") and line.endswith(f".{ZONE}:443") for line in proxy.seen)


@pytest.mark.usefixtures("proxy")
def test_without_the_ca_nothing_is_believed_and_no_link_is_blamed() -> None:
    answers = ask(config(), *LINKS.values())
    assert all(isinstance(answer, Unavailable) and not answer.failing for answer in answers.values())
    assert answers[LINKS["web"]] == Unavailable("TLS: the certificate's issuer is not known here")


def test_the_token_is_told_to_the_host_inside_the_tunnel_and_not_to_the_proxy(
    proxy: InterceptingProxy, bundle: str, world: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", bundle)
    share_certificates(os.environ)
    ask(config(), *LINKS.values())
    assert not any(b"sandbox-token" in head for head in proxy.heads)
    bearers = {logged.upstream for logged in world.log if "sandbox-token" in str(logged.headers)}
    assert bearers == {"github"}


def test_a_page_over_plain_http_goes_through_the_proxy(proxy: InterceptingProxy) -> None:
    url = f"http://lab.{ZONE}/plain"
    assert isinstance(ask(config(), url)[url], Found)
    assert proxy.seen == [f"GET {url}"]


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/",
        "https://[::ffff:10.0.0.1]/",
        "http://0x7f.1/",
        "http://metadata.google.internal/",
    ],
)
def test_what_names_a_private_place_does_not_even_reach_the_proxy(proxy: InterceptingProxy, url: str) -> None:
    answer = ask(config(), url)[url]
    assert isinstance(answer, Unavailable)
    assert not answer.failing
    assert proxy.seen == []


def test_nor_does_a_redirect_to_one(proxy: InterceptingProxy, bundle: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", bundle)
    share_certificates(os.environ)
    url = f"https://lab.{ZONE}/inward"
    assert ask(config(), url)[url] == Unavailable("169.254.169.254 is not a public address")
    assert proxy.seen == [f"CONNECT lab.{ZONE}:443"]


@pytest.mark.parametrize("no_proxy", [ZONE, f".{ZONE}", f"lab.{ZONE},127.0.0.1"])
def test_past_the_proxy_the_guard_resolves(
    proxy: InterceptingProxy, no_proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", no_proxy)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("10.0.0.7", 443))])
    expected = Unavailable(f"lab.{ZONE} leads to 10.0.0.7, which is not a public address")
    assert ask(config(), LINKS["web"])[LINKS["web"]] == expected
    assert proxy.seen == []


def test_no_proxy_is_honoured_by_all_clients(
    proxy: InterceptingProxy, world: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    answers = ask(sandbox_config(world), *LINKS.values())
    assert {type(answer) for answer in answers.values()} == {Found}
    assert proxy.seen == []


def test_a_proxy_that_refuses_is_our_trouble(world: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    with InterceptingProxy(world, refuses=True) as refusing:
        monkeypatch.setenv("HTTPS_PROXY", refusing.url)
        answers = ask(config(), *LINKS.values())
    assert answers[LINKS["web"]] == Unavailable("the proxy refused")
    assert all(isinstance(answer, Unavailable) and not answer.failing for answer in answers.values())
    assert len(refusing.seen) >= len(LINKS)


def test_a_proxy_that_is_not_there_is_our_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
    answer = ask(config(), LINKS["web"])[LINKS["web"]]
    assert isinstance(answer, Unavailable)
    assert not answer.failing
