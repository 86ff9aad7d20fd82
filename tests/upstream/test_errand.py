"""An errand is sent and judged elsewhere as it would be here, and what travels is small and plain."""

from __future__ import annotations

import pickle
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from harvester.config import Accept
from harvester.guard import Guard
from harvester.http import Http, OwnTrouble, Reply
from harvester.lanes import Trouble
from harvester.model import Absent, Unavailable
from harvester.sandbox import Sandbox, World
from harvester.upstream.errand import Errand, Judged, send_and_judge
from harvester.upstream.evidence import Sight
from harvester.upstream.journey import Way

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HOST = "https://lab.test-site.net"
BODY = "<html><head><title>A page</title></head><body><h1 id='data'>Data</h1>" + "Words of it. " * 2_000
PAGES: dict[str, dict[str, Any]] = {
    f"{HOST}/page": {"title": "A page", "body": BODY},
    f"{HOST}/gone": {"status": 410},
    f"{HOST}/none": {"status": 404},
    f"{HOST}/barred": {"status": 403},
    f"{HOST}/ill": {"status": 503},
    f"{HOST}/moved": {"status": 301, "location": f"{HOST}/page", "title": "Moved"},
    f"{HOST}/reset": {"title": "A page", "behaviour": "reset"},
}


@pytest.fixture
def run() -> Iterator[Callable[..., Reply]]:
    """Send an errand, both it and its reply once through a pickle."""
    with Sandbox(World(pages=PAGES)) as sandbox:
        http = Http(guard=Guard([sandbox.url]))

        def send(path: str, method: str = "GET", *, accept: tuple[Accept, ...] = (), thorough: bool = False) -> Reply:
            way = Way((f"{HOST}{path}",), f"{HOST}{path}")
            address = f"{sandbox.url}/web/{way.hops[-1].replace('://', '/')}"
            today = date(2026, 11, 23)
            errand = Errand(method=method, address=address, way=way, accept=accept, thorough=thorough, today=today)
            reply: Reply = pickle.loads(pickle.dumps(send_and_judge(http, pickle.loads(pickle.dumps(errand)))))  # noqa: S301 (our own)
            return reply

        yield send
        http.close()


@pytest.mark.parametrize(
    ("path", "verdict"),
    [
        ("/gone", Absent("HTTP 410: gone for good")),
        ("/none", Unavailable("HTTP 404", failing=True)),
        ("/barred", Unavailable("HTTP 403", refused=True)),
    ],
)
def test_replies_that_prove_no_page(run: Callable[..., Reply], path: str, verdict: object) -> None:
    reply = run(path)
    assert isinstance(reply, Judged)
    assert (reply.verdict, reply.body) == (verdict, b"")


def test_a_page_stays_where_it_was_read(run: Callable[..., Reply]) -> None:
    reply = run("/page")
    assert isinstance(reply, Judged)
    assert isinstance(reply.verdict, Sight)
    assert (reply.status, reply.verdict.page, reply.verdict.journey.reply.body) == (200, None, b"")
    assert reply.verdict.journey.hops == (f"{HOST}/page",)
    assert len(pickle.dumps(reply)) < 2_000


def test_a_page_travels_for_its_anchors(run: Callable[..., Reply]) -> None:
    reply = run("/page", thorough=True)
    assert isinstance(reply, Judged)
    assert isinstance(reply.verdict, Sight)
    assert (reply.verdict.lacks("data"), reply.verdict.lacks("none")) == ("", "none")


@pytest.mark.parametrize(("path", "method"), [("/moved", "GET"), ("/moved", "HEAD"), ("/page", "HEAD")])
def test_what_is_not_the_end_of_a_way_is_not_judged(run: Callable[..., Reply], path: str, method: str) -> None:
    reply = run(path, method)
    assert not isinstance(reply, Judged)
    assert (reply.body, reply.method) == (b"", method)
    assert reply.headers.get("Location") == (f"{HOST}/page" if path == "/moved" else None)


def test_a_server_in_trouble_is_told_as_trouble(run: Callable[..., Reply]) -> None:
    reply = run("/ill")
    assert isinstance(reply, Judged)
    assert isinstance(reply.verdict, Trouble)
    assert (reply.verdict.reason, reply.verdict.failing, reply.verdict.retryable) == ("HTTP 503", True, True)


def test_what_a_person_has_looked_behind_is_accepted_there_too(run: Callable[..., Reply]) -> None:
    row = Accept(codes=(403,), reason="refuses machines", until=date(2027, 1, 1))
    reply = run("/barred", accept=(row,))
    assert isinstance(reply, Judged)
    assert isinstance(reply.verdict, Sight)
    assert reply.verdict.note == ", accepted until 2027-01-01: refuses machines"


def test_no_answer_is_raised(run: Callable[..., Reply]) -> None:
    with pytest.raises(Trouble, match="reset"):
        run("/reset")


@pytest.mark.parametrize("kind", [Trouble, OwnTrouble])
def test_trouble_travels_whole(kind: type[Trouble]) -> None:
    trouble = kind("HTTP 429", retry_after=7.0, refused=True, retryable=False, unreached=True)
    copy = pickle.loads(pickle.dumps(trouble))  # noqa: S301 (our own)
    assert (type(copy), vars(copy)) == (kind, vars(trouble))
