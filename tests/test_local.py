"""Links inside the repository, judged from the text and a look at what stands where."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester import history, read, repair, rules
from harvester.history import Memory
from harvester.judge import judge
from harvester.local import Inside, Place, Seen, inside, sure
from harvester.model import Certainty, Role, TargetKind, Unavailable, Verdict
from support import ROOT

if TYPE_CHECKING:
    from datetime import date

    from harvester.model import Judged
    from support import FakeTime

HEADINGS = "# List\n\n## X-ray Images\n\n## 🚀 Start\n\n## Mammography Images\n\n### Others\n\n### Others\n\n### IJCAI 2022\n\n"

TREE: dict[str, bytes | Seen] = {
    "LICENSE": b"",
    "CONTRIBUTING.md": b"# Contributing\n\n## How to add\n",
    "docs": Seen.FOLDER,
    "docs/list.md": b"",
    "docs/guide.md": "# Guide\n\n## Über uns\n\n<a name='here'></a>\n".encode(),
    "docs/code.py": b"",
    "docs/a b.pdf": b"",
    "docs/100%.md": b"# Yes\n",
    "docs/pics": Seen.FOLDER,
    "docs/pics/a.png": b"",
}


def look(path: str) -> bytes | Seen | None:
    assert path
    assert not path.startswith("/")
    assert ".." not in path.split("/")
    return TREE.get(path)


def found(text: str, path: str = "docs/list.md", *, placed: bool = True) -> Inside:
    return inside(read.parse(text.encode(), path=path), Place(path, look) if placed else None)


def verdicts(result: Inside, today: date) -> tuple[Judged, ...]:
    return judge(result.cited, result.answers, Memory(), today=today)


ANCHORS = [
    ("[X-ray  Images](#x-ray-images)", Verdict.OK, "", None),
    ("[x](#X-Ray-Images)", Verdict.OK, "", None),
    ("[x](#user-content-x-ray-images)", Verdict.OK, "", None),
    ("[x](#-start)", Verdict.OK, "", None),
    ("[x](#others-1)", Verdict.OK, "", None),
    ("[Back to top](#top)", Verdict.OK, "", None),
    ("[Back to top](#readme)", Verdict.OK, "", None),
    ('[x](#here "title")\n\n<a id="here"></a>', Verdict.OK, "", None),
    ('<a href="#x-ray-images">X-ray Images</a>', Verdict.OK, "", None),
    ("[X-ray Images](#xray-images)", Verdict.DEAD, "#x-ray-images", Certainty.CERTAIN),
    ("[X-ray  **Images**](#rays)", Verdict.DEAD, "#x-ray-images", Certainty.CERTAIN),
    ("[🚀 Start](#start)", Verdict.DEAD, "#-start", Certainty.CERTAIN),
    ('<p><a href="#xray">\n<b>X-ray</b> Images</a></p>', Verdict.DEAD, "#x-ray-images", Certainty.CERTAIN),
    ("[X-ray Images][r]\n\n[r]: #rays", Verdict.DEAD, "#x-ray-images", Certainty.CERTAIN),
    ("[Mammographic Images](#mammographic-images)", Verdict.DEAD, "#mammography-images", Certainty.LIKELY),
    ("[here](#x-rayimages)", Verdict.DEAD, "#x-ray-images", Certainty.LIKELY),
    ("[Others](#misc)", Verdict.DEAD, "", None),  # there are two of that name
    ("[IJCAI 2024](#ijcai-2024)", Verdict.DEAD, "", None),  # another year is another conference
    ("[x](#nothing-of-the-kind)", Verdict.DEAD, "", None),
    ("[x](#L10)", Verdict.DEAD, "", None),
]


@pytest.mark.parametrize(("text", "verdict", "instead", "certainty"), ANCHORS, ids=[case[0] for case in ANCHORS])
def test_anchors_of_the_page(
    time: FakeTime, text: str, verdict: Verdict, instead: str, certainty: Certainty | None
) -> None:
    (judged,) = verdicts(found(HEADINGS + text), time.start.date())
    assert (judged.verdict, judged.instead) == (verdict, instead)
    assert judged.target.kind is TargetKind.ANCHOR
    assert judged.evidence == ("no heading has this anchor" if verdict is Verdict.DEAD else "the anchor is there")
    suggestions = [finding.suggestion for finding in rules.find([judged], {})]
    assert len(suggestions) == (verdict is Verdict.DEAD)
    assert [s.certainty if s else None for s in suggestions] == ([certainty] if suggestions else [])


FILES = [
    ("[x](guide.md)", Verdict.OK, "the file is there", ""),
    ("[x](./guide.md?raw=true)", Verdict.OK, "the file is there", ""),
    ("[x](pics/)", Verdict.OK, "the folder is there", ""),
    ("[x](/docs)", Verdict.OK, "the folder is there", ""),
    ("[x](../)", Verdict.OK, "the folder is there", ""),
    ("[x](/LICENSE)", Verdict.OK, "the file is there", ""),
    ("[x](../LICENSE)", Verdict.OK, "the file is there", ""),
    ("[x](a%20b.pdf)", Verdict.OK, "the file is there", ""),
    ("[x](100%25.md#yes)", Verdict.OK, "the file is there", ""),
    ("[x](guide.md#%C3%BCber-uns)", Verdict.OK, "the file is there", ""),
    ("[x](guide.md#here)", Verdict.OK, "the file is there", ""),
    ("[x](guide.md#L3)", Verdict.OK, "the file is there", ""),
    ("[x](guide.md?plain=1#any)", Verdict.OK, "the file is there", ""),
    ("[x](code.py#L10-L12)", Verdict.OK, "the file is there", ""),
    ("[x](code.py#run)", Verdict.OK, "the file is there", ""),
    ("[x](/docs/#usage)", Verdict.OK, "the folder is there", ""),
    ("![x](pics/a.png)", Verdict.OK, "the file is there", ""),
    ('<img alt="x" src="pics/a.png">', Verdict.OK, "the file is there", ""),
    ("[x](guid.md)", Verdict.DEAD, "no docs/guid.md in the repository", ""),
    ("[x](Guide.md)", Verdict.DEAD, "no docs/Guide.md in the repository", ""),
    ("[x](LICENSE)", Verdict.DEAD, "no docs/LICENSE in the repository", "../LICENSE"),
    ("[x](/guide.md)", Verdict.DEAD, "no guide.md in the repository", "guide.md"),
    ("[x](/pics/b.png)", Verdict.DEAD, "no pics/b.png in the repository", ""),
    ("[x](guide.md#uber-uns)", Verdict.DEAD, "no heading of docs/guide.md has this anchor", "guide.md#über-uns"),
    ("[How to add](/CONTRIBUTING.md#adding)", Verdict.DEAD, "no heading of CONTRIBUTING.md has this anchor", "/CONTRIBUTING.md#how-to-add"),
    ("![x](pics/b.png)", Verdict.DEAD, "no docs/pics/b.png in the repository", ""),
    ("[x](../../etc/passwd.txt)", Verdict.UNCHECKED, "outside the repository", ""),
    ("[x](/../x.md)", Verdict.UNCHECKED, "outside the repository", ""),
    ("![x](../../../x.png)", Verdict.UNCHECKED, "outside the repository", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "verdict", "evidence", "instead"), FILES, ids=[case[0] for case in FILES])
def test_files_of_the_repository(time: FakeTime, text: str, verdict: Verdict, evidence: str, instead: str) -> None:
    (judged,) = verdicts(found(text), time.start.date())
    assert (judged.verdict, judged.evidence, judged.instead) == (verdict, evidence, instead)
    assert judged.target.kind is TargetKind.FILE
    assert judged.since is None
    for finding in rules.find([judged], {}):
        assert finding.suggestion is None or finding.suggestion.certainty is Certainty.LIKELY


@pytest.mark.parametrize(
    "text",
    [
        "[x](https://lab.test-site.net/x.md)",
        "[x](mailto:me@test-site.net)",
        "[x](?tab=readme-ov-file)",
        "[x](#)",
        "![x](https://lab.test-site.net/x.png)",
        "![x](//lab.test-site.net/x.png)",
        "![x](data:image/png;base64,AAAA)",
        "plain text with #anchor and file.md",
    ],
)
def test_what_leads_elsewhere_is_none_of_these(text: str) -> None:
    result = found(text)
    assert (result.cited, result.answers) == ((), {})
    assert result.left == read.parse(text.encode(), path="docs/list.md").skipped


def test_without_a_repository_only_the_page_itself_is_judged() -> None:
    result = found(HEADINGS + "[a](#rays) [b](gone.md) ![c](gone.png)", placed=False)
    assert [item.link.url for item in result.cited] == ["#rays"]
    assert [skipped.url for skipped in result.left] == ["gone.md"]


@pytest.mark.parametrize("path", ["docs/list.yaml", "docs/list.html"])
def test_what_a_link_of_a_site_is_relative_to_is_not_guessed(path: str) -> None:
    text = '- title: <a href="#x">x</a> <a href="gone.md">y</a>\n  url: gone.md\n'
    catalogue = read.parse(text.encode(), path=path)
    result = inside(catalogue, Place(path, look))
    assert (result.cited, result.left) == ((), catalogue.skipped)


def test_a_link_is_known_with_its_place_and_its_section() -> None:
    text = "\ufeff# List\r\n\r\n## Contents\r\n\r\n- é [X-ray](#rays)\r\n- ![pic](pics/a.png)\r\n"
    first, second = found(text).cited
    assert (first.entry_id, first.section, first.link.role) == ("", ("List", "Contents"), Role.OTHER)
    assert (first.link.label, first.link.line, first.link.column) == ("X-ray", 5, 5)
    assert (second.link.label, second.link.line, second.link.column) == ("pic", 6, 3)
    for item in (first, second):
        assert text[item.link.span.start : item.link.span.end] == item.link.url
        assert text[item.link.outer.start : item.link.outer.end].endswith(f"({item.link.url})")


def test_the_shipped_catalogue_has_five_broken_anchors_and_two_files_that_are_not_there() -> None:
    path = "data/raw/medical-data-synthesis.md"
    catalogue = read.load(ROOT / path, shown=path)
    result = inside(catalogue, Place(path, {"LICENSE": b""}.get))
    kinds = [item.target.kind for item in result.cited]
    assert (kinds.count(TargetKind.ANCHOR), kinds.count(TargetKind.FILE)) == (18, 2)
    assert result.left == ()
    dead = {item.link.url: item for item in result.cited if not hasattr(result.answers[item.target.key], "value")}
    instead = {
        url: (item.target.instead, sure(item.target, item.link.label, item.target.instead))
        for url, item in dead.items()
    }
    assert instead == {
        "#synthesis-applications": ("#synthesis-applications-and-purpose-of-synthesis", True),
        "#other-signals": ("#electroencephalogram-eeg", True),
        "#mammographic-images": ("#mammography-images", False),
        "#xray-images": ("#x-ray-images", True),
        "#multiple-imaging-modalities": ("#multiple-modalities-images", True),
        "CONTRIBUTING.md": ("", False),
        "LICENSE": ("../../LICENSE", False),
    }


def test_the_certain_repairs_heal_what_they_are_about(time: FakeTime) -> None:
    text = HEADINGS + "[X-ray Images](#xray) [here](#x-rayimages) [🚀 Start](#start)"
    catalogue = read.parse(text.encode(), path="docs/list.md")
    findings = rules.find(verdicts(found(text), time.start.date()), {})
    new = repair.mend(catalogue, repair.edits(findings, catalogue))
    mended = verdicts(found(new), time.start.date())
    assert [item.link.url for item in mended] == ["#x-ray-images", "#x-rayimages", "#-start"]
    assert [item.verdict for item in mended] == [Verdict.OK, Verdict.DEAD, Verdict.OK]


def test_nobody_is_asked_and_nothing_is_remembered(time: FakeTime) -> None:
    judged = verdicts(found(HEADINGS + "[x](#rays) [y](gone.md) [z](#top)"), time.start.date())
    assert not any(item.target.kind.is_page for item in judged)
    assert history.remember_links(Memory(), judged) == {}


@given(st.lists(st.sampled_from(["..", ".", "", "a", "docs", "%2e%2e", "etc", "LICENSE", "%00"]), max_size=8))
def test_no_path_leads_out_of_the_repository(parts: list[str]) -> None:
    asked: list[str] = []

    def watched(path: str) -> None:
        asked.append(path)

    text = f"[x](/{'/'.join(parts)}/x.md) [y]({'/'.join(parts)}/y.md)"
    result = inside(read.parse(text.encode(), path="docs/list.md"), Place("docs/list.md", watched))
    assert not any(path.startswith("/") or ".." in path.split("/") for path in asked)
    outside = [answer for answer in result.answers.values() if isinstance(answer, Unavailable)]
    assert all(answer.reason == "outside the repository" for answer in outside)
