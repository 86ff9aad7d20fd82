"""The command line. Stages are imported where a command needs them, so that ``--help`` answers at once."""

from __future__ import annotations

import os
import sys
import traceback
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from harvester import __version__
from harvester.errors import ConfigError, HarvesterError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from rich.console import Console

    from harvester.config import Config
    from harvester.history import Memory
    from harvester.model import Catalogue, Run

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
    from harvester.store import Store

    config = _configuration(config_path)
    store = Store(config.root / config.enriched)
    world = _world_name(sandbox=sandbox)
    recorded = store.world()
    if sandbox and recorded not in {None, world}:
        store = Store(config.root / DEMO_FOLDER)
        _say(f"{config.enriched} holds live results, so this demonstration is written to {DEMO_FOLDER}.")
    run, memory = _run(config, catalogues, store.recall(world), sandbox=sandbox, **options)
    written = store.save(run, memory, config.exports)
    _show(run, verbose=verbose)
    _say(f"{len(written)} files written to {store.folder}." if written else f"Nothing new to write to {store.folder}.")
    sys.exit(_exit_code(run, options["fail_on"] or config.fail_on))


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
    from harvester.store import Store

    config = _configuration(config_path)
    memory = Store(config.root / config.enriched).recall(_world_name(sandbox=sandbox))
    run, _ = _run(config, catalogues, memory, sandbox=sandbox, **options)
    _show(run, verbose=verbose, form=form)
    sys.exit(_exit_code(run, options["fail_on"] or config.fail_on))


@cli.command()
@_catalogues
@_config
@_verbose
@click.option("--json", "as_json", is_flag=True, help="Print JSON (schema harvester/read@1).")
def read(catalogues: tuple[str, ...], config_path: Path | None, *, verbose: bool, as_json: bool) -> None:
    """Show what harvester sees in a list: entries, titles, links and roles. Asks nobody."""
    from harvester.report import reading

    loaded = _load(_configuration(config_path), catalogues)
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
    from harvester.store import REPORT, Store

    config = _configuration(config_path)
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
    from harvester.store import Store, exported

    config = _configuration(config_path)
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


def _run(
    config: Config,
    paths: Sequence[str],
    memory: Memory,
    *,
    sandbox: bool,
    offline: bool,
    everything: bool,
    only: str,
    fail_on: str | None,  # noqa: ARG001 (belongs to the options of every run)
) -> tuple[Run, Memory]:
    from harvester import checkout, pipeline
    from harvester.http import share_certificates
    from harvester.journal import open_journal
    from harvester.lanes import Clock
    from harvester.network import connect
    from harvester.progress import lane_bars

    loaded = _load(config, paths)
    places = checkout.places(loaded, config.root, given=bool(paths))
    clock = Clock()
    world = _world_name(sandbox=sandbox)
    token = os.environ.get("GITHUB_TOKEN") or os.environ.get("GH_TOKEN") or ""
    with ExitStack() as stack:
        network = journal = None
        if not offline and (journal := open_journal(config, world=world, clock=clock, reuse=not everything)):
            stack.enter_context(journal)
        if sandbox and not offline:
            from harvester.sandbox import Sandbox, World

            stand_ins = stack.enter_context(Sandbox(World.load(DEMO_WORLD), enforce=True))
            config = config.with_settings(stand_ins.settings())
            token = SANDBOX_TOKEN  # never a real one: what the sandbox hears is written to nobody, and stays so
        if not offline:
            share_certificates(os.environ)
            progress = stack.enter_context(lane_bars(_console(stderr=True)))
            network = stack.enter_context(connect(config, token=token, clock=clock, progress=progress))
        return pipeline.run(
            loaded,
            memory,
            network=network,
            scope=pipeline.Scope(everything=everything, only=only, recheck=config.recheck),
            today=clock.now().date(),
            world=world,
            journal=journal,
            places=places,
        )


DEMO_WORLD = "medical-data-synthesis"
SANDBOX_TOKEN = "sandbox-token"  # noqa: S105 (opens nothing but the stand-in)


def _world_name(*, sandbox: bool) -> str:
    return DEMO_WORLD if sandbox else "live"


def _configuration(path: Path | None) -> Config:
    from harvester import config as settings
    from harvester.export import EXPORTS

    if path is not None and not path.is_file():
        raise ConfigError(f"{path}: no such file", hint="Name an existing harvester.yaml with --config.")
    loaded = settings.load(path or settings.find(Path.cwd()))
    if unknown := [name for name in loaded.exports if name not in EXPORTS]:
        raise ConfigError(f"exports: {', '.join(unknown)}: unknown format", hint=f"There is: {', '.join(EXPORTS)}.")
    return loaded


def _load(config: Config, paths: Sequence[str]) -> list[Catalogue]:
    from harvester import read as reader

    if not paths and not config.catalogues and not (config.root / "README.md").is_file():
        raise UsageError(
            "no catalogue: name a file, or list some under `catalogues:` in harvester.yaml",
            hint="For example: harvester check README.md",
        )
    if paths:
        chosen = [(Path(path), path) for path in paths]
    else:
        chosen = [(config.root / name, name) for name in config.catalogues or ("README.md",)]
    return [
        reader.parse(sys.stdin.buffer.read(), path="-", fields=config.fields or None)
        if shown == "-"
        else reader.load(path, shown=Path(shown).as_posix(), fields=config.fields or None)
        for path, shown in dict.fromkeys(chosen)
    ]


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


def _exit_code(run: Run, fail_on: str) -> int:
    from harvester.model import Severity

    if run.ill:
        return EXIT_ILL
    to_fix = [finding for finding in run.findings if finding.severity is Severity.FIX]
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
