"""Many identifiers in one request: within a count, within the bytes of a request line, and in spite of bad ones."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

from harvester.model import Absent, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from harvester.model import Answer

K = TypeVar("K", bound=str)
V = TypeVar("V")
R = TypeVar("R")

LINE_BYTES = 3_500
"""Bytes of identifiers in one URL: servers cut off a request line at 4 KB (arXiv at 4,094), and there is more in it."""


def batches(keys: Sequence[K], size: int, *, overhead: int = 3, safe: str = "") -> Iterator[list[K]]:
    """Split into runs of at most ``size`` keys whose spelling fits a line.

    Args:
        overhead: Bytes that each key costs beyond its own.
        safe: Characters that are sent as they are, not percent-encoded.
    """
    batch: list[K] = []
    used = 0
    for key in keys:
        cost = len(quote(key, safe=safe)) + overhead
        if batch and (len(batch) == size or used + cost > LINE_BYTES):
            yield batch
            batch, used = [], 0
        batch.append(key)
        used += cost
    if batch:
        yield batch


def side_by_side(tasks: Sequence[Callable[[], R]], at_once: int) -> Iterator[R]:
    """Run tasks, so many at once, and give each result as it comes."""
    if at_once == 1:
        yield from (task() for task in tasks)
        return
    with ThreadPoolExecutor(at_once, thread_name_prefix="batch") as pool:
        for done in as_completed([pool.submit(task) for task in tasks]):
            yield done.result()


@dataclass(frozen=True, slots=True)
class Spoilt:
    """An upstream's word that a batch holds a key that is none.

    Attributes:
        evidence: What it said, one phrase.
        named: The key that it named, where it named one.
    """

    evidence: str
    named: str = ""


def without_the_bad(
    batch: Sequence[K], ask: Callable[[Sequence[K]], dict[K, Answer[V]] | Spoilt | Unavailable]
) -> dict[K, Answer[V]]:
    """Ask about a batch, and again without the key that spoils it: the one that is named, else found by halving.

    A key is ``Absent`` only where the upstream named it; one that merely spoils its request has no answer.
    """
    match ask(batch):
        case Spoilt(evidence, named) if named in batch:
            others = [key for key in batch if key != named]
            bad: dict[K, Answer[V]] = {key: Absent(evidence) for key in batch if key == named}
            return bad | (without_the_bad(others, ask) if others else {})
        case Spoilt(evidence) if len(batch) == 1:
            return {batch[0]: Unavailable(evidence)}
        case Spoilt():
            middle = len(batch) // 2
            return without_the_bad(batch[:middle], ask) | without_the_bad(batch[middle:], ask)
        case Unavailable() as nothing:
            return dict.fromkeys(batch, nothing)
        case answers:
            return answers
