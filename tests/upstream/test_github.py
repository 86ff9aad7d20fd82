from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import responses

from harvester.http import Http
from harvester.model import Absent, Found, RepoName, Unavailable
from harvester.upstream.github import PATH_GONE, URL, GitHub, Repository

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.lanes import Lane
    from support import FakeTime

NAME = RepoName("owner/repo")
NOT_FOUND = {"message": "Not Found", "documentation_url": "https://docs.github.com/rest", "status": "404"}
BLOCKED = {"message": "Repository access blocked", "block": {"reason": "dmca"}}


@pytest.fixture
def anonymous(lane: Lane) -> GitHub:
    return GitHub(url=URL, http=Http(), lane=lane)


@pytest.fixture
def with_token(lane: Lane) -> GitHub:
    return GitHub(url=URL, http=Http(), lane=lane, token="secret-token")


def graphql(answer: Callable[[dict[str, str]], dict[str, Any]], **more: Any) -> None:
    """Answer GraphQL from the variables of the query."""

    def callback(request: Any) -> tuple[int, dict[str, str], str]:
        return (
            more.get("status", 200),
            more.get("headers", {}),
            json.dumps(answer(json.loads(request.body)["variables"])),
        )

    responses.add_callback(responses.POST, f"{URL}/graphql", callback=callback)


@responses.activate
def test_nothing_to_ask_asks_nothing(with_token: GitHub) -> None:
    assert with_token.repositories([]) == {}
    assert len(responses.calls) == 0


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, {"full_name": "Owner/Repo", "size": 3}, Found(Repository(name=RepoName("Owner/Repo")))),
        (
            200,
            {"full_name": "owner/repo", "archived": True, "disabled": True, "fork": True, "size": 1},
            Found(Repository(name=NAME, archived=True, disabled=True, fork=True)),
        ),
        (404, NOT_FOUND, Absent("GitHub: no such public repository")),
        (451, BLOCKED, Absent("GitHub: taken down (dmca)")),
        (403, BLOCKED, Absent("GitHub: taken down (dmca)")),
        (404, {"message": "proxy says no"}, Unavailable("HTTP 404")),
        (403, {"message": "forbidden"}, Unavailable("HTTP 403", refused=True)),
        (401, {"message": "Bad credentials"}, Unavailable("GitHub does not take the token", refused=True)),
        (500, {}, Unavailable("HTTP 500")),
        (200, {}, Unavailable("an answer without a repository")),
        (200, [], Unavailable("an answer without a repository")),
    ],
)
@responses.activate
def test_rest_tells_the_cases_apart(anonymous: GitHub, status: int, body: Any, expected: object) -> None:
    responses.get(f"{URL}/repos/{NAME}", json=body, status=status)
    assert anonymous.repositories([NAME]) == {NAME: expected}


EMPTY = {"message": "This repository is empty.", "status": "404"}


@pytest.mark.parametrize(
    ("status", "body", "empty"),
    [(200, [], False), (404, NOT_FOUND, False), (500, {}, False), (404, EMPTY, True)],
)
@responses.activate
def test_a_size_of_nothing_is_no_proof_of_emptiness(anonymous: GitHub, status: int, body: Any, empty: bool) -> None:
    responses.get(f"{URL}/repos/{NAME}", json={"full_name": NAME, "size": 0})
    responses.get(f"{URL}/repos/{NAME}/contents/", json=body, status=status)
    assert anonymous.repositories([NAME]) == {NAME: Found(Repository(name=NAME, empty=empty))}


HERE = Found(Repository(name=NAME))
NO_REF = {"message": "No commit found for the ref feature", "status": "404"}


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, {"type": "file"}, HERE),
        (200, [{"type": "file"}], HERE),
        (403, {"message": "too large", "errors": [{"code": "too_large"}]}, HERE),
        (404, NO_REF, Found(Repository(name=NAME, unjudged="there is no branch or tag feature"))),
        (404, NOT_FOUND, Absent(PATH_GONE)),
        (404, EMPTY, Absent(PATH_GONE)),
        (404, {"message": "proxy says no"}, Unavailable("HTTP 404")),
        (403, {"message": "forbidden"}, Unavailable("HTTP 403", refused=True)),
        (500, {}, Unavailable("HTTP 500")),
        (200, "text", Unavailable("an answer without a file or a folder")),
        (200, {}, Unavailable("an answer without a file or a folder")),
        (200, [], Unavailable("an answer without a file or a folder")),
    ],
)
@pytest.mark.parametrize("token", ["", "secret-token"])
@responses.activate
def test_a_path_is_judged_beside_its_repository(
    lane: Lane, token: str, status: int, body: Any, expected: object
) -> None:
    path = f"{NAME} feature:a b/c.py"
    graphql(lambda _: {"data": {"r0": {"nameWithOwner": NAME, "p1": None}}})
    responses.get(f"{URL}/repos/{NAME}", json={"full_name": NAME, "size": 1})
    responses.get(f"{URL}/repos/{NAME}/contents/a%20b/c.py?ref=feature", json=body, status=status)
    github = GitHub(url=URL, http=Http(), lane=lane, token=token)
    assert github.repositories([NAME, path]) == {NAME: HERE, path: expected}


