"""The laws of ``upstream/question.py``, held against every question that any adapter answers."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

import pytest

from harvester.model import Absent, Found, Unavailable
from harvester.network import Network, connect
from harvester.sandbox import Fault, Sandbox, World
from harvester.upstream.question import Question
from support import sandbox_config

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support import FakeTime

PAGE = "https://lab.test-site.net/"
CAPTURE = "2026-01-01 https://old.test-site.net/page"

WORLD: dict[str, Any] = {
    "works": [
        {"doi": "10.5555/known", "title": "Known to Crossref", "alternative_id": ["S0022073621001850"]},
        {"doi": "10.5555/a,b", "title": "Known to Crossref, by a name that goes alone"},
        {"doi": "10.6666/data", "registry": "DataCite", "title": "Known to DataCite"},
    ],
    "handles": [{"doi": "10/abc", "alias": "10.5555/known"}],
    "arxiv": [
        {"id": "2301.00001", "title": "Known to arXiv", "published": "2023-01-01"},
        {"id": "1706.03762", "title": "The control", "published": "2017-06-12"},
    ],
    "repositories": [{"name": "owner/known", "paths": ["README.md"]}, {"name": "owner/other"}],
    "gists": [{"id": "aa5a315d61ae9438b18d"}],
    "openreview": [{"id": "open", "title": "Known to OpenReview", "open": True}, {"id": "closed", "title": "Known"}],
    "pubmed": [{"pmid": "7", "pmcid": "PMC7", "doi": "10.5555/known", "title": "Known to PubMed"}],
    "pages": {f"{PAGE}known": {"title": "Known"}, f"{PAGE}gone": {"status": 410}},
    "captures": [{"url": "https://old.test-site.net/page", "timestamp": "20240102030405"}],
    "origins": [{"url": "https://github.com/owner/known"}],
}

# question: keys that are known, keys that its upstream itself calls unknown
KEYS: dict[str, tuple[list[str], list[str]]] = {
    "crossref works": (["10.5555/known", "10.5555/a,b"], ["10.5555/unknown", "10.5555/un,known"]),
    "crossref by-pii": (["S0022073621001850"], ["S0000000000000000"]),
    "doi agencies": (["10.5555/known", "10.5555/a,b"], ["10.5555/unknown", "10.5555/un,known"]),
    "doi primaries": (["10/abc", "10.5555/known"], ["10/xyz"]),
    "datacite works": (["10.6666/data"], ["10.6666/unknown"]),
    "arxiv papers": (["2301.00001"], ["2301.00002", "nonsense"]),
    "github repositories": (
        ["owner/known", "owner/other", "owner/known main:README.md"],
        ["owner/unknown", "owner/known main:none", "owner/unknown main:README.md"],
    ),
    "github accounts": (["owner"], ["nobody"]),
    "github gists": (["aa5a315d61ae9438b18d"], ["bb5a315d61ae9438b18d"]),
    "ncbi pmids": (["7"], ["8"]),
    "ncbi pmcids": (["PMC7"], ["PMC8"]),
    "openreview forums": (["open"], []),
    "web pages": ([f"{PAGE}known"], [f"{PAGE}gone"]),
    "web second-looks": ([f"{PAGE}known"], [f"{PAGE}gone"]),
    "wayback captures": ([CAPTURE], [f"{CAPTURE}/never"]),
    "softwareheritage origins": (["https://github.com/owner/known"], ["https://github.com/owner/unknown"]),
}

# A page has no wire shape that could be wrong.
NO_ILLS = {
    (f"web {name}", fault) for name in ("pages", "second-looks") for fault in ("html", "empty", "truncated-json")
}
ILLS = ["403", "429", "500", "refuse", "reset", "html", "truncated-json", "empty", "challenge"]


def questions(net: Network) -> dict[str, Question[str, Any]]:
    adapters = [getattr(net, field.name) for field in fields(Network)]
    held = [value for adapter in adapters if hasattr(adapter, "name") for value in vars(adapter).values()]
    return {f"{value.upstream} {value.name}": value for value in held if isinstance(value, Question)}


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(World(**WORLD)) as running:
        yield running


@pytest.fixture
def net(sandbox: Sandbox, time: FakeTime) -> Iterator[Network]:
    with connect(sandbox_config(sandbox), token="sandbox-token", clock=time.clock()) as wired:
        yield wired


def test_the_table_knows_every_question(net: Network) -> None:
    assert set(questions(net)) == set(KEYS)


@pytest.mark.parametrize("name", KEYS)
def test_nothing_is_sent_for_no_keys(net: Network, sandbox: Sandbox, name: str) -> None:
    assert questions(net)[name]([]) == {}
    assert list(questions(net)[name].parts([])) == []
    assert sandbox.log == []


@pytest.mark.parametrize("name", KEYS)
def test_known_is_found_and_unknown_is_absent(net: Network, name: str) -> None:
    known, unknown = KEYS[name]
    answers = questions(net)[name]([*unknown, *known])
    assert list(answers) == [*unknown, *known]
    assert {key for key, answer in answers.items() if isinstance(answer, Found)} == set(known)
    assert {key for key, answer in answers.items() if isinstance(answer, Absent)} == set(unknown)


@pytest.mark.parametrize("name", KEYS)
def test_each_key_is_answered_once(net: Network, name: str) -> None:
    known, unknown = KEYS[name]
    parts = list(questions(net)[name].parts([*known, *unknown, *known]))
    assert sorted(key for part in parts for key in part) == sorted([*known, *unknown])


@pytest.mark.parametrize("name", KEYS)
def test_what_is_asked_twice_is_sent_once(net: Network, sandbox: Sandbox, name: str) -> None:
    known, _ = KEYS[name]
    once = questions(net)[name](known)
    sent = len(sandbox.log)
    assert questions(net)[name]([*known, *known]) == once
    assert len(sandbox.log) == 2 * sent


@pytest.mark.parametrize(
    ("name", "fault"), [(name, fault) for name in KEYS for fault in ILLS if (name, fault) not in NO_ILLS]
)
def test_an_ill_upstream_proves_nothing_and_raises_nothing(
    net: Network, sandbox: Sandbox, name: str, fault: str
) -> None:
    question = questions(net)[name]
    sandbox.faults[question.upstream] = Fault(fault)
    answers = question([key for keys in KEYS[name] for key in keys])
    assert {type(answer) for answer in answers.values()} == {Unavailable}


def test_a_forum_behind_a_login_is_neither_found_nor_absent(net: Network) -> None:
    assert net.openreview.forums(["closed", "none"]) == dict.fromkeys(
        ["closed", "none"], Unavailable("needs a login", refused=True)
    )
