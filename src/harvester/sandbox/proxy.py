"""An intercepting proxy in front of the stand-ins: every program that honours a proxy may ask them by their true names.

It opens each connection with a certificate of the authority that it is given, as the proxies of companies do.
"""

from __future__ import annotations

import contextlib
import re
import select
import socket
import ssl
import threading
from typing import TYPE_CHECKING, Self, TypeAlias
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.sandbox.server import Sandbox

    Mount: TypeAlias = Callable[[str, str], str | None]

_CHUNK = 65_536
_BLINK_MS = 500
"""Milliseconds within which a quiet connection notices that the proxy closes."""
_TLS_HANDSHAKE = b"\x16"  # RFC 8446, 5.1
_LENGTH = re.compile(rb"\r\nContent-Length:[ \t]*(\d+)", re.IGNORECASE)


def on_the_web(scheme: str, host: str) -> str:
    """Where the stand-in for the web has the pages of a host."""
    return f"/web/{scheme}/{host}"


class InterceptingProxy:
    """Answers CONNECT for any host, speaks TLS in its name, and passes what it reads on to the stand-ins.

    It runs inside a ``with`` block.

    Args:
        sandbox: The stand-ins, running.
        context_of: The TLS context of a server of that name; asked once for each.
        mount: The path at which the stand-ins have a host, by scheme and host; None for a host of this machine itself,
            to which what is sent passes unread.
        refuses: Whether everyone is turned away.

    Attributes:
        url: What to set ``HTTPS_PROXY`` and ``HTTP_PROXY`` to.
        seen: What it was asked for, ``CONNECT host:port`` or ``GET http://host/…``.
        heads: Those requests with their headers.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        context_of: Callable[[str], ssl.SSLContext],
        *,
        mount: Mount = on_the_web,
        refuses: bool = False,
    ) -> None:
        self.seen: list[str] = []
        self.heads: list[bytes] = []
        self._stand_ins = urlsplit(sandbox.url)
        self._context_of, self._mount, self._refuses = context_of, mount, refuses
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._lock = threading.Lock()
        self._closing = False
        self._threads: set[threading.Thread] = set()
        self._server = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        self._accepting = threading.Thread(target=self._accept, name="proxy", daemon=True)

    def __enter__(self) -> Self:
        """Take connections."""
        self._accepting.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Take no more, and wait a moment for those that are open."""
        self._closing = True
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._accepting.join(5)
        for thread in list(self._threads):
            thread.join(5)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                thread = threading.Thread(target=self._serve, args=(self._server.accept()[0],), daemon=True)
                self._threads.add(thread)
                thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.ExitStack() as stack, contextlib.suppress(OSError):
            stack.callback(self._threads.discard, threading.current_thread())
            stack.enter_context(connection)
            head = _head(connection)
            method, target, _ = head.split(b"\r\n", 1)[0].decode().split(" ")
            self.seen.append(f"{method} {target}")
            self.heads.append(head)
            if self._refuses:
                connection.sendall(b"HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
                return
            if method != "CONNECT":
                self._carry(_Ends(connection, stack.enter_context(self._call())), None, head)
                return
            connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            host, _, port = target.rpartition(":")
            if self._mount("https", host) is None:
                ours = stack.enter_context(socket.create_connection((host, int(port))))
                self._carry(_Ends(connection, ours), None, None)
                return
            tls = connection.recv(1, socket.MSG_PEEK) == _TLS_HANDSHAKE
            if tls:
                connection = stack.enter_context(self._context(host).wrap_socket(connection, server_side=True))
            name = host if port in {"80", "443"} else target
            ends = _Ends(connection, stack.enter_context(self._call()))
            self._carry(ends, self._mount("https" if tls else "http", name), b"")

    def _call(self) -> socket.socket:
        return socket.create_connection((self._stand_ins.hostname or "", self._stand_ins.port or 0))

    def _context(self, host: str) -> ssl.SSLContext:
        with self._lock:
            if host not in self._contexts:
                self._contexts[host] = self._context_of(host)
            return self._contexts[host]

    def _carry(self, ends: _Ends, mount: str | None, head: bytes | None) -> None:
        """Pass on what both ends say, until one of them has no more to say; requests are led to the stand-ins.

        Args:
            mount: The path of the tunnel's host, or None where each request names its own.
            head: What was read of the first request; None where requests pass as they are.
        """
        requests = head
        while not self._closing:
            if requests is not None:
                while led := self._led(requests, mount):
                    ends.theirs.sendall(led[0])
                    requests = led[1]
            for end in ends.ready():
                if not (data := end.recv(_CHUNK)):
                    return
                if end is ends.theirs:
                    ends.client.sendall(data)
                elif requests is None:
                    ends.theirs.sendall(data)
                else:
                    requests += data

    def _led(self, received: bytes, mount: str | None) -> tuple[bytes, bytes] | None:
        """The first whole request, as the stand-ins are asked it, and what follows it; None as long as it is not."""
        head, end, rest = received.partition(b"\r\n\r\n")
        length = int(found[1]) if (found := _LENGTH.search(head)) else 0
        if not end or len(rest) < length:
            return None
        line, _, headers = head.partition(b"\r\n")
        method, target, version = line.decode().split(" ")
        if mount is None:
            parts = urlsplit(target)
            mount = self._mount(parts.scheme, parts.netloc.removesuffix(":80"))
            target = target.removeprefix(f"{parts.scheme}://{parts.netloc}")
        start = f"{method} {mount}{target} {version}\r\n".encode()
        return start + headers + end + rest[:length], rest[length:]


class _Ends:
    """The two connections that a proxy stands between."""

    def __init__(self, client: socket.socket, theirs: socket.socket) -> None:
        self.client, self.theirs = client, theirs
        self._by_number = {end.fileno(): end for end in (client, theirs)}
        self._poll = select.poll()
        for number in self._by_number:
            self._poll.register(number, select.POLLIN)

    def ready(self) -> list[socket.socket]:
        """Those that have something to read, or have ended; waits a moment for one."""
        if isinstance(self.client, ssl.SSLSocket) and self.client.pending():
            return [self.client]
        return [self._by_number[number] for number, _ in self._poll.poll(_BLINK_MS)]


def _head(connection: socket.socket) -> bytes:
    """The head of a request, without a byte of what follows it.

    Raises:
        OSError: The connection ended before.
    """
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        if not (byte := connection.recv(1)):
            raise ConnectionResetError
        head += byte
    return head
