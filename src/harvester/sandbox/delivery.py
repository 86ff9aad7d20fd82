"""Sending an answer through a socket, whole or in one of the ways that go wrong."""

from __future__ import annotations

import contextlib
import os
import socket
import struct
from typing import TYPE_CHECKING

from harvester.sandbox.wire import KEPT_OPEN, Delivery, Response

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

DRIP_INTERVAL = 0.05
"""Seconds between two bytes of a dripping answer."""
FLOOD_INTERVAL = 0.01
"""Seconds between two lots of interim answers without end."""
_BLOCK = bytes(64 * 1024)
_INTERIM = {
    Delivery.CONTINUE: b"HTTP/1.1 100 Continue\r\n\r\n",
    Delivery.SWITCHING: b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n",
    Delivery.EARLY_HINTS: b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n",
}
"""What comes before the answer itself (RFC 9110, 15.2; RFC 8297)."""
_AT_ONCE = struct.pack("ii", 1, 0)  # struct linger: on, zero seconds


def deliver(
    response: Response,
    connection: socket.socket,
    *,
    head: bool,
    closing: threading.Event,
    settle: Callable[[], None],
) -> bool:
    """Send it; ``settle`` is called once, when the answer counts as given.

    Returns:
        True where the connection may carry another request.
    """
    if response.delivery is Delivery.WHOLE:
        # Before the last byte: the next request may be here before this thread runs again.
        settle()
        connection.sendall(response.encode(head=head))
        return True
    with contextlib.suppress(OSError):
        _ill(response, connection, closing)
    settle()
    return response.delivery in KEPT_OPEN


def _ill(response: Response, connection: socket.socket, closing: threading.Event) -> None:
    whole, top = response.encode(), response.encode(head=True)
    half = whole[: -(len(response.body) // 2) or None]
    match response.delivery:
        case Delivery.RESET:
            _reset(connection)
        case Delivery.RESET_STATUS:
            connection.sendall(top[:10])  # in the middle of the status itself
            _reset(connection)
        case Delivery.RESET_HEAD:
            connection.sendall(top[: len(top) // 2])
            _reset(connection)
        case Delivery.RESET_BLANK:
            connection.sendall(top)
            _reset(connection)
        case Delivery.RESET_BODY:
            connection.sendall(half)
            _reset(connection)
        case Delivery.RESET_LAST:
            connection.sendall(whole[:-1])
            _reset(connection)
        case Delivery.SILENCE:
            _wait_for_hang_up(connection)
        case Delivery.SILENCE_BODY:
            connection.sendall(top)
            _wait_for_hang_up(connection)
        case Delivery.TRUNCATED:
            connection.sendall(half)
        case Delivery.SHORT_LENGTH:
            connection.sendall(response.encode(promised=str(len(response.body) // 2)))
        case Delivery.LONG_LENGTH:
            connection.sendall(response.encode(promised=str(len(response.body) + 100)))
        case Delivery.BAD_LENGTH:
            connection.sendall(response.encode(promised="many"))
        case Delivery.CONTINUE | Delivery.SWITCHING | Delivery.EARLY_HINTS:
            connection.sendall(_INTERIM[response.delivery] + whole)
        case Delivery.ENDLESS_CONTINUE:
            # as fast as a line may carry it, and not as fast as this machine can read it
            while not closing.wait(FLOOD_INTERVAL):
                connection.sendall(_INTERIM[Delivery.CONTINUE] * 20)
        case Delivery.DRIP:
            connection.sendall(top)
            _drip(response.body, connection, closing)
        case Delivery.DRIP_HEAD:
            _drip(whole, connection, closing)
        case Delivery.ENDLESS:
            connection.sendall(response.encode(endless=True))
            while not closing.is_set():
                connection.sendall(_BLOCK)
        case _:
            return


def _drip(data: bytes, connection: socket.socket, closing: threading.Event) -> None:
    for byte in data:
        connection.sendall(bytes([byte]))
        if closing.wait(DRIP_INTERVAL):
            return


def _wait_for_hang_up(connection: socket.socket) -> None:
    """Read until the other side, or the closing sandbox, ends the connection."""
    while connection.recv(4096):
        pass


def _reset(connection: socket.socket) -> None:
    """End with RST in place of FIN: the server's own closing would send FIN first."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
    os.close(connection.detach())
