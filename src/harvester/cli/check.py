"""``harvester check``: judge and print, write nothing."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from harvester import interrupt
from harvester.cli import actions, options, output

if TYPE_CHECKING:
    from pathlib import Path

_OPENS = (
    "harvester: what opens the gate: a repair (`harvester fix` makes the certain ones), a waiver beside the row or "
    '--override "why"'
)


@click.command()
@options.catalogues
@options.config
@options.run_options
@options.form
@options.verbose
@click.option(
    "--changed-since",
    envvar="HARVESTER_CHANGED_SINCE",
    metavar="REF",
    help="Judge only rows that this branch changed since it left REF, by git; the rest is only context.",
)
@click.option(
    "--override",
    envvar="HARVESTER_OVERRIDE",
    metavar="REASON",
    help="Pass in spite of findings and of upstreams too ill to judge; the reason stands in the output.",
)
def check(
    catalogues: tuple[str, ...],
    config_path: Path | None,
    *,
    verbose: bool,
    form: str,
    sandbox: bool,
    override: str | None,
    **options: Any,
) -> None:
    """Judge and print, write nothing: the gate for pull requests and releases.

    Before a release: `harvester check --all --fail-on any`. In a pull request: `harvester check --changed-since HEAD^`.
    """
    from harvester import session
    from harvester.store import Store

    config = session.configuration(config_path)
    memory = Store(config.root / config.enriched).recall(session.world_name(sandbox=sandbox))
    asked = options.pop("fail_on")
    fail_on = asked or config.fail_on
    progress = output.console(stderr=True)
    with interrupt.heeded() as stop:
        run, _, _ = session.run(config, catalogues, memory, progress=progress, sandbox=sandbox, stop=stop, **options)
    output.show(run, verbose=verbose, form=form)
    actions.tell(run, cut_short=stop.is_set(), annotate=form == "terminal")
    code = output.exit_code(run, fail_on, interrupted=stop.is_set())
    if code in {output.EXIT_FINDINGS, output.EXIT_ILL} and (reason := (override or "").strip()):
        output.say(f"harvester: passed in spite of the above, for this reason: {reason}")
        actions.note(f"Passed in spite of this, for the reason: {reason}")
        code = 0
    elif code == output.EXIT_FINDINGS and (asked or options["changed_since"]):
        output.say(_OPENS)
    sys.exit(code)
