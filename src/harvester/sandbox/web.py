"""Stand-in for the rest of the web: pages by address, and the faces that GitHub and doi.org show browsers.

A host that the world does not know has its connection closed; an address unknown on a known host is 404.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from harvester.sandbox import doi
from harvester.sandbox.faults import DAMAGES
from harvester.sandbox.wire import Delivery, Lane, Request, Response, error_page, html_response
from harvester.sandbox.world import LANDING, page_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.sandbox.rows import Page
    from harvester.sandbox.world import World

_BRANCH = re.compile(r"tree/([^/]+)/?")


def lane(request: Request) -> Lane:
    """Name the host."""
    return Lane(urlsplit(request.base).netloc.lower())


def answer(request: Request, world: World) -> Response:
    """Answer for the page at ``request.base + request.target``."""
    host = lane(request).name
    page = world.pages.get(page_key(request.base + request.target))
    if page:
        return _page(page, request)
    if face := FACES.get(host):
        return face(request, world)
    if host in world.hosts:
        return error_page(404)
    return Response(delivery=Delivery.REFUSE)


def nothing(request: Request) -> Response:  # noqa: ARG001  one signature for all upstreams
    """Answer with an empty page."""
    return html_response("")


def failure(request: Request, status: int) -> Response:  # noqa: ARG001  one signature for all upstreams
    """Fail with a page that says so."""
    return error_page(status)


def refusal(request: Request) -> Response:  # noqa: ARG001  one signature for all upstreams
    """Refuse with 429."""
    return error_page(429)


def _page(page: Page, request: Request) -> Response:
    plain = html_response(page.title) if page.title else error_page(page.status)
    headers = tuple(page.headers.items())
    if "content-type" not in map(str.lower, page.headers):
        headers += plain.headers
    if page.location is not None:
        headers += (("Location", page.location),)
    body = plain.body if page.body is None else page.body.encode()
    response = Response(status=page.status, headers=headers, body=body)
    if page.behaviour == "no-head":
        return error_page(405) if request.method == "HEAD" else response
    return DAMAGES[page.behaviour](request, response) if page.behaviour else response


def _github(request: Request, world: World) -> Response:
    """A repository's page: 404 for private ones, 301 after a rename, a tree of the default branch only."""
    owner, _, rest = request.path.strip("/").partition("/")
    name, _, inner = rest.partition("/")
    owner, name = unquote(owner), unquote(name)
    if not name:
        known = world.owners.get(owner.lower())
        return html_response(f"{known} · GitHub") if known else error_page(404)
    repository = world.repositories.get(f"{owner}/{name}".lower())
    if repository is None:
        return error_page(404)
    if repository.moved_to:
        location = f"https://github.com/{repository.moved_to}" + (f"/{inner}" if inner else "")
        return html_response("Moved Permanently", status=301, headers=(("Location", location),))
    branch = _BRANCH.fullmatch(inner)
    if repository.status != 200 or (inner and not (branch and branch[1] == repository.default_branch)):
        return error_page(404 if repository.status == 200 else repository.status)
    return html_response(f"GitHub - {repository.name}", repository.description or "")


def _landing(request: Request, world: World) -> Response:
    """The landing page of a DOI that has none of its own in this world."""
    name = unquote(request.path.removeprefix("/"))
    if world.handle(name) is None:
        return error_page(404)
    work = world.works.get(name.lower())
    return html_response(work.titles[0] if work and work.titles else name)


FACES: dict[str, Callable[[Request, World], Response]] = {
    "github.com": _github,
    "www.github.com": _github,
    "doi.org": doi.answer,
    "dx.doi.org": doi.answer,
    "www.doi.org": doi.answer,
    urlsplit(LANDING).netloc: _landing,
}
"""Hosts whose pages follow from the rest of the world."""
