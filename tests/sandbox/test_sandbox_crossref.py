from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import habanero
import httpx2
import pytest

if TYPE_CHECKING:
    import requests

    from harvester.sandbox import Sandbox, World

SICI = "10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O"


@pytest.fixture
def crossref(sandbox: Sandbox) -> habanero.Crossref:
    return habanero.Crossref(base_url=sandbox.url + "/crossref", mailto="me@example.org")


def listed(crossref: habanero.Crossref, dois: list[str], **options: Any) -> list[str]:
    message = crossref.works(filter={"doi": dois}, **options)["message"]
    return [item["DOI"] for item in message["items"]]


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("10.1000/alpha", "10.1000/alpha"),
        ("10.1000/ALPHA", "10.1000/alpha"),
        ("10.1000/Beta", "10.1000/beta"),
        ("10.1000/one,two", "10.1000/one,two"),
        ("10.1000/slash/", "10.1000/slash/"),
        (SICI, SICI.lower()),
    ],
)
def test_a_single_work_is_found_in_any_case_and_answers_in_lower_case(
    crossref: habanero.Crossref, asked: str, answered: str
) -> None:
    assert crossref.works(ids=quote(asked, safe=""))["message"]["DOI"] == answered


def test_a_record_has_the_shape_of_crossref(crossref: habanero.Crossref) -> None:
    message = crossref.works(ids="10.1000%2Falpha")["message"]
    assert message["title"] == ["On Alpha"]
    assert message["issued"] == {"date-parts": [[2021, 3]]}
    author = message["author"][0]
    assert (author["given"], author["family"], author["sequence"]) == ("Ada", "Lovelace", "first")
    assert message["indexed"]["date-time"].startswith("2000-01-01")


def test_what_the_world_does_not_know_is_not_made_up(crossref: habanero.Crossref) -> None:
    message = crossref.works(ids="10.1000%2Fbeta")["message"]
    assert message["title"] == ["Beta", "Bêta"]
    assert message["author"][0]["name"] == "The Beta Group"
    assert message["issued"] == {"date-parts": [[None]]}
    assert not {"published", "publisher", "volume"} & message.keys()


def test_members_beyond_the_shape_come_word_for_word(crossref: habanero.Crossref) -> None:
    message = crossref.works(ids="10.1000%2Fretracted")["message"]
    assert message["updated-by"] == [{"type": "retraction"}]


@pytest.mark.parametrize(
    "doi",
    ["10.1000/none", "10.1000/alpha/", "10.1000/slash", "10.5281/data", "10.3000/bare", "10.48550/arxiv.1706.03762"],
)
def test_a_doi_that_is_not_in_crossref_is_404_in_plain_text(
    sandbox: Sandbox, session: requests.Session, doi: str
) -> None:
    response = session.get(f"{sandbox.url}/crossref/works/{quote(doi, safe='')}")
    assert (response.status_code, response.text) == (404, "Resource not found.")
    assert response.headers["Content-Type"] == "text/plain"


def test_habanero_raises_for_an_unknown_work(crossref: habanero.Crossref) -> None:
    with pytest.raises(httpx2.HTTPStatusError, match="404"):
        crossref.works(ids="10.1000%2Fnone")


@pytest.mark.parametrize(
    ("doi", "agency"),
    [
        ("10.1000/alpha", "crossref"),
        ("10.5281/data", "datacite"),
        ("10.3000/japanese", "jalc"),
        ("10.48550/arXiv.1706.03762", "datacite"),
    ],
)
def test_the_agency_is_told_for_every_registered_doi(
    sandbox: Sandbox, session: requests.Session, doi: str, agency: str
) -> None:
    message = session.get(f"{sandbox.url}/crossref/works/{quote(doi, safe='')}/agency").json()["message"]
    assert message["agency"]["id"] == agency


@pytest.mark.parametrize("path", ["/works/5/agency", "/works/10.1000%2Fnone/agency", "/types/tape"])
def test_these_404_call_plain_text_json(sandbox: Sandbox, session: requests.Session, path: str) -> None:
    response = session.get(f"{sandbox.url}/crossref{path}")
    assert (response.status_code, response.text) == (404, "Resource not found.")
    assert response.headers["Content-Type"] == "application/json;charset=utf-8"


def test_a_batch_drops_what_it_does_not_know_and_keeps_no_order(crossref: habanero.Crossref) -> None:
    asked = [f"10.2000/{n}" for n in range(30)]
    answered = listed(crossref, [*asked, "10.1000/none", "10.5281/data"], limit=40)
    assert sorted(answered) == sorted(asked)
    assert answered != asked


def test_twenty_rows_come_unless_more_are_asked_for(crossref: habanero.Crossref) -> None:
    asked = [f"10.2000/{n}" for n in range(51)]
    assert len(listed(crossref, asked)) == 20
    assert len(listed(crossref, asked, limit=51)) == 51
    message = crossref.works(filter={"doi": asked})["message"]
    assert (message["total-results"], message["items-per-page"]) == (51, 20)


def test_pages_follow_each_other(crossref: habanero.Crossref) -> None:
    asked = [f"10.2000/{n}" for n in range(30)]
    first, second = listed(crossref, asked, limit=20), listed(crossref, asked, limit=20, offset=20)
    assert sorted(first + second) == sorted(asked)


def test_a_doi_with_a_comma_vanishes_from_a_batch(crossref: habanero.Crossref) -> None:
    assert listed(crossref, ["10.1000/one,two", "10.1000/alpha"], limit=5) == ["10.1000/alpha"]
    assert listed(crossref, ["10.1000/one,two"], limit=5) == []


