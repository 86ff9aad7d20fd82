"""The protocol of all upstreams: many keys in, one three-valued answer for each out.

What every question promises, held by one test over all of them:

- each key that was asked is answered, once, and nothing else is: neither lost, nor doubled, nor swapped;
- ``Found`` holds what the upstream says of that very key, ``Absent`` rests on the upstream's own word as the authority,
  and whatever else happened is ``Unavailable`` with its reason;
- nothing is raised for what an upstream does;
- no key is sent twice, and nothing is sent for no keys.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from harvester.model import Answer

K = TypeVar("K", bound=str)
V = TypeVar("V")


class Question(Generic[K, V]):
    """One thing that an upstream can be asked about many keys; adapters hold theirs as attributes.

    Args:
        upstream: The upstream's name in the configuration.
        name: What is asked, one word.
        answers: Asks about keys, each once, and gives the answers as they come, some keys at a time.
    """

    def __init__(self, upstream: str, name: str, answers: Callable[[list[K]], Iterator[dict[K, Answer[V]]]]) -> None:
        self.upstream = upstream
        self.name = name
        self._answers = answers

    def parts(self, keys: Iterable[K]) -> Iterator[dict[K, Answer[V]]]:
        """Ask, and give the answers as they come, so that a killed run has kept what it was told."""
        unique = list(dict.fromkeys(keys))
        if unique:
            yield from self._answers(unique)

    def __call__(self, keys: Iterable[K]) -> dict[K, Answer[V]]:
        """Ask, wait for the last answer, and give them all in the order of the keys."""
        keys = list(keys)
        answers: dict[K, Answer[V]] = {}
        for part in self.parts(keys):
            answers |= part
        return {key: answers[key] for key in keys}
