"""A parser for the GraphQL that batches of repositories need.

It reads one query with aliases, arguments, variables, nested selections and named fragments. Directives,
inline fragments, lists and input objects are refused with an error rather than half understood.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TOKEN = re.compile(
    r"""(?P<skip>[\s,\ufeff]+|\#[^\n]*)
    |(?P<text>"(?:\\.|[^"\\\n])*")
    |(?P<number>-?\d+(?:\.\d+)?)
    |(?P<name>[A-Za-z_]\w*)
    |(?P<mark>\.\.\.|[{}()\[\]:!$=@])""",
    re.VERBOSE | re.ASCII,
)
_MAX_DEPTH = 20
_CONSTANTS = {"true": True, "false": False, "null": None}


class QuerySyntaxError(ValueError):
    """The text is no query, or one that this parser does not know; the message says where."""


@dataclass(frozen=True, slots=True)
class Field:
    """One selected field, under the key that its answer must have."""

    key: str
    name: str
    arguments: Mapping[str, Any]
    selections: tuple[Field, ...]
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    line: int
    column: int


def parse_query(text: str, variables: Mapping[str, Any]) -> tuple[Field, ...]:
    """The fields that the query's only operation selects, fragments and variables put in.

    Raises:
        QuerySyntaxError: It cannot be read, or asks for a variable or fragment that is not there.
    """
    return _Parser(list(_tokens(text)), variables).document()


def _tokens(text: str) -> Iterator[_Token]:
    at, line, start = 0, 1, 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise QuerySyntaxError(f'Expected a token, actual: "{text[at]}" at [{line}, {at - start + 1}]')
        if match.lastgroup != "skip":
            yield _Token(str(match.lastgroup), match[0], line, at - start + 1)
        at = match.end()
        if newlines := match[0].count("\n"):
            line += newlines
            start = match.start() + match[0].rindex("\n") + 1
    yield _Token("end", "end of file", line, at - start + 1)


@dataclass(slots=True)
class _Parser:
    tokens: list[_Token]
    variables: Mapping[str, Any]
    at: int = 0
    defaults: dict[str, Any] = field(default_factory=dict)
    fragments: dict[str, int] = field(default_factory=dict)

    def document(self) -> tuple[Field, ...]:
        """Note where everything starts, since fragments may follow the operation that uses them."""
        operations: list[int] = []
        while self._now.kind != "end":
            start = self.at
            if self._take("fragment"):
                self.fragments[self._name()] = start
            elif self._now.text in {"query", "{"}:
                operations.append(start)
            else:
                raise self._problem("a query")
            self._skip_block()
        if len(operations) != 1:
            raise QuerySyntaxError("Expected exactly one query")
        self.at = operations[0]
        if self._take("query"):
            if self._now.kind == "name":
                self.at += 1
            if self._take("("):
                self._variables()
        return self._selections(0)

    def _skip_block(self) -> None:
        depth = 0
        while self._now.kind != "end":
            opened, closed = self._take("{"), self._take("}")
            depth += opened - closed
            if closed and depth <= 0:
                return
            if not (opened or closed):
                self.at += 1
        raise self._problem("}")

    @property
    def _now(self) -> _Token:
        return self.tokens[min(self.at, len(self.tokens) - 1)]

    def _take(self, text: str) -> bool:
        if self._now.kind != "text" and self._now.text == text:
            self.at += 1
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._take(text):
            raise self._problem(text)

    def _name(self) -> str:
        token = self._now
        if token.kind != "name":
            raise self._problem("NAME")
        self.at += 1
        return token.text

    def _problem(self, expected: str) -> QuerySyntaxError:
        token = self._now
        return QuerySyntaxError(f"Expected {expected}, actual: {token.text} at [{token.line}, {token.column}]")

    def _variables(self) -> None:
        while not self._take(")"):
            self._expect("$")
            name = self._name()
            self._expect(":")
            self._name()
            self._take("!")
            if self._take("="):
                self.defaults[name] = self._value()

    def _value(self) -> Any:
        token = self._now
        if self._take("$"):
            name = self._name()
            if name not in self.variables and name not in self.defaults:
                raise QuerySyntaxError(f"Variable ${name} is used but no value was given")
            return self.variables.get(name, self.defaults.get(name))
        self.at += 1
        if token.kind in {"text", "number"}:
            return json.loads(token.text)
        if token.kind == "name":
            return _CONSTANTS.get(token.text, token.text)
        self.at -= 1
        raise self._problem("a value")

    def _selections(self, depth: int) -> tuple[Field, ...]:
        if depth > _MAX_DEPTH:
            raise QuerySyntaxError(f"Query is nested deeper than {_MAX_DEPTH} levels")
        self._expect("{")
        fields: list[Field] = []
        while not self._take("}"):
            if self._take("..."):
                fields += self._fragment(self._name(), depth)
            else:
                fields.append(self._field(depth))
        return tuple(fields)

    def _fragment(self, name: str, depth: int) -> tuple[Field, ...]:
        if name not in self.fragments:
            raise QuerySyntaxError(f"Fragment {name} was used, but not defined")
        back = self.at
        self.at = self.fragments[name] + 1
        self._name()
        self._expect("on")
        self._name()
        selected = self._selections(depth + 1)
        self.at = back
        return selected

    def _field(self, depth: int) -> Field:
        token = self._now
        key = name = self._name()
        if self._take(":"):
            name = self._name()
        arguments: dict[str, Any] = {}
        if self._take("("):
            while not self._take(")"):
                argument = self._name()
                self._expect(":")
                arguments[argument] = self._value()
        selections = self._selections(depth + 1) if self._now.text == "{" else ()
        return Field(key, name, arguments, selections, token.line, token.column)
