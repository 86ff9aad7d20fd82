from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import requests

    from harvester.sandbox import Sandbox

LANDING = "https://landing.sandbox.example/10.1000/alpha"


@pytest.mark.parametrize(
    ("doi", "kind", "status", "code", "value"),
    [
        ("10.1000/alpha", "?type=URL", 200, 1, LANDING),
        ("10.1000/alpha", "", 200, 1, LANDING),
        ("10.3000/japanese", "?type=URL", 200, 1, "https://publisher.test/japanese"),
        ("10.3000/bare", "?type=URL", 200, 1, "https://landing.sandbox.example/10.3000/bare"),
        ("10.48550/arXiv.1706.03762", "?type=URL", 200, 1, "https://arxiv.org/abs/1706.03762"),
        ("10/short", "?type=HS_ALIAS", 200, 1, "10.3000/japanese"),
        ("10/short", "?type=URL", 200, 200, None),
        ("10.1000/alpha", "?type=HS_ALIAS", 200, 200, None),
        ("10.3000/no-value", "?type=URL", 200, 200, None),
        ("10.9999/none", "?type=URL", 404, 100, None),
        ("10.3000/broken", "?type=URL", 500, 2, None),
    ],
)
def test_the_handle_api_answers_by_response_code(
    *,
    sandbox: Sandbox,
    session: requests.Session,
    doi: str,
    kind: str,
    status: int,
    code: int,
    value: str | None,
) -> None:
    response = session.get(f"{sandbox.url}/doi/api/handles/{doi}{kind}")
    body: dict[str, Any] = response.json()
    assert (response.status_code, body["responseCode"], body["handle"]) == (status, code, doi)
    assert [entry["data"]["value"] for entry in body.get("values", [])] == ([value] if value else [])


def test_agencies_come_in_the_order_of_the_question(sandbox: Sandbox, session: requests.Session) -> None:
    names = "10.3000/japanese,10.9999/none,10.1000/ALPHA,foo,10.5281/data,10.48550/arxiv.1706.03762,10.5281"
    answer = session.get(f"{sandbox.url}/doi/doiRA/{names}").json()
    assert answer == [
        {"DOI": "10.3000/japanese", "RA": "JaLC"},
        {"DOI": "10.9999/none", "status": "DOI does not exist"},
        {"DOI": "10.1000/ALPHA", "RA": "Crossref"},
        {"DOI": "foo", "status": "Invalid DOI"},
        {"DOI": "10.5281/data", "RA": "DataCite"},
        {"DOI": "10.48550/arxiv.1706.03762", "RA": "DataCite"},
        {"DOI": "10.5281", "RA": "DataCite"},
    ]
    assert session.get(f"{sandbox.url}/doi/ra/{names}").json() == answer


def test_a_comma_in_a_doi_breaks_the_agency_look_up(sandbox: Sandbox, session: requests.Session) -> None:
    answer = session.get(f"{sandbox.url}/doi/doiRA/10.1000/one,two").json()
    assert [entry.get("RA") for entry in answer] == [None, None]


@pytest.mark.parametrize(
    ("path", "status", "location"),
    [
        ("10.1000/alpha", 302, LANDING),
        ("10/short", 302, "https://publisher.test/japanese"),
        ("10.9999/none", 404, None),
        ("10.3000/no-value", 404, None),
        ("10.3000/broken", 500, None),
        ("foo", 400, None),
    ],
)
def test_the_resolver_leads_to_the_landing_page(
    sandbox: Sandbox, session: requests.Session, path: str, status: int, location: str | None
) -> None:
    response = session.get(f"{sandbox.url}/doi/{path}", allow_redirects=False)
    assert (response.status_code, response.headers.get("Location")) == (status, location)
    assert response.headers["Content-Type"].startswith("text/html")


def test_an_unknown_doi_says_so_in_html(sandbox: Sandbox, session: requests.Session) -> None:
    assert "<title>Error: DOI Not Found</title>" in session.get(f"{sandbox.url}/doi/10.9999/none").text
    assert "<title>Error: Not a DOI</title>" in session.get(f"{sandbox.url}/doi/foo").text
