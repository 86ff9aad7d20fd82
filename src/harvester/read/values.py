"""The values of a data file, whatever its syntax: scalars, lists and maps that know where they stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from harvester.errors import CatalogueError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.read.source import Source

# No catalogue nests deeper than topic, sub-topic, record, links; far beyond that the file is broken or hostile.
DEEPEST = 60


@dataclass(slots=True, eq=False)
class Value:
    """One value: a scalar has ``text``, a list or a map has ``items`` (with empty keys in a list).

    Attributes:
        start: Offset of its first character; of the text inside the quotes for a scalar.
        end: Offset after its last.
        keyed: True for a map.
    """

    start: int
    end: int
    text: str = ""
    items: list[tuple[str, Value]] = field(default_factory=list)
    keyed: bool = False
    scalar: bool = True

    def scalars(self) -> Iterator[Value]:
        """Every scalar inside, itself included, in source order."""
        waiting = [self]
        while waiting:
            value = waiting.pop()
            if value.scalar:
                yield value
            else:
                waiting.extend(item for _, item in reversed(value.items))


class ValueBuilder:
    """Builds a tree of values from openings and closings, without recursion and not too deep."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.root: list[Value] = []
        self._open: list[Value] = []
        self._keys: list[str | None] = []

    def open(self, offset: int, *, keyed: bool) -> Value:
        """Begin a list or a map."""
        if len(self._open) >= DEEPEST:
            raise CatalogueError(
                f"{self.source.path}:{self.source.line(offset)}: nested more than {DEEPEST} levels deep",
                hint="Is this really a list of papers? Keep topics, records and links within a few levels.",
            )
        value = Value(offset, offset, keyed=keyed, scalar=False)
        self.add(value)
        self._open.append(value)
        self._keys.append(None)
        return value

    def close(self, offset: int) -> Value:
        """End the list or map that was begun last."""
        self._keys.pop()
        value = self._open.pop()
        value.end = offset
        return value

    def add(self, value: Value) -> None:
        """Add a value; inside a map every other one is a key."""
        if not self._open:
            self.root.append(value)
        elif self._open[-1].keyed and self._keys[-1] is None:
            self._keys[-1] = value.text
        else:
            self._open[-1].items.append((self._keys[-1] or "", value))
            self._keys[-1] = None

    @property
    def awaits_key(self) -> bool:
        """True where the next value is a key."""
        return bool(self._open) and self._open[-1].keyed and self._keys[-1] is None

    @property
    def depth(self) -> int:
        """Number of lists and maps that are open."""
        return len(self._open)
