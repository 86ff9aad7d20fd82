"""One line of the doctor's: what was looked at, how it is, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class State(Enum):
    """How a thing is: its word, its glyph, and what it means."""

    OK = ("ok", "✓", "as it should be")
    NOTE = ("note", "·", "worth knowing; runs go on")
    SKIPPED = ("skipped", "–", "not looked at")
    OFF = ("off", "✗", "to be mended on this machine")
    DIFFERS = ("differs", "≠", "an upstream that says something else than our adapters read")
    UNREACHED = ("unreached", "?", "no answer that says anything")

    def __init__(self, word: str, glyph: str, meaning: str) -> None:
        self.word = word
        self.glyph = glyph
        self.meaning = meaning


@dataclass(frozen=True, slots=True)
class Check:
    """What was found.

    Attributes:
        name: An upstream's service, or a part of the surroundings.
        says: What was found, one phrase without secrets.
        advice: What to do, one sentence; empty where nothing is to be done.
    """

    name: str
    state: State
    says: str
    advice: str = ""


def differs(checks: Iterable[Check]) -> str:
    """``true`` where an upstream differs, ``false`` where all is well, else ``unknown``: not all could be looked at."""
    states = {check.state for check in checks}
    if State.DIFFERS in states:
        return "true"
    return "unknown" if states & {State.OFF, State.UNREACHED} else "false"


def exit_code(checks: Iterable[Check]) -> int:
    """0 where all is well, 1 where something differs or is off, else 3 where an upstream could not be reached."""
    states = {check.state for check in checks}
    if states & {State.DIFFERS, State.OFF}:
        return 1
    return 3 if State.UNREACHED in states else 0
