"""Everything that goes wrong on the way to an upstream, on demand and repeatable.

| kind | what the caller sees |
|---|---|
| ``429``, ``503``, any status | that status in the upstream's own words |
| ``limit`` | the upstream's own refusal for asking too fast (GraphQL: 200 with RATE_LIMITED) |
| ``refuse`` | the connection closed at once, no byte answered |
| ``reset``, ``reset-status`` | the connection reset before the answer, or within its status line |
| ``reset-head``, ``reset-blank`` | the same amid its headers, or behind the blank line that ends them |
| ``reset-body``, ``reset-last`` | the same in the middle of its body, or one byte before its end |
| ``silence``, ``silence-body`` | nothing at all, or headers and then nothing, until one side hangs up |
| ``drip``, ``drip-head`` | one byte of the body every 50 ms, or of the headers too |
| ``endless``, ``bomb`` | a body without end, or 64 MiB of zeros in 64 KiB of gzip |
| ``truncated`` | half of the body that Content-Length promises |
| ``short-length``, ``long-length``, ``bad-length`` | a Content-Length of half, of too much, or that is no number |
| ``continue``, ``switching``, ``early-hints`` | an interim status (100, 101, 103) before the answer |
| ``endless-continue`` | 100 Continue for ever |
| ``truncated-json`` | half of the body, well framed |
| ``html`` | 200 with an HTML page |
| ``empty``, ``empty-feed`` | 200 with no body, or with a well-formed answer that finds nothing |
| ``wrong-type``, ``invalid-utf8`` | the right body under a wrong type, or with two bytes that are no UTF-8 |
| ``challenge``, ``challenge-200``, ``challenge-202`` | a page that only browsers pass |
| ``redirect-loop``, ``redirect-chain`` | 302 to the very same address, or to ever another one |
"""

from __future__ import annotations

import gzip
import re
import threading
from collections.abc import Callable, Iterator, MutableMapping
from dataclasses import dataclass, replace
from functools import cache
from random import Random
from typing import TYPE_CHECKING

from harvester.sandbox.wire import Delivery, Request, Response, Upstream, html_response

if TYPE_CHECKING:
    from harvester.sandbox.world import World

BOMB_SIZE = 64 * 1024 * 1024
"""Bytes that ``bomb`` unpacks to: beyond the caps of 2 and 20 MiB."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of trouble, and when it strikes.

    Attributes:
        rate: Share of the requests that it strikes, 0 to 1, drawn from a generator with that ``seed``.
        after: Requests that pass unharmed first.
        times: The most requests that it strikes, or None for no end.
        retry_after: ``Retry-After`` to send: seconds, or an HTTP date.
    """

    kind: str
    rate: float = 1.0
    after: int = 0
    times: int | None = None
    retry_after: float | str | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        """Raise ValueError for a kind that there is not."""
        if self.kind not in KINDS and not re.fullmatch("[2-5][0-9]{2}", self.kind):
            raise ValueError(f"no fault of kind {self.kind!r}; there are statuses and {', '.join(sorted(KINDS))}")


@dataclass(slots=True)
class _Armed:
    fault: Fault
    random: Random
    seen: int = 0
    struck: int = 0

    def strikes(self) -> bool:
        self.seen += 1
        fault = self.fault
        spent = fault.times is not None and self.struck >= fault.times
        struck = self.seen > fault.after and not spent and self.random.random() < fault.rate
        self.struck += struck
        return struck


class Faults(MutableMapping[str, Fault]):
    """The faults in force, by upstream (``crossref``) or lane (``github:graphql``, ``web:example.org``)."""

    def __init__(self) -> None:
        self._armed: dict[str, _Armed] = {}
        self._lock = threading.Lock()

    def __getitem__(self, key: str) -> Fault:
        """The fault in force for that upstream or lane."""
        return self._armed[key].fault

    def __setitem__(self, key: str, fault: Fault) -> None:
        """Put a fault in force, counting from now."""
        with self._lock:
            self._armed[key] = _Armed(fault, Random(fault.seed))  # noqa: S311  must repeat, not be secret

    def __delitem__(self, key: str) -> None:
        """Heal that upstream or lane."""
        with self._lock:
            del self._armed[key]

    def __iter__(self) -> Iterator[str]:
        """The upstreams and lanes that ail."""
        return iter(list(self._armed))

    def __len__(self) -> int:
        """How many ail."""
        return len(self._armed)

    def struck(self, key: str) -> int:
        """Requests that the fault of this upstream or lane has struck so far."""
        return self._armed[key].struck

    def draw(self, upstream: str, lane: str) -> Fault | None:
        """The fault that strikes this request, or None; the lane's own is asked first."""
        with self._lock:
            for key in (f"{upstream}:{lane}", upstream):
                armed = self._armed.get(key)
                if armed and armed.strikes():
                    return armed.fault
        return None


