"""JSON catalogues, with the place of every value; one document, or one for each line."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from harvester.errors import CatalogueError
from harvester.read.records import read_records
from harvester.read.values import Value, ValueBuilder

if TYPE_CHECKING:
    from harvester.read.ledger import Ledger
    from harvester.read.source import Source

_TOKEN = re.compile(
    r"""[ \t\r\n]*(?:(?P<string>"(?:[^"\\\x00-\x1f]|\\.)*")|(?P<mark>[\[\]{},:])"""
    r"""|(?P<word>true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?P<end>\Z))"""
)


def read_json(ledger: Ledger) -> str:
    """Read a JSON or JSON Lines file."""
    return read_records(values(ledger.source), ledger)


def values(source: Source) -> list[Value]:
    """The documents of a JSON file."""
    out = ValueBuilder(source)
    position = source.start
    expected = "value"
    while True:
        token = _TOKEN.match(source.text, position)
        if token is None:
            raise _trouble(source, position, "a value, a comma or a bracket is expected")
        position = token.end()
        if token["end"] is not None:
            if out.depth:
                raise _trouble(source, position, "the file ends before its last bracket is closed")
            return out.root
        expected = _step(source, out, token, expected)


def _step(source: Source, out: ValueBuilder, token: re.Match[str], expected: str) -> str:
    """Take in one token and say what may follow: ``value``, ``first`` (or a bracket), ``colon`` or ``comma``."""
    if token["string"] is not None or token["word"] is not None:
        if expected not in {"value", "first"} and out.depth:
            raise _trouble(source, token.start(), f"a {expected} is missing")
        key = out.awaits_key
        if key and token["string"] is None:
            raise _trouble(source, token.start(), "a key must stand in quotes")
        out.add(_scalar(source, token))
        return "colon" if key else "comma"
    mark = token["mark"]
    at = token.end() - 1
    if mark in "[{":
        if expected not in {"value", "first"} and out.depth:
            raise _trouble(source, at, f"a {expected} is missing")
        if out.awaits_key:
            raise _trouble(source, at, "a key must stand in quotes")
        out.open(at, keyed=mark == "{")
        return "first"
    if mark in "]}":
        if not out.depth or expected not in {"comma", "first"} or out.close(at + 1).keyed is not (mark == "}"):
            raise _trouble(source, at, f"unexpected {mark}")
        return "comma"
    if expected != {":": "colon", ",": "comma"}[mark] or not out.depth:
        raise _trouble(source, at, f"unexpected {mark}")
    return "value"


def _scalar(source: Source, token: re.Match[str]) -> Value:
    if token["string"] is not None:
        start, end = token.span("string")
        raw = source.text[start:end]
        try:
            text = json.loads(raw) if "\\" in raw else raw[1:-1]
        except ValueError as error:
            raise _trouble(source, start, "a broken escape in a string") from error
        return Value(start + 1, end - 1, text=text)
    start, end = token.span("word")
    return Value(start, end, text="" if token["word"] == "null" else token["word"])


def _trouble(source: Source, offset: int, problem: str) -> CatalogueError:
    line = source.line(min(offset, len(source.text)))
    return CatalogueError(
        f"{source.path}:{line}: not JSON: {problem}", hint="Run the file through a JSON checker and mend this place."
    )
