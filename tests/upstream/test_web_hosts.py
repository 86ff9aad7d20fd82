"""What ``hosts:`` in the configuration changes for single hosts, and hosts that closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import responses

from harvester.config import Config, parse
from harvester.gather import gather
from harvester.http import Http
from harvester.identify import identify_url
from harvester.lanes import Lane, Pace
from harvester.model import Absent, Found, Unavailable
from harvester.network import connect
from harvester.sandbox import Sandbox, World
from harvester.upstream.web import Page, WebPages

if TYPE_CHECKING:
    from collections.abc import Callable

    from support import FakeTime

URL = "https://dl.acm.test-site.net/doi/x"


@pytest.fixture
def web(time: FakeTime) -> Callable[[str], WebPages]:
    """Pages as a configuration's text has them, on 23 November 2026."""

    def make(text: str) -> WebPages:
        return WebPages(
            http=Http(),
            lane_of=lambda host: Lane(host, Pace(0.0, waits=()), clock=time.clock()),
            remap={},
            host=parse(text).host,
            clock=time.clock(),
        )

    return make


def accepting(codes: str, until: str) -> str:
    return f"hosts: {{acm.test-site.net: {{accept: [{{codes: {codes}, reason: seen by hand, until: {until}}}]}}}}"


NOTE = ", accepted until 2027-03-01: seen by hand"


@pytest.mark.parametrize(
    ("text", "status", "answer"),
    [
        ("", 403, Unavailable("HTTP 403", refused=True)),
        ("", 200, Found(Page(URL, None, 200))),
        (accepting("[403]", "2027-03-01"), 200, Found(Page(URL, None, 200))),
        (accepting("[403]", "2027-03-01"), 404, Unavailable("HTTP 404", failing=True)),
        (accepting("[403]", "2027-03-01"), 403, Found(Page(URL, None, 403, NOTE))),
        (accepting("[403, 418]", "2027-03-01"), 418, Found(Page(URL, None, 418, NOTE))),
        (accepting("[500]", "2027-03-01"), 500, Found(Page(URL, None, 500, NOTE))),
        (accepting("[403]", "2026-11-23"), 403, Found(Page(URL, None, 403, NOTE.replace("2027-03-01", "2026-11-23")))),
        # what has expired does not count, and says so
        (
            accepting("[403]", "2026-11-22"),
            403,
            Unavailable("HTTP 403 (was accepted until 2026-11-22: seen by hand)", refused=True),
        ),
        (
            accepting("[404]", "2026-11-22"),
            404,
            Unavailable("HTTP 404 (was accepted until 2026-11-22: seen by hand)", failing=True),
        ),
    ],
)
@responses.activate
def test_a_status_may_be_accepted_until_a_day(
    web: Callable[[str], WebPages], text: str, status: int, answer: object
) -> None:
    responses.get(URL, status=status, body="x")
    assert web(text).page(URL) == answer


@responses.activate
def test_an_accepted_status_is_shown_as_one(web: Callable[[str], WebPages]) -> None:
    responses.get(URL, status=403, headers={"cf-mitigated": "challenge"})
    answer = web(accepting("[403]", "2027-03-01")).page(URL)
    assert isinstance(answer, Found)
    assert answer.value.evidence == "HTTP 403, accepted until 2027-03-01: seen by hand"


@responses.activate
def test_an_accepted_status_at_another_address_moves_nothing(web: Callable[[str], WebPages]) -> None:
    responses.get("https://old.test-site.net/x", status=301, headers={"Location": URL})
    responses.get(URL, status=403)
    answer = web(accepting("[403]", "2027-03-01")).page("https://old.test-site.net/x")
    assert answer == Found(Page(URL, None, 403, NOTE))


@responses.activate
def test_an_excluded_host_is_not_asked_directly_or_by_a_redirect(web: Callable[[str], WebPages]) -> None:
    pages = web("hosts: {acm.test-site.net: {exclude: only from the campus}, x.test-site.net: {head: true}}")
    excluded = Unavailable("excluded: only from the campus")
    assert pages.page(URL) == excluded
    responses.get("https://old.test-site.net/x", status=301, headers={"Location": URL})
    assert pages.page("https://old.test-site.net/x") == excluded
    assert len(responses.calls) == 1


