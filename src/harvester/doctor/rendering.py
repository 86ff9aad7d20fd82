"""The doctor's checks as lines for a person, as JSON, and as Markdown for an issue."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from harvester.doctor.check import State, exit_code
from harvester.report import escape

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from harvester.doctor.check import Check

_SUMMARY = {
    0: "All is well.",
    1: "Something is not as it should be.",
    3: "Some upstreams could not be reached; what could be looked at is well.",
}


def lines(checks: Sequence[Check]) -> Iterator[str]:
    """One line for each check, its advice below it, and a sentence at the end."""
    name = max(len(check.name) for check in checks)
    word = max(len(state.word) for state in State)
    for check in checks:
        head = f"{check.state.glyph} {check.state.word.ljust(word)}  {check.name.ljust(name)}"
        yield f"{head}  {escape.terminal(check.says)}"
        if check.advice:
            yield f"    → {escape.terminal(check.advice)}"
    yield _SUMMARY[exit_code(checks)]


def as_json(checks: Sequence[Check]) -> str:
    """The checks as ``harvester/doctor@1``."""
    told = [
        {"name": check.name, "state": check.state.word, "says": check.says, "advice": check.advice} for check in checks
    ]
    return json.dumps({"schema": "harvester/doctor@1", "exit_code": exit_code(checks), "checks": told}, indent=1)


def markdown(checks: Sequence[Check]) -> str:
    """A table of what is not as it should be, or the sentence that all is well."""
    shown = [check for check in checks if check.state in {State.DIFFERS, State.OFF, State.UNREACHED}]
    head = [_SUMMARY[exit_code(checks)], ""]
    if not shown:
        return head[0] + "\n"
    rows = [
        f"| {check.state.glyph} {check.state.word} | {check.name} | {escape.markdown(check.says)} | "
        f"{escape.markdown(check.advice)} |"
        for check in shown
    ]
    return "\n".join([*head, "| State | What | What was found | What to do |", "|---|---|---|---|", *rows, ""])
