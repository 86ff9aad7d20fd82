from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
import responses
from hypothesis import given
from hypothesis import strategies as st

from harvester.http import Http
from harvester.lanes import Lane, Pace
from harvester.model import Absent, Author, Doi, Found, Unavailable, Update
from harvester.network import connect
from harvester.sandbox import Fault, Sandbox, World
from harvester.upstream.ncbi import CONVERTER_URL, SUMMARIES_URL, Article, Ncbi
from harvester.upstream.ncbi_record import read_record
from support import sandbox_config

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.network import Network
    from support import FakeTime

CONVERTER = f"{CONVERTER_URL}/tools/idconv/api/v1/articles/"
SUMMARIES = f"{SUMMARIES_URL}/entrez/eutils/esummary.fcgi"

ARTICLES: list[dict[str, Any]] = [
    {"pmid": "23193287", "pmcid": "PMC3531190", "doi": "10.1093/nar/gks1195", "title": "GenBank"},
    {"pmid": "18057338", "doi": "10.1056/nejmoa072375", "title": "Not in PMC"},
    {"pmid": "555757", "title": "Older than DOIs", "authors": ["Noether E"], "journal": "Ann X", "published": "1977"},
    {"pmid": "100", "pmcid": "PMC100", "title": "In PMC without a DOI"},
]


@pytest.fixture
def world() -> Iterator[Sandbox]:
    with Sandbox(World(pubmed=ARTICLES), enforce=True) as running:
        running.limits.clear()
        yield running


@pytest.fixture
def net(world: Sandbox, time: FakeTime) -> Iterator[Network]:
    with connect(sandbox_config(world, mailto="curator@example.org"), clock=time.clock()) as wired:
        yield wired


@pytest.fixture
def ncbi(lane: Lane) -> Ncbi:
    return Ncbi(converter=CONVERTER_URL, summaries=SUMMARIES_URL, mailto="", http=Http(), lane=lane)


def test_nothing_to_ask_asks_nothing(net: Network, world: Sandbox) -> None:
    assert net.ncbi.pmids([]) == {}
    assert world.log == []


def test_a_number_that_pubmed_central_holds_costs_one_request(net: Network, world: Sandbox) -> None:
    assert net.ncbi.pmids(["23193287"]) == {"23193287": Found(Article(doi=Doi("10.1093/nar/gks1195")))}
    (logged,) = world.log
    query = parse_qs(urlsplit(logged.path).query)
    assert (query["idtype"], query["tool"], query["email"]) == (["pmid"], ["harvester"], ["curator@example.org"])


def test_what_the_converter_leaves_open_the_summaries_tell(net: Network, world: Sandbox) -> None:
    answers = net.ncbi.pmids([article["pmid"] for article in ARTICLES] + ["999999999"])
    dois = {pmid: answer.value.doi for pmid, answer in answers.items() if isinstance(answer, Found)}
    assert dois == {"23193287": "10.1093/nar/gks1195", "18057338": "10.1056/nejmoa072375", "555757": None, "100": None}
    assert answers["999999999"] == Absent("NCBI: no such PubMed number")
    old = answers["555757"]
    assert isinstance(old, Found)
    assert old.value.record is not None
    assert (old.value.record.title, old.value.record.venue) == ("Older than DOIs", "Ann X")
    assert len(world.log) == 2


def test_numbers_of_pubmed_central_are_asked_for_by_their_own_type(net: Network, world: Sandbox) -> None:
    answers = net.ncbi.pmcids(["PMC3531190", "PMC100", "PMC9"])
    assert answers["PMC3531190"] == Found(Article(doi=Doi("10.1093/nar/gks1195")))
    assert isinstance(answers["PMC100"], Found)
    assert answers["PMC9"] == Absent("NCBI: no such PubMed Central number")
    queries = [parse_qs(urlsplit(logged.path).query) for logged in world.log]
    assert [query.get("idtype", query.get("db")) for query in queries] == [["pmcid"], ["pmc"]]
    assert queries[1]["id"] == ["100,9"]


