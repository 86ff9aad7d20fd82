"""A data file answers before its registry is asked: what it vouches for, what is asked all the same, and how it reads."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from harvester.gather import gather
from harvester.identify import identify_url
from harvester.model import Absent, Found, Unavailable
from harvester.network import connect
from harvester.rota import last_turn
from harvester.sandbox import Fault, Sandbox, World
from harvester.sandbox.crossref_record import record
from harvester.upstream import snapshot
from support import sandbox_config

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from harvester.lanes import Clock
    from harvester.model import Answer, Harvest, Sighting
    from support import FakeTime

pytest.importorskip("duckdb", reason="the extra `scale` is not installed")

DAY = date(2026, 10, 1)
"""Of the data files: long ago for the tests' clock, which begins on 23 November 2026."""

RETRACTION = {"DOI": "10.5555/notice", "type": "retraction", "source": "publisher"}
DOIS = [f"10.5555/{n:03d}" for n in range(100)]
WORLD: dict[str, Any] = {
    "works": [
        *({"doi": doi, "title": f"Paper {doi}", "extra": {"updated-by": [RETRACTION]}} for doi in DOIS),
        {"doi": "10.5555/new", "title": "Registered since"},
        {"doi": "10.6666/data", "registry": "DataCite", "title": "Data"},
    ],
    "arxiv": [
        {"id": "2301.00001", "title": "Paper", "published": "2023-01-01", "authors": ["Jo Doe"]},
        {"id": "2311.00009", "title": "Submitted since", "published": "2023-11-01", "authors": ["Jo Doe"]},
        {"id": "1706.03762", "title": "The control", "published": "2017-06-12"},
    ],
}


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    """Stand-ins that know of retractions, and beside them data files from before those."""
    with Sandbox(World(**WORLD)) as running:
        stamp = {"indexed": {"date-time": f"{DAY}T00:00:00Z"}}
        works = [record(running.world.works[doi]) | stamp for doi in DOIS]
        for work in works:
            del work["updated-by"]
        (tmp_path / "works.jsonl").write_text("".join(f"{json.dumps(work)}\n" for work in works))
        row = {
            "id": "2301.00001",
            "title": "Paper",
            "authors_parsed": [["Doe", "Jo", ""]],
            "versions": [{"version": "v1", "created": "Sun, 1 Jan 2023 00:00:00 GMT"}],
            "update_date": DAY.isoformat(),
        }
        (tmp_path / "arxiv.json").write_text(f"{json.dumps(row)}\n")
        yield running


def ask(sandbox: Sandbox, folder: Path, clock: Clock, *urls: str) -> Harvest:
    """One run with both data files configured."""
    settings = sandbox.settings()
    settings["upstreams"]["crossref"]["snapshot"] = "works.jsonl"
    settings["upstreams"]["arxiv"]["snapshot"] = "*.json"
    config = sandbox_config(sandbox).with_settings(settings).model_copy(update={"root": folder})
    with connect(config, clock=clock) as network:
        snapshot.read_first(config, network.crossref, network.arxiv, today=clock.now().date())
        return gather([identify_url(url) for url in urls], network)


def on(time: FakeTime, day: date) -> Clock:
    """The tests' clock, on another day."""
    clock = time.clock()
    return replace(clock, now=lambda: clock.now() + (day - time.start.date()))


def sighting(answer: Answer[Sighting]) -> Sighting:
    assert isinstance(answer, Found), answer
    return answer.value


URLS = [f"https://doi.org/{doi}" for doi in DOIS]


def test_only_those_whose_turn_it_is_are_put_to_the_registry(sandbox: Sandbox, tmp_path: Path, time: FakeTime) -> None:
    today = time.start.date()
    answers = ask(sandbox, tmp_path, time.clock(), *URLS).answers
    due = {doi for doi in DOIS if last_turn(doi, today, 7) == today}
    asked = "".join(logged.path for logged in sandbox.log)
    assert {doi for doi in DOIS if doi.replace("/", "%2F") in asked} == due
    assert 5 < len(due) < 25
    known = {doi: sighting(answers[f"doi:{doi}"]) for doi in DOIS}
    assert {one.evidence for one in known.values()} == {f"in Crossref's data file of {DAY}"}
    assert {one.vouched_by for one in known.values()} == {"Crossref"}
    assert {doi for doi, one in known.items() if one.record and one.record.updates} == due
    assert {doi for doi, one in known.items() if one.record and not one.record.stale} == due