def test_select_keeps_only_what_it_names(crossref: habanero.Crossref) -> None:
    message = crossref.works(filter={"doi": ["10.1000/alpha"]}, select=["DOI", "title"])["message"]
    assert message["items"] == [{"DOI": "10.1000/alpha", "title": ["On Alpha"]}]


def test_a_pii_finds_its_work(crossref: habanero.Crossref) -> None:
    message = crossref.works(filter={"alternative-id": "S0022073621001850"})["message"]
    assert [item["DOI"] for item in message["items"]] == ["10.1016/pii"]


def test_filters_of_two_names_must_both_hold(crossref: habanero.Crossref) -> None:
    found = crossref.works(filter={"doi": ["10.1000/alpha", "10.2000/1"], "prefix": "10.2000"})
    assert [item["DOI"] for item in found["message"]["items"]] == ["10.2000/1"]


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("filter=type:book", 1),
        ("filter=type:dataset", 0),
        ("filter=junk", 0),
        ("filter=doi:10.1000/alpha,b", 1),
        ("rows=0", 67),
    ],
)
def test_a_list_counts_all_that_it_finds(sandbox: Sandbox, session: requests.Session, query: str, total: int) -> None:
    assert session.get(f"{sandbox.url}/crossref/works?{query}").json()["message"]["total-results"] == total


def test_an_author_may_have_no_name(crossref: habanero.Crossref) -> None:
    message = crossref.works(ids="10.1000%2Fslash%2F")["message"]
    assert message["author"] == [{"sequence": "first", "affiliation": []}]
    assert message["title"] == []


def test_words_find_the_nearest_title_first(crossref: habanero.Crossref) -> None:
    message = crossref.works(query_bibliographic="by pii", limit=5)["message"]
    assert message["items"][0]["DOI"] == "10.1016/pii"


@pytest.mark.parametrize(
    ("query", "kind", "value"),
    [
        ("rows=things", "integer-not-valid", "things"),
        ("rows=1001", "integer-not-valid", "1001"),
        ("rows=-1", "integer-not-valid", "-1"),
        ("filter=colour:red", "filter-not-available", "colour"),
        ("select=DOI,resource", "select-not-available", "resource"),
        ("select=language", "select-not-available", "language"),
        ("colour=red", "parameter-not-found", "colour"),
    ],
)
def test_a_bad_list_request_is_400_and_says_why(
    sandbox: Sandbox, session: requests.Session, query: str, kind: str, value: str
) -> None:
    response = session.get(f"{sandbox.url}/crossref/works?{query}")
    body = response.json()
    assert (response.status_code, body["message-type"]) == (400, "validation-failure")
    assert (body["message"][0]["type"], body["message"][0]["value"]) == (kind, value)


@pytest.mark.parametrize(
    ("query", "value"), [("query.author=x", "query.*"), ("filter=doi:1", "filter"), ("select=DOI", "select")]
)
def test_list_parameters_are_refused_for_a_single_work(
    sandbox: Sandbox, session: requests.Session, query: str, value: str
) -> None:
    response = session.get(f"{sandbox.url}/crossref/works/10.1000/alpha?{query}")
    problem = response.json()["message"][0]
    assert (response.status_code, problem["type"], problem["value"]) == (400, "parameter-not-allowed", value)


def test_a_bad_cursor_is_404_in_json(sandbox: Sandbox, session: requests.Session) -> None:
    response = session.get(f"{sandbox.url}/crossref/works?cursor=old")
    assert (response.status_code, response.json()["message"][0]["type"]) == (404, "cursor-invalid")


@pytest.mark.parametrize(
    ("path", "agent", "pool"),
    [
        ("/works/10.1000/alpha", "me", ("public-single", "5", "1")),
        ("/works?rows=1", "me", ("public-array", "1", "1")),
        ("/works/10.1000/alpha", "me (mailto:me@example.org)", ("polite-single", "10", "3")),
        ("/works?rows=1&mailto=me@example.org", "me", ("polite-array", "3", "3")),
        ("/v1/works/10.1000/none", "me", ("public-single", "5", "1")),
    ],
)
def test_every_answer_names_its_pool_and_its_limits(
    sandbox: Sandbox, session: requests.Session, path: str, agent: str, pool: tuple[str, str, str]
) -> None:
    headers = session.get(f"{sandbox.url}/crossref{path}", headers={"User-Agent": agent}).headers
    told = (headers["x-api-pool"], headers["x-rate-limit-limit"], headers["x-concurrency-limit"])
    assert told == pool
    assert headers["x-rate-limit-interval"] == "1s"


def test_a_request_line_beyond_four_kilobytes_is_too_long(
    sandbox: Sandbox, session: requests.Session, world: World
) -> None:
    dois = ",".join(f"doi:{doi}" for doi in world.works if doi.startswith("10.2000"))
    assert session.get(f"{sandbox.url}/crossref/works?filter={dois}").status_code == 200
    assert session.get(f"{sandbox.url}/crossref/works?filter={dois},{'doi:10.1/x,' * 350}").status_code == 414


def test_an_alias_moves_to_the_doi_that_replaced_it(sandbox: Sandbox, session: requests.Session) -> None:
    response = session.get(f"{sandbox.url}/crossref/works/10.1000%2Fformer")
    assert [step.status_code for step in response.history] == [301]
    assert response.json()["message"]["DOI"] == "10.1000/alpha"


def test_posting_is_not_allowed(sandbox: Sandbox, session: requests.Session) -> None:
    assert session.post(f"{sandbox.url}/crossref/works", data="x").status_code == 405
