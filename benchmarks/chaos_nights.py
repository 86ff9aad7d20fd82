"""One night of the pipeline in bad weather: real sockets, real files, hurried time."""

from __future__ import annotations

import contextlib
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from chaos_doors import DNS, HOST, TLS, Certificates, Dice, TlsDoor, names
from chaos_time import Hurried, short_of_patience
from chaos_world import BATCHES, PATH, Scene

from harvester import pipeline, read
from harvester.cli import output
from harvester.config import Config
from harvester.errors import UpstreamsIllError
from harvester.network import connect
from harvester.sandbox import Fault, Sandbox
from harvester.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from harvester.model import Run

FIRST_NIGHT = date(2026, 3, 2)
WORLD = "chaos"
BUDGET_S = 600.0
"""Seconds of hurried time for a night: less than the waits of an arXiv that refuses come to."""
LONG_S = 1e6


@dataclass(frozen=True, slots=True)
class Weather:
    """What goes wrong in one night.

    Attributes:
        faults: By upstream or lane of the stand-ins.
        door: A kind of ``chaos_doors`` that stands before one upstream, or an empty string.
        behind: That upstream.
        rate: Of the door.
        seed: Of the door.
    """

    faults: Mapping[str, Fault]
    door: str = ""
    behind: str = ""
    rate: float = 0.0
    seed: int = 0

    @property
    def fair(self) -> bool:
        """Whether nothing goes wrong."""
        return not self.faults and not self.door


FAIR = Weather({})


@dataclass(frozen=True, slots=True)
class Night:
    """What became of it.

    Attributes:
        run: None where nobody could be reached.
        code: As the command would have ended.
        passed: Seconds of hurried time that the asking took.
        requests: By upstream of the stand-ins.
        struck: Requests and connections that a fault has struck.
    """

    run: Run | None
    code: int
    passed: float
    requests: Mapping[str, int]
    struck: int


def configured(sandbox: Sandbox, *, archives: bool, budget_s: float) -> Config:
    """The configuration that leads to the stand-ins, in small batches."""
    settings = sandbox.settings()
    for name, size in BATCHES.items():
        settings["upstreams"][name]["batch"] = size
    for name in ("wayback", "softwareheritage"):
        settings["upstreams"][name]["enabled"] = archives
    return Config(mailto="curator@imaging-net.org", budget_s=budget_s).with_settings(settings)


def night(
    scene: Scene,
    folder: Path,
    number: int,
    weather: Weather = FAIR,
    *,
    made: Certificates | None = None,
    archives: bool = True,
    jump: timedelta = timedelta(),
    shift: timedelta = timedelta(),
) -> Night:
    """Take the list through the pipeline once, over files in a folder.

    Args:
        number: Of the night, counted from 1.
        made: Certificates, for doors of TLS.
        archives: Whether the archives are asked for copies of the dead.
        jump: By how much the calendar jumps in the middle of the run.
        shift: By how much it is wrong from the start.
    """
    day = FIRST_NIGHT + timedelta(days=number - 1) + shift
    catalogue = read.parse(scene.text.encode(), path=PATH)
    with contextlib.ExitStack() as stack:
        sandbox = stack.enter_context(Sandbox(scene.world))
        for key, fault in weather.faults.items():
            sandbox.faults[key] = fault
        # a busy machine must not cut short what is held up as the measure of health
        config = configured(sandbox, archives=archives, budget_s=LONG_S if weather.fair else BUDGET_S)
        config, dice = stack.enter_context(_doors(config, sandbox, weather, made))
        if not weather.fair:
            stack.enter_context(short_of_patience())
        store = Store(folder)
        memory = store.recall(WORLD)
        hurried = Hurried(day, jump=jump, after=5.0)
        network = stack.enter_context(connect(config, token=sandbox.token, clock=hurried.clock()))
        run, code = None, UpstreamsIllError.exit_code
        with contextlib.suppress(UpstreamsIllError):
            run, memory = pipeline.run(
                [catalogue],
                memory,
                network=network,
                scope=pipeline.Scope(everything=True),
                today=day,
                world=WORLD,
            )
        passed = hurried.passed
        if run is not None:
            store.save(run, memory, config.exports)
            code = output.exit_code(run, config.fail_on, interrupted=False)
        requests = Counter(logged.upstream for logged in sandbox.log)
        struck = sum(map(sandbox.faults.struck, weather.faults)) + dice.struck
    return Night(run, code, passed, requests, struck)


@contextlib.contextmanager
def _doors(
    config: Config, sandbox: Sandbox, weather: Weather, made: Certificates | None
) -> Iterator[tuple[Config, Dice]]:
    dice = Dice(weather.rate if weather.door else 0.0, weather.seed)
    port = urlsplit(sandbox.url).port or 0
    with contextlib.ExitStack() as stack:
        if weather.door in TLS and made is not None:
            outer = stack.enter_context(TlsDoor(port, made, weather.door, dice)).url
        elif weather.door in DNS:
            stack.enter_context(names(weather.door, dice))
            outer = f"http://{HOST}:{port}"
        else:
            outer = sandbox.url
        yield _through(config, weather.behind, sandbox.url, outer), dice


def _through(config: Config, upstream: str, inner: str, outer: str) -> Config:
    """The configuration with one upstream at another address."""
    if upstream == "web":
        remap = {prefix: to.replace(inner, outer) for prefix, to in config.web.remap.items()}
        return config.model_copy(update={"web": config.web.model_copy(update={"remap": remap})})
    if not upstream:
        return config
    settings = getattr(config.upstreams, upstream)
    moved = settings.model_copy(update={"url": str(settings.url).replace(inner, outer)})
    return config.model_copy(update={"upstreams": config.upstreams.model_copy(update={upstream: moved})})


def lay(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put the files of an earlier night into a folder."""
    for name, data in files.items():
        (folder / name).write_bytes(data)


def taken(folder: Path) -> dict[str, bytes]:
    """All files of a folder."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def struck_by(kind: str, key: str, rate: float, seed: int) -> Weather:
    """The weather in which one fault strikes one upstream or lane."""
    upstream = key.partition(":")[0]
    if kind in TLS or kind in DNS:
        return Weather({}, door=kind, behind=upstream, rate=rate, seed=seed)
    name, _, wait = kind.partition(" after ")
    fault = Fault(name, rate=rate, seed=seed, retry_after=float(wait) if wait else None)
    return Weather({key: fault})


def storm(kinds: Mapping[str, str], rate: float, seed: int) -> Weather:
    """The weather in which every upstream has a fault of its own."""
    faults: dict[str, Fault] = {}
    for number, (key, kind) in enumerate(kinds.items()):
        faults |= struck_by(kind, key, rate, seed + number).faults
    return replace(FAIR, faults=faults)


def verdicts(run: Run) -> dict[str, str]:
    """The verdict of each link."""
    return {item.link.url: item.verdict.word for item in run.links}


def registries_open(run: Run, ill_share: float, registries: Sequence[str]) -> list[str]:
    """Registries that left more than this share of their questions open."""
    return [
        name
        for name, tally in run.tallies.items()
        if name in registries and sum(tally.unavailable.values()) > ill_share * tally.asked
    ]
