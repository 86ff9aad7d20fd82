"""List what the rules find in real lists whose links are all alive, each with its row, so that a reader can judge it.

    python benchmarks/corpus_findings.py [--corpus ../shared/corpus] [--rule duplicate …] [--list TEXT]

Every finding is then about the list itself: nothing in this world is dead, moved or refused. The stand-ins really
answer; only the waits between requests cost no time.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labelled import FIRST_NIGHT
from leaping import Leaping

from harvester import pipeline, read
from harvester.citations import cite
from harvester.config import Config
from harvester.history import Memory
from harvester.identify import canonical_url
from harvester.model import TargetKind
from harvester.network import connect
from harvester.sandbox import Sandbox, World

if TYPE_CHECKING:
    from harvester.model import Catalogue, Cited, Finding, Run

CORPUS = Path(__file__).resolve().parent.parent.parent / "shared" / "corpus"
RULES = ("placeholder", "malformed", "duplicate", "code-is-paper", "mismatch", "vocabulary", "style")
_WIDTH = 300
_OLD_CENTURY = 90
"""arXiv's ids begin in 1991; two figures from here on are of the nineties."""


def world(catalogue: Catalogue) -> World:
    """A world in which every link of a list is alive, and bears the title that the list gives it."""
    rows: dict[str, dict[str, dict[str, Any]]] = {}
    pages: dict[str, dict[str, Any]] = {}
    citations = cite(catalogue)
    titles = {name: entry.title or "" for name, entry in zip(citations.ids, catalogue.entries, strict=True)}
    for item in citations.cited:
        if item.target.kind.is_page:
            pages[canonical_url(item.target)] = {"title": titles.get(item.entry_id, "")}
        elif row := _row(item, titles.get(item.entry_id, "")):
            table, key, values = row
            rows.setdefault(table, {}).setdefault(key.lower(), values)
    return World(name="alive", pages=pages, **{table: list(found.values()) for table, found in rows.items()})  # type: ignore[arg-type]


def _row(item: Cited, title: str) -> tuple[str, str, dict[str, Any]] | None:
    value = item.target.value
    match item.target.kind:
        case TargetKind.DOI:
            return "works", value, {"doi": value, "title": title}
        case TargetKind.PII:
            return "works", f"10.1016/{value}", {"doi": f"10.1016/{value}", "title": title, "alternative_id": [value]}
        case TargetKind.SHORT_DOI:
            return "handles", value, {"doi": value, "alias": f"10.1000/{value}"}
        case TargetKind.ARXIV:
            digits = value.rpartition("/")[2]
            century = 19 if int(digits[:2]) > _OLD_CENTURY else 20
            published = f"{century}{digits[:2]}-{digits[2:4]}-15"
            return "arxiv", value, {"id": value, "title": title or "Untitled", "published": published}
        case TargetKind.GITHUB:
            return "repositories", value, {"name": value}
        case TargetKind.GITHUB_USER:
            return "repositories", f"{value}/{value}", {"name": f"{value}/{value}"}
        case TargetKind.GIST:
            return "gists", value, {"id": value}
        case TargetKind.OPENREVIEW:
            return "openreview", value, {"id": value, "title": title or "Untitled", "open": True}
        case TargetKind.PMID:
            return "pubmed", value, {"pmid": value, "title": title}
        case TargetKind.PMCID:
            return "pubmed", value, {"pmid": value.lower().removeprefix("pmc"), "pmcid": value.upper(), "title": title}
    return None


def alive(catalogue: Catalogue) -> Run:
    """One run over a list in its own world."""
    with Sandbox(world(catalogue)) as sandbox:
        config = Config(budget_s=1e9, mailto="curator@imaging-net.org").with_settings(sandbox.settings())
        with connect(config, token=sandbox.token, clock=Leaping(FIRST_NIGHT).clock()) as network:
            run, _ = pipeline.run(
                [catalogue],
                Memory(),
                network=network,
                scope=pipeline.Scope(everything=True),
                today=FIRST_NIGHT,
                world="alive",
            )
    return run


def _shown(finding: Finding, lines: list[str]) -> str:
    row = " ".join(lines[finding.line - 1].split())[:_WIDTH]
    return f"  L{finding.line:<5} {finding.label}: {finding.what}\n         {finding.evidence}\n         | {row}"


def main() -> None:
    """Print all findings of the rules, list by list, then their numbers."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--rule", action="append", choices=RULES, help="only this rule; may be repeated")
    parser.add_argument("--list", default="", help="only lists whose name holds this text")
    chosen = parser.parse_args()
    wanted = chosen.rule or RULES
    numbers = Counter[str]()
    for path in sorted(chosen.corpus.glob("*__*")):
        if not path.is_file() or chosen.list not in path.name:
            continue
        run = alive(read.load(path, shown=path.name))
        verdicts = Counter(item.verdict.word for item in run.links)
        print(f"\n== {path.name}: {len(run.links)} links, {dict(verdicts)}")
        lines = run.catalogues[0].text.split("\n")
        for rule in wanted:
            found = [finding for finding in run.findings if finding.rule == rule]
            numbers[rule] += len(found)
            for finding in found:
                print(f"{rule}\n{_shown(finding, lines)}")
        sys.stdout.flush()
    print("\n" + ", ".join(f"{rule} {number}" for rule, number in numbers.items()))


if __name__ == "__main__":
    main()
