"""YAML catalogues, with the place of every value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from harvester.errors import CatalogueError
from harvester.read.records import read_records
from harvester.read.values import Value, ValueBuilder

if TYPE_CHECKING:
    from harvester.read.ledger import Ledger
    from harvester.read.source import Source

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(ledger: Ledger) -> str:
    """Read a YAML file; an alias stands for its anchor once only, so that no file can unfold without end."""
    return read_records(values(ledger.source), ledger)


def values(source: Source) -> list[Value]:
    """The documents of a YAML file."""
    shift = source.start
    out = ValueBuilder(source)
    try:
        for event in yaml.parse(source.text[shift:], Loader=_LOADER):
            start, end = (shift + mark.index if mark else 0 for mark in (event.start_mark, event.end_mark))
            if isinstance(event, yaml.ScalarEvent):
                out.add(_scalar(source, event, start, end))
            elif isinstance(event, yaml.MappingStartEvent):
                out.open(start, keyed=True)
            elif isinstance(event, yaml.SequenceStartEvent):
                out.open(start, keyed=False)
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                out.close(_trimmed(source.text, end))
            elif isinstance(event, yaml.AliasEvent):
                out.add(Value(start, start, text="" if not out.awaits_key else event.anchor or ""))
    except yaml.YAMLError as error:
        raise _trouble(source, error) from error
    return out.root


def _scalar(source: Source, event: yaml.ScalarEvent, start: int, end: int) -> Value:
    """A scalar with the span of what stands between its quotes; a block scalar keeps its whole reach."""
    if event.style in {"'", '"'}:
        return Value(start + 1, end - 1, text=event.value)
    text = "" if not event.style and event.value in {"~", "null", "Null", "NULL"} else event.value
    return Value(start, _trimmed(source.text, end), text=text)


def _trimmed(text: str, end: int) -> int:
    while end > 0 and text[end - 1].isspace():
        end -= 1
    return end


def _trouble(source: Source, error: yaml.YAMLError) -> CatalogueError:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    where = f"{source.path}:{mark.line + 1}" if mark is not None else source.path
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be read"
    return CatalogueError(
        f"{where}: not YAML: {problem}", hint="Quote titles that hold a colon, and indent with blanks only."
    )
