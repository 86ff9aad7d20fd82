"""What each upstream truly puts on the wire, byte for byte as recorded by others, and what its adapter makes of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from harvester.config import Config
from harvester.model import Absent, Author, Found, Unavailable, Update
from harvester.network import connect
from loopback import Loopback, says

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harvester.model import Answer
    from support import FakeTime

JSON, LABELLED, TEXT = "application/json", "application/json;charset=utf-8", "text/plain"
ATOM, HTML = "application/atom+xml; charset=utf-8", "text/html"

Shape = tuple[str, str, str, int, str, Any, Any]
"""Name, question, key; status, content type and body of the answer; what is read out of it."""

ODD, PLAIN, DATA, PAPER = "10.1234/a#b", "10.1234/abc", "10.48550/arxiv.1706.03762", "1707.08567"

WORK = {
    "indexed": {"date-parts": [[2026, 6, 16]], "date-time": "2026-06-16T09:00:00Z", "timestamp": 1781600400000},
    "publisher": "IEEE", "type": "proceedings-article", "prefix": "10.1234", "member": "263", "score": 1,
    "title": ["A <i>short</i> title"], "subtitle": [], "container-title": ["2016 IEEE Conf. on X (X)"],
    "author": [
        {
            "given": "A. B.", "family": "Doe", "suffix": "Jr.", "sequence": "first", "affiliation": [],
            "role": [{"role": "author", "vocabulary": "crossref"}],
        },
        {"name": "The X Collaboration", "sequence": "additional", "affiliation": []},
    ],
    "issued": {"date-parts": [[2016, 6]]}, "published": {"date-parts": [[2016, 6]]},
    "event": {"name": "X 2016", "start": {"date-parts": [[2016, 6, 27]]}}, "page": "770-778",
    "relation": {"has-preprint": [{"id-type": "doi", "id": "10.1101/2016.1", "asserted-by": "subject"}]},
    "updated-by": [
        {
            "DOI": "10.1234/fix", "type": "correction", "label": "Correction", "source": "retraction-watch",
            "updated": {"date-parts": [[2004, 3, 6]], "date-time": "2004-03-06T00:00:00Z", "timestamp": 1078531200000},
            "record-id": "1",
        },
        {
            "DOI": "10.1234/gone", "type": "retraction", "label": "Retraction", "source": "publisher",
            "updated": {"date-parts": [[2010, 2, 6]], "date-time": "2010-02-06T00:00:00Z", "timestamp": 1265414400000},
        },
    ],
}  # fmt: skip
AS_READ = {
    "title": "A short title",
    "authors": (Author("Doe", "A. B. Jr."), Author(literal="The X Collaboration")),
    "venue": "2016 IEEE Conf. on X (X)",
    "date": "2016-06",
    "pages": "770-778",
    "updates": (
        Update(kind="correction", doi="10.1234/fix", date="2004-03-06", source="retraction-watch"),  # type: ignore[arg-type]
        Update(kind="retraction", doi="10.1234/gone", date="2010-02-06", source="publisher"),  # type: ignore[arg-type]
    ),
}


def work(doi: str) -> dict[str, Any]:
    return {
        "status": "ok", "message-type": "work", "message-version": "1.0.0",
        "message": {**WORK, "DOI": doi, "URL": f"https://doi.org/{doi}"},
    }  # fmt: skip


def works(*dois: str) -> dict[str, Any]:
    items = [{**WORK, "DOI": doi} for doi in dois]
    query = {"start-index": 0, "search-terms": None}
    message = {"facets": {}, "total-results": len(items), "items": items, "items-per-page": 20, "query": query}
    return {"status": "ok", "message-type": "work-list", "message-version": "1.0.0", "message": message}


def failed(kind: str, *problems: dict[str, str]) -> dict[str, Any]:
    return {"status": "failed", "message-type": kind, "message": list(problems)}


NOT_ALLOWED = {"type": "parameter-not-allowed", "value": "query.*", "message": "This route does not support it"}
CURSOR = {"type": "cursor-invalid", "value": "x", "message": "Cursor could not be parsed"}
FILTER = {"type": "filter-not-available", "value": "doy", "message": "Filter doy specified but there is no such filter"}

CROSSREF: list[Shape] = [
    ("a record", "works", ODD, 200, LABELLED, work(ODD), AS_READ),
    ("a record in a list", "works", PLAIN, 200, LABELLED, works("10.9/other", PLAIN), AS_READ),
    ("left out of a list", "works", PLAIN, 200, LABELLED, works("10.9/other"), Absent("not in Crossref")),
    ("an empty list", "works", PLAIN, 200, LABELLED, works(), Absent("not in Crossref")),
    ("no such record", "works", ODD, 404, TEXT, "Resource not found.", Absent("not in Crossref")),
    ("the same, called JSON", "works", ODD, 404, LABELLED, "Resource not found.", Absent("not in Crossref")),
    ("the same of a list", "works", PLAIN, 404, LABELLED, "Resource not found.", Unavailable("not in Crossref")),
    ("a parameter", "works", ODD, 400, JSON, failed("validation-failure", NOT_ALLOWED), Unavailable("HTTP 400")),
    ("a filter", "works", PLAIN, 400, JSON, failed("validation-failure", FILTER), Unavailable("HTTP 400")),
    ("a cursor", "works", PLAIN, 404, JSON, failed("resource-failure", CURSOR), Unavailable("HTTP 404")),
    ("a token", "works", PLAIN, 401, TEXT, "", Unavailable("HTTP 401", refused=True)),
    ("a manual block", "works", ODD, 403, HTML, "<html>Forbidden</html>", Unavailable("HTTP 403", refused=True)),
    ("too fast, without a word", "works", ODD, 429, "", "", Unavailable("HTTP 429", refused=True)),
    ("too fast, in a list", "works", PLAIN, 429, TEXT, "Too Many", Unavailable("HTTP 429", refused=True)),
    ("a message that is a text", "works", PLAIN, 400, JSON, {"message": "no"}, Unavailable("an answer that is no Crossref JSON")),
    ("null", "works", PLAIN, 200, JSON, "null", Unavailable("an answer without a list of works")),
    ("HTML", "works", PLAIN, 200, HTML, "<html></html>", Unavailable("HTTP 200 with something that is no JSON")),
    ("no content type", "works", PLAIN, 200, "", "{}", Unavailable("an answer that is no Crossref JSON")),
]  # fmt: skip


def handle(code: int, *values: dict[str, Any], name: str = PLAIN) -> dict[str, Any]:
    told = {"responseCode": code, "handle": name}
    return {**told, "values": list(values)} if values or code == 200 else told


def value(kind: str, text: str) -> dict[str, Any]:
    data = {"format": "string", "value": text}
    return {"index": 1, "type": kind, "data": data, "ttl": 86400, "timestamp": "2004-09-10T19:49:59Z"}


DOI: list[Shape] = [
    ("an agency", "agencies", PLAIN, 200, JSON, [{"DOI": PLAIN, "RA": "Crossref"}], Found("Crossref")),
    ("no such DOI", "agencies", PLAIN, 200, JSON, [{"DOI": PLAIN, "status": "DOI does not exist"}], Absent("doi.org: DOI does not exist")),
    ("a handle", "primaries", PLAIN, 200, JSON, handle(1, value("URL", "https://a.b")), Found(PLAIN)),
    ("an alias", "primaries", "10/abc", 200, JSON, handle(1, value("HS_ALIAS", PLAIN), name="10/abc"), Found(PLAIN)),
    ("no value of that type", "primaries", PLAIN, 200, JSON, handle(200), Found(PLAIN)),
    ("no such handle", "primaries", PLAIN, 404, JSON, handle(100), Absent("doi.org: no such handle")),
    ("an error of its own", "primaries", PLAIN, 500, JSON, handle(2), Unavailable("HTTP 500")),
    ("a page for people", "primaries", PLAIN, 404, HTML, "<title>Error: DOI Not Found</title>", Unavailable("HTTP 404 with HTML")),
    ("no DOI at all", "agencies", PLAIN, 400, HTML, "<title>Error: Not a DOI</title>", Unavailable("HTTP 400")),
]  # fmt: skip

DATACITE_WORK = {
    "id": DATA,
    "type": "dois",
    "attributes": {
        "doi": DATA, "titles": [{"title": "Attention"}], "state": "findable", "version": None, "relatedIdentifiers": [],
        "creators": [
            {
                "name": "Vaswani, Ashish", "givenName": "Ashish", "familyName": "Vaswani", "nameType": "Personal",
                "affiliation": [], "nameIdentifiers": [],
            }
        ],
        "publisher": "arXiv", "publicationYear": 2017, "url": "https://arxiv.org/abs/1706.03762",
        "types": {"resourceTypeGeneral": "Preprint", "resourceType": "Article", "ris": "GEN"},
        "dates": [{"date": "2017-06-12", "dateType": "Submitted", "dateInformation": "v1"}],
    },
}  # fmt: skip
NO_RESOURCE = {"errors": [{"status": "404", "title": "The resource you are looking for doesn't exist."}]}

DATACITE: list[Shape] = [
    ("a preprint", "works", DATA, 200, JSON, {"data": [DATACITE_WORK], "meta": {"total": 1}}, {"title": "Attention", "authors": (Author("Vaswani", "Ashish"),)}),
    ("in another case", "works", DATA, 200, JSON, {"data": [{**DATACITE_WORK, "attributes": {**DATACITE_WORK["attributes"], "doi": DATA.upper()}}]}, {"title": "Attention"}),  # type: ignore[dict-item]
    ("an empty list", "works", DATA, 200, JSON, {"data": [], "meta": {"total": 0}}, Absent("not in DataCite")),
    ("no such route", "works", DATA, 404, JSON, NO_RESOURCE, Unavailable("HTTP 404")),
    ("too fast", "works", DATA, 429, JSON, {"errors": [{"status": "429"}]}, Unavailable("HTTP 429", refused=True)),
]  # fmt: skip

ENTRY = f"""<entry><id>http://arxiv.org/abs/{PAPER}v1</id><title>A title
  in lines</title><updated>2017-07-26T17:59:59Z</updated>
