"""What Crossref knows of a work's later life: notices about it, and the version of record of a preprint."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from harvester.identify import normalise_doi
from harvester.model import Update
from harvester.upstream.crossref_dates import date_of
from harvester.upstream.markup import plain
from harvester.upstream.members import dicts
from harvester.upstream.preprints import of_record

if TYPE_CHECKING:
    from harvester.model import Doi

_NEW_VERSION = frozenset({"new_version", "new_edition"})


def updates(item: dict[str, Any]) -> tuple[Update, ...]:
    """The notices about a work, oldest first, each once: publisher and Retraction Watch both report the same one.

    All of ``updated-by`` is read, since corrections may stand before the retraction. A new version that is the work
    itself says nothing. Never raises.
    """
    own = normalise_doi(str(item.get("DOI", "")))
    told: dict[tuple[str, Doi | None], Update] = {}
    for notice in dicts(item.get("updated-by")):
        kind = re.sub(r"[\s-]+", "_", plain(notice.get("type")).lower())
        doi = normalise_doi(str(notice.get("DOI") or ""))
        if not kind or (kind in _NEW_VERSION and doi == own):
            continue
        update = Update(kind=kind, doi=doi, date=_date(notice.get("updated")), source=plain(notice.get("source")))
        told[kind, doi] = _merged(told[kind, doi], update) if (kind, doi) in told else update
    named = {kind for kind, doi in told if doi}
    distinct = [update for (kind, doi), update in told.items() if doi or kind not in named]
    return tuple(sorted(distinct, key=lambda update: (update.date or "9", update.kind, update.doi or "")))


def published_doi(item: dict[str, Any]) -> Doi | None:
    """The version of record that a preprint itself names, or None.

    Only the preprint's own word counts (``asserted-by: subject``); lists that other works made hold strangers. None
    where it names several.
    """
    relation = item.get("relation")
    if item.get("type") != "posted-content" or not isinstance(relation, dict):
        return None
    named = {
        doi
        for target in dicts(relation.get("is-preprint-of"))
        if target.get("asserted-by") == "subject" and str(target.get("id-type")).lower() == "doi"
        if (doi := of_record(normalise_doi(str(target.get("id") or ""))))
    }
    return named.pop() if len(named) == 1 else None


def _merged(first: Update, second: Update) -> Update:
    """One notice that two sources report: the publisher's date, since the notice is the publisher's."""
    dated = second if second.date and (second.source == "publisher" or not first.date) else first
    sources = sorted({first.source, second.source} - {""})
    return replace(first, date=dated.date, source=", ".join(sources))


def _date(value: object) -> str:
    if date := date_of(value):
        return date
    stamp = value.get("date-time") if isinstance(value, dict) else None
    return stamp[:10] if isinstance(stamp, str) and re.match(r"[12]\d{3}-\d\d-\d\d", stamp, re.ASCII) else ""
