"""The pipeline, read aloud: read → identify → resolve and check → enrich → judge → report."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from harvester import __version__, archives, enrich, history, judge, legend, local, rules, waivers
from harvester.citations import cite
from harvester.copies import copies
from harvester.errors import UpstreamsIllError
from harvester.gather import gather, reached
from harvester.identify import identify_url, near
from harvester.model import Harvest, Run
from harvester.rules.rule import LEARNT
from harvester.touched import narrow

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping, Sequence
    from datetime import date

    from harvester.config import Waiver
    from harvester.history import Memory
    from harvester.model import Catalogue, Cited, Judged, Tally, Target
    from harvester.network import Network
    from harvester.rules.rule import Conventions
    from harvester.touched import Touched
    from harvester.upstream.desk import Desk

ILL_SHARE = 0.2
"""An upstream that leaves more than this share of its questions open makes the run unfit to be believed."""

_REGISTRIES = ("crossref", "doi", "datacite", "ncbi", "arxiv", "github")
"""Upstreams whose silence makes a run ill; pages of the web and forums behind a login are judged one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What is asked in this run.

    Attributes:
        everything: Ask healthy web pages too that are not due tonight.
        only: Ask only links that contain this text; empty for all.
        recheck: Days between two looks at a healthy web page.
        touched: The rows that are judged, where that is not all; the others are what they are held against.
        knows: Whether the stand-ins of a demonstration know a target; what they do not is not asked. None asks all.
    """

    everything: bool = False
    only: str = ""
    recheck: int = 7
    touched: Touched | None = None
    knows: Callable[[Target], bool] | None = None

    def takes(self, url: str, target: Target) -> bool:
        """Whether a link of a row that is judged may be asked about."""
        return self.only in url and (self.knows is None or self.knows(target))

    def is_due(self, url: str, target: Target, memory: Memory, today: date) -> bool:
        """Whether it is its turn tonight."""
        return self.everything or history.due(target, url, memory, today, self.recheck)

    def asks(self, url: str, target: Target, memory: Memory, today: date) -> bool:
        """Whether a link is asked about for certain, wherever it stands."""
        return self.touched is None and self.takes(url, target) and self.is_due(url, target, memory, today)


def run(
    catalogues: Sequence[Catalogue],
    memory: Memory,
    *,
    network: Network | None,
    scope: Scope,
    today: date,
    world: str,
    desk: Desk | None = None,
    places: Mapping[str, local.Place] | None = None,
    waived: Iterable[Waiver] = (),
    conventions: Conventions = LEARNT,
) -> tuple[Run, Memory]:
    """Take catalogues through all stages once.

    Args:
        memory: What earlier runs left.
        network: The upstreams, or None to ask nobody.
        today: Day of the run, UTC.
        world: ``live`` or the name of a sandbox world.
        desk: Where the questions are put, some of them perhaps already; None for one of its own.
        places: Where each catalogue stands in its repository, by its path; relative links of others are not judged.
        waived: What the configuration says may stay.
        conventions: What the configuration fixes that is otherwise learnt from each list.

    Returns:
        What the reports show, and what the next run starts from.

    Raises:
        UpstreamsIllError: There were questions, and not one upstream could be reached.
    """
    catalogues = [replace(one, legend=legend.learn(one)) for one in with_distinct_names(catalogues)]
    insides = [local.inside(catalogue, (places or {}).get(catalogue.path)) for catalogue in catalogues]
    catalogues = [replace(one, skipped=inside.left) for one, inside in zip(catalogues, insides, strict=True)]
    citations = [cite(catalogue, inside.cited) for catalogue, inside in zip(catalogues, insides, strict=True)]
    cited = [item for citation in citations for item in citation.cited]
    wanted = [
        item
        for catalogue, citation in zip(catalogues, citations, strict=True)
        for item in (scope.touched.cited(catalogue, citation) if scope.touched else citation.cited)
        if scope.takes(item.link.url, item.target)
    ]

    harvest = (
        _ask(_questions(wanted, memory, scope, today), network, desk) if network else Harvest(answers={}, tallies={})
    )

    entries = {
        catalogue.path: enrich.enrich(
            catalogue, citation.ids, citation.cited, harvest.answers, memory.known.get(catalogue.path, {})
        )
        for catalogue, citation in zip(catalogues, citations, strict=True)
    }
    judged = judge.judge(
        cited,
        dict(chain(harvest.answers.items(), *(inside.answers.items() for inside in insides))),
        memory,
        today=today,
        not_asked=_why_not_asked(scope) if network else "offline",
    )
    if network and not network.stop.is_set():
        judged, harvest = _with_copies(judged, harvest, network, desk, {item.link.url for item in wanted})
    held_against = scope.touched.context_first(entries) if scope.touched else entries
    found = rules.find(judged, held_against, catalogues, conventions)
    found = waivers.waive(found, catalogues, waived, judged, rules=rules.IDS, today=today)
    findings = history.date_findings(memory, found, today)
    remembered, changes = history.remember_findings(memory, findings, judged)
    told = Run(
        world=world,
        version=__version__,
        date=today,
        offline=network is None,
        catalogues=tuple(catalogues),
        entries=entries,
        links=judged,
        findings=findings,
        tallies=harvest.tallies,
        changes=changes,
        ill=tuple(name for name, tally in harvest.tallies.items() if _is_ill(name, tally)),
    )
    return (
        narrow(told, scope.touched) if scope.touched else told,
        replace(memory, links=history.remember_links(memory, judged), findings=remembered),
    )


def _why_not_asked(scope: Scope) -> str:
    return "not asked: the demonstration knows its own list alone" if scope.knows else "not asked in this run"


def _questions(cited: Iterable[Cited], memory: Memory, scope: Scope, today: date) -> Iterable[Target]:
    """The targets to ask tonight, and beside each the near or the mended spelling that may be meant."""
    for item in cited:
        if scope.is_due(item.link.url, item.target, memory, today):
            yield item.target
            if other := near(item.target):
                yield other
            if item.link.mended:
                yield identify_url(item.link.mended)


def _ask(targets: Iterable[Target], network: Network, desk: Desk | None) -> Harvest:
    harvest = gather(targets, network, desk)
    answered = any(tally.answered for tally in harvest.tallies.values())
    if harvest.tallies and not answered and not reached(network) and not network.stop.is_set():
        reasons = Counter[str]()
        for tally in harvest.tallies.values():
            reasons.update(tally.unavailable)
        raise UpstreamsIllError(
            f"no upstream could be reached ({reasons.most_common(1)[0][0]}), so nothing was judged or changed: "
            "check the network and HTTPS_PROXY, or see the demonstration with --sandbox"
        )
    return harvest


def _with_copies(
    judged: tuple[Judged, ...], harvest: Harvest, network: Network, desk: Desk | None, wanted: Container[str]
) -> tuple[tuple[Judged, ...], Harvest]:
    """The links, the dead ones with what the archives keep of them; asked only about those not answered before."""
    lost = archives.lost(item for item in judged if item.link.url in wanted)
    if not lost:
        return judged, harvest
    answers, tallies = copies(lost, network, desk)
    return archives.with_copies(judged, answers), replace(harvest, tallies={**harvest.tallies, **tallies})


def _is_ill(name: str, tally: Tally) -> bool:
    return name in _REGISTRIES and tally.asked - tally.answered > ILL_SHARE * tally.asked


_OURS = "link-health"
"""The name of the report, which stands beside the lists' own files."""


def with_distinct_names(catalogues: Sequence[Catalogue]) -> list[Catalogue]:
    """The same catalogues, none writing over another's files or the report: folder and ending join names that collide.

    Names that differ in nothing but case are one file on some disks, and collide, too.
    """
    found = list(catalogues)
    for ending in (False, True):
        times = Counter([_OURS, *(catalogue.name.casefold() for catalogue in found)])
        found = [
            one if times[one.name.casefold()] == 1 else replace(one, name=_long_name(one.path, ending=ending))
            for one in found
        ]
    taken = {_OURS}
    for number, one in enumerate(found):
        name, times_tried = one.name, 1
        while name.casefold() in taken:
            times_tried += 1
            name = f"{one.name}-{times_tried}"
        taken.add(name.casefold())
        found[number] = replace(one, name=name)
    return found


def _long_name(path: str, *, ending: bool) -> str:
    pure = PurePosixPath(path)
    parts = [part for part in pure.with_suffix("").parts if part not in {"/", "..", "."}]
    return "-".join([*parts, pure.suffix.lstrip(".")] if ending else parts)
