"""What every command prints and how it ends: the result on stdout, the rest on stderr, the exit code."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console

    from harvester.model import Run
    from harvester.report.view import View

EXIT_FINDINGS = 1
EXIT_ILL = 3
EXIT_INTERRUPTED = 130


def show(run: Run, *, verbose: bool, form: str = "terminal", seen: View | None = None) -> None:
    """Print the report of a run in one of its forms.

    Args:
        seen: The view of the run, where it is at hand.
    """
    from harvester.cli import actions
    from harvester.report import formats, terminal, view

    if form == formats.TERMINAL:
        with actions.inert():
            terminal.render(seen or view.build(run), console(), verbose=verbose)
    else:
        click.echo(formats.render(form, run, blob_url=blob_url()).encode(), nl=False)


def blob_url() -> str:
    """Where GitHub shows the files of the commit that an Action runs on, or an empty string."""
    names = ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_SHA")
    server, repository, commit = (os.environ.get(name, "") for name in names)
    return f"{server}/{repository}/blob/{commit}" if server and repository and commit else ""


def exit_code(run: Run, fail_on: str, *, interrupted: bool) -> int:
    """How a run ends: 0, or what its findings, its upstreams or an interruption make of it."""
    from harvester.model import Severity

    if interrupted:
        say("harvester: interrupted; what was not answered by then is left unchecked")
        return EXIT_INTERRUPTED
    if run.ill:
        return EXIT_ILL
    to_fix = [finding for finding in run.findings if finding.severity is Severity.FIX and not finding.waived]
    if fail_on == "new":
        to_fix = [finding for finding in to_fix if finding.id in run.changes.new]
    return EXIT_FINDINGS if to_fix and fail_on != "never" else 0


def console(*, stderr: bool = False) -> Console:
    """Where text is shown as it is: nothing in it is taken for markup."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, markup=False, emoji=False)


def say(text: str) -> None:
    """A line for the person, beside the result: on stderr, without control codes of strangers."""
    from harvester.report import escape

    click.echo("\n".join(escape.terminal(line) for line in text.splitlines()), err=True)
