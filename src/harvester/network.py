"""All upstreams of one run, wired from the configuration: the one place that knows addresses, paces and secrets."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Self

from harvester.guard import Guard
from harvester.http import Http
from harvester.lanes import Clock, Lane, Pace, Progress, Silent
from harvester.upstream import arxiv, crossref, datacite, doi, github, ncbi, openreview, softwareheritage, wayback
from harvester.upstream.desk import Desk, Forgetful
from harvester.upstream.web import WebPages

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from harvester.config import Config, Upstream
    from harvester.upstream.desk import Journal

# Crossref, from 1 December 2025: the polite pool (a mail address is given) takes 3 lists and 10 records a second, three
# at a time; the public one 1 and 5, one at a time. Three slots that rest for 0.36 s each bring 9 records a second.
_CROSSREF_POLITE = Pace(0.335, 3, patient=True), Pace(0.12, 3, patient=True)
_CROSSREF_PUBLIC = Pace(1.05, patient=True), Pace(0.21, patient=True)

# doi.org names no limit; this is what its users report as safe: a look-up of many a second, four single handles.
_DOI, _HANDLES = Pace(1.0, patient=True), Pace(0.25, patient=True)

# DataCite: 1,000 requests in 5 minutes with a contact address, 500 without.
_DATACITE_POLITE, _DATACITE_PUBLIC = Pace(0.32, patient=True), Pace(0.63, patient=True)

# arXiv's terms of use: one request every three seconds, one connection. Its blocks last about a minute and carry no
# Retry-After; coming back sooner prolongs them.
_ARXIV = Pace(3.0, refused_waits=(60.0, 120.0, 240.0), patient=True)

# GitHub: at most 900 points a minute by REST; 60 requests an hour without a token, then the pages.
_GITHUB = Pace(0.1, patient=True)
_GITHUB_ANONYMOUS = Pace(0.1, most=60, spent="the 60 requests an hour without a token are spent")

# NCBI: three requests a second without a key, here over both of its services.
_NCBI = Pace(0.35, patient=True)

_OPENREVIEW = Pace(1.0, patient=True)

# Software Heritage: 120 requests an hour for those without a token. Wayback Machine: 60 a minute over five minutes.
_SOFTWARE_HERITAGE = Pace(0.5, most=120, spent="the 120 requests an hour without a token are spent")
_WAYBACK = Pace(1.0)

# No documented limit: a second between two pages of a host is our own manner, in which a few milliseconds do not count.
_WEB = Pace(1.0, transit=0.0)


@dataclass(slots=True)
class Network:
    """The upstreams of one run. Use it as a context manager: it holds open connections.

    Attributes:
        lanes: The lanes behind each upstream's name.
        stop: Set it to end the run early: nothing more is sent, and all who wait come back.
        disabled: Upstreams that the configuration leaves out.
        find_published: Whether publications of preprints are looked for by title.
    """

    crossref: crossref.Crossref
    doi: doi.DoiOrg
    datacite: datacite.DataCite
    arxiv: arxiv.Arxiv
    github: github.GitHub
    ncbi: ncbi.Ncbi
    openreview: openreview.OpenReview
    softwareheritage: softwareheritage.SoftwareHeritage
    wayback: wayback.Wayback
    web: WebPages
    lanes: dict[str, list[Lane]]
    disabled: frozenset[str]
    find_published: bool
    progress: Progress
    stop: threading.Event
    _http: Http = field(repr=False)

    def __enter__(self) -> Self:
        """Hand out the network itself."""
        return self

    def desk(self, journal: Journal | None = None) -> Desk:
        """Where the questions of one run are put.

        Args:
            journal: What was answered a moment ago and is not asked again; None to ask everything.
        """
        return Desk(disabled=self.disabled, progress=self.progress, journal=journal or Forgetful())

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close what is open."""
        self._http.close()


