from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import responses

from harvester.http import Http
from harvester.lanes import Lane, Pace
from harvester.model import Absent, Found, Unavailable
from harvester.upstream.web import Page, WebPages

if TYPE_CHECKING:
    from support import FakeTime

URL = "https://lab.test-site.net/page"
LEFT_ALONE = ", and not to be asked again while this run lasts"


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
def web(lanes: Lanes, time: FakeTime) -> WebPages:
    return WebPages(http=Http(), lane_of=lanes.__getitem__, remap={}, clock=time.clock())


@responses.activate
def test_a_page_that_answers_is_found_where_it_was(web: WebPages) -> None:
    responses.get(URL, body="hello")
    assert web.page(URL) == Found(Page(URL, None, 200))
    assert web.pages([URL, URL]) == {URL: Found(Page(URL, None, 200))}
    assert len(responses.calls) == 2


def test_nothing_to_ask_asks_nothing(web: WebPages) -> None:
    assert web.pages([]) == {}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"status": 203, "body": "x"}, Found(Page(URL, None, 203))),
        ({"status": 206, "body": "x"}, Found(Page(URL, None, 206))),
        ({"status": 200, "body": "\x00\x01", "content_type": "text/html"}, Found(Page(URL, None, 200))),
        ({"status": 200, "body": "x", "content_type": "application/x-nonsense"}, Found(Page(URL, None, 200))),
        # gone, by the word of its own server
        ({"status": 410}, Absent("HTTP 410: gone for good")),
        # strikes
        ({"status": 404}, Unavailable("HTTP 404", failing=True)),
        ({"status": 400}, Unavailable("HTTP 400", failing=True)),
        ({"status": 500}, Unavailable("HTTP 500", failing=True)),
        ({"status": 508}, Unavailable("HTTP 508", failing=True)),
        ({"status": 521}, Unavailable("HTTP 521", failing=True)),
        ({"status": 301}, Unavailable("HTTP 301 that leads nowhere", failing=True)),
        ({"status": 503, "headers": {"Retry-After": "3600"}}, Unavailable("HTTP 503", 3600.0, failing=True)),
        # refusals
        *(
            ({"status": status}, Unavailable(f"HTTP {status}", refused=True))
            for status in (401, 402, 403, 405, 406, 407, 412, 418, 426, 428, 429, 430, 440, 449, 451, 999)
        ),
        (
            {"status": 429, "headers": {"Retry-After": "21600"}},
            Unavailable(f"HTTP 429{LEFT_ALONE}", 21_600.0, refused=True),
        ),
        ({"status": 202, "body": ""}, Unavailable("HTTP 202: a page for people only", refused=True)),
        # neither: nothing was learnt
        ({"status": 202, "body": "queued"}, Unavailable("HTTP 202: no page yet")),
        ({"status": 204}, Unavailable("HTTP 204 with an empty page")),
        ({"status": 200, "body": ""}, Unavailable("HTTP 200 with an empty page")),
        ({"status": 200, "body": " \n"}, Unavailable("HTTP 200 with an empty page")),
        ({"status": 300, "body": "several"}, Unavailable("HTTP 300")),
        ({"status": 304}, Unavailable("HTTP 304")),
    ],
)
@responses.activate
def test_what_a_status_proves(web: WebPages, answer: dict[str, Any], expected: object) -> None:
    responses.get(URL, **answer)
    assert web.page(URL) == expected


@pytest.mark.parametrize(("status", "requests"), [(404, 1), (410, 1), (403, 1), (500, 2), (429, 2), (503, 2)])
@responses.activate
def test_only_what_may_pass_is_asked_again(web: WebPages, status: int, requests: int) -> None:
    responses.get(URL, status=status)
    web.page(URL)
    assert len(responses.calls) == requests


@responses.activate
def test_a_bad_moment_is_forgotten(web: WebPages) -> None:
    responses.get(URL, status=502)
    responses.get(URL, body="here")
    assert web.page(URL) == Found(Page(URL, None, 200))


