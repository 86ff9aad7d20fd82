"""The guard: a catalogue's link may lead to the public internet and nowhere else.

A row comes from a stranger and is fetched by a machine that holds a token and sits in a private network. So a name is
resolved here, every address that is not public is refused, and the connection is made to the very address that was
looked at: a name that answers differently the second time gains nothing.
"""

from __future__ import annotations

import errno
import ipaddress
import re
import socket
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

import urllib3
from urllib3.util.connection import create_connection

from harvester.deadline import within
from harvester.lanes import Trouble

if TYPE_CHECKING:
    from collections.abc import Collection

LONGEST_URL = 8000
"""Characters; RFC 9110 (4.1) asks every server to take as many, and no link of a list needs more."""

NAME_S = 10.0
"""Seconds for looking up a name: twice what a resolver waits for one server (resolv.conf(5): ``timeout:5``)."""

MOST_ADDRESSES = 4
"""Addresses of one name that are tried, so that a name with a hundred silent ones costs what one with four does."""

NAT64 = ipaddress.ip_network("64:ff9b::/96")

# What the address library of one Python version or another takes for public. IANA's registries of special-purpose
# addresses, and two clouds that hand their machines secrets from an address of the public range.
_SPECIAL = tuple(
    map(
        ipaddress.ip_network,
        (
            "192.0.0.0/24",  # protocol assignments; 192.0.0.192 serves Oracle's metadata
            "192.88.99.0/24",  # relays of 6to4, given up by RFC 7526
            "168.63.129.16/32",  # Azure's machine agent
            "3fff::/20",  # documentation, RFC 9637
            "2001::/23",  # protocol assignments, Teredo among them
        ),
    )
)
_UNICAST = ipaddress.ip_network("2000::/3")  # the only IPv6 addresses that IANA gives out to be reached by all

# Names that never leave one's own network: RFC 6761, 6762, 8375, ICANN's resolution of 29 July 2024, and a habit.
_OWN_NAMES = ("localhost", "local", "home.arpa", "internal", "localdomain")

# Beside 80 and 443, ports from 1024 on are open to users, and browsers follow links to them. Below, services listen
# that take an HTTP request for commands of their own; so do the ones named here: what browsers refuse (WHATWG Fetch,
# "bad port"), and databases, containers and remote desktops.
_BAD_PORTS = frozenset(
    {
        1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697,
        10080,
        1433, 1521, 2375, 2376, 2379, 2380, 3306, 3389, 5432, 5900, 5985, 5986, 6379, 10250, 11211, 27017,
    }
)  # fmt: skip

_UNSAFE = re.compile(r"[\x00-\x20\x7f]")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")


class ForbiddenAddressError(Exception):
    """A link leads to an address that is not public, or to something that is no web address."""


