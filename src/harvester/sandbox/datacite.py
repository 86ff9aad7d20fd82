"""Stand-in for the DataCite REST API (JSON:API, as its documentation has it); it knows arXiv's papers too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from zlib import crc32

from harvester.sandbox.wire import SYNTHETIC_DATE, Lane, Request, Response, error_page, json_response
from harvester.sandbox.world import ARXIV_PREFIX, landing_page

if TYPE_CHECKING:
    from harvester.sandbox.rows import Preprint, Work
    from harvester.sandbox.world import World

JSON = "application/vnd.api+json; charset=utf-8"
DEFAULT_SIZE = 25
MAX_SIZE = 1000
WINDOW = 300
"""Seconds in which the limit counts (DataCite, June 2026)."""

_QUOTED = re.compile(r'"([^"]*)"')


def lane(request: Request) -> Lane:
    """Name the limit: with an address in ``mailto`` or the User-Agent twice as much is allowed."""
    polite = "mailto" in dict(request.params) or "mailto:" in request.header("user-agent")
    return Lane("polite" if polite else "anonymous")


def answer(request: Request, world: World) -> Response:
    """Answer ``/dois/{doi}`` and ``/dois?ids=…`` or ``?query=doi:("…" OR "…")``."""
    if request.method not in {"GET", "HEAD"}:
        return error_page(405)
    path = request.decoded_path.rstrip("/")
    if path == "/dois":
        return _list(request, world)
    record = _find(path.removeprefix("/dois/").lower(), world) if path.startswith("/dois/") else None
    if record is None:
        return _not_found()
    return json_response({"data": record}, content_type=JSON)


def nothing(request: Request) -> Response:  # noqa: ARG001  one signature for all upstreams
    """Answer with an empty list."""
    return _page([], total=0, number=1, size=DEFAULT_SIZE)


def failure(request: Request, status: int) -> Response:
    """Fail as JSON:API does, at 5xx as the load balancer does."""
    if status == 404:
        return _not_found()
    if status == 429:
        return refusal(request)
    if status >= 500:
        return error_page(status)
    return json_response({"errors": [{"status": str(status)}]}, status=status, content_type=JSON)


def refusal(request: Request) -> Response:  # noqa: ARG001  one signature for all upstreams
    """Refuse with 429 and ``Retry-After``."""
    errors = [{"status": "429", "title": "Too many requests."}]
    retry = (("Retry-After", str(WINDOW)),)
    return json_response({"errors": errors}, status=429, content_type=JSON, headers=retry)


def _not_found() -> Response:
    errors = [{"status": "404", "title": "The resource you are looking for doesn't exist."}]
    return json_response({"errors": errors}, status=404, content_type=JSON)


def _list(request: Request, world: World) -> Response:
    params = dict(request.params)
    if "ids" in params:
        wanted = [doi.strip().lower() for doi in params["ids"].split(",")]
    else:
        # The true index holds lower-case names and compares them letter by letter (datacite issue 2116).
        wanted = _QUOTED.findall(params.get("query", ""))
    size = _number(params.get("page[size]"), DEFAULT_SIZE, MAX_SIZE)
    number = _number(params.get("page[number]"), 1, 10_000)
    found = [record for doi in dict.fromkeys(wanted) if (record := _find(doi, world))]
    found.sort(key=lambda record: crc32(record["id"].encode()))
    shown = found[(number - 1) * size : number * size]
    if fields := params.get("fields[dois]"):
        kept = fields.split(",")
        shown = [_only(record, kept) for record in shown]
    return _page(shown, total=len(found), number=number, size=size)


def _number(text: str | None, default: int, highest: int) -> int:
    return min(int(text), highest) if text and re.fullmatch("[0-9]{1,6}", text) else default


def _only(record: dict[str, Any], kept: list[str]) -> dict[str, Any]:
    attributes = {name: value for name, value in record["attributes"].items() if name in kept}
    return {**record, "attributes": attributes}


def _page(records: list[dict[str, Any]], *, total: int, number: int, size: int) -> Response:
    meta = {"total": total, "totalPages": -(-total // size) if size else 0, "page": number}
    return json_response({"data": records, "meta": meta, "links": {}}, content_type=JSON)


def _find(doi: str, world: World) -> dict[str, Any] | None:
    work = world.works.get(doi)
    if work:
        return _of_work(work) if work.registry == "DataCite" else None
    preprint = world.preprints.get(doi.removeprefix(ARXIV_PREFIX)) if doi.startswith(ARXIV_PREFIX) else None
    return _of_preprint(preprint) if preprint else None


def _record(doi: str, attributes: dict[str, Any]) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "doi": doi,
        "creators": [],
        "titles": [],
        "publisher": None,
        "publicationYear": None,
        "types": {},
        "version": None,
        "dates": [],
        "relatedIdentifiers": [],
        "state": "findable",
        "created": SYNTHETIC_DATE,
        "registered": SYNTHETIC_DATE,
        "updated": SYNTHETIC_DATE,
    }
    return {"id": doi, "type": "dois", "attributes": shape | attributes}


def _of_work(work: Work) -> dict[str, Any]:
    attributes: dict[str, Any] = {
        "titles": [{"title": title} for title in work.titles],
        "creators": [_creator(author) for author in work.authors],
        "publisher": work.publisher,
        "publicationYear": work.issued[0] if work.issued else None,
        "types": {"resourceTypeGeneral": work.type},
        "url": work.url or landing_page(work.doi),
    }
    return _record(work.doi.lower(), attributes | work.extra)


def _of_preprint(preprint: Preprint) -> dict[str, Any]:
    return _record(
        f"{ARXIV_PREFIX}{preprint.id}".lower(),
        {
            "titles": [{"title": preprint.title}],
            "creators": [{"name": name, "nameType": "Personal"} for name in preprint.authors],
            "publisher": "arXiv",
            "publicationYear": int(preprint.published[:4]),
            "types": {"resourceTypeGeneral": "Preprint", "resourceType": "Article"},
            "version": str(max(1, len(preprint.versions))),
            "dates": [{"date": preprint.published, "dateType": "Submitted", "dateInformation": "v1"}],
            "url": f"https://arxiv.org/abs/{preprint.id}",
        },
    )


def _creator(author: str | dict[str, Any]) -> dict[str, Any]:
    if isinstance(author, dict):
        return author
    family, comma, given = author.partition(", ")
    if not comma:
        return {"name": author, "nameType": "Organizational"}
    return {
        "name": author,
        "nameType": "Personal",
        "givenName": given,
        "familyName": family,
        "affiliation": [],
    }
