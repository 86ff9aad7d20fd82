"""``harvester fix``: apply the repairs of the last run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from harvester.cli import options, output
from harvester.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@options.catalogues
@options.config
@click.option("--diff", "only_show", is_flag=True, help="Print the edits as a patch that git takes; change nothing.")
@click.option(
    "--include", type=click.Choice(["certain", "likely"]), default="certain", help="How sure an edit must be."
)
@click.option("--rule", default="", metavar="RULE", help="Only edits of this rule.")
@click.option("--line", type=click.IntRange(min=1), help="Only edits of this line.")
def fix(
    catalogues: tuple[str, ...], config_path: Path | None, *, only_show: bool, include: str, rule: str, line: int | None
) -> None:
    """Apply the certain repairs of the last run in place.

    Only the destinations of links change; every file is read again afterwards, and nothing is written where anything
    else would read differently. Asks nobody: run `harvester refresh` first.
    """
    from harvester import repair, session
    from harvester.model import Certainty
    from harvester.store import LIVE, Store, write

    config = session.configuration(config_path)
    run = Store(config.root / config.enriched).report()
    if run.world != LIVE and not only_show:
        raise UsageError(
            f"the last run asked the sandbox world {run.world}, not the live registries",
            hint="Look at its edits with --diff, or run `harvester refresh` first.",
        )
    findings = [item for item in run.findings if rule in {"", item.rule} and line in {None, item.line}]
    files = session.chosen(config, catalogues)
    done = 0
    for (path, _), catalogue in zip(files, session.load(config, catalogues), strict=True):
        changes = repair.edits(findings, catalogue, least=Certainty(include))
        mended = repair.mend(catalogue, changes, config.fields or None)
        done += len(changes)
        if only_show:
            click.echo(repair.diff(catalogue.path, catalogue.text, mended).encode(), nl=False)
        else:
            write(path, mended)
            for edit in changes:
                output.say(f"{catalogue.path}:{edit.line}: {edit.old} -> {edit.new} ({edit.rule})")
    output.say(f"{done} {'edit' if done == 1 else 'edits'} {'shown' if only_show else 'made'}.")
