"""The documentation: generated where it can be, linked without a break, its commands real."""

from __future__ import annotations

import json
import os
import re
import shlex
from typing import TYPE_CHECKING

import pytest
import write_configuration
import yaml

from harvester import __version__, config
from harvester.cli import cli
from support import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support import Ended

DOCS = sorted((ROOT / "docs").rglob("*.md"))
PAGES = [*DOCS, *(ROOT / name for name in ("README.md", "SECURITY.md", "CHANGELOG.md"))]


def test_the_configuration_s_page_is_that_of_the_model() -> None:
    shipped = write_configuration.PAGE.read_text(encoding="utf-8")
    assert shipped == write_configuration.page(), "run: python tools/write_configuration.py"


def test_it_tells_of_every_key() -> None:
    page = write_configuration.page()
    for name in config.Config.model_fields.keys() - {"root"}:
        assert f"| `{name}` |" in page


def test_no_link_of_these_pages_is_broken(harvester: Callable[..., Ended]) -> None:
    names = [os.path.relpath(path, ROOT) for path in PAGES]
    ended = harvester("check", "--offline", "--fail-on", "any", "--format", "json", *names, folder=str(ROOT))
    told = json.loads(ended.out)
    assert [finding for finding in told["findings"] if finding["severity"] == "fix"] == []
    assert ended.code == 0
    assert len(told["links"]) > 40


def console() -> list[tuple[str, str]]:
    """Every command of ours that a page shows, with the page."""
    found = []
    for page in PAGES:
        for block in re.findall(r"```console\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
            for line in re.sub(r" +#.*", "", block).splitlines():
                command = line.removeprefix("$ ").rpartition("=$(gh auth token) ")[2]
                if command.startswith("harvester "):
                    found.append((page.name, command))
    return found


@pytest.mark.parametrize(("page", "command"), console(), ids=lambda value: str(value).partition(" ")[2] or None)
def test_every_command_that_is_shown_takes_its_options(page: str, command: str) -> None:
    name, *arguments = shlex.split(command)[1:]
    with cli.commands[name].make_context(name, arguments) as context:
        assert context.command.name == name, page


def settings() -> list[tuple[str, str]]:
    """Every piece of harvester.yaml that a page shows."""
    keys = "|".join(config.Config.model_fields.keys() - {"root"})
    return [
        (page.name, block)
        for page in PAGES
        for block in re.findall(r"```yaml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
        if re.match(rf"(?:{keys}):", block)
    ]


def test_there_are_such_pieces() -> None:
    assert len(settings()) >= 3


@pytest.mark.parametrize(("page", "text"), settings())
def test_every_configuration_that_is_shown_is_valid(page: str, text: str) -> None:
    assert config.parse(text) != config.Config(), page


def test_every_yaml_that_is_shown_is_yaml() -> None:
    blocks = [block for page in PAGES for block in re.findall(r"```yaml\n(.*?)```", page.read_text(), re.DOTALL)]
    assert all(yaml.safe_load(block) is not None for block in blocks if not block.startswith("#"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_names_a_release_names_this_one(page: Path) -> None:
    named = re.findall(r"(?:harvester@|rev: |OWNER/harvester/)v(\d+\.\d+\.\d+)", page.read_text(encoding="utf-8"))
    assert set(named) <= {__version__}


def test_every_page_can_be_reached_from_the_first() -> None:
    first = (ROOT / "docs/index.md").read_text(encoding="utf-8")
    assert "\nrules/[!i]*\n" in first  # all but the table of rules, which stands above them
    names = {page.stem for page in (ROOT / "docs").glob("*.md")} - {"index"}
    assert len(names) >= 9
    for name in (*names, "rules/index"):
        assert f"({name}.md)" in first
        assert f"\n{name}\n" in first
