from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import requests

    from harvester.sandbox import Sandbox

PAPERS = [f"10.48550/arxiv.2101.{n:05d}" for n in range(1, 31)]


def listed(sandbox: Sandbox, session: requests.Session, **params: str) -> dict[str, Any]:
    answer: dict[str, Any] = session.get(f"{sandbox.url}/datacite/dois", params=params).json()
    return answer


@pytest.mark.parametrize("spelling", ["10.5281/data", "10.5281/DATA", "10.5281%2Fdata"])
def test_a_record_has_the_shape_of_datacite(sandbox: Sandbox, session: requests.Session, spelling: str) -> None:
    data = session.get(f"{sandbox.url}/datacite/dois/{spelling}").json()["data"]
    assert (data["id"], data["type"]) == ("10.5281/data", "dois")
    assert data["attributes"]["titles"] == [{"title": "Data"}]
    assert data["attributes"]["creators"][0]["familyName"] == "Noether"
    assert [creator["name"] for creator in data["attributes"]["creators"]] == [
        "Noether, Emmy",
        "A group",
        "as it is",
    ]


def test_arxiv_papers_are_registered_with_their_last_title(sandbox: Sandbox, session: requests.Session) -> None:
    data = session.get(f"{sandbox.url}/datacite/dois/10.48550/arXiv.1706.03762").json()["data"]
    assert data["attributes"]["titles"] == [{"title": "Title of the last version"}]
    assert data["attributes"]["relatedIdentifiers"] == []


@pytest.mark.parametrize("doi", ["10.9999/none", "10.1000/alpha", "10.48550/arxiv.9999.99999", ""])
def test_what_is_registered_elsewhere_or_nowhere_is_404(sandbox: Sandbox, session: requests.Session, doi: str) -> None:
    response = session.get(f"{sandbox.url}/datacite/dois/{doi or 'x'}")
    error = response.json()["errors"][0]
    assert (response.status_code, error["status"]) == (404, "404")


def test_a_list_drops_what_it_does_not_know(sandbox: Sandbox, session: requests.Session) -> None:
    answer = listed(sandbox, session, ids="10.5281/DATA,10.9999/none,10.48550/arxiv.1706.03762")
    assert sorted(record["id"] for record in answer["data"]) == ["10.48550/arxiv.1706.03762", "10.5281/data"]
    assert answer["meta"]["total"] == 2


def test_twenty_five_records_come_unless_more_are_asked_for(sandbox: Sandbox, session: requests.Session) -> None:
    ids = ",".join(PAPERS)
    assert len(listed(sandbox, session, ids=ids)["data"]) == 25
    everything = listed(sandbox, session, ids=ids, **{"page[size]": "100"})["data"]
    assert sorted(record["id"] for record in everything) == PAPERS
    assert [record["id"] for record in everything] != PAPERS


def test_fields_keep_only_what_they_name(sandbox: Sandbox, session: requests.Session) -> None:
    (record,) = listed(sandbox, session, ids="10.5281/data", **{"fields[dois]": "doi,titles"})["data"]
    assert record["attributes"].keys() == {"doi", "titles"}


@pytest.mark.parametrize(("asked", "count"), [("10.5281/data", 1), ("10.5281/DATA", 0)])
def test_a_query_minds_the_case(sandbox: Sandbox, session: requests.Session, asked: str, count: int) -> None:
    assert len(listed(sandbox, session, query=f'doi:("{asked}" OR "10.9999/none")')["data"]) == count