<link href="https://arxiv.org/abs/{PAPER}v1" rel="alternate" type="text/html"/>
<link href="https://arxiv.org/pdf/{PAPER}v1" rel="related" type="application/pdf" title="pdf"/>
<summary>S</summary><category term="cs.CL" scheme="http://arxiv.org/schemas/atom"/>
<published>2017-07-26T17:59:59Z</published><arxiv:comment>Accepted at X 2017, 15 pages</arxiv:comment>
<arxiv:primary_category term="cs.CL"/><author><name>Ada Lovelace</name><arxiv:affiliation>L</arxiv:affiliation></author>
<arxiv:doi>10.18653/v1/a 10.18653/v1/b</arxiv:doi><link rel="related" href="https://doi.org/10.18653/v1/a" title="doi"/></entry>"""
WITHDRAWN = ENTRY.replace("Accepted at X 2017, 15 pages", "This paper has been withdrawn by the author")
ERROR = """<entry><id>https://arxiv.org/api/errors#incorrect_id_format_for_1707.08567</id><title>Error</title>
<updated>2026-04-01T00:00:00Z</updated><link href="https://arxiv.org/api/errors" rel="alternate" type="text/html"/>
<summary>incorrect id format for 1707.08567</summary><author><name>arXiv api core</name></author></entry>"""


def feed(*entries: str, total: int) -> str:
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom"
 xmlns="http://www.w3.org/2005/Atom"><id>https://arxiv.org/api/x</id><title>arXiv Query: id_list={PAPER}</title>
<updated>2026-04-01T00:00:00Z</updated><opensearch:itemsPerPage>200</opensearch:itemsPerPage>
<opensearch:totalResults>{total}</opensearch:totalResults><opensearch:startIndex>0</opensearch:startIndex>
{"".join(entries)}</feed>
"""


