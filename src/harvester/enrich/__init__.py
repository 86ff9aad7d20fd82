"""Records and what was known before become the metadata of an entry. The merging policy is here and nowhere else.

=========================================  =====================================================================
field                                      taken from
=========================================  =====================================================================
title, authors                             the first source in ``RANK`` that has it
venue, short_venue, event, publisher,      the first source in ``RANK`` that names a venue or a date, all from that
date, type, volume, issue, pages           one: a preprint's date never meets a journal's volume
dates                                      all sources, by kind; of two the first in ``RANK``
identifiers                                the entry's own links, then the records
facts                                      every record of every paper link (``facts``)
claims                                     the catalogue itself; kept apart, never mixed in
=========================================  =====================================================================

Only records of the work that the entry's first paper link leads to are merged. What an earlier run knew stands as its
source's word until that source speaks again, so that an upstream's failure changes nothing. No value gives way to an
empty or a worse one (``worth``): junk, capitals, a cut title, a lost subtitle, initials, a year for a day. A stale
record, of a data file that is older than the registry's last word, fills in what no run has known, and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from harvester.enrich import facts as later
from harvester.enrich import ownership, worth
from harvester.match import FEW_WORDS, Claim, Match, claim_of, compare, title_words
from harvester.model import Enriched, Flag, Found, Role, TargetKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from harvester.model import Answer, Catalogue, Cited, Entry, Fact, Record, Sighting

RANK = ("crossref", "datacite", "ncbi", "openreview", "arxiv")
"""Sources, the most believed first: registries of the version of record, an index of it, submissions, preprints."""

_ALONE = ("title", "authors")
_TOGETHER = ("venue", "short_venue", "event", "publisher", "date", "type", "volume", "issue", "pages")

FIELDS = (*_ALONE, *_TOGETHER)

_EARLIER = "earlier run"
"""Source of a field whose file does not say where it came from."""

_UNIDENTIFIED = frozenset(
    {TargetKind.WEB, TargetKind.ANCHOR, TargetKind.FILE, TargetKind.PLACEHOLDER, TargetKind.MALFORMED}
)


@dataclass(frozen=True, slots=True)
class Known:
    """What an earlier run filled in for one entry.

    Attributes:
        values: By field.
        provenance: Source of each field, and of each identifier that no link gave.
        identifiers: By kind.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    provenance: Mapping[str, str] = field(default_factory=dict)
    dates: Mapping[str, str] = field(default_factory=dict)
    identifiers: Mapping[str, str] = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class _Word:
    """What one source says of a work, tonight or before; ``stale`` is tonight's where it is the older of the two."""

    source: str
    values: Mapping[str, Any]
    stale: bool = False

    @property
    def claim(self) -> Claim:
        authors = self.values.get("authors") or ()
        author = (authors[0].family or authors[0].literal) if authors else ""
        date = self.values.get("date") or ""
        return Claim(title=self.values.get("title") or "", author=author, year=int(date[:4]) if date else None)


def enrich(
    catalogue: Catalogue,
    ids: Sequence[str],
    cited: Sequence[Cited],
    answers: Mapping[str, Answer[Sighting]],
    known: Mapping[str, Known],
) -> tuple[Enriched, ...]:
    """Fill title, authors, venue and dates of every entry, each with its source, and what is known of its later life.

    Args:
        ids: One id for each entry.
        cited: The catalogue's links.
        answers: By ``Target.key``; what is missing here was not asked.
        known: What an earlier run filled in, by entry id. It is kept wherever nothing better came.
    """
    by_entry: dict[str, list[Cited]] = {name: [] for name in ids}
    for item in cited:
        if item.entry_id:
            by_entry[item.entry_id].append(item)
    return tuple(
        _entry(name, entry, by_entry[name], answers, known.get(name, Known()))
        for name, entry in zip(ids, catalogue.entries, strict=True)
    )


def _entry(
    name: str, entry: Entry, cited: Sequence[Cited], answers: Mapping[str, Answer[Sighting]], known: Known
) -> Enriched:
    papers = [item for item in cited if item.link.role is Role.PAPER]
    records = {item.target.key: record for item in papers if (record := _record(answers.get(item.target.key)))}
    same = _same_work(list(records.values()))
    values, provenance = _merge(_words(same, known))
    identifiers, derived = _identifiers(papers, same, known)
    claims = {"title": entry.title, "authors": entry.authors, "date": entry.date, "venue": entry.venue}
    own = _own(papers, records, identifiers, [_Word("", values).claim, _claimed(claims)])
    told = later.facts(
        papers,
        records,
        known.facts,
        listed=set(identifiers.values()),
        code=tuple(ownership.of_code(cited, answers, own, known.facts)),
        outdated=[key for key, record in records.items() if record.stale and known.values],
    )
    flags = [] if values.get("title") else [Flag.NO_METADATA]
    return Enriched(
        id=name,
        entry=entry,
        dates=_one_and_the_same(tuple(_dates(same, known).items())),
        identifiers=identifiers or _one_and_the_same(()),
        provenance=_one_and_the_same(tuple((provenance | derived).items())),
        claims={key: value for key, value in claims.items() if value},
        facts=told,
        flags=tuple(dict.fromkeys([*flags, *(fact.flag for fact in told)])),
        **values,
    )


