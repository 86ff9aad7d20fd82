"""Hold verdicts against a world whose truth is known: every behaviour of links, ten nights, faults at every upstream.

    python benchmarks/labelled.py [--links 2000] [--nights 10] [--rate 0.02] [--seed 5]

The stand-ins really answer; only the waits between requests cost no time.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from labelled_doors import Doors
from labelled_world import Case, Labelled, generate
from leaping import Leaping
from rich.console import Console
from rich.table import Table

from harvester import pipeline, read
from harvester.config import Config
from harvester.history import Memory
from harvester.model import Verdict
from harvester.network import connect
from harvester.sandbox import Fault, Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

FIRST_NIGHT = date(2026, 3, 2)
PRECISION, RECALL = 0.99, 0.97
NAMED = (Verdict.DEAD, Verdict.MOVED, Verdict.PLACEHOLDER, Verdict.MALFORMED, Verdict.BLOCKED)


@dataclass(frozen=True, slots=True)
class Miss:
    """A link that got another verdict than the key has."""

    night: int
    case: Case
    got: Verdict
    evidence: str


REGISTRY_FAULTS = ("429", "503", "reset", "html", "truncated-json", "500", "truncated", "empty", "empty-feed", "refuse")
WEB_FAULTS = ("404", "503", "410", "reset", "403", "500", "429", "refuse", "reset-body", "challenge")


def nights(made: Labelled, number: int, rate: float, seed: int) -> Iterator[dict[int, tuple[Verdict, str]]]:
    """Run so many nights in a row; gives verdict and evidence of each case, by its number."""
    catalogue = read.parse(made.text.encode(), path="labelled.md")
    memory = Memory()
    with Sandbox(made.world(1)) as sandbox, Doors() as doors:
        settings = sandbox.settings()
        settings["web"]["remap"] |= doors.remap
        for night in range(1, number + 1):
            sandbox.world = made.world(night)
            day = FIRST_NIGHT + timedelta(days=night - 1)
            for at, name in enumerate(("crossref", "doi", "datacite", "arxiv", "github", "web")):
                kinds = WEB_FAULTS if name == "web" else REGISTRY_FAULTS
                kind = kinds[(night + at) % len(kinds)]
                sandbox.faults[name] = Fault(kind, rate=rate, seed=seed * 1000 + night * 10 + at)
            config = Config(budget_s=1e9, mailto="curator@imaging-net.org")
            config = config.with_settings(settings)
            with connect(config, token=sandbox.token, clock=Leaping(day).clock()) as network:
                run, memory = pipeline.run(
                    [catalogue],
                    memory,
                    network=network,
                    scope=pipeline.Scope(everything=True),
                    today=day,
                    world="labelled",
                )
            yield {item.link.line - 3: (item.verdict, item.evidence) for item in run.links}


@dataclass
class Score:
    """How many links got which verdict instead of which, over all nights."""

    confusion: Counter[tuple[Verdict, Verdict]] = field(default_factory=Counter)
    misses: list[Miss] = field(default_factory=list)
    lost: list[Case] = field(default_factory=list)

    def add(self, night: int, cases: Sequence[Case], got: Mapping[int, tuple[Verdict, str]]) -> None:
        """Hold one night's verdicts against the key."""
        for number, case in enumerate(cases):
            if number not in got:
                self.lost.append(case)
                continue
            verdict, evidence = got[number]
            expected = case.expected(night)
            self.confusion[expected, verdict] += 1
            if verdict is not expected:
                self.misses.append(Miss(night, case, verdict, evidence))

    @property
    def wolves(self) -> list[Miss]:
        """Healthy links called dead, and failing ones before their third strike."""
        return [miss for miss in self.misses if miss.got is Verdict.DEAD]

    @property
    def spared(self) -> list[Miss]:
        """Links not called dead on a night on which they were."""
        return [miss for miss in self.misses if miss.case.expected(miss.night) is Verdict.DEAD]

    def precision(self, verdict: Verdict) -> float:
        """Of the links with this verdict, the share that deserves it."""
        given = sum(number for (_, got), number in self.confusion.items() if got is verdict)
        return self.confusion[verdict, verdict] / given if given else 1.0

    def recall(self, verdict: Verdict) -> float:
        """Of the links that deserve this verdict, the share that got it."""
        due = sum(number for (expected, _), number in self.confusion.items() if expected is verdict)
        return self.confusion[verdict, verdict] / due if due else 1.0


def show(score: Score) -> None:
    """The table of confusion, and what went wrong by kind."""
    console = Console(width=120)
    words = [verdict for verdict in Verdict if any(verdict in pair for pair in score.confusion)]
    table = Table(title="link-nights: the key's verdict by row, harvester's by column", title_justify="left")
    table.add_column("")
    for verdict in (*words, None):
        table.add_column(verdict.word if verdict else "recall", justify="right")
    for row in words:
        counts = [f"{score.confusion[row, got]:,}" if score.confusion[row, got] else "·" for got in words]
        table.add_row(row.word, *counts, f"{score.recall(row):.4f}")
    table.add_section()
    table.add_row("precision", *(f"{score.precision(verdict):.4f}" for verdict in words))
    console.print(table)
    for case in score.lost[:5]:
        console.print(f"  lost: {case.what}", markup=False)
    kinds = Counter((miss.case.what, miss.case.expected(miss.night).word, miss.got.word) for miss in score.misses)
    examples = {(miss.case.what, miss.case.expected(miss.night).word, miss.got.word): miss for miss in score.misses}
    for key, number in kinds.most_common(40):
        miss = examples[key]
        console.print(
            f"  {number:4} × {key[0]}: {key[1]} got {key[2]} (night {miss.night}: {miss.case.url}: {miss.evidence})",
            markup=False, highlight=False, soft_wrap=True,
        )  # fmt: skip


def promises(score: Score) -> list[tuple[str, bool]]:
    """What was promised, and whether it holds."""
    early = [miss for miss in score.spared if not miss.case.is_page]
    kept = [
        (f"{len(score.lost)} links lost", not score.lost),
        (f"{len(score.wolves)} link-nights called dead that were not", not score.wolves),
        (f"{len(early)} link-nights of dead identifiers not called dead", not early),
    ]
    for verdict in NAMED:
        precision, recall = score.precision(verdict), score.recall(verdict)
        said = f"{verdict.word}: precision {precision:.4f} (≥ {PRECISION}), recall {recall:.4f} (≥ {RECALL})"
        kept.append((said, precision >= PRECISION and recall >= RECALL))
    return kept


def main() -> int:
    """Run all nights; 0 where every promise is kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--links", type=int, default=2000)
    parser.add_argument("--nights", type=int, default=10)
    parser.add_argument("--rate", type=float, default=0.02)
    parser.add_argument("--seed", type=int, default=5)
    given = parser.parse_args()
    made, score, began = generate(given.links, given.seed), Score(), time.monotonic()
    for night, got in enumerate(nights(made, given.nights, given.rate, given.seed), start=1):
        score.add(night, made.cases, got)
    console = Console(width=120)
    console.print(f"{len(made.cases):,} links, {given.nights} nights, {time.monotonic() - began:.0f} s")
    show(score)
    kept = promises(score)
    for said, holds in kept:
        console.print(f"{'✓' if holds else '✗'} {said}", highlight=False)
    return 0 if all(holds for _, holds in kept) else 1


if __name__ == "__main__":
    sys.exit(main())