def test_five_hundred_numbers_cost_three_requests_in_pace(time: FakeTime) -> None:
    articles = [{"pmid": str(n), "pmcid": f"PMC{n}", "doi": f"10.5555/{n}"} for n in range(1, 501)]
    with Sandbox(World(pubmed=articles)) as sandbox, connect(sandbox_config(sandbox), clock=time.clock()) as net:
        answers = net.ncbi.pmids([article["pmid"] for article in articles])
        assert answers == {article["pmid"]: Found(Article(doi=Doi(article["doi"]))) for article in articles}
        assert len(sandbox.log) == 3
    assert sum(time.slept) >= 2 / 3


def test_one_bad_number_does_not_spoil_the_others(net: Network) -> None:
    answers = net.ncbi.pmids(["23193287", "no-number", "18057338"])
    assert answers.pop("no-number") == Unavailable("E-utilities takes it for no number of its own")
    assert all(isinstance(answer, Found) for answer in answers.values())


@pytest.mark.parametrize("fault", ["429", "500", "html", "empty-feed", "truncated-json", "reset"])
def test_an_ill_converter_is_made_up_for_by_the_summaries(net: Network, world: Sandbox, fault: str) -> None:
    world.faults["ncbi:idconv"] = Fault(fault)
    answers = net.ncbi.pmids(["23193287", "999999999"])
    found = answers["23193287"]
    assert isinstance(found, Found)
    assert found.value.doi == "10.1093/nar/gks1195"
    assert isinstance(answers["999999999"], Absent | Unavailable)


@responses.activate
def test_a_service_that_moved_within_its_house_is_followed(ncbi: Ncbi) -> None:
    responses.get(CONVERTER, status=301, headers={"Location": "https://www.ncbi.nlm.nih.gov/new/?ids=1"})
    body = {"status": "ok", "records": [{"pmid": 1, "doi": "10.1234/a", "pmcid": "PMC1"}]}
    responses.get("https://www.ncbi.nlm.nih.gov/new/", json=body)
    assert ncbi.pmids(["1"]) == {"1": Found(Article(doi=Doi("10.1234/a")))}


@pytest.mark.parametrize(
    "location", ["https://elsewhere.test-site.net/x", "http://www.ncbi.nlm.nih.gov/x", "https://evilncbi.nlm.nih.gov/"]
)
@responses.activate
def test_a_redirect_out_of_the_house_is_not_followed(ncbi: Ncbi, location: str) -> None:
    for url in (CONVERTER, SUMMARIES):
        responses.get(url, status=302, headers={"Location": location})
    assert ncbi.pmids(["1"]) == {"1": Unavailable("a redirect that leads nowhere")}
    assert len(responses.calls) == 2


@pytest.mark.parametrize(
    ("summary", "expected"),
    [
        (
            {"result": {"7": {"uid": "7", "error": "cannot get document summary"}}},
            Absent("NCBI: no such PubMed number"),
        ),
        ({"result": {"7": {"uid": "7", "error": "try again"}}}, Unavailable("an error in place of a summary")),
        ({"result": {"7": {"uid": "8", "title": "T"}}}, Unavailable("left out of the answer")),
        ({"result": {"uids": []}}, Unavailable("left out of the answer")),
        ({"result": []}, Unavailable("an answer without a summary")),
        ({"error": "/lbsm/eutils_lb -> Neg", "status": "ok"}, Unavailable("an answer without a summary", refused=True)),
        ({"error": "Invalid uid 7 at position= 0"}, Unavailable("E-utilities takes it for no number of its own")),
        ([], Unavailable("an answer of another shape")),
    ],
)
@responses.activate
def test_only_its_own_word_makes_a_number_absent(ncbi: Ncbi, summary: Any, expected: object) -> None:
    responses.get(CONVERTER, json={"records": [{"pmid": 7, "status": "error", "errmsg": "not found"}, "x", None]})
    responses.get(SUMMARIES, json=summary)
    assert ncbi.pmids(["7"]) == {"7": expected}


