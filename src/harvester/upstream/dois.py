"""Everything that a DOI stands behind: DOIs, short DOIs, PubMed numbers and publisher item identifiers.

Crossref comes first, since it gives the record with the answer; what it lacks, doi.org routes to another agency, leads
to the DOI that it is an alias of, or declares unknown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from harvester.model import Absent, Doi, Found, Sighting, TargetKind, Unavailable
from harvester.upstream.crossref import ANOTHER_DOI

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from harvester.model import Answer, Record
    from harvester.upstream.crossref import Crossref
    from harvester.upstream.datacite import DataCite
    from harvester.upstream.desk import Desk
    from harvester.upstream.doi import DoiOrg
    from harvester.upstream.ncbi import Article, Ncbi

V = TypeVar("V")

ALIAS_SHARE = 0.03
FEWEST_ALIASES = 3
"""A DOI that Crossref registered and yet does not hold may be an alias. doi.org tells, but one DOI at a time: so many
are asked for in one run, as a share of all DOIs, or at least this number. The rest is vouched for without a record."""


_ACM_NUMBER = re.compile(r"10\.5555/\d+\.\d+")
"""Crossref's prefix for tests, which ACM puts before the numbers of papers that have no DOI."""

DELETED = "crossref listing of deleted dois"
"""The journal, so to speak, in which Crossref keeps the records of DOIs that were given up."""


@dataclass(frozen=True, slots=True)
class Registries:
    """Who is asked about DOIs, and the desk where it is done."""

    desk: Desk
    crossref: Crossref
    doi: DoiOrg
    datacite: DataCite
    ncbi: Ncbi


def answers(ask: Registries, wanted: Mapping[TargetKind, Sequence[str]]) -> dict[str, Answer[Sighting]]:
    """One answer for each identifier, by ``Target.key``.

    Args:
        wanted: Values of targets by their kind; kinds that no DOI stands behind are passed over.
    """
    desk = ask.desk
    shorts = desk.ask(ask.doi.primaries, [Doi(value) for value in wanted[TargetKind.SHORT_DOI]])
    articles = {
        TargetKind.PMID: desk.ask(ask.ncbi.pmids, wanted[TargetKind.PMID]),
        TargetKind.PMCID: desk.ask(ask.ncbi.pmcids, wanted[TargetKind.PMCID]),
    }
    items = desk.ask(ask.crossref.by_pii, wanted[TargetKind.PII])

    dois = [Doi(value) for value in wanted[TargetKind.DOI]]
    meant = [short for short in _found(shorts.values()) if not _is_short(short)]
    behind = [article.doi for part in articles.values() for article in _found(part.values()) if article.doi]
    known, silent = _sightings(ask, list(dict.fromkeys([*dois, *meant, *behind])))

    told: dict[str, Answer[Sighting]] = {f"{TargetKind.DOI}:{doi}": known[doi] for doi in dois}
    told |= {f"{TargetKind.SHORT_DOI}:{short}": _short(answer, known) for short, answer in shorts.items()}
    for kind, part in articles.items():
        told |= {f"{kind}:{number}": _article(kind, answer, known, silent) for number, answer in part.items()}
    return told | {f"{TargetKind.PII}:{pii}": _item(answer) for pii, answer in items.items()}


def vouched(answer: Answer[Record], name: str) -> Answer[Sighting]:
    """A registry's record as proof that the thing exists."""
    if isinstance(answer, Found):
        return Found(Sighting(vouched_by=name, evidence=_held(answer.value, name), record=answer.value))
    return answer


def _held(record: Record, name: str) -> str:
    return f"in {name}'s data file of {record.data_file}" if record.data_file else f"{name} holds its record"


def _sightings(ask: Registries, dois: Sequence[Doi]) -> tuple[dict[Doi, Answer[Sighting]], frozenset[Doi]]:
    """The answer about each DOI, and those whose record a registry may hold and did not give tonight."""
    desk = ask.desk
    works = desk.ask(ask.crossref.works, dois)
    agencies = desk.ask(ask.doi.agencies, [doi for doi in dois if not isinstance(works[doi], Found)])
    theirs = [doi for doi, answer in agencies.items() if answer == Found("Crossref") and _is_open(works[doi])]
    most = max(FEWEST_ALIASES, int(ALIAS_SHARE * len(dois)))
    primaries = desk.ask(ask.doi.primaries, theirs[:most])
    aliases = {doi: answer.value for doi, answer in primaries.items() if isinstance(answer, Found)}
    meant = {doi: aliases.get(doi, doi) for doi in theirs}
    # a batch leaves out what its index has not caught up with, so Crossref's own are asked for once more
    unheard = [doi for doi in meant.values() if not isinstance(works.get(doi), Found)]
    works |= desk.ask(ask.crossref.works, unheard, again=True)
    works |= {doi: works[primary] for doi, primary in meant.items()}
    datacite = desk.ask(ask.datacite.works, [doi for doi, answer in agencies.items() if answer == Found("DataCite")])
    told = {doi: _sighting(doi, works[doi], agencies.get(doi), datacite.get(doi)) for doi in dois}
    held = {doi for doi, answer in agencies.items() if isinstance(answer, Unavailable) or answer in _HOLDERS}
    return told, frozenset(doi for doi in held if not _has_record(told[doi]))


