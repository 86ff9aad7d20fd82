from __future__ import annotations

import gzip
import os
import ssl
import zlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import responses
import trustme
from hypothesis import given
from hypothesis import strategies as st

from harvester import http as http_module
from harvester.errors import UsageError
from harvester.guard import Guard
from harvester.http import Http, OwnTrouble, Reply, retry_after, share_certificates, user_agent
from harvester.lanes import Trouble
from loopback import HEAD, Loopback, answers, repeats, says, stops

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from support import FakeTime

URL = "https://list.example.org/paper"
WORDS = ["Mon", "Jan", "31", "9999", "GMT", "+0000", "-9999", "+99999999999", "-0000", "EST", "", "٣"]


@pytest.fixture
def client() -> Iterator[Http]:
    http = Http(mailto="curator@example.org")
    yield http
    http.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_module, "CONNECT_S", 1.0)
    monkeypatch.setattr(http_module, "READ_S", 1.0)
    monkeypatch.setattr(http_module, "DEADLINE_S", 2.0)


def ask(server: Loopback, **options: Any) -> Reply:
    """One GET from a client that trusts this server's address."""
    http = Http(guard=Guard([server.url]))
    try:
        return http.request("GET", f"{server.url}/page", **options)
    finally:
        http.close()


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
    assert sent.headers["Accept-Encoding"] == "gzip, deflate"
    assert "Cookie" not in sent.headers
    assert "Authorization" not in sent.headers


@pytest.mark.parametrize(("url", "goes"), [(URL, True), (URL.replace("https", "http"), False)])
@responses.activate
def test_a_token_goes_over_https_only(client: Http, url: str, goes: bool) -> None:
    responses.get(url)
    if goes:
        assert client.request("GET", url, headers={"authorization": "Bearer x"}).status == 200
    else:
        with pytest.raises(Trouble, match="over https"):
            client.request("GET", url, headers={"authorization": "Bearer x"})
    assert len(responses.calls) == goes


@responses.activate
def test_redirects_are_handed_back_unfollowed(client: Http) -> None:
    responses.get(URL, status=301, headers={"Location": "https://elsewhere.example.org/"})
    assert client.request("GET", URL).status == 301
    assert len(responses.calls) == 1


@responses.activate
def test_a_cap_may_depend_on_what_comes(client: Http) -> None:
    responses.get(URL, body=b"a" * 5000, status=404)
    reply = client.request("GET", URL, cap=lambda status, headers: 10 if status == 404 and headers else 99)
    assert len(reply.body) == 10


def test_the_guard_stands_before_every_request(client: Http) -> None:
    with pytest.raises(OwnTrouble, match="not a public address") as caught:
        client.request("GET", "http://169.254.169.254/latest")
    assert not caught.value.retryable


def test_a_connection_serves_many_requests() -> None:
    with Loopback(answers(HEAD + b"Content-Length: 2\r\n\r\nok")) as server:
        http = Http(guard=Guard([server.url]))
        assert [http.request("GET", server.url).body for _ in range(5)] == [b"ok"] * 5
        http.close()
        assert len(server.requests) == 5
        assert len(server._threads) == 2  # one that listens, one that serves


GZIP = HEAD + b"Content-Encoding: gzip\r\n\r\n"
NOISE = b"X-Noise: " + b"a" * 80 + b"\r\n"

