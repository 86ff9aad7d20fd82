"""An address taken apart once, for all recognisers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import parse_qsl, quote, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.model import Target

# CommonMark 0.31, sections 2.4 and 2.5: a destination may hold character references, with their semicolon, and ASCII
# punctuation behind a backslash. LaTeX and HTML leave the same two in addresses that were copied out of them.
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")

_USUAL_PORTS = frozenset({None, 80, 443})
_DOTS = frozenset({".", ".."})
_LONGEST_NAME = 253  # characters, RFC 1035 section 2.3.4


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of an address, as far as recognisers look at them.

    Attributes:
        url: The address as meant: character references and backslash escapes resolved.
        host: In lower case and in ASCII, without ``www.`` and the root's dot; empty where the address names a port of
            its own, climbs by ``..`` or is one of FTP, so that nobody recognises it.
        path: Still percent-encoded.
        query: Still percent-encoded.
        fragment: Still percent-encoded.
    """

    url: str
    host: str
    path: str
    query: str
    fragment: str

    @property
    def segments(self) -> tuple[str, ...]:
        """The parts of the path between slashes, each decoded; slashes at both ends do not count."""
        return tuple(unquote(part) for part in self.path.strip("/").split("/"))

    @property
    def parameters(self) -> dict[str, str]:
        """The query by name in lower case, decoded; the first of equal names counts."""
        pairs = parse_qsl(self.query, keep_blank_values=True)
        return {name.lower(): value for name, value in reversed(pairs)}


Recogniser: TypeAlias = "Callable[[Address], Target | None]"
"""Tells what a family of addresses identifies, or None where it cannot be sure."""


def take_apart(url: str) -> Address:
    """Take an address apart.

    Raises:
        ValueError: It cannot be understood, or it could be understood in two ways; the message says why.
    """
    if not url.isascii() and any("\ud800" <= char <= "\udfff" for char in url):
        raise ValueError("half a character (a lone surrogate)")
    if "&" in url:
        url = _REFERENCE.sub(lambda reference: unescape(reference[0]), url).strip()
    parts = urlsplit(url)
    if "\\" in parts.netloc:
        # browsers read a slash there and Python does not: the two would be led to different hosts
        raise ValueError("backslash in the host name")
    if "\\" in url:
        url = _ESCAPED.sub(r"\1", url)
        parts = urlsplit(url)
    if parts.scheme == "ftp":  # an address, of which no registry is known and which nobody here can follow
        return Address(url, "", parts.path, parts.query, parts.fragment)
    if parts.scheme not in {"http", "https"}:
        raise ValueError(f"{parts.scheme or 'no'} scheme: only http and https are links")
    host = _ascii((parts.hostname or "").rstrip(".")).removeprefix("www.")
    named = parts.port in _USUAL_PORTS and not _climbs(parts.path)
    return Address(url, host if named else "", parts.path, parts.query, parts.fragment)


def percent_encoded(identifier: str) -> str:
    """An identifier as a path carries it, so that taking the address apart gives the identifier back.

    Brackets that come in pairs are left alone, for people's eyes; Markdown ends an address at a single one.
    """
    return quote(identifier, safe="/:;.,()" if _in_pairs(identifier) else "/:;.,")


def _in_pairs(text: str) -> bool:
    depth = 0
    for char in text:
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return False
    return depth == 0


def _ascii(host: str) -> str:
    """The host as it is looked up (IDNA), since full-width letters lead to the same one and look-alikes do not."""
    if host.isascii() or len(host) > _LONGEST_NAME:
        return host
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return host


def _climbs(path: str) -> bool:
    """Whether a client would shorten this path before it asks (RFC 3986, section 5.2.4)."""
    return ("/." in path or "%" in path) and not _DOTS.isdisjoint(unquote(path).split("/"))
