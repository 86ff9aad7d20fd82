"""Stand-in for the arXiv query API; searches by words find nothing.

The shapes are those that the arxiv library recorded in April 2026 and others measured that summer.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.sax import saxutils
from zlib import crc32

from harvester.sandbox.wire import SYNTHETIC_DATE, Lane, Request, Response, html_response, text_response

if TYPE_CHECKING:
    from harvester.sandbox.rows import Preprint, Version
    from harvester.sandbox.world import World

ATOM = "application/atom+xml; charset=utf-8"
MAX_REQUEST_LINE = 4094
DEFAULT_RESULTS = 10
MAX_RESULTS = 30_000

_NEW = re.compile(r"(?P<base>\d{4}\.\d{4,5})(?P<version>v\d+)?")
_OLD = re.compile(r"(?P<base>[a-z-]+/\d{7})(?P<version>v\d+)?")
# These are silently not found, other nonsense spoils the whole request.
_NEARLY = re.compile(r"\d{4}\.\w+|[a-z-]+(\.[A-Z]{2})?/\w+")

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

_FEED = """<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" \
xmlns="http://www.w3.org/2005/Atom">
  <id>{id}</id>
  <title>{title}</title>
  <updated>{updated}</updated>
  <link href={link} type="application/atom+xml"/>
  <opensearch:itemsPerPage>{per_page}</opensearch:itemsPerPage>
  <opensearch:totalResults>{total}</opensearch:totalResults>
  <opensearch:startIndex>{start}</opensearch:startIndex>
{entries}</feed>
"""
_ENTRY = """  <entry>
    <id>http://arxiv.org/abs/{id}</id>
    <title>{title}</title>
    <updated>{updated}</updated>
    <link href="https://arxiv.org/abs/{id}" rel="alternate" type="text/html"/>
    <link href="https://arxiv.org/pdf/{id}" rel="related" type="application/pdf" title="pdf"/>
    <summary>{summary}</summary>
{rest}  </entry>
"""
_ERROR = """  <entry>
    <id>{id}</id>
    <title>Error</title>
    <updated>{updated}</updated>
    <link href={link} rel="alternate" type="text/html"/>
    <summary>{message}</summary>
    <author>
      <name>arXiv api core</name>
    </author>
  </entry>