def strike(fault: Fault, request: Request, upstream: Upstream, world: World) -> Response:
    """The answer that comes of a fault."""
    if fault.kind.isdigit():
        response = upstream.failure(request, int(fault.kind))
    elif fault.kind == "limit":
        response = upstream.refusal(request)
    elif fault.kind == "empty-feed":
        response = upstream.nothing(request)
    else:
        response = DAMAGES[fault.kind](request, upstream.answer(request, world))
    if fault.retry_after is None:
        return response
    wait = fault.retry_after if isinstance(fault.retry_after, str) else f"{fault.retry_after:g}"
    return replace(response, headers=_with(response, "Retry-After", wait))


def _with(response: Response, name: str, value: str) -> tuple[tuple[str, str], ...]:
    others = tuple(pair for pair in response.headers if pair[0].lower() != name.lower())
    return (*others, (name, value))


def _delivered(delivery: Delivery) -> Callable[[Request, Response], Response]:
    return lambda _, response: replace(response, delivery=delivery)


def _half(_: Request, response: Response) -> Response:
    return replace(response, body=response.body[: len(response.body) // 2])


def _html(_: Request, __: Response) -> Response:
    return html_response("Scheduled maintenance", "This service will be back soon.")


def _empty(_: Request, response: Response) -> Response:
    return replace(response, status=200, body=b"")


def _wrong_type(_: Request, response: Response) -> Response:
    wrong = "application/octet-stream" if "html" in response.header("content-type") else "text/html"
    return replace(response, headers=_with(response, "Content-Type", wrong))


def _invalid_utf8(_: Request, response: Response) -> Response:
    middle = len(response.body) // 2
    return replace(response, body=response.body[:middle] + b"\xff\xfe" + response.body[middle:])


def _challenge(status: int, *headers: tuple[str, str]) -> Callable[[Request, Response], Response]:
    text = "Enable JavaScript and cookies to continue"
    page = html_response("Just a moment...", text, status=status, headers=headers)
    return lambda _, __: page


def _redirect_loop(request: Request, _: Response) -> Response:
    return html_response("Found", status=302, headers=(("Location", request.base + request.target),))


def _redirect_chain(request: Request, _: Response) -> Response:
    hop = int(dict(request.params).get("hop", "0")) + 1
    return html_response("Found", status=302, headers=(("Location", f"{request.base}{request.path}?hop={hop}"),))


@cache
def _zeros() -> bytes:
    return gzip.compress(bytes(BOMB_SIZE), mtime=0)


def _bomb(_: Request, response: Response) -> Response:
    return replace(response, headers=_with(response, "Content-Encoding", "gzip"), body=_zeros())


DAMAGES: dict[str, Callable[[Request, Response], Response]] = {
    **{str(delivery): _delivered(delivery) for delivery in Delivery if delivery is not Delivery.WHOLE},
    "truncated-json": _half,
    "html": _html,
    "empty": _empty,
    "wrong-type": _wrong_type,
    "invalid-utf8": _invalid_utf8,
    "challenge": _challenge(403, ("cf-mitigated", "challenge"), ("Server", "cloudflare")),
    "challenge-200": _challenge(200, ("Server", "cloudflare")),
    "challenge-202": _challenge(202, ("x-amzn-waf-action", "challenge")),
    "redirect-loop": _redirect_loop,
    "redirect-chain": _redirect_chain,
    "bomb": _bomb,
}
"""What can be done to a healthy answer; pages of a world name these as their behaviour."""

KINDS = frozenset({*DAMAGES, "limit", "empty-feed"})
"""All kinds but the three-digit statuses."""
