"""Stand-in for the part of GitHub's REST API that pull requests and issues are written by (shapes: docs.github.com)."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from harvester.sandbox.wire import SYNTHETIC_DATE, Request, Response, json_response

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from harvester.sandbox.forge import Forge, Ticket

LONGEST = 65_536
"""Characters that a title or a body may have."""

JSON = "application/json; charset=utf-8"
WRITES = frozenset({"POST", "PATCH", "PUT", "DELETE"})

_DOCS = "https://docs.github.com/rest"
_TICKETS = re.compile(r"/(pulls|issues)")
_TICKET = re.compile(r"/(pulls|issues)/([0-9]{1,9})")
_PART = re.compile(r"/issues/([0-9]{1,9})/(comments|labels)")


def answer(request: Request, forge: Forge) -> Response | None:
    """Answer what concerns the hosted repository or its token; None for everything else."""
    if request.path == "/user":
        return _user(request, forge)
    if request.path == "/graphql" and "viewer" in _json(request).get("query", ""):
        return json_response({"data": {"viewer": {"login": forge.login}}}, content_type=JSON)
    path = request.decoded_path
    root = f"/repos/{forge.name}"
    if path != root and not path.startswith(f"{root}/"):
        return None
    with forge.lock:
        forge.look()
        return _routed(request, forge, path.removeprefix(root))


def _routed(request: Request, forge: Forge, path: str) -> Response:
    said = _json(request)
    if not path:
        return _reply(_repository(request, forge))
    if request.method in WRITES and (refused := _refusal(request, forge, path)):
        return refused
    if match := _TICKETS.fullmatch(path):
        if request.method == "POST":
            return _created(request, forge, match[1], said)
        return _page(request, [_wire(request, forge, one, match[1]) for one in _listed(request, forge, match[1])])
    if match := _TICKET.fullmatch(path):
        ticket = forge.tickets.get(int(match[2]))
        if ticket is None or (match[1] == "pulls" and not ticket.head):
            return _problem(404, "Not Found")
        if request.method == "PATCH":
            if too_long := _too_long(said):
                return too_long
            if said.get("state") == "open" and ticket.head and not forge.sha(ticket.head):
                return _invalid("PullRequest", "state", "state cannot be changed. The branch was deleted.")
            ticket = forge.change(
                ticket.number,
                by=forge.login,
                title=str(said.get("title", "")),
                body=said.get("body"),
                state=str(said.get("state", "")),
            )
        return _reply(_wire(request, forge, ticket, match[1]))
    if (match := _PART.fullmatch(path)) and int(match[1]) in forge.tickets:
        return _part(request, forge, forge.tickets[int(match[1])], match[2], said)
    return _problem(404, "Not Found")


def _created(request: Request, forge: Forge, kind: str, said: Mapping[str, Any]) -> Response:
    if too_long := _too_long(said):
        return too_long
    title, body = str(said.get("title", "")), str(said.get("body") or "")
    if not title:
        return _invalid("Issue", "title", "title can't be blank", code="missing_field")
    if kind == "issues":
        if not forge.has_issues:
            return _problem(410, "Issues has been disabled in this repository.")
        ticket = forge.open(title, body, by=forge.login)
        ticket.labels += [str(label) for label in said.get("labels", [])]
        return _reply(_wire(request, forge, ticket, kind), status=201)
    head, base = str(said.get("head", "")).rpartition(":")[2], str(said.get("base", ""))
    if not forge.sha(head) or not forge.sha(base):
        return _invalid("PullRequest", "head" if forge.sha(base) else "base", "", code="invalid")
    if any(one.head == head and one.base == base and one.state == "open" for one in forge.tickets.values()):
        owner = forge.name.partition("/")[0]
        return _invalid("PullRequest", "", f"A pull request already exists for {owner}:{head}.")
    if not forge.git("rev-list", "--max-count=1", f"{base}..{head}"):
        return _invalid("PullRequest", "", f"No commits between {base} and {head}")
    ticket = forge.open(title, body, by=forge.login, head=head, base=base)
    return _reply(_wire(request, forge, ticket, kind), status=201)


def _part(request: Request, forge: Forge, ticket: Ticket, part: str, said: Mapping[str, Any]) -> Response:
    if part == "labels":
        ticket.labels += [str(one) for one in said.get("labels", []) if one not in ticket.labels]
        return _reply(_labels(ticket))
    if request.method == "POST":
        if too_long := _too_long(said):
            return too_long
        number = forge.comment(ticket.number, str(said.get("body", "")), by=forge.login)
        return _reply(_comment(request, forge, ticket, number), status=201)
    return _page(request, [_comment(request, forge, ticket, at) for at in range(1, len(ticket.comments) + 1)])


def _listed(request: Request, forge: Forge, kind: str) -> list[Ticket]:
    params = dict(request.params)
    state, head, creator = params.get("state", "open"), params.get("head", ""), params.get("creator", "")
    found = [
        one
        for one in forge.tickets.values()
        if (kind == "issues" or one.head)
        and state in {"all", one.state}
        and (not head or f"{forge.name.partition('/')[0]}:{one.head}" == head)
        and (not creator or one.author == creator)
    ]
    return sorted(found, key=lambda one: one.number, reverse=params.get("direction", "desc") == "desc")


def _refusal(request: Request, forge: Forge, path: str) -> Response | None:
    right = "pull_requests" if path.startswith("/pulls") else "issues"
    if path == "/pulls" and request.method == "POST" and "create_pull_requests" not in forge.allowed:
        return _problem(403, "GitHub Actions is not permitted to create or approve pull requests.")
    # either right lets a token label and comment on a pull request
    match = _PART.fullmatch(path)
    ticket = forge.tickets.get(int(match[1])) if match else None
    rights = {right, "pull_requests"} if ticket and ticket.head else {right}
    return None if rights & forge.allowed else _problem(403, "Resource not accessible by integration")


def _user(request: Request, forge: Forge) -> Response:
    if forge.login.endswith("]"):
        return _problem(403, "Resource not accessible by integration")
    return _reply(_owner(request, forge.login))


def _repository(request: Request, forge: Forge) -> dict[str, Any]:
    owner, _, name = forge.name.partition("/")
    return {
        "id": 1,
        "node_id": "SANDBOX_R_1",
        "name": name,
        "full_name": forge.name,
        "private": False,
        "owner": _owner(request, owner),
        "html_url": f"https://github.com/{forge.name}",
        "url": f"{request.base}/repos/{forge.name}",
        "default_branch": forge.default_branch,
        "has_issues": forge.has_issues,
        "archived": False,
        "disabled": False,
        "fork": False,
        "size": 1,
        "permissions": {"admin": False, "push": "contents" in forge.allowed, "pull": True},
    }


def _wire(request: Request, forge: Forge, ticket: Ticket, kind: str) -> dict[str, Any]:
    pull = f"{request.base}/repos/{forge.name}/pulls/{ticket.number}"
    shared = {
        "id": ticket.number,
        "number": ticket.number,
        "state": ticket.state,
        "title": ticket.title,
        "body": ticket.body,
        "user": _owner(request, ticket.author),
        "labels": _labels(ticket),
        "html_url": f"https://github.com/{forge.name}/{'pull' if ticket.head else 'issues'}/{ticket.number}",
        "created_at": SYNTHETIC_DATE,
        "updated_at": SYNTHETIC_DATE,
        "closed_at": SYNTHETIC_DATE if ticket.state == "closed" else None,
        "locked": False,
        "comments": len(ticket.comments),
    }
    if kind == "issues":
        return shared | ({"pull_request": {"url": pull}} if ticket.head else {})
    return {
        **shared,
        "url": pull,
        "draft": False,
        "merged_at": SYNTHETIC_DATE if ticket.merged else None,
        "head": _side(request, forge, ticket.head, ticket.sha),
        "base": _side(request, forge, ticket.base, forge.sha(ticket.base)),
    }


def _side(request: Request, forge: Forge, branch: str, sha: str) -> dict[str, Any]:
    owner = forge.name.partition("/")[0]
    return {
        "label": f"{owner}:{branch}",
        "ref": branch,
        "sha": sha,
        "user": _owner(request, owner),
        "repo": _repository(request, forge),
    }


def _comment(request: Request, forge: Forge, ticket: Ticket, number: int) -> dict[str, Any]:
    author, body = ticket.comments[number - 1]
    return {
        "id": ticket.number * 1000 + number,
        "body": body,
        "user": _owner(request, author),
        "created_at": SYNTHETIC_DATE,
        "updated_at": SYNTHETIC_DATE,
        "html_url": f"https://github.com/{forge.name}/issues/{ticket.number}#issuecomment-{number}",
    }


def _labels(ticket: Ticket) -> list[dict[str, Any]]:
    return [{"id": at, "name": name, "color": "ededed"} for at, name in enumerate(ticket.labels, start=1)]


def _owner(request: Request, login: str) -> dict[str, Any]:
    kind = "Bot" if login.endswith("]") else "User"
    return {"login": login, "id": 0, "type": kind, "url": f"{request.base}/users/{login}", "site_admin": False}


def _page(request: Request, rows: Sequence[dict[str, Any]]) -> Response:
    params = dict(request.params)
    size, page = min(int(params.get("per_page", "30")), 100), int(params.get("page", "1"))
    following = f'<{request.base}{request.path}?page={page + 1}&per_page={size}>; rel="next"'
    headers = (("Link", following),) if len(rows) > page * size else ()
    return json_response(rows[(page - 1) * size : page * size], content_type=JSON, headers=headers)


def _too_long(said: Mapping[str, Any]) -> Response | None:
    for name, most in (("title", 256), ("body", LONGEST)):
        if len(str(said.get(name) or "")) > most:
            return _invalid("Issue", name, f"{name} is too long (maximum is {most} characters)")
    return None


def _invalid(resource: str, name: str, message: str, *, code: str = "custom") -> Response:
    error = {"resource": resource, "code": code}
    error |= ({"field": name} if name else {}) | ({"message": message} if message else {})
    body = {"message": "Validation Failed", "errors": [error], "documentation_url": _DOCS, "status": "422"}
    return json_response(body, status=422, content_type=JSON)


def _problem(status: int, message: str) -> Response:
    body = {"message": message, "documentation_url": _DOCS, "status": str(status)}
    return json_response(body, status=status, content_type=JSON)


def _reply(value: Any, *, status: int = 200) -> Response:
    return json_response(value, status=status, content_type=JSON)


def _json(request: Request) -> dict[str, Any]:
    try:
        said = json.loads(request.body or b"{}")
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
