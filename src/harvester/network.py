"""All upstreams of one run, wired from the configuration: the one place that knows addresses, paces and secrets."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from harvester.guard import Guard
from harvester.http import Http
from harvester.lanes import Clock, Lane, Pace, Progress, Silent
from harvester.upstream import arxiv, crossref, datacite, doi, github, openreview
from harvester.upstream.web import WebPages

if TYPE_CHECKING:
    from types import TracebackType

    from harvester.config import Config, Upstream

# Crossref, from 1 December 2025: the polite pool (a mail address is given) takes 3 lists and 10 records a second, three
# at a time; the public one 1 and 5, one at a time. A margin of a twentieth keeps arrival jitter under the limit.
_CROSSREF_POLITE = Pace(0.35, 3), Pace(0.105, 3)
_CROSSREF_PUBLIC = Pace(1.05), Pace(0.21)

# doi.org names no limit; this is what its users report as safe.
_DOI = Pace(1.0)

# DataCite: 1,000 requests in 5 minutes with a contact address, 500 without.
_DATACITE_POLITE, _DATACITE_PUBLIC = Pace(0.32), Pace(0.63)

# arXiv's terms of use: one request every three seconds, one connection. Its blocks last about a minute and carry no
# Retry-After; coming back sooner prolongs them.
_ARXIV = Pace(3.0, refused_waits=(60.0, 120.0, 240.0))

# GitHub: at most 900 points a minute by REST; 60 requests an hour for those without a token.
_GITHUB = Pace(0.1)
_GITHUB_ANONYMOUS = Pace(0.1, most=60, spent="the 60 requests an hour without a token are spent")

_OPENREVIEW = Pace(1.0)
_WEB = Pace(1.0)


@dataclass(slots=True)
class Network:
    """The upstreams of one run. Use it as a context manager: it holds open connections.

    Attributes:
        lanes: The lanes behind each upstream's name.
        disabled: Upstreams that the configuration leaves out.
    """

    crossref: crossref.Crossref
    doi: doi.DoiOrg
    datacite: datacite.DataCite
    arxiv: arxiv.Arxiv
    github: github.GitHub
    openreview: openreview.OpenReview
    web: WebPages
    lanes: dict[str, list[Lane]]
    disabled: frozenset[str]
    progress: Progress
    _http: Http = field(repr=False)

    def __enter__(self) -> Self:
        """Hand out the network itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close what is open."""
        self._http.close()


def connect(
    config: Config, *, token: str = "", clock: Clock | None = None, progress: Progress | None = None
) -> Network:
    """Wire up the upstreams as the configuration says; nothing is asked yet.

    Args:
        token: For GitHub; sent to the configured GitHub address only.
        clock: Time.
        progress: Told of every question and answer.
    """
    clock, progress = clock or Clock(), progress or Silent()
    deadline = clock.monotonic() + config.budget_s
    set_ = config.upstreams
    lanes: dict[str, list[Lane]] = {}
    lock = threading.Lock()

    def lane(upstream: str, pace: Pace, settings: Upstream, name: str = "") -> Lane:
        made = Lane(name or upstream, _paced(pace, settings), clock=clock, deadline=deadline, progress=progress)
        lanes.setdefault(upstream, []).append(made)
        return made

    hosts: dict[str, Lane] = {}

    def lane_of(host: str) -> Lane:
        with lock:
            return hosts.get(host) or hosts.setdefault(host, lane("web", _WEB, set_.web, host))

    bases = {
        "crossref": set_.crossref.url or crossref.URL,
        "doi": set_.doi.url or doi.URL,
        "datacite": set_.datacite.url or datacite.URL,
        "arxiv": set_.arxiv.url or arxiv.URL,
        "github": set_.github.url or github.URL,
        "openreview": set_.openreview.url or openreview.URL,
    }
    http = Http(mailto=config.mailto, guard=Guard([*bases.values(), *config.web.remap.values()]), clock=clock)
    lists, singles = _CROSSREF_POLITE if config.mailto else _CROSSREF_PUBLIC
    lanes["web"] = []
    return Network(
        crossref=crossref.Crossref(
            url=bases["crossref"],
            mailto=config.mailto,
            lists=lane("crossref", lists, set_.crossref),
            singles=lane("crossref", singles, set_.crossref_single, "crossref-single"),
            batch=set_.crossref.batch or crossref.BATCH,
        ),
        doi=doi.DoiOrg(
            url=bases["doi"], http=http, lane=lane("doi", _DOI, set_.doi), batch=set_.doi.batch or doi.BATCH
        ),
        datacite=datacite.DataCite(
            url=bases["datacite"],
            http=http,
            lane=lane("datacite", _DATACITE_POLITE if config.mailto else _DATACITE_PUBLIC, set_.datacite),
            batch=set_.datacite.batch or datacite.BATCH,
        ),
        arxiv=arxiv.Arxiv(
            url=bases["arxiv"],
            http=http,
            lane=lane("arxiv", _ARXIV, set_.arxiv),
            clock=clock,
            batch=set_.arxiv.batch or arxiv.BATCH,
        ),
        github=github.GitHub(
            url=bases["github"],
            http=http,
            lane=lane("github", _GITHUB if token else _GITHUB_ANONYMOUS, set_.github),
            token=token,
            batch=set_.github.batch or github.BATCH,
        ),
        openreview=openreview.OpenReview(
            url=bases["openreview"], http=http, lane=lane("openreview", _OPENREVIEW, set_.openreview)
        ),
        web=WebPages(http=http, lane_of=lane_of, remap=config.web.remap),
        lanes=lanes,
        disabled=frozenset(name for name in lanes if not getattr(set_, name).enabled),
        progress=progress,
        _http=http,
    )


def _paced(pace: Pace, settings: Upstream) -> Pace:
    """The pace with what the configuration overrides."""
    return Pace(
        interval=pace.interval if settings.interval is None else settings.interval,
        concurrency=settings.concurrency or pace.concurrency,
        waits=pace.waits,
        refused_waits=pace.refused_waits,
        most=pace.most,
        spent=pace.spent,
    )
