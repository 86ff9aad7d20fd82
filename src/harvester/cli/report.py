"""``harvester report``: the last report again, or what changed since a day."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from harvester.cli import actions, options, output
from harvester.errors import UsageError

if TYPE_CHECKING:
    from datetime import datetime


@click.command()
@options.config
@options.form
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Print what changed since the beginning of that day (UTC), by git; write nothing.",
)
@click.option(
    "--site",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Write the pages and exports there, with an index.html, ready for a web server.",
)
@options.verbose
def report(config_path: Path | None, *, verbose: bool, form: str, since: datetime | None, folder: Path | None) -> None:
    """Render the last report again from data/enriched/, without the network.

    With --since, compare it with the state that the last commit before that day holds: what is new, what has another
    verdict, what was repaired.
    """
    from harvester import session
    from harvester.store import REPORT, Store

    config = session.configuration(config_path)
    store = Store(config.root / config.enriched)
    run = store.report()
    if folder is not None:
        from harvester.store import save_site

        written = save_site(folder, run, config.exports)
        output.say(f"{len(written)} files written to {folder}.")
        return
    if since is None:
        store.save_report(run)
        output.show(run, verbose=verbose, form=form)
        return
    from harvester import revisions
    from harvester.report import document, markdown, terminal
    from harvester.report import since as comparison

    if form not in {"terminal", "markdown"}:
        raise UsageError(f"--since knows no format {form}", hint="There is: terminal, markdown.")
    day = since.date()
    before = document.load(revisions.text_before(store.folder / REPORT, day))
    v = comparison.build(before, run, day)
    if form == "markdown":
        click.echo(markdown.render(v, blob_url=output.blob_url()), nl=False)
    else:
        with actions.inert():
            terminal.render(v, output.console(), verbose=verbose)