@pytest.mark.parametrize(
    ("text", "url", "methods"),
    [
        ("", URL, ["GET"]),
        ("", f"{URL}.pdf", ["HEAD"]),
        ("hosts: {acm.test-site.net: {head: true}}", URL, ["HEAD"]),
        ("hosts: {acm.test-site.net: {head: true}}", f"{URL}#part", ["GET"]),
        ("hosts: {acm.test-site.net: {head: false}}", f"{URL}.pdf", ["GET"]),
    ],
)
@responses.activate
def test_head_may_be_asked_for_or_ruled_out(
    web: Callable[[str], WebPages], text: str, url: str, methods: list[str]
) -> None:
    kind = "application/pdf" if ".pdf" in url else "text/html"
    responses.head(url.partition("#")[0], content_type=kind)
    responses.get(url.partition("#")[0], body="<p id=part>x", content_type=kind)
    assert isinstance(web(text).page(url), Found)
    assert [call.request.method for call in responses.calls] == methods


def test_patience_is_the_host_s_own(time: FakeTime) -> None:
    pages = {f"https://{name}.test-site.net/x": {"title": "x", "behaviour": "silence"} for name in ("slow", "quick")}
    with Sandbox(World(pages=pages)) as running:
        hosts = {"slow.test-site.net": {"timeout": 0.3}, "quick.test-site.net": {"timeout": 0.2}}
        config = Config.model_validate({"hosts": hosts}).with_settings(running.settings())
        with connect(config, clock=time.clock()) as network:
            answers = network.web.pages(pages)
    assert {answer.reason for answer in answers.values() if isinstance(answer, Unavailable)} <= {
        "silence", "no whole answer within 0.2 s", "no whole answer within 0.3 s",
    }  # fmt: skip
    assert all(isinstance(answer, Unavailable) and answer.failing for answer in answers.values())


def test_pace_is_the_host_s_own(time: FakeTime) -> None:
    slow = {f"https://slow.test-site.net/{number}": {"title": "Slow"} for number in range(3)}
    quick = {f"https://quick.test-site.net/{number}": {"title": "Quick"} for number in range(3)}
    with Sandbox(World(pages=slow | quick)) as running:
        config = Config.model_validate({"hosts": {"slow.test-site.net": {"interval": 60.0}}}).with_settings(
            running.settings()
        )
        with connect(config, clock=time.clock()) as network:
            answers = gather([identify_url(url) for url in (slow | quick)], network).answers
    assert all(isinstance(answer, Found) for answer in answers.values())
    intervals = {lane.name: lane.pace.interval for lane in network.lanes["web"]}
    assert intervals == {"slow.test-site.net": 60.0, "quick.test-site.net": 1.0}
    assert time.seconds >= 1120.0


PWC = (
    "retired host: paperswithcode.com closed on 2025-07-24; "
    "paper and dataset pages went to huggingface.co, leaderboards went nowhere"
)


@pytest.mark.parametrize(
    "url",
    [
        "https://paperswithcode.com/sota/image-generation-on-cifar-10",
        "http://www.paperswithcode.com/task/x",
        "https://paperswithcode.com/",
    ],
)
@responses.activate
def test_a_closed_host_is_not_asked(web: Callable[[str], WebPages], url: str) -> None:
    assert web("").page(url) == Absent(PWC)
    assert len(responses.calls) == 0


PAPER = "https://paperswithcode.com/paper/cogagent"
HERE = "https://huggingface.co/papers/2312.08914"


@pytest.mark.parametrize(
    ("location", "status", "answer"),
    [
        (HERE, 302, Found(Page(HERE, None, 200))),
        (HERE, 301, Found(Page(HERE, HERE, 200))),
        ("https://huggingface.co/papers/trending", 302, Absent(PWC)),
        ("https://huggingface.co/", 302, Unavailable("HTTP 200, but redirected to a front page", failing=True)),
        (None, 200, Absent(PWC)),
        (None, 404, Unavailable("HTTP 404", failing=True)),
        (None, 503, Unavailable("HTTP 503", failing=True)),
    ],
)
@responses.activate
def test_what_a_closed_host_still_leads_to_is_alive(
    web: Callable[[str], WebPages], location: str | None, status: int, answer: object
) -> None:
    responses.get(PAPER, status=status, body="x", headers={"Location": location} if location else {})
    if location:
        responses.get(location, body="x")
    assert web("").page(PAPER) == answer


@responses.activate
def test_the_configuration_has_the_last_word_on_a_closed_host(web: Callable[[str], WebPages]) -> None:
    pages = web("hosts: {paperswithcode.com: {exclude: kept for the record}}")
    assert pages.page(PAPER) == Unavailable("excluded: kept for the record")
