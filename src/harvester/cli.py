"""The command line. Stages are imported where a command needs them, so that ``--help`` answers at once."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from harvester import __version__, interrupt
from harvester.errors import HarvesterError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from rich.console import Console

    from harvester.model import Run

DEMO_FOLDER = "build/demo"
"""Where a sandbox run writes when the enriched folder holds live results."""

EXIT_FINDINGS = 1
EXIT_ILL = 3
EXIT_INTERRUPTED = 130

_catalogues = click.argument("catalogues", nargs=-1, metavar="[CATALOGUE]...")
_config = click.option(
    "--config",
    "config_path",
    type=click.Path(path_type=Path),
    help="Use this harvester.yaml instead of looking for one.",
)
_format = click.option(
    "--format",
    "form",
    type=click.Choice(["terminal", "markdown", "json", "sarif", "junit", "github"]),
    default="terminal",
    help="Print the report in this form; github means annotations.",
)
_verbose = click.option("-v", "--verbose", is_flag=True, help="Show everything, not only what fits one screen.")


def _run_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options that every command that asks the upstreams has."""
    for option in (
        click.option(
            "--all",
            "everything",
            is_flag=True,
            help="Ask everything anew: healthy web pages that are not due, and what was answered within the hour.",
        ),
        click.option("--only", default="", metavar="TEXT", help="Ask only links that contain TEXT."),
        click.option("--offline", is_flag=True, help="Ask nobody; judge what can be judged from the text."),
        click.option(
            "--sandbox",
            is_flag=True,
            help="Ask the embedded stand-ins of the demonstration, not the internet.",
        ),
        click.option(
            "--fail-on",
            type=click.Choice(["never", "new", "any"]),
            help="Exit with 1 for new findings to fix (the default), for any, or never.",
        ),
    ):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="harvester")
def cli() -> None:
    """Keep a curated list of research papers true.

    harvester reads a list as people wrote it, asks Crossref, arXiv, GitHub and the web what each link really is,
    fills in titles, authors and venues, and says which links are dead, moved or never were links.

    CATALOGUE is a file; without one, harvester takes those named in harvester.yaml, else README.md. A `-` reads
    standard input. Start with `harvester read README.md`, then `harvester check README.md`.

    Exit codes: 0 nothing to do; 1 findings; 2 a mistake in the call, the configuration or a file; 3 upstreams too
    ill to judge.
    """


@cli.command()
@_catalogues
@_config
@_run_options
@_verbose
def refresh(
    catalogues: tuple[str, ...], config_path: Path | None, *, verbose: bool, sandbox: bool, **options: Any
) -> None:
    """Run the whole pipeline and write data/enriched/.

    Writes the enriched catalogue (YAML, Markdown, HTML, BibTeX, CSL-JSON), the memory (health.json) and the
    link-health report. Files are replaced only where their content changed.
    """
    from harvester import session
    from harvester.store import Store

    config = session.configuration(config_path)
    store = Store(config.root / config.enriched)
    world = session.world_name(sandbox=sandbox)
    recorded = store.world()
    if sandbox and recorded not in {None, world}:
        store = Store(config.root / DEMO_FOLDER)
        _say(f"{config.enriched} holds live results, so this demonstration is written to {DEMO_FOLDER}.")
    fail_on = options.pop("fail_on") or config.fail_on
    progress = _console(stderr=True)
    with interrupt.heeded() as stop:
        run, memory, patch = session.run(
            config, catalogues, store.recall(world), progress=progress, sandbox=sandbox, stop=stop, **options
        )
    written = store.save(run, memory, config.exports, patch)
    _show(run, verbose=verbose)
    _say(f"{len(written)} files written to {store.folder}." if written else f"Nothing new to write to {store.folder}.")
    sys.exit(_exit_code(run, fail_on, interrupted=stop.is_set()))


@cli.command()
@_catalogues
@_config
@_run_options
@_format
@_verbose
def check(
    catalogues: tuple[str, ...], config_path: Path | None, *, verbose: bool, form: str, sandbox: bool, **options: Any
) -> None:
    """Judge and print, write nothing: the gate for pull requests and releases."""
    from harvester import session
    from harvester.store import Store

    config = session.configuration(config_path)
    memory = Store(config.root / config.enriched).recall(session.world_name(sandbox=sandbox))
    fail_on = options.pop("fail_on") or config.fail_on
    progress = _console(stderr=True)
    with interrupt.heeded() as stop:
        run, _, _ = session.run(config, catalogues, memory, progress=progress, sandbox=sandbox, stop=stop, **options)
    _show(run, verbose=verbose, form=form)
    sys.exit(_exit_code(run, fail_on, interrupted=stop.is_set()))


