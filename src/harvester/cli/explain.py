"""``harvester explain``: why a link has its verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from harvester.cli import actions, options

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("question", metavar="LINK|LINE|RULE")
@options.config
def explain(question: str, config_path: Path | None) -> None:
    """Say why a link has its verdict, and what would change it.

    Ask for a link or a part of one, a line (L84 or README.md:84), or a rule or verdict (dead). The answer comes from
    the files of the last run alone.
    """
    from harvester import session
    from harvester.report import explain as explanation
    from harvester.store import Store

    config = session.configuration(config_path)
    with actions.inert():
        for said in explanation.explain(Store(config.root / config.enriched).report(), question):
            click.echo(said)
