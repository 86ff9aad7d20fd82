"""Thirty nights of a list of 2,000 entries, each held against a script that was written before: `make soak`.

    python benchmarks/soak.py [--entries 2000] [--nights 30] [--seed 9]

Links die and come back, repositories move, papers are retracted, upstreams fail, people edit the list. Every night is
taken twice: by a process of its own, as a nightly job does it, and by one process that lives through all of them. Both
have to write the same files, on quiet nights none. Exit code 1 where anything is otherwise than the script has it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import yaml
from measured import CONSOLE, verdict
from rich.table import Table
from soak_home import FIRST_NIGHT, Died, Home, Process, alone
from soak_key import Key, Marks
from soak_script import Script

from harvester.sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence
    from datetime import date

    from soak_home import Nightly
    from soak_night import Ended

    from harvester.sandbox import Logged

MOST_PEAK_MIB, MOST_GROWTH_MIB, MOST_OBJECTS = 16, 16, 1.01
"""By how much the peaks of the nights may differ, what one process may hold more at its end than after a week, and the
objects that it may keep by then, as a share of those after a week: caches are as large as what they were asked for."""

BYTES_PER_CHANGE, BYTES_PER_NIGHT = 4096, 4096
"""By how much all files may grow for each link, finding or row that changed, and for the numbers of one night."""

TIMED = ("report.json", "link-health.html")
"""Files that tell how long upstreams took: the clock leaps over waits, by more or less as threads happen to meet."""

SETTLED = 7
"""Nights after which a process has all its caches."""


SHOWN = 8
"""Wrong statements of one night that are shown."""


@dataclass(frozen=True, slots=True)
class Night:
    """One night of a list.

    Attributes:
        told: What happens on it, by the script.
        quiet: Whether nothing has changed that harvester could tell of.
        ended: How it ended in a process of its own.
        beside: How it ended in the process that lives through all nights.
        sizes: Bytes of each file afterwards.
        diff: Lines of these files that have changed.
        residue: After the last night, bytes more than a list has that was never looked at before.
    """

    number: int
    told: str
    marks: Marks
    links: int
    quiet: bool
    requests: int
    ended: Ended
    beside: Ended
    sizes: Mapping[str, int]
    diff: int
    residue: int = 0


def play(script: Script, folder: Path, nightly: Nightly, beside: Nightly) -> Iterator[Night]:
    """Play all nights; gives each when it is over, with all that was wrong about it in its marks.

    Args:
        folder: An empty folder for the lists.
        nightly: Takes a list through a night; it is held against the key.
        beside: The same otherwise; what both write is held against each other.
    """
    key, shaken, residue = Key(script), 0, 0
    with Sandbox(script.world(1)) as sandbox:
        settings = {"catalogues": ["list.md"], "mailto": "curator@imaging-net.org", "budget_s": 1_000_000}
        text = yaml.safe_dump(settings | sandbox.settings())
        home, other = Home(folder / "nightly", nightly), Home(folder / "beside", beside)

        def spend(one: Home, number: int) -> tuple[Ended, int]:
            one.commit({"list.md": script.text(number), "harvester.yaml": text})
            for name in list(sandbox.faults):
                del sandbox.faults[name]
            sandbox.faults.update(script.trouble(number).faults)
            return one.night(FIRST_NIGHT + timedelta(days=number - 1))

        for number in range(1, script.nights + 1):
            before, sandbox.world = home.sizes, script.world(number)
            theirs, _ = spend(other, number)
            seen = len(sandbox.log)
            ended, diff = spend(home, number)
            log = sandbox.log[seen:]
            marks = key.mark(number, asked(log), home.told())
            touched, shaken = marks.changed + marks.shaken + shaken, marks.shaken
            marks.wrong += _beyond(touched, diff, grown=total(home.sizes) - total(before) if before else 0)
            # upstreams that fail are asked by several threads until one of them gives up
            marks.wrong += _unlike(home, other, timed=home.sizes if marks.shaken else TIMED)
            ill = script.trouble(number).ill
            if ill is not None and set(ended.ill) != set(ill):
                marks.wrong.append(f"called ill: {ended.ill} in place of {ill}")
            if number == script.nights:
                fresh = Home(folder / "fresh", nightly)
                spend(fresh, number)
                residue = total(home.sizes) - total(fresh.sizes)
            links, told = len(script.lists[number]), script.told(number)
            yield Night(number, told, marks, links, not touched, len(log), ended, theirs, home.sizes, diff, residue)


def asked(log: Sequence[Logged]) -> set[str]:
    """The addresses of the pages that were asked."""
    parts = (one.path.split("/", 3) for one in log if one.upstream == "web")
    return {f"{scheme}://{rest}" for _, _, scheme, rest in parts}


def _beyond(touched: int, diff: int, *, grown: int) -> list[str]:
    """What the files have after a night that they should not: so many links, findings and rows have changed."""
    if not touched:
        return [f"a quiet night, and {diff} lines differ"] if diff else []
    most = BYTES_PER_CHANGE * touched + BYTES_PER_NIGHT
    return [f"the files grew by {grown:,} bytes, more than {most:,}"] if grown > most else []


def total(sizes: Mapping[str, int]) -> int:
    """Bytes of all files together."""
    return sum(sizes.values())


def _unlike(home: Home, other: Home, *, timed: Container[str]) -> list[str]:
    """The files that two homes do not share, and whether they say the same.

    Args:
        timed: Files that may differ by how long it took to write them.
    """
    unlike = [] if home.told() == other.told() else ["verdicts"]
    if home.sizes.keys() != other.sizes.keys():
        unlike.append("files")
    unlike += [
        name
        for name in home.sizes.keys() & other.sizes.keys()
        if name not in timed and home.text(name) != other.text(name)
    ]
    return [f"one process alone writes other {', '.join(sorted(unlike))}"] if unlike else []


def show(nights: Sequence[Night]) -> None:
    """The table, and what was wrong."""
    table = Table(show_edge=False, pad_edge=False)
    for name in ("night", "what happens", "due", "right", "wrong", "late", "open", "requests", "MiB", "files", "diff"):
        table.add_column(name, justify="left" if name == "what happens" else "right")
    for one in nights:
        marks = one.marks
        numbers = (marks.expected, marks.right, len(marks.wrong), marks.late, marks.open, one.requests)
        size = f"{total(one.sizes):,}"
        told = one.told or "nothing"
        table.add_row(str(one.number), told, *map(_number, numbers), f"{one.ended.peak:.0f}", size, _number(one.diff))
    table.add_section()
    sums = [sum(column) for column in zip(*(_sums(one) for one in nights), strict=True)]
    peak = max(one.ended.peak for one in nights)
    table.add_row("sum", "", *map(_number, sums[:-1]), f"{peak:.0f}", size, _number(sums[-1]))
    CONSOLE.print(table)
    for one in nights:
        for said in one.marks.wrong[:SHOWN]:
            CONSOLE.print(f"night {one.number}: {said}", markup=False, style="red")


def _sums(one: Night) -> tuple[int, ...]:
    marks = one.marks
    return marks.expected, marks.right, len(marks.wrong), marks.late, marks.open, one.requests, one.diff


def _number(number: int) -> str:
    return f"{number:,}" if number else "·"


def kept(nights: Sequence[Night]) -> bool:
    """Whether all promises hold."""
    marks = [one.marks for one in nights]
    due, right, late = (sum(getattr(one, name) for one in marks) for name in ("expected", "right", "late"))
    wrong, links = sum(len(one.wrong) for one in marks), sum(one.links for one in nights)
    quiet = [one for one in nights if one.quiet]
    peaks = [one.ended.peak for one in nights]
    most = BYTES_PER_NIGHT * len(nights)
    week, last = nights[min(SETTLED, len(nights)) - 1].beside, nights[-1].beside
    low, high, residue = min(peaks), max(peaks), nights[-1].residue
    said = [
        (f"{right:,} of {due:,} transitions told on their own night, {late:,} late", right == due and not late),
        (f"{wrong:,} statements wrong, of {links:,} verdicts and all that belongs to them", not wrong),
        (f"{sum(one.diff for one in quiet)} lines differ after {len(quiet)} quiet nights", bool(quiet)),
        (f"{residue:,} bytes left of all nights but the last, {most:,} at most", residue <= most),
        (f"a night takes {low:.0f} to {high:.0f} MiB, {MOST_PEAK_MIB} apart at most", high - low <= MOST_PEAK_MIB),
    ]
    held = f"one process holds {week.held:.0f} MiB after night {SETTLED} and {last.held:.0f} at last"
    objects = f"it keeps track of {week.objects:,} objects then and {last.objects:,} at last"
    said += [
        (f"{held}, {MOST_GROWTH_MIB} more at most", last.held - week.held <= MOST_GROWTH_MIB),
        (f"{objects}, {MOST_OBJECTS - 1:.0%} more at most", last.objects <= week.objects * MOST_OBJECTS),
    ]
    told = [verdict(what, holds=holds) for what, holds in said]  # every one of them, before they are summed up
    return all(told)


def main() -> int:
    """Live through all nights; 0 where every promise is kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=2000)
    parser.add_argument("--nights", type=int, default=30)
    parser.add_argument("--seed", type=int, default=9)
    given = parser.parse_args()
    script, began = Script(given.entries, given.nights, given.seed), time.monotonic()
    nights: list[Night] = []
    died = ""
    with tempfile.TemporaryDirectory(prefix="harvester-soak-") as name, ExitStack() as stack:
        lasting: list[Process] = []

        def beside(home: Path, day: date) -> Ended:
            if not lasting:
                lasting.append(stack.enter_context(Process(home)))
            return lasting[0].night(home, day)

        status = stack.enter_context(CONSOLE.status("night 1"))
        try:
            for night in play(script, Path(name), alone, beside):
                nights.append(night)
                status.update(f"night {night.number + 1}")
        except Died as error:
            died = str(error)
    if nights:
        show(nights)
    CONSOLE.print(f"{given.entries:,} entries, {len(nights)} nights, each twice, {time.monotonic() - began:.0f} s")
    return 0 if (verdict(died, holds=False) if died else kept(nights)) else 1


if __name__ == "__main__":
    sys.exit(main())
