"""The sandbox: all stand-in upstreams behind one loopback port."""

from __future__ import annotations

import contextlib
import math
import socket
import threading
import time
from dataclasses import dataclass, replace
from functools import partial
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer
from typing import TYPE_CHECKING, Any, Self

from harvester.sandbox import (
    arxiv,
    crossref,
    datacite,
    delivery,
    doi,
    faults,
    github,
    ncbi,
    openreview,
    softwareheritage,
    wayback,
    web,
)
from harvester.sandbox.faults import Faults
from harvester.sandbox.limits import DOCUMENTED, Limit, Limiter
from harvester.sandbox.wire import Delivery, Request, Response, Upstream, text_response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harvester.sandbox.world import World

UPSTREAMS: Mapping[str, Upstream] = {
    "crossref": crossref,
    "arxiv": arxiv,
    "doi": doi,
    "datacite": datacite,
    "github": github,
    "ncbi": ncbi,
    "openreview": openreview,
    "softwareheritage": softwareheritage,
    "wayback": wayback,
    "web": web,
}
_POLL = 0.01
"""Seconds within which the accepting thread notices that the sandbox closes."""


@dataclass(frozen=True, slots=True)
class Logged:
    """One request that came in.

    Attributes:
        at: Seconds of ``time.monotonic`` when its headers had been read.
        done: Seconds of ``time.monotonic`` when its answer was given; infinite as long as it is not.
        upstream: ``crossref``, ``web`` …; empty for an address that is no upstream's.
        path: As sent, query included, below the sandbox's own address.
        status: Of the answer; 0 while there is none.
        headers: Of the request, names in lower case.
        concurrent: Requests in flight at that upstream when it came, itself included.
        size: Bytes of the answer's body; of one that is cut short, those that it should have had.
    """

    at: float
    done: float
    upstream: str
    method: str
    path: str
    status: int
    headers: Mapping[str, str]
    concurrent: int
    size: int = 0


class Sandbox:
    """Stand-in upstreams on 127.0.0.1, running inside a ``with`` block or between ``start`` and ``close``.

    Attributes:
        world: What the upstreams know; may be replaced while running.
        faults: Upstream or lane to the fault in force.
        limits: Upstream or lane to the limit that is enforced; all documented ones with ``enforce``.
        latency: Seconds that every answer takes.
        token: What the GitHub stand-in and the OpenReview stand-in take for a credential.
    """

    token = github.TOKEN

    def __init__(self, world: World, *, latency: float = 0.0, enforce: bool = False) -> None:
        self.world = world
        self.latency = latency
        self.faults = Faults()
        self._limiter = Limiter(DOCUMENTED if enforce else {})
        self._log: list[Logged] = []
        self._in_flight: dict[str, int] = {}
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._server: _Server | None = None
        self._problems: list[BaseException] = []

    def __enter__(self) -> Self:
        """Start."""
        return self.start()

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def start(self) -> Self:
        """Listen on a free port."""
        self._closing.clear()
        self._server = _Server(self)
        return self

    def close(self) -> None:
        """Hang up on everyone, release every silent answer and join all threads.

        Raises:
            RuntimeError: A stand-in failed by its own fault, which no client should have seen.
        """
        self._closing.set()
        if self._server:
            self._server.end()
            self._server = None
        if self._problems:
            raise RuntimeError("the sandbox itself failed") from self._problems.pop(0)

    @property
    def url(self) -> str:
        """``http://127.0.0.1:PORT`` of the running sandbox."""
        if self._server is None:
            raise RuntimeError("the sandbox is not running")
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def limits(self) -> dict[str, Limit]:
        """What is enforced, by lane (``crossref:polite-array``) or by upstream (``arxiv``)."""
        return self._limiter.limits

    @property
    def log(self) -> list[Logged]:
        """All requests so far, in the order of their coming."""
        with self._lock:
            return list(self._log)

    def settings(self) -> dict[str, Any]:
        """The part of the configuration that leads every client here."""
        paths = {
            "crossref": "/crossref",
            "arxiv": "/arxiv/api/query",
            "doi": "/doi",
            "datacite": "/datacite",
            "github": "/github",
            "ncbi": "/ncbi",
            "openreview": "/openreview",
            "softwareheritage": "/softwareheritage",
            "wayback": "/wayback",
        }
        remap = {f"{scheme}://": f"{self.url}/web/{scheme}/" for scheme in ("https", "http")}
        return {
            "upstreams": {name: {"url": self.url + path} for name, path in paths.items()},
            "web": {"remap": remap},
        }

    # What follows serves the handler threads.

    def _begin(self, upstream: str, method: str, path: str, headers: Mapping[str, str]) -> tuple[int, int]:
        with self._lock:
            concurrent = self._in_flight.get(upstream, 0) + 1
            self._in_flight[upstream] = concurrent
            now = time.monotonic()
            self._log.append(Logged(now, math.inf, upstream, method, path, 0, headers, concurrent))
            return len(self._log) - 1, concurrent

    def _end(self, number: int, status: int, size: int) -> None:
        with self._lock:
            logged = self._log[number]
            self._in_flight[logged.upstream] -= 1
            self._log[number] = replace(logged, done=time.monotonic(), status=status, size=size)

    def _answer(self, name: str, request: Request, concurrent: int) -> Response:
        upstream = UPSTREAMS.get(name)
        if upstream is None:
            return text_response("The sandbox has no such upstream.", status=404)
        try:
            lane = upstream.lane(request)
            admitted, quota = self._limiter.admit(name, lane, concurrent)
            request = replace(request, quota=quota)
            if self.latency:
                self._closing.wait(self.latency)
            if not admitted:
                return upstream.refusal(request)
            fault = self.faults.draw(name, lane.name)
            if fault:
                return faults.strike(fault, request, upstream, self.world)
            return upstream.answer(request, self.world)
        except Exception as error:  # noqa: BLE001  told by close(), for whoever wrote the stand-in
            self._problems.append(error)
            return text_response(f"the sandbox failed: {error!r}", status=500)


