from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest
import requests

from harvester.guard import ForbiddenAddressError, Guard, is_public

if TYPE_CHECKING:
    from harvester.sandbox import Sandbox

PUBLIC = ["93.184.215.14", "2606:4700::1111", "::ffff:93.184.215.14"]
PRIVATE = [
    "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
    "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
]  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_pass(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", PRIVATE)
def test_all_other_addresses_do_not(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "url", ["https://arxiv.org/abs/2407.00116", "http://host.org:8080/x", "https://[2606:4700::1111]/"]
)
def test_ordinary_urls_pass(url: str) -> None:
    Guard().check_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://arxiv.org/x",
        "file:///etc/passwd",
        "http://user:secret@arxiv.org/",
        "http://localhost/",
        "http://printer.localhost/",
        "http://127.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://2130706433/",
        "http://0177.0.0.1/",
        "http://0x7f.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://host:99999/",
        "http://",
    ],
)
def test_hostile_urls_do_not(url: str) -> None:
    with pytest.raises(ForbiddenAddressError):
        Guard().check_url(url)


def test_a_name_that_leads_to_a_private_address_is_refused_at_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda *_a, **_k: [(2, 1, 6, "", ("93.184.215.14", 80)), (2, 1, 6, "", ("10.0.0.7", 80))]
    )
    with pytest.raises(ForbiddenAddressError, match=r"list\.example\.org leads to 10\.0\.0\.7"):
        Guard().connect("list.example.org", 80)


def test_the_connection_goes_to_the_address_that_was_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([[(2, 1, 6, "", ("93.184.215.14", 80))], [(2, 1, 6, "", ("127.0.0.1", 80))]])
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: next(answers))
    tried = []
    monkeypatch.setattr("harvester.guard.create_connection", lambda place, **_: tried.append(place))
    Guard().connect("rebind.example.org", 80)
    assert tried == [("93.184.215.14", 80)]


def test_only_what_the_configuration_names_may_be_private(sandbox: Sandbox) -> None:
    url = f"{sandbox.url}/doi/doiRA/10.1145/3583593"
    with requests.Session() as session:
        session.mount("http://", Guard([sandbox.url]).adapter())
        with session.get(url, timeout=5) as reply:
            assert reply.json()[0]["RA"] == "Crossref"
    with requests.Session() as session:
        session.mount("http://", Guard().adapter())
        with pytest.raises(ForbiddenAddressError):
            session.get(url, timeout=5)
