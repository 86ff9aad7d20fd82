"""GitHub annotations: workflow commands that show a finding beside the line that it is about.

The runner takes ten a step (https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands); so it
is one for each cause, the new ones first, and the rest is counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.model import Severity
from harvester.report import documentation, escape, view, wording

if TYPE_CHECKING:
    from harvester.model import Run
    from harvester.report.parts import Group

LIMIT = 10
"""Annotations that GitHub shows for one step."""

_COMMANDS = {Severity.FIX.word: "error", Severity.LOOK.word: "warning", Severity.NOTE.word: "notice"}


def render(run: Run) -> str:
    """Give at most ten workflow commands, one a line; an empty text where there is nothing to act on."""
    v = view.build(run)
    groups = [group for section in v.sections if section.key in {"new", "waiting"} for group in section.groups]
    shown = groups if len(groups) <= LIMIT else groups[: LIMIT - 1]
    commands = [_command(group) for group in shown]
    if left := len(groups) - len(shown):
        more = f"{wording.count(left, 'more decision')} in the report. {v.headline}"
        commands.append(f"::notice title=harvester::{_data(escape.terminal(more))}")
    return "".join(f"{command}\n" for command in commands)


def trouble(message: str, hint: str) -> str:
    """Give the workflow command for an error that left nothing to report."""
    lines = [escape.terminal(line) for line in (*message.splitlines(), hint)]
    return f"::error title=harvester::{_data(chr(10).join(line for line in lines if line))}\n"


def _command(group: Group) -> str:
    first, rest = group.items[0], len(group.items) - 1
    place = {"file": first.path, "line": str(first.line), "col": str(first.column)}
    properties = [f"{name}={_property(value)}" for name, value in place.items() if value not in {"", "0"}]
    properties.append(f"title={_property(f'{group.word}: {group.cause}')}")
    said = [first.what, group.advice or first.advice, group.suggestion or first.suggestion]
    if rest:
        said.append(f"{wording.count(rest, 'more place')} with this cause: {group.places}")
    said.append(documentation.address(group.word))
    message = "\n".join(part for part in map(escape.terminal, said) if part)
    return f"::{_COMMANDS[group.severity]} {','.join(properties)}::{_data(message)}"


def _data(text: str) -> str:
    """Escape the message as the runner reads it back; its line ends are ours."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(escape.terminal(text)).replace(":", "%3A").replace(",", "%2C")
