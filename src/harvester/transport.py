"""What ``requests`` sends through: connections that the guard opens and a deadline can end, with a proxy or without."""

from __future__ import annotations

import socket
import sys
import threading
from http import HTTPStatus
from http.client import HTTPResponse
from pathlib import Path
from typing import TYPE_CHECKING, Any

import urllib3
from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.util.ssl_ import create_urllib3_context

from harvester.deadline import hold, note_sent

if TYPE_CHECKING:
    import ssl

    import requests

    from harvester.guard import Guard

MOST_KEPT_OPEN = 512
"""Hosts whose connections are kept for their next request, where the system allows that many open files."""

NO_HANDSHAKE = "no TLS handshake in time"


class GuardedAdapter(HTTPAdapter):
    """Carries requests; each URL is looked at once more in the very spelling that goes over the wire.

    Direct connections are opened by the guard. Behind a proxy it is the proxy that resolves names.

    Args:
        guard: Where connections may go.
        authorities: File or folder of the CA certificates in PEM that are believed.
    """

    def __init__(self, guard: Guard, authorities: str = DEFAULT_CA_BUNDLE_PATH) -> None:
        self._guard = guard
        self._authorities = authorities
        self._believing: ssl.SSLContext | None = None
        self._lock = threading.Lock()
        self._direct = _pools(guard)
        self._proxied = _pools(None)
        super().__init__(max_retries=0, pool_connections=_kept_open(), pool_maxsize=8)

    @property
    def _context(self) -> ssl.SSLContext:
        """One for all connections: to read the authorities takes longer than all the rest of a request."""
        with self._lock:
            if self._believing is None:
                self._believing = _believing(self._authorities)
            return self._believing

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, *_: Any, **__: Any
    ) -> tuple[Any, Any]:
        """Name the pool of a request: by its host, since all are of one TLS context."""
        host, _pool = super().build_connection_pool_key_attributes(request, verify=True)
        return host, {"ssl_context": self._context} if host["scheme"] == "https" else {}

    def cert_verify(self, *_: Any) -> None:
        """Leave it to the context; the library would have the authorities read anew for each connection."""

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **options: Any) -> None:
        """Make the pool manager of direct connections."""
        super().init_poolmanager(connections, maxsize, block, **options)
        self.poolmanager.pool_classes_by_scheme = self._direct

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        """Make, or find, the pool manager of a proxy."""
        secure = proxy.lower().startswith("https:")
        manager = super().proxy_manager_for(
            proxy, **({"proxy_ssl_context": self._context} if secure else {}), **options
        )
        if isinstance(manager, urllib3.ProxyManager):
            manager.pool_classes_by_scheme = self._proxied
        return manager

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        """Send it. Raises ForbiddenAddressError where it must not go."""
        self._guard.check_url(request.url or "")
        return super().send(request, *args, **options)


def _kept_open() -> int:
    """A quarter of the files that this process may have open, and not more than are of use."""
    if sys.platform == "win32":
        return MOST_KEPT_OPEN  # sockets are no files there
    import resource  # noqa: PLC0415 (which Windows does not have)

    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_KEPT_OPEN if allowed == resource.RLIM_INFINITY else min(MOST_KEPT_OPEN, allowed // 4)


def _believing(authorities: str) -> ssl.SSLContext:
    context = create_urllib3_context()
    folder = Path(authorities).is_dir()
    try:
        context.load_verify_locations(**{"capath" if folder else "cafile": authorities})
    except OSError as error:
        raise OSError(f"CA certificate bundle {authorities}: {error}") from error
    return context


def _pools(guard: Guard | None) -> dict[str, type[HTTPConnectionPool]]:
    class Plain(HTTPConnectionPool):
        ConnectionCls = _connection(HTTPConnection, guard)

    class Secure(HTTPSConnectionPool):
        ConnectionCls = _connection(HTTPSConnection, guard)  # type: ignore[assignment]

    return {"http": Plain, "https": Secure}


def _connection(base: type[HTTPConnection], guard: Guard | None) -> type[HTTPConnection]:
    class Connection(base):  # type: ignore[misc, valid-type]
        response_class = _FinalResponse
        _spoke_in_tunnel = False

        @property
        def has_connected_to_proxy(self) -> bool:
            """Also once it is closed, or urllib3 would blame the proxy for what a server does inside a tunnel."""
            return self._spoke_in_tunnel or super().has_connected_to_proxy

        def _new_conn(self) -> socket.socket:
            opened: socket.socket = super()._new_conn() if guard is None else _guarded(self, guard)
            hold(opened)
            return opened

        def connect(self) -> None:
            self._spoke_in_tunnel = False
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
            note_sent()
            self._spoke_in_tunnel = base is HTTPSConnection and self.proxy is not None

    return Connection


class _FinalResponse(HTTPResponse):
    """A response without the interim ones before it (RFC 9110, 15.2).

    The library passes over 100 alone. After a 103 it would leave the answer itself to whoever asks next on the same
    connection, for another page.
    """

    def begin(self) -> None:
        super().begin()
        while 100 < self.status < 200 and self.status != HTTPStatus.SWITCHING_PROTOCOLS:
            self.headers = self.msg = None  # type: ignore[assignment]
            super().begin()


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
