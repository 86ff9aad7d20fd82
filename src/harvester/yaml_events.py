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

# The emitter reads events and changes none, so that one serves every time.
_MAPPING, _MAPPING_END = MappingStartEvent(None, None, True, flow_style=False), MappingEndEvent()
_SEQUENCE, _SEQUENCE_END = SequenceStartEvent(None, None, True, flow_style=False), SequenceEndEvent()


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
        say(_text(value))
    elif isinstance(value, dict):
        say(_MAPPING)
        for name, item in value.items():
            _tell(name, say)
            _tell(item, say)
        say(_MAPPING_END)
    elif isinstance(value, list | tuple):
        say(_SEQUENCE)
        for item in value:
            _tell(item, say)
        say(_SEQUENCE_END)
    else:
        say(ScalarEvent(None, None, (True, False), _LIBRARY.represent_data(value).value))


@lru_cache(1 << 12)  # most scalars of a file are names of its fields
def _text(value: str) -> Event:
    plain = bool(_LIBRARY.resolve(yaml.ScalarNode, value, (True, False)) == _TEXT)  # not ``2023``, not ``no``
    return ScalarEvent(None, None, (plain, True), value)
