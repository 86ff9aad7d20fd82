"""The guard: a catalogue's link may lead to the public internet and nowhere else.

A row comes from a stranger and is fetched by a machine that holds a token and sits in a private network. So a name is
resolved here, every address that is not public is refused, and the connection is made to the very address that was
looked at: a name that answers differently the second time gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NameResolutionError
from urllib3.util.connection import create_connection

if TYPE_CHECKING:
    from collections.abc import Collection

NAT64 = ipaddress.ip_network("64:ff9b::/96")


class ForbiddenAddressError(Exception):
    """A link leads to an address that is not public, or to something that is no web address."""


def is_public(address: str) -> bool:
    """True for an address of the public internet; mapped and translated forms are judged by the IPv4 address inside."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return inner.is_global and not inner.is_multicast
    return ip.is_global and not ip.is_multicast


def origin(url: str) -> tuple[str, int]:
    """Host and port that a URL is fetched from. Raises ForbiddenAddressError where it names none."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise ForbiddenAddressError(f"not a web address: {error}") from error
    if parts.scheme not in {"http", "https"} or not host:
        raise ForbiddenAddressError("only http and https are followed")
    return host, port or (443 if parts.scheme == "https" else 80)


class Guard:
    """Decides where a connection may go.

    Args:
        trusted: Base URLs that the configuration names; their host and port may be private (a mirror, the sandbox).
    """

    def __init__(self, trusted: Collection[str] = ()) -> None:
        self._trusted = frozenset(origin(url) for url in trusted)

    def check_url(self, url: str) -> None:
        """Refuse what can be refused before any name is resolved; the only check behind a proxy, which resolves itself.

        Raises:
            ForbiddenAddressError: Another scheme, a user name in the URL, or a literal private address.
        """
        place = origin(url)
        if "@" in urlsplit(url).netloc:
            raise ForbiddenAddressError("a user name in the address is not followed")
        if place in self._trusted:
            return
        host = place[0]
        if host == "localhost" or host.endswith(".localhost"):
            raise ForbiddenAddressError(f"{host} is not a public address")
        literal = _literal(host)
        if literal is not None and not is_public(literal):
            raise ForbiddenAddressError(f"{literal} is not a public address")

    def connect(self, host: str, port: int, **options: Any) -> socket.socket:
        """Open a connection to an address of this host that was found to be public.

        Raises:
            ForbiddenAddressError: One of the host's addresses is not public.
            OSError: No address of the host accepts the connection.
        """
        if (host, port) in self._trusted:
            return create_connection((host, port), **options)
        addresses = list(
            dict.fromkeys(str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        )
        for address in addresses:
            if not is_public(address):
                raise ForbiddenAddressError(f"{host} leads to {address}, which is not a public address")
        trouble: OSError = OSError(f"{host} has no address")
        for address in addresses:
            try:
                return create_connection((address, port), **options)
            except OSError as error:
                trouble = error
        raise trouble

    def adapter(self) -> HTTPAdapter:
        """A ``requests`` adapter whose direct connections all go through this guard."""
        return _GuardedAdapter(self)


def _literal(host: str) -> str | None:
    """The address that a host name spells out, in any form that a C library takes (decimal, octal, hexadecimal)."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except (OSError, UnicodeError):
        return None


def _guarded(base: type[HTTPConnection], guard: Guard) -> type[HTTPConnection]:
    class Guarded(base):  # type: ignore[misc, valid-type]
        def _new_conn(self) -> socket.socket:
            options = {
                "timeout": self.timeout,
                "source_address": self.source_address,
                "socket_options": self.socket_options,
            }
            try:
                return guard.connect(self._dns_host, self.port, **options)
            except socket.gaierror as error:
                raise NameResolutionError(self.host, self, error) from error
            except TimeoutError as error:
                raise urllib3.exceptions.ConnectTimeoutError(self, "no connection in time") from error
            except OSError as error:
                raise urllib3.exceptions.NewConnectionError(self, str(error)) from error

    return Guarded


class _GuardedAdapter(HTTPAdapter):
    """Swaps in guarded connections for direct traffic; behind a proxy ``requests`` uses another manager."""

    def __init__(self, guard: Guard) -> None:
        class Plain(HTTPConnectionPool):
            ConnectionCls = _guarded(HTTPConnection, guard)

        class Secure(HTTPSConnectionPool):
            ConnectionCls = _guarded(HTTPSConnection, guard)  # type: ignore[assignment]

        self._pools = {"http": Plain, "https": Secure}
        super().__init__(max_retries=0, pool_connections=64, pool_maxsize=8)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **options: Any) -> None:
        """Make the pool manager of direct connections, with the guarded pools in it."""
        super().init_poolmanager(connections, maxsize, block, **options)
        self.poolmanager.pool_classes_by_scheme = self._pools
