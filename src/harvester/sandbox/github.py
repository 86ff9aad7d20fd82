"""Stand-in for the GitHub REST API, and the door to its GraphQL API (shapes: octokit fixtures)."""

from __future__ import annotations

import re
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from harvester.sandbox import github_graphql, github_writes
from harvester.sandbox.wire import (
    SYNTHETIC_DATE,
    Lane,
    Quota,
    Request,
    Response,
    error_page,
    json_response,
    text_response,
)

if TYPE_CHECKING:
    from harvester.sandbox.rows import Gist, Repository
    from harvester.sandbox.world import World

TOKEN = "sandbox-token"  # noqa: S105  it opens nothing but the sandbox
JSON = "application/json; charset=utf-8"
SECONDARY_WAIT = 60
"""Seconds that a secondary limit asks to wait (GitHub, "Rate limits": at least a minute)."""

_DOCS = "https://docs.github.com/rest"
_REPOSITORY = re.compile(r"/repos/([^/]+)/([^/]+)")
_REPOSITORY_ID = re.compile(r"/repositories/([0-9]{1,18})")
_CONTENTS = re.compile(r"/repos/([^/]+)/([^/]+)/contents/(.*)", re.DOTALL)
_GIST = re.compile(r"/gists/([0-9A-Za-z]+)")
_USER = re.compile(r"/users/([^/]+)")


def lane(request: Request) -> Lane:
    """Name the limit: GraphQL points, REST with a token, or REST without; ``/rate_limit`` is free."""
    if request.path == "/graphql":
        return Lane("graphql")
    if request.method in github_writes.WRITES:
        return Lane("content")
    name = "core" if _credential(request) else "anonymous"
    return Lane(name, cost=0 if request.path == "/rate_limit" else 1)


def answer(request: Request, world: World) -> Response:
    """Answer ``/repos/{o}/{r}`` and its contents, ``/repositories/{id}``, users, gists, the limits and ``/graphql``."""
    if not request.header("user-agent"):
        rule = "Please make sure your request has a User-Agent header."
        page = f"Request forbidden by administrative rules. {rule}"
        return text_response(page, status=403, content_type="text/html")
    if _credential(request) not in {"", TOKEN}:
        return _problem(request, 401, "Bad credentials")
    if request.path == "/graphql" and not _credential(request):
        return _problem(request, 401, "This endpoint requires you to be authenticated.")
    if world.forge and _credential(request) and (hosted := github_writes.answer(request, world.forge)):
        return replace(hosted, headers=(*_headers(request), *hosted.headers))
    if request.path == "/graphql" and request.method == "POST":
        result, status = github_graphql.answer(request, world)
        return _json(request, result, status=status)
    if request.method not in {"GET", "HEAD"}:
        return _problem(request, 404, "Not Found")
    path = request.decoded_path
    if path == "/rate_limit":
        return _json(request, _rate_limit(request))
    if match := _REPOSITORY.fullmatch(path):
        return _repository(request, world, f"{match[1]}/{match[2]}".lower())
    if match := _REPOSITORY_ID.fullmatch(path):
        return _repository(request, world, world.repository_names.get(int(match[1]), ""))
    if (match := _USER.fullmatch(path)) and match[1].lower() in world.owners:
        return _json(request, _owner(request, world.owners[match[1].lower()]))
    if match := _CONTENTS.fullmatch(path):
        return _contents(request, world, f"{match[1]}/{match[2]}".lower(), match[3])
    if (match := _GIST.fullmatch(path)) and match[1] in world.gists:
        return _json(request, _gist(request, world.gists[match[1]]))
    return _problem(request, 404, "Not Found")


def nothing(request: Request) -> Response:
    """Answer with an empty object, by GraphQL with data that lacks every alias."""
    return _json(request, {"data": {}} if request.path == "/graphql" else {})


def failure(request: Request, status: int) -> Response:
    """Fail: 403 is the primary limit, 429 the secondary one, 451 a block, others come from the front end."""
    if status == 401:
        return _problem(request, status, "Bad credentials")
    if status == 403:
        return _limited(request, status, f"API rate limit exceeded for {_who(request)}.", used_up=True)
    if status == 404:
        return _problem(request, status, "Not Found")
    if status == 429:
        message = (
            "You have exceeded a secondary rate limit. Please wait a few minutes before you try again. "
            f"If you reach out to GitHub Support for help, please include the request ID {_REQUEST_ID}."
        )
        limited = _limited(request, status, message, used_up=False)
        retry = (("Retry-After", str(SECONDARY_WAIT)),)
        return Response(status=status, body=limited.body, headers=limited.headers + retry)
    if status == 451:
        return _blocked(request, status, "dmca")
    if status in {500, 502, 503}:
        return _problem(request, status, "Server Error")
    return error_page(status)


def refusal(request: Request) -> Response:
    """Refuse for the primary limit: by REST 403 with nothing remaining, by GraphQL 200 with RATE_LIMITED."""
    if request.path != "/graphql":
        return failure(request, 403)
    error = {"type": "RATE_LIMITED", "message": f"API rate limit exceeded for {_who(request)}."}
    return json_response({"errors": [error]}, content_type=JSON, headers=_headers(request, used_up=True))


_REQUEST_ID = "SANDBOX:0000:0000000:0000000:00000000"


def _who(request: Request) -> str:
    return "user ID 0" if _credential(request) else "127.0.0.1"


def _credential(request: Request) -> str:
    return request.header("authorization").partition(" ")[2].strip()


def _quota(request: Request) -> Quota:
    """The state told by the limiter; without one, an hour of which a single request is spent."""
    return request.quota or Quota(limit=60 if not _credential(request) else 1000, used=1, reset=946_684_800)


