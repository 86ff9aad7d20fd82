"""Stand-in for NCBI: the id converter of PubMed Central and the summaries of E-utilities.

The converter has the shapes that clients recorded after its move in 2026, its old address among them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from zlib import crc32

from harvester.sandbox.wire import Lane, Request, Response, error_page, json_response, text_response

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harvester.sandbox.rows import Article
    from harvester.sandbox.world import World

JSON = "application/json; charset=utf-8"
MAX_IDS = 200

CONVERTER = "/tools/idconv/api/v1/articles"
FORMER_CONVERTER = "/pmc/utils/idconv/v1.0"
SUMMARIES = "/entrez/eutils/esummary.fcgi"

_TYPES = {
    "pmid": (r"[1-9][0-9]{0,8}", "invalid_pmids", "PubMed IDs (Positive Integers)"),
    "pmcid": (r"PMC[1-9][0-9]{0,8}", "invalid_pmcids", "PMCIDs"),
    "doi": (r"10\..+", "invalid_dois", "DOIs"),
}


def lane(request: Request) -> Lane:
    """Name the service."""
    return Lane("eutils" if request.path.startswith("/entrez/") else "idconv")


def answer(request: Request, world: World) -> Response:
    """Answer the converter, its old address, and summaries of ``pubmed`` and ``pmc``."""
    if request.method not in {"GET", "HEAD"}:
        return error_page(405)
    path = request.decoded_path.rstrip("/")
    if path == FORMER_CONVERTER:
        location = f"{request.base}{CONVERTER}/?{request.query}"
        return text_response("", status=301, headers=(("Location", location),))
    if path == CONVERTER:
        return _convert(dict(request.params), world)
    if path == SUMMARIES:
        return _summarise(dict(request.params), world)
    return error_page(404)


def nothing(request: Request) -> Response:
    """Answer well-formed, with no records or no summaries."""
    if lane(request).name == "idconv":
        return json_response({"status": "ok", "records": []}, content_type=JSON)
    return _summaries({})


def failure(request: Request, status: int) -> Response:
    """Fail as the front end does."""
    return refusal(request) if status == 429 else error_page(status)


def refusal(request: Request) -> Response:  # noqa: ARG001  one signature for all upstreams
    """Refuse with 429, without ``Retry-After``."""
    body = {"error": "API rate limit exceeded", "api-key": "127.0.0.1", "count": "4", "limit": "3"}
    return json_response(body, status=429, content_type=JSON)


def _convert(params: dict[str, str], world: World) -> Response:
    ids = [name.strip() for name in params.get("ids", "").split(",") if name.strip()]
    pattern, code, names = _TYPES.get(params.get("idtype", "pmid"), _TYPES["pmid"])
    if not ids or len(ids) > MAX_IDS:
        return _bad_request("invalid_ids", f"Between 1 and {MAX_IDS} ids are needed.")
    if not all(re.fullmatch(pattern, name) for name in ids):
        return _bad_request(code, f"All values of query param `ids` must be {names}.")
    records = [_record(params.get("idtype", "pmid"), name, world) for name in ids]
    records.sort(key=lambda record: crc32(record["requested-id"].encode()))
    return json_response({"status": "ok", "records": records}, content_type=JSON)


def _bad_request(code: str, message: str) -> Response:
    body = {
        "status": "error",
        "http_status": "400",
        "http_status_reason": "Bad Request",
        "errors": [{"message": message, "code": code}],
    }
    return json_response(body, status=400, content_type=JSON)


def _record(kind: str, name: str, world: World) -> dict[str, Any]:
    article = {"pmid": world.pmids, "pmcid": world.pmcids}.get(kind, {}).get(name)
    if article is None or article.pmcid is None:
        asked = int(name) if kind == "pmid" else name
        return {kind: asked, "requested-id": name, "status": "error", "errmsg": "Identifier not found in PMC"}
    ids = {"doi": article.doi, "pmcid": article.pmcid, "pmid": int(article.pmid), "requested-id": name}
    return {key: value for key, value in ids.items() if value is not None}


def _summarise(params: dict[str, str], world: World) -> Response:
    uids = [uid.strip() for uid in params.get("id", "").split(",") if uid.strip()]
    if bad := next((uid for uid in uids if not re.fullmatch("[0-9]{1,9}", uid)), None):
        return json_response({"error": f"Invalid uid {bad} at position= 0"}, content_type=JSON)
    if params.get("db") == "pmc":
        return _summaries({uid: world.pmcids.get(f"PMC{uid}") for uid in uids})
    return _summaries({uid: world.pmids.get(uid) for uid in uids})


def _summaries(articles: dict[str, Article | None]) -> Response:
    result: dict[str, Any] = {"uids": list(articles)}
    for uid, article in articles.items():
        missing = {"uid": uid, "error": "cannot get document summary"}
        result[uid] = _summary(uid, article) if article else missing
    header = {"type": "esummary", "version": "0.3"}
    return json_response({"header": header, "result": result}, content_type=JSON)


def _summary(uid: str, article: Article) -> dict[str, Any]:
    return {
        "uid": uid,
        "pubdate": article.published,
        "epubdate": "",
        "source": article.journal,
        "authors": [{"name": name, "authtype": "Author", "clusterid": ""} for name in article.authors],
        "title": f"{article.title}.",
        "volume": "",
        "issue": "",
        "pages": "",
        "pubtype": ["Journal Article", *(["Retracted Publication"] if article.retracted else [])],
        "articleids": list(_ids(article)),
        "fulljournalname": article.journal,
    }


def _ids(article: Article) -> Iterable[dict[str, Any]]:
    named = (("pubmed", article.pmid), ("pmc", article.pmcid), ("doi", article.doi))
    return ({"idtype": kind, "idtypen": 1, "value": value} for kind, value in named if value)
