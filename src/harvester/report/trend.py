"""The numbers of run after run: a line of ``history.jsonl`` for each that changed something, and their picture."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import suppress
from datetime import date  # noqa: TC003 (pydantic looks at it when it runs)
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from harvester.errors import StateError
from harvester.model import Past, Verdict
from harvester.report import wording
from harvester.report.parts import Bar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from harvester.model import Run
    from harvester.report.parts import Counts

SCHEMA = "harvester/history@1"
"""Name and version of the format, the value of ``schema`` in every line."""

SHOWN = 30
"""Runs that a report shows and ``report.json`` holds; ``history.jsonl`` holds all."""

_HEALTHY = (Verdict.OK.word, Verdict.MOVED.word)
_HINT = "It was left as it is. Restore it from git, or move it away to start afresh."

Number = Annotated[int, Field(ge=0)]


class HistoryLine(BaseModel):
    """One recorded run: a line of ``history.jsonl``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_: Literal["harvester/history@1"] = Field(alias="schema")
    world: str = Field(description="`live`, or the name of a sandbox world.")
    date: date
    papers: Number
    links: Number
    verdicts: dict[str, Number] = Field(description="Verdict to number of links; together they are `links`.")
    rules: dict[str, Number] = Field(description="Rule to number of findings, waived ones not included.")
    fix: Number = Field(description="Findings that are wrong now, undecided links apart.")
    look: Number = Field(description="Findings that a person must judge, undecided links apart.")
    new: Number = Field(description="Problems that the state before did not have.")
    repaired: Number = Field(description="Findings of the state before that are gone.")


def schema() -> dict[str, Any]:
    """Give the JSON Schema (2020-12) of one line."""
    return HistoryLine.model_json_schema(by_alias=True)


def past(run: Run, counts: Counts) -> Past:
    """Give the numbers of a run as they are recorded."""
    rules = Counter(finding.rule for finding in run.findings if not finding.waived)
    return Past(
        date=run.date,
        papers=counts.papers,
        verdicts={verdict.word: number for verdict, number in counts.verdicts},
        rules=dict(sorted(rules.items())),
        fix=counts.fix,
        look=counts.problems - counts.fix,
        new=counts.new_problems,
        repaired=counts.repaired,
    )


def extended(history: Sequence[Past], last: Past) -> tuple[Past, ...]:
    """Give the history with one more run, in the order of days; it takes the place of another run of its day."""
    return tuple(sorted((*(one for one in history if one.date != last.date), last), key=lambda one: one.date))


def read(text: str, world: str, shown: str) -> tuple[Past, ...]:
    """Read ``history.jsonl`` back, oldest run first; a last line that was cut off is left out, as are other worlds.

    Args:
        text: The whole file.
        world: ``live`` or a sandbox's name: only its runs are given.
        shown: Name of the file in messages.

    Raises:
        StateError: A whole line is damaged, another program's, or of a later harvester.
    """
    whole, _, torn = text.rpartition("\n")
    lines = [_line(line, f"{shown}:{number}") for number, line in enumerate(whole.split("\n"), 1) if line.strip()]
    with suppress(StateError):  # a torn line: the machine stopped while writing it
        lines += [_line(torn, shown)] if torn.strip() else []
    return tuple(_past(line) for line in lines if line.world == world)


def _line(text: str, place: str) -> HistoryLine:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise StateError(f"{place}: not readable as JSON", hint=_HINT) from error
    named = found.get("schema") if isinstance(found, dict) else None
    if named != SCHEMA:
        raise StateError(f"{place}: the schema is not {SCHEMA} but {named}", hint=_HINT)
    try:
        return HistoryLine.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise StateError(f"{place}: damaged at {where}: {first['msg']}", hint=_HINT) from error


def _past(line: HistoryLine) -> Past:
    values = line.model_dump(exclude={"schema_", "world", "links"})
    return Past(**values)


def write(history: Iterable[Past], world: str) -> str:
    """Give the text of ``history.jsonl``: one line for each run."""
    return "".join(
        json.dumps(
            {
                "schema": SCHEMA,
                "world": world,
                "date": one.date.isoformat(),
                "papers": one.papers,
                "links": sum(one.verdicts.values()),
                "verdicts": dict(one.verdicts),
                "rules": dict(one.rules),
                "fix": one.fix,
                "look": one.look,
                "new": one.new,
                "repaired": one.repaired,
            },
            ensure_ascii=False,
        )
        + "\n"
        for one in history
    )


def bars(history: Sequence[Past]) -> tuple[Bar, ...]:
    """Give the last 30 recorded runs as bars; nothing where there are not at least two to compare."""
    return tuple(_bar(one) for one in history[-SHOWN:]) if len(history) > 1 else ()


def _bar(one: Past) -> Bar:
    healthy = wording.ratio(sum(one.verdicts.get(word, 0) for word in _HEALTHY), sum(one.verdicts.values()), "link")
    problems = [f"{number:,} to {word}" for word, number in (("fix", one.fix), ("look at", one.look)) if number]
    day = wording.full_day(one.date)
    return Bar(
        date=day,
        healthy=healthy,
        fix=one.fix,
        look=one.look,
        said=f"{day}: {', '.join(problems) or 'nothing to do'}; {healthy} healthy",
    )
