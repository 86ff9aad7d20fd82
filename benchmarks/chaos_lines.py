"""Lines of nights: a fault at an upstream, night after night, between a healthy first night and a healthy last one."""

from __future__ import annotations

import random
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from chaos_doors import DNS, TLS
from chaos_nights import lay, night, storm, struck_by, taken
from chaos_promises import NAME, Trial, broken, differing, known, untrue
from chaos_world import scene

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from chaos_doors import Certificates
    from chaos_nights import Night
    from chaos_world import Scene

LANES = (
    "crossref", "doi", "datacite", "arxiv", "github:graphql", "github:core", "ncbi", "openreview", "wayback",
    "softwareheritage", "web",
)  # fmt: skip
"""The upstreams; GitHub twice, since it speaks in two ways. Before a handshake they cannot be told apart."""

FAULTS = (
    "refuse", "reset", "reset-status", "reset-head", "reset-blank", "reset-body", "reset-last",
    "silence", "silence-body", "drip", "drip-head", "endless", "bomb",
    "truncated", "truncated-json", "short-length", "long-length", "bad-length",
    "wrong-type", "html", "invalid-utf8", "empty", "empty-feed", "challenge", "challenge-200", "challenge-202",
    "continue", "switching", "early-hints", "endless-continue", "204", "304",
    "400", "401", "403", "404", "408", "410", "418", "425", "429", "429 after 21600", "451", "limit",
    "500", "502", "503", "503 after 90", "504", "520", "redirect-loop", "redirect-chain",
    *TLS, *DNS,
)  # fmt: skip

RATES = (1.0, 0.1, 0.01)
STORMS = 12
"""Lines in which every upstream has a fault of its own, drawn at random."""
EVERYWHERE = "everywhere"


@dataclass(frozen=True, slots=True)
class Line:
    """Five nights. ``kinds`` are the faults by lane; ``row`` and ``column`` where they are told of."""

    row: str
    column: str
    kinds: Mapping[str, str]
    seed: int


@dataclass(frozen=True, slots=True)
class Told:
    """One bad night, or the healthy one at the end.

    Attributes:
        rate: Of the requests that are struck; 0 for the healthy night.
        links: Of the list, as often as it was judged.
        asked: Questions to the upstreams in trouble.
        left: Those of them that stayed without an answer.
        unchecked: Links of the list that were not judged.
        struck: Requests that a fault struck.
        broken: Every promise that was, in words.
    """

    line: Line
    rate: float
    broken: tuple[str, ...]
    runs: int = 1
    asked: int = 0
    left: int = 0
    links: int = 0
    unchecked: int = 0
    struck: int = 0


@dataclass(frozen=True, slots=True)
class Baseline:
    """The files of a healthy line after its first night and after its last."""

    first: Mapping[str, bytes]
    last: Mapping[str, bytes]


@cache
def stage() -> Scene:
    """The one scene."""
    return scene()


def baseline(nights: int = len(RATES) + 2) -> Baseline:
    """Play the healthy line.

    Raises:
        RuntimeError: Not even in fair weather is everything as the scene has it.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        begun = night(stage(), folder, 1, archives=False)
        first = taken(folder)
        ends = [night(stage(), folder, number) for number in range(2, nights + 1)]
        wrong = [what for one in (begun, *ends) for what in untrue(stage(), one)]
        if wrong or begun.code != 1 or any(one.code for one in ends):
            raise RuntimeError(f"not even in fair weather: {[begun.code, *(one.code for one in ends)]} {wrong[:3]}")
        return Baseline(first, taken(folder))


def play(line: Line, base: Baseline, made: Certificates | None, rates: Sequence[float] = RATES) -> list[Told]:
    """Play one line of nights, beginning with the files of a healthy first one."""
    told, trials, fields = [], [], known(base.first[NAME])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lay(folder, base.first)
        for number, rate in enumerate(rates, start=2):
            trial = Trial(line.kinds, rate)
            trials.append(trial)
            weather = (
                storm(line.kinds, rate, line.seed + number)
                if len(line.kinds) > 1
                else next(struck_by(kind, key, rate, line.seed + number) for key, kind in line.kinds.items())
            )
            ended = night(stage(), folder, number, weather, made=made)
            told.append(_told(line, rate, ended, tuple(broken(stage(), trial, ended, folder, fields))))
        ended = night(stage(), folder, len(rates) + 2)
        found = [*differing(stage(), trials, taken(folder), base.last)]
        if ("web", "410") not in line.kinds.items():  # what was called gone for good stays dead as long as it fails
            found += untrue(stage(), ended)
        if ended.code == 3:
            found.append("ill in fair weather")
    return [*told, _told(line, 0.0, ended, tuple(found))]


def _told(line: Line, rate: float, ended: Night, found: tuple[str, ...]) -> Told:
    if ended.run is None:
        return Told(line, rate, found, struck=ended.struck)
    names = {key.partition(":")[0] for key in line.kinds}
    tallies = [tally for name, tally in ended.run.tallies.items() if name in names]
    return Told(
        line,
        rate,
        found,
        asked=sum(tally.asked for tally in tallies),
        left=sum(tally.asked - tally.answered for tally in tallies),
        links=len(ended.run.links),
        unchecked=sum(item.verdict.word == "unchecked" for item in ended.run.links),
        struck=ended.struck,
    )


def lines(seed: int) -> Iterator[Line]:
    """Every fault at every upstream, and the storms."""
    for kind in FAULTS:
        for lane in LANES:
            if lane == "github:core" and (kind in TLS or kind in DNS):
                continue
            yield Line(kind, lane, {lane: kind}, random.Random(f"{seed} {kind} {lane}").randrange(2**31))  # noqa: S311
    wires = [kind for kind in FAULTS if kind not in TLS and kind not in DNS]
    for number in range(STORMS):
        draw = random.Random(f"{seed} storm {number}")  # noqa: S311 (must repeat)
        yield Line("a storm", EVERYWHERE, {lane: draw.choice(wires) for lane in LANES}, draw.randrange(2**31))
