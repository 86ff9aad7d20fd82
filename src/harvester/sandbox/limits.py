"""Rate limits of the upstreams, watched always and enforced on request."""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.sandbox.wire import Lane, Quota

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SLACK = 0.05
"""Share of an interval by which a request may come early: the way through a busy machine is not even."""


@dataclass(frozen=True, slots=True)
class Limit:
    """So many requests in an interval of seconds, and so many at once."""

    requests: int
    interval: float
    concurrency: int | None = None


DOCUMENTED: Mapping[str, Limit] = {
    # Crossref, "Announcing changes to REST API rate limits", 5 November 2025: by pool and route class
    "crossref:public-single": Limit(5, 1.0, 1),
    "crossref:public-array": Limit(1, 1.0, 1),
    "crossref:polite-single": Limit(10, 1.0, 3),
    "crossref:polite-array": Limit(3, 1.0, 3),
    # doi.org documents none: a pace that is thought polite
    "doi:handle": Limit(5, 1.0, 2),
    "doi:ra": Limit(1, 1.0, 2),
    # DataCite, June 2026: per address in five minutes, twice as much for callers who give theirs
    "datacite:anonymous": Limit(500, 300.0),
    "datacite:polite": Limit(1000, 300.0),
    # arXiv, Terms of Use for arXiv APIs: a request every three seconds, a single connection
    "arxiv": Limit(1, 3.0, 1),
    # NCBI, E-utilities without a key: three a second over all of them
    "ncbi": Limit(3, 1.0),
    # Software Heritage, API documentation: 120 an hour for callers without a token
    "softwareheritage:anonymous": Limit(120, 3600.0),
    # Wayback Machine, as its staff told a client's maintainers: 60 a minute, averaged over five minutes
    "wayback": Limit(300, 300.0),
    # GitHub, "Rate limits" of REST and GraphQL: an hour, without a token and with GITHUB_TOKEN
    "github:anonymous": Limit(60, 3600.0, 100),
    "github:core": Limit(1000, 3600.0, 100),
    "github:graphql": Limit(1000, 3600.0, 100),
    # GitHub, "Rate limits for the REST API": requests that create content, in a minute
    "github:content": Limit(80, 60.0),
}
"""By lane (``upstream:lane``) or by upstream, as Sandbox(enforce=True) enforces them."""


class Limiter:
    """Counts requests by lane and says which are too many.

    Attributes:
        limits: What is enforced, by lane or upstream; may be changed at any time.
    """

    def __init__(self, limits: Mapping[str, Limit], *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.limits: dict[str, Limit] = dict(limits)
        self._admitted: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def admit(self, upstream: str, lane: Lane, concurrent: int) -> tuple[bool, Quota | None]:
        """Count a request that finds ``concurrent`` in flight, itself included.

        Returns:
            Whether it is within the limit, and the limit's state where the lane has one, enforced or not.
        """
        key = f"{upstream}:{lane.name}"
        enforced = next(((name, self.limits[name]) for name in (key, upstream) if name in self.limits), None)
        name, limit = enforced or (key, DOCUMENTED.get(key))
        if limit is None:
            return True, None
        now = self._clock()
        with self._lock:
            admitted = self._admitted.setdefault(name, deque())
            while admitted and admitted[0] <= now - limit.interval * (1 - SLACK):
                admitted.popleft()
            crowded = limit.concurrency is not None and concurrent > limit.concurrency
            free = not crowded and len(admitted) + lane.cost <= limit.requests
            if free or not enforced:
                admitted.extend([now] * lane.cost)
            wait = limit.interval - (now - admitted[0]) if admitted else 0.0
            quota = Quota(limit.requests, min(len(admitted), limit.requests), int(time.time() + wait) + 1)
        return free or not enforced, quota
