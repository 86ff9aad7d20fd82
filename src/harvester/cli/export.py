"""``harvester export``: an enriched catalogue in another format."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from harvester.cli import options
from harvester.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("name", metavar="[NAME]", required=False)
@options.config
@click.option("--to", "form", required=True, metavar="FORMAT", help="bibtex, csl-json, ris, csv or yaml.")
def export(name: str | None, config_path: Path | None, form: str) -> None:
    """Print an enriched catalogue in another format.

    NAME is that of a catalogue in data/enriched/ (medical-data-synthesis); without it, all are printed.
    """
    from harvester import session
    from harvester.store import Store, exported

    config = session.configuration(config_path)
    store = Store(config.root / config.enriched)
    run = store.report()
    names = [catalogue.name for catalogue in run.catalogues]
    if name is not None and name not in names:
        raise UsageError(f"{name}: no such catalogue in {store.folder}", hint=f"There is: {', '.join(names)}.")
    for wanted in [name] if name else names:
        if form == "yaml":
            click.echo(store.enriched(wanted), nl=False)
        else:
            (one,) = (catalogue for catalogue in run.catalogues if catalogue.name == wanted)
            click.echo(exported(run, form, one), nl=False)
