"""``harvester fix``: apply the repairs of the last run."""

from __future__ import annotations

import difflib
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
@click.option("--titles", "with_titles", is_flag=True, help="Give each paper link a title where it has none.")
@click.option("--columns", "with_columns", is_flag=True, help="Fill empty cells for title, authors, venue and year.")
@click.option(
    "--placeholders", type=click.Choice(["empty"]), help="Take out links that were never meant to be followed."
)
@click.option("--rule", default="", metavar="RULE", help="Only edits of this rule; also titles, columns.")
@click.option("--line", type=click.IntRange(min=1), help="Only edits of this line.")
def fix(
    catalogues: tuple[str, ...],
    config_path: Path | None,
    *,
    only_show: bool,
    include: str,
    with_titles: bool,
    with_columns: bool,
    placeholders: str | None,
    rule: str,
    line: int | None,
) -> None:
    """Apply the certain repairs of the last run in place.

    Without further options only the destinations of links change. --titles and --columns write what the registries
    know into link titles and into cells that are empty: nothing that a person wrote is touched, no column is added.
    --placeholders empty empties the cell or field that holds nothing but a placeholder; elsewhere the label of the
    link stays as text.

    Every file is read again afterwards, and an edit that would change more than it says is left out. Asks nobody: run
    `harvester refresh` first.
    """
    from harvester import repair, session
    from harvester.atomic import write
    from harvester.model import Certainty
    from harvester.store import LIVE, Store

    _known(rule)
    config = session.configuration(config_path)
    store = Store(config.root / config.enriched)
    run = store.report()
    if run.world != LIVE and not only_show:
        raise UsageError(
            f"the last run asked the sandbox world {run.world}, not the live registries",
            hint="Look at its edits with --diff, or run `harvester refresh` first.",
        )
    known = store.recall(run.world).known if with_titles or with_columns else {}
    files = session.chosen(config, catalogues)
    done = 0
    for (path, shown), catalogue in zip(files, session.load(config, catalogues), strict=True):
        works = repair.works(catalogue, known.get(catalogue.path, {}), run.findings)
        links = repair.edits(run.findings, catalogue, least=Certainty(include))
        found = [
            *links,
            *(repair.titles(catalogue, works, links) if with_titles else ()),
            *(repair.columns(catalogue, works) if with_columns else ()),
            *(repair.emptied(run.findings, catalogue) if placeholders else ()),
        ]
        wanted = sorted(edit for edit in found if rule in {"", edit.rule} and line in {None, edit.line})
        kept = repair.provable(catalogue, wanted, config.meanings)
        mended = repair.apply(catalogue.text, kept)
        done += len(kept)
        if only_show:
            click.echo(repair.diff(catalogue.path, catalogue.text, mended).encode(), nl=False)
        elif shown == "-":
            click.echo(mended.encode(), nl=False)
        elif kept:
            mode = path.stat().st_mode
            write(path.resolve(), mended)  # what a link leads to is mended, and stays as private as it was
            path.chmod(mode)
        for edit in wanted:
            if edit not in kept:
                output.say(f"{catalogue.path}:{edit.line}: left out, since more would read differently: {edit}")
            elif not only_show:
                output.say(f"{catalogue.path}:{edit.line}: {edit} ({edit.rule})")
    output.say(f"{done} {'edit' if done == 1 else 'edits'} {'shown' if only_show else 'made'}.")


def _known(rule: str) -> None:
    """Raise UsageError where no edit can have this word."""
    from harvester import repair, rules

    words = {*rules.IDS, repair.TITLES, repair.COLUMNS}
    if rule and rule not in words:
        near = difflib.get_close_matches(rule, words, n=1)
        raise UsageError(f"no rule is called {rule}", hint=f"Did you mean {near[0]}?" if near else "See the README.")
