"""Web pages asked by many machines: a Dask cluster sends, and this machine keeps the lanes.

The hosts are divided among the workers, so that each host is asked by one of them and keeps its connections there. When
it may be asked is settled here, in one place: a request, that of a redirect to another host like any other, takes its
turn in its host's lane, goes to the host's worker, and its turn ends when the reply is back. Therefore no limit depends
on how many machines there are, on their clocks, or on what becomes of one: whatever was under way at a lost worker
takes another turn, at another worker. What Dask costs is shared, since errands and replies travel in batches.

Workers are told what is to be asked, by the run's own configuration. No token is among it.
"""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from harvester import __version__
from harvester.cluster.crew import Crew
from harvester.cluster.sender import HANDS, Order
from harvester.errors import UsageError

if TYPE_CHECKING:
    import threading
    from types import TracebackType

    from harvester.upstream.web import WebPages

MOST_HANDS = 1_024
"""Errands that are under way at once, over all workers: each has a thread here, and more than these would deliver is
more than one process keeps in their lanes (docs/scale.md)."""

_CONNECT_S = 10.0
"""Seconds within which a scheduler has to answer, and a worker to be ready."""


class Cluster:
    """A Dask cluster that sends the requests for web pages. Use it as a context manager: it holds open connections.

    Args:
        address: Of the scheduler: ``tcp://10.0.0.7:8786``, ``tls://…``.
        mailto: Contact address for the ``User-Agent``, or an empty string.
        web: What is to be sent from there.
        stop: Set by whoever ends the run early: what is under way is ended on all workers.

    Raises:
        UsageError: The extra is not installed, no scheduler answers, or a worker lacks this version of harvester.
    """

    def __init__(self, address: str, *, mailto: str, web: WebPages, stop: threading.Event) -> None:
        order = Order(
            version=__version__, mailto=mailto, trusted=web.guard.trusted, certificates=_certificates(os.environ)
        )
        self._client = _client(address)
        try:
            self._crew = Crew(self._client, order, stop=stop, ready_s=_CONNECT_S)
        except BaseException:
            self._client.close()
            raise
        web.hand_over(self._crew.carry, min(MOST_HANDS, HANDS * self._crew.size))

    def __enter__(self) -> Self:
        """Hand out the cluster itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the senders home, and leave the cluster as it was."""
        self._crew.close()
        self._client.close()


def _client(address: str) -> Any:
    try:
        from distributed import Client  # noqa: PLC0415 (an extra, and a large one)
    except ImportError as error:
        raise UsageError(
            "--dask: Dask is not installed", hint="Install the extra: pip install 'catalogue-harvester[scale]'"
        ) from error
    try:
        client: Any = Client  # the library says nothing of its arguments
        # as the process's default client, which is the one that actors are called through
        return client(address, timeout=_CONNECT_S, name="harvester")
    except (OSError, ValueError, TypeError):
        pass
    # or what is left of this client is collected while another one starts, and waits for a lock that this one holds
    gc.collect()
    raise UsageError(f"--dask: no scheduler answers at {address}", hint="For example: --dask tcp://10.0.0.7:8786")


def _certificates(environ: os._Environ[str]) -> bytes:
    """The private CA that this machine was given, as ``http.share_certificates`` has left it; a folder stays here."""
    name = environ.get("REQUESTS_CA_BUNDLE", "")
    return Path(name).read_bytes() if name and Path(name).is_file() else b""
