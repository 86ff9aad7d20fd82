"""A server on loopback that does what a test tells it to, byte by byte, with or without TLS."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


class Loopback:
    """Takes one connection after the other and lets ``behave`` speak to it, after its request was read.

    Args:
        behave: Gets the connection and the request's head, and ``ended``, which is set when the test is over.
        tls: Wraps each connection first, where given.
        greeting: Sent at once in place of all that, not even in TLS; then nothing more.
    """

    def __init__(
        self,
        behave: Callable[[socket.socket, bytes, threading.Event], None],
        *,
        tls: ssl.SSLContext | None = None,
        greeting: bytes | None = None,
    ) -> None:
        self.requests: list[bytes] = []
        self._behave, self._tls, self._greeting = behave, tls, greeting
        self._ended = threading.Event()
        self._connections: list[socket.socket] = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://localhost:{self.port}"
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        for connection in self._connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._server.accept()
                thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.ExitStack() as stack, contextlib.suppress(OSError):
            stack.enter_context(connection)
            if self._greeting is not None:
                connection.sendall(self._greeting)
                self._ended.wait(10)
                return
            if self._tls:
                connection = stack.enter_context(self._tls.wrap_socket(connection, server_side=True))
            self._connections.append(connection)
            while head := _head(connection):
                self.requests.append(head)
                self._behave(connection, head, self._ended)


def _head(connection: socket.socket) -> bytes:
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        byte = connection.recv(1)
        if not byte:
            return b""
        head += byte
    return head


def says(data: bytes) -> Callable[[socket.socket, bytes, threading.Event], None]:
    """Sends these bytes and closes."""

    def behave(connection: socket.socket, _head: bytes, _ended: threading.Event) -> None:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_RDWR)

    return behave


def answers(data: bytes) -> Callable[[socket.socket, bytes, threading.Event], None]:
    """Sends these bytes and waits for the connection's next request, as a server does whose reply says its length."""

    def behave(connection: socket.socket, _head: bytes, _ended: threading.Event) -> None:
        connection.sendall(data)

    return behave


def stops(data: bytes) -> Callable[[socket.socket, bytes, threading.Event], None]:
    """Sends these bytes and then nothing more."""

    def behave(connection: socket.socket, _head: bytes, ended: threading.Event) -> None:
        connection.sendall(data)
        ended.wait(10)

    return behave


def repeats(start: bytes, data: bytes, pause: float = 0.0) -> Callable[[socket.socket, bytes, threading.Event], None]:
    """Sends the start, and then the same bytes for ever."""

    def behave(connection: socket.socket, _head: bytes, ended: threading.Event) -> None:
        connection.sendall(start)
        while not ended.wait(pause):
            connection.sendall(data)

    return behave
