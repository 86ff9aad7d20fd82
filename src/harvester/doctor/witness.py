"""What came over the wire while an adapter asked: status, content type and the server's own time."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harvester.http import Http

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from harvester.http import Reply
    from harvester.lanes import Clock


@dataclass(frozen=True, slots=True)
class Seen:
    """One answer's head.

    Attributes:
        headers: Looked up without regard to case.
        at: When it was here, by our clock.
    """

    status: int
    headers: Mapping[str, str]
    at: datetime


class Witness:
    """Keeps the head of the last answer in each thread; Crossref's come by another library and are not seen."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._here = threading.local()

    def client(self, **options: Any) -> Http:
        """A client whose answers are witnessed; the options are those of ``Http``."""
        return _Client(self, **options)

    def forget(self) -> None:
        """Begin anew in this thread."""
        self._here.seen = None

    def note(self, reply: Reply) -> None:
        """Keep the head of an answer."""
        self._here.seen = Seen(reply.status, reply.headers, self._clock.now())

    @property
    def last(self) -> Seen | None:
        """The last answer of this thread, or None where none came to what was asked last."""
        seen: Seen | None = getattr(self._here, "seen", None)
        return seen


class _Client(Http):
    def __init__(self, witness: Witness, **options: Any) -> None:
        super().__init__(**options)
        self._witness = witness

    def request(self, method: str, url: str, **options: Any) -> Reply:
        self._witness.forget()
        reply = super().request(method, url, **options)
        self._witness.note(reply)
        return reply
