"""What holds in any weather: no field lost, no file torn, no false verdict, budgets kept, the right exit code."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chaos_doors import DNS
from chaos_nights import BUDGET_S, WORLD, Night, registries_open
from chaos_time import HASTE, WITHIN
from chaos_world import PATH, Case, Scene

from harvester import state
from harvester.errors import HarvesterError
from harvester.model import Verdict
from harvester.store import HEALTH, REPORT, Store

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from harvester.enrich import Known
    from harvester.model import Judged

NAME = "chaos.yaml"
LISTING = "chaos.md"
FOOT = b"\n---\n"
"""What stands under it is the day of the last night that had something to tell: a bad one, or the one after it."""
SAME = (HEALTH, NAME, LISTING, "chaos.bib", "chaos.csl.json", "badge.json")
"""Files that tell of no night but the last."""

REGISTRIES = ("crossref", "doi", "datacite", "ncbi", "arxiv", "github")
"""Those whose silence the exit code tells of."""
ILL_SHARE = 0.2

VOUCHERS = {
    "crossref": "Crossref",
    "doi": "doi.org",
    "datacite": "DataCite",
    "arxiv": "arXiv",
    "github": "GitHub",
    "ncbi": "NCBI",
    "openreview": "OpenReview",
    "web": "its own server",
}

HEALTHY = frozenset({Verdict.OK, Verdict.MOVED})

OWN_WORD = {
    ("github:core", "404"), ("github:core", "451"), ("openreview", "404"), ("web", "410"),
    ("wayback", "empty-feed"), ("softwareheritage", "empty-feed"), ("softwareheritage", "404"),
}  # fmt: skip
"""Where a fault is the very sentence by which the authority says that there is no such thing."""

A_PAGE_ALL_THE_SAME = frozenset({"html", "empty-feed", "wrong-type", "invalid-utf8", "truncated-json", "short-length"})
"""Faults that leave a page, to one who asks for a page."""

LATE_S = 4.0
"""Seconds of real time beyond the budget and one request: this machine may be busy with other things."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One fault at one upstream, in one night.

    Attributes:
        kinds: The fault of each upstream or lane.
        rate: The share of requests that it strikes.
    """

    kinds: Mapping[str, str]
    rate: float

    def strikes(self, case: Case) -> set[tuple[str, str]]:
        """The lanes and faults that may have to do with a link."""
        return {(key, kind) for key, kind in self.kinds.items() if key.partition(":")[0] == case.home}

    @property
    def on_the_web(self) -> str:
        """The fault of web pages, or an empty string."""
        return self.kinds.get("web", "")


def known(data: bytes) -> Mapping[str, Known]:
    """The metadata that an enriched catalogue holds, by entry."""
    return state.read_enriched(data.decode(), NAME)[2]


def broken(scene: Scene, trial: Trial, night: Night, folder: Path, fields: Mapping[str, Known]) -> Iterator[str]:
    """What one night has broken.

    Args:
        fields: The metadata before it.
    """
    yield from torn(folder)
    if (folder / NAME).is_file() and known((folder / NAME).read_bytes()) != fields:
        yield "a field was lost or changed"
    most = BUDGET_S + (WITHIN["harvester.upstream.crossref.DEADLINE_S"] + LATE_S) * HASTE
    if night.passed > most:
        yield f"ran for {night.passed:.0f} s of a budget of {BUDGET_S:.0f} s"
    if night.run is None:
        if trial.rate < 1:
            yield "nobody was reached, though some were well"
        return
    for item in night.run.links:
        yield from _false(scene.cases[item.link.url], item, trial)
    ill = registries_open(night.run, ILL_SHARE, REGISTRIES)
    new = [one for one in night.run.findings if one.severity.word == "fix" and one.id in night.run.changes.new]
    due = 3 if ill else 1 if new else 0
    if night.code != due:
        yield f"ended with {night.code}, not with {due}"
    told_so = any((key, kind) in OWN_WORD for key, kind in trial.kinds.items())
    if new and not told_so and not (trial.on_the_web and new[0].what.startswith("https://gone")):
        # a page that was seen in good health, or behind a wall, and is gone again, is news
        yield f"a new finding to fix: {new[0].rule} {new[0].what}"


def _false(case: Case, item: Judged, trial: Trial) -> Iterator[str]:
    verdict, told = item.verdict, trial.strikes(case)
    said = f"{case.url} is {verdict.word}, in truth {case.truth.word} ({item.evidence})"
    if verdict is case.truth:
        key = VOUCHERS.get(case.home)
        if trial.rate == 1 and verdict in HEALTHY and item.vouched_by == key and _is_mute(told):
            yield f"{said}: vouched for by who said nothing"
        return
    if verdict is Verdict.UNCHECKED and item.evidence:
        return
    if told & OWN_WORD and verdict in {Verdict.DEAD, Verdict.FAILING}:
        return
    if case.home == "web" and trial.on_the_web:
        if verdict in {Verdict.FAILING, Verdict.BLOCKED}:
            return
        if verdict is Verdict.OK and trial.on_the_web in A_PAGE_ALL_THE_SAME:
            return
    yield said


MUTE = frozenset(
    {
        "refuse", "reset", "reset-status", "reset-head", "reset-blank", "reset-body", "reset-last", "silence",
        "silence-body", "drip-head", "truncated", "html", "empty", "400", "401", "403", "408", "418", "425", "429",
        "500", "502", "503", "504", "520", "limit", "challenge", "challenge-200", "challenge-202", "redirect-loop",
        "redirect-chain", "switching", "endless-continue", *DNS,
    }
)  # fmt: skip
"""Faults after which an upstream has said nothing at all."""

HALF_SAID = frozenset(
    {"reset-blank", "reset-body", "reset-last", "silence-body", "truncated", "html", "empty", "switching"}
)
"""Those of them that let a page be seen, or its status where no more than that is asked for."""


def _is_mute(told: Collection[tuple[str, str]]) -> bool:
    return any(kind in MUTE and key in VOUCHERS and not (key == "web" and kind in HALF_SAID) for key, kind in told)


def torn(folder: Path, world: str = WORLD) -> Iterator[str]:
    """Files of a folder that do not stand for themselves, each read by what reads it in the next run."""
    store = Store(folder)
    try:
        store.recall(world)
        if (folder / REPORT).exists():
            store.report()
    except HarvesterError as error:
        yield f"torn: {error}"
    for path in folder.iterdir():
        if path.name.endswith(".part"):
            yield f"left behind: {path.name}"
        elif path.suffix == ".json":
            try:
                json.loads(path.read_bytes())
            except ValueError:
                yield f"torn: {path.name}"


def differing(
    scene: Scene, trials: Collection[Trial], healed: Mapping[str, bytes], healthy: Mapping[str, bytes]
) -> Iterator[str]:
    """Files that are not what they are after as many healthy nights.

    What a page's own server did is remembered as it was: for those links the day since which is another one. So it is
    where the authority's own word was what it says of things that are not there.
    """
    excused = {
        case.url
        for case in scene.cases.values()
        for trial in trials
        if (case.home == "web" and trial.on_the_web) or trial.strikes(case) & OWN_WORD
    }
    archives = any((key, kind) in OWN_WORD for trial in trials for key, kind in trial.kinds.items())
    gone_for_good = any(trial.on_the_web == "410" for trial in trials)  # and that it stays, as long as it fails
    for name in SAME if not gone_for_good else ():
        now, then = healed.get(name, b""), healthy[name]
        if name == LISTING:
            now, then = now.rpartition(FOOT)[0], then.rpartition(FOOT)[0]
        if name == HEALTH and (excused or archives) and now:
            now, then = (_undated(data, excused, archives=archives) for data in (now, then))
        if now != then:
            yield f"{name} is not what it is after healthy nights"
    if not excused and not archives and _rows(healed) != _rows(healthy):
        yield f"{REPORT} tells something else than after healthy nights"


def _undated(data: bytes, urls: Collection[str], *, archives: bool) -> bytes:
    health: dict[str, Any] = json.loads(data)
    for url, link in health["links"].items():
        for name in ("since", "strikes", "archive") if url in urls else ("archive",) if archives else ():
            link.pop(name, None)
    for finding in health["findings"].values():
        if finding["what"] in urls:
            del finding["first_seen"]
    return json.dumps(health).encode()


def _rows(files: Mapping[str, bytes]) -> str:
    return files[REPORT].decode().partition('\n "links": [')[2]


def untrue(scene: Scene, night: Night) -> list[str]:
    """Links that a healthy night judges otherwise than the scene has it."""
    if night.run is None:
        return ["nobody was reached"]
    links = {item.link.url: item for item in night.run.links}
    return [
        f"{url}: {links[url].verdict.word} ({links[url].evidence}), not {case.truth.word}"
        for url, case in scene.cases.items()
        if links[url].verdict is not case.truth
    ]


__all__ = ["PATH", "Trial", "broken", "differing", "known", "torn", "untrue"]
