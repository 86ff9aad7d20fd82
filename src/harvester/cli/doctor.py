"""``harvester doctor``: ask each upstream one harmless question, and look at this machine."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack, suppress
from pathlib import Path

import click

from harvester.cli import actions, options


@click.command()
@options.config
@click.option("--sandbox", is_flag=True, help="Ask embedded stand-ins, not the internet.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON (schema harvester/doctor@1).")
@click.option(
    "--issue",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write what is not as it should be to FILE, too, in Markdown.",
)
def doctor(config_path: Path | None, *, sandbox: bool, as_json: bool, issue: Path | None) -> None:
    """Ask each upstream one harmless question, and look at this machine.

    Says what upstreams answer otherwise than harvester reads them, and checks token, proxy, certificates, clock, disk
    and versions. Exit codes: 0 all is well; 1 something differs or is off; 3 an upstream could not be reached.
    """
    from harvester import session
    from harvester.atomic import write
    from harvester.doctor import examine, rendering
    from harvester.doctor.check import differs, exit_code
    from harvester.errors import UsageError
    from harvester.http import pass_proxies_by, share_certificates

    config = session.configuration(config_path)
    given = dict(os.environ)
    token = given.get("GITHUB_TOKEN") or given.get("GH_TOKEN") or ""
    with suppress(UsageError):  # it is among what is looked at
        share_certificates(os.environ)
    with ExitStack() as stack:
        if sandbox:
            from harvester.sandbox import Sandbox, World

            stand_ins = stack.enter_context(Sandbox(World.load("contracts"), enforce=True))
            config = config.with_settings(stand_ins.settings())
            pass_proxies_by(os.environ, "127.0.0.1")
            token = session.SANDBOX_TOKEN
        checks = examine(config, environ=given, token=token)
    page = rendering.markdown(checks)
    if issue is not None:
        issue.parent.mkdir(parents=True, exist_ok=True)
        write(issue, page)
    actions.diagnosed(page, differs=differs(checks))
    if as_json:
        click.echo(rendering.as_json(checks))
    else:
        with actions.inert():
            click.echo("\n".join(rendering.lines(checks)))
    sys.exit(exit_code(checks))