TOO_LARGE = (
    "<html><head><title>Bad Request</title></head><body>Request Line is too large (4245 &gt; 4094)</body></html>"
)
NO_PROOF = Unavailable("an empty answer that proves nothing")

ARXIV: list[Shape] = [
    ("an entry", "papers", PAPER, 200, ATOM, feed(ENTRY, total=1), {"title": "A title in lines", "published_doi": "10.18653/v1/a", "comment": "Accepted at X 2017, 15 pages"}),
    ("the same twice", "papers", PAPER, 200, ATOM, feed(ENTRY, ENTRY, total=1), {"title": "A title in lines"}),
    ("withdrawn, by its comment alone", "papers", PAPER, 200, ATOM, feed(WITHDRAWN, total=1), {"withdrawn": "This paper has been withdrawn by the author"}),
    ("unknown", "papers", PAPER, 200, ATOM, feed(total=0), NO_PROOF),
    ("one result, and no entry", "papers", PAPER, 200, ATOM, feed(total=1), NO_PROOF),
    ("an error beside the answer", "papers", PAPER, 400, ATOM, feed(ERROR, total=1), Absent("arXiv takes it for no id of its own")),
    ("an error that names nothing", "papers", PAPER, 500, ATOM, feed(ERROR.replace("#incorrect_id_format_for_1707.08567", ""), total=1), Unavailable("HTTP 500")),
    ("too long a line", "papers", PAPER, 400, HTML, TOO_LARGE, Unavailable("HTTP 400")),
    ("too fast", "papers", PAPER, 429, TEXT, "Rate exceeded.", Unavailable("HTTP 429", refused=True)),
]  # fmt: skip

