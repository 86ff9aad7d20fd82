"""Stand-in for the Crossref REST API (shapes: answers that habanero recorded in June 2026).

Modelled: single works, agency, and lists by ``doi``, ``alternative-id``, ``type``, ``prefix`` and free text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from zlib import crc32

from harvester.sandbox.crossref_record import SELECTABLE, record
from harvester.sandbox.wire import Lane, Request, Response, json_response, text_response

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from harvester.sandbox.rows import Work
    from harvester.sandbox.world import World

JSON = "application/json;charset=utf-8"
MAX_REQUEST_LINE = 4096
"""Bytes. Crossref warns of a limit without naming it; 4 KB is what is known to work."""
MAX_ROWS = 1000
DEFAULT_ROWS = 20

POOLS = {  # by sender and route: requests a second, concurrency (named so in answers since August 2026)
    "public-single": (5, 1),
    "public-array": (1, 1),
    "polite-single": (10, 3),
    "polite-array": (3, 3),
}
FILTERS: dict[str, Callable[[Work, str], bool]] = {
    "doi": lambda work, value: work.doi.lower() == value.lower(),
    "alternative-id": lambda work, value: value.lower() in map(str.lower, work.alternative_id),
    "type": lambda work, value: work.type == value,
    "prefix": lambda work, value: work.doi.lower().startswith(f"{value.lower()}/"),
}
LIST_PARAMETERS = frozenset(
    ["query", "filter", "rows", "offset", "select", "sort", "order", "facet", "sample", "cursor"]
)


def lane(request: Request) -> Lane:
    """Name the pool: by ``mailto`` in query or User-Agent, and by route class."""
    params = dict(request.params)
    polite = bool(params.get("mailto")) or "mailto:" in request.header("user-agent")
    single = _route(request).startswith("/works/")
    return Lane(f"{'polite' if polite else 'public'}-{'single' if single else 'array'}")


def answer(request: Request, world: World) -> Response:
    """Answer ``/works``, ``/works/{doi}`` and ``/works/{doi}/agency``, with or without ``/v1``."""
    if request.line_length > MAX_REQUEST_LINE:
        return text_response(
            "<h1>Bad Message 414</h1><pre>reason: URI Too Long</pre>", status=414, content_type="text/html"
        )
    if request.method not in {"GET", "HEAD"}:
        return failure(request, 405)
    route = _route(request)
    if route == "/works":
        return _with_pool(_list(request, world), request)
    if route.startswith("/works/"):
        return _with_pool(_single(request, world, route.removeprefix("/works/")), request)
    return _with_pool(_not_found(JSON), request)


def nothing(request: Request) -> Response:
    """Answer with an empty list."""
    return _with_pool(_work_list((), total=0, rows=DEFAULT_ROWS, offset=0), request)


def failure(request: Request, status: int) -> Response:  # noqa: ARG001  one signature for all upstreams
    """Fail as the load balancer does: HTML, without rate headers."""
    texts = {
        403: "Request forbidden by administrative rules.",
        405: "Method not allowed.",
        429: "You have sent too many requests in a given amount of time.",
        502: "The server returned an invalid or incomplete response.",
        503: "No server is available to handle this request.",
        504: "The server didn't respond in time.",
    }
    phrase = {403: "Forbidden", 429: "Too Many Requests"}.get(status, "Error")
    body = f"<html><body><h1>{status} {phrase}</h1>\n{texts.get(status, phrase)}\n</body></html>\n"
    return text_response(body, status=status, content_type="text/html")


def refusal(request: Request) -> Response:
    """Refuse with 429 and without ``Retry-After``, which clients must not count on."""
    return failure(request, 429)


def _route(request: Request) -> str:
    route = request.decoded_path.removeprefix("/v1")
    return "/works" if route == "/works/" else route  # a DOI may end in a slash


def _with_pool(response: Response, request: Request) -> Response:
    name = lane(request).name
    requests, concurrency = POOLS[name]
    pool = (
        ("x-rate-limit-limit", str(requests)),
        ("x-rate-limit-interval", "1s"),
        ("x-concurrency-limit", str(concurrency)),
        ("x-api-pool", name),
    )
    return Response(status=response.status, body=response.body, headers=response.headers + pool)


def _not_found(content_type: str) -> Response:
    return text_response("Resource not found.", status=404, content_type=content_type)


def _invalid(kind: str, value: str, message: str) -> Response:
    problem = {"type": kind, "value": value, "message": message}
    body = {"status": "failed", "message-type": "validation-failure", "message": [problem]}
    return json_response(body, status=400, content_type=JSON)


def _single(request: Request, world: World, name: str) -> Response:
    for parameter, _ in request.params:
        if parameter.startswith("query."):
            return _invalid("parameter-not-allowed", "query.*", "This route does not support field query parameters")
        if parameter in LIST_PARAMETERS:
            return _invalid("parameter-not-allowed", parameter, f"This route does not support {parameter}")
    if name.endswith("/agency"):
        return _agency(world, name.removesuffix("/agency"))
    work = world.works.get(name.lower())
    handle = world.handle(name)
    if work is None and handle and handle.alias and not name.startswith("10/"):
        return _alias(request, handle.alias)
    if work is None or work.registry != "Crossref":
        return _not_found("text/plain")
    return _message("work", record(work))


def _alias(request: Request, doi: str) -> Response:
    """Send on to the DOI that replaced this one, as some clients saw it; others saw 404.

    A work of that name with another ``DOI`` in its ``extra`` is an alias that is answered with the other's record.
    """
    location = f"{request.base}/works/{quote(doi, safe='')}"
    return text_response("", status=301, headers=(("Location", location),))


def _agency(world: World, doi: str) -> Response:
    agency = world.agency(doi) if "/" in doi else None
    if agency is None:
        return _not_found(JSON)
    return _message("work-agency", {"DOI": doi.lower(), "agency": {"id": agency.lower(), "label": agency}})


def _message(kind: str, message: dict[str, Any]) -> Response:
    body = {"status": "ok", "message-type": kind, "message-version": "1.0.0", "message": message}
    return json_response(body, content_type=JSON)


def _work_list(items: Iterable[dict[str, Any]], *, total: int, rows: int, offset: int) -> Response:
    message = {
        "facets": {},
        "total-results": total,
        "items": list(items),
        "items-per-page": rows,
        "query": {"start-index": offset, "search-terms": None},
    }
    return _message("work-list", message)


def _list(request: Request, world: World) -> Response:
    params = dict(request.params)
    for parameter in params:
        if parameter not in LIST_PARAMETERS and not parameter.startswith("query.") and parameter != "mailto":
            message = f"Parameter {parameter} specified but there is no such parameter available on any route"
            return _invalid("parameter-not-found", parameter, message)
    for parameter, highest in (("rows", MAX_ROWS), ("offset", 10_000)):
        value = params.get(parameter, "0")
        if not re.fullmatch("[0-9]{1,9}", value) or int(value) > highest:
            rule = f"must be a positive integer less than or equal to {highest}. "
            message = f"Integer specified as {value} but {rule}"
            return _invalid("integer-not-valid", value, message)
    if "cursor" in params:
        return _bad_cursor(params["cursor"])
    selected = params["select"].split(",") if params.get("select") else []
    for name in selected:
        if name not in SELECTABLE:
            message = (
                f"Select '{name}' specified but there is no such select for this route. "
                f"Valid selects for this route are: {', '.join(sorted(SELECTABLE))}"
            )
            return _invalid("select-not-available", name, message)
    # A piece without a colon is what remains of a DOI that holds a comma: it asks for nothing.
    asked = [piece.partition(":")[::2] for piece in params.get("filter", "").split(",") if ":" in piece]
    for name, _ in asked:
        if name not in FILTERS:
            message = (
                f"Filter {name} specified but there is no such filter for this route. "
                f"Valid filters for this route are: {', '.join(sorted(FILTERS))}"
            )
            return _invalid("filter-not-available", name, message)
    found = _search(params, _filtered(params, asked, world))
    rows, offset = int(params.get("rows", DEFAULT_ROWS)), int(params.get("offset", 0))
    items = [record(work) for work in found[offset : offset + rows]]
    if selected:
        items = [{name: item[name] for name in selected if name in item} for item in items]
    return _work_list(items, total=len(found), rows=rows, offset=offset)


def _bad_cursor(cursor: str) -> Response:
    problem = {
        "type": "cursor-invalid",
        "value": cursor,
        "message": "Cursor specified is invalid or expired.",
    }
    body = {"status": "failed", "message-type": "resource-failure", "message": [problem]}
    return json_response(body, status=404, content_type=JSON)


def _filtered(params: dict[str, str], asked: list[tuple[str, str]], world: World) -> list[Work]:
    """Filters of one name are alternatives, filters of different names must all hold."""
    values: dict[str, list[str]] = {}
    for name, value in asked:
        values.setdefault(name, []).append(value)
    if "doi" in values:
        pool = [world.works[doi] for doi in {value.lower() for value in values["doi"]} if doi in world.works]
    elif "alternative-id" in values:
        wanted = {value.lower() for value in values["alternative-id"]}
        pool = [work for value in wanted for work in world.alternative_ids.get(value, ())]
    elif params.get("filter"):
        pool = list(world.works.values()) if values else []
    else:
        pool = list(world.works.values())
    kept = [
        work
        for work in pool
        if work.registry == "Crossref"
        and all(any(FILTERS[name](work, value) for value in wanted) for name, wanted in values.items())
    ]
    # Crossref's order is not that of the question; a checksum is as good as any, and repeatable.
    return sorted({work.doi: work for work in kept}.values(), key=lambda work: crc32(work.doi.lower().encode()))


def _search(params: dict[str, str], works: list[Work]) -> list[Work]:
    """Rank by the number of words in common, as free text queries find nearly everything."""
    text = " ".join(value for name, value in params.items() if name == "query" or name.startswith("query."))
    words = set(re.findall(r"\w+", text.lower()))
    if not words:
        return works
    ranked = [(len(words & _words(work)), work) for work in works]
    return [work for score, work in sorted(ranked, key=lambda pair: -pair[0]) if score]


def _words(work: Work) -> set[str]:
    parts = [*work.titles, *work.venues, *(str(author) for author in work.authors), *map(str, work.issued)]
    return set(re.findall(r"\w+", " ".join(parts).lower()))
