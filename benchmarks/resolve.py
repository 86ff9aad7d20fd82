"""Measure what it costs to resolve a list: requests, seconds, memory, and whether every answer is the right one.

    python benchmarks/resolve.py [--papers 10000] [--seed 4]

The stand-ins enforce the documented limits in real time, so a pace that is too fast shows as a refusal. The lower bound
of a lane is what its upstream allows: the number of identifiers over the largest batch, times the documented interval;
lanes run side by side, so that of a run is the bound of its slowest lane.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import sys
import tempfile
import time
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from rich.console import Console
from rich.table import Table

from harvester.config import Config
from harvester.gather import gather
from harvester.lanes import Clock
from harvester.model import Absent, Found, Target, TargetKind, Unavailable
from harvester.network import connect
from harvester.sandbox import Fault, Limit, Sandbox, World

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from harvester.model import Answer, Sighting
    from harvester.sandbox import Logged

MAILTO = "curator@example.org"
UNKNOWN_SHARE = 0.05
FEWEST_APART_S = 3.0
"""Seconds between two requests to arXiv, by its terms of use."""

MEMORY_MB = 300
LATENCY_S = 0.2
"""Seconds that every answer takes where time is real."""

# Upstream: identifiers in one request, and seconds between two requests, as documented (`harvester.network`).
BATCHES = {"crossref": (50, 1 / 3), "arxiv": (200, 3.0), "ncbi": (200, 1 / 3), "github": (100, 0.1)}

FIRST_ASKED = {
    "crossref": TargetKind.DOI,
    "arxiv": TargetKind.ARXIV,
    "ncbi": TargetKind.PMID,
    "github": TargetKind.GITHUB,
}

SPEED = 20.0
"""How much faster time runs on the bad days: the waits after a refusal by arXiv last for minutes."""


@dataclass
class Shelf:
    """Papers, the world that knows most of them, and what each is called."""

    targets: list[Target] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)
    absent: set[str] = field(default_factory=set)
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, kind: TargetKind, value: str, table: str = "", **row: Any) -> None:
        """One paper; without a table nobody knows it."""
        target = Target(kind, value)
        self.targets.append(target)
        if table:
            self.rows.setdefault(table, []).append(row)
        else:
            self.absent.add(target.key)
        if "title" in row:
            self.titles[target.key] = row["title"]

    @property
    def world(self) -> World:
        """What the stand-ins know."""
        return World(**self.rows)  # type: ignore[arg-type]


def stock(dois: int, ids: int, numbers: int, repositories: int, unknown: float) -> Shelf:
    """So many of each; of the unknown DOIs a fourth each is DataCite's, another agency's, a bare handle and nothing."""
    shelf = Shelf()
    for n in range(dois):
        doi, title = f"10.1016/j.compbiomed.2023.{n:06d}", f"The paper of the DOI {n}"
        strange = n % round(1 / unknown) == 0 if unknown else False
        match n // round(1 / unknown) % 4 if strange else -1:
            case -1:
                shelf.add(TargetKind.DOI, doi, "works", doi=doi, title=title, issued=[2023], authors=["Doe, Jo"])
            case 0:
                shelf.add(TargetKind.DOI, doi, "works", doi=doi, title=title, registry="DataCite")
            case 1:
                shelf.add(TargetKind.DOI, doi, "handles", doi=doi, agency="JaLC")
            case 2:
                shelf.add(TargetKind.DOI, doi, "handles", doi=doi)
            case _:
                shelf.add(TargetKind.DOI, doi)
    for n in range(ids):
        key = f"{2101 + n // 5000 % 12:04d}.{n % 5000 + 1:05d}"
        row = {"id": key, "title": f"The paper of the preprint {n}", "published": "2021-01-01", "authors": ["Jo Doe"]}
        known = not unknown or n % round(1 / unknown)
        shelf.add(TargetKind.ARXIV, key, "arxiv" if known else "", **(row if known else {}))
    for n in range(1, numbers + 1):
        held = {"pmcid": f"PMC{n}"} if n % 2 else {}
        shelf.add(TargetKind.PMID, str(n), "pubmed", pmid=str(n), title=f"The paper of the number {n}", **held)
    for n in range(repositories):
        shelf.add(TargetKind.GITHUB, f"owner/repository-{n}", "repositories", name=f"owner/repository-{n}")
    return shelf


def wrong(shelf: Shelf, answers: Mapping[str, Answer[Sighting]]) -> int:
    """How many answers are lost, another paper's, or a no where the world says yes."""
    count = len({target.key for target in shelf.targets} ^ answers.keys())
    for key, answer in answers.items():
        match answer:
            case Found(sighting):
                title = sighting.record.title if sighting.record else None
                count += key in shelf.absent or title not in {None, shelf.titles.get(key)}
            case Absent():
                count += key not in shelf.absent
            case Unavailable(reason):
                count += not reason
    return count


