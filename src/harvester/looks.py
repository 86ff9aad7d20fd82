"""Second looks: no page is judged by one bad answer; what did not answer well is asked once more when the run ends."""

from __future__ import annotations

from collections import Counter
from enum import Enum, auto
from typing import TYPE_CHECKING

from harvester.model import Absent, Found, Unavailable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from harvester.model import Answer
    from harvester.network import Network
    from harvester.upstream.desk import Desk
    from harvester.upstream.web import Page

MOST_LOOKS = 6
"""Looks at one page in one run. Two that agree settle it, four are wanted of what would be called dead at once; the
others are for those among whose answers a stray one was."""


class _Kind(Enum):
    FOUND = auto()
    GONE = auto()
    FAILING = auto()
    REFUSED = auto()
    NEITHER = auto()


_ENOUGH = {_Kind.FOUND: 1, _Kind.GONE: 4, _Kind.FAILING: 2, _Kind.REFUSED: 2, _Kind.NEITHER: 2}
"""Answers of a kind that settle what a page is. A server may say 410 in a bad hour as it may say 404, and the page that
said 410 would be dead that very night: where two of a hundred answers are stray, four in a row are one in millions."""


class Visits:
    """The web pages of one run: asked once as they come, and again at its end where that was not enough."""

    def __init__(self, desk: Desk, network: Network) -> None:
        self._desk = desk
        self._network = network
        self._heard: dict[str, list[Answer[Page]]] = {}

    def first(self, urls: Mapping[str, str]) -> dict[str, Answer[Page]]:
        """The first answer of each page, by the keys of ``urls``; what was asked before is not asked again."""
        new = [url for url in urls.values() if url not in self._heard]
        self._heard |= {url: [page] for url, page in self._desk.ask(self._network.web.pages, new).items()}
        return {key: self._heard[url][0] for key, url in urls.items()}

    def last(self, urls: Mapping[str, str]) -> dict[str, Answer[Page]]:
        """What the answers of each page come to, by the keys of ``urls``; what one does not settle is asked again."""
        self._look_again()
        return {key: outcome(self._heard[url]) for key, url in urls.items()}

    def _look_again(self) -> None:
        web = self._network.web
        for look in range(2, MOST_LOOKS + 1):
            doubtful = [url for url, heard in self._heard.items() if not is_settled(heard)]
            for url, answer in self._desk.ask(web.second_looks, doubtful, again=look > 2).items():
                self._heard[url].append(answer)


def is_settled(heard: Sequence[Answer[Page]]) -> bool:
    """Whether these answers, in the order in which they came, say together what a page is."""
    kinds = Counter(map(_kind, heard))
    return any(number >= _ENOUGH[kind] for kind, number in kinds.items())


def outcome(heard: Sequence[Answer[Page]]) -> Answer[Page]:
    """The page where one was found, else the newest answer of the kind that most of them are.

    Answers that say nothing of the page count only among themselves. What too few have called gone for good is failing.
    """
    kinds = Counter(map(_kind, heard))
    telling = {kind: number for kind, number in kinds.items() if kind is not _Kind.NEITHER}
    kind = _Kind.FOUND if _Kind.FOUND in kinds else max(telling, key=telling.__getitem__, default=_Kind.NEITHER)
    newest = next(answer for answer in reversed(heard) if _kind(answer) is kind)
    if isinstance(newest, Absent) and kinds[kind] < _ENOUGH[kind]:
        return Unavailable(newest.evidence, failing=True)
    return newest


def _kind(answer: Answer[Page]) -> _Kind:
    match answer:
        case Found():
            return _Kind.FOUND
        case Absent():
            return _Kind.GONE
        case Unavailable(failing=True):
            return _Kind.FAILING
        case Unavailable(refused=True):
            return _Kind.REFUSED
        case _:
            return _Kind.NEITHER
