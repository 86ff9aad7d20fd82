"""``harvester publish``: a finished run becomes a pull request and an issue on GitHub."""

from __future__ import annotations

import os
from pathlib import Path

import click

from harvester.cli import options


@click.command()
@options.catalogues
@options.config
@click.option(
    "--mode",
    envvar="HARVESTER_MODE",
    type=click.Choice(["pull-request", "commit"]),
    help="Propose the enriched files in the pull request, or push them straight to the default branch.",
)
@click.option(
    "--from",
    "folder",
    envvar="HARVESTER_FROM",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Where the files of the finished run lie, if not in data/enriched/.",
)
@click.option("--dry-run", is_flag=True, help="Print what would be done; write nothing.")
def publish(
    catalogues: tuple[str, ...], config_path: Path | None, *, mode: str | None, folder: Path | None, dry_run: bool
) -> None:
    """Keep one pull request and one issue on GitHub.

    From a finished run: one rolling pull request with the certain repairs and the metadata, one issue with what needs
    a decision, and nothing at all on a quiet night. For a checkout of the default branch in GitHub Actions: repository
    and token are taken from GITHUB_REPOSITORY and GITHUB_TOKEN. The working tree is left as it is.
    """
    from harvester import publish as publishing
    from harvester import session
    from harvester.config import PublishMode
    from harvester.http import share_certificates
    from harvester.lanes import Clock
    from harvester.report import escape

    def say(line: str) -> None:
        click.echo(escape.terminal(line))

    share_certificates(os.environ)
    config = session.configuration(config_path)
    done = publishing.publish(
        config,
        publishing.Place.of(os.environ),
        {Path(shown).as_posix(): path.absolute() for path, shown in session.chosen(config, catalogues)},
        clock=Clock(),
        say=say,
        folder=folder,
        mode=PublishMode(mode) if mode else None,
        dry_run=dry_run,
    )
    for line in done if dry_run else ():
        say(f"would {line}")
    if not done:
        say("Nothing to do.")
