"""The reviewed tables beside this package: what is known of walls, parked names, error pages and closed hosts.

Each row states where it comes from and when somebody last looked.
"""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any


def rows(table: str, kind: str) -> list[dict[str, Any]]:
    """The rows of one kind in ``data/TABLE.toml``, as they stand there."""
    text = (files("harvester.upstream") / "data" / f"{table}.toml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)[kind]
    return found


class Places:
    """Hosts, and paths on them, at which a chain of redirects may arrive.

    Args:
        spellings: ``host`` or ``host/path``, the host standing for all below it; ``*/path`` fits any host. Paths fit
            without regard to case, from their start and up to a slash.
    """

    def __init__(self, spellings: list[str]) -> None:
        self._paths: dict[str, list[str]] = {}
        for spelling in spellings:
            host, slash, path = spelling.partition("/")
            self._paths.setdefault(host, []).append(slash + path)

    def hold(self, host: str, path: str) -> bool:
        """Whether this is one of the places."""
        labels = host.split(".")
        names = ["*", *(".".join(labels[start:]) for start in range(len(labels)))]
        here = path.lower().rstrip("/") + "/"
        return any(here.startswith(place + "/") for name in names for place in self._paths.get(name, ()))
