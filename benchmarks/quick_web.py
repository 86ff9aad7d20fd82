"""A web that costs little: any page on any host of one zone, behind one intercepting proxy, in a process of its own.

The stand-ins proper know too much to answer a thousand requests a second; these pages are all alike.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import ssl
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

import trustme
from requests.utils import DEFAULT_CA_BUNDLE_PATH

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

ZONE = "imaging-net.org"
_PAGE = b"<!doctype html><title>A project</title><h1>A project</h1><p>We release code, weights and data.</p>"
_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(_PAGE)


@dataclass(frozen=True, slots=True)
class Served:
    """What a quick web saw.

    Attributes:
        handshakes: TLS connections that were opened.
        cpu: Seconds of processor time that it took itself.
        late: Seconds beyond the latency within which 99 of 100 answers left.
    """

    requests: int
    handshakes: int
    cpu: float
    late: float


def bundle_with(authority: trustme.CA, folder: Path) -> str:
    """The file of certificates that a company hands out: all public authorities, and its own."""
    path = folder / "authorities.pem"
    path.write_bytes(Path(DEFAULT_CA_BUNDLE_PATH).read_bytes() + b"\n" + authority.cert_pem.bytes())
    return str(path)


class QuickWeb:
    """The web of ``*.imaging-net.org``. Use it as a context manager.

    Attributes:
        url: The proxy that leads there.
        bundle: File of the authority that vouches for it.
    """

    def __init__(self, folder: Path, latency: float) -> None:
        authority, context = trustme.CA(), multiprocessing.get_context("spawn")
        self.bundle, certificate = bundle_with(authority, folder), str(folder / "zone.pem")
        authority.issue_cert(f"*.{ZONE}").private_key_and_cert_chain_pem.write_to_path(certificate)
        self._ours, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, certificate, latency), daemon=True)

    def __enter__(self) -> Self:
        """Open it."""
        self._process.start()
        self.url = f"http://127.0.0.1:{self._ours.recv()}"
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self._process.terminate()
        self._process.join()

    def served(self) -> Served:
        """What it saw since this was last asked."""
        self._ours.send(None)
        told: Served = self._ours.recv()
        return told


class _Web:
    def __init__(self, certificate: str, latency: float) -> None:
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate)
        self._latency = latency
        self._begin()

    def _begin(self) -> None:
        self._cpu, self._handshakes = time.process_time(), 0
        self._late: list[float] = []

    def served(self) -> Served:
        late = sorted(self._late)
        told = Served(
            requests=len(late),
            handshakes=self._handshakes,
            cpu=time.process_time() - self._cpu,
            late=late[len(late) * 99 // 100] if late else 0.0,
        )
        self._begin()
        return told

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError), contextlib.closing(writer):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await writer.start_tls(self._context)
            self._handshakes += 1
            while head := await reader.readuntil(b"\r\n\r\n"):
                came = time.monotonic()
                await asyncio.sleep(self._latency)
                writer.write(_ANSWER + (b"" if head.startswith(b"HEAD ") else _PAGE))
                self._late.append(time.monotonic() - came - self._latency)


def _serve(pipe: Connection, certificate: str, latency: float) -> None:
    async def serve() -> None:
        web = _Web(certificate, latency)
        server = await asyncio.start_server(web.handle, "127.0.0.1", 0, backlog=1024)
        pipe.send(server.sockets[0].getsockname()[1])

        def told() -> None:
            pipe.recv()
            pipe.send(web.served())

        asyncio.get_running_loop().add_reader(pipe.fileno(), told)
        await server.serve_forever()

    asyncio.run(serve())