def connect(
    config: Config,
    *,
    token: str = "",
    clock: Clock | None = None,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
    client: Callable[..., Http] = Http,
) -> Network:
    """Wire up the upstreams as the configuration says; nothing is asked yet.

    Args:
        token: For GitHub; sent to the configured GitHub address only.
        clock: Time.
        progress: Told of every question and answer.
        stop: Becomes the network's own: set it to end the run early.
        client: Makes the client that all but Crossref are asked through, from the arguments of ``Http``.
    """
    clock, progress = clock or Clock(), progress or Silent()
    deadline = clock.monotonic() + config.budget_s
    set_ = config.upstreams
    lanes: dict[str, list[Lane]] = {}
    lock, stop = threading.Lock(), stop or threading.Event()
    # who waits for a host's turn need not wait on when the run is ended
    impatient = replace(clock, sleep=lambda seconds: stop.is_set() or clock.sleep(seconds))

    def lane(upstream: str, pace: Pace, settings: Upstream, name: str = "", beside: Lane | None = None) -> Lane:
        made = Lane(
            name or upstream,
            _paced(pace, settings),
            clock=clock,
            deadline=deadline,
            beside=beside,
            stop=stop,
            waiting=lambda why, seconds: progress.wait(upstream, f"{name}: {why}" if name else why, seconds),
        )
        lanes.setdefault(upstream, []).append(made)
        return made

    hosts: dict[str, Lane] = {}

    def lane_of(host: str) -> Lane:
        with lock:
            if host not in hosts:
                own = config.host(host).interval
                settings = set_.web if own is None else set_.web.model_copy(update={"interval": own})
                hosts[host] = lane("web", _WEB, settings, host)
            return hosts[host]

    bases = {
        "crossref": set_.crossref.url or crossref.URL,
        "doi": set_.doi.url or doi.URL,
        "datacite": set_.datacite.url or datacite.URL,
        "arxiv": set_.arxiv.url or arxiv.URL,
        "github": set_.github.url or github.URL,
        "converter": set_.ncbi.url or ncbi.CONVERTER_URL,
        "summaries": set_.ncbi.url or ncbi.SUMMARIES_URL,
        "openreview": set_.openreview.url or openreview.URL,
        "softwareheritage": set_.softwareheritage.url or softwareheritage.URL,
        "wayback": set_.wayback.url or wayback.URL,
    }
    http = client(mailto=config.mailto, guard=Guard([*bases.values(), *config.web.remap.values()]), stop=stop)
    lists, singles = _CROSSREF_POLITE if config.mailto else _CROSSREF_PUBLIC
    crossref_lists, doi_agencies = lane("crossref", lists, set_.crossref), lane("doi", _DOI, set_.doi)
    lanes["web"] = []
    return Network(
        crossref=crossref.Crossref(
            url=bases["crossref"],
            mailto=config.mailto,
            lists=crossref_lists,
            # what may be under way at once is counted over both routes
            singles=lane("crossref", singles, set_.crossref_single, "crossref-single", beside=crossref_lists),
            batch=set_.crossref.batch or crossref.BATCH,
            stop=stop,
        ),
        doi=doi.DoiOrg(
            url=bases["doi"],
            http=http,
            lane=doi_agencies,
            handles=lane("doi", _HANDLES, set_.doi, "doi-handle", beside=doi_agencies),
            batch=set_.doi.batch or doi.BATCH,
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
            batch=set_.arxiv.batch or arxiv.BATCH,
        ),
        github=github.GitHub(
            url=bases["github"],
            http=http,
            lane=lane("github", _GITHUB if token else _GITHUB_ANONYMOUS, set_.github),
            token=token,
            batch=set_.github.batch or github.BATCH,
        ),
        ncbi=ncbi.Ncbi(
            converter=bases["converter"],
            summaries=bases["summaries"],
            mailto=config.mailto,
            http=http,
            lane=lane("ncbi", _NCBI, set_.ncbi),
            batch=set_.ncbi.batch or ncbi.BATCH,
        ),
        openreview=openreview.OpenReview(
            url=bases["openreview"], http=http, lane=lane("openreview", _OPENREVIEW, set_.openreview)
        ),
        softwareheritage=softwareheritage.SoftwareHeritage(
            url=bases["softwareheritage"],
            http=http,
            lane=lane("softwareheritage", _SOFTWARE_HERITAGE, set_.softwareheritage),
        ),
        wayback=wayback.Wayback(url=bases["wayback"], http=http, lane=lane("wayback", _WAYBACK, set_.wayback)),
        web=WebPages(http=http, lane_of=lane_of, remap=config.web.remap, host=config.host, clock=impatient),
        lanes=lanes,
        find_published=config.find_published,
        disabled=frozenset(name for name in lanes if not getattr(set_, name).enabled),
        progress=progress,
        stop=stop,
        _http=http,
    )


def _paced(pace: Pace, settings: Upstream) -> Pace:
    """The pace with what the configuration overrides."""
    return replace(
        pace,
        interval=pace.interval if settings.interval is None else settings.interval,
        concurrency=settings.concurrency or pace.concurrency,
    )
