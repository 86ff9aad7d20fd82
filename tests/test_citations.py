"""Which links belong to which entry, and the ids by which entries are known from night to night."""

from __future__ import annotations

import pytest

from harvester import read
from harvester.citations import Citations, cite

LIST = """# L

| Title | Paper | Code |
|---|---|---|
| One | [P](https://doi.org/10.1000/1) | [C](https://github.com/example) |
| TODO | [P](https://example.com) | [C](https://example.org) |
| One again | [P](https://doi.org/10.1000/1) | |
"""


def cited(text: str, path: str = "list.md") -> Citations:
    return cite(read.parse(text.encode(), path=path))


def test_a_placeholder_beside_links_is_its_entry_s_and_a_template_row_is_nobody_s() -> None:
    found = cited(LIST)
    assert found.ids == ("doi:10.1000/1", "doi:10.1000/1~2")
    assert [(one.link.line, one.entry_id, one.template, one.section) for one in found.cited] == [
        (5, "doi:10.1000/1", False, ("L",)),
        (5, "doi:10.1000/1", False, ("L",)),
        (6, "", True, ("L",)),
        (6, "", True, ("L",)),
        (7, "doi:10.1000/1~2", False, ("L",)),
    ]


@pytest.mark.parametrize(
    ("text", "entry_id"),
    [
        ("- title: T\n  code: https://github.com/o/n\n  paper: https://doi.org/10.1000/1\n", "doi:10.1000/1"),
        ("- title: T\n  code: https://github.com/o/n\n", "github:o/n"),
        ("- title: T\n  paper: https://example.com\n  code: https://github.com/o/n\n", "github:o/n"),
        ("- title: Some work\n  paper: yES\n", "entry:9364bc1f113a"),
        ("- title: Some work\n  year: 2020\n  paper: yES\n", "entry:9364bc1f113a"),
        ("- year: 2020\n  venue: V\n  paper: yES\n", "entry:53d9234c674c"),
    ],
)
def test_an_entry_is_known_by_its_paper_else_by_its_first_link_else_by_its_words(text: str, entry_id: str) -> None:
    assert cited(text, "list.yaml").ids == (entry_id,)