LIMITED = (
    "API rate limit exceeded for 192.0.2.1. (But here's the good news: Authenticated requests get a higher rate limit.)"
)
GONE = {"message": "Not Found", "documentation_url": "https://docs.github.com/rest", "status": "404"}
HERE = {"id": 7, "full_name": "Ada/Engine", "private": False, "archived": True, "disabled": False, "fork": False, "size": 9, "pushed_at": "2020-01-01T00:00:00Z", "default_branch": "main", "license": None}  # fmt: skip


def blocked(reason: str) -> dict[str, Any]:
    notice = "https://github.com/github/dmca/blob/master/2020/01/2020-01-01-x.md"
    block = {"reason": reason, "created_at": "2020-01-01T00:00:00Z", "html_url": notice}
    return {"message": "Repository access blocked", "block": block}


GITHUB: list[Shape] = [
    ("there", "repositories", "ada/engine", 200, LABELLED, HERE, {"name": "Ada/Engine", "archived": True}),
    ("gone or private", "repositories", "ada/engine", 404, LABELLED, GONE, Absent("GitHub: no such public repository")),
    ("taken down", "repositories", "ada/engine", 451, LABELLED, blocked("dmca"), Absent("GitHub: taken down (dmca)")),
    ("blocked with the status of a limit", "repositories", "ada/engine", 403, LABELLED, blocked("tos"), Absent("GitHub: taken down (tos)")),
    ("a limit", "repositories", "ada/engine", 403, LABELLED, {"message": LIMITED}, Unavailable("GitHub's rate limit is spent", 60.0, refused=True)),
]  # fmt: skip

ORIGIN = "https://github.com/ada/engine"
VISITS = {"url": ORIGIN, "origin_visits_url": "https://x/", "visit_types": ["git"], "has_visits": True, "metadata_authorities_url": "https://x/"}  # fmt: skip
NO_ORIGIN = {"exception": "NotFoundExc", "reason": f"Origin with url {ORIGIN} not found!"}
HERITAGE: list[Shape] = [
    ("an origin", "origins", ORIGIN, 200, JSON, VISITS, Found(ORIGIN)),
    ("no origin", "origins", ORIGIN, 404, JSON, NO_ORIGIN, Absent("Software Heritage has no such origin")),
    ("the quota", "origins", ORIGIN, 429, JSON, {"exception": "Throttled"}, Unavailable("HTTP 429", refused=True)),
]

