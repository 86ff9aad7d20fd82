"""Publications of preprints that name none: looked for by title where that is asked for, believed where all agrees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from harvester import read
from harvester.citations import cite
from harvester.enrich import enrich
from harvester.gather import gather
from harvester.identify import identify_url
from harvester.model import Flag, Found
from harvester.network import connect
from harvester.sandbox import Fault, Sandbox, World
from support import FakeTime, sandbox_config

if TYPE_CHECKING:
    from harvester.model import Record

TITLE = "Learning to Test What a Title Search Finds"
PREPRINT = {"id": "2301.00001", "title": TITLE, "published": "2023-01-05", "authors": ["Ada Lovelace"]}
PAPER = {"doi": "10.5555/paper", "title": TITLE, "authors": ["Lovelace, Ada"], "venue": "Journal", "issued": [2023, 6]}
URL = "https://arxiv.org/abs/2301.00001"


def likely(
    works: list[dict[str, Any]], time: FakeTime, *, find: bool = True, fault: str = "", **preprint: Any
) -> tuple[Record, int]:
    """The preprint's record after asking, and the number of questions that Crossref was asked."""
    with Sandbox(World(works=works, arxiv=[{**PREPRINT, **preprint}])) as sandbox:
        if fault:
            sandbox.faults["crossref"] = Fault(fault)
        with connect(sandbox_config(sandbox, find_published=find), clock=time.clock()) as network:
            answer = gather([identify_url(URL)], network).answers["arxiv:2301.00001"]
        assert isinstance(answer, Found)
        assert answer.value.record is not None
        return answer.value.record, len([logged for logged in sandbox.log if logged.upstream == "crossref"])


def test_unless_it_is_asked_for_nobody_is_asked(time: FakeTime) -> None:
    record, asked = likely([PAPER], time, find=False)
    assert (record.likely_doi, asked) == (None, 0)


def test_a_preprint_that_names_its_publication_is_believed_without_a_search(time: FakeTime) -> None:
    record, asked = likely([PAPER], time, doi="10.5555/named")
    assert (record.published_doi, record.likely_doi, asked) == ("10.5555/named", None, 0)


@pytest.mark.parametrize(
    ("works", "found"),
    [
        ([], None),
        ([PAPER], "10.5555/paper"),
        ([{**PAPER, "title": "Learning to Test Something Else"}], None),
        ([{**PAPER, "authors": ["Babbage, Charles"]}], None),
        ([{**PAPER, "issued": [2019]}], None),
        ([{**PAPER, "type": "posted-content"}], None),
        ([{**PAPER, "title": f"Erratum: {TITLE}"}], None),
        ([PAPER, {**PAPER, "doi": "10.5555/twin"}], None),
        ([PAPER, {**PAPER, "doi": "10.65215/copy"}], "10.5555/paper"),
        ([{**PAPER, "doi": "10.65215/copy"}], None),
    ],
)
def test_exactly_one_work_that_agrees_in_everything(
    time: FakeTime, works: list[dict[str, Any]], found: str | None
) -> None:
    record, asked = likely(works, time)
    assert (record.likely_doi, asked) == (found, 1)


@pytest.mark.parametrize("fault", ["500", "html", "429"])
def test_an_ill_crossref_leaves_the_preprint_as_it_is(time: FakeTime, fault: str) -> None:
    record, _ = likely([PAPER], time, fault=fault)
    assert (record.title, record.likely_doi) == (TITLE, None)


def test_what_was_found_becomes_a_fact_that_says_how(time: FakeTime) -> None:
    with Sandbox(World(works=[PAPER], arxiv=[PREPRINT])) as sandbox:
        catalogue = read.parse(f"# L\n\n- **{TITLE}**. [Paper]({URL})\n".encode(), path="list.md")
        citations = cite(catalogue)
        with connect(sandbox_config(sandbox, find_published=True), clock=time.clock()) as network:
            answers = gather([item.target for item in citations.cited], network).answers
    (entry,) = enrich(catalogue, citations.ids, citations.cited, answers, {})
    (fact,) = [fact for fact in entry.facts if fact.flag is Flag.SUPERSEDED]
    assert fact.value == "10.5555/paper"
    assert "found by title" in fact.evidence
