"""What a command leaves in a GitHub Action: the job summary, annotations beside the lines, and the step's outputs.

The files are those of https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands. Outputs are
words of ours, numbers and folders, one line each: no text of a stranger reaches their file.
"""

from __future__ import annotations

import os
import secrets
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.model import Run


class Outcome(StrEnum):
    """What the output ``verdict`` says of a run."""

    CLEAN = "clean"
    """Nothing is to fix."""
    FINDINGS = "findings"
    """Something is wrong now."""
    DEGRADED = "degraded"
    """The upstreams were too ill, or the run was cut short."""
    FAILED = "failed"
    """There was no run."""


def running() -> bool:
    """Whether a runner of GitHub Actions, or one that speaks its language, started us."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


@contextmanager
def inert() -> Iterator[None]:
    """What is printed inside is only shown: the runner takes no line of it for a command."""
    if not running():
        yield
        return
    word = secrets.token_hex(16)  # whoever wrote a row cannot know it, and so cannot end the silence
    click.echo(f"::stop-commands::{word}")
    try:
        yield
    finally:
        click.echo(f"::{word}::")


def tell(run: Run, *, cut_short: bool, folder: Path | None = None, annotate: bool = True) -> None:
    """Leave a run's annotations, summary and outputs with the runner; outside of Actions do nothing.

    Args:
        run: What the command found.
        cut_short: The run was interrupted.
        folder: Where its files are, if it wrote any.
        annotate: Print annotations on stdout; False where stdout is a report for machines.
    """
    if not running():
        return
    from harvester.cli import output
    from harvester.model import Severity
    from harvester.report import annotations, markdown, view

    v = view.build(run)
    if annotate:
        click.echo(annotations.render(run).encode(), nl=False)
    room = markdown.SUMMARY - _size("GITHUB_STEP_SUMMARY")
    if room > 0:
        _append("GITHUB_STEP_SUMMARY", markdown.render(v, limit=room, blob_url=output.blob_url()))
    wrong = any(finding.severity is Severity.FIX and not finding.waived for finding in run.findings)
    degraded = cut_short or bool(run.ill)
    outcome = Outcome.DEGRADED if degraded else Outcome.FINDINGS if wrong else Outcome.CLEAN
    _append("GITHUB_OUTPUT", _outputs(outcome, str(v.counts.new_problems), str(folder or "")))


def note(text: str) -> None:
    """Add a line to the job summary; outside of Actions do nothing."""
    if running():
        from harvester.report import escape

        _append("GITHUB_STEP_SUMMARY", f"\n> [!WARNING]\n> {escape.markdown(text)}\n")


def diagnosed(page: str, *, differs: str) -> None:
    """Leave the doctor's page in the job summary, and the output ``differs``; outside of Actions do nothing."""
    if running():
        _append("GITHUB_STEP_SUMMARY", page)
        _append("GITHUB_OUTPUT", f"differs={differs}\n")


def fail(message: str, hint: str = "") -> None:
    """Leave with the runner why there was no run, as an annotation and as the verdict; else do nothing."""
    if not running():
        return
    from harvester.report import annotations

    click.echo(annotations.trouble(message, hint).encode(), nl=False)
    _append("GITHUB_OUTPUT", _outputs(Outcome.FAILED, "0", ""))


def _outputs(verdict: Outcome, new: str, report: str) -> str:
    """The lines of the outputs; a folder whose name would be more than one line is left out."""
    folder = report if report.isprintable() else ""
    return f"verdict={verdict}\nnew={new}\nreport={folder}\n"


def _size(name: str) -> int:
    """Bytes that the file under this name in the environment holds already."""
    try:
        return Path(os.environ[name]).stat().st_size
    except (KeyError, OSError):
        return 0


def _append(name: str, text: str) -> None:
    """Add text to the file that the runner names in the environment, where it names one."""
    path = os.environ.get(name)
    if not path:
        return
    try:
        with Path(path).open("ab") as file:
            file.write(text.encode())
    except OSError as error:
        from harvester.cli import output

        output.say(f"harvester: {name}: {path}: {error.strerror}")
