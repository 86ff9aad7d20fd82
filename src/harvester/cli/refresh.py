"""``harvester refresh``: the whole pipeline, and the files it writes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from harvester import interrupt
from harvester.cli import actions, options, output

if TYPE_CHECKING:
    from pathlib import Path

DEMO_FOLDER = "build/demo"
"""Where a sandbox run writes when the enriched folder holds live results."""


@click.command()
@options.catalogues
@options.config
@options.run_options
@click.option(
    "--baseline",
    envvar="HARVESTER_BASELINE",
    default="",
    metavar="REF",
    help="Start from the memory at this git ref where that is newer than the folder's: origin/harvester/refresh.",
)
@options.verbose
def refresh(
    catalogues: tuple[str, ...],
    config_path: Path | None,
    *,
    verbose: bool,
    sandbox: bool,
    baseline: str,
    **options: Any,
) -> None:
    """Run the whole pipeline and write data/enriched/.

    Writes the enriched catalogue (YAML, Markdown, HTML, BibTeX, CSL-JSON), the memory (health.json) and the
    link-health report. Files are replaced only where their content changed.
    """
    from harvester import session
    from harvester.baseline import newest
    from harvester.report import view
    from harvester.store import Store

    config = session.configuration(config_path)
    store = Store(config.root / config.enriched)
    world = session.world_name(sandbox=sandbox)
    recorded = store.world()
    if sandbox and recorded not in {None, world}:
        store = Store(config.root / DEMO_FOLDER)
        output.say(f"{config.enriched} holds live results, so this demonstration is written to {DEMO_FOLDER}.")
    elif baseline:
        store, said = newest(store.folder, baseline, world)
        output.say(said)
    fail_on = options.pop("fail_on") or config.fail_on
    progress = output.console(stderr=True)
    with interrupt.heeded() as stop:
        run, memory, patch = session.run(
            config, catalogues, store.recall(world), progress=progress, sandbox=sandbox, stop=stop, **options
        )
    seen = view.build(run)
    written = store.save(run, memory, config.exports, patch, seen)
    output.show(run, verbose=verbose, seen=seen)
    actions.tell(run, cut_short=stop.is_set(), folder=store.folder)
    output.say(
        f"{len(written)} files written to {store.folder}." if written else f"Nothing new to write to {store.folder}."
    )
    sys.exit(output.exit_code(run, fail_on, interrupted=stop.is_set()))
