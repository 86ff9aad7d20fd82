"""What `harvester read` prints: JSON for machines, a table for a person, both safe."""

from __future__ import annotations

import io
import json

import pytest
from rich.console import Console

from harvester import read
from harvester.report import reading

LIST = """# My List

## Part

| Title | Venue | Paper | Code |
|--|--|--|--|
| One Title of Note | ICML 2020 | [pdf](https://arxiv.org/abs/2301.00001) | [code](yES) |
| Paper Title | Venue | [Paper](https://example.com) | [Code](https://github.com/example) |

- **Évil [bold]title[/bold] \x1b[31m\u202e\x9b of It** [paper](https://arxiv.org/abs/2302.00002) [code]()

See [our page](https://lab.org).
"""


def printed(text: str, *, verbose: bool = False, width: int = 120) -> str:
    stream = io.StringIO()
    catalogues = [read.parse(text.encode(), path="docs/list.md")] if text else []
    reading.as_table(catalogues, Console(file=stream, width=width, no_color=True), verbose=verbose)
    return stream.getvalue()


def test_nothing_read_prints_nothing() -> None:
    assert printed("") == ""
    assert json.loads(reading.as_json([])) == {"schema": "harvester/read@1", "entries": [], "placeholders": []}


def test_the_json_has_the_published_form() -> None:
    catalogue = read.parse(LIST.encode(), path="docs/list.md")
    document = json.loads(reading.as_json([catalogue]))
    assert list(document) == ["schema", "entries", "placeholders"]
    assert document["entries"][0] == {
        "catalogue": "docs/list.md",
        "line": 7,
        "end_line": 7,
        "section": ["My List", "Part"],
        "title": "One Title of Note",
        "authors": None,
        "date": "2020",
        "venue": "ICML 2020",
        "links": [
            {
                "url": "https://arxiv.org/abs/2301.00001",
                "role": "paper",
                "label": "pdf",
                "line": 7,
                "column": 35,
            }
        ],
        "malformed": [{"label": "code", "text": "yES", "line": 7, "column": 77}],
        "fields": {"Title": "One Title of Note", "Venue": "ICML 2020", "Paper": "pdf", "Code": "code"},
    }
    assert document["placeholders"] == [
        {"line": 8, "text": LIST.splitlines()[7], "why": "template row never filled in"},
        {"line": 10, "text": "[code]()", "why": "empty target"},
    ]


def test_the_json_keeps_letters_as_they_are() -> None:
    text = reading.as_json([read.parse(LIST.encode(), path="docs/list.md")])
    assert "Évil" in text
    assert text.startswith('{\n  "schema"')


def test_the_table_tells_entries_links_roles_and_counts() -> None:
    text = printed(LIST)
    assert "docs/list.md" in text
    assert "My List › Part" in text
    assert "One Title of Note" in text
    assert "paper   https://arxiv.org/abs/2301.00001" in text
    assert "yES (a word in place of an address)" in text
    assert "2 entries, 2 links, 1 malformed, 2 placeholders (1 template row), 1 link skipped" in text
    assert "skipped: 1 prose" in text
    assert "https://lab.org" not in text


def test_verbose_lists_what_was_left_out() -> None:
    text = printed(LIST, verbose=True)
    assert "skipped: prose" in text
    assert "https://lab.org" in text
    assert "template row never filled in" in text


def test_text_of_strangers_moves_no_cursor_and_is_no_markup() -> None:
    text = printed(LIST)
    assert not set(text) & {"\x1b", "\x9b", "\u202e", "\x07"}
    assert "[bold]title[/bold]" in text


@pytest.mark.parametrize("width", [20, 60, 200])
def test_any_width_will_do(width: int) -> None:
    assert "Évil" in printed(LIST, width=width)
