"""What kept an answer from coming: the exceptions of four libraries become one phrase, and whose side it was on."""

from __future__ import annotations

import errno
import socket
import ssl
from typing import TYPE_CHECKING

from harvester.guard import ForbiddenAddressError
from harvester.lanes import Trouble
from harvester.transport import NO_HANDSHAKE

if TYPE_CHECKING:
    from collections.abc import Iterator


class OwnTrouble(Trouble):
    """Trouble on this side of the wire: it says nothing of the server, so it is no strike against a link."""


def transport_trouble(error: BaseException, *, reading: bool = False) -> Trouble:
    """Name what kept an answer from coming, in words that hold no URL and no secret.

    Args:
        reading: The status had come, and the body was being read.
    """
    chain = list(_causes(error))
    for link in chain:
        if trouble := _known(link):
            return trouble
    names = " ".join(f"{type(link).__name__} {str(link)[:200]}" for link in chain)
    for needle, reason, kind, unreached in _REASONS:
        if needle in names:
            stopped = reading and reason == _SILENCE
            late = reason in _TIMEOUTS
            return kind("the answer stopped half-way" if stopped else reason, unreached=unreached, timed_out=late)
    return OwnTrouble(f"the connection failed ({type(error).__name__})", unreached=True)


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in seen:
        seen.append(cause)
        yield cause
        cause = cause.__cause__ or cause.__context__ or _wrapped(cause)


def _wrapped(error: BaseException) -> BaseException | None:
    """The library's exceptions carry their reason in an argument as often as in their cause."""
    inner = getattr(error, "reason", None) or (error.args[0] if error.args else None)
    return inner if isinstance(inner, BaseException) else None


def _known(error: BaseException) -> Trouble | None:
    """What an exception says by its type and number alone."""
    match error:
        case Trouble():
            return error
        case ForbiddenAddressError():
            return OwnTrouble(str(error), retryable=False)
        case ssl.SSLCertVerificationError():
            kind, reason = _CERTIFICATES.get(error.verify_code, (Trouble, "TLS: the certificate does not hold"))
            return kind(reason)
        case ssl.SSLError():
            return None  # its numbers are not those of the system
        case socket.gaierror() if error.errno in _NO_NAME:
            return Trouble("no such host name", unreached=True)
        case socket.gaierror():
            return OwnTrouble("the name servers gave no answer", unreached=True)
        case OSError() if error.errno in _NO_NETWORK:
            return OwnTrouble("network unreachable", unreached=True)
        case OSError() if error.errno in _NO_SOCKET:
            return OwnTrouble("this machine has no connection to spare", unreached=True)
    return None


_NO_NETWORK = frozenset({errno.ENETUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT})
_NO_SOCKET = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.EPERM, errno.EACCES})


# EAI_NODATA, where there is such a thing: the name is there, and has no address.
_NO_NAME = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})

# By OpenSSL's X509_V_ERR numbers (x509_vfy.h). A chain without its middle is mended by browsers, and one that ends in
# an unknown root is what a company's proxy shows whose CA we were not given: neither proves that readers are shut out.
_CERTIFICATES: dict[int, tuple[type[Trouble], str]] = {
    9: (Trouble, "TLS: the certificate is not valid yet"),
    10: (Trouble, "TLS: the certificate has expired"),
    18: (Trouble, "TLS: the certificate is signed by nobody but itself"),
    19: (OwnTrouble, "TLS: the certificate's issuer is not known here"),
    20: (OwnTrouble, "TLS: the certificate's issuer is not known here"),
    21: (OwnTrouble, "TLS: the certificate's issuer is not known here"),
    23: (Trouble, "TLS: the certificate was revoked"),
    62: (Trouble, "TLS: the certificate is for another host"),
    64: (Trouble, "TLS: the certificate is for another host"),
}

_SILENCE = "silence"
_NO_CONNECTION = "no connection in time"
_TIMEOUTS = frozenset({_SILENCE, _NO_CONNECTION, NO_HANDSHAKE})

# Needle in names and messages, phrase, whose side, and whether not a byte came back. The first that fits decides, so
# the narrower ones stand first.
_REASONS: tuple[tuple[str, str, type[Trouble], bool], ...] = (
    ("ProxyError", "the proxy refused", OwnTrouble, True),
    ("SOCKS", "the proxy's protocol is not spoken here", OwnTrouble, True),
    ("CA certificate bundle", "the file of certificate authorities cannot be read", OwnTrouble, True),
    ("NameResolution", "no such host name", Trouble, True),
    ("gaierror", "no such host name", Trouble, True),
    (NO_HANDSHAKE, NO_HANDSHAKE, Trouble, False),
    ("CERTIFICATE_VERIFY_FAILED", "TLS: the certificate does not hold", Trouble, False),
    ("CertificateError", "TLS: the certificate is for another host", Trouble, False),
    # OpenSSL is stricter than browsers about these
    ("UNSAFE_LEGACY_RENEGOTIATION", "TLS: an old protocol that browsers still speak", OwnTrouble, False),
    ("DH_KEY_TOO_SMALL", "TLS: an old protocol that browsers still speak", OwnTrouble, False),
    ("WRONG_VERSION_NUMBER", "TLS: the server does not speak it", Trouble, False),
    ("UNSUPPORTED_PROTOCOL", "TLS: the server speaks none that is still in use", Trouble, False),
    ("PROTOCOL_VERSION", "TLS: the server speaks none that is still in use", Trouble, False),
    ("SSL", "TLS: the handshake failed", Trouble, False),
    ("ConnectTimeout", _NO_CONNECTION, Trouble, True),
    ("ConnectionRefused", "connection refused", Trouble, True),
    ("Connection refused", "connection refused", Trouble, True),
    ("unreachable", "network unreachable", OwnTrouble, True),
    ("ReadTimeout", _SILENCE, Trouble, False),
    ("timed out", _SILENCE, Trouble, False),
    ("IncompleteRead", "the answer broke off", Trouble, False),
    ("ChunkedEncoding", "the answer broke off", Trouble, False),
    ("InvalidChunkLength", "the answer broke off", Trouble, False),
    ("RemoteDisconnected", "the connection was closed without an answer", Trouble, False),
    ("RemoteProtocol", "the connection was closed without an answer", Trouble, False),
    ("LineTooLong", "more headers than are read", OwnTrouble, False),
    ("got more than", "more headers than are read", OwnTrouble, False),
    ("BadStatusLine", "an answer that is no HTTP", Trouble, False),
    ("UnknownProtocol", "an answer that is no HTTP", Trouble, False),
    ("ConnectionReset", "the connection was reset", Trouble, False),
    ("ReadError", "the connection was reset", Trouble, False),
    ("Broken", "the answer broke off", Trouble, False),
    ("DecodingError", "the answer cannot be unpacked", Trouble, False),
    ("ContentDecoding", "the answer cannot be unpacked", Trouble, False),
    ("DecodeError", "the answer cannot be unpacked", Trouble, False),
    ("NewConnection", "no connection", Trouble, True),
    ("ConnectError", "no connection", Trouble, True),
)
