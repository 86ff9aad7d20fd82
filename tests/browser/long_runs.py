"""Runs as long as real ones get: many sections, every verdict, findings of every kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from harvester.model import Certainty, Past, Run, Severity, Suggestion, Tally, Verdict
from report.report_book import TODAY, Book, run_of

_WORDS = (
    "Diffusion",
    "Adversarial",
    "Conditional",
    "Latent",
    "Federated",
    "Synthetic",
    "Temporal",
    "Cardiac",
    "Retinal",
)
_VENUES = ("Sensors", "arXiv", "Nature Communications", "Medical Image Analysis", "")
_TROUBLE = (
    (Verdict.DEAD, "GitHub: no such public repository", Severity.FIX),
    (Verdict.MOVED, "301, renamed", Severity.NOTE),
    (Verdict.FAILING, "HTTP 503", Severity.NOTE),
    (Verdict.BLOCKED, "HTTP 403", Severity.NOTE),
    (Verdict.MALFORMED, "a word in place of an address", Severity.FIX),
)


def long_run(papers: int, *, per_section: int = 60) -> Run:
    """A list of so many papers; every ninth has a code link in trouble, every 40th row is a template's."""
    book = Book(name="long", title="A long list of papers", line=10)
    for number in range(papers):
        section = f"Part {number // per_section + 1}"
        if number % 40 == 39:
            book.template(section)
        links = [(f"https://doi.org/10.1000/long.{number}", Verdict.OK, "registered")]
        trouble = _TROUBLE[number // 9 % len(_TROUBLE)] if number % 9 == 8 else None
        if trouble:
            links.append((f"https://github.com/lab-{number % 97}/code-{number}", *trouble[:2]))
        elif number % 2:
            links.append((f"https://github.com/lab-{number % 97}/code-{number}", Verdict.OK, "repository exists"))
        words = (
            _WORDS[number % 9],
            _WORDS[number // 9 % 9],
            "synthesis of",
            _WORDS[number // 81 % 9].lower(),
            "signals",
        )
        book.paper(
            section,
            links,
            title=f"{' '.join(words)}, study {number}" if number % 13 else "",
            authors=("Ada Lovelace", "Alan Turing", "Grace Hopper") if number % 13 else (),
            venue=_VENUES[number % len(_VENUES)],
            date_=str(2015 + number % 12),
            fields=(("Type", "GAN"), ("Application", "Unconditional")),
        )
        if trouble:
            _find(book, trouble, number)
    book.links = [
        replace(link, final_url=link.link.url + "-new") if link.verdict is Verdict.MOVED else link
        for link in book.links
    ]
    waiting = [finding.id for number, finding in enumerate(book.findings) if number % 7 == 0]
    tallies = {
        "crossref": Tally(asked=papers, answered=papers, requests=papers // 50, slowest=1.4),
        "github": Tally(asked=papers // 2, answered=papers // 2, requests=papers // 90, slowest=3.0),
        "web": Tally(
            asked=90, answered=81, unavailable={"HTTP 403": 7, "no answer within 20 s": 2}, requests=131, slowest=20
        ),
    }
    return replace(run_of(book, new=tuple(waiting), tallies=tallies), history=history(40))


def _find(book: Book, trouble: tuple[Verdict, str, Severity], number: int) -> None:
    verdict, evidence, severity = trouble
    suggestion = None
    if verdict is Verdict.MOVED:
        new = book.links[-1].link.url + "-new"
        suggestion = Suggestion(f"write {new}", Certainty.CERTAIN, new)
    cause = book.links[-1].link.url if verdict in {Verdict.DEAD, Verdict.MOVED} else evidence
    book.find(
        verdict.word,
        cause,
        evidence=evidence,
        advice="Find where it went, or remove the link." if severity is Severity.FIX else "Wait.",
        severity=severity,
        suggestion=suggestion,
        first_seen=TODAY - timedelta(days=number % 50),
    )


def history(runs: int) -> tuple[Past, ...]:
    """So many recorded runs, one of them without a problem."""
    first = date(2026, 8, 1)
    return tuple(
        Past(
            date=first + timedelta(days=2 * number),
            papers=900 + number,
            verdicts={"ok": 1_400 + number, "moved": 9, "dead": (number * 7) % 23},
            rules={"dead": (number * 7) % 23},
            fix=(number * 7) % 23,
            look=number % 5 if number % 23 else 0,
            new=number % 3,
            repaired=number % 2,
        )
        for number in range(runs)
    )
