"""What every upstream does when it is ill: nothing that it fails to say is ever taken for a fact."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from harvester import http, pipeline, read, state
from harvester.gather import gather
from harvester.history import Memory
from harvester.identify import identify_url
from harvester.model import Absent, Found, Unavailable, Verdict
from harvester.network import connect
from harvester.sandbox import Fault, Sandbox, World
from support import FakeTime, sandbox_config

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.network import Network

WORLD: dict[str, Any] = {
    "works": [
        {"doi": "10.5555/known", "title": "Known to Crossref", "issued": [2023, 5]},
        {"doi": "10.6666/data", "registry": "DataCite", "title": "Known to DataCite", "issued": [2022]},
    ],
    "handles": [{"doi": "10.7777/japan", "agency": "JaLC"}, {"doi": "10/abc", "alias": "10.5555/known"}],
    "pubmed": [{"pmid": "7", "title": "Known to PubMed"}],
    "openreview": [{"id": "oPen567890", "title": "Known to OpenReview", "open": True}],
    "arxiv": [{"id": "2301.00001", "title": "Known to arXiv", "published": "2023-01-01"}],
    "repositories": [{"name": "owner/known"}],
    "pages": {"https://lab.test-site.net/page": {"title": "Known page"}},
}

KNOWN = {
    "crossref": "https://doi.org/10.5555/known",
    "datacite": "https://doi.org/10.6666/data",
    "doi": "https://doi.org/10.7777/japan",
    "ncbi": "https://pubmed.ncbi.nlm.nih.gov/7/",
    "openreview": "https://openreview.net/forum?id=oPen567890",
    "arxiv": "https://arxiv.org/abs/2301.00001",
    "github": "https://github.com/owner/known",
    "web": "https://lab.test-site.net/page",
}

UNKNOWN = {
    "crossref": "https://doi.org/10.5555/unknown",
    "arxiv": "https://arxiv.org/abs/2301.00002",
    "ncbi": "https://pubmed.ncbi.nlm.nih.gov/8/",
    "openreview": "https://openreview.net/forum?id=nOne567890",
    "github": "https://github.com/owner/unknown",
    "web": "https://lab.test-site.net/missing",
}

FAULTS = [
    "429", "403", "500", "502", "503", "refuse", "reset", "reset-body", "silence", "silence-body", "truncated",
    "truncated-json", "html", "empty", "empty-feed", "wrong-type", "invalid-utf8", "challenge", "challenge-202",
    "redirect-loop",
]  # fmt: skip

ILLS = [
    "429", "403", "500", "silence", "reset", "html", "challenge", "empty-feed", "truncated-json", "redirect-loop",
]  # fmt: skip

# A web page has no wire shape that could be wrong, so these are pages like any other to the one who asks for a page.
A_PAGE_ALL_THE_SAME = {"html", "empty-feed", "wrong-type", "invalid-utf8", "truncated-json"}


@pytest.fixture
def world() -> Iterator[Sandbox]:
    with Sandbox(World(**WORLD)) as running:
        yield running


@pytest.fixture
def net(world: Sandbox, time: FakeTime, monkeypatch: pytest.MonkeyPatch) -> Iterator[Network]:
    monkeypatch.setattr(http, "READ_S", 0.15)
    monkeypatch.setattr("harvester.upstream.crossref.DEADLINE_S", 0.3)
    with connect(sandbox_config(world), token="sandbox-token", clock=time.clock()) as wired:
        yield wired


def ask(net: Network, url: str) -> Any:
    target = identify_url(url)
    return gather([target], net).answers[target.key]


@pytest.mark.parametrize("url", KNOWN.values())
def test_in_health_everything_known_is_found(net: Network, url: str) -> None:
    assert isinstance(ask(net, url), Found)


# Nothing else is asked of arXiv, and its control is unknown in this world; OpenReview tells nobody without a login.
NO_PROOF = {"arxiv": "an empty answer that proves nothing", "openreview": "needs a login"}


@pytest.mark.parametrize("name", sorted(UNKNOWN.keys() - {"web"}))
def test_in_health_an_authority_s_no_is_a_no(net: Network, name: str) -> None:
    answer = ask(net, UNKNOWN[name])
    if name in NO_PROOF:
        assert isinstance(answer, Unavailable)
        assert answer.reason == NO_PROOF[name]
    else:
        assert isinstance(answer, Absent)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", ["crossref", "doi", "ncbi", "openreview", "arxiv", "github"])
def test_a_known_identifier_is_never_absent(net: Network, world: Sandbox, name: str, fault: str) -> None:
    world.faults[name] = Fault(fault)
    if name == "crossref":
        world.faults["doi"] = Fault(fault)  # or doi.org would rightly vouch
    answer = ask(net, KNOWN[name])
    assert isinstance(answer, Unavailable) or (fault in {"wrong-type", "invalid-utf8"} and isinstance(answer, Found))
    assert not getattr(answer, "failing", False)


@pytest.mark.parametrize(
    "fault", [fault for fault in FAULTS if fault != "wrong-type"]
)  # a true answer, wrongly labelled
@pytest.mark.parametrize("name", ["crossref", "ncbi", "openreview", "arxiv", "github"])
def test_an_unknown_identifier_is_not_condemned_by_an_ill_upstream(
    net: Network, world: Sandbox, name: str, fault: str
) -> None:
    world.faults[name] = Fault(fault)
    if name == "crossref":
        world.faults["doi"] = Fault(fault)
    assert isinstance(ask(net, UNKNOWN[name]), Unavailable)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_page_that_fails_is_a_strike_and_one_that_refuses_is_not(net: Network, world: Sandbox, fault: str) -> None:
    world.faults["web"] = Fault(fault)
    answer = ask(net, KNOWN["web"])
    if fault in A_PAGE_ALL_THE_SAME:
        assert isinstance(answer, Found)
    else:
        assert isinstance(answer, Unavailable)
        assert answer.refused == (fault in {"429", "403", "challenge", "challenge-202"})
        # an empty page proves neither that there is one nor that there is none
        assert answer.failing == (not answer.refused and fault != "empty")


@pytest.mark.parametrize("fault", ["429", "500", "reset", "silence", "html", "truncated-json"])
def test_when_crossref_is_ill_doi_org_vouches_without_a_record(net: Network, world: Sandbox, fault: str) -> None:
    world.faults["crossref"] = Fault(fault)
    answer = ask(net, KNOWN["crossref"])
    assert isinstance(answer, Found)
    assert answer.value.vouched_by == "doi.org"
    assert answer.value.record is None
    assert "could not be had" in answer.value.evidence


@pytest.mark.parametrize("fault", ILLS)
def test_when_datacite_is_ill_doi_org_vouches_without_a_record(net: Network, world: Sandbox, fault: str) -> None:
    world.faults["datacite"] = Fault(fault)
    answer = ask(net, KNOWN["datacite"])
    assert isinstance(answer, Found)
    assert (answer.value.vouched_by, answer.value.record) == ("doi.org", None)
    # an empty list is DataCite's way of saying no; doi.org vouches all the same
    assert ("could not be had" in answer.value.evidence) == (fault != "empty-feed")


@pytest.mark.parametrize("fault", ILLS)
@pytest.mark.parametrize("name", ["crossref", "doi", "datacite", "ncbi", "openreview", "arxiv", "github"])
def test_an_ill_upstream_is_named_with_what_it_left_open_and_why(
    net: Network, world: Sandbox, name: str, fault: str
) -> None:
    world.faults[name] = Fault(fault)
    tally = gather([identify_url(KNOWN[name])], net).tallies[name]
    if fault == "empty-feed" and name in {"crossref", "datacite"}:
        assert (tally.asked, tally.answered) == (1, 1)  # their way of saying no, which doi.org is asked to confirm
    else:
        assert (tally.asked, tally.answered) == (1, 0)
        assert list(tally.unavailable.values()) == [1]
        assert all(tally.unavailable)
    arrived = len([logged for logged in world.log if logged.upstream == name])
    # a request that is given up in silence may not have arrived by then
    assert tally.requests >= arrived > 0 if fault == "silence" else tally.requests == arrived > 0


@pytest.mark.parametrize("fault", ILLS)
@pytest.mark.parametrize("name", ["crossref", "doi", "datacite", "ncbi", "openreview", "arxiv", "github"])
def test_an_ill_upstream_takes_nothing_away_that_was_known(net: Network, world: Sandbox, name: str, fault: str) -> None:
    catalogue = read.parse(f"# L\n\n- **A paper**. [Paper]({KNOWN[name]})\n".encode(), path="l.md")
    today = FakeTime().start.date()
    one = partial(pipeline.run, [catalogue], network=net, scope=pipeline.Scope(), world="test")
    healthy, memory = one(Memory(), today=today)
    text = "".join(state.write_enriched(catalogue, healthy.entries["l.md"], healthy.links, "test"))
    memory = replace(memory, known={"l.md": state.read_enriched(text, "l.yaml")[2]})

    world.faults[name] = Fault(fault)
    if name == "crossref":
        world.faults["doi"] = Fault(fault)  # or doi.org would rightly vouch
    ill, after = one(memory, today=today + timedelta(days=1))
    (entry,), (before,) = ill.entries["l.md"], healthy.entries["l.md"]
    assert (entry.title, entry.date, entry.identifiers) == (before.title, before.date, before.identifiers)
    (link,) = ill.links
    if name == "datacite":
        assert (link.verdict, link.vouched_by) == (Verdict.OK, "doi.org")
    else:
        assert link.verdict is Verdict.UNCHECKED
        assert link.evidence
        assert after.links == memory.links
    assert ill.changes.repaired == ()


@pytest.mark.parametrize("name", KNOWN)
def test_one_bad_moment_costs_a_retry_and_nothing_else(net: Network, world: Sandbox, name: str) -> None:
    world.faults[name] = Fault("503", times=1)
    answer = ask(net, KNOWN[name])
    assert isinstance(answer, Found)
    assert answer.value.vouched_by == ask(net, KNOWN[name]).value.vouched_by


def test_a_token_is_told_to_nobody_but_its_host(net: Network, world: Sandbox) -> None:
    for url in (*KNOWN.values(), *UNKNOWN.values()):
        ask(net, url)
    bearers = {logged.upstream for logged in world.log if "sandbox-token" in json.dumps(dict(logged.headers))}
    assert bearers == {"github"}


def test_without_a_token_rest_is_asked_within_the_hour_s_limit(world: Sandbox, time: FakeTime) -> None:
    targets = [identify_url(f"https://github.com/owner/repo-{number}") for number in range(70)]
    with connect(sandbox_config(world), clock=time.clock()) as net:
        answers = gather(targets, net).answers
    # what REST does not know is asked for twice
    by_page = [answer for answer in answers.values() if isinstance(answer, Unavailable)]
    assert by_page == [Unavailable("HTTP 404", failing=True)] * 40  # a page's 404 is a strike, no word of GitHub's
    assert len([logged for logged in world.log if logged.upstream == "github"]) == 60
