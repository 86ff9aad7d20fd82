from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import responses

from harvester.http import Http
from harvester.lanes import Lane, Pace
from harvester.model import Absent, Found, Unavailable
from harvester.upstream.web import MAX_HOPS, Page, WebPages

if TYPE_CHECKING:
    from support import FakeTime

URL = "https://lab.test-site.net/page"


class Lanes(dict[str, Lane]):
    """One lane for each host, made on first use."""

    def __init__(self, time: FakeTime) -> None:
        super().__init__()
        self._time = time

    def __missing__(self, host: str) -> Lane:
        self[host] = Lane(host, Pace(1.0, waits=(1.0,)), clock=self._time.clock())
        return self[host]


@pytest.fixture
def lanes(time: FakeTime) -> Lanes:
    return Lanes(time)


@pytest.fixture
def web(lanes: Lanes) -> WebPages:
    return WebPages(http=Http(), lane_of=lanes.__getitem__, remap={})


def redirect(url: str, to: str, status: int = 301) -> None:
    responses.get(url, status=status, headers={"Location": to})


@responses.activate
def test_a_page_that_answers_is_found_where_it_was(web: WebPages) -> None:
    responses.get(URL, body="hello")
    assert web.page(URL) == Found(Page(URL, None, 200))
    assert web.pages([URL, URL]) == {URL: Found(Page(URL, None, 200))}
    assert len(responses.calls) == 2


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"status": 410}, Absent("HTTP 410: gone for good")),
        ({"status": 404}, Unavailable("HTTP 404", failing=True)),
        ({"status": 500}, Unavailable("HTTP 500", failing=True)),
        ({"status": 403}, Unavailable("HTTP 403", refused=True)),
        ({"status": 401}, Unavailable("HTTP 401", refused=True)),
        ({"status": 418}, Unavailable("HTTP 418", refused=True)),
        ({"status": 999}, Unavailable("HTTP 999", refused=True)),
        ({"status": 429, "headers": {"Retry-After": "21600"}}, Unavailable("HTTP 429", 21_600.0, refused=True)),
        (
            {"status": 403, "headers": {"cf-mitigated": "challenge"}},
            Unavailable("HTTP 403: a page for people only", refused=True),
        ),
        (
            {"status": 202, "headers": {"x-amzn-waf-action": "challenge"}},
            Unavailable("HTTP 202: a page for people only", refused=True),
        ),
        ({"status": 202, "body": ""}, Unavailable("HTTP 202: a page for people only", refused=True)),
        ({"status": 301}, Unavailable("HTTP 301 that leads nowhere", failing=True)),
    ],
)
@responses.activate
def test_what_a_status_proves(web: WebPages, answer: dict[str, Any], expected: object) -> None:
    responses.get(URL, **answer)
    assert web.page(URL) == expected


@responses.activate
def test_permanent_redirects_name_the_new_address_until_the_first_temporary_one(web: WebPages) -> None:
    redirect("https://old.test-site.net/a", "https://new.test-site.net/a", 308)
    redirect("https://new.test-site.net/a", "/b?session=1", 302)
    redirect("https://new.test-site.net/b?session=1", "https://new.test-site.net/c", 301)
    responses.get("https://new.test-site.net/c", body="here")
    answer = web.page("https://old.test-site.net/a#part")
    assert answer == Found(Page("https://new.test-site.net/c", "https://new.test-site.net/a", 200))


@responses.activate
def test_a_temporary_redirect_is_no_move(web: WebPages) -> None:
    redirect(URL, "https://lab.test-site.net/login", 302)
    responses.get("https://lab.test-site.net/login", body="here")
    assert web.page(URL) == Found(Page("https://lab.test-site.net/login", None, 200))


@responses.activate
def test_a_loop_ends(web: WebPages) -> None:
    redirect(URL, URL)
    assert web.page(URL) == Unavailable(f"more than {MAX_HOPS} redirects", failing=True)
    assert len(responses.calls) == MAX_HOPS + 1


@responses.activate
def test_a_redirect_into_the_private_network_is_not_followed(web: WebPages) -> None:
    redirect(URL, "http://169.254.169.254/latest/meta-data/")
    answer = web.page(URL)
    assert answer == Unavailable("169.254.169.254 is not a public address")
    assert len(responses.calls) == 1


@responses.activate
def test_each_hop_waits_in_its_own_host_s_lane(web: WebPages, lanes: Lanes) -> None:
    redirect("https://a.test-site.net/", "https://b.test-site.net/")
    responses.get("https://b.test-site.net/", body="x")
    for _ in range(3):
        web.page("https://a.test-site.net/")
    assert {host: lane.requests for host, lane in lanes.items()} == {"a.test-site.net": 3, "b.test-site.net": 3}


@responses.activate
def test_a_mirror_is_asked_in_its_place(lanes: Lanes) -> None:
    remap = {"https://": "https://mirror.test-site.net/https/", "https://lab.": "https://lab-mirror.test-site.net/"}
    web = WebPages(http=Http(), lane_of=lanes.__getitem__, remap=remap)
    responses.get("https://lab-mirror.test-site.net/test-site.net/page", body="x")
    assert isinstance(web.page(URL), Found)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "ftp://lab.test-site.net/x", "http://localhost:8000/", "https://"]
)
@responses.activate
def test_what_is_no_public_page_is_not_asked(web: WebPages, url: str) -> None:
    answer = web.page(url)
    assert isinstance(answer, Unavailable)
    assert not answer.failing
    assert len(responses.calls) == 0
