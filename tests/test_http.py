from __future__ import annotations

import gzip
import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import requests
import responses

from harvester import http as http_module
from harvester.http import Http, Reply, retry_after, share_certificates, user_agent, within
from harvester.lanes import Trouble

if TYPE_CHECKING:
    from support import FakeTime

URL = "https://list.example.org/paper"


@pytest.fixture
def client() -> Http:
    return Http(mailto="curator@example.org")


@responses.activate
def test_an_answer_comes_back_whole(client: Http) -> None:
    responses.get(URL, json={"a": 1}, headers={"X-Thing": "yes"})
    reply = client.request("GET", URL)
    assert (reply.status, reply.json(), reply.headers["x-thing"]) == (200, {"a": 1}, "yes")


@responses.activate
def test_we_say_who_we_are_and_bring_no_cookies_or_passwords(client: Http, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("requests.sessions.get_netrc_auth", lambda *_: ("user", "secret"))
    responses.get(URL, headers={"Set-Cookie": "trace=1; Path=/"})
    client.request("GET", URL)
    client.request("GET", URL)
    sent = responses.calls[1].request
    assert sent.headers["User-Agent"].startswith("harvester/")
    assert "mailto:curator@example.org" in sent.headers["User-Agent"]
    assert "Cookie" not in sent.headers
    assert "Authorization" not in sent.headers


@responses.activate
def test_redirects_are_handed_back_unfollowed(client: Http) -> None:
    responses.get(URL, status=301, headers={"Location": "https://elsewhere.example.org/"})
    assert client.request("GET", URL).status == 301
    assert len(responses.calls) == 1


@responses.activate
def test_a_long_body_is_cut_after_decompression(client: Http) -> None:
    responses.get(URL, body=gzip.compress(b"a" * 1_000_000), headers={"Content-Encoding": "gzip"})
    assert len(client.request("GET", URL, cap=10_000).body) == 10_000


@pytest.mark.parametrize(
    ("error", "reason", "unreached"),
    [
        (requests.ConnectionError("[Errno 111] Connection refused"), "connection refused", True),
        (requests.ConnectTimeout("timed out"), "no connection in time", True),
        (requests.ReadTimeout("Read timed out."), "silence", False),
        (requests.exceptions.SSLError("CERTIFICATE_VERIFY_FAILED"), "the TLS certificate does not hold", False),
        (requests.exceptions.ChunkedEncodingError("IncompleteRead"), "the answer broke off", False),
        (requests.ConnectionError("NameResolutionError"), "no such host name", True),
        (requests.ConnectionError(ConnectionResetError(104, "reset")), "the connection was reset", False),
        (requests.exceptions.InvalidURL("bad"), "the connection failed (InvalidURL)", True),
    ],
)
@responses.activate
def test_every_failure_of_the_wire_has_a_name(client: Http, error: Exception, reason: str, unreached: bool) -> None:
    responses.get(URL, body=error)
    with pytest.raises(Trouble) as caught:
        client.request("GET", URL)
    assert (caught.value.reason, caught.value.unreached) == (reason, unreached)


def test_the_guard_stands_before_every_request(client: Http) -> None:
    with pytest.raises(Trouble, match="not a public address") as caught:
        client.request("GET", "http://169.254.169.254/latest")
    assert not caught.value.retryable


@pytest.mark.parametrize("body", [b"<html>Just a moment</html>", b"", b'{"cut": ', b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json_is_trouble(body: bytes) -> None:
    with pytest.raises(Trouble):
        Reply(URL, 200, {}, body).json()


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("１２", None),
        ("0", 0.0),
        ("120", 120.0),
        (" 7 ", 7.0),
        ("99999999999999999999", 999999999.0),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
    ],
)
def test_retry_after_is_read_or_left(header: str | None, seconds: float | None) -> None:
    assert retry_after(header) == seconds


def test_retry_after_may_be_a_date(monkeypatch: pytest.MonkeyPatch, time: FakeTime) -> None:
    monkeypatch.setattr(http_module, "Clock", time.clock)
    moment = (time.start + timedelta(seconds=90)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert retry_after(moment) == 90.0


def test_a_call_that_never_ends_is_left_alone() -> None:
    never = threading.Event()
    try:
        with pytest.raises(Trouble, match="no answer within 0 s"):
            within(0.05, lambda: never.wait(30))
    finally:
        never.set()


def test_what_a_call_raises_is_raised() -> None:
    with pytest.raises(KeyError):
        within(5, lambda: dict[str, str]()["missing"])


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {}),
        ({"SSL_CERT_FILE": "ca.pem"}, {"SSL_CERT_FILE": "ca.pem", "REQUESTS_CA_BUNDLE": "ca.pem"}),
        ({"REQUESTS_CA_BUNDLE": "ca.pem"}, {"SSL_CERT_FILE": "ca.pem", "REQUESTS_CA_BUNDLE": "ca.pem"}),
        (
            {"REQUESTS_CA_BUNDLE": "a.pem", "SSL_CERT_FILE": "b.pem"},
            {"REQUESTS_CA_BUNDLE": "a.pem", "SSL_CERT_FILE": "b.pem"},
        ),
    ],
)
def test_one_private_ca_serves_every_client(given: dict[str, str], expected: dict[str, str]) -> None:
    share_certificates(given)
    assert given == expected


def test_without_an_address_none_is_claimed() -> None:
    assert "mailto" not in user_agent("")
