"""Doors that do not open: certificates that do not hold, over true TLS, and names that lead nowhere."""

from __future__ import annotations

import contextlib
import os
import socket
import ssl
import tempfile
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from unittest import mock

import trustme

from harvester.model import Verdict

if TYPE_CHECKING:
    from labelled_world import Labelled

_ZONE = "imaging-net.org"
_NO_NAME, _NO_SERVERS = f"no-name.{_ZONE}", f"no-servers.{_ZONE}"


def doors(made: Labelled, n: int) -> None:
    """One round of links behind them."""
    from labelled_world import failing_from  # noqa: PLC0415 (which takes this round up)

    for host, verdict in (
        ("tls", Verdict.OK),
        ("expired", failing_from(1)),
        ("other-host", failing_from(1)),
        # what a proxy's own authority looks like, too: it says nothing of the page
        ("unknown-issuer", Verdict.UNCHECKED),
    ):
        made.link(f"TLS: {host}", f"https://{host}.{_ZONE}/{n}", verdict)
    made.link("DNS: no such name", f"https://{_NO_NAME}/{n}", failing_from(1))
    made.link("DNS: no answer", f"https://{_NO_SERVERS}/{n}", Verdict.UNCHECKED)


class Doors:
    """The servers behind these links, and the name servers of one zone. Use it as a context manager.

    Attributes:
        remap: The part of ``web.remap`` that leads there.
    """

    def __init__(self) -> None:
        self._open = contextlib.ExitStack()
        self.remap = {f"https://{name}/": f"https://{name}/" for name in (_NO_NAME, _NO_SERVERS)}

    def __enter__(self) -> Self:
        """Open all servers, and trust one of their authorities."""
        known, unknown = trustme.CA(), trustme.CA()
        past = datetime(2020, 1, 1, tzinfo=UTC)
        for host, certificate in (
            ("tls", known.issue_cert("localhost")),
            ("expired", known.issue_cert("localhost", not_before=datetime(2019, 1, 1, tzinfo=UTC), not_after=past)),
            ("other-host", known.issue_cert(f"somebody.{_ZONE}")),
            ("unknown-issuer", unknown.issue_cert("localhost")),
        ):
            self.remap[f"https://{host}.{_ZONE}/"] = self._serve(certificate)
        bundle = Path(self._open.enter_context(tempfile.TemporaryDirectory())) / "ca.pem"
        known.cert_pem.write_to_path(str(bundle))
        self._open.enter_context(mock.patch.dict(os.environ, {"REQUESTS_CA_BUNDLE": str(bundle)}))
        self._open.enter_context(mock.patch("socket.getaddrinfo", _names(socket.getaddrinfo)))
        return self

    def __exit__(self, *_: object) -> None:
        """Close them."""
        self._open.close()

    def _serve(self, certificate: trustme.LeafCert) -> str:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        server = _Server(("127.0.0.1", 0), _Handler)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        self._open.callback(thread.join, 5)
        self._open.callback(server.server_close)
        self._open.callback(server.shutdown)
        return f"https://localhost:{server.server_address[1]}/"


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a client that turns away from a certificate is what is wanted."""


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """Give one page for all."""
        body = b"<!doctype html><title>A page</title><h1>A page</h1><p>Behind a certificate that holds.</p>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _names(ask: Any) -> Any:
    """A look-up of names that answers for two of them itself."""

    def looked_up(host: Any, *more: Any, **settings: Any) -> Any:
        if host == _NO_NAME:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        if host == _NO_SERVERS:
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return ask(host, *more, **settings)

    return looked_up
