"""What registries know of a paper beyond its citation becomes facts: notices, later versions, code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.match import Match, claim_of, compare
from harvester.model import SOURCES, Fact, Flag

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from harvester.model import Cited, Record, Update

# Crossref's kinds of updates, the gravest first. A new version or edition says nothing against the old one.
_NOTICES = {
    "retraction": Flag.RETRACTED,
    "withdrawal": Flag.RETRACTED,
    "removal": Flag.RETRACTED,
    "partial_retraction": Flag.RETRACTED,
    "expression_of_concern": Flag.CONCERN,
    "correction": Flag.CORRECTED,
    "erratum": Flag.CORRECTED,
    "corrigendum": Flag.CORRECTED,
    "addendum": Flag.CORRECTED,
    "clarification": Flag.CORRECTED,
}
_REINSTATED = "reinstatement"
_PREPRINT = "article"


def facts(
    papers: Sequence[Cited],
    records: Mapping[str, Record],
    known: Sequence[Fact],
    *,
    listed: Collection[str],
    code: Sequence[Fact],
    outdated: Collection[str] = (),
) -> tuple[Fact, ...]:
    """All that is known of the papers of one entry and of their code, the gravest first.

    Args:
        papers: The entry's links to papers.
        records: Tonight's, by ``Target.key``.
        known: From an earlier run; they hold until the same target has a record again, or the link is gone.
        listed: Values of the identifiers that the entry has, so that a preprint beside its publication is left alone.
        code: Facts about the repositories that the entry links to (``harvester.enrich.ownership``).
        outdated: Keys of records that are older than what is known: the facts that are known hold against them.
    """
    keys = {item.target.key for item in papers}
    spoken = records.keys() - set(outdated)
    told = [fact for key, record in records.items() if key in spoken for fact in _of_record(key, record)]
    told += [fact for fact in known if fact.about in keys and fact.about not in spoken]
    told = [*(fact for fact in told if _applies(fact, papers, records, listed)), *code]
    named = [fact for fact in told if fact.flag is Flag.CODE_KNOWN]
    told = [fact for fact in told if fact.flag is not Flag.CODE_KNOWN]
    if len({fact.value.lower() for fact in named}) == 1:
        told.append(named[0])  # of two papers in one entry, or of several repositories, which is its own?
    order = list(Flag)
    return tuple(
        sorted(dict.fromkeys(told), key=lambda fact: (order.index(fact.flag), fact.about, fact.date, fact.value))
    )


def _of_record(about: str, record: Record) -> Iterator[Fact]:
    for update in _gravest(record.updates):
        yield Fact(
            flag=_NOTICES[update.kind],
            about=about,
            source=record.source,
            evidence=_notice(update),
            value=update.doi or "",
            date=update.date,
        )
    if record.withdrawn:
        yield Fact(flag=Flag.WITHDRAWN, about=about, source=record.source, evidence=record.withdrawn)
    if record.published_doi or record.journal_ref:
        where = record.journal_ref or f"https://doi.org/{record.published_doi}"
        yield Fact(
            flag=Flag.SUPERSEDED if record.published_doi else Flag.PUBLISHED,
            about=about,
            source=record.source,
            evidence=f"published as {where}",
            value=record.published_doi or "",
        )
    elif record.likely_doi:
        yield Fact(
            flag=Flag.SUPERSEDED,
            about=about,
            source="crossref",
            evidence=f"published as https://doi.org/{record.likely_doi}, found by title, first author and year",
            value=record.likely_doi,
        )
    if record.version is not None and record.version > 1:
        newest = f"v{record.version}"
        yield Fact(
            flag=Flag.NEWER_VERSION,
            about=about,
            source=record.source,
            evidence=f"the newest version is {newest}",
            value=newest,
            date=record.dates.get("revised", ""),
        )
    if len(record.code) == 1:
        yield Fact(
            flag=Flag.CODE_KNOWN,
            about=about,
            source=record.source,
            evidence=f"{_who_names(record.source)} names {record.code[0]}",
            value=record.code[0],
        )


def _who_names(source: str) -> str:
    return "the paper" if source == "arxiv" else f"its record at {SOURCES.get(source, source)}"


def _gravest(updates: Sequence[Update]) -> Iterator[Update]:
    """Every correction, and of the notices that put the work itself in question the gravest of each flag."""
    reinstated = max((update.date for update in updates if update.kind == _REINSTATED), default="")
    kinds = list(_NOTICES)
    seen: set[Flag] = set()
    for update in sorted(
        (update for update in updates if update.kind in _NOTICES), key=lambda update: kinds.index(update.kind)
    ):
        flag = _NOTICES[update.kind]
        if flag is not Flag.CORRECTED and (flag in seen or (reinstated and update.date <= reinstated)):
            continue
        seen.add(flag)
        yield update


def _notice(update: Update) -> str:
    words = [update.kind.replace("_", " ")]
    if update.date:
        words.append(f"of {update.date}")
    if update.doi:
        words.append(f"by https://doi.org/{update.doi}")
    told = {"title": "as its registered title says"}.get(update.source, f"told by {update.source}")
    return " ".join(words) + (f", {told}" if update.source else "")


def _applies(fact: Fact, papers: Sequence[Cited], records: Mapping[str, Record], listed: Collection[str]) -> bool:
    """Whether a fact about a target says something about this entry as it is written now."""
    match fact.flag:
        case Flag.SUPERSEDED | Flag.PUBLISHED:
            return fact.value not in listed and not _beside_its_publication(fact.about, records)
        case Flag.NEWER_VERSION:
            newest = int(fact.value.removeprefix("v"))
            pinned = [item.target.version for item in papers if item.target.key == fact.about]
            return all(pinned) and all(int(version.removeprefix("v")) < newest for version in pinned)
        case _:
            return True


def _beside_its_publication(about: str, records: Mapping[str, Record]) -> bool:
    preprint = records.get(about)
    return preprint is not None and any(
        record.type not in {_PREPRINT, ""}
        and compare(claim_of(preprint), claim_of(record)).match is not Match.DIFFERENT
        for key, record in records.items()
        if key != about
    )
