from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.sandbox.graphql import QuerySyntaxError, parse_query

PIECES = st.sampled_from(
    [*'{}()[]:!$=@ \n"#,', "...", "query", "fragment", "on", "F", "r0", "name", '"a"', "1", "$a", "\\", "é", "\x00"]
)


def test_a_field_knows_its_key_its_arguments_and_its_place() -> None:
    (field,) = parse_query('query Q {\n  r0: repository(owner: "a\\"b", first: 2, on: true){ name }\n}', {})
    assert (field.key, field.name, field.line, field.column) == ("r0", "repository", 2, 3)
    assert field.arguments == {"owner": 'a"b', "first": 2, "on": True}
    assert [inner.key for inner in field.selections] == ["name"]


def test_a_variable_has_its_value_or_its_default() -> None:
    query = 'query($a: String = "x", $b: String = "y"){ f(a: $a, b: $b) }'
    (field,) = parse_query(query, {"b": "given"})
    assert field.arguments == {"a": "x", "b": "given"}


@pytest.mark.parametrize("text", ["fragment", "query", "{ query }", "{ fragment }", '{ f(a: "fragment F on G {") }'])
def test_words_of_the_language_may_also_be_names(text: str) -> None:
    if text.startswith("{"):
        assert len(parse_query(text, {})) == 1
    else:
        with pytest.raises(QuerySyntaxError, match="actual: end of file"):
            parse_query(text, {})


@pytest.mark.parametrize(
    "text",
    [
        "{a} {b}",
        "mutation { a }",
        "{ ...F }",
        "{ ...F } fragment F on R { ...F }",
        "{ a @include(if: true) }",
        "{ a(b: [1]) }",
        "{ ... on R { a } }",
        "{" + "a{" * 40 + "}" * 41,
        "{ a(b: ) }",
        "}",
    ],
)
def test_what_is_not_understood_is_refused(text: str) -> None:
    with pytest.raises(QuerySyntaxError):
        parse_query(text, {})


@given(st.lists(PIECES).map("".join))
def test_no_text_brings_the_parser_down(text: str) -> None:
    with contextlib.suppress(QuerySyntaxError):
        assert all(field.key for field in parse_query(text, {"a": 1}))
