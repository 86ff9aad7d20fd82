"""A run, list by list."""

from __future__ import annotations

from datetime import date

from harvester import pipeline, read
from harvester.history import Memory


def test_each_list_has_its_own_part_of_the_run() -> None:
    texts = {
        "a.md": "- **One**. [Paper](https://doi.org/10.1000/1) [Code](https://github.com/example)\n",
        "b.md": "- **Two**. [Paper](https://example.com)\n",
        "c.md": "# Nothing yet\n",
    }
    catalogues = [read.parse(text.encode(), path=path) for path, text in texts.items()]
    whole, _ = pipeline.run(
        catalogues, Memory(), network=None, scope=pipeline.Scope(), today=date(2026, 11, 23), world="live"
    )
    parts = whole.by_catalogue()
    assert list(parts) == ["a.md", "b.md", "c.md"]
    for path, part in parts.items():
        assert [one.path for one in part.catalogues] == [path]
        assert part.entries == {path: whole.entries[path]}
        assert part.links == tuple(one for one in whole.links if one.catalogue == path)
        assert part.findings == tuple(one for one in whole.findings if one.catalogue == path)
        assert (part.world, part.date) == ("live", date(2026, 11, 23))
    assert [len(part.links) for part in parts.values()] == [2, 1, 0]
