"""A short hour of `make chaos`: real faults over real sockets, and every promise that has to hold in them."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import chaos_machine
import chaos_promises
import pytest
from chaos_doors import certificates
from chaos_lines import FAULTS, LANES, Line, baseline, lines, play
from chaos_machine import SCENARIOS
from chaos_machine import play as trouble

from harvester.sandbox.faults import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chaos_doors import Certificates
    from chaos_lines import Baseline

RATES = (1.0, 0.1)
KILLS = 5

STRUCK = [
    ("reset-last", "crossref"),
    ("dns-no-answer", "crossref"),
    ("silence-body", "arxiv"),
    ("html", "doi"),
    ("short-length", "datacite"),
    ("invalid-utf8", "ncbi"),
    ("404", "github:core"),
    ("tls-expired", "openreview"),
    ("truncated", "wayback"),
    ("early-hints", "web"),
]


@pytest.fixture(scope="module")
def made() -> Iterator[Certificates]:
    with certificates() as some:
        yield some


@pytest.fixture(scope="module")
def base(made: Certificates) -> Baseline:
    assert made.bundle
    return baseline(len(RATES) + 2)


@pytest.mark.parametrize(("kind", "lane"), STRUCK)
def test_after_bad_nights_everything_is_as_after_good_ones(
    kind: str, lane: str, base: Baseline, made: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chaos_promises, "LATE_S", 100.0)  # how busy this machine is, is no matter here
    told = play(Line(kind, lane, {lane: kind}, seed=10), base, made, RATES)
    assert [what for night in told for what in night.broken] == []
    assert told[0].struck > 0
    assert told[-1].struck == 0


def test_a_storm_at_all_upstreams_passes_too(
    base: Baseline, made: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chaos_promises, "LATE_S", 100.0)
    draw = random.Random(3)  # noqa: S311 (must repeat)
    storm = Line("a storm", "everywhere", {lane: draw.choice(["503", "reset", "html", "empty"]) for lane in LANES}, 3)
    told = play(storm, base, made, RATES)
    assert [what for night in told for what in night.broken] == []


@pytest.mark.parametrize("scenario", ["disk full", "killed, part 1"])
def test_a_machine_in_trouble_loses_nothing(scenario: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chaos_machine, "ROOM", (0.0, 0.3))
    assert scenario in SCENARIOS
    (told,) = trouble(scenario, seed=10, kills=4 * KILLS)
    assert told.broken == ()
    assert told.runs > 3


def test_every_fault_of_the_stand_ins_is_played_at_every_upstream() -> None:
    played = {(line.row, line.column) for line in lines(10)}
    assert set(FAULTS) >= KINDS
    assert {(kind, lane) for kind in KINDS for lane in LANES} <= played


def test_the_same_seed_draws_the_same_lines() -> None:
    assert list(lines(10)) == list(lines(10))
    assert list(lines(10)) != list(lines(11))


def test_a_lie_is_found_out(base: Baseline, made: Certificates, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page is struck by what these promises take for a registry's word, so that they have something to complain of."""
    monkeypatch.setattr(chaos_promises, "OWN_WORD", frozenset())
    told = play(Line("404", "github:core", {"github:core": "404"}, seed=10), base, made, (1.0,))
    assert any("is dead, in truth ok" in what for what in told[0].broken)
