"""The shape of ``report.json``, from which its JSON Schema is generated."""

from __future__ import annotations

# pydantic reads these annotations when the classes are made, so they cannot hide behind TYPE_CHECKING.
from datetime import date  # noqa: TC003
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)

from harvester.model import Certainty, Flag, Role, Severity, TargetKind, Verdict
from harvester.report import escape, trend

SCHEMA = "harvester/report@1"
"""Name and version of the format, the value of the document's ``schema``."""


def _reader(of: type[Verdict | Severity]) -> BeforeValidator:
    """Let a closed vocabulary stand as its words in the file and as its members in the program."""
    by_word = {member.word: member for member in of}

    def read(value: Any) -> Any:
        if isinstance(value, str) and value not in by_word:
            raise ValueError(f"must be one of {', '.join(by_word)}")
        return by_word[value] if isinstance(value, str) else value

    return BeforeValidator(read)


def _text(value: Any) -> Any:
    return escape.encodable(value) if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(_text)]
_WORD = PlainSerializer(lambda member: member.word, return_type=str)
VerdictWord = Annotated[
    Verdict,
    _reader(Verdict),
    _WORD,
    WithJsonSchema({"type": "string", "enum": [verdict.word for verdict in Verdict]}),
]
SeverityWord = Annotated[
    Severity,
    _reader(Severity),
    _WORD,
    WithJsonSchema({"type": "string", "enum": [severity.word for severity in Severity]}),
]
Count = Annotated[int, Field(ge=0)]
Line = Annotated[int, Field(ge=0)]
CataloguePath = Annotated[Text, Field(description="Path of its catalogue, one of `run.catalogues`.")]
Section = Annotated[tuple[Text, ...], Field(description="Headings above it, topmost first.")]


