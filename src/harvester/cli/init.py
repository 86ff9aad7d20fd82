"""``harvester init``: a configuration and a workflow for the repository at hand."""

from __future__ import annotations

import hashlib
import json
import os
import re
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import click

from harvester import __version__
from harvester.cli import output
from harvester.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

WORKFLOW = ".github/workflows/harvester.yml"
"""Where the workflow goes."""

SCHEMA = "src/harvester/schemas/config.schema.json"
"""Where our own repository keeps what editors check ``harvester.yaml`` against."""

_PLAIN = re.compile(r"[A-Za-z][\w./-]*", re.ASCII)


@click.command()
def init() -> None:
    """Write harvester.yaml and a workflow for the repository at hand.

    Looks which of its files read as lists of papers, asks nothing, and overwrites nothing: what is there stays as it
    is. Nobody is asked over the network.
    """
    from harvester import git
    from harvester.atomic import write
    from harvester.config import FILE_NAME
    from harvester.discovery import lists

    top = Path(git.top(Path.cwd()))
    files = {FILE_NAME: "", WORKFLOW: ""}
    if not os.path.lexists(top / FILE_NAME):
        found = lists(top)
        if not found:
            raise UsageError(
                f"{top}: no file here reads as a list of papers",
                hint="See what is read in yours with `harvester read FILE`, or name it in a harvester.yaml.",
            )
        for one in found:
            output.say(f"{one.path}: {one.papers} of {one.entries} entries link to a paper")
        files[FILE_NAME] = configuration([one.path for one in found])
    if not os.path.lexists(top / WORKFLOW):
        files[WORKFLOW] = workflow(top.name)
    for name, text in files.items():
        if text:
            (top / name).parent.mkdir(parents=True, exist_ok=True)
            write(top / name, text)
        click.echo(f"{name}: {'written' if text else 'there already, left as it is'}")
    click.echo("Next:")
    click.echo("  harvester check --offline    # what the text alone tells, at once")
    click.echo("  harvester refresh            # ask the registries, and write the enriched list")


def configuration(catalogues: Sequence[str]) -> str:
    """The text of a commented ``harvester.yaml`` for these lists, paths from its own folder."""
    from harvester.config import PROJECT_URL

    schema = f"{PROJECT_URL.replace('github.com', 'raw.githubusercontent.com')}/v{__version__}/{SCHEMA}"
    # a JSON string is one of YAML, too, whatever the file is called
    quoted = [path if _PLAIN.fullmatch(path) else json.dumps(path, ensure_ascii=False) for path in catalogues]
    listed = "".join(f"\n  - {path}" for path in quoted)
    return _template("harvester.yaml").replace("SCHEMA", schema).replace(" CATALOGUES", listed)


def workflow(name: str) -> str:
    """The text of the workflow; its minute comes from the repository's name, so that not all lists run at once."""
    from harvester.config import PROJECT_URL

    minute = 7 + hashlib.sha256(name.encode(errors="surrogateescape")).digest()[0] % 47
    action = f"{PROJECT_URL.removeprefix('https://github.com/')}@v{__version__}"
    return _template("workflow.yml").replace("MINUTE", str(minute)).replace("uses: ACTION", f"uses: {action}")


def _template(name: str) -> str:
    return resources.files("harvester").joinpath("starter", name).read_text(encoding="utf-8")
