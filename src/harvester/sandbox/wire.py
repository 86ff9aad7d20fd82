"""Requests and responses as plain values, and what every stand-in upstream can be asked."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import StrEnum
from html import escape
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from urllib.parse import parse_qsl, unquote

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harvester.sandbox.world import World

SYNTHETIC_DATE = "2000-01-01T00:00:00Z"
"""Stands wherever a wire shape needs a time that no fact gives."""


class Delivery(StrEnum):
    """How a response travels; everything but ``whole`` is a fault."""

    WHOLE = "whole"
    REFUSE = "refuse"
    RESET = "reset"
    RESET_STATUS = "reset-status"
    RESET_HEAD = "reset-head"
    RESET_BLANK = "reset-blank"
    RESET_BODY = "reset-body"
    RESET_LAST = "reset-last"
    SILENCE = "silence"
    SILENCE_BODY = "silence-body"
    DRIP = "drip"
    DRIP_HEAD = "drip-head"
    ENDLESS = "endless"
    TRUNCATED = "truncated"
    SHORT_LENGTH = "short-length"
    LONG_LENGTH = "long-length"
    BAD_LENGTH = "bad-length"
    CONTINUE = "continue"
    SWITCHING = "switching"
    EARLY_HINTS = "early-hints"
    ENDLESS_CONTINUE = "endless-continue"


KEPT_OPEN = frozenset({Delivery.WHOLE, Delivery.SHORT_LENGTH, Delivery.EARLY_HINTS})
"""Deliveries after which the connection may carry another request."""


class Lane(NamedTuple):
    """The class of requests that share one limit, and how many units of it one request costs."""

    name: str
    cost: int = 1


@dataclass(frozen=True, slots=True)
class Quota:
    """State of a rate limit as GitHub tells it; ``reset`` is in seconds of the Unix epoch."""

    limit: int
    used: int
    reset: int

    @property
    def remaining(self) -> int:
        """Requests left in this window."""
        return max(0, self.limit - self.used)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request as an upstream sees it.

    Attributes:
        path: Below the upstream's mount point, still percent-encoded: ``/works/10.1%2Fa``.
        query: What follows the question mark, still encoded.
        headers: Names in lower case.
        base: The upstream's own address: ``http://127.0.0.1:PORT/crossref``.
        quota: State of the limit that this request spends from, where the upstream tells it.
    """

    method: str = "GET"
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    base: str = ""
    quota: Quota | None = None

    @property
    def target(self) -> str:
        """Path and query as the request line has them."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def line_length(self) -> int:
        """Bytes of the request line that the true upstream would have read, line end not counted."""
        return len(f"{self.method} {self.target} HTTP/1.1")

    @property
    def params(self) -> list[tuple[str, str]]:
        """The query's parameters, decoded, in order."""
        return parse_qsl(self.query, keep_blank_values=True)

    @property
    def decoded_path(self) -> str:
        """The path, percent-decoded as UTF-8."""
        return unquote(self.path)

    def header(self, name: str) -> str:
        """A header by its lower-case name, or an empty string."""
        return self.headers.get(name, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One answer: what it says, and how it is delivered."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    delivery: Delivery = Delivery.WHOLE

    def header(self, name: str) -> str:
        """The first header of that name in any case, or an empty string."""
        return next((value for key, value in self.headers if key.lower() == name), "")

    def encode(self, *, head: bool = False, endless: bool = False, promised: str = "") -> bytes:
        """The bytes for the socket; ``head`` leaves the body out, ``endless`` the promise of its length.

        Args:
            head: Without the body.
            endless: Without a word of its length.
            promised: What to say of its length in place of the truth.
        """
        lines = [f"HTTP/1.1 {self.status} {_phrase(self.status)}"]
        # A line end inside a value would start a header of its own.
        lines += [" ".join(f"{name}: {value}".splitlines()) for name, value in self.headers]
        if self.delivery not in KEPT_OPEN:
            lines.append("Connection: close")
        if not endless:
            lines.append(f"Content-Length: {promised or len(self.body)}")
        text = "\r\n".join(lines) + "\r\n\r\n"
        return text.encode() + (b"" if head else self.body)


class Upstream(Protocol):
    """A stand-in: pure functions from a request and a world to an answer."""

    def lane(self, request: Request) -> Lane:
        """Name the limit that the request falls under."""

    def answer(self, request: Request, world: World) -> Response:
        """Answer as the true upstream would, were the world as the world file says."""

    def nothing(self, request: Request) -> Response:
        """Answer 200 and well-formed, with nothing found in it."""

    def failure(self, request: Request, status: int) -> Response:
        """Fail with that status, in the upstream's own words."""

    def refusal(self, request: Request) -> Response:
        """Turn the caller away for asking too fast, in the upstream's own way."""


def json_response(
    value: Any,
    *,
    status: int = 200,
    content_type: str = "application/json",
    headers: tuple[tuple[str, str], ...] = (),
) -> Response:
    """A JSON answer in UTF-8."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(status=status, body=body, headers=(("Content-Type", content_type), *headers))


def text_response(
    text: str,
    *,
    status: int = 200,
    content_type: str = "text/plain",
    headers: tuple[tuple[str, str], ...] = (),
) -> Response:
    """A text answer in UTF-8."""
    return Response(status=status, body=text.encode(), headers=(("Content-Type", content_type), *headers))


def html_response(
    title: str,
    text: str = "",
    *,
    status: int = 200,
    headers: tuple[tuple[str, str], ...] = (),
) -> Response:
    """A small HTML page."""
    page = (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title></head>'
        f"<body><h1>{escape(title)}</h1><p>{escape(text)}</p></body></html>\n"
    )
    return text_response(page, status=status, content_type="text/html; charset=utf-8", headers=headers)


def error_page(status: int) -> Response:
    """The HTML page that a front-end server makes of a status, its name for a title."""
    return html_response(f"{status} {_phrase(status)}", status=status)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