@responses.activate
def test_no_page_closes_its_host_for_the_others(web: WebPages) -> None:
    urls = [f"https://lab.test-site.net/{number}" for number in range(12)]
    for number, url in enumerate(urls):
        responses.get(url, status=(403, 404, 200)[number % 3], body="x")
    answers = web.pages(urls)
    assert [isinstance(answers[url], Found) for url in urls[2::3]] == [True] * 4
    assert {getattr(answers[url], "reason", "") for url in urls[0::3]} == {"HTTP 403"}


@responses.activate
def test_a_host_that_cannot_be_reached_is_asked_once(web: WebPages) -> None:
    urls = [f"https://gone.test-site.net/{number}" for number in range(5)]
    for url in urls:
        responses.get(url, body=ConnectionRefusedError(111, "Connection refused"))
    answers = web.pages(urls)
    assert set(answers.values()) == {Unavailable("connection refused", failing=True)}
    assert len(responses.calls) == 2  # the one and its retry
    web.pages(urls[:1])
    assert len(responses.calls) == 4  # the next call is another chance


@responses.activate
def test_a_host_that_is_silent_once_is_asked_for_its_other_pages(web: WebPages) -> None:
    import requests

    responses.get(URL, body=requests.ReadTimeout("Read timed out."))
    responses.get(f"{URL}/two", body="here")
    answers = web.pages([URL, f"{URL}/two"])
    assert answers[URL] == Unavailable("silence", failing=True)
    assert isinstance(answers[f"{URL}/two"], Found)


@responses.activate
def test_what_fails_on_our_side_is_no_strike(web: WebPages) -> None:
    responses.get(URL, body=OSError(101, "Network is unreachable"))
    assert web.page(URL) == Unavailable("network unreachable")


@responses.activate
def test_a_mirror_is_asked_in_its_place(lanes: Lanes) -> None:
    remap = {"https://": "https://mirror.test-site.net/https/", "https://lab.": "https://lab-mirror.test-site.net/"}
    web = WebPages(http=Http(), lane_of=lanes.__getitem__, remap=remap)
    responses.get("https://lab-mirror.test-site.net/test-site.net/page", body="x")
    assert isinstance(web.page(URL), Found)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "ftp://lab.test-site.net/x",
        "http://localhost:8000/",
        "https://",
        "https://lab.test-site.net:25/",
        "https://me:secret@lab.test-site.net/",
        "javascript:alert(1)",
        "https://lab.test-site.net/\x00",
        "https://[::1",
        "",
    ],
)
@responses.activate
def test_what_is_no_public_page_is_not_asked(web: WebPages, url: str) -> None:
    answers = web.pages([url])
    assert isinstance(answers[url], Unavailable)
    assert not answers[url].failing  # type: ignore[union-attr]
    assert len(responses.calls) == 0


FILE = "https://lab.test-site.net/paper.pdf"


@responses.activate
def test_a_file_is_asked_for_without_its_body(web: WebPages) -> None:
    responses.head(FILE, content_type="application/pdf")
    assert web.page(FILE) == Found(Page(FILE, None, 200))
    assert [call.request.method for call in responses.calls] == ["HEAD"]


@responses.activate
def test_a_redirect_is_believed_by_head(web: WebPages) -> None:
    new = "https://new.test-site.net/paper.pdf"
    responses.head(FILE, status=301, headers={"Location": new})
    responses.head(new, content_type="application/pdf")
    assert web.page(FILE) == Found(Page(new, new, 200))


@pytest.mark.parametrize(
    "head",
    [
        {"status": 405},
        {"status": 501},
        {"status": 403},
        {"status": 404},
        {"status": 500},
        {"status": 200, "content_type": "text/html"},
        {"status": 200, "content_type": "application/pdf", "headers": {"cf-mitigated": "challenge"}},
        {"status": 202, "content_type": "application/pdf"},
        {"status": 302},
        {"body": ConnectionResetError(104, "reset")},
    ],
)
@responses.activate
def test_where_head_does_not_settle_it_get_decides(web: WebPages, head: dict[str, Any]) -> None:
    responses.head(FILE, **head)
    responses.get(FILE, body="%PDF-1.7", content_type="application/pdf")
    other = "https://lab.test-site.net/other.pdf"
    responses.get(other, body="%PDF-1.7", content_type="application/pdf")
    assert web.page(FILE) == Found(Page(FILE, None, 200))
    assert web.page(other) == Found(Page(other, None, 200))
    # a host that failed HEAD once is asked by GET from then on
    assert [call.request.method for call in responses.calls] == ["HEAD", "GET", "GET"]


