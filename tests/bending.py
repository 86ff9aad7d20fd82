"""Files and answers of others, bent: something else in the place of anything, and bytes out of place."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

DEEP: Any = []
for _ in range(40):
    DEEP = [DEEP]
HUGE = 10**4_000
ODD = [
    None,
    True,
    -1,
    0,
    HUGE,
    1e308,
    float("nan"),
    float("inf"),
    "",
    "0",
    "\ud800",
    "\udfff\ud83d",
    "\x1b[2J\u202e",
    "A" * 5_000,
    [],
    {},
    DEEP,
]
ODD += [
    "10.5555/known",
    "9999-99-99",
    [[9999, 99, 99]],
    [[None]],
    [HUGE],
    {"date-parts": [[HUGE]]},
    {"value": None},
    ["\ud800"],
    "٣٤",
]
VALUES = st.recursive(
    st.sampled_from(ODD) | st.text(max_size=6) | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["DOI", "id", "value", "title", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


def paths(tree: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [here, *(path for key, value in inner for path in paths(value, (*here, key)))]


def put(tree: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    copy = dict(tree) if isinstance(tree, dict) else list(tree)
    copy[path[0]] = put(tree[path[0]], path[1:], value)
    return copy


def bent(data: st.DataObject, body: bytes) -> bytes:
    """The same answer with something else in one or two places; bytes out of place where it is no JSON."""
    try:
        tree = json.loads(body)
    except ValueError:
        at, length = data.draw(st.integers(0, len(body))), data.draw(st.integers(0, 60))
        other = data.draw(
            st.sampled_from(
                [
                    b"",
                    b"<!DOCTYPE feed [<!ENTITY a 'b'>]>",
                    b"&a;",
                    b"\xff",
                    b"0001-01-01T00:00:00+23:59",
                    b"</feed>",
                    b"<entry>",
                ]
            )
        )
        return body[:at] + other + body[at + length :]
    for _ in range(data.draw(st.integers(1, 2))):
        tree = put(tree, data.draw(st.sampled_from(paths(tree))), data.draw(VALUES))
    return json.dumps(tree).encode()
