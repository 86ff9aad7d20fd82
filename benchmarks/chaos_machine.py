"""The trouble that a machine makes: full and read-only disks, permissions, kills, two runs at once, wrong clocks."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import tempfile
import time
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chaos_commands import KILLED, Place, ended, remount, small_disk
from chaos_lines import Line, Told, baseline, stage
from chaos_nights import lay, night, taken
from chaos_promises import SAME, Trial, differing, torn, untrue
from chaos_world import scene

from harvester.sandbox import Sandbox
from harvester.store import HEALTH, LIVE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chaos_commands import Ended

COLUMN = "this machine"
PARTS = 4
"""In so many parts the kills are played side by side."""
AT_ONCE = 8
"""Times that two runs are let loose on one folder."""
ROOM = (0.0, 0.02, 0.1, 0.25, 0.5, 0.8)
"""Shares of what a run writes for which there is room on the disk."""


class Machine:
    """A folder with a list that has just grown: after a run on half of it, every file has to be written anew.

    Args:
        place: Where.
    """

    def __init__(self, place: Place) -> None:
        self.place = place
        self.runs = 0
        whole = scene(1).text
        head, rows = whole.partition("\n- ")[0], whole.splitlines(keepends=True)[4:]
        self._half, self._whole = f"{head}\n" + "".join(rows[: len(rows) // 2]), whole
        self._before = self._prepared()
        self.place.write(self._whole)
        self.healthy("on the whole list", 1)
        self.healthy("on the same list again", 0)
        self.due = taken(place.enriched)

    def _prepared(self) -> dict[str, bytes]:
        self.place.write(self._half)
        self.healthy("on half of the list", 1)
        return taken(self.place.enriched)

    def healthy(self, what: str, code: int) -> None:
        """Run once in health.

        Raises:
            RuntimeError: It did not end so.
        """
        done = self.run()
        if done.code != code:
            raise RuntimeError(f"{what}: ended with {done.code}: {done.said}")

    def run(self, **how: Any) -> Ended:
        """Run the command once."""
        self.runs += 1
        return self.place.run(**how)

    def rewind(self) -> None:
        """Go back to the morning after the run on half of the list."""
        for path in self.place.enriched.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.rmtree(self.place.cache, ignore_errors=True)
        lay(self.place.enriched, self._before)

    def whole(self) -> Iterator[str]:
        """What is torn now."""
        yield from (what for what in torn(self.place.enriched, LIVE) if not what.startswith("left behind"))

    def heals(self) -> Iterator[str]:
        """What is not as it should be after one more run, in health: what was not told of is new to it."""
        memory = self.place.enriched / HEALTH
        told = memory.is_file() and memory.read_bytes() == self.due[HEALTH]
        done = self.run()
        if done.code != (0 if told else 1):
            yield f"the next run ended with {done.code}: {done.said[-300:]}"
        yield from torn(self.place.enriched, LIVE)
        now = taken(self.place.enriched)
        yield from differing(stage(), (), now, self.due)


def _told(done: Ended, *codes: int) -> Iterator[str]:
    if done.code not in codes:
        yield f"ended with {done.code}, not with {' or '.join(map(str, codes))}: {done.said[-300:]}"
    if "Traceback" in done.said or "fault of harvester" in done.said:
        yield f"said: {done.said[-300:]}"


def disk_full(machine: Machine, _: random.Random, __: int) -> Iterator[str]:
    """Room for a part of what is written, on the disk itself or, where none may be mounted, in each file."""
    folder = machine.place.enriched
    size = sum(map(len, machine.due.values()))
    for room in ROOM:
        if os.path.ismount(folder):
            remount(folder, "size=16m")
            machine.rewind()
            used = sum(path.stat().st_blocks * 512 for path in folder.iterdir())
            remount(folder, f"size={max(used + int(room * size), 4096)}")
            done = machine.run()
        else:
            machine.rewind()
            done = machine.run(largest=int(room * max(map(len, machine.due.values()))))
        yield from _told(done, 2)
        yield from machine.whole()
        if os.path.ismount(folder):
            remount(folder, "size=16m")
        yield from machine.heals()


def read_only(machine: Machine, _: random.Random, __: int) -> Iterator[str]:
    """A folder that cannot be written."""
    folder = machine.place.enriched
    machine.rewind()
    if os.path.ismount(folder):
        remount(folder, "ro")
    else:
        folder.chmod(0o555)
    yield from _told(machine.run(bound=True), 2)
    yield from machine.whole()
    if os.path.ismount(folder):
        remount(folder, "rw")
    else:
        folder.chmod(0o755)
    yield from machine.heals()


def permission(machine: Machine, _: random.Random, __: int) -> Iterator[str]:
    """Files and folders that may not be read or written, by someone for whom permissions hold."""
    enriched = machine.place.enriched
    for path, mode in (
        *((enriched / name, 0o000) for name in ("health.json", "chaos.yaml", "report.json", "history.jsonl")),
        (enriched, 0o000),
        (enriched, 0o555),
        (machine.place.root / "chaos.md", 0o000),
        (machine.place.root / "harvester.yaml", 0o000),
    ):
        machine.rewind()
        before = path.stat().st_mode
        path.chmod(mode)
        made_anew = path.name == "report.json"
        yield from (
            f"{path.name} {mode:03o}: {what}"
            for what in _told(machine.run(bound=True), *((1, 2) if made_anew else (2,)))
        )
        path.chmod(before)
        yield from machine.whole()
        yield from machine.heals()


def in_its_place(machine: Machine, _: random.Random, __: int) -> Iterator[str]:
    """A folder where a file should be."""
    for name in (*SAME, "report.json", "history.jsonl", "link-health.html"):
        machine.rewind()
        path = machine.place.enriched / name
        path.unlink()
        path.mkdir()
        yield from (f"{name}: {what}" for what in _told(machine.run(), 2))
        path.rmdir()
        yield from (f"{name}: {what}" for what in (*machine.whole(), *machine.heals()))


def no_cache(machine: Machine, _: random.Random, __: int) -> Iterator[str]:
    """A cache folder that is full, read-only, or a file: the journal is a convenience, and its loss none."""
    cache = machine.place.cache
    for how in ("a file", "unwritable", "full"):
        machine.rewind()
        with contextlib.ExitStack() as stack:
            if how == "a file":
                cache.write_text("")
            elif how == "unwritable":
                cache.mkdir()
                cache.chmod(0o555)
            elif stack.enter_context(small_disk(cache)):
                remount(cache, "size=8k")
            yield from (f"{how}: {what}" for what in _told(machine.run(bound=True), 1))
        if cache.is_dir():
            cache.chmod(0o755)
        else:
            cache.unlink()
        yield from machine.heals()


def killed(machine: Machine, draw: random.Random, kills: int) -> Iterator[str]:
    """SIGKILL at a random moment of the run, again and again, over the files that the last one has left."""
    began = time.monotonic()
    machine.rewind()
    machine.run()
    lasts = time.monotonic() - began
    machine.rewind()
    for number in range(kills):
        process, told = machine.place.start(fresh=True)
        machine.runs += 1
        process.join(draw.uniform(0.0, lasts))
        process.kill()
        done = ended(process, told)
        if done.code != KILLED:
            yield from _told(done, 0, 1)
        yield from machine.whole()
        if number % 10 == 9 or number == kills - 1:
            yield from machine.heals()
            machine.rewind()


def two_at_once(machine: Machine, draw: random.Random, _: int) -> Iterator[str]:
    """Two runs that write into one folder."""
    for _ in range(AT_ONCE):
        machine.rewind()
        both = [machine.place.start()]
        time.sleep(draw.uniform(0.0, 0.2))
        both.append(machine.place.start())
        machine.runs += 2
        for process, told in both:
            yield from _told(ended(process, told), 0, 1)
        yield from machine.whole()
        yield from machine.heals()


_ON_DISK = {"disk full": disk_full, "read-only data": read_only}
_MACHINES = {
    **_ON_DISK,
    "permission denied": permission,
    "a folder for a file": in_its_place,
    "no cache": no_cache,
    "two at once": two_at_once,
    **{f"killed, part {part + 1}": killed for part in range(PARTS)},
}
SCENARIOS = (*_MACHINES, "clock jumps")


def play(scenario: str, seed: int, kills: int) -> list[Told]:
    """Play one scenario; ``kills`` are over all of its parts."""
    line = Line(scenario.partition(",")[0], COLUMN, {}, seed)
    if scenario == "clock jumps":
        found, runs = _clock_jumps()
        return [Told(line, 1.0, tuple(found), runs=runs)]
    with contextlib.ExitStack() as stack:
        root = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        sandbox = stack.enter_context(Sandbox(scene(1).world))
        place = Place(root, sandbox)
        if scenario in _ON_DISK:
            stack.enter_context(small_disk(place.enriched))
        machine = Machine(place)
        draw = random.Random(f"{seed} {scenario}")  # noqa: S311 (must repeat)
        share = -(-kills // PARTS)
        found = list(_MACHINES[scenario](machine, draw, share))
        return [Told(line, 1.0, tuple(found), runs=machine.runs)]


YEAR = timedelta(days=365)


def _clock_jumps() -> tuple[list[str], int]:
    """Nights whose calendar is wrong from the start, or jumps in the middle of the run, between healthy ones."""
    found: list[str] = []
    base = baseline()
    jumps = {
        "a year ahead": partial(night, shift=YEAR),
        "a year back": partial(night, shift=-YEAR),
        "a year ahead in the middle": partial(night, jump=YEAR),
        "a year back in the middle": partial(night, jump=-YEAR),
    }
    for what, jumped in jumps.items():
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            lay(folder, base.first)
            nights = [jumped(stage(), folder, 2), *(night(stage(), folder, number) for number in (3, 4, 5))]
            wrong = [said for one in nights for said in untrue(stage(), one)]
            wrong += [f"ended with {one.code}" for one in nights if one.code]
            # a day before the last strike takes it back, so that a wrong clock brings nobody nearer to death
            back = [Trial({"web": "a clock"}, 1.0)] if jumped.keywords.get("shift") == -YEAR else []
            wrong += [*torn(folder), *differing(stage(), back, taken(folder), base.last)]
            found += [f"{what}: {said}" for said in wrong]
    return found, 4 * len(jumps)
