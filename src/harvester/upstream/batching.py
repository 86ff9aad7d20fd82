"""Many identifiers in one request, within a count and within the bytes of a request line."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

K = TypeVar("K", bound=str)

LINE_BYTES = 3_500
"""Bytes of identifiers in one URL: servers cut off a request line at 4 KB (arXiv at 4,094), and there is more in it."""


def batches(keys: Sequence[K], size: int, *, overhead: int = 3) -> Iterator[list[K]]:
    """Split into runs of at most ``size`` keys whose quoted spelling, ``overhead`` bytes more for each, fits a line."""
    batch: list[K] = []
    used = 0
    for key in keys:
        cost = len(quote(key, safe="")) + overhead
        if batch and (len(batch) == size or used + cost > LINE_BYTES):
            yield batch
            batch, used = [], 0
        batch.append(key)
        used += cost
    if batch:
        yield batch