"""


def lane(request: Request) -> Lane:  # noqa: ARG001  one signature for all upstreams
    """Name the one lane there is."""
    return Lane("query")


def answer(request: Request, world: World) -> Response:
    """Answer ``/api/query?id_list=…`` with an Atom feed."""
    if request.line_length > MAX_REQUEST_LINE:
        reason = f"Request Line is too large ({request.line_length} &gt; {MAX_REQUEST_LINE})"
        page = (
            "<html>\n  <head>\n    <title>Bad Request</title>\n  </head>\n  <body>\n"
            f"    <h1><p>Bad Request</p></h1>\n    {reason}\n  </body>\n</html>\n"
        )
        return text_response(page, status=400, content_type="text/html")
    if request.decoded_path.rstrip("/") != "/api/query":
        return failure(request, 404)
    if request.method not in {"GET", "HEAD"}:
        return _error("", "method not supported")
    params = dict(request.params)
    slices = {
        "start": params.get("start", "0"),
        "max_results": params.get("max_results", str(DEFAULT_RESULTS)),
    }
    for name, value in slices.items():
        if not re.fullmatch("[0-9]{1,6}", value):
            return _error(f"{name}_must_be_an_integer", f"{name} must be an integer")
    start, size = int(slices["start"]), int(slices["max_results"])
    if start > MAX_RESULTS or size > MAX_RESULTS:
        return _error("max_results_too_large", f"start and max_results must not be above {MAX_RESULTS}")
    ids = [text.strip() for text in params.get("id_list", "").split(",") if text.strip()]
    if not ids and not params.get("search_query"):
        return _error("", "bad query")
    for text in ids:
        if not (_NEW.fullmatch(text) or _OLD.fullmatch(text) or _NEARLY.fullmatch(text)):
            return _error(f"incorrect_id_format_for_{text}", f"incorrect id format for {text}")
    found = sorted({entry for text in ids if (entry := _entry(text, world))}, key=_scattered)
    return _feed(params, found[start : start + size], total=len(found), start=start, size=size)


def nothing(request: Request) -> Response:
    """Answer with a feed that has no entries, as arXiv does now and then for ids that exist."""
    return _feed(dict(request.params), [], total=0, start=0, size=DEFAULT_RESULTS)


def failure(request: Request, status: int) -> Response:
    """Fail as the cache in front does; 429 is fourteen bytes of text without ``Retry-After``."""
    if status == 429:
        return refusal(request)
    return html_response(f"Error {status}", status=status)


def refusal(request: Request) -> Response:  # noqa: ARG001  one signature for all upstreams
    """Refuse with 429 and ``Rate exceeded.``."""
    return text_response("Rate exceeded.", status=429)


def _scattered(entry: str) -> int:
    """Order entries otherwise than asked, but always alike."""
    return crc32(entry.encode())


def _feed(params: dict[str, str], entries: list[str], *, total: int, start: int, size: int) -> Response:
    query = f"search_query={params.get('search_query', '')}"
    ids, window = f"id_list={params.get('id_list', '')}", f"start={start}&max_results={size}"
    text = _FEED.format(
        id="https://arxiv.org/api/SANDBOX",
        title=_text(f"arXiv Query: {query}&{ids}&{window}"),
        updated=SYNTHETIC_DATE,
        link=_attribute(f"https://arxiv.org/api/query?{query}&{window}&{ids}"),
        per_page=size,
        total=total,
        start=start,
        entries="".join(entries),
    )
    return text_response(text, content_type=ATOM)


def _error(code: str, message: str) -> Response:
    address = "https://arxiv.org/api/errors" + (f"#{code}" if code else "")
    entry = _ERROR.format(id=_text(address), updated=SYNTHETIC_DATE, link=_attribute(address), message=_text(message))
    text = _FEED.format(
        id="https://arxiv.org/",
        title="arXiv Search Results",
        updated=SYNTHETIC_DATE,
        link='"https://arxiv.org/api/query"',
        per_page=1,
        total=1,
        start=0,
        entries=entry,
    )
    return text_response(text, status=400, content_type=ATOM)


def _entry(text: str, world: World) -> str | None:
    match = _NEW.fullmatch(text) or _OLD.fullmatch(text)
    preprint = world.preprints.get(match["base"]) if match else None
    if match is None or preprint is None:
        return None
    names = list(preprint.versions) or ["v1"]
    name = match["version"] or names[-1]
    if name not in names:
        return None
    earlier = [preprint.versions.get(known) for known in names[: names.index(name) + 1]]
    return _render(preprint, name, [version for version in earlier if version])


def _render(preprint: Preprint, name: str, versions: list[Version]) -> str:
    version = versions[-1] if versions else None
    updated = next((known.updated for known in reversed(versions) if known.updated), preprint.published)
    comment = (version.comment if version else None) or preprint.comment
    lines = [
        f'<category term={_attribute(term)} scheme="http://arxiv.org/schemas/atom"/>' for term in preprint.categories
    ]
    lines.append(f"<published>{_time(preprint.published)}</published>")
    if comment:
        lines.append(f"<arxiv:comment>{_text(comment)}</arxiv:comment>")
    if preprint.categories:
        lines.append(f"<arxiv:primary_category term={_attribute(preprint.categories[0])}/>")
    if preprint.journal_ref:
        lines.append(f"<arxiv:journal_ref>{_text(preprint.journal_ref)}</arxiv:journal_ref>")
    lines += [f"<author><name>{_text(author)}</name></author>" for author in preprint.authors]
    if preprint.doi:
        lines.append(f"<arxiv:doi>{_text(preprint.doi)}</arxiv:doi>")
        lines.append(f'<link rel="related" href={_attribute("https://doi.org/" + preprint.doi)} title="doi"/>')
    return _ENTRY.format(
        id=preprint.id + name,
        title=_text((version.title if version else None) or preprint.title),
        updated=_time(updated),
        summary=_text(preprint.summary),
        rest="".join(f"    {line}\n" for line in lines),
    )


def _text(text: str) -> str:
    return saxutils.escape(_NO_XML.sub("", text))


def _attribute(text: str) -> str:
    return saxutils.quoteattr(_NO_XML.sub("", text))


def _time(text: str) -> str:
    return text if "T" in text else f"{text}T00:00:00Z"
