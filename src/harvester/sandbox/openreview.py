"""Stand-in for the OpenReview API: closed to anonymous callers since August 2026."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harvester.sandbox.wire import Lane, Request, Response, json_response

if TYPE_CHECKING:
    from harvester.sandbox.rows import Forum
    from harvester.sandbox.world import World

TOKEN = "sandbox-token"  # noqa: S105  it opens nothing but the sandbox
JSON = "application/json; charset=utf-8"


def lane(request: Request) -> Lane:  # noqa: ARG001  one signature for all upstreams
    """Name the one lane there is."""
    return Lane("notes")


def answer(request: Request, world: World) -> Response:
    """Answer ``/notes?forum=`` and ``/notes?id=``, to anonymous callers only for forums that are open."""
    params = dict(request.params)
    asked = params.get("forum") or params.get("id") or ""
    forum = world.forums.get(asked)
    known = request.header("authorization") == f"Bearer {TOKEN}"
    if request.decoded_path.rstrip("/") != "/notes" or request.method not in {"GET", "HEAD"}:
        return failure(request, 404)
    if not known and not (forum and forum.open):
        return failure(request, 403)
    if forum is None and "id" in params:
        return _error(404, "NotFoundError", f"The Note {asked} was not found")
    notes = [_note(forum)] if forum else []
    return json_response({"notes": notes, "count": len(notes)}, content_type=JSON)


def nothing(request: Request) -> Response:  # noqa: ARG001  one signature for all upstreams
    """Answer with no notes."""
    return json_response({"notes": [], "count": 0}, content_type=JSON)


def failure(request: Request, status: int) -> Response:  # noqa: ARG001  one signature for all upstreams
    """Fail in the API's error shape; 403 demands a challenge that only a browser can meet."""
    if status == 403:
        details = {"challengeUrl": "https://openreview.net/challenge?SANDBOX"}
        return _error(403, "ChallengeRequiredError", "Challenge verification required (SANDBOX)", details)
    names = {404: "NotFoundError", 429: "RateLimitError"}
    messages = {404: "The requested resource was not found", 429: "Too many requests"}
    return _error(status, names.get(status, "Error"), messages.get(status, "Internal error"))


def refusal(request: Request) -> Response:
    """Refuse with 429."""
    return failure(request, 429)


def _error(status: int, name: str, message: str, details: dict[str, Any] | None = None) -> Response:
    body = {"name": name, "message": message, "status": status, "details": details or {}}
    return json_response(body, status=status, content_type=JSON)


def _note(forum: Forum) -> dict[str, Any]:
    content = {"title": {"value": forum.title}, "authors": {"value": list(forum.authors)}}
    if forum.venue:
        content["venue"] = {"value": forum.venue}
    return {"id": forum.id, "forum": forum.id, "invitations": ["SANDBOX/-/Submission"], "content": content}
