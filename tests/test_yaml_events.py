"""What is told to the emitter is what PyYAML would have dumped."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from harvester import yaml_events

# Control characters of a stranger are taken out before anything is written.
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])) | st.from_regex(
    r"[-?:,\[\]{}#&*!|>'\"%@`~=<0-9.yesnotruefalse\n ]*"
)
SCALARS = TEXTS | st.integers() | st.booleans() | st.none() | st.floats(allow_nan=False)
VALUES = st.recursive(SCALARS, lambda inside: st.lists(inside) | st.dictionaries(TEXTS, inside), max_leaves=20)


def dumped(value: Any) -> str:
    return str(yaml.dump(value, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True, width=yaml_events.WIDTH))


@pytest.mark.parametrize(
    "value",
    [
        {},
        [],
        {"entries": []},
        [{"title": "A title", "year": 2023, "links": [{"url": "https://doi.org/10.1000/1", "final_url": None}]}],
        {"text": ["2023", "2023-01-01", "1.5", "no", "~", "", " blank ", "- a", "a: b", "#", "=", "<<", "0x1f"]},
        {"long": "word " * 100, "unbroken": "x" * 400, "lines": "one\ntwo\n\nthree", "odd": "\x85\u2028"},
    ],
    ids=lambda value: str(value)[:20],
)
def test_the_text_is_that_of_the_library(value: Any) -> None:
    assert yaml_events.dump(value) == dumped(value)
    assert yaml.safe_load(yaml_events.dump(value)) == value


@given(VALUES)
def test_whatever_is_dumped_is_the_same(value: Any) -> None:
    value = [value]
    assert yaml_events.dump(value) == dumped(value)
