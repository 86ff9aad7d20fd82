"""GitHub annotations, read back as GitHub's runner reads them."""

from __future__ import annotations

import re

import pytest

from harvester.model import Run, Verdict
from harvester.report import annotations as github
from harvester.report import documentation
from report.report_book import Book, run_of
from report.report_runs import RUNS, demo, quiet, second_night

_COMMAND = re.compile(r"^::(?P<name>\w+) (?P<properties>[^:]*)::(?P<data>.*)$")


def read_back(text: str) -> tuple[str, dict[str, str], str]:
    match = _COMMAND.fullmatch(text)
    assert match is not None, text

    def plain(value: str) -> str:
        for code, sign in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
            value = value.replace(code, sign)
        return value

    pairs = (part.split("=", 1) for part in match["properties"].split(","))
    return match["name"], {name: plain(value) for name, value in pairs}, plain(match["data"])


def many(causes: int) -> Run:
    book = Book()
    for number in range(causes):
        book.paper("All", [(f"https://github.com/gone/{number}", Verdict.DEAD, f"404, {number}: 100%")], title="A")
        book.find("dead", f"cause {number}, with: 100% signs", evidence=f"404 for the {number}th time")
    return run_of(book, new=tuple(finding.id for finding in book.findings[-3:]))


def test_nothing_to_say() -> None:
    assert github.render(quiet()) == ""


@pytest.mark.parametrize("causes", [1, 9, 10, 11, 300])
def test_at_most_ten_and_the_new_ones_first(causes: int) -> None:
    commands = [read_back(line) for line in github.render(many(causes)).splitlines()]
    assert len(commands) == min(causes, 10)
    first = [f"dead: cause {number}, with: 100% signs" for number in range(causes)[-3:]]
    assert [properties["title"] for _, properties, _ in commands[: len(first)]] == first
    more = [data for name, _, data in commands if name == "notice"]
    assert bool(more) == (causes > 10)
    if more:
        assert more[0].startswith(f"{causes - 9:,} more decisions in the report.")


def test_one_for_each_cause_beside_its_first_line() -> None:
    name, properties, data = read_back(github.render(demo()).splitlines()[0])
    assert name == "error"
    assert properties == {
        "file": "data/raw/medical.md",
        "line": "101",
        "col": "30",
        "title": "placeholder: template rows still hold example.com and github.com/example",
    }
    assert data.splitlines() == [
        "https://example.com",
        "Fill the row in or take it out.",
        "15 more places with this cause: L101, L102, L103, L104, L105, L106, L107, L108",
        documentation.address("placeholder"),
    ]


def test_new_before_waiting() -> None:
    data = [read_back(line)[2] for line in github.render(second_night()).splitlines()]
    assert data[0].startswith("https://github.com/someone/gone")


@pytest.mark.parametrize("name", RUNS)
def test_every_line_is_one_command_of_ours(name: str) -> None:
    for line in github.render(RUNS[name]()).splitlines():
        command, properties, _ = read_back(line)
        assert command in {"error", "warning", "notice"}
        assert set(properties) <= {"file", "line", "col", "title"}
        assert not re.search("[\x00-\x1f\x7f-\x9f]", line)
