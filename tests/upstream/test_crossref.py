from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.model import Absent, Author, Doi, Found, Unavailable
from harvester.network import connect
from harvester.sandbox import Sandbox, World
from harvester.upstream.batching import LINE_BYTES, batches
from harvester.upstream.crossref_record import read_record
from support import sandbox_config

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.network import Network
    from support import FakeTime

ODD = [
    "10.5555/a#b",
    "10.5555/a?b=c",
    "10.5555/a%b",
    "10.5555/a,b",
    "10.5555/(sici)1097-4571(199806)49:8<693::aid-asi4>3.0.co;2-o",
]


@pytest.fixture
def world() -> Iterator[Sandbox]:
    works = [{"doi": f"10.5555/{number}", "title": f"Work {number}", "issued": [2023]} for number in range(120)]
    works += [{"doi": doi, "title": f"Odd {doi}", "issued": [2020]} for doi in ODD]
    works += [{"doi": "10.5555/a", "title": "Another record", "alternative_id": ["S0022073621001850"]}]
    with Sandbox(World(works=works), enforce=True) as running:
        yield running


@pytest.fixture
def net(world: Sandbox, time: FakeTime) -> Iterator[Network]:
    with connect(sandbox_config(world, upstreams={}), clock=time.clock()) as wired:
        yield wired


def asked(world: Sandbox) -> list[str]:
    return [logged.path for logged in world.log if logged.upstream == "crossref"]


def test_nothing_to_ask_asks_nothing(net: Network, world: Sandbox) -> None:
    assert net.crossref.works([]) == {}
    assert asked(world) == []


def test_many_dois_go_in_few_requests_and_none_is_lost(time: FakeTime) -> None:
    dois = [Doi(f"10.5555/{number}") for number in range(130)]
    with Sandbox(World(works=[{"doi": doi, "title": f"Work of {doi}"} for doi in dois[:120]])) as free:
        with connect(sandbox_config(free), clock=time.clock()) as net:
            answers = net.crossref.works(dois)
        assert list(answers) == dois
        for doi in dois[:120]:
            answer = answers[doi]
            assert isinstance(answer, Found)
            assert answer.value.title == f"Work of {doi}"
        assert [answers[doi] for doi in dois[120:]] == [Absent("not in Crossref")] * 10
        paths = asked(free)
        assert len(paths) == 3
        for path in paths:
            query = parse_qs(urlsplit(path).query)
            assert int(query["rows"][0]) == query["filter"][0].count("doi:")
            assert len(path) < 4096


@pytest.mark.parametrize("doi", ODD)
def test_a_doi_that_no_filter_carries_goes_alone_and_quoted(net: Network, world: Sandbox, doi: str) -> None:
    answer = net.crossref.works([Doi(doi)])[Doi(doi)]
    assert isinstance(answer, Found)
    assert answer.value.title == f"Odd {doi}"
    assert asked(world)[0].startswith("/crossref/works/10.5555%2F")


def test_crossref_s_own_404_means_not_in_crossref(net: Network) -> None:
    assert net.crossref.works([Doi("10.5555/no#where")]) == {"10.5555/no#where": Absent("not in Crossref")}


def test_a_publisher_item_identifier_leads_to_its_work(net: Network) -> None:
    answers = net.crossref.by_pii(["S0022073621001850", "S0000000000000000"])
    found = answers["S0022073621001850"]
    assert isinstance(found, Found)
    assert found.value.doi == "10.5555/a"
    assert answers["S0000000000000000"] == Absent("not in Crossref")


def test_a_mail_address_puts_us_in_the_polite_pool(time: FakeTime) -> None:
    with Sandbox(World()) as sandbox:
        for mailto in ("", "curator@example.org"):
            with connect(sandbox_config(sandbox, mailto=mailto), clock=time.clock()) as net:
                net.crossref.works([Doi("10.5555/1")])
        agents = [dict(logged.headers) for logged in sandbox.log]
    names = [next(value for name, value in headers.items() if name.lower() == "user-agent") for headers in agents]
    assert "mailto" not in names[0]
    assert "mailto:curator@example.org" in names[1]
    assert all("harvester/" in name for name in names)


