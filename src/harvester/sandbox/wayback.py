"""Stand-in for the Wayback Machine's index of captures (CDX server) and its availability API."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from harvester.sandbox.wire import Lane, Request, Response, error_page, json_response, text_response

if TYPE_CHECKING:
    from harvester.sandbox.rows import Capture
    from harvester.sandbox.world import World

INDEX = "/cdx/search/cdx"
AVAILABLE = "/wayback/available"

_FIELDS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")


def lane(request: Request) -> Lane:
    """Name the service."""
    return Lane("available" if request.path.startswith(AVAILABLE) else "cdx")


def answer(request: Request, world: World) -> Response:
    """Answer the index (``from``, ``to``, ``limit``, ``fl``, ``filter`` by status, ``output``) and availability."""
    params = dict(request.params)
    path = request.decoded_path.rstrip("/")
    if path not in {INDEX, AVAILABLE} or not params.get("url"):
        return error_page(404 if path not in {INDEX, AVAILABLE} else 400)
    found = sorted(world.captures.get(capture_key(params["url"]), ()), key=lambda capture: capture.timestamp)
    return _available(params, found) if path == AVAILABLE else _index(params, found)


def nothing(request: Request) -> Response:
    """Answer with no capture."""
    if lane(request).name == "available":
        return json_response({"url": dict(request.params).get("url", ""), "archived_snapshots": {}})
    return json_response([])


def failure(request: Request, status: int) -> Response:  # noqa: ARG001  one signature for all upstreams
    """Fail with the front end's page."""
    return error_page(status)


def refusal(request: Request) -> Response:  # noqa: ARG001  one signature for all upstreams
    """Refuse with 429."""
    return error_page(429)


def capture_key(url: str) -> str:
    """A URL as the index sorts it, in lower case: no scheme, ``www.``, default port, fragment and slash at the end."""
    parts = urlsplit(url if "://" in url else f"http://{url}")
    host = parts.netloc.lower().removesuffix(":80").removesuffix(":443").removeprefix("www.")
    query = f"?{parts.query}" if parts.query else ""
    return f"{host})/{parts.path.strip('/')}{query}".lower()


def _index(params: dict[str, str], found: list[Capture]) -> Response:
    first, last = params.get("from", ""), params.get("to", "")
    # a moment that is cut off stands for the first or the last that begins so
    rows = [c for c in found if c.timestamp >= first and c.timestamp[: len(last)] <= last]
    if match := re.fullmatch(r"(!?)statuscode:(.+)", params.get("filter", "")):
        rows = [c for c in rows if bool(re.fullmatch(match[2], str(c.status))) is not bool(match[1])]
    limit = int(params["limit"]) if re.fullmatch(r"-?\d{1,9}", params.get("limit", ""), re.ASCII) else 0
    rows = rows[limit:] if limit < 0 else rows[:limit] if limit else rows
    fields = [name for name in params.get("fl", ",".join(_FIELDS)).split(",") if name in _FIELDS]
    lines = [[_field(capture, name) for name in fields] for capture in rows]
    if params.get("output") == "json":
        return json_response([fields, *lines] if lines else [])
    return text_response("".join(" ".join(line) + "\n" for line in lines))


def _field(capture: Capture, name: str) -> str:
    values = {
        "urlkey": capture_key(capture.url),
        "timestamp": capture.timestamp,
        "original": capture.url,
        "mimetype": "text/html",
        "statuscode": str(capture.status),
        "digest": "SANDBOX",
        "length": "0",
    }
    return values[name]


def _available(params: dict[str, str], found: list[Capture]) -> Response:
    good = [capture for capture in found if capture.status == 200]
    wanted = params.get("timestamp", "99999999999999").ljust(14, "0")
    if not good or not wanted.isdigit():
        return json_response({"url": params["url"], "archived_snapshots": {}})
    closest = min(good, key=lambda capture: abs(int(capture.timestamp) - int(wanted)))
    snapshot = {
        "available": True,
        "url": f"http://web.archive.org/web/{closest.timestamp}/{closest.url}",
        "timestamp": closest.timestamp,
        "status": str(closest.status),
    }
    return json_response({"url": params["url"], "archived_snapshots": {"closest": snapshot}})
