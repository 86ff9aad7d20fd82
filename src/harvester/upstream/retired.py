"""Hosts that closed and answer all the same: to ask them would be to believe them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from harvester.model import Absent
from harvester.upstream.tables import rows

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class RetiredHost:
    """A host and all below it, closed on a day.

    Attributes:
        instead: What became of its content.
        survivors: Paths that still lead somewhere, and the addresses that they have to arrive at.
    """

    name: str
    closed: date
    instead: str
    survivors: tuple[tuple[str, re.Pattern[str]], ...]

    def absent(self) -> Absent:
        """What is to be said of its pages."""
        return Absent(f"retired host: {self.name} closed on {self.closed.isoformat()}; {self.instead}")

    def may_survive(self, path: str) -> bool:
        """Whether a page at this path is worth asking for."""
        return any(path.startswith(prefix) for prefix, _ in self.survivors)

    def survived(self, path: str, end: str) -> bool:
        """Whether a page at this path arrived where surviving ones do."""
        return any(path.startswith(prefix) and target.fullmatch(end) for prefix, target in self.survivors)


def retired(host: str) -> RetiredHost | None:
    """The row for this host, or for one above it; None for hosts that nobody reported closed."""
    labels = host.split(".")
    return next((row for start in range(len(labels)) if (row := _hosts().get(".".join(labels[start:])))), None)


@cache
def _hosts() -> dict[str, RetiredHost]:
    return {
        row["name"]: RetiredHost(
            name=row["name"],
            closed=row["closed"],
            instead=row["instead"],
            survivors=tuple((one["path"], re.compile(one["to"])) for one in row.get("survive", ())),
        )
        for row in rows("retired", "host")
    }


@cache
def _resolvers() -> frozenset[str]:
    return frozenset(host for row in rows("resolvers", "group") for host in row["hosts"])


def is_resolver(host: str) -> bool:
    """Whether a host's addresses are meant to redirect: persistent identifiers and short links."""
    labels = host.split(".")
    return any(".".join(labels[start:]) in _resolvers() for start in range(len(labels)))
