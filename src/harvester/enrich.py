"""Records and what was known before become the metadata of an entry. The merging policy is here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from harvester.model import Enriched, Found, Role, TargetKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from harvester.model import Answer, Catalogue, Cited, Entry, Record, Sighting

# Who is believed first: the registry of the version of record, then those of preprints and submissions.
_RANK = ("crossref", "datacite", "openreview", "arxiv")

_ALONE = ("title", "authors")
"""Fields that may come from any record of the work."""

_TOGETHER = ("venue", "publisher", "date", "type", "volume", "issue", "pages")
"""Fields that describe one publication, so that a preprint's date never meets a journal's volume."""

FIELDS = (*_ALONE, *_TOGETHER)

NO_METADATA = "no-metadata"
"""Flag of an entry whose paper no registry could name, now or before."""


@dataclass(frozen=True, slots=True)
class Known:
    """What an earlier run filled in for one entry: values and the source of each, by field."""

    values: Mapping[str, Any] = field(default_factory=dict)
    provenance: Mapping[str, str] = field(default_factory=dict)


def enrich(
    catalogue: Catalogue,
    ids: Sequence[str],
    cited: Sequence[Cited],
    answers: Mapping[str, Answer[Sighting]],
    known: Mapping[str, Known],
) -> tuple[Enriched, ...]:
    """Fill title, authors, venue and dates of every entry, each with its source.

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
    found = [answers.get(item.target.key) for item in papers]
    records = sorted(
        (answer.value.record for answer in found if isinstance(answer, Found) and answer.value.record),
        key=lambda record: _RANK.index(record.source),
    )
    values, provenance = _merge(records)
    for key in FIELDS:
        if not values.get(key) and known.values.get(key):
            values[key], provenance[key] = known.values[key], known.provenance.get(key, "earlier run")
    claims = {"title": entry.title, "authors": entry.authors, "date": entry.date, "venue": entry.venue}
    return Enriched(
        id=name,
        entry=entry,
        identifiers=_identifiers(papers, records),
        provenance=provenance,
        claims={key: value for key, value in claims.items() if value},
        flags=() if values.get("title") else (NO_METADATA,),
        **values,
    )


def _merge(records: Sequence[Record]) -> tuple[dict[str, Any], dict[str, str]]:
    values: dict[str, Any] = {}
    provenance: dict[str, str] = {}
    for key in _ALONE:
        if source := next((record for record in records if getattr(record, key)), None):
            values[key], provenance[key] = getattr(source, key), source.source
    if publication := next((record for record in records if record.venue or record.date), None):
        for key in _TOGETHER:
            if value := getattr(publication, key):
                values[key], provenance[key] = value, publication.source
    return values, provenance


def _identifiers(papers: Sequence[Cited], records: Sequence[Record]) -> dict[str, str]:
    """Identifiers of the listed work, from its links and its record; a preprint's published DOI is not its own."""
    identifiers: dict[str, str] = {}
    for item in papers:
        if item.target.kind not in {TargetKind.WEB, TargetKind.PLACEHOLDER, TargetKind.MALFORMED}:
            identifiers.setdefault(str(item.target.kind), item.target.value)
    for record in records:
        if record.doi:
            identifiers.setdefault("doi", record.doi)
        if record.arxiv:
            identifiers.setdefault("arxiv", record.arxiv)
    return dict(sorted(identifiers.items()))
