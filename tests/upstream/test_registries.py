"""doi.org, DataCite and OpenReview, at the level of their wire shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import responses

from harvester.http import Http
from harvester.model import Absent, Author, Doi, Found, Record, Unavailable
from harvester.upstream import datacite, doi, openreview

if TYPE_CHECKING:
    from harvester.lanes import Lane

DOI = Doi("10.5281/zenodo.1")


@pytest.fixture
def doi_org(lane: Lane) -> doi.DoiOrg:
    return doi.DoiOrg(url=doi.URL, http=Http(), lane=lane, handles=lane)


@responses.activate
def test_agencies_are_asked_for_in_one_request(doi_org: doi.DoiOrg) -> None:
    dois = [Doi("10.1109/a"), Doi("10.5281/b"), Doi("10.9999/none")]
    body = [
        {"DOI": "10.1109/A", "RA": "Crossref"},
        {"DOI": "10.5281/b", "RA": "DataCite"},
        {"DOI": "10.9999/none", "status": "DOI does not exist"},
    ]
    responses.get(f"{doi.URL}/doiRA/10.1109/a,10.5281/b,10.9999/none", json=body)
    assert doi_org.agencies(dois) == {
        dois[0]: Found("Crossref"),
        dois[1]: Found("DataCite"),
        dois[2]: Absent("doi.org: DOI does not exist"),
    }


@pytest.mark.parametrize(
    "body",
    [
        {"DOI": DOI, "RA": "Crossref"},
        [],
        [{"DOI": "10.1/other", "RA": "Crossref"}],
        ["x"],
        [{"DOI": DOI, "RA": "Crossref"}, {"DOI": DOI}],
    ],
)
@responses.activate
def test_an_answer_that_fits_no_question_is_none(doi_org: doi.DoiOrg, body: Any) -> None:
    responses.get(f"{doi.URL}/doiRA/{DOI}", json=body)
    assert isinstance(doi_org.agencies([DOI])[DOI], Unavailable)


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (200, 1, Found("handle")),
        (200, 200, Found("handle")),
        (404, 100, Absent("doi.org: no such handle")),
        (200, 100, Unavailable("handle response code 100")),
        (500, 2, Unavailable("HTTP 500")),
        (404, None, Unavailable("handle response code None")),
    ],
)
@responses.activate
def test_the_handle_decides_where_the_agency_cannot(
    doi_org: doi.DoiOrg, status: int, code: int | None, expected: object
) -> None:
    odd = Doi("10.1234/a,b")
    responses.get(f"{doi.URL}/api/handles/10.1234/a%2Cb", json={"responseCode": code}, status=status)
    assert doi_org.agencies([odd]) == {odd: expected}


@responses.activate
def test_neither_yes_nor_no_leads_to_the_handle(doi_org: doi.DoiOrg) -> None:
    responses.get(f"{doi.URL}/doiRA/{DOI}", json=[{"DOI": DOI, "status": "Invalid DOI"}])
    responses.get(f"{doi.URL}/api/handles/{DOI}", json={"responseCode": 1})
    assert doi_org.agencies([DOI]) == {DOI: Found("handle")}


@responses.activate
def test_datacite_gives_a_record_and_leaves_out_what_it_lacks(lane: Lane) -> None:
    attributes = {
        "doi": "10.5281/ZENODO.1",
        "titles": [{"title": "A <i>data</i> set"}],
        "creators": [
            {"name": "Lovelace, Ada", "familyName": "Lovelace", "givenName": "Ada"},
            {"name": "Curie, Marie", "nameType": "Personal"},
            {"name": "The Lab", "nameType": "Organizational"},
            {},
        ],
        "publisher": {"name": "Zenodo"},
        "publicationYear": 2021,
        "types": {"resourceTypeGeneral": "Dataset"},
        "dates": [{"date": "2021-03-04", "dateType": "Issued"}],
    }
    responses.get(f"{datacite.URL}/dois", json={"data": [{"id": DOI, "attributes": attributes}]})
    missing = Doi("10.5281/zenodo.2")
    answers = datacite.DataCite(url=datacite.URL, http=Http(), lane=lane).works([DOI, missing])
    assert answers[missing] == Absent("not in DataCite")
    assert answers[DOI] == Found(
        Record(
            source="datacite",
            title="A data set",
            authors=(Author("Lovelace", "Ada"), Author("Curie", "Marie"), Author(literal="The Lab")),
            publisher="Zenodo",
            date="2021-03-04",
            dates={"issued": "2021-03-04"},
            type="dataset",
            doi=DOI,
        )
    )
    assert "page[size]=2" in (responses.calls[0].request.url or "").replace("%5B", "[").replace("%5D", "]")


@pytest.mark.parametrize("body", [{}, {"data": {}}, [], "x"])
@responses.activate
def test_datacite_without_a_list_is_no_answer(lane: Lane, body: Any) -> None:
    responses.get(f"{datacite.URL}/dois", json=body)
    answers = datacite.DataCite(url=datacite.URL, http=Http(), lane=lane).works([DOI])
    assert answers == {DOI: Unavailable("an answer without a list of works")}


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (403, {"name": "ChallengeRequiredError"}, Unavailable("needs a login", refused=True)),
        (404, {}, Absent("OpenReview: no such forum")),
        (200, {"notes": []}, Unavailable("an empty answer that proves nothing")),
        (200, {}, Unavailable("an answer without notes")),
        (
            200,
            {
                "notes": [
                    {
                        "content": {
                            "title": {"value": "T"},
                            "authors": {"value": ["Ada Lovelace"]},
                            "venue": {"value": "X 2023"},
                        }
                    }
                ]
            },
            Found(
                Record(
                    source="openreview",
                    title="T",
                    authors=(Author("Lovelace", "Ada"),),
                    venue="X 2023",
                    type="paper-conference",
                )
            ),
        ),
        (
            200,
            {"notes": [{"content": {"title": "T"}}]},
            Found(Record(source="openreview", title="T", type="paper-conference")),
        ),
    ],
)
@responses.activate
def test_openreview_says_what_it_may(lane: Lane, status: int, body: Any, expected: object) -> None:
    responses.get(f"{openreview.URL}/notes", json=body, status=status)
    assert openreview.OpenReview(url=openreview.URL, http=Http(), lane=lane).forums(["mDwURmlapW"]) == {
        "mDwURmlapW": expected
    }
