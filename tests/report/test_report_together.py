"""All renderers state the same counts, since one view decides what is said."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import marko
import pytest
from hypothesis import given
from hypothesis import strategies as st
from marko.ext.gfm import GFM
from rich.console import Console

from harvester.model import Run, Severity, Tally, Verdict
from harvester.report import annotations as github
from harvester.report import badge, document, html, junit, markdown, sarif, terminal, view
from harvester.report.cases import UNDECIDED
from report.report_book import Book, run_of
from report.report_page import Page
from report.report_runs import RUNS

if TYPE_CHECKING:
    from harvester.report.parts import View


def words(text: str) -> str:
    return " ".join(text.replace("\u200b", "").split())


def readings(run: Run) -> dict[str, str]:
    """What a person reads in each rendering, markup taken off."""
    v = view.build(run)
    console = Console(file=io.StringIO(), width=1_000, record=True)
    terminal.render(v, console, verbose=True)
    as_html = marko.Markdown(extensions=[GFM]).convert(markdown.render(v))
    return {
        "terminal": words(console.export_text()),
        "markdown": words("".join(Page(f"<body>{as_html}</body>").text)),
        "html": Page(html.render(v)).words(),
    }


def states_the_same(run: Run) -> None:
    v = view.build(run)
    for name, text in readings(run).items():
        stated = [v.headline, v.titles, *v.notices, *(part.size for part in v.sections)]
        stated += [group.size for part in v.sections for group in part.groups]
        stated += [up.answered for up in v.health]
        missing = [one for one in stated if words(one) not in text]
        assert not missing, name
        titles = (("new", "New"), ("unknown", "Cannot tell"), ("waived", "Waived"), ("repaired", "Repaired"))
        for key, title in titles:
            said = any(part.key == key for part in v.sections)
            assert bool(re.search(rf"{title}:? \d[\d,]* of \d", text)) == said
    counts = json.loads(document.text(run))["run"]["counts"]
    assert (counts["links"], counts["healthy"]) == (v.counts.links, v.counts.healthy)
    assert (counts["problems"], counts["fix"], counts["waived"]) == (v.counts.problems, v.counts.fix, v.counts.waived)
    machines_state_the_same(run, v)
    message = json.loads(badge.render(run))["message"]
    assert message.startswith(f"{v.counts.healthy} of {v.counts.links} healthy" if v.counts.links else "no links")


def machines_state_the_same(run: Run, v: View) -> None:
    """Undecided links are no problems, so what is to fix is told apart from them before it is counted."""
    undecided = {verdict.word for verdict in UNDECIDED}
    results = json.loads(sarif.render(run))["runs"][0]["results"]
    decided = [one for one in results if one["ruleId"] not in undecided and not one["suppressions"]]
    levels = Counter(one["level"] for one in decided)
    assert (levels["error"], levels["error"] + levels["warning"]) == (v.counts.fix, v.counts.problems)
    assert levels["note"] == v.counts.notes
    assert sum(bool(one["suppressions"]) for one in results) == v.counts.waived
    tests = ET.fromstring(junit.render(run).encode())  # noqa: S314 (our own text)
    failed = [one.attrib["type"] for one in tests.iter("failure")]
    assert sum(rule not in undecided for rule in failed) == v.counts.fix
    links = int(tests.attrib["tests"]) - sum(finding.catalogue == "harvester.yaml" for finding in run.findings)
    assert links == v.counts.links
    groups = [group for part in v.sections if part.key in {"new", "waiting"} for group in part.groups]
    assert len(github.render(run).splitlines()) == min(len(groups), github.LIMIT)


@pytest.mark.parametrize("name", [name for name in RUNS if name != "hostile"])
def test_of_known_runs(name: str) -> None:
    states_the_same(RUNS[name]())


@st.composite
def runs(draw: st.DrawFn) -> Run:
    book = Book()
    new = []
    for number in range(draw(st.integers(0, 12))):
        verdict = draw(st.sampled_from(Verdict))
        title = draw(st.sampled_from(["", f"Title {number}"]))
        book.paper("All", [(f"https://doi.org/10.1000/{number}", verdict, f"evidence {number % 3}")], title=title)
        if verdict not in {Verdict.OK, Verdict.UNCHECKED}:
            severity = draw(st.sampled_from(Severity))
            finding = book.find(verdict.word, f"cause {number % 2}", evidence="seen", severity=severity)
            if draw(st.booleans()):
                book.findings[-1] = finding = replace(finding, waived="a reason")
            new += [finding.id] * draw(st.booleans())
    asked = draw(st.integers(0, 9))
    answered = draw(st.integers(0, asked))
    reasons = {"HTTP 503": asked - answered} if asked > answered else {}
    return run_of(
        book,
        new=tuple(new),
        repaired=tuple(f"dead|{book.path}|x|Code|https://old.example/{n}|1" for n in range(draw(st.integers(0, 2)))),
        world=draw(st.sampled_from(["live", "sandbox"])),
        tallies={"crossref": Tally(asked=asked, answered=answered, unavailable=reasons, requests=asked)},
        ill=draw(st.sampled_from([(), ("crossref",)])),
        offline=draw(st.booleans()),
    )


@given(runs())
def test_of_any_run(run: Run) -> None:
    states_the_same(run)
