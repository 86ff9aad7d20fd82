"""``harvester read``: what harvester sees in a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from harvester.cli import actions, options, output

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@options.catalogues
@options.config
@options.verbose
@click.option("--json", "as_json", is_flag=True, help="Print JSON (schema harvester/read@1).")
def read(catalogues: tuple[str, ...], config_path: Path | None, *, verbose: bool, as_json: bool) -> None:
    """Show what harvester sees in a list: entries, titles, links and roles. Asks nobody."""
    from harvester import session
    from harvester.report import reading

    loaded = session.load(session.configuration(config_path), catalogues)
    if as_json:
        click.echo(reading.as_json(loaded))
    else:
        with actions.inert():
            reading.as_table(loaded, output.console(), verbose=verbose)
