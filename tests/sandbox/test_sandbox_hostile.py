from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.sandbox import World
from harvester.sandbox import arxiv as arxiv_module
from harvester.sandbox.faults import KINDS, Fault, strike
from harvester.sandbox.server import UPSTREAMS
from harvester.sandbox.wire import Delivery, Request, Response

if TYPE_CHECKING:
    from collections.abc import Mapping

# fmt: off
WORDS = st.sampled_from(
    [
        "/", "works", "dois", "repos", "users", "repositories", "notes", "api", "query", "handles",
        "doiRA", "ra", "agency", "graphql", "a", "ada", "10.1", "10.1/a", "%2F", "%00", "%0d%0a",
        "%FF", "é", "\U0001f600", ",", ":", ";", "?", "#", "&", "=", "filter", "id_list", "rows",
        "page[size]", "-1", "0", "99999999999", "v1", "..", ".", "2101.00001",
    ]
)
# fmt: on
TEXTS = st.lists(WORDS, max_size=8).map("".join)
REQUESTS = st.builds(
    Request,
    method=st.sampled_from(["GET", "HEAD", "POST", "DELETE"]),
    path=TEXTS.map(lambda text: f"/{text}"),
    query=TEXTS,
    headers=st.fixed_dictionaries({}, optional={"user-agent": TEXTS, "authorization": TEXTS}),
    body=st.binary(max_size=20),
    base=st.just("https://ada.test"),
)
WORLD = World(
    works=[{"doi": "10.1/a", "title": "\x00\ud7ff]]>"}],
    arxiv=[{"id": "2101.00001", "title": "<\x00&>", "published": "2021-01-01"}],
    repositories=[{"name": "ada/a"}],
)


@given(REQUESTS, st.sampled_from(sorted(UPSTREAMS)))
def test_no_request_brings_an_upstream_down(request: Request, name: str) -> None:
    upstream = UPSTREAMS[name]
    response = upstream.answer(request, WORLD)
    assert upstream.lane(request).name or name == "web"
    assert 200 <= response.status < 600
    head, _, body = response.encode().partition(b"\r\n\r\n")
    assert body == response.body
    assert len(head.split(b"\r\n")) == 2 + len(response.headers) + (response.delivery is not Delivery.WHOLE)


@given(REQUESTS, st.sampled_from(sorted(UPSTREAMS)), st.sampled_from(sorted(KINDS | {"404", "429", "500"})))
def test_no_fault_fails(request: Request, name: str, kind: str) -> None:
    response = strike(Fault(kind, retry_after=1), request, UPSTREAMS[name], WORLD)
    assert response.header("retry-after") == "1"


@given(TEXTS)
def test_every_feed_is_well_formed(query: str) -> None:
    for text in (query, f"id_list={query}", "id_list=2101.00001", f"search_query={query}"):
        response = arxiv_module.answer(Request(path="/api/query", query=text), WORLD)
        root = ET.fromstring(response.body)  # noqa: S314  the feed is our own
        assert root.tag == "{http://www.w3.org/2005/Atom}feed"


@pytest.mark.parametrize(
    ("headers", "line"),
    [({"Location": "https://a.test/"}, b"Location: https://a.test/"), ({"Location": "a\r\nX: b"}, b"Location: a X: b")],
)
def test_a_value_never_becomes_a_header_of_its_own(headers: Mapping[str, str], line: bytes) -> None:
    assert line in Response(headers=tuple(headers.items())).encode().split(b"\r\n")
