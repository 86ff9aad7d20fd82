"""The command line, one file per command. A command imports its stages when it runs: ``--help`` answers at once."""

from __future__ import annotations

import gc
import os
import sys
import traceback

import click

from harvester import __version__
from harvester.cli import actions, check, doctor, explain, export, fix, init, output, publish, read, refresh, report
from harvester.errors import HarvesterError


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


for _command in (
    init.init,
    refresh.refresh,
    check.check,
    fix.fix,
    read.read,
    report.report,
    explain.explain,
    export.export,
    publish.publish,
    doctor.doctor,
):
    cli.add_command(_command)


def main() -> None:
    """Run the command line; every foreseen trouble ends in one message and its exit code."""
    # What a run makes are values that live to its end and hold no circles: to look for some as often as is usual takes
    # a sixth of the processor time.
    gc.set_threshold(50_000, 20, 100)
    try:
        cli.main(prog_name="harvester", standalone_mode=False)
    except HarvesterError as error:
        output.say(f"harvester: {error}")
        if error.hint:
            output.say(f"  {error.hint}")
        actions.fail(str(error), error.hint)
        sys.exit(error.exit_code)
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)
    except click.ClickException as error:
        error.show()
        actions.fail(error.format_message())
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        output.say("harvester: interrupted; the files are those of the last run")
        sys.exit(output.EXIT_INTERRUPTED)
    except BrokenPipeError:
        # the reader of our output has gone; nothing is left to say to it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(output.EXIT_FINDINGS)
    except OSError as error:
        # a full disk, a folder that may not be written: the trouble of a machine
        if os.environ.get("HARVESTER_DEBUG"):
            traceback.print_exc()
        said = f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror or error)
        output.say(f"harvester: {said}")
        output.say("  See to the disk and its permissions; files are written whole or not at all.")
        actions.fail(said)
        sys.exit(HarvesterError.exit_code)
    except Exception as error:  # noqa: BLE001 (the one place where nothing may slip through as a traceback)
        if os.environ.get("HARVESTER_DEBUG"):
            traceback.print_exc()
        output.say(f"harvester: this is a fault of harvester itself ({type(error).__name__}: {error})")
        actions.fail(f"this is a fault of harvester itself ({type(error).__name__})")
        output.say("  Set HARVESTER_DEBUG=1 to see where, and please report it.")
        sys.exit(70)  # EX_SOFTWARE of sysexits.h
