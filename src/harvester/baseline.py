"""Which memory a run starts from: that of the folder, or the newer one of a branch that is not merged yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from harvester import revisions, state
from harvester.report import trend
from harvester.store import HEALTH, HISTORY, Store

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def newest(folder: Path, ref: str, world: str) -> tuple[Store, str]:
    """The store of a folder, with the memory of a ref where that is newer, and a line that says which was taken.

    Newer is the state that tells of the later day; of two that tell of the same, the one that was committed later. A
    state of another world is none.

    Args:
        folder: The enriched folder, in a git checkout.
        ref: A branch, tag or commit, such as ``origin/harvester/refresh``; the branch that ``publish`` keeps the memory
            on while somebody works on that one is looked at, too.
        world: Of the run that begins.

    Raises:
        StateError: The state in the folder or at the ref is damaged or foreign.
    """
    own = {name: path.read_text("utf-8", "replace") for name in (HEALTH, HISTORY) if (path := folder / name).is_file()}
    here = _State("", own, _last_day(own, world, str(folder)), revisions.committed(folder, "HEAD"))
    there = [state for name in (ref, revisions.memory_of(ref)) if (state := _at(folder, name, world))]
    if not there:
        return Store(folder), f"{ref}: git knows no such commit here, so the run starts from {folder}."
    best = max([*there, here], key=lambda one: (one.day or date.min, one.committed, not one.ref))
    if best is here or best.day is None:
        return Store(folder), f"{ref} holds nothing newer, so the run starts from {folder}."
    store = Store(folder, earlier=best.texts, shown=f"{best.ref}:{folder.name}")
    return store, f"The run starts from {best.ref}, which is newer than {folder}."


@dataclass(frozen=True, slots=True)
class _State:
    """A state by where it lies, the last day that it tells of, and the second at which it was committed."""

    ref: str
    texts: Mapping[str, str]
    day: date | None
    committed: int


def _at(folder: Path, ref: str, world: str) -> _State | None:
    texts = revisions.files_at(folder, ref)
    if texts is None:
        return None
    return _State(ref, texts, _last_day(texts, world, f"{ref}:{folder.name}"), revisions.committed(folder, ref))


def _last_day(texts: Mapping[str, str], world: str, shown: str) -> date | None:
    """The last day that a state tells of, or None where there is no state of this world."""
    if HEALTH not in texts:
        return None
    recorded, links, findings = state.read_health(texts[HEALTH], f"{shown}/{HEALTH}")
    if recorded != world:
        return None
    past = trend.read(texts.get(HISTORY, ""), world, f"{shown}/{HISTORY}")
    days = [day for link in links.values() for day in (link.since, *link.strikes)]
    days += [finding.first_seen for finding in findings.values()]
    return max((*days, *(one.date for one in past)), default=None)
