from __future__ import annotations

import json
from datetime import date

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from harvester import read, state
from harvester.citations import cite
from harvester.enrich import enrich
from harvester.errors import StateError
from harvester.history import FindingMemory, LinkMemory, Memory
from harvester.model import Author, Doi, Found, Record, Sighting, Update, Verdict

DAY = date(2026, 11, 20)

days = st.dates(date(2020, 1, 1), date(2030, 1, 1))
memories = st.builds(
    Memory,
    links=st.dictionaries(
        st.text(max_size=30),
        st.builds(
            LinkMemory,
            verdict=st.sampled_from(Verdict),
            since=days,
            evidence=st.text(max_size=30),
            vouched_by=st.text(max_size=10),
            final_url=st.one_of(st.none(), st.text(max_size=30)),
            strikes=st.lists(days, max_size=3).map(tuple),
        ),
    ),
    findings=st.dictionaries(
        st.text(max_size=30), st.builds(FindingMemory, first_seen=days, what=st.text(max_size=30))
    ),
)


@given(memories)
def test_health_comes_back_as_it_was_written(memory: Memory) -> None:
    assert state.read_health("".join(state.write_health(memory, "live")), "health.json") == (
        "live",
        memory.links,
        memory.findings,
    )


def test_health_does_not_depend_on_the_order_of_the_run() -> None:
    one = LinkMemory(verdict=Verdict.OK, since=DAY, evidence="x")
    assert "".join(state.write_health(Memory(links={"a": one, "b": one}), "live")) == "".join(
        state.write_health(Memory(links={"b": one, "a": one}), "live")
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "health.json: not readable as JSON"),
        ('{"schema": "harvester/health@1", "wor', "health.json: not readable as JSON"),
        ("[" * 100_000, "health.json: not readable as JSON"),
        ('{"schema": "harvester/health@1", "world": "\\ud800"}', "health.json: not readable as JSON"),
        ('{"schema": ' + "1" * 5_000, "health.json: not readable as JSON"),
        (
            '{"schema": "harvester/health@1", "world": NaN, "links": {}, "findings": {}}',
            "health.json: damaged at world",
        ),
        ("[]", "health.json: not a file of harvester"),
        ('{"links": {}}', "health.json: not a file of harvester"),
        ('{"schema": "harvester/report@1"}', "health.json: not a file of harvester"),
        ('{"schema": "harvester/health@2"}', "health.json: written by a later harvester (harvester/health@2)"),
        ('{"schema": "harvester/health@1", "world": "live", "findings": {}}', "health.json: damaged at links"),
        (
            '{"schema": "harvester/health@1", "world": "live", "findings": {}, "links": {"u": {"verdict": "fine", "since": "2026-01-01"}}}',
            "health.json: damaged at links.u.verdict",
        ),
    ],
)
def test_a_damaged_or_foreign_file_is_refused(text: str, message: str) -> None:
    with pytest.raises(StateError) as caught:
        state.read_health(text, "health.json")
    assert str(caught.value).startswith(message)
    assert "left as it is" in caught.value.hint


def test_an_enriched_catalogue_gives_back_what_was_filled_in() -> None:
    catalogue = read.parse(
        "# L\n\n- **T: ünï**, `x|y`. [Paper](https://doi.org/10.1000/182)\n".encode(), path="list.md"
    )
    citations = cite(catalogue)
    record = Record(
        source="crossref",
        title="A title: with colon # and 'quotes'",
        authors=(Author("Doe", "Jo"), Author(literal="The X")),
        venue="Journal",
        date="2024-05",
        pages="1-9",
        short_venue="J.",
        event="A meeting",
        dates={"print": "2024-05"},
        updates=(Update(kind="retraction", doi=Doi("10.1000/notice"), date="2025"),),
    )
    answers = {"doi:10.1000/182": Found(Sighting(vouched_by="Crossref", evidence="", record=record))}
    entries = enrich(catalogue, citations.ids, citations.cited, answers, {})
    world, path, known = state.read_enriched("".join(state.write_enriched(catalogue, entries, [], "live")), "list.yaml")
    assert (world, path) == ("live", "list.md")
    assert enrich(catalogue, citations.ids, citations.cited, {}, known) == entries


BEFORE_FACTS = """schema: harvester/enriched@1
world: live
catalogue: list.md
title: L
entries:
- {id: 'doi:10.1000/182', line: 3, title: T, year: 2024, date: 2024-05, provenance: {title: crossref}, flags: [no-metadata]}
"""


def test_a_file_of_before_there_were_facts_is_still_read() -> None:
    known = state.read_enriched(BEFORE_FACTS, "list.yaml")[2]["doi:10.1000/182"]
    assert known.values == {"title": "T", "date": "2024-05"}
    assert (known.facts, known.dates) == ((), {})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [", "list.yaml: not readable as YAML"),
        ("!!python/object/apply:os.system [id]", "list.yaml: not readable as YAML"),
        ("name: own data", "list.yaml: not a file of harvester"),
        (
            "schema: harvester/enriched@1\nworld: live\ncatalogue: x\ntitle: x\nentries: [{id: 3}]",
            "list.yaml: damaged at entries.0.id",
        ),
        (
            "schema: harvester/enriched@1\nworld: live\ncatalogue: x\ntitle: x\nentries: [{id: x, line: 1, date: last May}]",
            "list.yaml: damaged at entries.0.date",
        ),
        (
            "schema: harvester/enriched@1\nworld: live\ncatalogue: x\ntitle: x\nentries: [{id: x, line: 1, facts: [{flag: fun, about: x, source: x, evidence: x}]}]",
            "list.yaml: damaged at entries.0.facts.0.flag",
        ),
    ],
)
def test_a_damaged_catalogue_is_refused(text: str, message: str) -> None:
    with pytest.raises(StateError) as caught:
        state.read_enriched(text, "list.yaml")
    assert str(caught.value).startswith(message)


def test_the_files_hold_against_their_schemas() -> None:
    import jsonschema

    catalogue = read.parse(b"# L\n\n- [Paper](https://doi.org/10.1000/182)\n", path="list.md")
    citations = cite(catalogue)
    entries = enrich(catalogue, citations.ids, citations.cited, {}, {})
    schemas = state.schemas()
    memory = Memory(links={"u": LinkMemory(verdict=Verdict.FAILING, since=DAY, evidence="x", strikes=(DAY,))})
    jsonschema.validate(json.loads("".join(state.write_health(memory, "live"))), schemas["health.schema.json"])
    jsonschema.validate(
        yaml.safe_load("".join(state.write_enriched(catalogue, entries, [], "live"))), schemas["enriched.schema.json"]
    )
