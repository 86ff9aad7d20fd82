"""Edits as a patch: nothing where nothing is certain, then its very text."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from harvester import read, repair
from harvester.model import Certainty, Finding, Severity, Suggestion

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harvester.model import Catalogue

OLD, NEW = "https://old.test-site.net/x", "https://new.test-site.net/y"


def moved(catalogue: Catalogue, to: str = NEW, certainty: Certainty = Certainty.CERTAIN) -> list[Finding]:
    return [
        Finding(
            rule="moved", severity=Severity.NOTE, cause="", catalogue=catalogue.path, line=link.line, column=link.column,
            section=(), entry_id="e", label=link.label, what=link.url, evidence="", advice="",
            suggestion=Suggestion("write it", certainty, to),
        )
        for link in repair.all_links(catalogue)
        if link.url == OLD
    ]  # fmt: skip


def a_list(path: str, text: str, fields: Mapping[str, tuple[str, ...]] | None = None) -> Catalogue:
    return read.parse(text.encode(), path=path, fields=fields)


def test_no_patch_without_a_certain_repair() -> None:
    catalogue = a_list("a.md", f"- **T**. [Paper]({OLD})\n")
    assert repair.patch([], [catalogue]) == ""
    assert repair.patch(moved(catalogue), []) == ""
    assert repair.patch(moved(catalogue, certainty=Certainty.LIKELY), [catalogue]) == ""
    assert repair.patch([replace(one, waived="known") for one in moved(catalogue)], [catalogue]) == ""


def test_the_repairs_of_all_lists_are_one_patch() -> None:
    lists = [a_list(f"{name}.md", f"# {name}\n\n- **T**. [Paper]({OLD})\n") for name in ("a", "b", "c")]
    found = [*moved(lists[0]), *moved(lists[2])]
    assert repair.patch(found, lists) == "".join(
        f"--- a/{name}.md\n+++ b/{name}.md\n@@ -1,3 +1,3 @@\n # {name}\n \n-- **T**. [Paper]({OLD})\n+- **T**. [Paper]({NEW})\n"
        for name in ("a", "c")
    )


def test_a_patch_is_proven_as_the_list_is_read() -> None:
    fields = {"title": ("werk",), "paper": ("lien",)}
    catalogue = a_list("a.yaml", f"- werk: Some work\n  lien: {OLD}\n", fields)
    assert catalogue.entries[0].title == "Some work"
    assert f"+  lien: {NEW}\n" in repair.patch(moved(catalogue), [catalogue], fields)
    assert repair.patch(moved(catalogue), [catalogue]) == ""


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("list.md", "{}/list.md"),
        ("ü/list.md", "{}/ü/list.md"),
        ("my list.md", "{}/my list.md\t"),
        ('a"b.md', '"{}/a\\"b.md"'),
        ("a\\b.md", '"{}/a\\\\b.md"'),
        ("a\tb\nc\rd.md", '"{}/a\\tb\\nc\\rd.md"'),
        ("a\x01 \x1f.md", '"{}/a\\001 \\037.md"'),
    ],
)
def test_a_file_is_named_as_git_names_it(path: str, written: str) -> None:
    lines = repair.diff(path, "x\n", "y\n").split("\n")
    assert lines[:2] == [f"--- {written.format('a')}", f"+++ {written.format('b')}"]


def test_three_lines_stand_around_a_change() -> None:
    before = "1\n2\n3\n4\n5\n6\n7\n8\n9"
    hunk = "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n"
    assert repair.diff("list.md", before, before.replace("5", "five")) == f"--- a/list.md\n+++ b/list.md\n{hunk}"
    last = repair.diff("list.md", before, before.replace("9", "nine"))
    missing = "\\ No newline at end of file\n"
    assert last.endswith(f"@@ -6,4 +6,4 @@\n 6\n 7\n 8\n-9\n{missing}+nine\n{missing}")