def test_an_answer_about_another_doi_is_not_taken(time: FakeTime) -> None:
    work = {"doi": "10.5555/a#b", "title": "T", "extra": {"DOI": "10.5555/zzz"}}
    with Sandbox(World(works=[work])) as sandbox, connect(sandbox_config(sandbox), clock=time.clock()) as net:
        assert net.crossref.works([Doi("10.5555/a#b")]) == {
            "10.5555/a#b": Unavailable("the answer is about another DOI")
        }


RECORDS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("nothing at all", {}, {"title": "", "authors": (), "venue": "", "date": "", "type": ""}),
    ("members of the wrong shape", {"title": "x", "author": {}, "issued": [], "container-title": None}, {"title": "", "authors": ()}),
    ("plain", {"title": ["ECG synthesis"]}, {"title": "ECG synthesis"}),
    ("white space and entities", {"title": ["A\n  B &amp;amp; C"]}, {"title": "A B & C"}),
    ("markup within a word", {"title": ["H<sub>2</sub>O and <i>X</i><b>Y</b>"]}, {"title": "H2O and XY"}),
    ("markup between words", {"title": ["<jats:p>One</jats:p><jats:p>Two</jats:p>"]}, {"title": "One Two"}),
    ("two titles", {"title": ["English", "Deutsch"]}, {"title": "English"}),
    ("a subtitle", {"title": ["Main"], "subtitle": ["and more"]}, {"title": "Main: and more"}),
    ("a subtitle said twice", {"title": ["Main: and more"], "subtitle": ["And More"]}, {"title": "Main: and more"}),
    ("a title of control characters", {"title": ["a\x1b[31mb\u202e"]}, {"title": "a[31mb"}),
    ("people", {"author": [{"given": "A.", "family": "Doe", "suffix": "Jr."}]}, {"authors": (Author("Doe", "A. Jr."),)}),
    ("a group and an empty person", {"author": [{"name": "The X"}, {"sequence": "additional"}]}, {"authors": (Author(literal="The X"),)}),
    ("et al.", {"author": [{"family": "Doe"}, {"name": "et al."}]}, {"authors": (Author("Doe"),)}),
    ("a null date", {"issued": {"date-parts": [[None]]}}, {"date": ""}),
    ("a year", {"issued": {"date-parts": [[2023]]}}, {"date": "2023"}),
    ("online before print", {"published-print": {"date-parts": [[2024, 1]]}, "published-online": {"date-parts": [[2023, 12, 5]]}}, {"date": "2023-12-05"}),
    ("the more precise of one year", {"issued": {"date-parts": [[2023]]}, "published-online": {"date-parts": [[2023, 4]]}}, {"date": "2023-04"}),
    ("a month that is none", {"issued": {"date-parts": [[2023, 13]]}}, {"date": "2023"}),
    ("a proceedings paper", {"type": "proceedings-article", "container-title": ["Proc. X", "LNCS"]}, {"type": "paper-conference", "venue": "Proc. X"}),
    ("an article number", {"article-number": "105456"}, {"pages": "105456"}),
    ("pages", {"page": "770-778", "article-number": "7"}, {"pages": "770-778"}),
    ("a DOI in capitals", {"DOI": "10.1109/JBHI.2022.3223777"}, {"doi": "10.1109/jbhi.2022.3223777"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("item", "expected"), [pytest.param(item, expected, id=name) for name, item, expected in RECORDS]
)
def test_a_work_becomes_a_record(item: dict[str, Any], expected: dict[str, Any]) -> None:
    record = read_record(item)
    assert {name: getattr(record, name) for name in expected} == expected


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=20)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["date-parts", "family", "given", "name"]), inner)
    ),
    max_leaves=10,
)


@given(
    st.dictionaries(
        st.sampled_from(["DOI", "title", "subtitle", "author", "issued", "container-title", "type", "page"]),
        json_values,
    )
)
def test_no_shape_of_a_record_raises(item: dict[str, Any]) -> None:
    assert read_record(json.loads(json.dumps(item))).source == "crossref"


@given(st.lists(st.text(min_size=1, max_size=400), max_size=120), st.integers(1, 60))
def test_batches_lose_nothing_and_fit_a_request_line(keys: list[str], size: int) -> None:
    made = list(batches([key.encode("ascii", "replace").decode() for key in keys], size))
    assert [key for batch in made for key in batch] == [key.encode("ascii", "replace").decode() for key in keys]
    for batch in made:
        assert 1 <= len(batch) <= size
        assert len(batch) == 1 or sum(len(key) for key in batch) <= LINE_BYTES