def bound(upstream: str, asked: int) -> tuple[int, float]:
    """The fewest requests and seconds in which an upstream may be asked about so many."""
    size, interval = BATCHES.get(upstream, (50, 1.0))
    requests = math.ceil(asked / size)
    return requests, requests * interval


def apart(log: Sequence[Logged]) -> float:
    """The shortest time between the end of one request and the beginning of the next, in seconds."""
    return min((after.at - before.done for before, after in pairwise(log)), default=math.inf)


def show(title: str, log: Sequence[Logged], asked: Mapping[str, int], speed: float = 1.0) -> None:
    """A line for each upstream that was asked."""
    table = Table(title=title, title_justify="left")
    for name in ("upstream", "links", "requests", "bound", "÷ bound", "per link", "refused", "at once", "apart"):
        table.add_column(name, justify="left" if name == "upstream" else "right")
    for upstream in sorted({logged.upstream for logged in log}):
        sent = [logged for logged in log if logged.upstream == upstream]
        links = asked.get(upstream, 0)
        fewest, _ = bound(upstream, links)
        most = max(logged.concurrent for logged in sent)
        table.add_row(
            upstream,
            f"{links:,}",
            f"{len(sent):,}",
            f"{fewest:,}",
            f"{len(sent) / fewest:.2f}" if fewest else "",
            f"{len(sent) / links:.4f}" if links else "",
            str(sum(logged.status == 429 for logged in sent)),
            str(most),
            f"{apart(sent) * speed:.2f} s" if most == 1 < len(sent) else "",
        )
    table.add_section()
    links = sum(asked.values())
    table.add_row("all", f"{links:,}", f"{len(log):,}", "", "", f"{len(log) / links:.4f}" if links else "")
    Console(width=110).print(table)


def verdict(what: str, *, holds: bool) -> bool:
    """Say whether a promise is kept."""
    Console(width=110).print(f"{'✓' if holds else '✗'} {what}", highlight=False, style="" if holds else "bold red")
    return holds


def ask(sandbox: Sandbox, shelf: Shelf, clock: Clock | None = None) -> tuple[float, Mapping[str, Answer[Sighting]]]:
    """Ask about a whole shelf; gives seconds and answers."""
    config = Config(mailto=MAILTO, budget_s=1e6).with_settings(sandbox.settings())
    began = time.monotonic()
    with connect(config, token=sandbox.token, clock=clock) as net:
        answers = gather(shelf.targets, net).answers
    return time.monotonic() - began, answers


def thousands() -> bool:
    """The promises for a thousand identifiers of one kind, in real time."""
    kept = []
    for what, shelf, most in (
        ("1,000 DOIs, all known to Crossref", stock(1000, 0, 0, 0, 0.0), 25),
        ("1,000 DOIs, 5 % unknown to Crossref", stock(1000, 0, 0, 0, UNKNOWN_SHARE), 60),
        ("1,000 arXiv ids, 50 missing", stock(0, 1000, 0, 0, UNKNOWN_SHARE), 6),
    ):
        with Sandbox(shelf.world, enforce=True, latency=LATENCY_S) as sandbox:
            seconds, answers = ask(sandbox, shelf)
            log = sandbox.log
        name = "arxiv" if "arXiv" in what else "crossref"
        show(f"{what}: {seconds:.1f} s", log, {name: 1000})
        kept.append(verdict(f"{len(log)} requests, at most {most}", holds=len(log) <= most))
        kept.append(verdict("every answer is the right one", holds=wrong(shelf, answers) == 0))
        kept.append(verdict("no request was refused", holds=all(logged.status != 429 for logged in log)))
        if name == "arxiv":
            single = all(logged.concurrent == 1 for logged in log) and apart(log) >= FEWEST_APART_S
            kept.append(verdict("never two in flight, never less than 3 s apart", holds=single))
    return all(kept)


def run(folder: Path, sandbox: Sandbox) -> tuple[float, float]:
    """One ``harvester refresh`` in a process of its own; gives seconds and peak memory in MB."""
    environ = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache"), "GITHUB_TOKEN": sandbox.token}
    command = [sys.executable, "-m", "harvester", "refresh", "--fail-on", "never"]
    began = time.monotonic()
    silence = os.open(os.devnull, os.O_WRONLY)
    here = Path.cwd()
    os.chdir(folder)
    pid = os.posix_spawn(sys.executable, command, environ, file_actions=[(os.POSIX_SPAWN_DUP2, silence, 1)])
    os.chdir(here)
    os.close(silence)
    _, status, usage = os.wait4(pid, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"harvester refresh ended with {os.waitstatus_to_exitcode(status)}")
    return time.monotonic() - began, usage.ru_maxrss / 1024


