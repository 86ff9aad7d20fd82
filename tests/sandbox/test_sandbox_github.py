from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from harvester.sandbox import Sandbox, World

if TYPE_CHECKING:
    import requests

TOKEN = {"Authorization": "Bearer sandbox-token"}
FIELDS = "nameWithOwner isArchived isEmpty licenseInfo{spdxId} defaultBranchRef{name}"


def ask(
    sandbox: Sandbox, session: requests.Session, query: str, **variables: Any
) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
    payload = {"query": query, "variables": variables}
    response = session.post(f"{sandbox.url}/github/graphql", json=payload, headers=TOKEN)
    assert response.status_code == 200
    body = response.json()
    return body.get("data"), body.get("errors", [])


@pytest.mark.parametrize("spelling", ["Ada/engine", "ada/ENGINE"])
def test_a_repository_has_the_shape_of_github(sandbox: Sandbox, session: requests.Session, spelling: str) -> None:
    response = session.get(f"{sandbox.url}/github/repos/{spelling}")
    body = response.json()
    assert (response.status_code, body["full_name"], body["owner"]["login"]) == (200, "Ada/engine", "Ada")
    assert (body["archived"], body["disabled"], body["private"], body["fork"]) == (False,) * 4
    assert body["license"]["spdx_id"] == "MIT"
    assert body["node_id"].startswith("SANDBOX")


def test_an_archived_repository_with_a_licence_nobody_knows(sandbox: Sandbox, session: requests.Session) -> None:
    body = session.get(f"{sandbox.url}/github/repos/ada/shelved").json()
    assert (body["archived"], body["license"]["spdx_id"], body["license"]["key"]) == (
        True,
        "NOASSERTION",
        "other",
    )


def test_a_citation_file_is_there_only_where_the_world_has_one(session: requests.Session) -> None:
    rows = [
        {"name": "ada/cited", "homepage": "https://ada.test-site.net", "citation": "title: X\n"},
        {"name": "ada/plain"},
    ]
    query = """query($file:String!){a:repository(owner:"ada",name:"cited"){homepageUrl object(expression:$file){...T}}
        b:repository(owner:"ada",name:"plain"){homepageUrl object(expression:$file){...T}}} fragment T on Blob{text}"""
    with Sandbox(World(repositories=rows)) as sandbox:
        data, errors = ask(sandbox, session, query, file="HEAD:CITATION.cff")
        statuses = [
            session.get(f"{sandbox.url}/github/repos/ada/{name}/contents/CITATION.cff").status_code
            for name in ("cited", "plain")
        ]
        assert session.get(f"{sandbox.url}/github/repos/ada/cited").json()["homepage"] == "https://ada.test-site.net"
    assert errors == []
    assert data == {
        "a": {"homepageUrl": "https://ada.test-site.net", "object": {"text": "title: X\n"}},
        "b": {"homepageUrl": None, "object": None},
    }
    assert statuses == [200, 404]


@pytest.mark.parametrize("path", ["repos/ada/none", "repos/ada/hidden", "repos/ada/engine.", "repos/none", "gists/1"])
def test_what_is_not_there_or_not_to_be_seen_is_404(sandbox: Sandbox, session: requests.Session, path: str) -> None:
    response = session.get(f"{sandbox.url}/github/{path}")
    assert (response.status_code, response.json()["message"]) == (404, "Not Found")


def test_a_renamed_repository_moves_permanently(sandbox: Sandbox, session: requests.Session) -> None:
    response = session.get(f"{sandbox.url}/github/repos/ada/former", allow_redirects=False)
    assert (response.status_code, response.json()["message"]) == (301, "Moved Permanently")
    assert response.headers["Location"] == response.json()["url"]
    assert "/github/repositories/" in response.headers["Location"]
    followed = session.get(f"{sandbox.url}/github/repos/ada/former")
    assert followed.json()["full_name"] == "Ada/engine"


@pytest.mark.parametrize(("name", "status", "reason"), [("taken-down", 451, "dmca"), ("blocked", 403, "tos")])
def test_a_blocked_repository_says_why_and_is_no_rate_limit(
    sandbox: Sandbox, session: requests.Session, name: str, status: int, reason: str
) -> None:
    response = session.get(f"{sandbox.url}/github/repos/ada/{name}")
    body = response.json()
    assert (response.status_code, body["block"]["reason"]) == (status, reason)
    assert body["message"] == "Repository access blocked"
    assert int(response.headers["x-ratelimit-remaining"]) > 0


@pytest.mark.parametrize(("user", "status"), [("ada", 200), ("ADA", 200), ("example", 404)])
def test_an_owner_of_repositories_is_a_user(
    sandbox: Sandbox, session: requests.Session, user: str, status: int
) -> None:
    assert session.get(f"{sandbox.url}/github/users/{user}").status_code == status


@pytest.mark.parametrize(("headers", "limit", "resource"), [({}, "60", "core"), (TOKEN, "1000", "core")])
def test_the_limit_depends_on_the_token(
    sandbox: Sandbox, session: requests.Session, headers: dict[str, str], limit: str, resource: str
) -> None:
    url = f"{sandbox.url}/github/repos/Ada/engine"
    first, second = (session.get(url, headers=headers).headers for _ in range(2))
    assert (first["x-ratelimit-limit"], first["x-ratelimit-resource"]) == (limit, resource)
    assert int(second["x-ratelimit-used"]) == int(first["x-ratelimit-used"]) + 1
    assert int(second["x-ratelimit-remaining"]) == int(first["x-ratelimit-remaining"]) - 1


def test_asking_for_the_limit_is_free(sandbox: Sandbox, session: requests.Session) -> None:
    rates = [session.get(f"{sandbox.url}/github/rate_limit").json()["rate"]["used"] for _ in range(3)]
    assert rates == [0, 0, 0]


