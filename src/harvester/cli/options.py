"""The options that several commands share.

Some can be given by the environment as well: a workflow hands its inputs on in this way, never in the text of a script.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable

catalogues = click.argument("catalogues", nargs=-1, metavar="[CATALOGUE]...", envvar="HARVESTER_CATALOGUES")
config = click.option(
    "--config",
    "config_path",
    envvar="HARVESTER_CONFIG",
    type=click.Path(path_type=Path),
    help="Use this harvester.yaml instead of looking for one.",
)
form = click.option(
    "--format",
    "form",
    type=click.Choice(["terminal", "markdown", "json", "sarif", "junit", "github"]),
    default="terminal",
    help="Print the report in this form; github means annotations.",
)
verbose = click.option("-v", "--verbose", is_flag=True, help="Show everything, not only what fits one screen.")


def run_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options that every command that asks the upstreams has."""
    for option in (
        click.option(
            "--all",
            "everything",
            envvar="HARVESTER_ALL",
            is_flag=True,
            help="Ask everything anew: healthy web pages that are not due, and what was answered within the hour.",
        ),
        click.option(
            "--only", envvar="HARVESTER_ONLY", default="", metavar="TEXT", help="Ask only links that contain TEXT."
        ),
        click.option(
            "--dask",
            envvar="HARVESTER_DASK",
            default="",
            metavar="ADDRESS",
            help="Let the workers of the Dask cluster at ADDRESS send the requests for web pages.",
        ),
        click.option(
            "--offline",
            envvar="HARVESTER_OFFLINE",
            is_flag=True,
            help="Ask nobody; judge what can be judged from the text.",
        ),
        click.option(
            "--sandbox",
            is_flag=True,
            help="Ask the embedded stand-ins of the demonstration, not the internet.",
        ),
        click.option(
            "--fail-on",
            envvar="HARVESTER_FAIL_ON",
            type=click.Choice(["never", "new", "any"]),
            help="Exit with 1 for new findings to fix (the default), for any, or never.",
        ),
    ):
        command = option(command)
    return command
