"""Every renderer's whole output of one small run, to be read by a person when it changes.

To write the files anew: ``WRITE_GOLDEN=1 pytest tests/report/test_report_golden.py``, then look at the diff.
"""

from __future__ import annotations

import io
import json
import os
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from harvester.model import Certainty, Severity, Suggestion, Tally, Verdict
from harvester.report import badge, formats, html, terminal, view
from report.report_book import TODAY, Book, run_of
from report.report_runs import recorded

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.model import Run

GOLDEN = Path(__file__).parent / "golden"


def small() -> Run:
    """One of everything: healthy, dead with a suggestion, a template row, refused, moved, waived, repaired."""
    book = Book(name="small", title="A small list")
    book.paper(
        "Signals",
        [
            ("https://doi.org/10.1000/1", Verdict.OK, "registered"),
            ("https://github.com/lab/code.", Verdict.DEAD, "GitHub: no such public repository"),
        ],
        title="Signals, made up",
        authors=("Ada Lovelace", "Alan Turing"),
        venue="Sensors",
        date_="2023-05",
        fields=(("Type", "GAN"),),
    )
    book.find(
        "dead",
        "https://github.com/lab/code.",
        evidence="GitHub: no such public repository",
        advice="Find where it went, or remove the link.",
        suggestion=Suggestion("https://github.com/lab/code exists", Certainty.LIKELY, "https://github.com/lab/code"),
    )
    book.template("Images")
    book.findings = [
        replace(one, waived="kept for those who add papers") if one.what == "https://example.com" else one
        for one in book.findings
    ]
    book.paper("Images", [("https://some.host/paper.pdf", Verdict.BLOCKED, "HTTP 403")])
    book.paper("Images", [("https://github.com/a/old", Verdict.MOVED, "renamed")], title="An old name")
    book.links[-1] = replace(book.links[-1], final_url="https://github.com/a/new", since=date(2026, 11, 2))
    book.find(
        "moved",
        "https://github.com/a/old",
        evidence="renamed",
        advice="Write the new address.",
        severity=Severity.NOTE,
        suggestion=Suggestion("write https://github.com/a/new", Certainty.CERTAIN, "https://github.com/a/new"),
        first_seen=date(2026, 11, 2),
    )
    new = tuple(finding.id for finding in book.findings if finding.first_seen == TODAY)
    run = run_of(
        book,
        new=new,
        repaired=("dead|data/raw/small.md|doi:10.1000/1|Code|https://old.example/home|1",),
        tallies={
            "crossref": Tally(asked=1, answered=1, requests=1, slowest=0.4),
            "web": Tally(asked=1, answered=0, unavailable={"HTTP 403": 1}, requests=1, slowest=2.5),
        },
    )
    return replace(run, history=recorded().history)


def on_terminal(run: Run, *, verbose: bool) -> str:
    out = io.StringIO()
    terminal.render(view.build(run), Console(file=out, width=80), verbose=verbose)
    return out.getvalue()


def without_the_rules(run: Run) -> str:
    """The SARIF log without what grows with every new rule."""
    log = json.loads(formats.render("sarif", run))
    del log["runs"][0]["tool"]["driver"]["rules"]
    for result in log["runs"][0]["results"]:
        del result["ruleIndex"]
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


def without_the_frame(run: Run) -> str:
    """The page without style, script, policy and vocabulary, which have tests of their own."""
    text = re.sub(r"(?s)<(style|script)>.*?</\1>", r"<\1></\1>", html.render(view.build(run)))
    text = re.sub(r'(?s)(<dl class="vocabulary">).*?</dl>', r"\1</dl>", text)
    text = re.sub(r'(Policy" content=")[^"]*', r"\1", text)
    return re.sub(r"\n\s*\n+", "\n", text)


BLOB = "https://github.com/o/r/blob/0123abc"
RENDERINGS: dict[str, Callable[[Run], str]] = {
    "terminal.txt": lambda run: on_terminal(run, verbose=False),
    "terminal-verbose.txt": lambda run: on_terminal(run, verbose=True),
    "report.md": lambda run: formats.render("markdown", run, blob_url=BLOB),
    "report.json": lambda run: formats.render("json", run),
    "report.sarif": without_the_rules,
    "report.junit.xml": lambda run: formats.render("junit", run),
    "annotations.txt": lambda run: formats.render("github", run),
    "link-health.html": without_the_frame,
    "badge.json": badge.render,
}


@pytest.mark.parametrize("name", RENDERINGS)
def test_the_whole_output(name: str) -> None:
    text = RENDERINGS[name](small())
    path = GOLDEN / name
    if os.environ.get("WRITE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_every_golden_file_is_somebodys() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == set(RENDERINGS)