def _headers(request: Request, *, used_up: bool = False) -> tuple[tuple[str, str], ...]:
    quota = _quota(request)
    name = lane(request).name
    return (
        ("x-github-media-type", "github.v3; format=json"),
        ("x-github-request-id", _REQUEST_ID),
        ("x-ratelimit-limit", str(quota.limit)),
        ("x-ratelimit-remaining", "0" if used_up else str(quota.remaining)),
        ("x-ratelimit-used", str(quota.limit if used_up else quota.used)),
        ("x-ratelimit-reset", str(quota.reset)),
        ("x-ratelimit-resource", "graphql" if name == "graphql" else "core"),
    )


def _json(request: Request, value: Any, *, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> Response:
    return json_response(value, status=status, content_type=JSON, headers=(*_headers(request), *headers))


def _problem(request: Request, status: int, message: str) -> Response:
    return _json(request, {"message": message, "documentation_url": _DOCS, "status": str(status)}, status=status)


def _limited(request: Request, status: int, message: str, *, used_up: bool) -> Response:
    body = {"message": message, "documentation_url": f"{_DOCS}/overview/rate-limits-for-the-rest-api"}
    return json_response(body, status=status, content_type=JSON, headers=_headers(request, used_up=used_up))


def _blocked(request: Request, status: int, reason: str) -> Response:
    notice = "https://github.com/github/dmca/SANDBOX" if reason == "dmca" else "https://github.com/tos"
    block = {"reason": reason, "created_at": SYNTHETIC_DATE, "html_url": notice}
    return _json(request, {"message": "Repository access blocked", "block": block}, status=status)


def _rate_limit(request: Request) -> dict[str, Any]:
    quota = _quota(request)
    rate = {
        "limit": quota.limit,
        "used": quota.used,
        "remaining": quota.remaining,
        "reset": quota.reset,
    }
    return {"resources": {"core": rate}, "rate": rate}


def _repository(request: Request, world: World, name: str) -> Response:
    repository = world.repositories.get(name)
    if repository is None or repository.status == 404 or "/" not in name:
        return _problem(request, 404, "Not Found")
    if repository.moved_to:
        target = world.repository_ids.get(repository.moved_to.lower(), world.repository_ids[name])
        location = f"{request.base}/repositories/{target}"
        body = {
            "message": HTTPStatus(301).phrase,
            "url": location,
            "documentation_url": f"{_DOCS}#http-redirects",
        }
        if request.path == f"/repositories/{target}":  # its new name is unknown to this world
            return _problem(request, 404, "Not Found")
        return _json(request, body, status=301, headers=(("Location", location),))
    if repository.status in {403, 451}:
        return _blocked(request, repository.status, "dmca" if repository.status == 451 else "tos")
    if repository.status != 200:
        return failure(request, repository.status)
    return _json(request, _record(request, world, repository))


def _contents(request: Request, world: World, name: str, path: str) -> Response:
    repository = world.repositories.get(name)
    if repository is None or repository.status != 200 or repository.moved_to:
        return _repository(request, world, name)
    if repository.empty:
        return _problem(request, 404, "This repository is empty.")
    ref = dict(request.params).get("ref", repository.default_branch)
    if not repository.knows(ref):
        return _problem(request, 404, f"No commit found for the ref {ref}")
    if path and not repository.holds(ref, path):
        return _problem(request, 404, "Not Found")
    return _json(request, {"type": "file", "name": path.rpartition("/")[2], "path": path, "size": 1})


def _gist(request: Request, gist: Gist) -> dict[str, Any]:
    return {
        "id": gist.id,
        "node_id": f"SANDBOX_G_{gist.id}",
        "url": f"{request.base}/gists/{gist.id}",
        "html_url": f"https://gist.github.com/{gist.owner}/{gist.id}",
        "public": True,
        "files": {},
        "owner": _owner(request, gist.owner),
    }


def _owner(request: Request, login: str) -> dict[str, Any]:
    return {
        "login": login,
        "id": 0,
        "node_id": f"SANDBOX_U_{login}",
        "url": f"{request.base}/users/{login}",
        "html_url": f"https://github.com/{login}",
        "type": "User",
        "site_admin": False,
    }


def _record(request: Request, world: World, repository: Repository) -> dict[str, Any]:
    owner, _, name = repository.name.partition("/")
    number = world.repository_ids[repository.name.lower()]
    licence = repository.license and {
        "key": "other" if repository.license == "NOASSERTION" else repository.license.lower(),
        "name": "Other" if repository.license == "NOASSERTION" else repository.license,
        "spdx_id": repository.license,
        "url": None,
        "node_id": "SANDBOX_L",
    }
    return {
        "id": number,
        "node_id": f"SANDBOX_R_{number}",
        "name": name,
        "full_name": repository.name,
        "private": False,
        "owner": _owner(request, owner),
        "html_url": f"https://github.com/{repository.name}",
        "description": repository.description,
        "fork": repository.fork,
        "url": f"{request.base}/repos/{repository.name}",
        "created_at": SYNTHETIC_DATE,
        "updated_at": SYNTHETIC_DATE,
        "pushed_at": repository.pushed or SYNTHETIC_DATE,
        "homepage": repository.homepage,
        "size": 0 if repository.empty else 1,
        "stargazers_count": 0,
        "watchers_count": 0,
        "forks_count": 0,
        "open_issues_count": 0,
        "language": None,
        "archived": repository.archived,
        "disabled": repository.disabled,
        "license": licence,
        "visibility": "public",
        "default_branch": repository.default_branch,
    }
