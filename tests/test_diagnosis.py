from __future__ import annotations

import errno
import socket
import ssl

import pytest
import requests
import urllib3

from harvester.diagnosis import OwnTrouble, transport_trouble
from harvester.guard import ForbiddenAddressError
from harvester.lanes import Trouble
from harvester.transport import NO_HANDSHAKE


def certificate(code: int) -> requests.exceptions.SSLError:
    error = ssl.SSLCertVerificationError(1, "CERTIFICATE_VERIFY_FAILED")
    error.verify_code = code
    return requests.exceptions.SSLError(urllib3.exceptions.MaxRetryError(None, "/", error))  # type: ignore[arg-type]


def lookup(code: int) -> requests.ConnectionError:
    cause = socket.gaierror(code, "x")
    reason = urllib3.exceptions.NameResolutionError("host.org", None, cause)  # type: ignore[arg-type]
    reason.__cause__ = cause
    return requests.ConnectionError(urllib3.exceptions.MaxRetryError(None, "/", reason))  # type: ignore[arg-type]


THEIRS = [
    (lookup(socket.EAI_NONAME), "no such host name", True),
    (lookup(socket.EAI_NODATA), "no such host name", True),
    (requests.ConnectionError("[Errno 111] Connection refused"), "connection refused", True),
    (ConnectionRefusedError(errno.ECONNREFUSED, "x"), "connection refused", True),
    (requests.ConnectTimeout("timed out"), "no connection in time", True),
    (requests.ConnectTimeout(NO_HANDSHAKE), NO_HANDSHAKE, False),
    (requests.ReadTimeout("Read timed out."), "silence", False),
    (certificate(10), "TLS: the certificate has expired", False),
    (certificate(62), "TLS: the certificate is for another host", False),
    (certificate(18), "TLS: the certificate is signed by nobody but itself", False),
    (certificate(23), "TLS: the certificate was revoked", False),
    (certificate(99), "TLS: the certificate does not hold", False),
    (ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number"), "TLS: the server does not speak it", False),
    (ssl.SSLError(1, "[SSL: UNSUPPORTED_PROTOCOL]"), "TLS: the server speaks none that is still in use", False),
    (ssl.SSLError(1, "[SSL: SSLV3_ALERT_HANDSHAKE_FAILURE]"), "TLS: the handshake failed", False),
    (requests.exceptions.ChunkedEncodingError("IncompleteRead"), "the answer broke off", False),
    (requests.exceptions.ContentDecodingError("x"), "the answer cannot be unpacked", False),
    (requests.ConnectionError(ConnectionResetError(104, "reset")), "the connection was reset", False),
    (requests.ConnectionError("RemoteDisconnected"), "the connection was closed without an answer", False),
    (requests.ConnectionError("BadStatusLine"), "an answer that is no HTTP", False),
]

OURS = [
    (lookup(socket.EAI_AGAIN), "the name servers gave no answer", True),
    (lookup(socket.EAI_FAIL), "the name servers gave no answer", True),
    (OSError(errno.ENETUNREACH, "x"), "network unreachable", True),
    (requests.ConnectionError("[Errno 101] Network is unreachable"), "network unreachable", True),
    (OSError(errno.EMFILE, "x"), "this machine has no connection to spare", True),
    (requests.exceptions.ProxyError("Tunnel connection failed: 502"), "the proxy refused", True),
    (requests.exceptions.InvalidSchema("Missing dependencies for SOCKS"), "the proxy's protocol is not spoken here", True),
    (OSError("Could not find a suitable TLS CA certificate bundle"), "the file of certificate authorities cannot be read", True),
    (certificate(19), "TLS: the certificate's issuer is not known here", False),
    (certificate(20), "TLS: the certificate's issuer is not known here", False),
    (certificate(21), "TLS: the certificate's issuer is not known here", False),
    (ssl.SSLError(1, "[SSL: UNSAFE_LEGACY_RENEGOTIATION_DISABLED]"), "TLS: an old protocol that browsers still speak", False),
    (requests.ConnectionError("LineTooLong"), "more headers than are read", False),
    (requests.exceptions.InvalidURL("bad"), "the connection failed (InvalidURL)", True),
]  # fmt: skip


@pytest.mark.parametrize(("error", "reason", "unreached"), THEIRS)
def test_what_their_side_did_is_named(error: Exception, reason: str, unreached: bool) -> None:
    trouble = transport_trouble(error)
    assert (trouble.reason, trouble.unreached) == (reason, unreached)
    assert not isinstance(trouble, OwnTrouble)


@pytest.mark.parametrize(("error", "reason", "unreached"), OURS)
def test_what_happened_on_our_side_is_kept_apart(error: Exception, reason: str, unreached: bool) -> None:
    trouble = transport_trouble(error)
    assert (trouble.reason, trouble.unreached) == (reason, unreached)
    assert isinstance(trouble, OwnTrouble)


def test_silence_in_a_body_is_another_than_before_it() -> None:
    assert transport_trouble(requests.ReadTimeout("x"), reading=True).reason == "the answer stopped half-way"
    assert transport_trouble(ConnectionResetError(104, "x"), reading=True).reason == "the connection was reset"


def test_the_guard_s_word_and_trouble_itself_go_through() -> None:
    refused = requests.ConnectionError()
    refused.__cause__ = ForbiddenAddressError("10.0.0.7 is not a public address")
    assert transport_trouble(refused).reason == "10.0.0.7 is not a public address"
    assert not transport_trouble(refused).retryable
    trouble = Trouble("HTTP 429", retry_after=3.0)
    assert transport_trouble(RuntimeError(trouble)) is trouble


def test_no_url_and_no_secret_comes_out() -> None:
    error = requests.ConnectionError("HTTPSConnectionPool(host='x', port=443): /?token=hunter2 something new")
    assert "hunter2" not in transport_trouble(error).reason