@responses.activate
def test_a_doi_of_another_number_is_not_taken(ncbi: Ncbi) -> None:
    responses.get(CONVERTER, json={"records": [{"pmid": 8, "doi": "10.1/other", "requested-id": "7"}]})
    responses.get(SUMMARIES, json={"result": {"7": {"uid": "7", "title": "T."}}})
    answer = ncbi.pmids(["7"])["7"]
    assert isinstance(answer, Found)
    assert answer.value.doi is None


def test_both_services_share_one_pace(time: FakeTime) -> None:
    with Sandbox(World(pubmed=ARTICLES)) as sandbox, connect(sandbox_config(sandbox), clock=time.clock()) as net:
        net.ncbi.pmids(["555757"])
        net.ncbi.pmcids(["PMC9"])
        assert len(sandbox.log) == 4
    assert Pace(0.35).interval * 3 <= sum(time.slept) + 1e-9


RECORDS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("nothing at all", {}, {"title": "", "authors": (), "venue": "", "date": "", "type": "", "doi": None}),
    ("members of the wrong shape", {"title": 7, "authors": {}, "pubdate": [], "pubtype": None}, {"title": "", "authors": ()}),
    ("the full stop of a title", {"title": "Two words."}, {"title": "Two words"}),
    ("a title in brackets is a translation", {"title": "[Two words]."}, {"title": "Two words"}),
    ("names", {"authors": [{"name": "van der Berg AB", "authtype": "Author"}, {"name": "Smith J Jr"}]}, {"authors": (Author("van der Berg", "A. B."), Author("Smith", "J. Jr"))}),
    ("a group", {"authors": [{"name": "The X Group", "authtype": "CollectiveName"}, {}]}, {"authors": (Author(literal="The X Group"),)}),
    ("a name of one word", {"authors": [{"name": "Plato"}]}, {"authors": (Author(literal="Plato"),)}),
    ("a day", {"pubdate": "2007 Dec 6"}, {"date": "2007-12-06", "dates": {"print": "2007-12-06"}}),
    ("a month", {"pubdate": "2007 Dec"}, {"date": "2007-12"}),
    ("a span of months", {"pubdate": "2007 Dec-2008 Jan"}, {"date": "2007-12"}),
    ("a season", {"pubdate": "2007 Winter"}, {"date": "2007"}),
    ("online before print", {"pubdate": "2008", "epubdate": "2007 Nov 30"}, {"date": "2007-11-30"}),
    ("the more precise of one year", {"pubdate": "2007", "epubdate": "2007 Nov 30"}, {"date": "2007-11-30"}),
    ("a DOI", {"articleids": [{"idtype": "pubmed", "value": "1"}, {"idtype": "doi", "value": "10.1056/NEJM"}]}, {"doi": "10.1056/nejm"}),
    ("a retraction", {"pubtype": ["Journal Article", "Retracted Publication"]}, {"updates": (Update(kind="retraction", source="pubmed"),)}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "expected"), [pytest.param(entry, expected, id=name) for name, entry, expected in RECORDS]
)
def test_a_summary_becomes_a_record(entry: dict[str, Any], expected: dict[str, Any]) -> None:
    record = read_record(entry)
    assert {name: getattr(record, name) for name in expected} == expected


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=20)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["name", "idtype", "value", "authtype"]), inner),
    ),
    max_leaves=10,
)


@given(
    st.dictionaries(
        st.sampled_from(["title", "authors", "pubdate", "epubdate", "pubtype", "articleids", "source", "pages"]),
        json_values,
    )
)
def test_no_shape_of_a_summary_raises(entry: dict[str, Any]) -> None:
    assert read_record(entry).source == "ncbi"
