"""One run as the command line starts it: configuration, catalogues, network and journal, opened and closed in order."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from harvester import checkout, differences, pipeline, repair
from harvester import config as settings
from harvester import read as reader
from harvester.ahead import HeadStart
from harvester.errors import ConfigError, UsageError
from harvester.export import EXPORTS
from harvester.gather import begin
from harvester.http import pass_proxies_by, share_certificates
from harvester.journal import open_journal
from harvester.lanes import Clock
from harvester.network import connect
from harvester.progress import lane_bars
from harvester.rules.rule import Conventions
from harvester.store import LIVE
from harvester.upstream import snapshot

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Sequence

    from rich.console import Console

    from harvester.config import Config
    from harvester.history import Memory
    from harvester.model import Catalogue, Entry, Run, Target
    from harvester.network import Network
    from harvester.upstream.desk import Desk, Journal

DEMO_WORLD = "medical-data-synthesis"
SANDBOX_TOKEN = "sandbox-token"  # noqa: S105 (opens nothing but the stand-in)


def world_name(*, sandbox: bool) -> str:
    """The world that a run is about, as every state file names it."""
    return DEMO_WORLD if sandbox else LIVE


def configuration(path: Path | None) -> Config:
    """The configuration in this file, else in the nearest ``harvester.yaml`` upwards, else the defaults.

    Raises:
        ConfigError: The named file is missing, or the configuration has mistakes.
    """
    if path is not None and not path.is_file():
        raise ConfigError(f"{path}: no such file", hint="Name an existing harvester.yaml with --config.")
    loaded = settings.load(path or settings.find(Path.cwd()))
    if unknown := [name for name in loaded.exports if name not in EXPORTS]:
        raise ConfigError(f"exports: {', '.join(unknown)}: unknown format", hint=f"There is: {', '.join(EXPORTS)}.")
    return loaded


def chosen(config: Config, paths: Sequence[str]) -> list[tuple[Path, str]]:
    """The catalogues to read: file and the name that it is shown by. What the command line names wins.

    Raises:
        UsageError: There is none.
    """
    if paths:
        return [(Path(path), path) for path in dict.fromkeys(paths)]
    if not config.catalogues and not (config.root / "README.md").is_file():
        raise UsageError(
            "no catalogue: name a file, or list some under `catalogues:` in harvester.yaml",
            hint="For example: harvester check README.md",
        )
    return [(config.root / name, name) for name in dict.fromkeys(config.catalogues or ("README.md",))]


def load(config: Config, paths: Sequence[str], told: Callable[[Entry], None] = lambda _entry: None) -> list[Catalogue]:
    """Read the chosen catalogues; ``-`` is standard input.

    Args:
        told: Gets each entry as soon as it has been read.

    Raises:
        CatalogueError: One of them cannot be read.
    """
    return [
        reader.parse(sys.stdin.buffer.read(), path="-", fields=config.meanings, told=told)
        if shown == "-"
        else reader.load(path, shown=Path(shown).as_posix(), fields=config.meanings, told=told)
        for path, shown in chosen(config, paths)
    ]


def run(
    config: Config,
    paths: Sequence[str],
    memory: Memory,
    *,
    progress: Console,
    sandbox: bool,
    offline: bool,
    everything: bool,
    only: str,
    changed_since: str | None = None,
    dask: str = "",
    stop: threading.Event | None = None,
    clock: Clock | None = None,
) -> tuple[Run, Memory, str]:
    """Take the chosen catalogues through the pipeline once, with everything that has to be open while it runs.

    Args:
        progress: Where the bars are drawn.
        sandbox: Ask the embedded stand-ins of the demonstration.
        offline: Ask nobody.
        everything: Ask what is not due and what was answered within the hour, too.
        only: Ask only links that contain this text.
        changed_since: Judge only rows that differ from this commit, branch or tag; None for all.
        dask: Address of the scheduler whose workers send the requests for web pages; empty to send them from here.
        stop: Set it to end the run early: what is not answered by then is left unchecked.
        clock: Time, and with it the day of the run.

    Returns:
        What the reports show, what the next run starts from, and the certain repairs as a patch.
    """
    files = {shown if shown == "-" else Path(shown).as_posix(): path for path, shown in chosen(config, paths)}
    touched = None if changed_since is None else differences.since(changed_since, files)
    clock = clock or Clock()
    world = world_name(sandbox=sandbox)
    token = os.environ.get("GITHUB_TOKEN") or os.environ.get("GH_TOKEN") or ""
    with ExitStack() as stack:
        network = journal = known = None
        if not offline and (journal := open_journal(config, world=world, clock=clock, reuse=not everything)):
            stack.enter_context(journal)
        if sandbox and not offline:
            from harvester.demonstration import knows  # noqa: PLC0415 (the stand-ins are no part of a live run)
            from harvester.sandbox import Sandbox, World  # noqa: PLC0415 (nor are they here)

            stand_ins = stack.enter_context(Sandbox(World.load(DEMO_WORLD), enforce=True))
            known = partial(knows, stand_ins.world)
            config = config.with_settings(stand_ins.settings())
            pass_proxies_by(os.environ, "127.0.0.1")
            token = SANDBOX_TOKEN  # never a real one: what the sandbox hears is written to nobody, and stays so
        if not offline:
            share_certificates(os.environ)
            bars = stack.enter_context(lane_bars(progress))
            network = stack.enter_context(connect(config, token=token, clock=clock, progress=bars, stop=stop))
            if not everything:
                snapshot.read_first(config, network.crossref, network.arxiv, today=clock.now().date())
            if dask:
                from harvester.cluster import Cluster  # noqa: PLC0415 (a run on one machine needs none of it)

                stack.enter_context(Cluster(dask, mailto=config.mailto, web=network.web, stop=network.stop))
        scope = pipeline.Scope(everything=everything, only=only, recheck=config.recheck, touched=touched, knows=known)
        today = clock.now().date()
        loaded, desk = _loaded(config, paths, network, journal, partial(scope.asks, memory=memory, today=today))
        done, remembered = pipeline.run(
            loaded,
            memory,
            network=network,
            scope=scope,
            today=today,
            world=world,
            desk=desk,
            places=checkout.places(loaded, config.root, given=bool(paths)),
            waived=config.waivers,
            conventions=Conventions(
                words={header.strip().casefold(): column.values for header, column in config.columns.items()},
                arxiv=config.style.arxiv or "",
            ),
        )
    return done, remembered, repair.patch(done.findings, loaded, config.meanings)


def _loaded(
    config: Config,
    paths: Sequence[str],
    network: Network | None,
    journal: Journal | None,
    asks: Callable[[str, Target], bool],
) -> tuple[list[Catalogue], Desk | None]:
    """The catalogues, and the desk at which the questions of the first entries of many are being asked already."""
    if network is None:
        return load(config, paths), None
    desk = network.desk(journal)
    try:
        return load(config, paths, HeadStart(asks, partial(begin, network=network, desk=desk)).hear), desk
    except BaseException:
        network.stop.set()  # whatever was begun is wanted by nobody
        raise
