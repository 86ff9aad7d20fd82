"""What judging gives: the closed vocabularies, verdicts and findings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from harvester.model.catalogue import Link
    from harvester.model.target import Target


class Verdict(Enum):
    """What is to be thought of one link. Closed: every link has exactly one."""

    OK = ("ok", "✓", "vouched for by its registry or its server")
    MOVED = ("moved", "→", "alive at another address")
    DEAD = ("dead", "✗", "authoritatively gone, or failing for too long")
    FAILING = ("failing", "!", "failing, not yet long enough to call it dead")
    BLOCKED = ("blocked", "⊘", "the server refuses machines and no registry can vouch")
    PLACEHOLDER = ("placeholder", "□", "never meant to be a link")
    MALFORMED = ("malformed", "≠", "not an address")
    UNCHECKED = ("unchecked", "?", "not judged in this run")

    def __init__(self, word: str, glyph: str, meaning: str) -> None:
        self.word = word
        self.glyph = glyph
        self.meaning = meaning

    @classmethod
    def of(cls, word: str) -> Verdict:
        """The member whose word this is. Raises KeyError for any other."""
        return {member.word: member for member in cls}[word]


class Severity(Enum):
    """How much a finding asks of the maintainer."""

    FIX = ("fix", "wrong now")
    LOOK = ("look", "a person must judge")
    NOTE = ("note", "worth knowing")

    def __init__(self, word: str, meaning: str) -> None:
        self.word = word
        self.meaning = meaning


class Certainty(StrEnum):
    """How far a suggestion may be trusted: ``certain`` may be applied by machine, ``likely`` is only shown."""

    CERTAIN = "certain"
    LIKELY = "likely"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What to do about a finding; ``replacement`` is the new destination, or None where there is none to write."""

    text: str
    certainty: Certainty
    replacement: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One link with its verdict.

    Attributes:
        entry_id: The entry it belongs to; empty for a template row.
        vouched_by: Who vouches for it, or an empty string.
        evidence: What was seen, one phrase.
        final_url: Where it lives now, for ``moved``.
        since: First day of this verdict, without a break.
        strikes: Days that counted as failures.
        instead: A near spelling that does exist, proven in this run.
        archive: Address of an archived copy of what is dead; empty where the archives have none, None as long as they
            have not answered.
    """

    catalogue: str
    section: tuple[str, ...]
    entry_id: str
    link: Link
    target: Target
    verdict: Verdict
    evidence: str
    vouched_by: str = ""
    final_url: str | None = None
    since: date | None = None
    strikes: tuple[date, ...] = ()
    instead: str = ""
    template: bool = False
    archive: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that a maintainer may act on.

    Attributes:
        rule: Id of the rule that fired.
        cause: Findings of one rule with the same cause are one decision.
        what: What stands there, as written.
        evidence: What was found, one phrase.
        first_seen: The day on which it was first seen, without a break.
        nth: 1, or its number among findings that are otherwise alike (the same template row twice in a section).
        waived: Why a person said that it may stay, or an empty string; a waived finding is counted, never hidden.
    """

    rule: str
    severity: Severity
    cause: str
    catalogue: str
    line: int
    column: int
    section: tuple[str, ...]
    entry_id: str
    label: str
    what: str
    evidence: str
    advice: str
    suggestion: Suggestion | None = None
    first_seen: date | None = None
    nth: int = 1
    waived: str = ""

    @property
    def id(self) -> str:
        """Identity across runs: it survives a moved line, not a changed link."""
        place = self.entry_id or " › ".join(self.section)
        return "|".join((self.rule, self.catalogue, place, self.label, self.what, str(self.nth)))
