"""Memory from night to night: since when a link is what it is, and which nights counted against it.

The strike rule is that of the Internet Archive's link bot: dead after three failures, each at least three days after
the last counted one; a single success, or a changed URL, starts over.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from harvester.model import Changes, Verdict
from harvester.rota import last_turn

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from harvester.enrich import Known
    from harvester.model import Finding, Judged, Target

STRIKES = 3
DAYS_BETWEEN_STRIKES = 3

_HEALTHY = frozenset({Verdict.OK, Verdict.MOVED})


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkMemory:
    """What is remembered of one URL. ``since`` and ``strikes`` are days, UTC; ``archive`` is as in ``Judged``."""

    verdict: Verdict
    since: date
    evidence: str
    vouched_by: str = ""
    final_url: str | None = None
    strikes: tuple[date, ...] = ()
    archive: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingMemory:
    """First day of a finding, and the URL that it is about."""

    first_seen: date
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """All that a run starts from.

    Attributes:
        links: By URL as written.
        findings: By ``Finding.id``.
        known: Metadata that earlier runs filled in, by path of the catalogue and id of the entry.
    """

    links: Mapping[str, LinkMemory] = field(default_factory=dict)
    findings: Mapping[str, FindingMemory] = field(default_factory=dict)
    known: Mapping[str, Mapping[str, Known]] = field(default_factory=dict)


def due(target: Target, url: str, memory: Memory, today: date, recheck: int) -> bool:
    """Whether a link is asked tonight.

    Identifiers always are, since a batch costs little. A healthy web page is asked every ``recheck``-th day, on a day
    that its URL's digest decides, so that nothing need be stored and the load is spread. The rest is asked every night.
    """
    remembered = memory.links.get(url)
    if not target.kind.is_page or remembered is None or remembered.verdict not in _HEALTHY:
        return True
    return last_turn(url, today, recheck) == today


def struck(strikes: tuple[date, ...], today: date) -> tuple[date, ...]:
    """The days that count as failures after one more tonight; two runs on one day, or too soon, count once.

    Where days are yet to come, a clock was wrong then or is now: they no longer count, and tonight does not either.
    """
    if strikes and strikes[-1] > today:
        return tuple(day for day in strikes if day <= today)
    if strikes and (today - strikes[-1]).days < DAYS_BETWEEN_STRIKES:
        return strikes
    return (*strikes, today)[:STRIKES]


def remember_links(memory: Memory, judged: Iterable[Judged]) -> dict[str, LinkMemory]:
    """The memory of all links that the catalogues hold now; what tonight left unjudged stays as it was."""
    links: dict[str, LinkMemory] = {}
    for item in judged:
        url = item.link.url
        if item.verdict is Verdict.UNCHECKED:
            if url in memory.links:
                links[url] = memory.links[url]
        elif item.since is not None:
            links[url] = LinkMemory(
                verdict=item.verdict,
                since=item.since,
                evidence=item.evidence,
                vouched_by=item.vouched_by,
                final_url=item.final_url,
                strikes=item.strikes,
                archive=item.archive,
            )
    return links


def date_findings(memory: Memory, findings: Iterable[Finding], today: date) -> tuple[Finding, ...]:
    """The findings with the day on which each was first seen; those alike in everything are numbered."""
    dated = []
    seen: dict[str, int] = {}
    for finding in findings:
        nth = seen[finding.id] = seen.get(finding.id, 0) + 1
        numbered = replace(finding, nth=nth)
        before = memory.findings.get(numbered.id)
        dated.append(replace(numbered, first_seen=before.first_seen if before else today))
    return tuple(dated)


def remember_findings(
    memory: Memory, findings: Iterable[Finding], judged: Iterable[Judged]
) -> tuple[dict[str, FindingMemory], Changes]:
    """The findings to remember, and what changed. A finding about a link that tonight left unjudged is not gone."""
    now = {
        finding.id: FindingMemory(first_seen=finding.first_seen, what=finding.what)
        for finding in findings
        if finding.first_seen is not None
    }
    unjudged = {item.link.url for item in judged if item.verdict is Verdict.UNCHECKED}
    gone = {key: past for key, past in memory.findings.items() if key not in now}
    kept = {key: past for key, past in gone.items() if past.what in unjudged}
    changes = Changes(
        new=tuple(key for key in now if key not in memory.findings),
        repaired=tuple(key for key in gone if key not in kept),
    )
    return now | kept, changes
