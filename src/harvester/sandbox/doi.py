"""Stand-in for doi.org: handle API, registration agency look-up and resolver (shapes: DOI Handbook)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from harvester.sandbox.wire import (
    SYNTHETIC_DATE,
    Lane,
    Request,
    Response,
    error_page,
    html_response,
    json_response,
)
from harvester.sandbox.world import landing_page

if TYPE_CHECKING:
    from harvester.sandbox.rows import Handle
    from harvester.sandbox.world import World

JSON = "application/json;charset=UTF-8"
_HANDLES = "/api/handles/"
_AGENCIES = re.compile(r"/(?:doiRA|ra)/")
_DOI = re.compile(r"10\.[0-9.]+/\S.*|10/\S+", re.DOTALL)
_PREFIX = re.compile(r"10\.[0-9.]+")


def lane(request: Request) -> Lane:
    """Name the service: the agency look-up has a limit of its own."""
    return Lane("ra" if _AGENCIES.match(request.path) else "handle")


def answer(request: Request, world: World) -> Response:
    """Answer ``/api/handles/{doi}``, ``/doiRA/{doi,doi}``, ``/ra/…`` and ``/{doi}``."""
    if request.method not in {"GET", "HEAD"}:
        return error_page(405)
    path = request.decoded_path
    if path.startswith(_HANDLES):
        return _handle(path.removeprefix(_HANDLES), dict(request.params).get("type", ""), world)
    if agencies := _AGENCIES.match(path):
        return json_response([_agency(name, world) for name in path[agencies.end() :].split(",")], content_type=JSON)
    return _resolve(path.removeprefix("/"), world)


def nothing(request: Request) -> Response:
    """Answer with an empty list, for the agency look-up, or an empty object."""
    return json_response([] if lane(request).name == "ra" else {}, content_type=JSON)


def failure(request: Request, status: int) -> Response:
    """Fail as Cloudflare's page; the handle API has a JSON body of its own for 500."""
    if status == 500 and request.path.startswith(_HANDLES):
        name = request.decoded_path.removeprefix(_HANDLES)
        return json_response({"responseCode": 2, "handle": name}, status=500, content_type=JSON)
    return error_page(status)


def refusal(request: Request) -> Response:
    """Refuse with 429."""
    return failure(request, 429)


def _handle(name: str, wanted: str, world: World) -> Response:
    handle = world.handle(name)
    if handle is None:
        return json_response({"responseCode": 100, "handle": name}, status=404, content_type=JSON)
    if handle.code == 2:
        return json_response({"responseCode": 2, "handle": name}, status=500, content_type=JSON)
    values = [value for value in _values(handle) if wanted in {"", value["type"]}]
    code = 1 if values else 200
    return json_response({"responseCode": code, "handle": name, "values": values}, content_type=JSON)


def _values(handle: Handle) -> list[dict[str, Any]]:
    if handle.code == 200:
        return []
    kind, text = ("HS_ALIAS", handle.alias) if handle.alias else ("URL", handle.url or landing_page(handle.doi))
    data = {"format": "string", "value": text}
    return [{"index": 1, "type": kind, "data": data, "ttl": 86400, "timestamp": SYNTHETIC_DATE}]


def _agency(name: str, world: World) -> dict[str, str]:
    if not (_DOI.fullmatch(name) or _PREFIX.fullmatch(name)):
        return {"DOI": name, "status": "Invalid DOI"}
    agency = world.agency(name)
    return {"DOI": name, "RA": agency} if agency else {"DOI": name, "status": "DOI does not exist"}


def _resolve(name: str, world: World) -> Response:
    if not _DOI.fullmatch(name):
        return html_response("Error: Not a DOI", name, status=400)
    handle = world.handle(name)
    if handle and handle.alias:
        handle = world.handle(handle.alias)
    if handle is None or handle.code == 200:
        return html_response("Error: DOI Not Found", name, status=404)
    if handle.code == 2:
        return error_page(500)
    location = handle.url or landing_page(handle.doi)
    return html_response("Handle Redirect", location, status=302, headers=(("Location", location),))
