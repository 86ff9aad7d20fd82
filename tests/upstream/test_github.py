from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import responses

from harvester.http import Http
from harvester.model import Absent, Found, RepoName, Unavailable
from harvester.upstream.github import URL, GitHub, Repository

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.lanes import Lane

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
            {"full_name": "owner/repo", "archived": True, "size": 0},
            Found(Repository(name=NAME, archived=True, empty=True)),
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
    assert answer.reason == "GitHub's rate limit is spent"


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