@cli.command()
@_catalogues
@_config
@_verbose
@click.option("--json", "as_json", is_flag=True, help="Print JSON (schema harvester/read@1).")
def read(catalogues: tuple[str, ...], config_path: Path | None, *, verbose: bool, as_json: bool) -> None:
    """Show what harvester sees in a list: entries, titles, links and roles. Asks nobody."""
    from harvester import session
    from harvester.report import reading

    loaded = session.load(session.configuration(config_path), catalogues)
    if as_json:
        click.echo(reading.as_json(loaded))
    else:
        reading.as_table(loaded, _console(), verbose=verbose)


@cli.command()
@_config
@_format
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Print what changed since the beginning of that day (UTC), by git; write nothing.",
)
@_verbose
def report(config_path: Path | None, *, verbose: bool, form: str, since: datetime | None) -> None:
    """Render the last report again from data/enriched/, without the network.

    With --since, compare it with the state that the last commit before that day holds: what is new, what has another
    verdict, what was repaired.
    """
    from harvester import session
    from harvester.store import REPORT, Store

    config = session.configuration(config_path)
    store = Store(config.root / config.enriched)
    run = store.report()
    if since is None:
        store.save_report(run)
        _show(run, verbose=verbose, form=form)
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
        click.echo(markdown.render(v, blob_url=_blob_url()), nl=False)
    else:
        terminal.render(v, _console(), verbose=verbose)


@cli.command()
@click.argument("name", metavar="[NAME]", required=False)
@_config
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
            one = [catalogue for catalogue in run.catalogues if catalogue.name == wanted]
            click.echo("".join(exported(run, [form], one).values()), nl=False)


@cli.command()
@_catalogues
@_config
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
                _say(f"{catalogue.path}:{edit.line}: {edit.old} -> {edit.new} ({edit.rule})")
    _say(f"{done} {'edit' if done == 1 else 'edits'} {'shown' if only_show else 'made'}.")


@cli.command()
@click.argument("question", metavar="LINK|LINE|RULE")
@_config
def explain(question: str, config_path: Path | None) -> None:
    """Say why a link has its verdict, and what would change it.

    Ask for a link or a part of one, a line (L84 or README.md:84), or a rule or verdict (dead). The answer comes from
    the files of the last run alone.
    """
    from harvester import session
    from harvester.report import explain as explanation
    from harvester.store import Store

    config = session.configuration(config_path)
    for said in explanation.explain(Store(config.root / config.enriched).report(), question):
        click.echo(said)


def main() -> None:
    """Run the command line; every foreseen trouble ends in one message and its exit code."""
    try:
        cli.main(prog_name="harvester", standalone_mode=False)
    except HarvesterError as error:
        _say(f"harvester: {error}")
        if error.hint:
            _say(f"  {error.hint}")
        sys.exit(error.exit_code)
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        _say("harvester: interrupted; the files are those of the last run")
        sys.exit(EXIT_INTERRUPTED)
    except BrokenPipeError:
        # the reader of our output has gone; nothing is left to say to it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_FINDINGS)
    except Exception as error:  # noqa: BLE001 (the one place where nothing may slip through as a traceback)
        if os.environ.get("HARVESTER_DEBUG"):
            traceback.print_exc()
        _say(f"harvester: this is a fault of harvester itself ({type(error).__name__}: {error})")
        _say("  Set HARVESTER_DEBUG=1 to see where, and please report it.")
        sys.exit(70)  # EX_SOFTWARE of sysexits.h


def _show(run: Run, *, verbose: bool, form: str = "terminal") -> None:
    from harvester.report import formats, terminal, view

    if form == formats.TERMINAL:
        terminal.render(view.build(run), _console(), verbose=verbose)
    else:
        click.echo(formats.render(form, run, blob_url=_blob_url()).encode(), nl=False)


def _blob_url() -> str:
    """Where GitHub shows the files of the commit that an Action runs on, or an empty string."""
    names = ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_SHA")
    server, repository, commit = (os.environ.get(name, "") for name in names)
    return f"{server}/{repository}/blob/{commit}" if server and repository and commit else ""


def _exit_code(run: Run, fail_on: str, *, interrupted: bool) -> int:
    from harvester.model import Severity

    if interrupted:
        _say("harvester: interrupted; what was not answered by then is left unchecked")
        return EXIT_INTERRUPTED
    if run.ill:
        return EXIT_ILL
    to_fix = [finding for finding in run.findings if finding.severity is Severity.FIX and not finding.waived]
    if fail_on == "new":
        to_fix = [finding for finding in to_fix if finding.id in run.changes.new]
    return EXIT_FINDINGS if to_fix and fail_on != "never" else 0


def _console(*, stderr: bool = False) -> Console:
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, markup=False, emoji=False)


def _say(text: str) -> None:
    """A line for the person, beside the result: on stderr, without control codes of strangers."""
    from harvester.report import escape

    click.echo("\n".join(escape.terminal(line) for line in text.splitlines()), err=True)
