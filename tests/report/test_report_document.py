"""``report.json``, and back."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from rich.console import Console

from harvester.errors import StateError
from harvester.model import Changes, Tally
from harvester.report import badge, document, html, listing, markdown, terminal, view
from report.report_runs import RUNS, demo, hostile, second_night

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.model import Run


def everything(run: Run) -> dict[str, str]:
    """All renderings of a run."""
    v = view.build(run)
    console = Console(width=100, record=True, quiet=True)
    terminal.render(v, console, verbose=True)
    name = run.catalogues[0].name
    return {
        "terminal": console.export_text(),
        "markdown": markdown.render(v),
        "html": html.render(v),
        "badge": badge.render(run),
        "list.md": "".join(listing.markdown(run, name)),
        "list.html": "".join(listing.html(run, name)),
    }


def documented(run: Run) -> dict[str, Any]:
    return json.loads(document.text(run))  # type: ignore[no-any-return]


def damaged(**changes: Any) -> str:
    return json.dumps({**documented(demo()), **changes})


@pytest.mark.parametrize("name", RUNS)
def test_valid_against_its_published_schema(name: str) -> None:
    schema = document.schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(documented(RUNS[name]()))


@pytest.mark.parametrize("name", RUNS)
def test_a_report_renders_again_from_the_document_alone(name: str) -> None:
    run = RUNS[name]()
    text = document.text(run)
    again = document.load(text)
    assert everything(again) == everything(run)
    assert documented(again) == documented(run)


def test_the_document_can_be_written() -> None:
    assert document.text(hostile()).encode("utf-8")


@pytest.mark.parametrize("name", RUNS)
def test_each_row_has_its_line(name: str) -> None:
    text = document.text(RUNS[name]())
    report = json.loads(text)
    for part in ("links", "findings", "entries"):
        lines = [json.loads(line.rstrip(",")) for line in text.split("\n") if line.startswith("  {")]
        assert [row for row in lines if row in report[part]] == report[part]


def test_the_order_of_its_keys_does_not_matter() -> None:
    text = json.dumps(documented(second_night()), sort_keys=True)
    assert everything(document.load(text)) == everything(second_night())


@pytest.mark.parametrize("name", RUNS)
def test_counts_can_be_counted(name: str) -> None:
    report = documented(RUNS[name]())
    counts = report["run"]["counts"]
    verdicts = Counter(link["verdict"] for link in report["links"])
    assert counts["verdicts"] == verdicts
    assert counts["links"] == len(report["links"])
    assert counts["healthy"] == verdicts["ok"] + verdicts["moved"]
    assert counts["undecided"] == verdicts["failing"] + verdicts["blocked"] + verdicts["unchecked"]
    assert counts["papers"] == len(report["entries"])
    assert counts["titled"] == sum(bool(entry["title"] or entry["written"]["title"]) for entry in report["entries"])
    undecided = {"failing", "blocked", "unchecked"}
    decided = [one for one in report["findings"] if one["rule"] not in undecided and not one["waived"]]
    severities = Counter(one["severity"] for one in decided)
    assert counts["problems"] == severities["fix"] + severities["look"]
    assert counts["notes"] == severities["note"]
    assert counts["fix"] == severities["fix"]
    assert counts["waived"] == sum(bool(one["waived"]) for one in report["findings"])
    assert counts["repaired"] == len(report["run"]["changes"]["repaired"])
    assert counts["skipped"] == sum(len(one["skipped"]) for one in report["run"]["catalogues"])


def test_what_a_link_says() -> None:
    (link,) = [one for one in documented(demo())["links"] if one["url"] == "yES"]
    assert link == {
        "url": "yES",
        "catalogue": "data/raw/medical.md",
        "line": 127,
        "column": 90,
        "role": "code",
        "label": "Code",
        "section": ["Generative Models for Medical Data Synthesis", "EEG"],
        "entry": "doi:10.1000/018",
        "template": False,
        "target": {"kind": "malformed", "value": "yES"},
        "verdict": "malformed",
        "final_url": None,
        "vouched_by": "",
        "evidence": "a word, not an address",
        "since": None,
        "strikes": [],
        "instead": "",
    }


def test_top_level() -> None:
    report = documented(demo())
    assert list(report) == ["schema", "run", "upstreams", "links", "findings", "entries"]
    assert report["schema"] == document.SCHEMA == "harvester/report@1"
    assert report["run"]["world"] == "medical-data-synthesis"
    assert report["upstreams"]["web"] == {
        "asked": 3,
        "answered": 2,
        "unavailable": {"needs a login": 1},
        "requests": 4,
        "within": 2,
    }


def test_a_duration_stands_in_it_in_steps_so_that_like_runs_give_like_reports() -> None:
    quick, slow = (
        replace(demo(), tallies={"web": Tally(asked=1, answered=1, requests=1, slowest=seconds)})
        for seconds in (0.2, 1.9)
    )
    assert documented(quick) == documented(slow)


def test_a_report_of_an_earlier_version_is_read() -> None:
    report = documented(second_night())
    for part in ("history", "changes"):
        assert part in report["run"]
    del report["run"]["history"]
    for name in ("fix", "waived"):
        del report["run"]["counts"][name]
    for one in report["findings"]:
        del one["waived"]
    for one in report["upstreams"].values():
        del one["within"]
    again = document.load(json.dumps(report))
    assert view.build(again).counts == view.build(second_night()).counts


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "report.json is damaged"),
        ("{", "report.json is damaged"),
        ("[" * 100_000, "report.json is damaged"),
        ("1" * 6_000, "report.json is damaged"),
        ("null", "no report of harvester"),
        ("[]", "no report of harvester"),
        ("{}", "no report of harvester"),
        ('{"schema": 1}', "no report of harvester"),
        ('{"schema": "harvester/health@1"}', "no report of harvester"),
        ('{"schema": "harvester/report@2"}', "has the schema harvester/report@2; this harvester reads"),
        ('{"schema": "harvester/report@1"}', "report.json is damaged: run: Field required"),
        (damaged(more=1), "report.json is damaged: more: Extra inputs"),
        (damaged(upstreams={"web": {"asked": -1}}), "report.json is damaged: upstreams.web.asked"),
        (damaged(links=[{"verdict": "fine"}]), "report.json is damaged: links.0"),
        (damaged(run={**documented(demo())["run"], "catalogues": []}), "which the run lacks"),
    ],
)
def test_what_is_not_a_report_is_refused(text: str, message: str) -> None:
    with pytest.raises(StateError) as caught:
        document.load(text)
    assert message in str(caught.value)
    assert caught.value.hint


def test_an_unknown_verdict_names_the_known_ones() -> None:
    report = documented(demo())
    report["links"][0]["verdict"] = "fine"
    with pytest.raises(StateError, match=r"links\.0\.verdict: .*must be one of ok, moved, dead"):
        document.load(json.dumps(report))


@pytest.mark.parametrize("name", RUNS)
def test_a_document_of_the_same_rows_is_known_again(name: str) -> None:
    run = RUNS[name]()
    later = replace(run, date=run.date + timedelta(days=1), tallies={}, changes=Changes())
    bare = document.without_rows(StringIO(document.text(run)), later)
    assert bare is not None
    assert (bare.date, bare.changes, bare.tallies.keys()) == (
        (whole := document.load(document.text(run))).date,
        whole.changes,
        whole.tallies.keys(),
    )
    assert (bare.links, bare.findings, bare.entries) == ((), (), {one.path: () for one in run.catalogues})


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda text: text.replace('"verdict":"ok"', '"verdict":"moved"', 1), id="another verdict"),
        pytest.param(lambda text: text + " ", id="longer"),
        pytest.param(lambda text: text[:-3], id="shorter"),
        pytest.param(lambda text: text[: text.index('"entries"')], id="cut"),
        pytest.param(lambda text: text.replace('\n "links": [', '\n "linked": ['), id="no links"),
        pytest.param(lambda _: "", id="no report yet"),
        pytest.param(lambda _: '{"schema": "harvester/report@1"}', id="nothing but a schema"),
    ],
)
def test_a_document_of_other_rows_is_not(change: Callable[[str], str]) -> None:
    run = demo()
    text = document.text(run)
    assert change(text) != text
    assert document.without_rows(StringIO(change(text)), run) is None
