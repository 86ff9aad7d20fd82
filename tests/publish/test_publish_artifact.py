"""The artifact of a harvest is data of strangers: what is no run of this repository is refused, and nothing is written."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nights import FIRST_NIGHT, ROLLING, Hosted, Leaping

from harvester import repair
from harvester.errors import StateError, UsageError
from harvester.publish import PublishError, artifact, patches, publish

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from harvester.sandbox import World

    Worlds = Callable[..., World]

MOVED = {"moved_to": "beta/new"}
PATCH = repair.diff("README.md", "one\ntwo\nthree\n", "one\n2\nthree\n")


@pytest.mark.parametrize(
    "text",
    [
        "",
        PATCH,
        PATCH + repair.diff("data/a list.md", "a\n", "b\n"),
        repair.diff("README.md", "a", "b"),
        repair.diff("README.md", "--- a/x\n" * 9, "--- a/x\n" * 8 + "+++ b/x\n"),
    ],
)
def test_a_patch_of_ours_is_taken(text: str) -> None:
    patches.check(text, ["README.md", "data/a list.md"], "repairs.patch")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (PATCH.replace("README.md", "../README.md"), "no catalogue"),
        (PATCH.replace("README.md", ".github/workflows/nightly.yml"), "no catalogue"),
        (PATCH.replace("README.md", "/etc/passwd"), "no catalogue"),
        (PATCH.replace("README.md", "data/../README.md"), "no catalogue"),
        (PATCH.replace("b/README.md", "b/other.md"), "no catalogue"),
        (PATCH.replace("--- a/README.md", "--- /dev/null"), "no catalogue"),
        (PATCH.replace("+++ b/README.md", "+++ /dev/null"), "no catalogue"),
        (f"diff --git a/README.md b/README.md\nold mode 100644\nnew mode 120000\n{PATCH}", "no catalogue"),
        (f"{PATCH}diff --git a/x b/x\nnew file mode 100755\n", "no catalogue"),
        (f"{PATCH}GIT binary patch\n", "no catalogue"),
        ("rename from README.md\nrename to x\n", "no catalogue"),
        (PATCH.replace("@@ -1,3 +1,3 @@", "@@ -1,2 +1,2 @@"), "longer than it says|no catalogue"),
        (PATCH.replace("@@ -1,3 +1,3 @@", "@@ -1,4 +1,4 @@"), "not a patch"),
        (PATCH.replace(" one", "=one"), "not a patch"),
        ("--- a/README.md\n+++ b/README.md\n", "not a patch"),
        (PATCH[:-3], "cut off"),
    ],
)
def test_a_patch_of_anything_else_is_refused(text: str, said: str) -> None:
    with pytest.raises(StateError, match=said):
        patches.check(text, ["README.md"], "repairs.patch")


@given(st.text("-+ @\\abdiff/\n", max_size=80))
def test_no_text_is_taken_that_names_another_file(text: str) -> None:
    try:
        patches.check(text, ["README.md"], "repairs.patch")
    except StateError:
        return
    assert all(line == "--- a/README.md" for line in text.split("\n") if line.startswith("--- a/"))


@pytest.fixture
def harvested(hosted: Hosted, world: Worlds) -> Path:
    """The files of a finished run, as another job hands them over."""
    hosted.harvest(FIRST_NIGHT, world(beta=MOVED))
    folder = hosted.folder / "artifact"
    shutil.copytree(hosted.tree / "data/enriched", folder)
    return folder


def _report(change: Callable[[Any], object]) -> Callable[[Path], object]:
    def damage(folder: Path) -> None:
        report = json.loads((folder / "report.json").read_text())
        change(report)
        (folder / "report.json").write_text(json.dumps(report))

    return damage


def _foreign(report: Any) -> None:
    text = json.dumps(report).replace('"README.md"', '".github/workflows/ci.md"')
    report.update(json.loads(text))


def _named(name: str) -> Callable[[Any], object]:
    return lambda report: report["run"]["catalogues"][0].update(name=name)


def _linked(folder: Path) -> None:
    (folder / "README.yaml").unlink()
    (folder / "README.yaml").symlink_to("/etc/passwd")


def _piped(folder: Path) -> None:
    (folder / "badge.json").unlink()
    os.mkfifo(folder / "badge.json")


def _folder(folder: Path) -> None:
    (folder / "link-health.md").unlink()
    (folder / "link-health.md").mkdir()


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "no report": (lambda folder: (folder / "report.json").unlink(), "no such file"),
    "no memory": (lambda folder: (folder / "health.json").unlink(), "no such file"),
    "half a report": (lambda folder: (folder / "report.json").write_text("{"), "damaged"),
    "another memory": (lambda folder: (folder / "health.json").write_text("[]"), "not a file of harvester"),
    "YAML that runs": (lambda folder: (folder / "README.yaml").write_text("!!python/object:os.system {}"), "README"),
    "bytes": (lambda folder: (folder / "README.bib").write_bytes(b"\xff"), "not UTF-8"),
    "another history": (lambda folder: (folder / "history.jsonl").write_text("{}\n"), "history.jsonl"),
    "a patch of another file": (
        lambda folder: (folder / "repairs.patch").write_text(PATCH.replace("README.md", "../x")),
        "no catalogue",
    ),
    "a demonstration": (_report(lambda report: report["run"].update(world="demonstration")), "demonstration"),
    "another list": (_report(_foreign), "does not name"),
    "a path for a name": (_report(_named("../x")), "another name"),
    "another file's name": (_report(_named("SECURITY")), "another name"),
    "a rule of its own": (_report(lambda report: report["findings"][0].update(rule="@octocat")), "is no rule"),
    "a day to come": (_report(lambda report: report["run"].update(date="9999-12-31")), "a day to come"),
    "a memory of days to come": (
        lambda folder: (folder / "health.json").write_text(
            (folder / "health.json").read_text().replace("2026-03-02", "2026-03-04")
        ),
        "a day to come",
    ),
    "a symbolic link": (_linked, "regular file"),
    "a pipe": (_piped, "regular file"),
    "a folder": (_folder, "regular file"),
}


@pytest.mark.parametrize("case", DAMAGES)
def test_a_damaged_or_foreign_artifact_is_refused_before_anything_is_written(
    hosted: Hosted, harvested: Path, case: str
) -> None:
    damage, said = DAMAGES[case]
    damage(harvested)
    with pytest.raises(StateError, match=said):
        artifact.load(harvested, ["README.md"], today=FIRST_NIGHT)
    assert hosted.forge.tickets == {}
    assert not hosted.forge.sha(ROLLING)


def test_a_file_beyond_all_measure_is_refused(harvested: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(artifact, "LARGEST_FILE", 1000)
    with pytest.raises(StateError, match="more than 0 MiB"):
        artifact.load(harvested, ["README.md"], today=FIRST_NIGHT)


def test_what_the_pipeline_does_not_write_is_left_behind(harvested: Path) -> None:
    (harvested / "evil.sh").write_text("rm -rf /")
    (harvested / ".gitattributes").write_text("* filter=x")
    assert not {"evil.sh", ".gitattributes"} & set(artifact.load(harvested, ["README.md"], today=FIRST_NIGHT).files)


def test_a_catalogue_that_is_a_symbolic_link_is_not_written(hosted: Hosted, world: Worlds) -> None:
    hosted.harvest(FIRST_NIGHT, world(beta=MOVED))
    files = hosted.folder / "artifact"
    shutil.copytree(hosted.tree / "data/enriched", files)
    hosted.check_out()
    (hosted.tree / "list.md").write_text((hosted.tree / "README.md").read_text())
    (hosted.tree / "README.md").unlink()
    (hosted.tree / "README.md").symlink_to("list.md")
    hosted.git("add", "--all")
    hosted.git("commit", "--quiet", "--message", "A link")
    hosted.git("push", "--quiet", "origin", "main")
    shutil.copytree(files, hosted.tree / "data/enriched")
    hosted.publish(FIRST_NIGHT)
    assert "beta/two" in hosted.text("list.md", ROLLING)
    assert hosted.git("ls-tree", ROLLING, "README.md", at=hosted.bare).startswith("120000")


def test_an_enriched_folder_behind_a_symbolic_link_is_not_written(hosted: Hosted, world: Worlds) -> None:
    hosted.harvest(FIRST_NIGHT, world(beta=MOVED))
    files = hosted.folder / "artifact"
    shutil.copytree(hosted.tree / "data/enriched", files)
    hosted.check_out()
    (hosted.tree / "data").symlink_to("..")
    hosted.git("add", "--all")
    hosted.git("commit", "--quiet", "--message", "A link")
    hosted.git("push", "--quiet", "origin", "main")
    shutil.rmtree(hosted.tree / "data", ignore_errors=True)

    with pytest.raises(PublishError):
        publish(
            hosted.config(), hosted.place(), hosted.lists, clock=Leaping(FIRST_NIGHT).clock(), say=str, folder=files
        )
    assert not hosted.forge.sha(ROLLING)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("enriched: .github/x\n", "nothing is published in .github"),
        ("enriched: ../x\n", "outside of the repository"),
        ("enriched: .git/hooks\n", "nothing is published in .git"),
        ("publish: {branch: main}\n", "the default branch"),
        ("enriched: .\n", "README.md would be written over"),
    ],
)
def test_a_configuration_that_leads_elsewhere_is_a_mistake(
    hosted: Hosted, harvested: Path, settings: str, said: str
) -> None:

    hosted.commit("Elsewhere", {"harvester.yaml": f"catalogues: [README.md]\n{settings}"})
    with pytest.raises(UsageError, match=said):
        publish(
            hosted.config(), hosted.place(), hosted.lists, clock=Leaping(FIRST_NIGHT).clock(), say=str, folder=harvested
        )
    assert not hosted.forge.sha(ROLLING)
