from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import arxiv as arxiv_library
import pytest
import responses

from harvester.http import Http
from harvester.lanes import Lane, Pace
from harvester.model import Absent, Answer, ArxivId, Author, Found, Record, Unavailable
from harvester.upstream.arxiv import CONTROL, URL, Arxiv

if TYPE_CHECKING:
    from support import FakeTime

KNOWN = ArxivId("2301.00001")


def entry(key: str, title: str = "A title", authors: tuple[str, ...] = ("Ada Lovelace",), extra: str = "") -> str:
    names = "".join(f"<author><name>{name}</name></author>" for name in authors)
    return f"""<entry><id>http://arxiv.org/abs/{key}v2</id><updated>2023-02-01T00:00:00Z</updated>
<published>2023-01-01T12:00:00Z</published><title>{title}</title><summary>S</summary>{names}{extra}
<link href="http://arxiv.org/abs/{key}v2" rel="alternate" type="text/html"/>
<arxiv:primary_category xmlns:arxiv="http://arxiv.org/schemas/atom" term="cs.LG"/><category term="cs.LG"/></entry>"""


def feed(*entries: str, total: int | None = None) -> str:
    count = len(entries) if total is None else total
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom"
 xmlns="http://www.w3.org/2005/Atom"><id>x</id><title>q</title><updated>2023-02-01T00:00:00Z</updated>
