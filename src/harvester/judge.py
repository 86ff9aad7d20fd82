"""Answers, history and the text itself become one verdict per link."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from harvester import history
from harvester.identify import canonical_url, identify_url, near
from harvester.identify.inside_github import answer_key, renamed
from harvester.model import Absent, Found, Judged, TargetKind, Unavailable, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from harvester.history import LinkMemory, Memory
    from harvester.model import Answer, Cited, Sighting


def judge(
    cited: Iterable[Cited],
    answers: Mapping[str, Answer[Sighting]],
    memory: Memory,
    *,
    today: date,
    not_asked: str = "not asked",
) -> tuple[Judged, ...]:
    """One verdict for every link.

    Args:
        answers: By ``answer_key``.
        memory: What earlier nights left.
        today: Day of the run, UTC.
        not_asked: Why links without an answer were not asked. Where an earlier night judged one, that verdict stands.
    """
    return tuple(_judged(item, answers, memory.links.get(item.link.url), today, not_asked) for item in cited)


def _judged(
    item: Cited,
    answers: Mapping[str, Answer[Sighting]],
    past: LinkMemory | None,
    today: date,
    not_asked: str,
) -> Judged:
    verdict, evidence = Verdict.UNCHECKED, not_asked
    vouched_by, final_url = "", None
    strikes: tuple[date, ...] = ()
    match item.target.kind, answers.get(answer_key(item.target)):
        case TargetKind.PLACEHOLDER, _:
            verdict, evidence = Verdict.PLACEHOLDER, item.target.why
        case TargetKind.MALFORMED, _:
            verdict, evidence = Verdict.MALFORMED, item.target.why
        case _, Found(sighting):
            verdict = Verdict.MOVED if sighting.moved_to else Verdict.OK
            evidence, vouched_by, final_url = sighting.evidence, sighting.vouched_by, sighting.moved_to
            if final_url and item.target.kind is TargetKind.GITHUB:
                final_url = renamed(item.link.url, final_url)
        case _, Absent(reason):
            verdict, evidence = Verdict.DEAD, reason
        case _, Unavailable(failing=True) as answer:
            strikes = history.struck(past.strikes if past else (), today)
            dead = len(strikes) == history.STRIKES or (past is not None and past.verdict is Verdict.DEAD)
            verdict, evidence = Verdict.DEAD if dead else Verdict.FAILING, answer.reason
        case kind, Unavailable(refused=True) as answer if kind.is_page:
            verdict, evidence = Verdict.BLOCKED, answer.reason
            strikes = past.strikes if past else ()
        case _, Unavailable() as answer:
            evidence = answer.reason
        case _, None if past is not None:
            verdict, evidence, vouched_by, final_url = (
                past.verdict,
                past.evidence,
                past.vouched_by,
                past.final_url,
            )
            strikes = past.strikes
    since = past.since if past is not None and past.verdict is verdict else today
    return Judged(
        catalogue=item.catalogue,
        section=item.section,
        entry_id=item.entry_id,
        link=item.link,
        target=item.target,
        verdict=verdict,
        evidence=evidence,
        vouched_by=vouched_by,
        final_url=final_url,
        # what lies in the repository is judged anew every time and needs no memory
        since=None if verdict is Verdict.UNCHECKED or item.target.kind.is_inside else since,
        strikes=strikes,
        instead=_instead(item, verdict, answers),
        template=item.template,
        archive=past.archive if past is not None and past.verdict is verdict is Verdict.DEAD else None,
    )


def _instead(item: Cited, verdict: Verdict, answers: Mapping[str, Answer[Sighting]]) -> str:
    """The address that was meant, where it is vouched for tonight: the near spelling, or the mended one."""
    if verdict is Verdict.MALFORMED and item.link.mended:
        meant = identify_url(item.link.mended)
        return item.link.mended if isinstance(answers.get(answer_key(meant)), Found) else ""
    other = near(item.target) if verdict is Verdict.DEAD else None
    if other is None or not isinstance(answers.get(answer_key(other)), Found):
        return ""
    return canonical_url(replace(other, value=item.target.instead))
