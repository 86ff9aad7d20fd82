"""What habanero takes for ``httpx2``: the same library, with a cap on what is read and a connection that can be ended.

habanero calls ``httpx2.get`` and can be handed no client. That unpacks a body of any size into memory, and shows no
connection, so that a call that was given up would go on in its thread for as long as the server likes. So the name is
replaced where habanero looks it up; a test pins that it is still there.
"""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Any

import habanero.request
import habanero.request_class
import httpcore2
import httpx2

from harvester.deadline import hold, note_sent
from harvester.http import API_CAP

if TYPE_CHECKING:
    import ssl

_OF_THE_WIRE = frozenset({"content-encoding", "content-length", "transfer-encoding"})
"""Headers that speak of a body that has been unpacked since."""


class _Httpx2:
    """The module, but for ``get``."""

    def __getattr__(self, name: str) -> Any:
        return getattr(httpx2, name)

    def get(self, url: str, **options: Any) -> httpx2.Response:
        timeout = options.pop("timeout")
        extensions = {"trace": _note}
        authorities = _believing(*map(os.environ.get, ("SSL_CERT_FILE", "SSL_CERT_DIR")))
        with (
            httpx2.Client(timeout=timeout, verify=authorities) as client,
            client.stream("GET", url, extensions=extensions, **options) as response,
        ):
            headers = [(name, value) for name, value in response.headers.multi_items() if name not in _OF_THE_WIRE]
            return httpx2.Response(
                response.status_code, headers=headers, content=_read(response), request=response.request
            )


@cache
def _believing(*_named: str | None) -> ssl.SSLContext:
    """The context of that environment, made once: to read the authorities takes longer than all the rest of a call."""
    return httpx2.create_ssl_context()


def _note(step: str, told: dict[str, Any]) -> None:
    """Let the request of this thread be ended through its socket: the plain one, then the one that speaks TLS."""
    stream: Any = told.get("return_value")
    if isinstance(stream, httpcore2.NetworkStream):
        hold(stream.get_extra_info("socket"))
    if step == "http11.send_request_body.complete":
        note_sent()


def _read(response: httpx2.Response) -> bytes:
    """The body, unpacked, cut at the cap."""
    if "," in response.headers.get("content-encoding", ""):
        raise httpx2.DecodingError("packed more than once")  # one piece of it may unpack to more than there is memory
    chunks, size = [], 0
    for chunk in response.iter_bytes():
        chunks.append(chunk)
        size += len(chunk)
        if size >= API_CAP:
            break
    return b"".join(chunks)[:API_CAP]


_INSTEAD = _Httpx2()


def bound_habanero() -> None:
    """Let habanero send all that it sends in this process within these bounds."""
    habanero.request.httpx2 = habanero.request_class.httpx2 = _INSTEAD
