"""The figures that we promise: what lists of a thousand papers cost, and that none of their answers goes astray.

Time runs a hundred times faster here, for the lanes and for the limits that the sandbox enforces alike, so that its log is
an honest witness of the pace. ``benchmarks/resolve.py`` shows the same in real time and with 10,000 papers.
"""

from __future__ import annotations

import random
import time
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from harvester.gather import gather
from harvester.lanes import Clock
from harvester.model import Absent, Found, Target, TargetKind, Unavailable
from harvester.network import connect
from harvester.sandbox import Fault, Limit, Sandbox, World
from support import sandbox_config

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harvester.model import Harvest

SPEED = 100.0
FAST = Clock(monotonic=lambda: time.monotonic() * SPEED, sleep=lambda seconds: time.sleep(seconds / SPEED))

DOIS = [f"10.1016/j.compbiomed.2023.{number:06d}" for number in range(1000)]
LONG_DOIS = [f"10.1093/oxfordjournals.an-old-name-of-some-length.{number:06d}" for number in range(1000)]
NEW_IDS = [f"2301.{number:05d}" for number in range(1, 1001)]
OLD_IDS = [f"cond-mat/02{1 + number // 500:02d}{number % 500:03d}" for number in range(1000)]

FIFTY = range(0, 1000, 20)


def works(dois: Iterable[str], **more: Any) -> list[dict[str, Any]]:
    return [{"doi": doi, "title": f"Title of {doi}", **more} for doi in dois]


def papers(ids: Iterable[str]) -> list[dict[str, Any]]:
    return [{"id": key, "title": f"Title of {key}", "published": "2023-01-01"} for key in ids]


def enforcing(world: World) -> Sandbox:
    """The documented limits, for a time that runs faster."""
    sandbox = Sandbox(world, enforce=True)
    sandbox.limits.update(
        {
            name: Limit(limit.requests, limit.interval / SPEED, limit.concurrency)
            for name, limit in sandbox.limits.items()
        }
    )
    return sandbox


def ask(sandbox: Sandbox, targets: Iterable[Target], **settings: Any) -> Harvest:
    with connect(sandbox_config(sandbox, budget_s=36_000, **settings), clock=FAST) as net:
        return gather(targets, net)


def title(harvest: Harvest, target: Target) -> str:
    answer = harvest.answers[target.key]
    assert isinstance(answer, Found), answer
    assert answer.value.record is not None
    return answer.value.record.title


@pytest.mark.parametrize("dois", [DOIS, LONG_DOIS], ids=["usual", "long"])
@pytest.mark.parametrize("mailto", ["", "curator@example.org"], ids=["public", "polite"])
def test_a_thousand_known_dois_cost_at_most_25_requests(mailto: str, dois: list[str]) -> None:
    targets = [Target(TargetKind.DOI, doi) for doi in dois]
    with Sandbox(World(works=works(dois))) as sandbox:
        harvest = ask(sandbox, targets, mailto=mailto)
        assert len(sandbox.log) <= 25
        assert max(logged.concurrent for logged in sandbox.log) <= (3 if mailto else 1)
    assert all(title(harvest, target) == f"Title of {target.value}" for target in targets)


UNKNOWN = {
    "of all kinds": {"datacite": 13, "elsewhere": 13, "bare": 12, "none": 12},
    "at DataCite": {"datacite": 50},
    "at other agencies": {"elsewhere": 50},
    "known by their handle only": {"bare": 50},
    "aliases": {"alias": 50},
    "registered nowhere": {"none": 50},
}


