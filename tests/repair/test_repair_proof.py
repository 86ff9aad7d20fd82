"""Whatever the catalogue and whatever the edits: only the spans change, or nothing."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harvester import read, repair
from harvester.errors import CatalogueError
from harvester.model import Finding, Severity, Span, Suggestion
from harvester.model.verdict import Certainty
from harvester.repair import Edit, RepairError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from harvester.model import Catalogue

URL = "https://arxiv.org/abs/1711.10925"
CODE = "https://github.com/example"

CASES = [
    ("list.md", "# L\n\n| Title | Paper | Code | Year |\n|:--|:-:|---|--|\n|{0}| [P]({1}{2}) | [C]({3}) |{4}|\n| {0} | {1} | | |\n"),
    ("list.md", "# L\n\n- {0} **B**. [Paper]({1} {2}) [C]({3}) {4}\n- <a href=\"{1}\">{0}</a> <a href='{3}'>C</a>\n"),
    ("list.html", "<table><tr><th>Title<th>Paper<th>Code<th>Year<tr><td>{0}</td><td><a href='{1}'>P{2}</a><td><a href={3}>C</a></td><td>{4}</table>\n"),
    ("list.rst", "L\n=\n\n- {0} B. `Paper <{1}{2}>`_ `C <{3}>`_ {4}\n"),
    ("list.yaml", "# c\n- title: {0}\n  paper: {1}{2}\n  code: {3}\n  year: {4}\n  authors:\n- {{paper: '{1}', title: '{0}', code: \"{3}\", venue: }}\n"),
    ("list.json", '[{{"title": "{0}", "paper": "{1}{2}", "code": "{3}", "year": null, "venue": "{4}"}}]\n'),
    ("list.csv", 'title,paper,code,year\n{0},{1}{2},{3},{4}\n"{0}","{1}","{3}",""\n'),
    ("list.tsv", "title\tpaper\tcode\tyear\n{0}\t{1}{2}\t{3}\t{4}\n"),
    ("list.bib", "% c\n@misc{{x, title = {{{0}}}, author = {{}}, url = {{{1}{2}}}, code = {{{3}}}, year = {{{4}}}}}\n"),
]  # fmt: skip

pieces = st.sampled_from(["", " ", "A work", "|", '"', "'", "\\", "}", "{", "<", ">", "]", ")", "](", "ü", "\u2028", "# x", "TODO", ": ", ","])  # fmt: skip
words = st.lists(pieces, max_size=3).map("".join)
urls = st.sampled_from([URL, f"{URL}v2", "https://doi.org/10.1000/182", "http://lab.test-site.net/x."])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    case=st.sampled_from(CASES),
    first=words,
    url=urls,
    tail=st.sampled_from(["", " ", "/y", '"t"']),
    code=st.sampled_from([CODE, "TODO", "yES", "https://github.com/o/n", "https://example.com"]),
    last=words,
    end=st.sampled_from(["\n", "\r\n"]),
    new=st.text(max_size=10),
    title=st.text(max_size=20),
)
def test_only_the_spans_of_the_edits_change_or_nothing(
    works: Callable[..., tuple[repair.Work, ...]],
    case: tuple[str, str],
    first: str, url: str, tail: str, code: str, last: str, end: str, new: str, title: str,
) -> None:  # fmt: skip
    path, form = case
    text = form.format(first, url, tail, code, last).replace("\n", end)
    try:
        catalogue = read.parse(text.encode(), path=path)
    except CatalogueError:
        return
    changes = every_edit(catalogue, f"https://new.test-site.net/{new}", works(catalogue, title=title))
    kept = repair.provable(catalogue, changes)
    after = repair.mend(catalogue, kept)
    assert set(kept) <= set(changes)
    outside = zip_outside(text, after, kept)
    assert outside == [text[a:b] for a, b in gaps(text, kept)]
    assert after.count("\n") == text.count("\n")
    assert after.count("\r") == text.count("\r")
    for word, propose in ((repair.TITLES, repair.titles), (repair.COLUMNS, repair.columns)):
        own = [edit for edit in changes if edit.rule == word]
        made = repair.provable(catalogue, own)
        again = read.parse(repair.mend(catalogue, made).encode(), path=path)
        left = {edit.new for edit in propose(again, works(again, title=title))}
        assert left <= {edit.new for edit in own if edit not in made}


def every_edit(catalogue: Catalogue, new: str, works: Sequence[repair.Work]) -> tuple[Edit, ...]:
    """All kinds of edits at once, as many as have a place."""
    findings = [
        Finding(
            rule=rule, severity=Severity.NOTE, cause="", catalogue=catalogue.path, line=link.line, column=link.column,
            section=(), entry_id="", label="", what=link.url, evidence="", advice="",
            suggestion=None if rule == "placeholder" else Suggestion("write", Certainty.CERTAIN, to),
        )
        for link in repair.all_links(catalogue)
        for rule, to in (
            [("placeholder", "")] if "example" in link.url or link.url == "TODO" else [("moved", new), ("style", link.url)]
        )
    ]  # fmt: skip
    links = repair.edits(findings, catalogue)
    found = [*links, *repair.emptied(findings, catalogue), *repair.columns(catalogue, works)]
    return tuple(sorted([*found, *repair.titles(catalogue, works)]))


def gaps(text: str, changes: Sequence[Edit]) -> list[tuple[int, int]]:
    bounds = [0, *(bound for edit in changes for bound in (edit.span.start, edit.span.end)), len(text)]
    return list(zip(bounds[::2], bounds[1::2], strict=True))


def zip_outside(before: str, after: str, changes: Sequence[Edit]) -> list[str]:
    """What stands in the new text between the edits."""
    found, gain = [], 0
    for number, (start, end) in enumerate(gaps(before, changes)):
        found.append(after[start + gain : end + gain])
        if number < len(changes):
            gain += len(changes[number].new) - len(changes[number].old)
    return found


TABLE = f"| Title | Paper |\n|---|---|\n| One | [P]({URL}) |\n| Two | [P]({URL}v2) |\n"


def spoiled(text: str, old: str, new: str) -> Edit:
    start = text.index(old)
    return Edit(Span(start, start + len(old)), old, new, text.count("\n", 0, start) + 1, "moved", "")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (f"{URL})", f"{URL}"),
        ("[P]", "P"),
        ("One", "Uno"),
        ("Title", "Remarks"),
        (" | [P]", " [P]"),
        (URL, f"{URL}) [Q](https://a.org/x"),
        (URL, f"{URL} | x"),
    ],
)
def test_an_edit_that_does_more_than_it_says_is_refused_and_the_others_are_kept(old: str, new: str) -> None:
    catalogue = read.parse(TABLE.encode(), path="list.md")
    bad = spoiled(TABLE, old, new)
    good = spoiled(TABLE, f"{URL}v2", f"{URL}v3")
    with pytest.raises(RepairError, match="nothing was changed"):
        repair.mend(catalogue, [bad, good])
    assert repair.provable(catalogue, [bad, good]) == (good,)


def test_an_edit_after_which_the_file_cannot_be_read_is_refused() -> None:
    text = f"- title: T\n  paper: {URL}\n"
    catalogue = read.parse(text.encode(), path="list.yaml")
    with pytest.raises(RepairError, match=r"list.yaml:2: .* nothing was changed"):
        repair.mend(catalogue, [spoiled(text, URL, f"[{URL}")])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("See https://a.test-site.net/x first.\n\n", ""),
        ("", "\nSee https://a.test-site.net/x last.\n"),
        ("See https://a.test-site.net/x first.\n\n", "\nSee https://a.test-site.net/y last.\n"),
    ],
)
def test_an_address_that_belongs_to_no_entry_stays_where_it_stands(before: str, after: str) -> None:
    text = f"{before}{TABLE}{after}"
    catalogue = read.parse(text.encode(), path="list.md")
    assert len(catalogue.skipped) == bool(before) + bool(after)
    new = {URL: f"{URL}v10", f"{URL}v2": "https://doi.org/10.1000/182"}
    changes = [Edit(one.span, one.url, new[one.url], one.line, "moved", "") for one in repair.all_links(catalogue)]
    assert len(changes) == 2
    expected = text.replace(f"({URL})", f"({URL}v10)").replace(f"{URL}v2", "https://doi.org/10.1000/182")
    assert repair.mend(catalogue, changes) == expected


def test_an_edit_may_not_add_a_line_nor_meet_another() -> None:
    catalogue = read.parse(TABLE.encode(), path="list.md")
    for new in ("https://a.org/\nx", "https://a.org/\r"):
        with pytest.raises(RepairError, match="would add a line"):
            repair.mend(catalogue, [spoiled(TABLE, f"{URL}v2", new)])
    here = Edit(Span(2, 2), "", "x", 1, "titles", "")
    with pytest.raises(RepairError, match="two repairs of one place"):
        repair.mend(catalogue, [here, replace(here, new="y")])


def test_the_search_for_harmless_edits_ends() -> None:
    rows = "".join(f"| {number} | [P]({URL}v{number}) |\n" for number in range(1, 50))
    text = f"| Title | Paper |\n|---|---|\n{rows}"
    catalogue = read.parse(text.encode(), path="list.md")
    changes = [
        Edit(link.span, link.url, "https://a.org/x) y", link.line, "moved", "") for link in repair.all_links(catalogue)
    ]
    assert repair.provable(catalogue, changes) == ()


@pytest.mark.parametrize("name", ["list.md", "my list.md", "ü/liste.md", 'a"b.md', "back\\slash.md"])
@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_git_takes_every_kind_of_edit(
    works: Callable[..., tuple[repair.Work, ...]], tmp_path: Path, name: str, end: str
) -> None:
    text = f"| Title | Paper | Code |\n|---|---|---|\n|  | [P]({URL} ) | [Code]({CODE}) |\n".replace("\n", end or "\n")
    text = text if end else text.rstrip("\n")
    catalogue = read.parse(text.encode(), path=name)
    changes = every_edit(catalogue, URL.replace("abs", "pdf"), works(catalogue))
    assert len(changes) == 5
    after = repair.mend(catalogue, changes)
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(text.encode())
    (tmp_path / "repairs.patch").write_bytes(repair.diff(name, text, after).encode())
    subprocess.run(["git", "apply", "repairs.patch"], cwd=tmp_path, check=True, timeout=30)  # noqa: S607 (the machine's git)
    assert (tmp_path / name).read_bytes() == after.encode()