def is_public(address: str) -> bool:
    """True for an address of the public internet; mapped and translated forms are judged by the IPv4 address inside."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if ip in NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if ip not in _UNICAST:
            return False
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in _SPECIAL)


@lru_cache(maxsize=1024)  # each hop of a link is looked at several times on its way
def origin(url: str) -> tuple[str, int]:
    """Host and port that a URL is fetched from, however the host is spelt.

    Raises:
        ForbiddenAddressError: It names none, or says different things to different readers.
    """
    parts = _split(url)
    host = _plain(parts.hostname or "")
    if parts.scheme not in {"http", "https"} or not host:
        raise ForbiddenAddressError("only http and https are followed")
    return host, parts.port or (443 if parts.scheme == "https" else 80)


class Guard:
    """Decides where a connection may go.

    Attributes:
        trusted: Base URLs that the configuration names; their host and port may be private (a mirror, the sandbox).
    """

    def __init__(self, trusted: Collection[str] = ()) -> None:
        self.trusted = tuple(trusted)
        self._trusted = frozenset(origin(url) for url in trusted)

    def trusts(self, url: str) -> bool:
        """Whether the configuration names this URL's host and port."""
        return origin(url) in self._trusted

    def check_url(self, url: str) -> None:
        """Refuse what can be refused before any name is resolved; the only check behind a proxy, which resolves itself.

        Raises:
            ForbiddenAddressError: Another scheme, a user name in the URL, a port where no pages are, a name or a
                literal address of a private network, or a spelling that readers could disagree about.
        """
        place = origin(url)
        if "@" in urlsplit(url).netloc:
            raise ForbiddenAddressError("a user name in the address is not followed")
        if place in self._trusted:
            return
        host, port = place
        if port in _BAD_PORTS or (port < 1024 and port not in {80, 443}):
            raise ForbiddenAddressError(f"port {port} is not one that pages are served from")
        literal = _literal(host)
        if literal is not None:
            if not is_public(literal):
                raise ForbiddenAddressError(f"{literal} is not a public address")
            return
        if "." not in host or any(host == name or host.endswith(f".{name}") for name in _OWN_NAMES):
            raise ForbiddenAddressError(f"{host} is not a public address")
        if _NUMBER.fullmatch(host.rpartition(".")[2]):
            raise ForbiddenAddressError(f"{host} is neither an address nor a name")

    def connect(self, host: str, port: int, **options: Any) -> socket.socket:
        """Open a connection to an address of this host that was found to be public.

        Raises:
            ForbiddenAddressError: One of the host's addresses is not public.
            OSError: The name leads nowhere, or no address of the host accepts the connection.
        """
        addresses = _addresses(host, port)
        trusted = (host.rstrip(".").lower(), port) in self._trusted
        for address in addresses:
            if not trusted and not is_public(address):
                raise ForbiddenAddressError(f"{host} leads to {address}, which is not a public address")
        troubles: list[OSError] = []
        for address in addresses[:MOST_ADDRESSES]:
            try:
                return create_connection((address, port), **options)
            except OSError as error:
                troubles.append(error)
        # that this machine has no route for IPv6 says less than what the host's other addresses did
        raise next((trouble for trouble in troubles if trouble.errno not in _NO_ROUTE), troubles[0])


_NO_ROUTE = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT})


def _addresses(host: str, port: int) -> list[str]:
    try:
        found = within(NAME_S, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    except Trouble as trouble:
        raise socket.gaierror(socket.EAI_AGAIN, trouble.reason) from trouble
    except UnicodeError as error:
        raise socket.gaierror(socket.EAI_NONAME, "no host name") from error
    if not found:
        raise socket.gaierror(socket.EAI_NONAME, "no address")
    return list(dict.fromkeys(str(info[4][0]) for info in found))


def _split(url: str) -> SplitResult:
    # the standard library drops tabs and line ends in silence, and reads `http://a\@b` unlike others
    if len(url) > LONGEST_URL:
        raise ForbiddenAddressError(f"longer than {LONGEST_URL} characters")
    if _UNSAFE.search(url) or "\\" in url.partition("?")[0].partition("#")[0]:
        raise ForbiddenAddressError("not a web address: a character that cannot stand there")
    try:
        parts = urlsplit(url)
        _ = parts.port
        other = urllib3.util.parse_url(url)
    except (ValueError, urllib3.exceptions.LocationParseError) as error:
        raise ForbiddenAddressError("not a web address") from error
    said, heard = parts.hostname or "", (other.host or "").strip("[]").lower()
    if (said.isascii() and said != heard) or parts.port != other.port:
        raise ForbiddenAddressError("not a web address: readers disagree about its host")
    return parts


def _plain(host: str) -> str:
    """The host as it is looked up: in lower case, in ASCII, without a dot at the end."""
    if not host.isascii():
        try:
            host = unicodedata.normalize("NFKC", host).encode("idna").decode("ascii")
        except UnicodeError as error:
            raise ForbiddenAddressError("not a web address: no host name") from error
    if "%" in host:
        raise ForbiddenAddressError("not a web address: a zone or an escape in its host")
    return host.lower().rstrip(".")


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
