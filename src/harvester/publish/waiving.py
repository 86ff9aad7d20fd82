"""Ticked boxes become waivers in ``harvester.yaml``: a few lines put in, everything else proven to be as it was."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import yaml

from harvester import config as settings
from harvester.config import Waiver
from harvester.errors import ConfigError
from harvester.report import escape

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from harvester.publish.matters import Matter

DAYS = 90
"""Days for which a ticked box waives."""


def waivers(
    ticks: Collection[str],
    known: Iterable[Matter],
    *,
    issue: int,
    today: date,
    present: Collection[Waiver],
    proposed: Collection[Waiver],
) -> tuple[Waiver, ...]:
    """The waivers that ticked boxes ask for and the configuration does not have.

    Args:
        present: Those of the default branch.
        proposed: Those of the rolling branch; one that is there already keeps its last day.
    """
    have = {(one.rule, one.link) for one in present}
    days = {(one.rule, one.link): one.until for one in proposed}
    asked = {}
    for matter in known:
        link = re.sub(r"([*?[])", r"[\1]", matter.what)
        place = (matter.rule, link)
        if matter.key in ticks and link and place not in have:
            until = days.get(place) or today + timedelta(days=DAYS)
            asked[place] = Waiver(rule=matter.rule, link=link, reason=f"ticked in issue {issue}", until=until)
    return tuple(asked.values())


def written(text: str, new: Sequence[Waiver], shown: str) -> str | None:
    """The configuration with these waivers in it, or None where they cannot be put in without touching the rest."""
    try:
        before = settings.parse(text, shown=shown)
        after = _put(text, new)
        same = after is not None and settings.parse(after, shown=shown) == before.model_copy(
            update={"waivers": (*new, *before.waivers)}
        )
    except ConfigError:
        return None
    return after if same else None


def _put(text: str, new: Sequence[Waiver]) -> str | None:
    end = "\r\n" if "\r\n" in text else "\n"
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    lines = [_line(one) for one in new]
    if node is None or not isinstance(node, yaml.MappingNode):
        there = None
    else:
        there = next((value for key, value in node.value if key.value == "waivers"), None)
    if there is None:
        gap = "" if not text or text.endswith("\n") else end
        return text + gap + end.join(["waivers:", *(f"  - {line}" for line in lines), ""])
    if not isinstance(there, yaml.SequenceNode):
        return None
    start = there.start_mark.index
    if there.flow_style:
        rest = ", " if there.value else ""
        return text[: start + 1] + ", ".join(lines) + rest + text[start + 1 :]
    indent = " " * there.start_mark.column
    return text[:start] + "".join(f"- {line}{end}{indent}" for line in lines) + text[start:]


def _line(one: Waiver) -> str:
    """A waiver as one line of YAML: JSON's strings are YAML's, too."""
    link = json.dumps(escape.encodable(one.link), ensure_ascii=False)
    return f"{{rule: {one.rule}, link: {link}, reason: {json.dumps(one.reason)}, until: {one.until}}}"