PMC, PMID = "PMC3531190", "23193287"
CONVERTED = {"doi": "10.1093/nar/gks1195", "pmcid": PMC, "pmid": 23193287, "requested-id": PMC}
SPOILT = {
    "status": "error", "http_status": "400", "http_status_reason": "Bad Request",
    "errors": [{"message": "All values of query param `ids` must be PubMed IDs (Positive Integers).", "code": "invalid_pmids"}],
}  # fmt: skip
OVER = {"error": "/lbsm/eutils_lb -> Neg", "api-key": "192.0.2.1", "type": "ip", "status": "ok"}
NCBI: list[Shape] = [
    ("a number that is a number", "pmids", PMID, 200, JSON, {"status": "ok", "records": [CONVERTED]}, {"doi": "10.1093/nar/gks1195"}),
    ("of the other kind", "pmcids", PMC, 200, JSON, {"status": "ok", "records": [CONVERTED]}, {"doi": "10.1093/nar/gks1195"}),
    ("an error of one record", "pmcids", PMC, 200, JSON, {"status": "ok", "records": [{"pmcid": PMC, "status": "error", "errmsg": "not found"}]}, Unavailable("an answer without a summary")),
    ("an error of the whole batch", "pmids", PMID, 400, JSON, SPOILT, Unavailable("HTTP 400")),
    ("too fast", "pmids", PMID, 200, JSON, OVER, Unavailable("an answer without a summary", refused=True)),
]  # fmt: skip

FORUM = "mDwURmlapW"
NOTE = {"id": FORUM, "forum": FORUM, "invitations": ["X/-/Submission"]}
CONTENT = {"title": {"value": "T"}, "venue": {"value": ["X 2023"]}, "venueid": {"value": ["X"]}}
CHALLENGE = {"name": "ChallengeRequiredError", "message": "Challenge verification is required", "status": 403}
OPENREVIEW: list[Shape] = [
    ("version 2", "forums", FORUM, 200, JSON, {"notes": [{**NOTE, "content": CONTENT}], "count": 1}, {"title": "T"}),
    ("version 1", "forums", FORUM, 200, JSON, {"notes": [{**NOTE, "content": {"title": "T"}}], "count": 1}, {"title": "T"}),
    ("a challenge", "forums", FORUM, 403, JSON, CHALLENGE, Unavailable("needs a login", refused=True)),
]  # fmt: skip

COLUMNS = ["timestamp", "original", "statuscode"]
WAYBACK: list[Shape] = [
    ("a capture", "captures", "2026-11-20 https://a.b/", 200, JSON, [COLUMNS, ["20200102030405", "https://a.b/", "200"]], Found("20200102030405")),
    ("no capture", "captures", "2026-11-20 https://a.b/", 200, JSON, [], Absent("the Wayback Machine has no good capture from before")),
    ("no capture, or overload", "captures", "2026-11-20 https://a.b/", 200, TEXT, "", NO_PROOF),
    ("too fast", "captures", "2026-11-20 https://a.b/", 429, HTML, "", Unavailable("HTTP 429", refused=True)),
]  # fmt: skip

SHAPES: dict[str, list[Shape]] = {
    "crossref": CROSSREF, "doi": DOI, "datacite": DATACITE, "arxiv": ARXIV, "github": GITHUB,
    "softwareheritage": HERITAGE, "ncbi": NCBI, "openreview": OPENREVIEW, "wayback": WAYBACK,
}  # fmt: skip


def wire(status: int, kind: str, body: object) -> bytes:
    data = (body if isinstance(body, str) else json.dumps(body)).encode()
    typed = f"Content-Type: {kind}\r\n" if kind else ""
    return f"HTTP/1.1 {status} X\r\n{typed}Content-Length: {len(data)}\r\nConnection: close\r\n\r\n".encode() + data


@pytest.mark.parametrize(
    ("upstream", "question", "key", "status", "kind", "body", "expected"),
    [
        pytest.param(upstream, *shape, id=f"{upstream}: {name}")
        for upstream, shapes in SHAPES.items()
        for name, *shape in shapes
    ],
)
def test_what_an_upstream_says_is_read_as_it_is_meant(
    time: FakeTime, upstream: str, question: str, key: str, status: int, kind: str, body: object, expected: object
) -> None:
    with Loopback(says(wire(status, kind, body))) as server:
        config = Config.model_validate({"upstreams": {upstream: {"url": server.url}}, "mailto": "curator@example.org"})
        with connect(config, clock=time.clock()) as net:
            answer: Answer[Any] = getattr(getattr(net, upstream), question)([key])[key]
    assert len(server.requests) >= 1
    if isinstance(expected, dict):
        assert isinstance(answer, Found), answer
        assert seen(answer.value, expected) == expected
    else:
        assert answer == expected


def seen(value: object, fields: Mapping[str, object]) -> dict[str, object]:
    return {name: getattr(value, name) for name in fields}