@pytest.mark.parametrize("kinds", UNKNOWN.values(), ids=UNKNOWN)
def test_a_thousand_dois_of_which_five_percent_are_unknown_cost_at_most_60_requests(kinds: dict[str, int]) -> None:
    names = iter([name for name, number in kinds.items() for _ in range(number)])
    unknown = {DOIS[at]: next(names) for at in FIFTY}
    held = [doi for doi in DOIS if doi not in unknown]
    of = {name: [doi for doi, kind in unknown.items() if kind == name] for name in set(unknown.values())}
    world = World(
        works=works(held) + works(of.get("datacite", ()), registry="DataCite"),
        handles=[
            *({"doi": doi, "agency": "JaLC"} for doi in of.get("elsewhere", ())),
            *({"doi": doi} for doi in of.get("bare", ())),
            *({"doi": doi, "alias": held[0]} for doi in of.get("alias", ())),
        ],
    )
    targets = [Target(TargetKind.DOI, doi) for doi in DOIS]
    with enforcing(world) as sandbox:
        harvest = ask(sandbox, targets)
        assert len(sandbox.log) <= 60
        assert 429 not in {logged.status for logged in sandbox.log}
    dead = {target.value for target in targets if isinstance(harvest.answers[target.key], Absent)}
    assert dead == set(of.get("none", ()))
    found = [harvest.answers[target.key] for target in targets if target.value not in dead]
    assert all(isinstance(answer, Found) for answer in found)
    assert all(
        title(harvest, Target(TargetKind.DOI, doi)) == f"Title of {doi}" for doi in (*held, *of.get("datacite", ()))
    )


@pytest.mark.parametrize("missing", [0, 50], ids=["all known", "some missing"])
@pytest.mark.parametrize("ids", [NEW_IDS, OLD_IDS], ids=["new", "old"])
def test_a_thousand_arxiv_ids_cost_at_most_6_requests_in_single_file(ids: list[str], missing: int) -> None:
    known = ids[missing:]
    targets = [Target(TargetKind.ARXIV, key) for key in random.Random(4).sample(ids, len(ids))]  # noqa: S311 (must repeat)
    with enforcing(World(arxiv=papers(known))) as sandbox:
        harvest = ask(sandbox, targets)
        log = sandbox.log
    assert len(log) <= 6
    assert {logged.status for logged in log} == {200}
    assert {logged.concurrent for logged in log} == {1}
    assert all((after.at - before.done) * SPEED >= 3.0 for before, after in pairwise(log))
    assert {target.value for target in targets if isinstance(harvest.answers[target.key], Absent)} == set(ids[:missing])
    assert all(title(harvest, Target(TargetKind.ARXIV, key)) == f"Title of {key}" for key in known)


def test_nothing_goes_astray_among_two_thousand_papers_on_a_bad_day() -> None:
    """Shuffled and missing answers, malformed ids, refusals without Retry-After, and servers that die half way."""
    known = [*works(DOIS[:900]), *works(DOIS[900:940], registry="DataCite")]
    ids = NEW_IDS[:950]
    targets = [Target(TargetKind.DOI, doi) for doi in DOIS] + [Target(TargetKind.ARXIV, key) for key in NEW_IDS]
    # one in every batch that arXiv takes for no id at all
    bad = [Target(TargetKind.ARXIV, f"nonsense-{number}") for number in range(5)]
    targets += bad
    targets = random.Random(4).sample(targets, len(targets))  # noqa: S311 (must repeat)
    with enforcing(World(works=known, arxiv=papers(ids))) as sandbox:
        for at, name in enumerate(("crossref", "arxiv", "doi", "datacite")):
            sandbox.faults[name] = Fault("429", rate=0.2, seed=at)
        weary = ask(sandbox, targets)
        first = len(sandbox.log)
        sandbox.faults.clear()
        for name, after in {"crossref": 9, "arxiv": 2, "doi": 1, "datacite": 0}.items():
            sandbox.faults[name] = Fault("refuse", after=after)
        dying = ask(sandbox, targets)
        logs = sandbox.log[:first], sandbox.log[first:]
    real = {f"Title of {row['doi']}": row["doi"] for row in known} | {f"Title of {key}": key for key in ids}
    for harvest in (weary, dying):
        assert set(harvest.answers) == {target.key for target in targets}
        for target in targets:
            match harvest.answers[target.key]:
                case Found(sighting) if sighting.record is not None:
                    assert real[sighting.record.title] == target.value
                case Absent():
                    assert target.value not in real.values()
                case answer:
                    assert isinstance(answer, Found) or answer.reason
    records = [answer for answer in weary.answers.values() if isinstance(answer, Found) and answer.value.record]
    assert len(records) >= 0.9 * len(real)
    assert any(isinstance(answer, Found) for answer in dying.answers.values())
    assert any(isinstance(answer, Unavailable) for answer in dying.answers.values())
    for log in logs:
        asked = [logged for logged in log if logged.upstream == "arxiv"]
        assert {logged.concurrent for logged in asked} == {1}
        assert all((after.at - before.done) * SPEED >= 3.0 for before, after in pairwise(asked))
