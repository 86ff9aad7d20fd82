from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from harvester.sandbox import Fault

if TYPE_CHECKING:
    import requests

    from harvester.sandbox import Sandbox

CONVERTER = "/ncbi/tools/idconv/api/v1/articles/"
SUMMARIES = "/ncbi/entrez/eutils/esummary.fcgi"


def get(sandbox: Sandbox, session: requests.Session, path: str, **params: str) -> tuple[int, Any]:
    reply = session.get(sandbox.url + path, params=params)
    return reply.status_code, reply.json()


def test_the_converter_knows_what_pubmed_central_holds(sandbox: Sandbox, session: requests.Session) -> None:
    status, body = get(sandbox, session, CONVERTER, ids="101,102,103,999", idtype="pmid", format="json")
    assert (status, body["status"]) == (200, "ok")
    records = {record["requested-id"]: record for record in body["records"]}
    assert records["101"] == {"doi": "10.1000/alpha", "pmcid": "PMC501", "pmid": 101, "requested-id": "101"}
    assert records["103"] == {"pmcid": "PMC503", "pmid": 103, "requested-id": "103"}
    assert [records[pmid]["status"] for pmid in ("102", "999")] == ["error", "error"]


def test_without_a_type_everything_is_a_pubmed_number(sandbox: Sandbox, session: requests.Session) -> None:
    status, body = get(sandbox, session, CONVERTER, ids="PMC501")
    assert (status, body["errors"][0]["code"]) == (400, "invalid_pmids")
    status, body = get(sandbox, session, CONVERTER, ids="PMC501", idtype="pmcid")
    assert (status, body["records"][0]["pmid"]) == (200, 101)


@pytest.mark.parametrize(
    ("ids", "idtype"),
    [("101,x", "pmid"), ("101,PMC501", "pmcid"), ("", "pmid"), (",".join(["1"] * 201), "pmid"), ("7", "doi")],
)
def test_one_bad_id_spoils_the_request(sandbox: Sandbox, session: requests.Session, ids: str, idtype: str) -> None:
    status, body = get(sandbox, session, CONVERTER, ids=ids, idtype=idtype)
    assert (status, body["status"], body["http_status"]) == (400, "error", "400")


def test_the_old_address_sends_on(sandbox: Sandbox, session: requests.Session) -> None:
    url = f"{sandbox.url}/ncbi/pmc/utils/idconv/v1.0/?ids=101&format=json"
    assert session.get(url, allow_redirects=False).status_code == 301
    assert session.get(url).json()["records"][0]["pmcid"] == "PMC501"


def test_summaries_know_every_number_and_say_which_they_lack(sandbox: Sandbox, session: requests.Session) -> None:
    status, body = get(sandbox, session, SUMMARIES, db="pubmed", id="102,999", retmode="json")
    assert (status, body["result"]["uids"]) == (200, ["102", "999"])
    assert body["result"]["999"] == {"uid": "999", "error": "cannot get document summary"}
    summary = body["result"]["102"]
    assert (summary["title"], summary["pubdate"]) == ("Not in PubMed Central.", "2007 Dec 6")
    assert {"idtype": "doi", "idtypen": 1, "value": "10.1000/beta"} in summary["articleids"]
    assert "Retracted Publication" in summary["pubtype"]
    _, body = get(sandbox, session, SUMMARIES, db="pmc", id="501", retmode="json")
    assert body["result"]["501"]["title"] == "On Alpha."


def test_a_number_that_is_none_is_refused_whole(sandbox: Sandbox, session: requests.Session) -> None:
    status, body = get(sandbox, session, SUMMARIES, db="pubmed", id="102,x", retmode="json")
    assert (status, body) == (200, {"error": "Invalid uid x at position= 0"})


@pytest.mark.parametrize(
    ("path", "fault", "status", "told"),
    [
        (CONVERTER, "empty-feed", 200, '"records":[]'),
        (SUMMARIES, "empty-feed", 200, '"uids":[]'),
        (CONVERTER, "limit", 429, "API rate limit exceeded"),
        (SUMMARIES, "429", 429, "API rate limit exceeded"),
        (SUMMARIES, "502", 502, "Bad Gateway"),
    ],
)
def test_it_fails_in_its_own_words(
    sandbox: Sandbox, session: requests.Session, path: str, fault: str, status: int, told: str
) -> None:
    sandbox.faults["ncbi"] = Fault(fault)
    reply = session.get(f"{sandbox.url}{path}?ids=101&id=101")
    assert reply.status_code == status
    assert told in reply.text
    assert "retry-after" not in reply.headers


@pytest.mark.parametrize(("method", "path", "status"), [("POST", CONVERTER, 405), ("GET", "/ncbi/else", 404)])
def test_there_is_nothing_else(
    sandbox: Sandbox, session: requests.Session, method: str, path: str, status: int
) -> None:
    assert session.request(method, sandbox.url + path).status_code == status
