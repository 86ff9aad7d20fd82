"""``harvester check``: judge and print, write nothing."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from harvester import interrupt
from harvester.cli import options, output

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@options.catalogues
@options.config
@options.run_options
@options.form
@options.verbose
def check(
    catalogues: tuple[str, ...], config_path: Path | None, *, verbose: bool, form: str, sandbox: bool, **options: Any
) -> None:
    """Judge and print, write nothing: the gate for pull requests and releases."""
    from harvester import session
    from harvester.store import Store

    config = session.configuration(config_path)
    memory = Store(config.root / config.enriched).recall(session.world_name(sandbox=sandbox))
    fail_on = options.pop("fail_on") or config.fail_on
    progress = output.console(stderr=True)
    with interrupt.heeded() as stop:
        run, _, _ = session.run(config, catalogues, memory, progress=progress, sandbox=sandbox, stop=stop, **options)
    output.show(run, verbose=verbose, form=form)
    sys.exit(output.exit_code(run, fail_on, interrupted=stop.is_set()))
