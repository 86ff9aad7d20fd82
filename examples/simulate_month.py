"""Play a month of nights and print what a maintainer saw of each; exit 1 where a notification was false or missing.

    examples/simulate_month.sh [--nights 30]

The world follows a script: links die and revive, repositories move, a page flaps, a paper is retracted, upstreams have
a bad night, and the maintainer merges, edits, ticks and closes. The script says beforehand which notifications are
due; whatever else arrives is false. Nothing leaves this machine: the upstreams, GitHub's write side included, are the
sandbox's, and the list stands in a real git repository in a temporary folder.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from nights import FIRST_NIGHT, ROLLING, SETTINGS, Hosted

from harvester.sandbox import Fault, Sandbox, World
from harvester.sandbox.forge import BOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

PAPERS = 12
RETRACTED, PUBLISHED = "10.1016/j.media.2023.000003", "10.1016/j.media.2026.000007"
FAILING, FLAPPING = "https://page1.imaging-net.org/code", "https://page2.imaging-net.org/code"

# A repository to the nights on which it is gone; the last one is not counted.
GONE = {"lab1/code": (1, 99), "lab2/code": (5, 14), "lab5/code": (30, 99)}
RENAMED = {"lab3/code": (3, "lab3/renamed"), "lab6/code": (15, "lab6/renamed")}
OUTAGE = range(7, 9)
STRUCK_OUT = 16
"""The night on which the page that fails from night 10 on gets its third strike: strikes count three days apart."""

SCRIPT = {
    1: "lab1/code has been dead all along",
    3: "lab3/code is renamed",
    5: "lab2/code dies",
    7: "Crossref and GitHub's repositories answer 503, for two nights",
    10: "page1 begins to fail",
    12: "page2 fails for one night",
    14: "lab2/code is back",
    15: "lab6/code is renamed",
    STRUCK_OUT: "page1 has failed for a week",
    18: "a paper is retracted",
    25: "a preprint names its publication",
    30: "lab5/code dies",
}

# Nights to what has to arrive in the maintainer's mail box, and nothing else may.
DUE = {
    1: ["pull request opened", "issue opened"],
    5: ["issue commented"],
    15: ["pull request opened"],
    STRUCK_OUT: ["issue commented"],
    25: ["pull request opened"],
    29: ["issue closed"],
    30: ["issue commented", "issue reopened"],
}


@dataclass(frozen=True, slots=True)
class Night:
    """What came of one night.

    Attributes:
        mail: Notifications, in order.
        false: Why a notification should not have come, or is missing.
        pushed: Whether the rolling branch was pushed to.
        shown: Whether a pull request that was open already showed that.
        after: What the maintainer did on the day after.
    """

    number: int
    mail: Sequence[str]
    false: Sequence[str]
    pushed: bool
    shown: bool
    after: str


def text() -> str:
    """The list as it stands before the first night."""
    codes = {8: FAILING, 9: FLAPPING}
    rows = [
        f"| Paper {n} | [Paper]({_paper(n)}) | [Code]({codes.get(n, f'https://github.com/lab{n}/code')}) |\n"
        for n in range(1, PAPERS + 1)
    ]
    return "# Papers\n\n| Title | Paper | Code |\n|---|---|---|\n" + "".join(rows)


def _paper(n: int) -> str:
    return f"https://doi.org/{RETRACTED[:-1]}{n}" if n <= 4 else f"https://arxiv.org/abs/2301.{n:05d}"


def world(night: int) -> World:
    """What is true on a night."""
    notice = {"DOI": "10.1016/j.media.2026.000099", "type": "retraction", "updated": {"date-parts": [[2026, 3, 18]]}}
    works = [
        {"doi": f"{RETRACTED[:-1]}{n}", "title": f"Paper {n}", "authors": ["Lovelace, Ada"], "issued": [2023, 5, 1]}
        | ({"extra": {"updated-by": [notice]}} if n == 3 and night >= 18 else {})
        for n in range(1, 5)
    ]
    preprints = [
        {"id": f"2301.{n:05d}", "title": f"Paper {n}", "published": "2023-01-02", "authors": ["Ada Lovelace"]}
        | ({"doi": PUBLISHED} if n == 7 and night >= 25 else {})
        for n in range(5, PAPERS + 1)
    ]
    pages = {
        FAILING: {"status": 404 if night >= 10 else 200, "title": "Code"},
        FLAPPING: {"status": 503 if night == 12 else 200, "title": "Code"},
    }
    repositories = [_repository(f"lab{n}/code", night) for n in range(1, PAPERS + 1)]
    repositories += [{"name": new} for _, new in RENAMED.values()]
    return World(name="month", works=works, arxiv=preprints, repositories=repositories, pages=pages)


def _repository(name: str, night: int) -> dict[str, Any]:
    if night in OUTAGE:
        return {"name": name, "status": 503}
    first, last = GONE.get(name, (99, 99))
    since, new = RENAMED.get(name, (99, ""))
    return {"name": name, "status": 404 if first <= night < last else 200, "moved_to": new if night >= since else None}


def dead(night: int) -> set[str]:
    """The links that are dead by the script, whatever the maintainer did to the list."""
    gone = {f"https://github.com/{name}" for name, (first, last) in GONE.items() if first <= night < last}
    return gone | ({FAILING} if night >= STRUCK_OUT else set())


def _merge(hosted: Hosted, day: date) -> None:
    pulls = [one for one in hosted.forge.tickets.values() if one.head and one.state == "open"]
    hosted.forge.merge(pulls[-1].number, by="maintainer", day=f"{day.isoformat()}T12:00:00Z")


def _push_to_the_branch(hosted: Hosted, day: date) -> None:
    hosted.commit("A word of mine", {"NOTES.md": "Mind the gap.\n"}, day=day, branch=ROLLING)


def _remove(*urls: str) -> Callable[[Hosted, date], None]:
    def mend(hosted: Hosted, day: date) -> None:
        rows = hosted.text("README.md").splitlines(keepends=True)
        kept = [re.sub(r"\[Code\]\([^)]*\)", "", row) if any(url in row for url in urls) else row for row in rows]
        hosted.commit("Remove what is dead", {"README.md": "".join(kept)}, day=day)

    return mend


def _tick(hosted: Hosted, _: date) -> None:
    issue = next(one for one in hosted.forge.tickets.values() if not one.head)
    lines = [line.replace("[ ]", "[x]") if RETRACTED in line else line for line in issue.body.splitlines()]
    hosted.forge.change(issue.number, by="maintainer", body="\r\n".join(lines))


def _drop_row(hosted: Hosted, day: date) -> None:
    rows = [row for row in hosted.text("README.md").splitlines(keepends=True) if "2301.00007" not in row]
    hosted.commit("Drop a preprint", {"README.md": "".join(rows)}, day=day)


DEEDS: Mapping[int, tuple[str, Callable[[Hosted, date], None]]] = {
    8: ("merges the pull request", _merge),
    20: ("pushes a commit to harvester's branch", _push_to_the_branch),
    21: ("merges the pull request with it", _merge),
    23: ("removes two dead links from the list", _remove("lab1/code", FAILING)),
    26: ("ticks the box of the retracted paper", _tick),
    27: ("merges the pull request", _merge),
    28: ("drops the preprint's row", _drop_row),
}


def play(nights: int, folder: Path, due: Mapping[int, Sequence[str]] = DUE) -> Iterator[Night]:
    """Play so many nights; gives each when it is over.

    Args:
        folder: An empty folder for the git repositories.
        due: The notifications that have to arrive, by night.
    """
    with Sandbox(world(1)) as sandbox:
        hosted = Hosted(sandbox, folder, {"README.md": text(), "harvester.yaml": SETTINGS})
        for number in range(1, nights + 1):
            if number in OUTAGE:
                sandbox.faults["crossref"] = Fault("503")
            else:
                sandbox.faults.pop("crossref", None)
            before, tip = len(hosted.forge.events), hosted.forge.sha(ROLLING)
            waiting = any(one.head and one.state == "open" for one in hosted.forge.tickets.values())
            today = FIRST_NIGHT + timedelta(days=number - 1)
            hosted.night(today, world(number))
            pushed = hosted.forge.sha(ROLLING) != tip
            mail = [event for event in hosted.forge.events[before:] if event.kind != "edited" and event.by == BOT]
            told = [
                f"{'pull request' if hosted.forge.tickets[one.number].head else 'issue'} {one.kind}" for one in mail
            ]
            false = _false(told, due.get(number, []))
            for one in mail:
                if one.kind == "commented":
                    lies = set(re.findall(r"`(https?://[^`]*)`", one.text)) - dead(number)
                    false += [f"{url} is called dead and is not" for url in sorted(lies)]
            false += [f"{url} is proposed, and nothing moved there" for url in sorted(_invented(hosted, number))]
            said, deed = DEEDS.get(number, ("", None))
            if deed:
                deed(hosted, today)
            yield Night(number, told, false, pushed, pushed and waiting, said)


def _invented(hosted: Hosted, night: int) -> set[str]:
    """Addresses that the rolling branch writes into the list though no repository has moved there."""
    if not hosted.forge.sha(ROLLING):
        return set()
    here, there = (
        set(re.findall(r"\((https?://[^)]*)\)", hosted.text("README.md", name))) for name in ("main", ROLLING)
    )
    moved = {f"https://github.com/{new}" for since, new in RENAMED.values() if since <= night}
    return there - here - moved - set(re.findall(r"\((https?://[^)]*)\)", text()))


def _false(told: Sequence[str], due: Sequence[str]) -> list[str]:
    counts: defaultdict[str, int] = defaultdict(int)
    for one in told:
        counts[one] += 1
    for one in due:
        counts[one] -= 1
    return [f"{one}: {'not due' if number > 0 else 'missing'}" for one, number in sorted(counts.items()) if number]


def main(arguments: Sequence[str] | None = None, due: Mapping[int, Sequence[str]] = DUE) -> int:
    """Play and print; 0 where every notification was due and every due one came."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nights", type=int, default=30, choices=range(1, 31), metavar="1-30")
    nights = parser.parse_args(arguments).nights
    mails, wrong, quiet, shown = 0, 0, 0, 0
    with TemporaryDirectory(prefix="harvester-month-") as folder:
        for night in play(nights, Path(folder) / "hosted", due):
            mails, wrong = mails + len(night.mail), wrong + len(night.false)
            quiet, shown = quiet + (not (night.mail or night.pushed)), shown + night.shown
            moved = "its pull request brought up to date" if night.shown else "nothing; the memory was kept"
            seen = ", ".join(night.mail) or (moved if night.pushed else "nothing")
            print(f"night {night.number:2}  {SCRIPT.get(night.number, '')}".rstrip())
            print(f"          saw: {seen}")
            for one in night.false:
                print(f"          FALSE: {one}")
            if night.after:
                print(f"          the maintainer {night.after}")
    print(f"\n{nights} nights: {mails} notifications, {wrong} false or missing.")
    print(f"An open pull request was brought up to date on {shown}; on {quiet} nothing moved at all.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
