"""Stand-in for the Software Heritage API: origins and their latest visit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from harvester.sandbox.wire import SYNTHETIC_DATE, Lane, Request, Response, error_page, json_response

if TYPE_CHECKING:
    from harvester.sandbox.world import World

_ORIGIN = re.compile(r"(?:/api/1)?/origin/(?P<url>.+?)/(?P<what>get|visit/latest)/")


def lane(request: Request) -> Lane:
    """Name the one lane there is for callers without a token."""
    return Lane("known" if request.header("authorization").startswith("Bearer ") else "anonymous")


def answer(request: Request, world: World) -> Response:
    """Answer for an origin, whose address must fit letter by letter."""
    match = _ORIGIN.fullmatch(request.decoded_path)
    if match is None or request.method not in {"GET", "HEAD"}:
        return error_page(404)
    url = match["url"]
    origin = world.origins.get(url)
    if origin is None:
        return _not_found(request, f"Origin with url {url} not found!")
    if match["what"] == "get":
        body = {
            "url": url,
            "origin_visits_url": f"{request.base}/origin/{url}/visits/",
            "visit_types": [origin.type],
            "has_visits": origin.visited,
            "metadata_authorities_url": f"{request.base}/raw-extrinsic-metadata/swhid/SANDBOX/authorities/",
        }
        return _json(request, body)
    if not origin.visited:
        return _not_found(request, f"No visit for origin {url} found")
    body = {
        "origin": url,
        "visit": 1,
        "date": origin.date or SYNTHETIC_DATE,
        "status": "full",
        "snapshot": "0" * 40,
        "type": origin.type,
    }
    return _json(request, body)


def nothing(request: Request) -> Response:
    """Answer that there is no such origin: the API has no empty answer besides."""
    return _not_found(request, "Origin not found!")


def failure(request: Request, status: int) -> Response:
    """Fail in the API's error shape; 429 as a refusal, 5xx as the front end does."""
    if status == 429:
        return refusal(request)
    if status >= 500:
        return error_page(status)
    names = {404: "NotFoundExc", 400: "BadInputExc", 403: "ForbiddenExc"}
    return _json(request, {"exception": names.get(status, "Exc"), "reason": "SANDBOX"}, status)


def refusal(request: Request) -> Response:
    """Refuse with 429; when to come back stands in ``X-RateLimit-Reset`` only."""
    body = {"exception": "Throttled", "reason": "Request was throttled. Expected available in 3600 seconds."}
    return _json(request, body, 429)


def _not_found(request: Request, reason: str) -> Response:
    return _json(request, {"exception": "NotFoundExc", "reason": reason}, 404)


def _json(request: Request, body: dict[str, Any], status: int = 200) -> Response:
    quota = request.quota
    names = "Limit", "Remaining", "Reset"
    values = (quota.limit, quota.remaining, quota.reset) if quota else ()
    headers = tuple((f"X-RateLimit-{name}", str(value)) for name, value in zip(names, values, strict=False))
    return json_response(body, status=status, headers=headers)