def whole_list(papers: int) -> bool:
    """A list of so many papers from file to file, twice, with the limits enforced."""
    shelf = stock(papers * 6 // 10, papers * 3 // 10, papers // 10, papers // 10, UNKNOWN_SHARE)
    urls = {
        TargetKind.DOI: "https://doi.org/",
        TargetKind.ARXIV: "https://arxiv.org/abs/",
        TargetKind.PMID: "https://pubmed.ncbi.nlm.nih.gov/",
        TargetKind.GITHUB: "https://github.com/",
    }
    links = [f"[{target.kind.word}]({urls[target.kind]}{target.value})" for target in shelf.targets]
    asked = {name: sum(target.kind is kind for target in shelf.targets) for name, kind in FIRST_ASKED.items()}
    with tempfile.TemporaryDirectory() as name, Sandbox(shelf.world, enforce=True, latency=LATENCY_S) as sandbox:
        folder = Path(name)
        rows = "".join(f"- **Paper {n}**. {link}\n" for n, link in enumerate(links))
        (folder / "list.md").write_text(f"# A long list\n\n{rows}", encoding="utf-8")
        settings = {"catalogues": ["list.md"], "mailto": MAILTO, **sandbox.settings()}
        (folder / "harvester.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
        seconds, memory = run(folder, sandbox)
        log = sandbox.log
        report = json.loads((folder / "data/enriched/report.json").read_text(encoding="utf-8"))
        again, _ = run(folder, sandbox)
        repeated = sandbox.log[len(log) :]
    slowest = max(bound(upstream, number)[1] for upstream, number in asked.items())
    show(f"{papers:,} papers and {papers // 10:,} repositories: {seconds:.0f} s", log, asked)
    told = {entry["id"]: entry.get("title") or "" for entry in report["entries"]}
    astray = [key for key, title in shelf.titles.items() if told.get(key, "") not in {"", title}]
    named = sum(told.get(key) == title for key, title in shelf.titles.items())
    dead = {
        f"{link['target']['kind']}:{link['target']['value']}" for link in report["links"] if link["verdict"] == "dead"
    }
    Console(width=110).print(
        f"{seconds:.0f} s are {seconds / slowest:.2f} × the bound of the slowest lane ({slowest:.0f} s); "
        f"{named:,} of {len(shelf.titles):,} titles filled in",
        highlight=False,
    )
    return all(
        [
            verdict(f"peak memory {memory:.0f} MB, below {MEMORY_MB}", holds=memory < MEMORY_MB),
            verdict(f"{len(astray)} titles of another paper", holds=not astray),
            verdict(f"{len(dead)} links dead, just those that nobody knows", holds=dead == shelf.absent),
            verdict("no request was refused", holds=all(logged.status != 429 for logged in log)),
            verdict(f"a second run right after sent {len(repeated)} requests ({again:.0f} s)", holds=not repeated),
        ]
    )


def bad_days(papers: int, seed: int) -> bool:
    """Refusals without a word of when, a malformed id in every batch, and servers that die half way."""
    shelf = stock(papers * 6 // 10, papers * 4 // 10, 0, 0, UNKNOWN_SHARE)
    for n in range(0, papers * 4 // 10, 200):
        shelf.add(TargetKind.ARXIV, f"nonsense-{n}")
    random.Random(seed).shuffle(shelf.targets)  # noqa: S311 (must repeat)
    fast = Clock(monotonic=lambda: time.monotonic() * SPEED, sleep=lambda seconds: time.sleep(seconds / SPEED))
    kept = []
    for what, kind, share, after in (
        ("a tenth of all requests is refused", "429", 0.1, 0),
        ("every server dies half way", "refuse", 1.0, 6),
    ):
        with Sandbox(shelf.world, enforce=True) as sandbox:
            limits = {
                n: Limit(one.requests, one.interval / SPEED, one.concurrency) for n, one in sandbox.limits.items()
            }
            sandbox.limits.update(limits)
            for at, name in enumerate(("crossref", "arxiv", "doi", "datacite")):
                halfway = bound(name, papers // 2)[0] // 2 if after else 0
                sandbox.faults[name] = Fault(kind, rate=share, after=halfway, seed=seed + at)
            _, answers = ask(sandbox, shelf, fast)
            log = sandbox.log
        asked = {"crossref": papers * 6 // 10, "arxiv": papers * 4 // 10}
        show(f"{papers:,} papers, shuffled, one malformed id in each batch: {what}", log, asked, SPEED)
        known = sum(isinstance(answer, Found) for answer in answers.values())
        silent = sum(isinstance(answer, Unavailable) for answer in answers.values())
        preprints = [logged for logged in log if logged.upstream == "arxiv"]
        single = all(logged.concurrent == 1 for logged in preprints) and apart(preprints) * SPEED >= FEWEST_APART_S
        kept += [
            verdict(f"{known:,} found, {silent:,} unchecked, none lost or another's", holds=wrong(shelf, answers) == 0),
            verdict("arXiv: never two in flight, never less than 3 s apart", holds=single),
        ]
    return all(kept)


def main() -> int:
    """Run all measurements; 0 where every promise is kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=4)
    given = parser.parse_args()
    kept = [thousands(), whole_list(given.papers), bad_days(given.papers, given.seed)]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
