"""One known thing for each service that is asked in a run, put to the adapter that reads its answers.

The adapters are the contracts: what they cannot read has changed, and what they leave empty is no longer said. The
known things were chosen to stay: a paper of the shipped catalogue, arXiv's control, the examples of the services' own
manuals.
"""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from harvester.doctor.check import Check, State
from harvester.model import Absent, Found, Unavailable
from harvester.upstream.arxiv import CONTROL
from harvester.upstream.wayback import Wayback

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from harvester.config import Config
    from harvester.doctor.witness import Seen, Witness
    from harvester.model import Answer
    from harvester.network import Network
    from harvester.upstream.question import Question

_DOI = "10.3390/s23198328"
_PAGE = "https://arxiv.org/abs/1706.03762"
_BEFORE = date(2024, 1, 1)

_PASSING = frozenset({408, 425, 429})
"""Statuses below 500 that will pass by themselves (RFC 9110; RFC 8470; RFC 6585)."""


_ADVICE = {
    State.DIFFERS: "Update harvester; if it is the newest, report this.",
    State.UNREACHED: "Try again later; if only this machine is left out, see proxy and certificates.",
    State.OFF: "See token.",
}


@dataclass(frozen=True, slots=True)
class Contract:
    """What one service holds to.

    Attributes:
        name: The service, as its check is called.
        upstream: Its name in the configuration.
        key: What is asked about.
        question: Finds the adapter's question.
        wrong: What an answer lacks or has otherwise, one phrase; empty where it is as it should be.
        foreseen: The reason of a refusal that is part of the contract.
        kind: What the content type of every good answer contains.
    """

    name: str
    upstream: str
    key: str
    question: Callable[[Network], Question[Any, Any]]
    wrong: Callable[[Any], str]
    foreseen: str = ""
    kind: str = "json"


@dataclass(frozen=True, slots=True)
class Held:
    """What became of one contract, and the head of the answer that it rests on, where one was seen."""

    check: Check
    seen: Seen | None = None


def _lacks(*fields: str) -> Callable[[Any], str]:
    def wrong(value: Any) -> str:
        missing = [name.replace("_", " ") for name in fields if not getattr(value, name, None)]
        return f"an answer without {', '.join(missing)}" if missing else ""

    return wrong


def _is(expected: str) -> Callable[[Any], str]:
    return lambda value: "" if value == expected else f"another answer than {expected}"


def _converted(article: Any) -> str:
    if article.record is not None:
        return "the number is left open by the converter"  # E-utilities stepped in
    return "" if article.doi == "10.1093/nar/gks1195" else "another answer than 10.1093/nar/gks1195"


def _summarised(article: Any) -> str:
    return _lacks("title", "authors", "venue", "date")(article.record)


CONTRACTS = (
    Contract("crossref", "crossref", _DOI, lambda net: net.crossref.works, _lacks("title", "authors", "venue", "date")),
    Contract("doi", "doi", _DOI, lambda net: net.doi.agencies, _is("Crossref")),
    Contract("doi-handle", "doi", _DOI, lambda net: net.doi.primaries, _is(_DOI)),
    Contract(
        "datacite",
        "datacite",
        f"10.48550/arxiv.{CONTROL}",
        lambda net: net.datacite.works,
        _lacks("title", "authors", "date"),
    ),
    Contract(
        "arxiv", "arxiv", CONTROL, lambda net: net.arxiv.papers, _lacks("title", "authors", "date", "dates"), kind="xml"
    ),
    Contract("github", "github", "python/cpython", lambda net: net.github.repositories, _lacks("name", "pushed_at")),
    Contract("ncbi-converter", "ncbi", "23193287", lambda net: net.ncbi.pmids, _converted),
    Contract("ncbi-summaries", "ncbi", "1", lambda net: net.ncbi.pmids, _summarised),
    Contract(
        "openreview",
        "openreview",
        "mDwURmlapW",
        lambda net: net.openreview.forums,
        _lacks("title"),
        foreseen="needs a login",
    ),
    Contract(
        "softwareheritage",
        "softwareheritage",
        "https://github.com/python/cpython",
        lambda net: net.softwareheritage.origins,
        _is("https://github.com/python/cpython"),
    ),
    Contract("wayback", "wayback", Wayback.key(_PAGE, _BEFORE), lambda net: net.wayback.captures, lambda _: ""),
)
"""In the order in which they are shown; those of one upstream stand together."""


