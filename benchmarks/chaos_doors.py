"""What goes wrong before a request is heard: names that lead nowhere, certificates that do not hold, over true TLS."""

from __future__ import annotations

import contextlib
import os
import select
import socket
import ssl
import tempfile
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, Self
from unittest import mock

import trustme
from chaos_time import WITHIN

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHUNK = 65_536
_PATIENCE_S = 30.0
"""Seconds for which a door is kept open for someone who says nothing."""
HOST = "stand-ins.imaging-net.org"
"""The name of the stand-ins, for those who have to look it up."""

CERTIFICATES = ("tls-expired", "tls-other-host", "tls-unknown-issuer", "tls-self-signed")
TLS = (*CERTIFICATES, "tls-plain", "tls-cut", "tls-mute")
"""A server that speaks plain HTTP, hangs up, or says nothing, where a handshake is due."""
DNS = ("dns-unknown", "dns-no-answer", "dns-hangs")
"""A name that is not there, servers that do not answer, and a look-up that takes three times as long as it may."""


class Dice:
    """Draws which connections are struck; one for each door, so that it repeats."""

    def __init__(self, rate: float, seed: int) -> None:
        self._rate, self._random, self._lock = rate, Random(seed), threading.Lock()  # noqa: S311 (must repeat)
        self.struck = 0

    def strike(self) -> bool:
        """Whether this one is struck."""
        with self._lock:
            struck = self._random.random() < self._rate
            self.struck += struck
            return struck


@dataclass(frozen=True, slots=True)
class Certificates:
    """One authority that is believed, and a server's context for each way in which a certificate may not hold."""

    bundle: str
    contexts: dict[str, ssl.SSLContext]


@contextlib.contextmanager
def certificates() -> Iterator[Certificates]:
    """Make them, and have every client of this process believe that one authority."""
    known, unknown = trustme.CA(), trustme.CA()
    began, ended = datetime(2019, 1, 1, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC)
    issued = {
        "": known.issue_cert("localhost"),
        "tls-expired": known.issue_cert("localhost", not_before=began, not_after=ended),
        "tls-other-host": known.issue_cert(f"somebody.{HOST}"),
        "tls-unknown-issuer": unknown.issue_cert("localhost"),
    }
    contexts = {name: ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) for name in (*issued, "tls-self-signed")}
    for name, certificate in issued.items():
        certificate.configure_cert(contexts[name])
    with tempfile.TemporaryDirectory() as folder:
        bundle = str(Path(folder) / "ca.pem")
        known.cert_pem.write_to_path(bundle)
        with unknown.cert_pem.tempfile() as own, unknown.private_key_pem.tempfile() as key:
            contexts["tls-self-signed"].load_cert_chain(own, key)
        with mock.patch.dict(os.environ, {"REQUESTS_CA_BUNDLE": bundle, "SSL_CERT_FILE": bundle}):
            yield Certificates(bundle, contexts)


class TlsDoor:
    """The stand-ins behind TLS on a port of their own. Use it as a context manager.

    Args:
        inner: Port of the stand-ins.
        kind: One of ``TLS``: what becomes of a connection that is struck.
        dice: Tells which are.
    """

    def __init__(self, inner: int, made: Certificates, kind: str, dice: Dice) -> None:
        self._inner, self._made, self._kind, self._dice = inner, made, kind, dice
        self._server = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.url = f"https://localhost:{self._server.getsockname()[1]}"
        self._closing = threading.Event()
        self._accepting = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> Self:
        """Open it."""
        self._accepting.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self._closing.set()
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._accepting.join(5)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=self._serve, args=(self._server.accept()[0],), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
            stack.enter_context(connection)
            connection.settimeout(_PATIENCE_S)
            kind = self._kind if self._dice.strike() else ""
            if kind == "tls-mute":
                self._closing.wait(_PATIENCE_S)
                return
            if kind in {"tls-cut", "tls-plain"}:
                connection.recv(_CHUNK)
                if kind == "tls-plain":
                    connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                return
            client = stack.enter_context(self._made.contexts[kind].wrap_socket(connection, server_side=True))
            ours = stack.enter_context(socket.create_connection(("127.0.0.1", self._inner)))
            while ready := _ready(client, ours):
                for end in ready:
                    if not (data := end.recv(_CHUNK)):
                        return
                    (ours if end is client else client).sendall(data)


def _ready(client: ssl.SSLSocket, ours: socket.socket) -> list[socket.socket]:
    """The ends that have something to read; none when both have been silent for too long."""
    return [client] if client.pending() else select.select([client, ours], [], [], _PATIENCE_S)[0]


@contextlib.contextmanager
def names(kind: str = "", dice: Dice | None = None) -> Iterator[None]:
    """Let the stand-ins be found under their name, but for the look-ups that are struck.

    The system's resolver is what is replaced: nobody can be asked for names in bad weather of our own making.
    """
    ask, leaving = socket.getaddrinfo, threading.Event()

    def looked_up(host: Any, *more: Any, **settings: Any) -> Any:
        if host != HOST:
            return ask(host, *more, **settings)
        if dice is not None and dice.strike():
            if kind == "dns-unknown":
                raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
            if kind == "dns-hangs":
                leaving.wait(3 * WITHIN["harvester.http.DEADLINE_S"])
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return ask("127.0.0.1", *more, **settings)

    with mock.patch("socket.getaddrinfo", looked_up):
        try:
            yield
        finally:
            leaving.set()