@lru_cache(1 << 10)
def _one_and_the_same(items: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """The same mapping for the same items: most entries have the same fields from the same sources."""
    return dict(items)


def _own(
    papers: Sequence[Cited], records: Mapping[str, Record], identifiers: Mapping[str, str], claims: Sequence[Claim]
) -> ownership.Own:
    """All names of the entry's papers; of the list's own titles only those that are more than a nickname."""
    keys = {item.target.key for item in papers} | {f"{kind}:{value}" for kind, value in identifiers.items()}
    for record in records.values():
        dois = (record.doi, record.published_doi, record.likely_doi)
        keys |= {f"{TargetKind.DOI}:{doi}" for doi in dois if doi}
        keys |= {f"{TargetKind.ARXIV}:{record.arxiv}"} if record.arxiv else set()
    titled = [*map(claim_of, records.values()), *claims]
    return ownership.Own(frozenset(keys), tuple(one for one in titled if len(title_words(one.title)) >= FEW_WORDS))


def _claimed(claims: Mapping[str, str | None]) -> Claim:
    return Claim(title=claims["title"] or "", author=claims["authors"] or "")


def _record(answer: Answer[Sighting] | None) -> Record | None:
    return answer.value.record if isinstance(answer, Found) else None


def _word(record: Record) -> _Word:
    return _Word(record.source, {key: getattr(record, key) for key in FIELDS}, record.stale)


def _same_work(records: Sequence[Record]) -> list[Record]:
    """The records of the work that the first link leads to; an entry may list another work beside it."""
    return [
        record
        for record in records
        if record is records[0] or compare(_word(records[0]).claim, _word(record).claim).match is not Match.DIFFERENT
    ]


def _words(records: Sequence[Record], known: Known) -> list[_Word]:
    """What every source says: tonight's word, mended by its earlier one; the earlier one where it is silent tonight."""
    tonight = [_word(record) for record in records]
    for source, before in _remembered(known).items():
        same = next((word for word in tonight if word.source == source), None)
        if same is not None:
            tonight[tonight.index(same)] = _mended(same, before)
        elif not tonight or compare(tonight[0].claim, before.claim).match is not Match.DIFFERENT:
            tonight.append(before)
    return sorted(tonight, key=lambda word: _rank(word.source))


def _rank(source: str) -> int:
    return RANK.index(source) if source in RANK else len(RANK)


def _remembered(known: Known) -> dict[str, _Word]:
    publication = next((known.provenance[key] for key in _TOGETHER if key in known.provenance), _EARLIER)
    by_source: dict[str, dict[str, Any]] = {}
    for key, value in known.values.items():
        fallback = publication if key in _TOGETHER else _EARLIER
        by_source.setdefault(known.provenance.get(key, fallback), {})[key] = value
    return {source: _Word(source, values) for source, values in by_source.items()}


def _mended(tonight: _Word, before: _Word) -> _Word:
    if compare(tonight.claim, before.claim).match is Match.DIFFERENT:
        return tonight
    values = dict(tonight.values)
    for key, value in before.values.items():
        if (tonight.stale and value) or worth.is_worse(key, values.get(key), value):
            values[key] = value
    return _Word(tonight.source, values)


def _merge(words: Sequence[_Word]) -> tuple[dict[str, Any], dict[str, str]]:
    values: dict[str, Any] = {}
    provenance: dict[str, str] = {}
    for key in _ALONE:
        for word in words:
            value = word.values.get(key)
            if (
                value
                and not worth.is_junk(key, value)
                and (key not in values or worth.is_damaged(key, values[key], value))
            ):
                values[key], provenance[key] = value, word.source
    if publication := next((word for word in words if word.values.get("venue") or word.values.get("date")), None):
        for key in _TOGETHER:
            if value := publication.values.get(key):
                values[key], provenance[key] = value, publication.source
    return values, provenance


def _dates(records: Sequence[Record], known: Known) -> dict[str, str]:
    ranked = sorted(records, key=lambda record: _rank(record.source))
    dates: dict[str, str] = {}
    fresh, stale = ([record.dates for record in ranked if record.stale is old] for old in (False, True))
    for told in (*fresh, known.dates, *([] if known.dates else stale)):
        for kind, date in told.items():
            dates.setdefault(kind, date)
    return dict(sorted(dates.items()))


def _identifiers(
    papers: Sequence[Cited], records: Sequence[Record], known: Known
) -> tuple[dict[str, str], dict[str, str]]:
    """Identifiers of the listed work, and the source of those that no link gives.

    A preprint's published DOI is not its own.
    """
    identifiers: dict[str, str] = {}
    derived: dict[str, str] = {}
    for item in papers:
        if item.target.kind not in _UNIDENTIFIED:
            identifiers.setdefault(str(item.target.kind), item.target.value)
    told: list[tuple[str, str | None, str]] = []
    fresh, stale = ([record for record in records if record.stale is old] for old in (False, True))
    told += _named(fresh)
    told += [(kind, known.identifiers.get(kind), source) for kind, source in known.provenance.items()]
    told += _named(stale)
    for kind, value, source in told:
        if value and kind not in identifiers:
            identifiers[kind], derived[kind] = value, source
    return dict(sorted(identifiers.items())), derived


def _named(records: Sequence[Record]) -> Iterator[tuple[str, str | None, str]]:
    for record in records:
        yield from (("doi", record.doi, record.source), ("arxiv", record.arxiv, record.source))
