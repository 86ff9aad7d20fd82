"""JUnit XML for build servers."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from harvester.model import Severity
from harvester.report import documentation, junit, view
from report.report_runs import RUNS, demo, second_night, two_lists, waived

if TYPE_CHECKING:
    from harvester.model import Run


def parsed(run: Run) -> ET.Element:
    return ET.fromstring(junit.render(run).encode())  # noqa: S314 (our own text)


@pytest.mark.parametrize("name", RUNS)
def test_it_is_xml_whose_counts_can_be_counted(name: str) -> None:
    root = parsed(RUNS[name]())
    assert root.tag == "testsuites"
    for suite in root:
        cases = suite.findall("testcase")
        assert int(suite.attrib["tests"]) == len(cases)
        for kind in ("failures", "skipped"):
            assert int(suite.attrib[kind]) == len(suite.findall(f"testcase/{kind.removesuffix('s')}"))
    for kind in ("tests", "failures", "skipped"):
        assert int(root.attrib[kind]) == sum(int(suite.attrib[kind]) for suite in root)


@pytest.mark.parametrize("name", [name for name in RUNS if name != "hostile"])
def test_every_link_is_a_test_and_what_is_to_fix_fails(name: str) -> None:
    run = RUNS[name]()
    root = parsed(run)
    wrong = {
        (finding.catalogue, finding.line, finding.column)
        for finding in run.findings
        if finding.severity is Severity.FIX and not finding.waived
    }
    assert int(root.attrib["failures"]) == len(wrong)
    assert int(root.attrib["skipped"]) == view.build(run).counts.undecided
    apart = sum(finding.catalogue == "harvester.yaml" for finding in run.findings)
    assert int(root.attrib["tests"]) == len(run.links) + apart


def test_what_one_test_says() -> None:
    (case,) = [one for one in parsed(demo()).iter("testcase") if one.attrib["name"] == "L127 Code yES"]
    assert case.attrib == {
        "name": "L127 Code yES",
        "classname": "Generative Models for Medical Data Synthesis › EEG",
        "file": "data/raw/medical.md",
        "line": "127",
    }
    failure = case.find("failure")
    assert failure is not None
    assert failure.attrib == {"type": "malformed", "message": "malformed: a word, not an address"}
    said = "malformed (fix): a word, not an address. Remove it or put the repository there."
    assert failure.text == f"{said}\n{documentation.address('malformed')}"


def test_no_build_breaks_for_a_note_or_for_what_a_person_must_judge() -> None:
    root = parsed(second_night())
    (case,) = [one for one in root.iter("testcase") if one.attrib["name"].endswith("https://some.host/paper.pdf")]
    assert case.find("failure") is None
    assert [(child.tag, child.text or child.attrib["message"]) for child in case] == [
        ("skipped", "failing: HTTP 503, since 14 Nov"),
        ("system-out", f"failing (look): HTTP 503. Wait.\n{documentation.address('failing')}"),
    ]


def test_every_list_is_a_suite() -> None:
    assert [suite.attrib["name"] for suite in parsed(two_lists())] == ["data/raw/medical.md", "data/raw/signals.md"]


def test_what_was_waived_is_told_and_fails_nothing() -> None:
    root = parsed(waived())
    assert [suite.attrib["failures"] for suite in root] == ["3", "0"]
    told = [element.text or "" for element in root.iter("system-out")]
    assert sum("placeholder (waived)" in text and "kept for those who add papers" in text for text in told) == 16
    assert root[1].attrib["name"] == "harvester.yaml"