def test_in_a_week_each_is_asked_for_once_and_reads_the_same_every_day(
    sandbox: Sandbox, tmp_path: Path, time: FakeTime
) -> None:
    retracted = Counter[str]()
    for day in range(7):
        clock = on(time, time.start.date() + timedelta(days=day))
        for key, answer in ask(sandbox, tmp_path, clock, *URLS).answers.items():
            said = sighting(answer)
            assert said.record is not None
            assert (said.evidence, said.record.title) == (f"in Crossref's data file of {DAY}", f"Paper {key[4:]}")
            retracted[key] += bool(said.record.updates)
    assert set(retracted.values()) == {1}
    assert len(retracted) == len(DOIS)


def test_a_file_of_today_leaves_nothing_to_ask(sandbox: Sandbox, tmp_path: Path, time: FakeTime) -> None:
    answers = ask(sandbox, tmp_path, on(time, DAY), *URLS).answers
    assert sandbox.log == []
    records = [sighting(answer).record for answer in answers.values()]
    assert not any(record.stale for record in records if record)


def test_what_the_file_lacks_is_the_registry_s_to_say(sandbox: Sandbox, tmp_path: Path, time: FakeTime) -> None:
    new, data, none = "https://doi.org/10.5555/new", "https://doi.org/10.6666/data", "https://doi.org/10.5555/none"
    answers = ask(sandbox, tmp_path, on(time, DAY), new, data, none, URLS[0]).answers
    assert sighting(answers["doi:10.5555/new"]).evidence == "Crossref holds its record"
    assert sighting(answers["doi:10.6666/data"]).vouched_by == "DataCite"
    assert answers["doi:10.5555/none"] == Absent("doi.org: DOI does not exist")
    assert "10.5555%2F000" not in "".join(logged.path for logged in sandbox.log)


def test_a_registry_that_is_down_leaves_the_file_to_vouch(sandbox: Sandbox, tmp_path: Path, time: FakeTime) -> None:
    sandbox.faults["crossref"] = Fault("503")
    harvest = ask(sandbox, tmp_path, time.clock(), *URLS, "https://doi.org/10.5555/new")
    assert {sighting(harvest.answers[f"doi:{doi}"]).evidence for doi in DOIS} == {f"in Crossref's data file of {DAY}"}
    # the agency alone is known of what the file lacks
    assert sighting(harvest.answers["doi:10.5555/new"]).vouched_by == "doi.org"
    tally = harvest.tallies["crossref"]
    assert (tally.asked, tally.answered) == (101, 100)


def test_what_the_registry_denies_today_is_not_vouched_for_by_the_file(
    sandbox: Sandbox, tmp_path: Path, time: FakeTime
) -> None:
    today = time.start.date()
    gone = next(doi for doi in DOIS if last_turn(doi, today, 7) == today)
    del sandbox.world.works[gone]
    answers = ask(sandbox, tmp_path, time.clock(), *URLS).answers
    assert answers[f"doi:{gone}"] == Absent("doi.org: DOI does not exist")


def test_preprints_are_read_from_the_file_and_the_newer_ones_asked_for(
    sandbox: Sandbox, tmp_path: Path, time: FakeTime
) -> None:
    urls = [f"https://arxiv.org/abs/{name}" for name in ("2301.00001", "2311.00009", "2311.99999")]
    answers = ask(sandbox, tmp_path, on(time, DAY), *urls).answers
    assert sighting(answers["arxiv:2301.00001"]).evidence == f"in arXiv's data file of {DAY}"
    assert sighting(answers["arxiv:2311.00009"]).evidence == "arXiv holds its record"
    assert isinstance(answers["arxiv:2311.99999"], Absent)
    assert {"2301.00001" in logged.path for logged in sandbox.log} == {False}


def test_tallies_count_what_the_file_answered_and_only_what_was_sent(
    sandbox: Sandbox, tmp_path: Path, time: FakeTime
) -> None:
    tally = ask(sandbox, tmp_path, on(time, DAY), *URLS).tallies["crossref"]
    assert (tally.asked, tally.answered, tally.requests) == (100, 100, 0)


def test_a_silent_registry_without_a_file_stays_silent(sandbox: Sandbox, tmp_path: Path, time: FakeTime) -> None:
    sandbox.faults["arxiv"] = Fault("503")
    answers = ask(sandbox, tmp_path, on(time, DAY), "https://arxiv.org/abs/2311.00009").answers
    assert isinstance(answers["arxiv:2311.00009"], Unavailable)
