"""The sentences of the reports: numbers with their nouns and denominators, days, reasons."""

from __future__ import annotations

from collections import Counter
from math import ceil
from typing import TYPE_CHECKING

from harvester.history import STRIKES
from harvester.model import Certainty, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from harvester.model import Finding, Judged, Run, Suggestion, Tally
    from harvester.report.parts import Counts

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_UPSTREAMS = {
    "arxiv": "arXiv",
    "crossref": "Crossref",
    "datacite": "DataCite",
    "doi": "doi.org",
    "github": "GitHub",
    "ncbi": "NCBI",
    "openreview": "OpenReview",
    "softwareheritage": "Software Heritage",
    "wayback": "Wayback Machine",
    "web": "web pages",
}

_PLURALS = {"entry": "entries"}
_STEPS = (2, 5, 10, 20, 30, 60)

WAIVE = 'To let a finding stay, write harvester: ok RULE reason="why" in a comment on its line or the one before'
"""How to waive, in the syntax of `harvester.waivers`."""


def count(number: int, noun: str) -> str:
    """``1 link``, ``2 links``."""
    return f"{number:,} {noun if number == 1 else _PLURALS.get(noun, noun + 's')}"


def ratio(number: int, total: int, noun: str) -> str:
    """``2 of 118 links``."""
    return f"{number:,} of {count(total, noun)}"