def test_a_wrong_token_is_401(sandbox: Sandbox, session: requests.Session) -> None:
    response = session.get(f"{sandbox.url}/github/repos/Ada/engine", headers={"Authorization": "token no"})
    assert (response.status_code, response.json()["message"]) == (401, "Bad credentials")


def test_a_request_without_user_agent_is_forbidden(sandbox: Sandbox, session: requests.Session) -> None:
    response = session.get(f"{sandbox.url}/github/repos/Ada/engine", headers={"User-Agent": ""})
    assert response.status_code == 403


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer no"}])
def test_graphql_needs_the_token(sandbox: Sandbox, session: requests.Session, headers: dict[str, str]) -> None:
    response = session.post(f"{sandbox.url}/github/graphql", json={"query": "{}"}, headers=headers)
    assert response.status_code == 401


def test_graphql_answers_exactly_the_fields_asked_for(sandbox: Sandbox, session: requests.Session) -> None:
    data, errors = ask(sandbox, session, f'query{{ r0: repository(owner:"Ada",name:"engine"){{ {FIELDS} }} }}')
    assert errors == []
    assert data == {
        "r0": {
            "nameWithOwner": "Ada/engine",
            "isArchived": False,
            "isEmpty": False,
            "licenseInfo": {"spdxId": "MIT"},
            "defaultBranchRef": {"name": "main"},
        }
    }


def test_graphql_takes_variables_and_fragments(sandbox: Sandbox, session: requests.Session) -> None:
    query = """
        query Batch($o0: String!, $n0: String!) {
          r0: repository(owner: $o0, name: $n0) { ...state }   # a comment
          r1: repository(owner: "ada", name: "void") { ...state }
        }
        fragment state on Repository { __typename nameWithOwner defaultBranchRef { name } }
    """
    data, errors = ask(sandbox, session, query, o0="ada", n0="shelved")
    assert errors == []
    assert data == {
        "r0": {
            "__typename": "Repository",
            "nameWithOwner": "ada/shelved",
            "defaultBranchRef": {"name": "main"},
        },
        "r1": {"__typename": "Repository", "nameWithOwner": "ada/void", "defaultBranchRef": None},
    }


def test_graphql_tells_a_rename_by_the_name(sandbox: Sandbox, session: requests.Session) -> None:
    data, _ = ask(sandbox, session, '{ a: repository(owner:"ada",name:"former"){ nameWithOwner } }')
    assert data == {"a": {"nameWithOwner": "Ada/engine"}}
    data, errors = ask(
        sandbox, session, '{ a: repository(owner:"ada",name:"former",followRenames:false){ nameWithOwner } }'
    )
    assert (data, errors[0]["type"]) == ({"a": None}, "NOT_FOUND")


@pytest.mark.parametrize("name", ["none", "hidden", "taken-down", "blocked"])
def test_graphql_gives_null_and_an_error_on_its_path(sandbox: Sandbox, session: requests.Session, name: str) -> None:
    query = f'{{ ok: repository(owner:"Ada",name:"engine"){{name}}\n  gone: repository(owner:"ada",name:"{name}"){{name owner{{login}}}} }}'
    data, errors = ask(sandbox, session, query)
    assert data == {"ok": {"name": "engine"}, "gone": None}
    assert errors == [
        {
            "type": "NOT_FOUND",
            "path": ["gone"],
            "locations": [{"line": 2, "column": 3}],
            "message": f"Could not resolve to a Repository with the name 'ada/{name}'.",
        }
    ]


def test_graphql_gives_null_for_its_own_trouble_too(sandbox: Sandbox, session: requests.Session) -> None:
    data, errors = ask(sandbox, session, '{ a: repository(owner:"ada",name:"ill"){name} }')
    assert (data, errors[0]["path"]) == ({"a": None}, ["a"])
    assert "type" not in errors[0]
    assert session.get(f"{sandbox.url}/github/repos/ada/ill").status_code == 502


def test_graphql_tells_what_a_query_costs(sandbox: Sandbox, session: requests.Session) -> None:
    data, _ = ask(sandbox, session, "{ rateLimit { cost limit remaining resetAt } }")
    assert data is not None
    rate = data["rateLimit"]
    assert (rate["cost"], rate["limit"], rate["remaining"]) == (1, 1000, 999)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ('{ repository(owner:"Ada",name:"engine"){ colour } }', "Field 'colour' doesn't exist on type 'Repository'"),
        ('{ repository(owner:"ada",name:"none"){ colour } }', "Field 'colour' doesn't exist on type 'Repository'"),
        ("{ weather }", "Field 'weather' doesn't exist on type 'Query'"),
        (
            '{ repository(owner:"Ada",name:"engine"){ owner } }',
            "Field must have selections (field 'owner' returns Owner but has no selections)",
        ),
        ("{ repository", "Expected }, actual: end of file at [1, 13]"),
        ("", "Expected exactly one query"),
        ("query($a: String!){ repository(owner:$a,name:$a){name} }", "Variable $a is used but no value was given"),
    ],
)
def test_a_wrong_query_has_errors_and_no_data(
    sandbox: Sandbox, session: requests.Session, query: str, message: str
) -> None:
    data, errors = ask(sandbox, session, query)
    assert (data, errors[0]["message"]) == (None, message)


@pytest.mark.parametrize("body", ["not json", "[]", "{}", '{"query": 1}'])
def test_a_body_that_is_no_query_is_400(sandbox: Sandbox, session: requests.Session, body: str) -> None:
    response = session.post(f"{sandbox.url}/github/graphql", data=body, headers=TOKEN)
    assert response.status_code == 400
