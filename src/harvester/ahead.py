"""A head start for long lists: what their first entries lead to is asked while the rest is still being read.

A row takes a tenth of a millisecond to read, and a run lasts as long as its slowest upstream: of a hundred thousand
rows, what is read first is answered before the last is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.identify import identify

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from harvester.model import Entry, Link, Target

PORTIONS = (2_000, 8_000)
"""Links that are asked about together, portion by portion. The second keeps the slowest host busy for longer than the
largest list takes to read; a list of fewer than the first is read before it would matter."""


class HeadStart:
    """Hears of entries, and begins to ask about the first ones of many.

    Args:
        wanted: Whether a link, by its address and target, is going to be asked about.
        begin: Begins to ask about targets, and waits for nothing.
    """

    def __init__(self, wanted: Callable[[str, Target], bool], begin: Callable[[Sequence[Target]], None]) -> None:
        self._wanted = wanted
        self._begin = begin
        self._heard: list[Link] = []
        self._targets: list[Target] = []
        self._portions = list(PORTIONS)

    def hear(self, entry: Entry) -> None:
        """Take note of an entry."""
        if not self._portions:
            return
        self._heard += entry.links
        if len(self._targets) + len(self._heard) < self._portions[0]:
            return  # most lists end before it is worth the while to identify their links twice
        for link in self._heard:
            target = identify(link)
            # what a rule finds in the address of a page may stand in another link as it is, which comes first
            if not target.page and self._wanted(link.url, target):
                self._targets.append(target)
        self._heard = []
        if len(self._targets) >= self._portions[0]:
            self._begin(self._targets)
            self._targets = []
            del self._portions[0]