def listing(words: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def day(when: date, today: date) -> str:
    """``14 Nov``, with the year where it is another one than today's."""
    short = f"{when.day} {_MONTHS[when.month - 1]}"
    return short if when.year == today.year else f"{short} {when.year}"


def full_day(when: date) -> str:
    """``23 Nov 2026``."""
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def upstream(name: str) -> str:
    """Give the upstream's name as its people write it."""
    return _UPSTREAMS.get(name, name)


def reasons(unavailable: Iterable[tuple[str, int]]) -> str:
    """``HTTP 403 (4), no answer within 20 s (1)``, most frequent first."""
    ranked = sorted(unavailable, key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(f"{reason} ({number:,})" for reason, number in ranked if number)


def slowest(tally: Tally) -> str:
    """``slowest within 2 s``, in steps, so that two like runs say the same; empty where no time was taken."""
    seconds = within(tally)
    return f"slowest within {seconds:,} s" if seconds else ""


def within(tally: Tally) -> int | None:
    """Seconds within which every request was over, in steps; None where no time was taken."""
    if tally.slowest <= 0:
        return None
    return next((step for step in _STEPS if tally.slowest <= step), 60 * ceil(tally.slowest / 60))


def since(finding: Finding | None, judged: Judged | None, today: date, *, new: bool = True) -> str:
    """``since 14 Nov``, ``first seen in this run``; for a failing link ``1 of 3 failures since 14 Nov``.

    Args:
        new: False where an earlier run of this very day has told of it.
    """
    if judged is not None and judged.strikes and judged.verdict is Verdict.FAILING:
        return f"{len(judged.strikes)} of {STRIKES} failures since {day(judged.strikes[0], today)}"
    first = finding.first_seen if finding is not None else judged.since if judged is not None else None
    if first is None:
        return ""
    return "first seen in this run" if new and first == today else f"since {day(first, today)}"


def suggestion(proposal: Suggestion | None) -> str:
    """The proposal with how far it may be trusted, or an empty string."""
    if proposal is None:
        return ""
    text = proposal.text
    if proposal.replacement and proposal.replacement not in text:
        text = f"{text}: {proposal.replacement}"
    if proposal.certainty is Certainty.CERTAIN:
        return f"{text} (certain)"
    return f"{text} (likely, please check)"


def _found(problems: int, notes: int, adjective: str = "", *details: str) -> str:
    words = [
        count(number, f"{adjective} {noun}".strip())
        for number, noun in ((problems, "problem"), (notes, "note"))
        if number
    ]
    told = "; ".join(filter(None, details))
    if problems and told:
        words[0] += f" ({told})"
    return listing(words)


def _to_fix(fix: int, problems: int) -> str:
    """``26 to fix, 36 to look at``; nothing where all are to fix, which is what a problem is taken for."""
    if fix == problems:
        return ""
    return f"{fix:,} to fix, {problems - fix:,} to look at" if fix else "none to fix, only to look at"


def share(problems: int, notes: int, counts: Counts) -> str:
    """``2 of 19 problems, 1 of 3 notes``, leaving out what there is none of."""
    words = [
        ratio(number, total, noun)
        for number, total, noun in ((problems, counts.problems, "problem"), (notes, counts.notes, "note"))
        if number
    ]
    return ", ".join(words)


def _news(counts: Counts) -> str:
    gone = f"{counts.repaired:,} repaired since the last run" if counts.repaired else ""
    if not counts.problems and not counts.notes:
        none = "No problems found in what could be judged" if counts.undecided else "No problems found"
        return ", ".join(part for part in (none, gone) if part)
    grave = _to_fix(counts.fix, counts.problems)
    decisions = count(counts.decisions, "decision")
    everything = _found(counts.problems, counts.notes, "", grave, decisions)
    waiting = (counts.problems - counts.new_problems, counts.notes - counts.new_notes)
    if waiting == (0, 0) and not counts.repaired:
        return f"{everything}, all seen for the first time"
    if waiting == (0, 0):
        return f"{_found(counts.problems, counts.notes, 'new', grave, decisions)}, {gone}"
    new = _found(counts.new_problems, counts.new_notes, "new", _to_fix(counts.new_fix, counts.new_problems))
    new = new or "Nothing new"
    # Decisions are counted over all problems, so they may only follow a number of all problems.
    left = f"{everything} in all" if new != "Nothing new" else f"{everything} waiting"
    return ", ".join(part for part in (new, gone, left) if part)


def headline(counts: Counts, ill: Sequence[str]) -> str:
    """Give the verdict on the whole run in one sentence, what changed before what is."""
    if counts.links:
        health = f"{counts.healthy:,} of {count(counts.links, 'link')} healthy"
    else:
        health = "there are no links to judge"
    if counts.undecided:
        health += f", {counts.undecided:,} cannot be told"
    parts = [_news(counts), health]
    if counts.waived:
        parts.append(f"{count(counts.waived, 'finding')} waived")
    if ill:
        parts.append(f"incomplete, because {listing([upstream(name) for name in ill])} did not answer enough")
    return "; ".join(parts) + "."


def titles(counts: Counts) -> str:
    """``61 of 71 papers have a title; 10 are unknown to the registries``."""
    if not counts.papers:
        return "There are no papers to name"
    said = f"{ratio(counts.titled, counts.papers, 'paper')} {'has' if counts.papers == 1 else 'have'} a title"
    if counts.own:
        said += f" ({counts.own:,} in the list's own words only)"
    rest = counts.papers - counts.titled - counts.unknown - counts.unasked
    missing = []
    if counts.unknown:
        be = "is" if counts.unknown == 1 else "are"
        missing.append(f"{counts.unknown:,} {be} unknown to the registries")
    if counts.unasked:
        missing.append(f"{counts.unasked:,} without a DOI or arXiv id")
    if rest:
        missing.append(f"{rest:,} not known so far")
    return f"{said}; {', '.join(missing)}" if missing else said


def summary(counts: Counts) -> str:
    """``71 papers, 98 of 118 links healthy``."""
    papers = count(counts.papers, "paper")
    if not counts.links:
        return f"{papers}, no links"
    return f"{papers}, {counts.healthy:,} of {count(counts.links, 'link')} healthy"


def notices(run: Run) -> tuple[str, ...]:
    """Give what must be known before a number is believed: demonstration, a part only, offline, upstreams ill."""
    said = []
    if run.world != "live":
        said.append(f"Demonstration: sandbox world {run.world}, not the live registries")
    if run.part:
        said.append(run.part)
    if run.offline:
        said.append("Offline: no registry and no server was asked in this run")
    if run.ill:
        said.append(_not_judged(run))
    return tuple(said)


def _not_judged(run: Run) -> str:
    troubles = []
    for name in run.ill:
        tally = run.tallies.get(name)
        if tally is None:
            troubles.append(f"{upstream(name)} gave no answer")
            continue
        left = tally.asked - tally.answered
        why = reasons(tally.unavailable.items())
        troubles.append(f"{upstream(name)} left {left:,} of {tally.asked:,} unanswered{why and ': '}{why}")
    kinds = Counter(link.target.kind.word for link in run.links if link.verdict is Verdict.UNCHECKED)
    if kinds:
        which = ", ".join(f"{number:,} {kind}" for kind, number in sorted(kinds.items()))
        consequence = f"Not judged in this run: {ratio(kinds.total(), len(run.links), 'link')} ({which})"
    else:
        consequence = "No link lost its verdict for that"
    return f"Upstreams too ill: {'; '.join(troubles)}. {consequence}"


def asked(run: Run) -> str:
    """Give one sentence on how the questions of the run fared."""
    if run.offline:
        return "Nothing was asked"
    questions = sum(tally.asked for tally in run.tallies.values())
    answers = sum(tally.answered for tally in run.tallies.values())
    requests = sum(tally.requests for tally in run.tallies.values())
    if not questions:
        return "Nothing was asked"
    return f"{answers:,} of {count(questions, 'question')} answered, {count(requests, 'request')} sent"


def outside(run: Run) -> str:
    """Give what of the files belongs to no paper and therefore has no verdict, or an empty string."""
    why = Counter(skipped.why for catalogue in run.catalogues for skipped in catalogue.skipped)
    if not why:
        return ""
    total = why.total() + len(run.links)
    belong = "belongs to no paper and was" if why.total() == 1 else "belong to no paper and were"
    return f"{ratio(why.total(), total, 'link')} {belong} not judged: {reasons(why.items())}"