<opensearch:itemsPerPage>200</opensearch:itemsPerPage><opensearch:totalResults>{count}</opensearch:totalResults>
<opensearch:startIndex>0</opensearch:startIndex>{"".join(entries)}</feed>"""


def answer_with(body: str, status: int = 200, kind: str = "application/atom+xml; charset=utf-8") -> None:
    responses.get(URL, body=body, status=status, content_type=kind)


def asked() -> list[list[str]]:
    return [parse_qs(urlsplit(call.request.url or "").query)["id_list"][0].split(",") for call in responses.calls]


@pytest.fixture
def papers(time: FakeTime) -> Arxiv:
    lane = Lane("arxiv", Pace(3.0, refused_waits=(60.0, 120.0, 240.0)), clock=time.clock())
    return Arxiv(url=URL, http=Http(), lane=lane)


def record(answer: Answer[Record]) -> Record:
    assert isinstance(answer, Found)
    return answer.value


def test_the_library_still_has_the_session_that_we_replace() -> None:
    client = arxiv_library.Client()
    assert hasattr(client, "_session")
    assert hasattr(client, "query_url_format")


@responses.activate
def test_nothing_to_ask_asks_nothing(papers: Arxiv) -> None:
    assert papers.papers([]) == {}
    assert len(responses.calls) == 0


@responses.activate
def test_one_request_says_who_we_are_and_asks_for_all(papers: Arxiv) -> None:
    ids = [ArxivId(f"2301.{number:05d}") for number in range(150)]
    answer_with(feed(*(entry(key, f"Title {key}") for key in reversed(ids))))
    answers = papers.papers(ids)
    assert [record(answers[key]).title for key in ids] == [f"Title {key}" for key in ids]
    sent = responses.calls[0].request
    assert len(responses.calls) == 1
    assert sent.headers["User-Agent"].startswith("harvester/")
    assert len(sent.url or "") < 4094


@responses.activate
def test_what_the_feed_says_is_written_down_plainly(papers: Arxiv) -> None:
    extra = "<arxiv:doi>10.1/x 10.1609/aaai.v38i13.29422</arxiv:doi><arxiv:journal_ref>AAAI\n 38</arxiv:journal_ref>"
    answer_with(
        feed(
            entry(
                KNOWN,
                "Two\n  lines",
                (" Ada  Lovelace", ":", "Vincent van Gogh", "Plato", "The X Collaboration"),
                extra,
            )
        )
    )
    found = record(papers.papers([KNOWN])[KNOWN])
    assert found.title == "Two lines"
    assert found.authors == (
        Author("Lovelace", "Ada"),
        Author("van Gogh", "Vincent"),
        Author(literal="Plato"),
        Author(literal="The X Collaboration"),
    )
    assert (found.date, found.journal_ref, found.published_doi) == ("2023-01-01", "AAAI 38", None)


@responses.activate
def test_an_id_that_is_left_out_is_absent_only_beside_one_that_is_there(papers: Arxiv) -> None:
    answer_with(feed(entry(KNOWN)))
    answers = papers.papers([KNOWN, ArxivId("2301.99999")])
    assert isinstance(answers[KNOWN], Found)
    assert answers[ArxivId("2301.99999")] == Absent("arXiv knows no such id")
    assert asked() == [[KNOWN, "2301.99999"], ["2301.99999", KNOWN]]


@responses.activate
def test_an_empty_feed_proves_nothing(papers: Arxiv) -> None:
    answer_with(feed())
    assert papers.papers([KNOWN]) == {KNOWN: Unavailable("an empty answer that proves nothing")}
    assert asked()[1] == [KNOWN, CONTROL]


@responses.activate
def test_a_promise_of_more_pages_is_not_followed_out_of_turn(papers: Arxiv) -> None:
    answer_with(feed(entry(KNOWN), total=5))
    assert isinstance(papers.papers([KNOWN])[KNOWN], Found)
    assert len(responses.calls) == 1


@pytest.mark.parametrize(
    ("body", "status", "kind", "reason"),
    [
        ("Rate exceeded.", 200, "text/plain", "HTTP 200 with something that is no feed"),
        ("<html>Down</html>", 200, "text/html", "HTTP 200 with something that is no feed"),
        ("", 200, "application/atom+xml", "HTTP 200 with something that is no feed"),
        (feed(entry(KNOWN))[:-200], 200, "application/atom+xml", "the answer broke off"),
        (
            feed(entry(KNOWN).replace("2023-01-01T12:00:00Z", "yesterday")),
            200,
            "application/atom+xml",
            "a feed that cannot be read",
        ),
        ("busy", 503, "text/html", "HTTP 503"),
    ],
)
@responses.activate
def test_every_other_answer_is_no_answer(papers: Arxiv, body: str, status: int, kind: str, reason: str) -> None:
    answer_with(body, status, kind)
    assert papers.papers([KNOWN]) == {KNOWN: Unavailable(reason)}
    assert len(responses.calls) == 3


@responses.activate
def test_a_block_is_waited_out_for_minutes_and_then_left_for_tonight(papers: Arxiv, time: FakeTime) -> None:
    answer_with("Rate exceeded.", 429, "text/plain")
    assert papers.papers([KNOWN]) == {KNOWN: Unavailable("HTTP 429", refused=True)}
    assert len(responses.calls) == 4
    assert sum(time.slept) >= 60 + 120 + 240


@pytest.mark.parametrize(
    ("named", "expected", "requests"),
    [
        ("2301.00005", Absent("arXiv takes it for no id of its own"), 2),
        ("2301%2E00005", Absent("arXiv takes it for no id of its own"), 2),
        ("something_else", Unavailable("arXiv takes it for no id of its own"), 7),
    ],
)
@responses.activate
def test_one_bad_id_does_not_spoil_its_batch(papers: Arxiv, named: str, expected: object, requests: int) -> None:
    ids = [ArxivId(f"2301.{number:05d}") for number in range(8)]

    def callback(request: object) -> tuple[int, dict[str, str], str]:
        keys = parse_qs(urlsplit(str(request.url)).query)["id_list"][0].split(",")  # type: ignore[attr-defined]
        if ids[5] in keys:
            error = f"https://arxiv.org/api/errors#incorrect_id_format_for_{named}"
            bad = f"<entry><id>{error}</id><title>Error</title></entry>"
            return 400, {"Content-Type": "application/atom+xml"}, feed(bad)
        return 200, {"Content-Type": "application/atom+xml"}, feed(*map(entry, keys))

    responses.add_callback(responses.GET, URL, callback=callback)
    answers = papers.papers(ids)
    assert answers.pop(ids[5]) == expected
    assert all(isinstance(answer, Found) for answer in answers.values())
    assert len(responses.calls) == requests


@responses.activate
def test_two_hundred_old_ids_fit_one_request_line(papers: Arxiv) -> None:
    ids = [ArxivId(f"cond-mat/9{number:06d}") for number in range(201_000, 201_200)]
    responses.add_callback(
        responses.GET,
        URL,
        callback=lambda request: (
            200,
            {"Content-Type": "application/atom+xml"},
            feed(*(entry(key) for key in parse_qs(urlsplit(str(request.url)).query)["id_list"][0].split(","))),
        ),
    )
    answers = papers.papers(ids)
    assert {type(answer) for answer in answers.values()} == {Found}
    assert [len(f"GET {call.request.path_url} HTTP/1.1") < 4094 for call in responses.calls] == [True]


@responses.activate
def test_requests_are_never_less_than_three_seconds_apart(papers: Arxiv, time: FakeTime) -> None:
    moments = []

    def callback(request: object) -> tuple[int, dict[str, str], str]:
        moments.append(time.seconds)
        keys = parse_qs(urlsplit(str(request.url)).query)["id_list"][0].split(",")  # type: ignore[attr-defined]
        return 200, {"Content-Type": "application/atom+xml"}, feed(*map(entry, keys))

    responses.add_callback(responses.GET, URL, callback=callback)
    papers.papers([ArxivId(f"2301.{number:05d}") for number in range(1000)])
    assert len(moments) == 5
    assert all(later - earlier >= 3.0 for earlier, later in pairwise(moments))


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
ENTITIES = {
    "a billion laughs": f'<!DOCTYPE feed [<!ENTITY l0 "ha">{LAUGHS}]>',
    "a quadratic blowup": f'<!DOCTYPE feed [<!ENTITY l9 "{"a" * 100_000}">]>',
    "a file of the machine": '<!DOCTYPE feed [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
    "an address of the network": '<!DOCTYPE feed [<!ENTITY l9 SYSTEM "http://169.254.169.254/">]>',
    "a parameter from elsewhere": '<!DOCTYPE feed [<!ENTITY % p SYSTEM "http://169.254.169.254/"> %p;]>',
}


@pytest.mark.parametrize("doctype", ENTITIES.values(), ids=ENTITIES)
@responses.activate
def test_a_feed_with_entities_of_its_own_is_no_answer(papers: Arxiv, doctype: str) -> None:
    body = feed(entry(KNOWN, title="&l9;" * 100)).replace("<feed", f"{doctype}<feed", 1)
    answer_with(body)
    answer = papers.papers([KNOWN])[KNOWN]
    reasons = {"a feed that brings its own entities", "HTTP 200 with something that is no feed"}
    assert isinstance(answer, Unavailable)
    assert answer.reason in reasons
    assert len(responses.calls) == len(asked())  # and nothing else was fetched


@pytest.mark.parametrize(
    "extra",
    [
        "<x>" * 5_000,
        "<x a='1' " + "".join(f"b{n}='1' " for n in range(5_000)) + "/>",
        "<arxiv:comment>" + "a" * 2_000_000 + "</arxiv:comment>",
        "<updated>0001-01-01T00:00:00+23:59</updated>",
        "&nothing;",
        "<title>\x1b[2J</title>",
    ],
    ids=["depth", "attributes", "length", "a day before all days", "an entity of nobody", "a control character"],
)
@responses.activate
def test_no_feed_overwhelms(papers: Arxiv, extra: str) -> None:
    written = (
        entry(KNOWN, extra=extra)
        if not extra.startswith("<updated>")
        else entry(KNOWN).replace("2023-02-01T00:00:00Z", "0001-01-01T00:00:00+23:59")
    )
    answer_with(feed(written))
    answer = papers.papers([KNOWN])[KNOWN]
    assert not isinstance(answer, Absent)
    if isinstance(answer, Found):
        assert answer.value.title == "A title"
