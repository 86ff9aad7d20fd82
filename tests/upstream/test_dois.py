"""What stands behind a DOI, and in how many requests it is found out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from harvester.gather import gather
from harvester.model import Absent, Found, Sighting, Target, TargetKind, Unavailable
from harvester.network import connect
from harvester.sandbox import Fault, Sandbox, World
from harvester.upstream import dois
from support import sandbox_config

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.model import Answer
    from harvester.network import Network
    from support import FakeTime

WORLD: dict[str, Any] = {
    "works": [
        {"doi": "10.5555/new", "title": "The record"},
        {"doi": "10.5555/plain", "title": "Plain"},
        {"doi": "10.6666/data", "registry": "DataCite", "title": "Data"},
        {"doi": "10.1017/given-up", "title": "Old", "venue": "CrossRef Listing of Deleted DOIs"},
        {"doi": "10.5555/odd#1", "title": "Somebody else's", "extra": {"DOI": "10.5555/plain"}},
    ],
    "handles": [
        {"doi": "10.5555/old", "alias": "10.5555/new"},
        {"doi": "10.5555/old#1", "alias": "10.5555/new"},
        {"doi": "10.5555/lost", "alias": "10.5555/nowhere"},
        {"doi": "10.5555/bare"},
        {"doi": "10.7777/japan", "agency": "JaLC"},
        {"doi": "10/abc", "alias": "10.5555/plain"},
        {"doi": "10/old", "alias": "10.5555/old"},
        {"doi": "10/dead", "alias": "10.4444/none"},
        {"doi": "10/odd", "code": 200},
    ],
    "pubmed": [
        {"pmid": "1", "pmcid": "PMC1", "doi": "10.5555/plain", "title": "Plain"},
        {"pmid": "2", "doi": "10.7777/japan", "title": "From Japan"},
        {"pmid": "3", "title": "Without a DOI"},
        {"pmid": "4", "doi": "10.4444/none", "title": "With a DOI that is none"},
        {"pmid": "5", "doi": "10.5555/new", "title": "The record as PubMed has it"},
    ],
}


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(World(**WORLD)) as running:
        yield running


@pytest.fixture
def net(sandbox: Sandbox, time: FakeTime) -> Iterator[Network]:
    with connect(sandbox_config(sandbox), clock=time.clock()) as wired:
        yield wired


def ask(net: Network, kind: TargetKind, *values: str) -> list[Answer[Sighting]]:
    targets = [Target(kind, value) for value in values]
    answers = gather(targets, net).answers
    assert set(answers) == {target.key for target in targets}
    return [answers[target.key] for target in targets]


def told(answer: Answer[Sighting]) -> tuple[str, str, str]:
    """Who vouches, with which words, and the title of the record."""
    assert isinstance(answer, Found)
    sighting = answer.value
    return sighting.vouched_by, sighting.evidence, sighting.record.title if sighting.record else ""


def requests(sandbox: Sandbox) -> list[str]:
    return [logged.path.partition("?")[0] for logged in sandbox.log]


@pytest.mark.parametrize(
    ("doi", "expected"),
    [
        ("10.5555/plain", ("Crossref", "Crossref holds its record", "Plain")),
        ("10.6666/data", ("DataCite", "DataCite holds its record", "Data")),
        ("10.7777/japan", ("doi.org", "registered (agency JaLC); no record of it", "")),
        ("10.5555/bare", ("doi.org", "registered (agency Crossref); no record of it", "")),
        ("10.5555/old", ("Crossref", "an alias of 10.5555/new; Crossref holds its record", "The record")),
        ("10.5555/lost", ("doi.org", "registered (agency Crossref); no record of it", "")),
        # Crossref itself sends on to the DOI that it is an alias of
        ("10.5555/old#1", ("Crossref", "an alias of 10.5555/new; Crossref holds its record", "The record")),
    ],
)
def test_who_vouches_for_a_doi(net: Network, doi: str, expected: tuple[str, str, str]) -> None:
    (answer,) = ask(net, TargetKind.DOI, doi)
    assert told(answer) == expected


def test_an_alias_is_found_with_the_doi_that_it_stands_for(net: Network) -> None:
    for doi in ("10.5555/old", "10.5555/old#1"):
        (answer,) = ask(net, TargetKind.DOI, doi)
        assert isinstance(answer, Found)
        assert answer.value.record is not None
        assert answer.value.record.doi == "10.5555/new"
        assert answer.value.moved_to is None


def test_a_doi_that_was_given_up_is_absent(net: Network) -> None:
    expected = Absent("Crossref: a deleted DOI, which leads to a page that says so")
    assert ask(net, TargetKind.DOI, "10.1017/given-up") == [expected]


def test_a_number_of_acm_s_own_is_told_from_a_slip(net: Network) -> None:
    (answer,) = ask(net, TargetKind.DOI, "10.5555/3295222.3295349")
    assert isinstance(answer, Absent)
    assert "a number of ACM's own" in answer.evidence


def test_a_doi_that_nobody_registered_is_absent(net: Network) -> None:
    assert ask(net, TargetKind.DOI, "10.4444/none") == [Absent("doi.org: DOI does not exist")]


def test_a_record_of_another_doi_is_never_taken_without_doi_org_s_word(net: Network) -> None:
    (answer,) = ask(net, TargetKind.DOI, "10.5555/odd#1")
    expected = "registered (agency Crossref); its record could not be had (the answer is about another DOI)"
    assert told(answer) == ("doi.org", expected, "")


def test_a_record_of_another_doi_is_taken_where_doi_org_calls_it_the_alias(time: FakeTime) -> None:
    works = [{"doi": "10.5555/new", "title": "The record"}]
    works += [{"doi": "10.5555/old#2", "title": "The record", "extra": {"DOI": "10.5555/new"}}]  # type: ignore[dict-item]
    handles = [{"doi": "10.5555/old#2", "alias": "10.5555/new"}]
    with Sandbox(World(works=works, handles=handles)) as sandbox:
        with connect(sandbox_config(sandbox), clock=time.clock()) as net:
            (answer,) = ask(net, TargetKind.DOI, "10.5555/old#2")
        assert "/doi/api/handles/10.5555/old%232" in requests(sandbox)
    assert told(answer) == ("Crossref", "an alias of 10.5555/new; Crossref holds its record", "The record")


def test_aliases_cost_one_request_each_and_their_records_one_together(net: Network, sandbox: Sandbox) -> None:
    ask(net, TargetKind.DOI, "10.5555/plain", "10.5555/old", "10.5555/bare", "10.7777/japan", "10.6666/data")
    assert sorted(requests(sandbox)) == [
        "/crossref/works", "/crossref/works", "/datacite/dois",
        "/doi/api/handles/10.5555/bare", "/doi/api/handles/10.5555/old",
        "/doi/doiRA/10.5555/old,10.5555/bare,10.7777/japan,10.6666/data",
    ]  # fmt: skip


def test_no_more_than_a_few_are_looked_up_one_by_one(time: FakeTime) -> None:
    bare = [f"10.5555/bare{number}" for number in range(40)]
    known = [f"10.5555/{number}" for number in range(460)]
    world = World(works=[{"doi": doi, "title": "T"} for doi in known], handles=[{"doi": doi} for doi in bare])
    with Sandbox(world) as sandbox, connect(sandbox_config(sandbox), clock=time.clock()) as net:
        answers = ask(net, TargetKind.DOI, *known, *bare)
        looked_up = [path for path in requests(sandbox) if path.startswith("/doi/api/handles/")]
    assert len(looked_up) == dois.ALIAS_SHARE * 500
    assert all(isinstance(answer, Found) for answer in answers)


@pytest.mark.parametrize(
    ("short", "expected"),
    [
        ("10/abc", ("Crossref", "short for 10.5555/plain; Crossref holds its record", "Plain")),
        ("10/old", ("Crossref", "short for 10.5555/old; an alias of 10.5555/new; Crossref holds its record", "The record")),
        ("10/odd", ("doi.org", "the handle is registered", "")),
    ],
)  # fmt: skip
def test_a_short_doi_is_the_doi_that_it_stands_for(net: Network, short: str, expected: tuple[str, str, str]) -> None:
    (answer,) = ask(net, TargetKind.SHORT_DOI, short)
    assert told(answer) == expected


def test_a_short_doi_that_leads_nowhere_is_absent(net: Network) -> None:
    assert ask(net, TargetKind.SHORT_DOI, "10/none", "10/dead") == [
        Absent("doi.org: no such handle"),
        Absent("short for 10.4444/none; doi.org: DOI does not exist"),
    ]


@pytest.mark.parametrize(
    ("pmid", "expected"),
    [
        ("1", ("NCBI", "PubMed lists it as 10.5555/plain; Crossref holds its record", "Plain")),
        ("2", ("NCBI", "PubMed lists it as 10.7777/japan; registered (agency JaLC); no record of it", "From Japan")),
        ("3", ("NCBI", "PubMed lists it, without a DOI", "Without a DOI")),
        ("4", ("NCBI", "PubMed lists it as 10.4444/none, which is not registered", "With a DOI that is none")),
    ],
)
def test_ncbi_vouches_for_its_numbers_and_the_registries_give_the_record(
    net: Network, pmid: str, expected: tuple[str, str, str]
) -> None:
    (answer,) = ask(net, TargetKind.PMID, pmid)
    assert told(answer) == expected


@pytest.mark.parametrize("fault", ["503", "html", "empty-feed"])
def test_as_long_as_a_registry_is_silent_ncbi_s_record_overrules_nothing(
    net: Network, sandbox: Sandbox, fault: str
) -> None:
    sandbox.faults["crossref"] = Fault(fault)
    for pmid, overrules in (("5", False), ("2", True), ("3", True), ("4", True)):
        (answer,) = ask(net, TargetKind.PMID, pmid)
        assert isinstance(answer, Found)
        assert answer.value.record is not None
        assert answer.value.record.source == "ncbi"
        assert answer.value.record.stale is not overrules


def test_a_number_of_pubmed_central_leads_to_the_same_record(net: Network) -> None:
    answers = ask(net, TargetKind.PMCID, "PMC1", "PMC2")
    assert told(answers[0]) == ("NCBI", "PubMed Central lists it as 10.5555/plain; Crossref holds its record", "Plain")
    assert answers[1] == Absent("NCBI: no such PubMed Central number")


def test_one_paper_cited_five_ways_is_asked_for_once(net: Network, sandbox: Sandbox) -> None:
    targets = [
        Target(TargetKind.DOI, "10.5555/plain"),
        Target(TargetKind.SHORT_DOI, "10/abc"),
        Target(TargetKind.PMID, "1"),
        Target(TargetKind.PMCID, "PMC1"),
    ]
    answers = gather(targets, net).answers
    assert {told(answers[target.key])[2] for target in targets} == {"Plain"}
    assert requests(sandbox).count("/crossref/works") == 1
    assert len(requests(sandbox)) == 4


def test_an_item_that_crossref_does_not_list_may_exist_all_the_same(net: Network) -> None:
    assert ask(net, TargetKind.PII, "S0000000000000000") == [Unavailable("Crossref lists no such item")]


@pytest.mark.parametrize(
    ("upstream", "kind", "value", "expected"),
    [
        ("ncbi", TargetKind.PMID, "1", Unavailable("HTTP 503")),
        ("ncbi", TargetKind.PMCID, "PMC1", Unavailable("HTTP 503")),
        ("doi", TargetKind.SHORT_DOI, "10/abc", Unavailable("HTTP 503")),
        ("doi", TargetKind.DOI, "10.6666/data", Unavailable("doi.org: HTTP 503")),
        ("doi", TargetKind.DOI, "10.5555/old", Unavailable("doi.org: HTTP 503")),
    ],
)
def test_without_a_word_of_the_authority_there_is_no_answer(
    net: Network, sandbox: Sandbox, upstream: str, kind: TargetKind, value: str, expected: Unavailable
) -> None:
    sandbox.faults[upstream] = Fault("503")
    assert ask(net, kind, value) == [expected]


def test_a_number_stays_vouched_for_when_its_record_cannot_be_had(net: Network, sandbox: Sandbox) -> None:
    sandbox.faults["crossref"] = sandbox.faults["doi"] = Fault("503")
    (answer,) = ask(net, TargetKind.PMID, "1")
    evidence = "PubMed lists it as 10.5555/plain; its record could not be had (Crossref: HTTP 503; doi.org: HTTP 503)"
    assert told(answer) == ("NCBI", evidence, "")