@responses.activate
def test_paths_ride_in_the_query_of_their_repository_and_under_its_new_name(with_token: GitHub) -> None:
    keys = [f"{NAME} main:a", "owner/other", f'{NAME} main:"}}{{b', f"{NAME} main:gone"]
    blob = {"__typename": "Blob"}
    renamed = {"nameWithOwner": "new/name", "p0": blob, "p1": blob, "p2": None}
    graphql(lambda _: {"data": {"r0": renamed, "r1": {"nameWithOwner": "owner/other"}}})
    responses.get(f"{URL}/repos/new/name/contents/gone?ref=main", json=NOT_FOUND, status=404)
    assert with_token.repositories(keys) == {
        keys[0]: Found(Repository(name=RepoName("new/name"))),
        keys[1]: Found(Repository(name=RepoName("owner/other"))),
        keys[2]: Found(Repository(name=RepoName("new/name"))),
        keys[3]: Absent(PATH_GONE),
    }
    asked = json.loads(responses.calls[0].request.body or "")
    assert '"' not in asked["query"]
    assert asked["variables"]["e0_1"] == 'main:"}{b'


@pytest.mark.parametrize("status", [502, 504])
@responses.activate
def test_what_is_too_much_for_graphql_is_asked_in_halves(with_token: GitHub, status: int) -> None:
    def callback(request: Any) -> tuple[int, dict[str, str], str]:
        variables = json.loads(request.body)["variables"]
        count = len(variables) // 2
        names = {f"r{i}": {"nameWithOwner": f"owner/{variables[f'n{i}']}"} for i in range(count)}
        return (status, {}, "") if count > 2 else (200, {}, json.dumps({"data": names}))

    responses.add_callback(responses.POST, f"{URL}/graphql", callback=callback)
    names = [f"owner/r{number}" for number in range(7)]
    assert with_token.repositories(names) == {name: Found(Repository(name=RepoName(name))) for name in names}
    assert len(responses.calls) == 7  # 7; 3, 1 and 2; 4, 2 and 2


@responses.activate
def test_what_partial_data_leaves_open_is_asked_again_and_not_taken_for_gone(with_token: GitHub) -> None:
    def answer(variables: dict[str, str]) -> dict[str, Any]:
        if "n2" in variables:
            errors = [
                {"type": "NOT_FOUND", "path": ["r1"]},
                {"type": "RESOURCE_LIMITS_EXCEEDED", "path": ["r2"], "message": "Resource limits for this query"},
            ]
            return {"data": {"r0": {"nameWithOwner": "owner/a"}, "r1": None, "r2": None}, "errors": errors}
        return {"data": {"r0": {"nameWithOwner": f"owner/{variables['n0']}"}}}

    graphql(answer)
    responses.get(f"{URL}/repos/owner/b", json=NOT_FOUND, status=404)
    assert with_token.repositories(["owner/a", "owner/b", "owner/c"]) == {
        "owner/a": Found(Repository(name=RepoName("owner/a"))),
        "owner/b": Absent("GitHub: no such public repository"),
        "owner/c": Found(Repository(name=RepoName("owner/c"))),
    }
    assert len(responses.calls) == 3


