"""What runs on a worker: it sends with the run's own settings, answers for every errand, and stops when left alone."""

from __future__ import annotations

import asyncio
import pickle
import ssl
from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING

import pytest
import trustme

from harvester import __version__
from harvester.cluster import sender as module
from harvester.cluster.sender import Order, Sender
from harvester.http import OwnTrouble, Reply
from harvester.upstream.errand import Errand, Judged
from harvester.upstream.evidence import Sight
from harvester.upstream.journey import Way
from loopback import HEAD, Loopback, answers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harvester.cluster.sender import Outcome

PAGE = HEAD + b"Content-Length: 44\r\n\r\n<html><title>A page</title><p>Words</p></html>"


@pytest.fixture
def hire() -> Iterator[Callable[..., Sender]]:
    """A sender as a worker has it, its order once through a pickle."""
    hired: list[Sender] = []

    def make(url: str, certificates: bytes = b"") -> Sender:
        order = Order(version=__version__, mailto="list@example.org", trusted=(url,), certificates=certificates)
        hired.append(Sender(pickle.loads(pickle.dumps(order))))  # noqa: S301 (our own)
        return hired[-1]

    yield make
    for sender in hired:
        sender.end()


def run(sender: Sender, *urls: str) -> dict[int, Outcome]:
    """What comes of a GET of each of these."""
    today = date(2026, 11, 23)
    errands = [Errand(method="GET", address=url, way=Way((url,), url), today=today) for url in urls]
    sender.take(list(enumerate(errands)))
    outcomes: dict[int, Outcome] = {}
    while len(outcomes) < len(urls):
        outcomes |= dict(asyncio.run(sender.replies(5.0)))
    return outcomes


def test_nothing_comes_of_no_errands(hire: Callable[..., Sender]) -> None:
    assert asyncio.run(hire("http://localhost:1").replies(0.0)) == []


def test_every_errand_is_answered_for(hire: Callable[..., Sender]) -> None:
    with Loopback(answers(PAGE)) as server:
        outcomes = run(hire(server.url), f"{server.url}/one", f"{server.url}/two", "http://10.0.0.1/private")
    assert [isinstance(outcomes[number], Judged) for number in range(3)] == [True, True, False]
    refused = outcomes[2]
    assert isinstance(refused, OwnTrouble)
    assert refused.reason == "10.0.0.1 is not a public address"
    assert all(b"mailto:list@example.org" in request for request in server.requests)


def test_a_sender_that_nobody_asks_for_its_replies_sends_nothing_more(
    hire: Callable[..., Sender], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LEASE_S", -1.0)
    with Loopback(answers(PAGE)) as server:
        assert run(hire(server.url), f"{server.url}/one") == {0: None}
    assert server.requests == []


def test_a_sender_that_was_sent_home_hangs_up_and_begins_nothing(hire: Callable[..., Sender]) -> None:
    with Loopback(answers(PAGE)) as server:
        sender = hire(server.url)
        sender.end()
        with pytest.raises(RuntimeError):
            run(sender, f"{server.url}/one")
    assert server.requests == []


@pytest.mark.parametrize("shipped", [False, True])
def test_the_private_ca_of_the_run_holds_on_the_worker(
    hire: Callable[..., Sender], monkeypatch: pytest.MonkeyPatch, *, shipped: bool
) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with Loopback(answers(PAGE), tls=context) as server:
        sender = hire(server.url, authority.cert_pem.bytes() if shipped else b"")
        (outcome,) = run(sender, f"{server.url}/page").values()
    if shipped:
        assert isinstance(outcome, Judged)
        assert isinstance(outcome.verdict, Sight)
        assert isinstance(outcome, Reply)
    else:
        assert isinstance(outcome, OwnTrouble)
        assert outcome.reason == "TLS: the certificate's issuer is not known here"


def test_an_order_has_no_room_for_a_secret() -> None:
    assert {field.name for field in fields(Order)} == {"version", "mailto", "trusted", "certificates"}
    assert "token" not in {field.name for field in fields(Errand)}