HOSTILE: list[tuple[str, Callable[..., None], str]] = [
    ("nothing at all", stops(b""), "silence"),
    ("half a status line", stops(b"HTTP/1.1 2"), "silence"),
    ("headers without end", repeats(b"HTTP/1.1 200 OK\r\n", b"X", 0.05), "no whole answer within 2 s"),
    ("a body that stops", stops(HEAD + b"Content-Length: 9\r\n\r\nabc"), "the answer stopped half-way"),
    ("a body byte by byte", repeats(HEAD + b"\r\n", b"x", 0.05), "no whole answer within 2 s"),
    ("a promise without end", repeats(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), "no whole answer within 2 s"),
    ("fewer bytes than said", says(HEAD + b"Content-Length: 9\r\n\r\nabc"), "the answer broke off"),
    ("half a chunk", says(HEAD + b"Transfer-Encoding: chunked\r\n\r\n9\r\nabc"), "the answer broke off"),
    ("no chunk", says(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc"), "the answer broke off"),
    ("no gzip", says(GZIP + b"abc"), "the answer cannot be unpacked"),
    ("a flood of headers", says(HEAD + NOISE * 500 + b"\r\n"), "more headers than are read"),
    ("one endless header", says(HEAD + b"X: " + b"a" * 100_000 + b"\r\n\r\n"), "more headers than are read"),
    ("a close", says(b""), "the connection was closed without an answer"),
    ("another protocol", says(b"SSH-2.0-OpenSSH_9.6\r\n"), "an answer that is no HTTP"),
]


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(("behave", "reason"), [case[1:] for case in HOSTILE], ids=[case[0] for case in HOSTILE])
def test_whatever_a_server_does_ends_in_time_and_has_a_name(behave: Callable[..., None], reason: str) -> None:
    with Loopback(behave) as server, pytest.raises(Trouble) as caught:
        ask(server)
    assert caught.value.reason == reason
    assert not caught.value.unreached


def deflated(size: int) -> bytes:
    return zlib.compress(bytes(size))


@pytest.mark.parametrize(
    ("name", "packed"),
    [
        ("gzip", gzip.compress(bytes(64_000_000))),
        ("deflate", deflated(64_000_000)),
        ("gzip, gzip", gzip.compress(gzip.compress(bytes(64_000_000)))),
    ],
)
def test_what_unpacks_to_a_flood_is_cut(name: str, packed: bytes) -> None:
    head = HEAD + f"Content-Encoding: {name}\r\nContent-Length: {len(packed)}\r\n\r\n".encode()
    with Loopback(says(head + packed)) as server:
        assert len(ask(server, cap=100_000).body) == 100_000


def test_a_body_without_end_is_cut() -> None:
    with Loopback(repeats(HEAD + b"\r\n", b"x" * 4096)) as server:
        assert len(ask(server, cap=100_000).body) == 100_000


@pytest.mark.parametrize(
    "rest",
    [
        b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(bytes(64_000_000)),
        b"\r\n" + b"x" * 300_000,
    ],
)
def test_the_body_of_a_redirect_is_no_way_around_the_cap(rest: bytes) -> None:
    with Loopback(says(b"HTTP/1.1 302 Found\r\nLocation: /next\r\n" + rest)) as server:
        reply = ask(server, cap=100)
    assert (reply.status, reply.headers["location"], len(reply.body)) == (302, "/next", 100)


@pytest.mark.usefixtures("impatient")
def test_a_redirect_with_an_endless_body_is_one_all_the_same() -> None:
    with Loopback(repeats(b"HTTP/1.1 302 Found\r\nLocation: /next\r\n\r\n", b"x" * 4096)) as server:
        assert ask(server, cap=100).status == 302


def test_an_encoding_that_we_did_not_offer_is_left_packed() -> None:
    with Loopback(says(HEAD + b"Content-Encoding: br\r\nContent-Length: 3\r\n\r\nabc")) as server:
        assert ask(server).body == b"abc"


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("rest", [b"Content-Length: 9\r\n\r\nabc", b"Content-Encoding: gzip\r\n\r\nabc"])
def test_a_status_stands_whatever_becomes_of_its_page(rest: bytes) -> None:
    with Loopback(says(b"HTTP/1.1 404 Not Found\r\n" + rest)) as server:
        reply = ask(server)
    assert (reply.status, reply.body) == (404, b"")


def test_one_host_may_be_given_less_time() -> None:
    with Loopback(stops(b"")) as server, pytest.raises(Trouble, match=r"silence|within 0\.2 s"):
        ask(server, timeout=0.2)


def test_a_closed_port_is_unreached() -> None:
    with Loopback(stops(b"")) as server:
        url = server.url
    http = Http(guard=Guard([url]))
    with pytest.raises(Trouble, match="connection refused") as caught:
        http.request("GET", url)
    http.close()
    assert caught.value.unreached


AUTHORITY = trustme.CA()
STRANGER = trustme.CA()
PAST = datetime.now(UTC) - timedelta(days=2)


def served_with(certificate: trustme.LeafCert | trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if isinstance(certificate, trustme.LeafCert):
        certificate.configure_cert(context)
    else:
        with certificate.cert_pem.tempfile() as cert, certificate.private_key_pem.tempfile() as key:
            context.load_cert_chain(cert, key)
    return context


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Our CA, known to ``requests`` by its own variable."""
    path = tmp_path / "ca.pem"
    AUTHORITY.cert_pem.write_to_path(str(path))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(path))
    return path


@pytest.mark.usefixtures("authority")
def test_a_certificate_that_holds_is_no_matter() -> None:
    with Loopback(says(HEAD + b"\r\nok"), tls=served_with(AUTHORITY.issue_cert("localhost"))) as server:
        assert ask(server).body == b"ok"


@pytest.mark.parametrize(
    ("certificate", "reason", "ours"),
    [
        (AUTHORITY.issue_cert("elsewhere.org"), "TLS: the certificate is for another host", False),
        (AUTHORITY.issue_cert("localhost", not_after=PAST), "TLS: the certificate has expired", False),
        (STRANGER, "TLS: the certificate is signed by nobody but itself", False),
        (STRANGER.issue_cert("localhost"), "TLS: the certificate's issuer is not known here", True),
    ],
)
@pytest.mark.usefixtures("authority")
def test_a_certificate_that_does_not_says_why(certificate: Any, reason: str, ours: bool) -> None:
    with Loopback(says(HEAD + b"\r\nok"), tls=served_with(certificate)) as server, pytest.raises(Trouble) as caught:
        ask(server)
    assert (caught.value.reason, isinstance(caught.value, OwnTrouble)) == (reason, ours)


@pytest.mark.usefixtures("authority", "impatient")
def test_a_handshake_that_never_comes_is_not_waited_for() -> None:
    tls = served_with(AUTHORITY.issue_cert("localhost"))
    with (
        Loopback(stops(b""), tls=tls, greeting=b"") as server,
        pytest.raises(Trouble, match="no TLS handshake in time"),
    ):
        ask(server)


@pytest.mark.usefixtures("impatient")
def test_plain_http_at_a_tls_address_is_told() -> None:
    with Loopback(stops(b""), greeting=b"HTTP/1.1 400 Bad Request\r\n\r\n") as server:
        url = server.url.replace("http", "https")
        http = Http(guard=Guard([url]))
        with pytest.raises(Trouble, match="TLS: the server does not speak it"):
            http.request("GET", url)
        http.close()


@pytest.mark.parametrize(
    "body",
    [b"<html>Just a moment</html>", b"", b'{"cut": ', b"\xff\xfe", b"[" * 100_000, b'{"a":' * 100_000, b"1" * 5_000],
)
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
        ("Wed, 21 Oct 2015 07:28:00 -0000", None),
        ("Mon, 01 Jan 2020 00:00:00 +99999999999999", None),
        ("Mon, 01 Jan 2020 00:00:00 +9999", None),
        ("Mon, 01 Jan 0001 00:00:00 +1200", 0.0),
        ("Mon, 99 Foo 99999999999999999999 00:00:00 GMT", None),
        ("0x10", None),
        ("1e9", None),
        ("inf", None),
        ("9" * 60_000, 999999999.0),
    ],
)
def test_retry_after_is_read_or_left(header: str | None, seconds: float | None) -> None:
    assert retry_after(header) == seconds


@given(
    st.text(max_size=40)
    | st.integers().map(str)
    | st.builds(
        "{}, {:02} {} {} {}:{}:{} {}".format,
        *[st.sampled_from(WORDS)] * 3,
        *[st.integers(-1, 99_999)] * 4,
        st.sampled_from(WORDS),
    )
)
def test_no_retry_after_is_an_error(header: str) -> None:
    seconds = retry_after(header)
    assert seconds is None or 0 <= seconds < float("inf")


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'"\\ud83d\\ude00"', "\U0001f600"),
        (b'{"a": ["\\ud800", "x"]}', {"a": ["?", "x"]}),
        (b'{"\\udfff": 1}', {"?": 1}),
        (b'"\xed\xa0\x80"', "?"),
        (b'{"a": 1, "a": 2}', {"a": 2}),
    ],
)
def test_json_holds_no_half_of_a_character(body: bytes, value: object) -> None:
    assert Reply(URL, 200, {}, body).json() == value


def test_retry_after_may_be_a_date(monkeypatch: pytest.MonkeyPatch, time: FakeTime) -> None:
    monkeypatch.setattr(http_module, "Clock", time.clock)
    moment = (time.start + timedelta(seconds=90)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert retry_after(moment) == 90.0


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {}),
        ({"SSL_CERT_FILE": ""}, {"SSL_CERT_FILE": ""}),
        ({"SSL_CERT_FILE": "a"}, {"SSL_CERT_FILE": "a", "REQUESTS_CA_BUNDLE": "a"}),
        ({"SSL_CERT_FILE": "a", "REQUESTS_CA_BUNDLE": ""}, {"SSL_CERT_FILE": "a", "REQUESTS_CA_BUNDLE": "a"}),
        ({"REQUESTS_CA_BUNDLE": "a"}, {"SSL_CERT_FILE": "a", "REQUESTS_CA_BUNDLE": "a"}),
        ({"CURL_CA_BUNDLE": "a"}, {"SSL_CERT_FILE": "a", "REQUESTS_CA_BUNDLE": "a", "CURL_CA_BUNDLE": "a"}),
        ({"REQUESTS_CA_BUNDLE": "a", "SSL_CERT_FILE": "b"}, {"REQUESTS_CA_BUNDLE": "a", "SSL_CERT_FILE": "b"}),
        ({"SSL_CERT_DIR": "folder"}, {"SSL_CERT_DIR": "folder", "REQUESTS_CA_BUNDLE": "folder"}),
        ({"REQUESTS_CA_BUNDLE": "folder"}, {"SSL_CERT_DIR": "folder", "REQUESTS_CA_BUNDLE": "folder"}),
    ],
)
def test_one_private_ca_serves_every_client(given: dict[str, str], expected: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for name in "ab":
        (tmp_path / name).write_text("a certificate\n")
    environ = {name: value and str(tmp_path / value) for name, value in given.items()}
    share_certificates(environ)
    assert environ == {name: value and str(tmp_path / value) for name, value in expected.items()}


def test_several_folders_in_one_variable_are_left_alone() -> None:
    environ = {"SSL_CERT_DIR": f"one{os.pathsep}two"}
    share_certificates(environ)
    assert environ == {"SSL_CERT_DIR": f"one{os.pathsep}two"}


def test_a_ca_that_is_not_there_is_told_at_once() -> None:
    with pytest.raises(UsageError, match=r"SSL_CERT_FILE names missing\.pem, which is not there"):
        share_certificates({"SSL_CERT_FILE": "missing.pem"})


def test_without_an_address_none_is_claimed() -> None:
    assert "mailto" not in user_agent("")