@pytest.mark.parametrize(
    ("question", "key", "place", "status", "body", "expected"),
    [
        ("accounts", "ada", "users/ada", 200, {"login": "Ada"}, Found("Ada")),
        ("gists", "a1", "gists/a1", 200, {"id": "a1"}, Found("a1")),
        ("accounts", "ada", "users/ada", 200, {"login": "eve"}, Unavailable("an answer about another account")),
        ("gists", "a1", "gists/a1", 200, [], Unavailable("an answer about another public gist")),
        ("accounts", "ada", "users/ada", 404, {"message": "proxy says no"}, Unavailable("HTTP 404")),
        ("gists", "a1", "gists/a1", 502, {}, Unavailable("HTTP 502")),
        ("accounts", "ada", "users/ada", 404, NOT_FOUND, Absent("GitHub: no such account")),
        ("gists", "a1", "gists/a1", 404, NOT_FOUND, Absent("GitHub: no such public gist")),
        (
            "gists",
            "a1",
            "gists/a1",
            451,
            {"message": "Gist access blocked", "block": {"reason": "dmca"}},
            Absent("GitHub: taken down (dmca)"),
        ),
    ],
)
@responses.activate
def test_accounts_and_gists_are_judged_as_what_they_are(
    with_token: GitHub, question: str, key: str, place: str, status: int, body: Any, expected: object
) -> None:
    responses.get(f"{URL}/{place}", json=body, status=status)
    assert getattr(with_token, question)([key]) == {key: expected}


@pytest.mark.parametrize(
    ("wait", "message", "asked", "waited"),
    [
        ("61", "You have exceeded a secondary rate limit.", 1, False),
        ("7", "You have exceeded a secondary rate limit.", 2, True),
        ("7", "You have triggered an abuse detection mechanism.", 2, True),
        ("60", "something new", 2, True),
    ],
)
@responses.activate
def test_a_short_limit_is_waited_for_and_a_long_one_is_not(
    anonymous: GitHub, time: FakeTime, wait: str, message: str, asked: int, waited: bool
) -> None:
    responses.get(f"{URL}/repos/{NAME}", status=403, headers={"Retry-After": wait}, json={"message": message})
    responses.get(f"{URL}/repos/{NAME}", json={"full_name": NAME, "size": 1})
    answer = anonymous.repositories([NAME])[NAME]
    assert len(responses.calls) == asked
    assert (answer == HERE) is waited
    assert isinstance(answer, Found | Unavailable)
    assert (sum(time.slept) >= float(wait)) is waited


@responses.activate
def test_a_renamed_repository_is_followed_within_the_api(anonymous: GitHub) -> None:
    responses.get(f"{URL}/repos/{NAME}", status=301, headers={"Location": f"{URL}/repositories/7"}, json={})
    responses.get(f"{URL}/repositories/7", json={"full_name": "new/name", "size": 1})
    assert anonymous.repositories([NAME]) == {NAME: Found(Repository(name=RepoName("new/name")))}


@responses.activate
def test_a_redirect_to_another_host_gets_no_token(with_token: GitHub) -> None:
    graphql(lambda _: {"data": {"r0": None}})
    responses.get(f"{URL}/repos/{NAME}", status=301, headers={"Location": "https://api.github.com.evil.tld/x"}, json={})
    assert with_token.repositories([NAME]) == {NAME: Unavailable("a redirect that leads away from the API")}
    assert [call.request.url for call in responses.calls] == [f"{URL}/graphql", f"{URL}/repos/{NAME}"]


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (403, {"x-ratelimit-remaining": "0"}, {"message": "API rate limit exceeded for 10.0.0.1."}),
        (429, {"retry-after": "7200"}, {"message": "You have exceeded a secondary rate limit."}),
    ],
)
@responses.activate
def test_a_limit_is_no_verdict(anonymous: GitHub, status: int, headers: dict[str, str], body: dict[str, str]) -> None:
    responses.get(f"{URL}/repos/{NAME}", status=status, headers=headers, json=body)
    answer = anonymous.repositories([NAME])[NAME]
    assert isinstance(answer, Unavailable)
    assert answer.refused
    assert answer.reason.startswith("GitHub's rate limit is spent")


@responses.activate
def test_a_single_404_is_a_slip(anonymous: GitHub) -> None:
    for url, there in (
        (f"{URL}/repos/{NAME}", {"full_name": NAME}),
        (f"{URL}/users/ada", {"login": "ada"}),
        (f"{URL}/gists/a1", {"id": "a1"}),
    ):
        responses.get(url, json=NOT_FOUND, status=404)
        responses.get(url, json=there)
    assert isinstance(anonymous.repositories([NAME])[NAME], Found)
    assert anonymous.accounts(["ada"]) == {"ada": Found("ada")}
    assert anonymous.gists(["a1"]) == {"a1": Found("a1")}


