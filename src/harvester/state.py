"""The files that one run hands to the next, as text: ``health.json`` and ``NAME.yaml``, each with its schema."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date  # noqa: TC003 (pydantic looks at it when it runs)
from sys import intern
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from harvester import yaml_events
from harvester.enrich import FIELDS, Known
from harvester.errors import StateError
from harvester.history import FindingMemory, LinkMemory
from harvester.linewise import dumped, mapping
from harvester.model import Author, Fact, Flag, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from harvester.history import Memory
    from harvester.model import Catalogue, Enriched, Judged

M = TypeVar("M", bound=BaseModel)

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


_WORDS = [verdict.word for verdict in Verdict]


def _known_word(word: str) -> str:
    if word not in _WORDS:
        raise ValueError("no verdict of that name")
    return word


Word = Annotated[str, AfterValidator(_known_word), Field(json_schema_extra={"enum": _WORDS})]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class HealthLink(_Model):
    """Memory of one URL."""

    verdict: Word
    since: date
    evidence: str = ""
    vouched_by: str = ""
    final_url: str | None = None
    strikes: list[date] = Field(default_factory=list)
    archive: str | None = Field(default=None, description="Archived copy of what is dead; empty where there is none.")


class HealthFinding(_Model):
    """Memory of one finding."""

    first_seen: date
    what: str


class Health(_Model):
    """``health.json``: since when each link is what it is."""

    schema_: Literal["harvester/health@1"] = Field(alias="schema")
    world: str
    links: dict[str, HealthLink]
    findings: dict[str, HealthFinding]


class Person(_Model):
    """An author: a person by family and given name, or a group by its name."""

    family: str = ""
    given: str = ""
    literal: str = ""


class EnrichedLink(_Model):
    """One link of an entry."""

    role: str
    url: str
    verdict: Word
    final_url: str | None = None


class EnrichedFact(_Model):
    """One thing that a registry knows of a paper beyond its citation."""

    flag: Flag
    about: str
    source: str
    evidence: str
    value: str = ""
    date: str = ""


class EnrichedEntry(_Model):
    """One entry with what is known of it."""

    id: str
    line: int
    section: list[str] = Field(default_factory=list)
    title: str = ""
    authors: list[Person] = Field(default_factory=list)
    venue: str = ""
    short_venue: str = ""
    event: str = ""
    publisher: str = ""
    year: int | None = None
    date: Annotated[str, Field(pattern=r"^([0-9]{4}(-[0-9]{2}){0,2})?$")] = ""
    dates: dict[str, str] = Field(default_factory=dict)
    type: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    identifiers: dict[str, str] = Field(default_factory=dict)
    links: list[EnrichedLink] = Field(default_factory=list)
    fields: dict[str, str] = Field(default_factory=dict)
    claims: dict[str, str] = Field(default_factory=dict)
    provenance: dict[str, str] = Field(default_factory=dict)
    flags: list[Flag] = Field(default_factory=list)
    facts: list[EnrichedFact] = Field(default_factory=list)


class EnrichedCatalogue(_Model):
    """``NAME.yaml``: the enriched catalogue."""

    schema_: Literal["harvester/enriched@1"] = Field(alias="schema")
    world: str
    catalogue: str
    title: str
    entries: list[EnrichedEntry]


def write_health(memory: Memory, world: str) -> Iterator[str]:
    """The text of ``health.json``, a link or a finding a line, in an order that does not depend on the run."""
    yield f'{{\n "schema": "harvester/health@1",\n "world": {dumped(world)},\n "links": '
    yield from mapping(((url, _row(_health_link(memory.links[url]))) for url in sorted(memory.links)), indent=1)
    yield ',\n "findings": '
    yield from mapping(
        ((key, _row(_health_finding(memory.findings[key]))) for key in sorted(memory.findings)), indent=1
    )
    yield "\n}\n"


def _row(model: BaseModel) -> str:
    return model.model_dump_json(exclude_defaults=True)


def _health_link(link: LinkMemory) -> HealthLink:
    return HealthLink(
        verdict=link.verdict.word,
        since=link.since,
        evidence=link.evidence,
        vouched_by=link.vouched_by,
        final_url=link.final_url,
        strikes=list(link.strikes),
        archive=link.archive,
    )


def _health_finding(finding: FindingMemory) -> HealthFinding:
    return HealthFinding(first_seen=finding.first_seen, what=finding.what)


def read_health(text: str, shown: str) -> tuple[str, dict[str, LinkMemory], dict[str, FindingMemory]]:
    """World, links and findings of a ``health.json``.

    Raises:
        StateError: It is damaged, of another program, or of a later version.
    """
    try:
        data = json.loads(text)
        json.dumps(data, ensure_ascii=False).encode()  # half a character could be read, and never be written again
    except (ValueError, RecursionError) as error:
        raise _refused(shown, "not readable as JSON") from error
    health = _validated(Health, data, shown)
    links = {
        url: LinkMemory(
            verdict=Verdict.of(link.verdict),
            since=link.since,
            evidence=link.evidence,
            vouched_by=link.vouched_by,
            final_url=link.final_url,
            strikes=tuple(link.strikes),
            archive=link.archive,
        )
        for url, link in health.links.items()
    }
    findings = {key: FindingMemory(first_seen=item.first_seen, what=item.what) for key, item in health.findings.items()}
    return health.world, links, findings


def write_enriched(
    catalogue: Catalogue, entries: Iterable[Enriched], judged: Iterable[Judged], world: str
) -> Iterator[str]:
    """The text of ``NAME.yaml``, entries in source order."""
    links: dict[str, list[Judged]] = {}
    for item in judged:
        if item.catalogue == catalogue.path and item.entry_id:
            links.setdefault(item.entry_id, []).append(item)
    head = EnrichedCatalogue(
        schema="harvester/enriched@1", world=world, catalogue=catalogue.path, title=catalogue.title, entries=[]
    )
    yield yaml_events.dump(_plain(head, exclude={"entries"}))
    before = "entries:\n"
    # entry by entry, since the tree of a whole list takes YAML many times the memory of its text
    for one in entries:
        yield before + yaml_events.dump([_plain(_entry(one, links.get(one.id, [])))])
        before = ""
    if before:
        yield "entries: []\n"


def _plain(model: BaseModel, exclude: set[str] | None = None) -> dict[str, Any]:
    return model.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude=exclude)


def _entry(item: Enriched, links: list[Judged]) -> EnrichedEntry:
    return EnrichedEntry(
        id=item.id,
        line=item.entry.line,
        section=list(item.entry.section),
        title=item.title,
        authors=[Person(family=a.family, given=a.given, literal=a.literal) for a in item.authors],
        venue=item.venue,
        short_venue=item.short_venue,
        event=item.event,
        publisher=item.publisher,
        year=item.year,
        date=item.date,
        dates=dict(item.dates),
        type=item.type,
        volume=item.volume,
        issue=item.issue,
        pages=item.pages,
        identifiers=dict(item.identifiers),
        links=[
            EnrichedLink(role=one.link.role, url=one.link.url, verdict=one.verdict.word, final_url=one.final_url)
            for one in links
        ],
        fields=dict(item.entry.fields),
        claims=dict(item.claims),
        provenance=dict(item.provenance),
        flags=[Flag(flag) for flag in item.flags],
        facts=[EnrichedFact(**asdict(fact)) for fact in item.facts],
    )


def read_enriched(text: str, shown: str) -> tuple[str, str, dict[str, Known]]:
    """World, catalogue path and known metadata by entry id of a ``NAME.yaml``.

    Raises:
        StateError: It is damaged, of another program, or of a later version.
    """
    try:
        document, known = _by_pieces(text)
    except (yaml.YAMLError, ValidationError, ValueError, RecursionError):
        document = _whole(text, shown)
        known = {entry.id: _known(entry) for entry in document.entries}
    return document.world, document.catalogue, known


_PIECE = 100
"""Entries that are read at a time: the tree of a whole list takes YAML many times the memory of its text."""


def _by_pieces(text: str) -> tuple[EnrichedCatalogue, dict[str, Known]]:
    """The head and what is known of each entry, for a file laid out as we write it; raises for any other."""
    head, _, rows = text.partition("\nentries:\n- ")
    document = EnrichedCatalogue.model_validate(yaml.load(f"{head}\nentries: []", Loader=_Loader))  # noqa: S506 (safe)
    entries = rows.split("\n- ")  # an entry's own lines are all indented
    known = {}
    for start in range(0, len(entries), _PIECE):
        piece = "".join(f"- {entry}\n" for entry in entries[start : start + _PIECE])
        for row in yaml.load(piece, Loader=_Loader):  # noqa: S506 (as above)
            entry = EnrichedEntry.model_validate(row)
            known[entry.id] = _known(entry)
    return document, known


def _whole(text: str, shown: str) -> EnrichedCatalogue:
    try:
        data = yaml.load(text, Loader=_Loader)  # noqa: S506 (a safe loader, in C where there is one)
    except (yaml.YAMLError, RecursionError, ValueError) as error:  # ValueError: no such day, a number without end
        raise _refused(shown, "not readable as YAML") from error
    return _validated(EnrichedCatalogue, data, shown)


def _known(entry: EnrichedEntry) -> Known:
    values: dict[str, Any] = {name: getattr(entry, name) for name in FIELDS if getattr(entry, name)}
    if entry.authors:
        values["authors"] = tuple(Author(p.family, p.given, p.literal) for p in entry.authors)
    return Known(
        values=values,
        # the same few words in every entry, which the reader makes anew each time
        provenance={intern(name): intern(source) for name, source in entry.provenance.items()},
        dates={intern(kind): date for kind, date in entry.dates.items()},
        identifiers={intern(kind): value for kind, value in entry.identifiers.items()},
        facts=tuple(Fact(**fact.model_dump()) for fact in entry.facts),
    )


def schemas() -> Mapping[str, dict[str, Any]]:
    """The JSON Schemas (2020-12) of these files, by file name."""
    return {
        "health.schema.json": Health.model_json_schema(by_alias=True),
        "enriched.schema.json": EnrichedCatalogue.model_json_schema(by_alias=True),
    }


def _validated(model: type[M], data: Any, shown: str) -> M:
    named = data.get("schema") if isinstance(data, dict) else None
    expected = model.model_fields["schema_"].annotation.__args__[0]  # type: ignore[union-attr]
    if named != expected:
        family, _, version = str(named).partition("@")
        if family == expected.partition("@")[0] and version.isdigit() and version > expected.partition("@")[2]:
            raise _refused(shown, f"written by a later harvester ({named}); this one reads {expected}")
        raise _refused(shown, f"not a file of harvester ({expected} expected)")
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise _refused(shown, f"damaged at {where}: {first['msg']}") from error


def _refused(shown: str, why: str) -> StateError:
    return StateError(
        f"{shown}: {why}", hint="It was left as it is. Restore it from git, or move it away to start afresh."
    )
