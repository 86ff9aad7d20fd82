"""Behind a proxy that opens every connection with a CA of its own: all clients work, and none goes past it."""

from __future__ import annotations

import os
import socket
import ssl
from typing import TYPE_CHECKING, Any

import pytest
import trustme

from harvester.config import Config
from harvester.gather import gather
from harvester.http import Http, pass_proxies_by, share_certificates
from harvester.identify import identify_url
from harvester.lanes import Clock
from harvester.model import Found, Unavailable
from harvester.network import connect
from harvester.sandbox import Sandbox, World
from harvester.sandbox.proxy import InterceptingProxy, on_the_web
from support import sandbox_config

if TYPE_CHECKING:
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
        f"https://lab.{ZONE}/broken": {"behaviour": "reset"},
        f"https://lab.{ZONE}/inward": {"status": 302, "location": "http://169.254.169.254/latest/"},
    },
}
VARIABLES = [
    *(name for upper in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY") for name in (upper, upper.lower())),
    "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE",
]  # fmt: skip


def mount(scheme: str, host: str) -> str:
    """The stand-ins by the first label of their names."""
    name = host.partition(".")[0]
    return on_the_web(scheme, host) if name == "lab" else f"/{name}"


def intercepting(sandbox: Sandbox, authority: trustme.CA, *, refuses: bool = False) -> InterceptingProxy:
    def context_of(host: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(host).configure_cert(context)
        return context

    return InterceptingProxy(sandbox, context_of, mount=mount, refuses=refuses)


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
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def proxy(world: Sandbox, authority: trustme.CA, monkeypatch: pytest.MonkeyPatch) -> Iterator[InterceptingProxy]:
    with intercepting(world, authority) as running:
        monkeypatch.setenv("HTTPS_PROXY", running.url)
        monkeypatch.setenv("HTTP_PROXY", running.url)
        yield running


@pytest.fixture
def bundle(authority: trustme.CA, tmp_path: Path) -> str:
    path = tmp_path / "corporate-ca.pem"
    authority.cert_pem.write_to_path(str(path))
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


def test_a_connection_is_kept_for_the_next_page_of_its_host_though_many_others_come_between(
    authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = [f"https://lab.site-{n}.{ZONE}/" for n in range(70)]
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "ca.pem"))
    http = Http()
    world = World(pages={page: {"title": "A page"} for page in pages})
    with Sandbox(world) as sandbox, intercepting(sandbox, authority) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        statuses = [http.request("GET", page).status for page in (*pages, *pages)]
        http.close()
    assert statuses == [200] * 140
    assert len(proxy.seen) == 70


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
    assert set(proxy.seen) == {f"CONNECT lab.{ZONE}:443"}


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


@pytest.mark.parametrize(
    ("environ", "told"),
    [
        ({}, "127.0.0.1"),
        ({"NO_PROXY": "a.org"}, "a.org,127.0.0.1"),
        ({"no_proxy": "b.org"}, "b.org,127.0.0.1"),
        # of the two, clients read the lower-case one
        ({"NO_PROXY": "a.org", "no_proxy": "b.org"}, "b.org,127.0.0.1"),
        ({"NO_PROXY": "*"}, "*"),  # which stands for all hosts only by itself
    ],
)
def test_a_host_on_this_machine_is_added_to_those_without_a_proxy(environ: dict[str, str], told: str) -> None:
    pass_proxies_by(environ, "127.0.0.1")
    assert environ == {"no_proxy": told, "NO_PROXY": told}


def test_no_client_asks_a_proxy_for_the_stand_ins(
    proxy: InterceptingProxy, world: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy.url)
    monkeypatch.setenv("http_proxy", proxy.url)
    monkeypatch.setenv("no_proxy", "elsewhere.org")
    pass_proxies_by(os.environ, "127.0.0.1")
    answers = ask(sandbox_config(world), *LINKS.values())
    assert {type(answer) for answer in answers.values()} == {Found}
    assert proxy.seen == []


def test_a_proxy_that_refuses_is_our_trouble(world: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    with intercepting(world, trustme.CA(), refuses=True) as refusing:
        monkeypatch.setenv("HTTPS_PROXY", refusing.url)
        answers = ask(config(), *LINKS.values())
    assert answers[LINKS["web"]] == Unavailable("the proxy refused")
    assert all(isinstance(answer, Unavailable) and not answer.failing for answer in answers.values())
    assert len(refusing.seen) >= len(LINKS)


def test_a_server_that_hangs_up_inside_the_tunnel_is_to_blame_and_not_the_proxy(
    proxy: InterceptingProxy, bundle: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", bundle)
    share_certificates(os.environ)
    url = f"https://lab.{ZONE}/broken"
    assert ask(config(), url)[url] == Unavailable("the connection was closed without an answer", failing=True)
    assert f"CONNECT lab.{ZONE}:443" in proxy.seen


def test_a_proxy_that_is_not_there_is_our_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
    answer = ask(config(), LINKS["web"])[LINKS["web"]]
    assert isinstance(answer, Unavailable)
    assert not answer.failing