@responses.activate
def test_head_and_get_both_wait_their_turn(web: WebPages, lanes: Lanes) -> None:
    responses.head(FILE, status=405)
    responses.get(FILE, body="%PDF-1.7", content_type="application/pdf")
    web.page(FILE)
    assert lanes["lab.test-site.net"].requests == 2


PAPER = """<html><head><title>A paper</title></head><body><h1>A paper</h1>
<h2 id="results">Results</h2><a name="Fig 2"></a><p id=plain>x</p><h2 id="user-content-data">Data</h2>
<h2 id="%C3%A9tude">E</h2><h2 id="réf">R</h2>""" + "<p>Many words that make a page.</p>" * 40 + "</body></html>"  # fmt: skip


@pytest.mark.parametrize(
    "fragment",
    [
        "results", "plain", "Fig%202", "data", "%C3%A9tude", "r%C3%A9f", "réf", "user-content-data", "top", "TOP", "",
        ":~:text=many%20words", "results:~:text=words", "/route", "!/route", "page=3", "L10-L20", "gid=0", "t=30",
        "issuecomment-123",
    ],
)  # fmt: skip
@responses.activate
def test_an_anchor_that_is_there_or_none_is_no_matter(web: WebPages, fragment: str) -> None:
    responses.get(URL, body=PAPER, content_type="text/html; charset=utf-8")
    assert web.page(f"{URL}#{fragment}") == Found(Page(URL, None, 200))


@pytest.mark.parametrize("fragment", ["methods", "Results", "result", "data-2", "methods:~:text=x"])
@responses.activate
def test_an_anchor_that_is_sure_to_be_missing_is_a_strike(web: WebPages, fragment: str) -> None:
    responses.get(URL, body=PAPER, content_type="text/html; charset=utf-8")
    name = fragment.partition(":")[0]
    expected = Unavailable(f"HTTP 200, but the page has no #{name}", failing=True)
    assert web.page(f"{URL}#{fragment}") == expected


@pytest.mark.parametrize(
    "body",
    [
        '<html><body><div id="root"></div><script src="app.js"></script></body></html>',
        PAPER.replace("<body>", '<body><div id="__next">'),
        PAPER.replace("</body>", '<SCRIPT>anchors = ["methods"]</SCRIPT></body>'),
        PAPER.replace("</body>", '<p data-tab="methods">x</p></body>'),
        PAPER.replace("Results", "Methods").replace("</body>", "<script src=anchor.js></script></body>"),
        PAPER.replace("</body>", "x" * 2_200_000 + "</body>"),
    ],
)
@responses.activate
def test_where_scripts_or_the_cap_leave_a_doubt_nothing_is_said(web: WebPages, body: str) -> None:
    responses.get(URL, body=body, content_type="text/html")
    assert isinstance(web.page(f"{URL}#methods"), Found)


@responses.activate
def test_a_file_has_no_anchors(web: WebPages) -> None:
    responses.get(FILE, body="%PDF-1.7", content_type="application/pdf")
    assert isinstance(web.page(f"{FILE}#methods"), Found)


@responses.activate
def test_links_to_several_places_of_one_page_are_one_request(web: WebPages) -> None:
    responses.get(URL, body=PAPER, content_type="text/html")
    answers = web.pages([f"{URL}#results", URL, f"{URL}#nowhere", f"{URL}#plain"])
    assert [type(answer) for answer in answers.values()] == [Found, Found, Unavailable, Found]
    assert len(responses.calls) == 1