_HOLDERS = (Found("Crossref"), Found("DataCite"))
"""Agencies that hold a record of all that they registered."""


def _has_record(answer: Answer[Sighting]) -> bool:
    return isinstance(answer, Found) and answer.value.record is not None


def _is_open(answer: Answer[Record]) -> bool:
    """Whether an answer may yet turn out to be one about an alias, or come late."""
    return isinstance(answer, Absent) or (isinstance(answer, Unavailable) and answer.reason == ANOTHER_DOI)


def _sighting(
    doi: Doi, crossref: Answer[Record], agency: Answer[str] | None, datacite: Answer[Record] | None
) -> Answer[Sighting]:
    match crossref, datacite, agency:
        case Found(record), _, _ if record.venue.lower() == DELETED:
            return Absent("Crossref: a deleted DOI, which leads to a page that says so")
        case Found(record), _, _:
            alias = f"an alias of {record.doi}; " if record.doi not in {doi, None} else ""
            return Found(Sighting(vouched_by="Crossref", evidence=alias + _held(record, "Crossref"), record=record))
        case _, Found() as answer, _:
            return vouched(answer, "DataCite")
        case _, _, Found("handle"):
            return Found(Sighting(vouched_by="doi.org", evidence="the handle is registered"))
        case _, _, Found(name):
            note = _no_record(datacite if isinstance(datacite, Unavailable) else crossref)
            return Found(Sighting(vouched_by="doi.org", evidence=f"registered (agency {name}); {note}"))
        case Unavailable() as answer, _, Unavailable(reason):
            return Unavailable(f"Crossref: {answer.reason}; doi.org: {reason}", refused=answer.refused)
        case _, _, Unavailable(reason, retry_after, refused):
            return Unavailable(f"doi.org: {reason}", retry_after, refused=refused)
        case _, _, Absent(evidence) if _ACM_NUMBER.fullmatch(doi):
            return Absent(f"{evidence}; a number of ACM's own, which only the pages of dl.acm.org know")
        case _, _, Absent() as answer:
            return answer
        case _:
            return Unavailable("doi.org was not asked")


def _no_record(answer: Answer[Record]) -> str:
    return f"its record could not be had ({answer.reason})" if isinstance(answer, Unavailable) else "no record of it"


def _is_short(doi: Doi) -> bool:
    return doi.startswith("10/")


def _short(answer: Answer[Doi], known: Mapping[Doi, Answer[Sighting]]) -> Answer[Sighting]:
    if not isinstance(answer, Found):
        return answer
    if _is_short(answer.value):
        return Found(Sighting(vouched_by="doi.org", evidence="the handle is registered"))
    match known[answer.value]:
        case Found(sighting):
            return Found(replace(sighting, evidence=f"short for {answer.value}; {sighting.evidence}"))
        case Absent(evidence):
            return Absent(f"short for {answer.value}; {evidence}")
        case unavailable:
            return unavailable


def _article(
    kind: TargetKind, answer: Answer[Article], known: Mapping[Doi, Answer[Sighting]], silent: Container[Doi]
) -> Answer[Sighting]:
    """NCBI vouches for its own number; the record is that of the DOI behind it, else NCBI's own.

    As long as the DOI's registry is silent, NCBI's own fills in what no run has known, and overrules nothing.
    """
    if not isinstance(answer, Found):
        return answer
    article = answer.value
    record = article.record
    if article.doi is None:
        evidence = f"{kind.word} lists it, without a DOI"
    else:
        record = replace(record, stale=True) if record and article.doi in silent else record
        evidence = f"{kind.word} lists it as {article.doi}"
        match known[article.doi]:
            case Found(sighting):
                evidence += f"; {sighting.evidence}"
                record = sighting.record or record
            case Absent():
                evidence += ", which is not registered"
            case Unavailable(reason):
                evidence += f"; its record could not be had ({reason})"
    return Found(Sighting(vouched_by="NCBI", evidence=evidence, record=record))


def _item(answer: Answer[Record]) -> Answer[Sighting]:
    # Crossref does not know every item of every publisher, so its silence proves nothing
    return Unavailable("Crossref lists no such item") if isinstance(answer, Absent) else vouched(answer, "Crossref")


def _found(answers: Iterable[Answer[V]]) -> list[V]:
    return [answer.value for answer in answers if isinstance(answer, Found)]