def configured(config: Config) -> frozenset[str]:
    """The upstreams whose address the configuration sets."""
    return frozenset(name for name, settings in config.upstreams if settings.url)


def examine(network: Network, witness: Witness, *, configured: Collection[str] = ()) -> list[Held]:
    """Ask all services, the upstreams side by side, and give what became of each contract, in their order.

    A failure is asked about once more, a second later; a refusal is taken as it is.

    Args:
        configured: Upstreams whose address a person has set, who may have set a wrong one.
    """
    for lane in (lane for name in network.lanes for lane in network.lanes[name]):
        lane.pace = replace(lane.pace, waits=(1.0,), refused_waits=(), patient=False)
    groups = [list(group) for _, group in groupby(CONTRACTS, lambda contract: contract.upstream)]
    with ThreadPoolExecutor(len(groups), thread_name_prefix="doctor") as pool:
        try:
            parts = list(pool.map(lambda group: [_held(one, network, witness, configured) for one in group], groups))
        except BaseException:
            network.stop.set()  # or the pool would wait for whoever is silent
            raise
    return [held for part in parts for held in part]


def _held(contract: Contract, network: Network, witness: Witness, configured: Collection[str]) -> Held:
    if contract.upstream in network.disabled:
        return Held(Check(contract.name, State.SKIPPED, "switched off in harvester.yaml"))
    witness.forget()
    answer = contract.question(network)([contract.key])[contract.key]
    seen = witness.last
    state, says = judged(contract, answer, seen)
    return Held(Check(contract.name, state, says, _advice(state, contract, configured)), seen)


def judged(contract: Contract, answer: Answer[Any], seen: Seen | None) -> tuple[State, str]:
    """Whether an answer keeps the contract, and what is to be said about it, from its reading and its head."""
    match answer:
        case Found(value):
            kind = seen.headers.get("content-type", "") if seen else contract.kind
            wrong = contract.wrong(value) or (
                "" if contract.kind in kind else f"a content type without {contract.kind}"
            )
            return (State.DIFFERS, wrong) if wrong else (State.OK, "answers as our adapter reads it")
        case Absent(evidence):
            return State.DIFFERS, f"{evidence}: {contract.key}, which is surely there"
        case Unavailable(reason) if contract.foreseen and reason == contract.foreseen:
            return State.OK, f"{reason}, as is known"
        case Unavailable(reason) if contract.upstream == "github" and seen and seen.status == 401:
            return State.OFF, reason
        case Unavailable(reason, retry_after):
            status = seen.status if seen else _status_in(reason)
            lasting = 0 < status < 500 and status not in _PASSING and retry_after is None
            told = f"HTTP {status}" if seen else ""
            says = reason if told in reason else f"{told}: {reason}"
            return (State.DIFFERS if lasting else State.UNREACHED), says


def _status_in(reason: str) -> int:
    """The status that a reason of Crossref's adapter tells of; 0 where no answer came."""
    if match := re.match(r"HTTP (\d{3})\b", reason):
        return int(match[1])
    return 200 if re.match(r"an answer |the answer is about", reason) else 0


def _advice(state: State, contract: Contract, configured: Collection[str]) -> str:
    if state is State.DIFFERS and contract.upstream in configured:
        return f"Look at upstreams.{contract.upstream}.url in harvester.yaml."
    return _ADVICE.get(state, "")
