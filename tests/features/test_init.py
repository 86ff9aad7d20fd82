"""A repository of one's own: what `harvester init` writes, and that it works as it stands."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from harvester import __version__, config
from support import ROOT, git

if TYPE_CHECKING:
    from collections.abc import Callable

    from support import Ended

WRITTEN = ("harvester.yaml", ".github/workflows/harvester.yml")
EXAMPLE = ROOT / "examples/list"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """An empty repository with only a list in it."""
    git(tmp_path, "init", "--quiet")
    shutil.copy(EXAMPLE / "README.md", tmp_path)
    return tmp_path


def test_from_a_list_alone_to_a_report(harvester: Callable[..., Ended], repository: Path) -> None:
    begun = harvester("init")
    assert (begun.code, begun.err) == (0, "README.md: 3 of 3 entries link to a paper\n")
    assert begun.out == (
        "harvester.yaml: written\n"
        ".github/workflows/harvester.yml: written\n"
        "Next:\n"
        "  harvester check --offline    # what the text alone tells, at once\n"
        "  harvester refresh            # ask the registries, and write the enriched list\n"
    )
    assert harvester("check", "--offline").code == 0
    assert harvester("refresh", "--sandbox").code == 0
    checked = harvester("check", "--sandbox")
    assert checked.code == 0
    assert checked.out.startswith("No problems found; 4 of 4 links healthy.\n")
    assert (repository / "data/enriched/README.md").is_file()


def test_nothing_is_overwritten(harvester: Callable[..., Ended], repository: Path) -> None:
    harvester("init")
    for name in WRITTEN:
        (repository / name).write_text("mine")
    again = harvester("init")
    assert again.code == 0
    assert again.out.count("there already, left as it is") == 2
    assert [(repository / name).read_text() for name in WRITTEN] == ["mine", "mine"]
    (repository / WRITTEN[1]).unlink()
    assert f"{WRITTEN[1]}: written" in harvester("init").out
    assert (repository / WRITTEN[0]).read_text() == "mine"


def test_a_link_to_nowhere_is_something_too(harvester: Callable[..., Ended], repository: Path) -> None:
    (repository / "harvester.yaml").symlink_to("elsewhere/harvester.yaml")
    assert "harvester.yaml: there already" in harvester("init").out
    assert (repository / "harvester.yaml").is_symlink()


@pytest.mark.parametrize(
    "name", ["papers.md", "a list: of papers.md", "#1.md", 'qu"ote\\.md', "läst.md", "- x.md", "1.md"]
)
def test_the_configuration_is_valid_whatever_the_list_is_called(
    harvester: Callable[..., Ended], repository: Path, name: str
) -> None:
    (repository / "README.md").rename(repository / name)
    assert harvester("init").code == 0
    loaded = config.load(repository / "harvester.yaml", environ={})
    assert loaded.catalogues == (name,)
    assert harvester("check", "--offline").code == 0


def test_every_commented_key_of_the_configuration_works(harvester: Callable[..., Ended], repository: Path) -> None:
    harvester("init")
    text = (repository / "harvester.yaml").read_text()
    keys = ("mailto", "fail_on", "enriched", "waivers", "  - {rule", "hosts", "  intranet")
    for key in keys:
        assert f"# {key}" in text
        text = text.replace(f"# {key}", key)
    loaded = config.parse(text)
    assert (loaded.mailto, len(loaded.waivers), list(loaded.hosts)) == ("you@example.org", 1, ["intranet.example.org"])
    schema = text.splitlines()[0].removeprefix(f"# yaml-language-server: $schema={_raw()}/")
    assert schema == f"v{__version__}/src/harvester/schemas/config.schema.json"
    assert (ROOT / schema.partition("/")[2]).is_file()


def _raw() -> str:
    return config.PROJECT_URL.replace("github.com", "raw.githubusercontent.com")


def test_where_there_is_no_list(harvester: Callable[..., Ended], tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    ended = harvester("init")
    assert ended.code == 2
    assert "no file here reads as a list of papers" in ended.err
    assert [path.name for path in tmp_path.iterdir()] == [".git"]


def test_outside_of_a_repository(harvester: Callable[..., Ended], tmp_path: Path) -> None:
    ended = harvester("init", GIT_CEILING_DIRECTORIES=str(tmp_path.parent))
    assert ended.code == 2
    assert "`git init` makes one" in ended.err


def test_in_a_folder_of_the_repository(harvester: Callable[..., Ended], repository: Path) -> None:
    (repository / "docs").mkdir()
    (repository / "README.md").rename(repository / "docs/papers.md")
    assert harvester("init", folder="docs").code == 0
    assert yaml.safe_load((repository / "harvester.yaml").read_text())["catalogues"] == ["docs/papers.md"]


def test_the_example_repository_is_what_init_writes(harvester: Callable[..., Ended], tmp_path: Path) -> None:
    (tmp_path / "list").mkdir()  # the workflow's minute comes from this name
    shutil.copy(EXAMPLE / "README.md", tmp_path / "list")
    git(tmp_path / "list", "init", "--quiet")
    assert harvester("init", folder="list").code == 0
    for name in WRITTEN:
        assert (tmp_path / "list" / name).read_text() == (EXAMPLE / name).read_text()


@pytest.mark.parametrize("where", ["example", "written"])
def test_the_workflow_passes_the_linters(harvester: Callable[..., Ended], repository: Path, where: str) -> None:
    harvester("init")
    workflow = (repository if where == "written" else EXAMPLE) / WRITTEN[1]
    for tool, arguments in {
        "check-jsonschema": ("--builtin-schema", "vendor.github-workflows"),
        "zizmor": ("--offline", "--persona=pedantic", "--config", str(ROOT / ".github/zizmor.yml")),
    }.items():
        command = Path(sys.executable).with_name(tool)
        if not command.exists():
            pytest.skip(f"{tool} is not installed beside this Python")
        done = subprocess.run(  # noqa: S603 (a linter of ours)
            [command, *arguments, workflow], capture_output=True, check=False, timeout=60
        )
        assert done.returncode == 0, done.stdout.decode()
