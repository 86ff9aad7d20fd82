"""What ``requests`` sends through: connections that the guard opens and a deadline can end, with a proxy or without."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from harvester.deadline import hold

if TYPE_CHECKING:
    import requests

    from harvester.guard import Guard

KEPT_OPEN = 64
"""Hosts whose connections are kept for their next request."""

NO_HANDSHAKE = "no TLS handshake in time"


class GuardedAdapter(HTTPAdapter):
    """Carries requests; each URL is looked at once more in the very spelling that goes over the wire.

    Direct connections are opened by the guard. Behind a proxy it is the proxy that resolves names.
    """

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._direct = _pools(guard)
        self._proxied = _pools(None)
        super().__init__(max_retries=0, pool_connections=KEPT_OPEN, pool_maxsize=8)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **options: Any) -> None:
        """Make the pool manager of direct connections."""
        super().init_poolmanager(connections, maxsize, block, **options)
        self.poolmanager.pool_classes_by_scheme = self._direct

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        """Make, or find, the pool manager of a proxy."""
        manager = super().proxy_manager_for(proxy, **options)
        if isinstance(manager, urllib3.ProxyManager):
            manager.pool_classes_by_scheme = self._proxied
        return manager

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        """Send it. Raises ForbiddenAddressError where it must not go."""
        self._guard.check_url(request.url or "")
        return super().send(request, *args, **options)


def _pools(guard: Guard | None) -> dict[str, type[HTTPConnectionPool]]:
    class Plain(HTTPConnectionPool):
        ConnectionCls = _connection(HTTPConnection, guard)

    class Secure(HTTPSConnectionPool):
        ConnectionCls = _connection(HTTPSConnection, guard)  # type: ignore[assignment]

    return {"http": Plain, "https": Secure}


def _connection(base: type[HTTPConnection], guard: Guard | None) -> type[HTTPConnection]:
    class Connection(base):  # type: ignore[misc, valid-type]
        def _new_conn(self) -> socket.socket:
            opened: socket.socket = super()._new_conn() if guard is None else _guarded(self, guard)
            hold(opened)
            return opened

        def connect(self) -> None:
            try:
                super().connect()
            except TimeoutError as error:
                # urllib3 calls this a read timeout, though not a byte of HTTP was spoken
                raise ConnectTimeoutError(self, NO_HANDSHAKE) from error
            hold(self.sock)

        def request(self, *args: Any, **options: Any) -> None:
            if self.sock is not None:
                hold(self.sock)
            super().request(*args, **options)

    return Connection


def _guarded(connection: HTTPConnection, guard: Guard) -> socket.socket:
    """Let the guard open it, and name what fails as urllib3 would."""
    options = {
        "timeout": connection.timeout,
        "source_address": connection.source_address,
        "socket_options": connection.socket_options,
    }
    try:
        return guard.connect(connection._dns_host, connection.port, **options)  # noqa: SLF001 (the name to look up)
    except socket.gaierror as error:
        raise NameResolutionError(connection.host, connection, error) from error
    except TimeoutError as error:
        raise ConnectTimeoutError(connection, "no connection in time") from error
    except OSError as error:
        raise NewConnectionError(connection, str(error)) from error