class Part(BaseModel):
    """A part of the document: unknown keys are refused, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PlaceholderPart(Part):
    """Something in a catalogue that was never meant: a template row, an empty cell."""

    line: Line
    section: Section
    text: Text
    why: Text
    whole_row: bool = Field(description="True where no entry stands for the row.")


class SkippedPart(Part):
    """A link that belongs to no entry and has no verdict."""

    line: Line
    column: Line
    url: Text
    why: Text


class CataloguePart(Part):
    """One list of the run."""

    name: Text
    path: Text
    title: Text
    legend: dict[Text, Text] = Field(
        default_factory=dict, description="Codes that its cells use to what the list says they mean."
    )
    placeholders: tuple[PlaceholderPart, ...]
    skipped: tuple[SkippedPart, ...]


class CountsPart(Part):
    """The numbers that every report states, over all catalogues of the run."""

    links: Count
    healthy: Count = Field(description="Links that are ok or moved, of `links`.")
    verdicts: dict[str, Count] = Field(description="Verdict to number of links; together they are `links`.")
    papers: Count
    titled: Count = Field(description="Papers with a title, of `papers`.")
    own: Count = Field(description="Of the titled, those whose title only the list itself gives.")
    unknown: Count = Field(description="Papers whose title the registries do not know.")
    unasked: Count = Field(description="Papers without an identifier to ask by, and without a title.")
    skipped: Count = Field(description="Links of the files that belong to no paper, besides `links`.")
    problems: Count = Field(description="Findings to fix or to look at, undecided links apart.")
    notes: Count = Field(description="Findings worth knowing.")
    new_problems: Count
    new_notes: Count
    decisions: Count = Field(description="Distinct causes of the problems.")
    fix: Count = Field(default=0, description="Problems that are wrong now; a person must judge the rest.")
    new_fix: Count = Field(default=0, description="Problems among the new ones that are wrong now.")
    undecided: Count = Field(description="Links that are failing, blocked or unchecked, of `links`.")
    waived: Count = Field(default=0, description="Findings that somebody said may stay; neither problems nor notes.")
    repaired: Count


class PastPart(Part):
    """The numbers of one recorded run, as in `history.jsonl`."""

    date: date
    papers: Count
    verdicts: dict[Text, Count]
    rules: dict[Text, Count]
    fix: Count
    look: Count
    new: Count
    repaired: Count


class ChangesPart(Part):
    """Ids of findings that came and went since the state before."""

    new: tuple[Text, ...]
    repaired: tuple[Text, ...]


class RunPart(Part):
    """The run as a whole."""

    world: Text = Field(description="`live`, or the name of a sandbox world: a demonstration.")
    version: Text
    date: date
    offline: bool
    ill: tuple[Text, ...] = Field(description="Upstreams that left too much open for the run to be believed.")
    catalogues: tuple[CataloguePart, ...]
    counts: CountsPart
    changes: ChangesPart
    history: tuple[PastPart, ...] = Field(
        default=(), max_length=trend.SHOWN, description="The last recorded runs, oldest first, with this one."
    )


class UpstreamPart(Part):
    """What became of the questions put to one upstream."""

    asked: Count
    answered: Count
    unavailable: dict[Text, Count] = Field(description="Reason to number of questions without an answer.")
    requests: Count
    within: Count | None = Field(default=None, description="Seconds within which every request was over, in steps.")


class TargetPart(Part):
    """What a link points at, known from its text alone."""

    kind: TargetKind
    value: Text


class LinkPart(Part):
    """One link with its verdict."""

    url: Text
    catalogue: CataloguePath
    line: Line
    column: Line
    role: Role
    label: Text
    section: Section
    entry: Text = Field(description="Id of its entry; empty in a template row.")
    template: bool
    target: TargetPart
    verdict: VerdictWord
    final_url: Text | None
    vouched_by: Text
    evidence: Text
    since: date | None
    strikes: tuple[date, ...]
    instead: Text = Field(description="A near spelling that does exist, or empty.")


class SuggestionPart(Part):
    """What to do about a finding."""

    text: Text
    certainty: Certainty
    replacement: Text | None


class FindingPart(Part):
    """Something that a maintainer may act on."""

    id: Text
    rule: Text
    severity: SeverityWord
    cause: Text
    catalogue: Text = Field(description="Path of the file that it is in: a catalogue, or the configuration.")
    line: Line
    column: Line
    section: Section
    entry: Text
    label: Text
    what: Text
    evidence: Text
    advice: Text
    suggestion: SuggestionPart | None
    first_seen: date | None
    nth: Annotated[int, Field(ge=1, description="Its number among findings that are otherwise alike.")]
    waived: Text = Field(default="", description="Why somebody said that it may stay, or empty.")


class AuthorPart(Part):
    """A person, or a group as `literal`."""

    family: Text
    given: Text
    literal: Text


class WrittenPart(Part):
    """What the row itself says."""

    title: Text | None
    authors: Text | None
    date: Text | None
    venue: Text | None


class FactPart(Part):
    """One thing that a registry says about a paper beyond its citation."""

    flag: Flag
    about: Text = Field(description="Key of the link that it was said of.")
    source: Text
    evidence: Text
    value: Text = Field(description="What it leads to: a DOI, an address, a version; or empty.")
    date: Text


class EntryPart(Part):
    """One listed work with what the registries know of it."""

    id: Text
    catalogue: CataloguePath
    line: Line
    end_line: Line
    section: Section
    title: Text
    authors: tuple[AuthorPart, ...]
    venue: Text
    publisher: Text
    year: int | None
    date: Annotated[Text, Field(pattern=r"^([0-9]{4}(-[0-9]{2}){0,2})?$")]
    type: Text
    volume: Text
    issue: Text
    pages: Text
    identifiers: dict[Text, Text]
    provenance: dict[Text, Text] = Field(description="Field to the source that it was taken from.")
    claims: dict[Text, Text] = Field(description="What the catalogue itself says.")
    facts: tuple[FactPart, ...] = Field(default=(), description="What its flags rest on, the gravest first.")
    flags: tuple[Text, ...]
    written: WrittenPart
    fields: tuple[tuple[Text, Text], ...] = Field(description="Columns of the row as written, in order.")


class Document(Part):
    """All that the reports of one run show."""

    schema_: Literal["harvester/report@1"] = Field(alias="schema")
    run: RunPart
    upstreams: dict[Text, UpstreamPart]
    links: tuple[LinkPart, ...]
    findings: tuple[FindingPart, ...]
    entries: tuple[EntryPart, ...]

    @model_validator(mode="after")
    def _belongs_together(self) -> Self:
        known = {catalogue.path for catalogue in self.run.catalogues}
        places = [(part.catalogue, part.line) for part in self.links]
        places += [(part.catalogue, part.line) for part in self.entries]
        for name, line in places:
            if name not in known:
                raise ValueError(f"line {line} belongs to the catalogue {name!r}, which the run lacks")
        return self