class _Server(TCPServer):
    """A thread for every connection, all of them joined at the end."""

    allow_reuse_address = True
    request_queue_size = 512

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self._open: dict[socket.socket, threading.Thread] = {}
        self._open_lock = threading.Lock()
        super().__init__(("127.0.0.1", 0), _Handler)
        self._accepting = threading.Thread(target=partial(self.serve_forever, _POLL), name="sandbox", daemon=True)
        self._accepting.start()

    def process_request(self, request: Any, client_address: Any) -> None:
        thread = threading.Thread(target=self._handle, args=(request, client_address), daemon=True)
        with self._open_lock:
            self._open[request] = thread
        thread.start()

    def _handle(self, request: socket.socket, client_address: Any) -> None:
        try:
            self.finish_request(request, client_address)
        except OSError:
            pass  # the client went away, or the closing sandbox hung up
        finally:
            with self._open_lock:
                self._open.pop(request, None)
            self.shutdown_request(request)

    def end(self) -> None:
        """Stop accepting, hang up, wait for all threads."""
        self.shutdown()
        self._accepting.join()
        self.server_close()
        with self._open_lock:
            still_open = dict(self._open)
            for connection in still_open:
                _hang_up(connection)
        for thread in still_open.values():
            thread.join()


def _hang_up(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):  # the other side may have been faster
        connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        length = headers.get("content-length", "0")
        body = self.rfile.read(int(length)) if length.isdigit() else b""
        sandbox = self.server.sandbox
        name, request = _routed(self.command, self.path, headers, body, sandbox.url)
        number, concurrent = sandbox._begin(name, self.command, self.path, headers)  # noqa: SLF001  one unit
        response = sandbox._answer(name, request, concurrent)  # noqa: SLF001
        mute = response.delivery in {Delivery.REFUSE, Delivery.RESET, Delivery.SILENCE}
        status, size = (0, 0) if mute else (response.status, len(response.body) if self.command != "HEAD" else 0)
        again = delivery.deliver(
            response,
            self.connection,
            head=self.command == "HEAD",
            closing=sandbox._closing,  # noqa: SLF001
            settle=partial(sandbox._end, number, status, size),  # noqa: SLF001
        )
        self.close_connection = self.close_connection or not again

    # http.server calls do_METHOD
    do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_GET  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Keep stderr for the program under test."""


def _routed(method: str, target: str, headers: Mapping[str, str], body: bytes, url: str) -> tuple[str, Request]:
    path, _, query = target.partition("?")
    name, _, rest = path.removeprefix("/").partition("/")
    base = f"{url}/{name}"
    if name == "web":
        scheme, _, rest = rest.partition("/")
        host, _, rest = rest.partition("/")
        base = f"{scheme}://{host}"
    return name, Request(method=method, path=f"/{rest}", query=query, headers=headers, body=body, base=base)
