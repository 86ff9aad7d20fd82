"""JUnit XML, for build servers that show tests: every link is one, and so is every finding that is about no link.

There is no official schema; the elements and attributes are those that the JUnit readers of Jenkins and GitLab share.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from harvester.model import Severity
from harvester.report import documentation, escape, wording
from harvester.report.cases import UNDECIDED, place_of
from harvester.report.rows import TEXT, said

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harvester.model import Finding, Judged, Run
    from harvester.report.cases import Place

_NO_CHARACTERS = re.compile("[\ufffe\uffff]")  # with what escape.plain takes out, all that XML 1.0 forbids


def render(run: Run) -> str:
    """Give the run as JUnit XML: findings to fix are failures, links that could not be decided are skipped.

    Notes, and what a person must judge, are told in the output of a test that passes: no build breaks for them.
    """
    parts = run.by_catalogue()
    root = ET.Element("testsuites", name="harvester")
    suites = [_suite(path, part) for path, part in parts.items()]
    if elsewhere := [finding for finding in run.findings if finding.catalogue not in parts]:
        suites.append(_counted(ET.Element("testsuite", name="harvester.yaml"), map(_alone, elsewhere)))
    root.extend(suites)
    for name in ("tests", "failures", "skipped"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in suites)))
    ET.indent(root, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _suite(path: str, run: Run) -> ET.Element:
    findings: defaultdict[Place, list[Finding]] = defaultdict(list)
    for finding in run.findings:
        findings[finding.catalogue, finding.line, finding.column].append(finding)
    suite = ET.Element("testsuite", name=_clean(path), timestamp=f"{run.date.isoformat()}T00:00:00")
    tests = [_test(judged, run, findings.pop(place_of(judged), [])) for judged in run.links]
    tests += [_alone(finding) for members in findings.values() for finding in members]
    return _counted(suite, tests)


def _counted(suite: ET.Element, tests: Iterable[ET.Element]) -> ET.Element:
    suite.extend(tests)
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    suite.set("errors", "0")
    suite.set("skipped", str(len(suite.findall("testcase/skipped"))))
    return suite


def _test(judged: Judged, run: Run, findings: list[Finding]) -> ET.Element:
    name = f"L{judged.link.line} {judged.link.label or judged.link.role.value} {judged.link.url}"
    case = _case(name, judged.section, judged.catalogue, judged.link.line)
    wrong = [finding for finding in findings if _fails(finding)]
    if wrong:
        _fail(case, wrong)
    elif judged.verdict in UNDECIDED:
        ET.SubElement(case, "skipped", message=_clean(said(judged, run.date)))
    _tell(case, [finding for finding in findings if finding not in wrong])
    return case


def _alone(finding: Finding) -> ET.Element:
    """A test for a finding that stands at no link."""
    case = _case(f"L{finding.line} {finding.rule} {finding.what}", finding.section, finding.catalogue, finding.line)
    if _fails(finding):
        _fail(case, [finding])
    else:
        _tell(case, [finding])
    return case


def _fails(finding: Finding) -> bool:
    return finding.severity is Severity.FIX and not finding.waived


def _case(name: str, section: tuple[str, ...], path: str, line: int) -> ET.Element:
    heading = " › ".join(section) or path
    return ET.Element("testcase", name=_clean(name), classname=_clean(heading), file=_clean(path), line=str(line))


def _fail(case: ET.Element, findings: list[Finding]) -> None:
    first = findings[0]
    message = f"{first.rule}: {first.evidence or first.cause}"
    failure = ET.SubElement(case, "failure", type=_clean(first.rule), message=_clean(message))
    failure.text = _sentences(findings)


def _tell(case: ET.Element, findings: list[Finding]) -> None:
    if findings:
        ET.SubElement(case, "system-out").text = _sentences(findings)


def _sentences(findings: list[Finding]) -> str:
    """A line for each finding, then where its rule is explained."""
    addresses = dict.fromkeys(documentation.address(finding.rule) for finding in findings)
    return "\n".join((*map(_sentence, findings), *addresses))


def _sentence(finding: Finding) -> str:
    word = "waived" if finding.waived else finding.severity.word
    parts = [
        f"{finding.rule} ({word}): {finding.evidence or finding.cause}",
        finding.waived or finding.advice,
        wording.suggestion(finding.suggestion),
    ]
    return ". ".join(_clean(part).rstrip(".") for part in parts if part) + "."


def _clean(text: str) -> str:
    return _NO_CHARACTERS.sub(" ", escape.clip(text, TEXT))
