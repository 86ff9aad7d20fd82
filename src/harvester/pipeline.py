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
from harvester.identify import near
from harvester.model import Harvest, Run

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from harvester.config import Waiver
    from harvester.history import Memory
    from harvester.model import Catalogue, Cited, Judged, Tally, Target
    from harvester.network import Network
    from harvester.upstream.desk import Journal

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
    """

    everything: bool = False
    only: str = ""
    recheck: int = 7


def run(
    catalogues: Sequence[Catalogue],
    memory: Memory,
    *,
    network: Network | None,
    scope: Scope,
    today: date,
    world: str,
    journal: Journal | None = None,
    places: Mapping[str, local.Place] | None = None,
    waived: Iterable[Waiver] = (),
) -> tuple[Run, Memory]:
    """Take catalogues through all stages once.

    Args:
        memory: What earlier runs left.
        network: The upstreams, or None to ask nobody.
        today: Day of the run, UTC.
        world: ``live`` or the name of a sandbox world.
        journal: Answers of a moment ago, which are not asked for again; told every new one. None to keep none.
        places: Where each catalogue stands in its repository, by its path; relative links of others are not judged.
        waived: What the configuration says may stay.

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

    harvest = (
        _ask(_questions(cited, memory, scope, today), network, journal) if network else Harvest(answers={}, tallies={})
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
        not_asked="not asked in this run" if network else "offline",
    )
    if network and not network.stop.is_set():
        judged, harvest = _with_copies(judged, harvest, network, journal, scope)
    found = rules.find(judged, entries, catalogues)
    found = waivers.waive(found, catalogues, waived, judged, rules=rules.IDS, today=today)
    findings = history.date_findings(memory, found, today)
    remembered, changes = history.remember_findings(memory, findings, judged)
    return (
        Run(
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
        ),
        replace(memory, links=history.remember_links(memory, judged), findings=remembered),
    )


def _questions(cited: Iterable[Cited], memory: Memory, scope: Scope, today: date) -> Iterable[Target]:
    """The targets to ask tonight, and beside each the near spelling that may be meant."""
    for item in cited:
        if scope.only not in item.link.url:
            continue
        if scope.everything or history.due(item.target, item.link.url, memory, today, scope.recheck):
            yield item.target
            if other := near(item.target):
                yield other


def _ask(targets: Iterable[Target], network: Network, journal: Journal | None) -> Harvest:
    harvest = gather(targets, network, journal)
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
    judged: tuple[Judged, ...], harvest: Harvest, network: Network, journal: Journal | None, scope: Scope
) -> tuple[tuple[Judged, ...], Harvest]:
    """The links, the dead ones with what the archives keep of them; asked only about those not answered before."""
    lost = archives.lost(item for item in judged if scope.only in item.link.url)
    if not lost:
        return judged, harvest
    answers, tallies = copies(lost, network, journal)
    return archives.with_copies(judged, answers), replace(harvest, tallies={**harvest.tallies, **tallies})


def _is_ill(name: str, tally: Tally) -> bool:
    return name in _REGISTRIES and tally.asked - tally.answered > ILL_SHARE * tally.asked


def with_distinct_names(catalogues: Sequence[Catalogue]) -> list[Catalogue]:
    """The same catalogues, none writing over another's files: where names collide, the folder joins the name."""
    times = Counter(catalogue.name for catalogue in catalogues)
    return [
        catalogue
        if times[catalogue.name] == 1
        else replace(
            catalogue,
            name="-".join(
                part for part in PurePosixPath(catalogue.path).with_suffix("").parts if part not in {"/", "..", "."}
            ),
        )
        for catalogue in catalogues
    ]