@responses.activate
def test_a_hundred_repositories_cost_one_query_and_no_name_enters_it(with_token: GitHub) -> None:
    names = [RepoName(f'own"er{{/re-{number}') for number in range(150)]

    def answer(variables: dict[str, str]) -> dict[str, Any]:
        count = len(variables) // 2
        return {
            "data": {f"r{i}": {"nameWithOwner": f"{variables[f'o{i}']}/{variables[f'n{i}']}"} for i in range(count)}
        }

    graphql(answer)
    answers = with_token.repositories(names)
    assert all(answers[name] == Found(Repository(name=name)) for name in names)
    assert len(responses.calls) == 2
    queries = [json.loads(call.request.body or "")["query"] for call in responses.calls]
    assert not any('own"er' in query for query in queries)
    assert all(call.request.headers["Authorization"] == "Bearer secret-token" for call in responses.calls)


@responses.activate
def test_a_null_is_confirmed_by_rest(with_token: GitHub) -> None:
    graphql(lambda _: {"data": {"r0": None, "r1": None}, "errors": [{"type": "NOT_FOUND", "path": ["r0"]}]})
    responses.get(f"{URL}/repos/owner/gone", json=NOT_FOUND, status=404)
    responses.get(f"{URL}/repos/owner/there", json={"full_name": "owner/there", "size": 1})
    gone, there = RepoName("owner/gone"), RepoName("owner/there")
    assert with_token.repositories([gone, there]) == {
        gone: Absent("GitHub: no such public repository"),
        there: Found(Repository(name=there)),
    }


@responses.activate
def test_a_limit_that_comes_with_200_is_seen(with_token: GitHub) -> None:
    graphql(lambda _: {"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]})
    answer = with_token.repositories([NAME])[NAME]
    assert answer == Unavailable("GitHub's rate limit is spent", 3600.0, refused=True)
    assert len(responses.calls) == 1


@pytest.mark.parametrize("body", [{}, {"data": None}, [], "x", None])
@responses.activate
def test_graphql_without_data_is_no_answer(with_token: GitHub, body: Any) -> None:
    graphql(lambda _: body)
    assert with_token.repositories([NAME]) == {NAME: Unavailable("an answer without data")}


UNRESOLVED = "Could not resolve to a Repository with the name 'owner/repo'."
NULL = {"type": "NOT_FOUND", "path": ["r0"], "locations": [{"line": 1, "column": 2}], "message": UNRESOLVED}
SPENT = {"type": "RATE_LIMITED", "message": "API rate limit exceeded for installation ID 1."}
SECONDARY = {"message": "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."}
SAML = {"type": "FORBIDDEN", "path": ["r0"], "message": "Resource protected by organization SAML enforcement."}


@pytest.mark.parametrize(
    ("status", "headers", "body", "expected"),
    [
        (200, {}, {"data": {"r0": None}, "errors": [NULL]}, Absent("GitHub: no such public repository")),
        (200, {}, {"data": {"r0": None}, "errors": [SAML]}, Absent("GitHub: no such public repository")),
        (200, {}, {"data": None, "errors": [SPENT]}, Unavailable("GitHub's rate limit is spent", 3600.0, refused=True)),
        (200, {}, {"errors": [SPENT]}, Unavailable("GitHub's rate limit is spent", 3600.0, refused=True)),
        (403, {"retry-after": "90"}, SECONDARY, Unavailable("GitHub's rate limit is spent", 90.0, refused=True)),
        (200, {}, {"errors": [SECONDARY]}, Unavailable("GitHub's rate limit is spent", 3600.0, refused=True)),
        (401, {}, {"message": "Bad credentials"}, Unavailable("GitHub does not take the token", refused=True)),
    ],
    ids=["unknown", "protected", "spent, null", "spent", "secondary", "secondary with 200", "token"],
)
@responses.activate
def test_the_shapes_of_graphql_are_told_apart(
    with_token: GitHub, status: int, headers: dict[str, str], body: Any, expected: Unavailable | Absent
) -> None:
    graphql(lambda _: body, status=status, headers=headers)
    responses.get(f"{URL}/repos/{NAME}", json=NOT_FOUND, status=404)
    answer = with_token.repositories([NAME])[NAME]
    if isinstance(answer, Unavailable) and isinstance(expected, Unavailable):
        assert answer.reason.startswith(expected.reason)
        expected = replace(expected, reason=answer.reason)
    assert answer == expected
