"""All questions of one run, put to all upstreams side by side: identifiers in, three-valued answers out."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

from harvester.model import (
    Absent,
    ArxivId,
    Doi,
    Found,
    Harvest,
    RepoName,
    Sighting,
    Tally,
    TargetKind,
    Unavailable,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from harvester.model import Answer, Record, Target
    from harvester.network import Network
    from harvester.upstream.github import Repository
    from harvester.upstream.web import Page

K = TypeVar("K", bound=str)
V = TypeVar("V")

_SWITCHED_OFF = Unavailable("switched off in harvester.yaml")


class _Desk:
    """Puts questions to one upstream after another and keeps count of what became of them."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.answers: dict[str, dict[str, Answer[Any]]] = {}

    def ask(
        self, upstream: str, question: Callable[[list[K]], dict[K, Answer[V]]], keys: Iterable[K]
    ) -> dict[K, Answer[V]]:
        keys = list(dict.fromkeys(keys))
        if not keys:
            return {}
        if upstream in self.network.disabled:
            return dict.fromkeys(keys, _SWITCHED_OFF)
        self.network.progress.expect(upstream, len(keys))
        answers = question(keys)
        # by key, so that what is asked twice counts once
        self.answers.setdefault(upstream, {}).update({str(key): answer for key, answer in answers.items()})
        return answers

    def tallies(self) -> dict[str, Tally]:
        tallies = {}
        for name, lanes in self.network.lanes.items():
            if answers := self.answers.get(name):
                reasons = Counter(answer.reason for answer in answers.values() if isinstance(answer, Unavailable))
                tallies[name] = Tally(
                    asked=len(answers),
                    answered=len(answers) - reasons.total(),
                    unavailable=dict(sorted(reasons.items())),
                    requests=sum(lane.requests for lane in lanes),
                    slowest=max(lane.slowest for lane in lanes),
                )
        return tallies


def gather(targets: Iterable[Target], network: Network) -> Harvest:
    """Ask about every target once, all upstreams side by side, and wait for the last one.

    Placeholders and malformed targets are nobody's business and are not asked.
    """
    by_kind: dict[TargetKind, list[Target]] = {kind: [] for kind in TargetKind}
    for target in {target.key: target for target in targets}.values():
        by_kind[target.kind].append(target)
    desk = _Desk(network)

    def values(kind: TargetKind) -> list[str]:
        return [target.value for target in by_kind[kind]]

    jobs: list[Callable[[], Mapping[str, Answer[Sighting]]]] = [
        lambda: _dois(desk, [Doi(v) for v in values(TargetKind.DOI)], values(TargetKind.PII)),
        lambda: _arxiv(desk, [ArxivId(v) for v in values(TargetKind.ARXIV)]),
        lambda: _repositories(desk, [RepoName(v) for v in values(TargetKind.GITHUB)]),
        lambda: _forums(desk, values(TargetKind.OPENREVIEW)),
        lambda: _pages(desk, values(TargetKind.WEB)),
    ]
    answers: dict[str, Answer[Sighting]] = {}
    with ThreadPoolExecutor(len(jobs), thread_name_prefix="lane") as pool:
        for part in pool.map(lambda job: job(), jobs):
            answers |= part
    return Harvest(answers=answers, tallies=desk.tallies())


def reached(network: Network) -> bool:
    """Whether any upstream sent as much as one byte back."""
    return any(lane.reached for lanes in network.lanes.values() for lane in lanes)


def _dois(desk: _Desk, dois: list[Doi], piis: list[str]) -> dict[str, Answer[Sighting]]:
    """Crossref first, since it gives the record with the answer; what it lacks, doi.org routes or declares unknown."""
    net = desk.network
    works = desk.ask("crossref", net.crossref.works, dois)
    by_pii = desk.ask("crossref", net.crossref.by_pii, piis)
    open_dois = [doi for doi, answer in works.items() if not isinstance(answer, Found)]
    agencies = desk.ask("doi", net.doi.agencies, open_dois)
    # a batch leaves out what its index has not caught up with, so Crossref's own are asked for once more
    late = [doi for doi, answer in agencies.items() if _agency(answer) == "Crossref" and isinstance(works[doi], Absent)]
    works |= desk.ask("crossref", net.crossref.works, late)
    elsewhere = [doi for doi, answer in agencies.items() if _agency(answer) == "DataCite"]
    datacite = desk.ask("datacite", net.datacite.works, elsewhere)

    answers: dict[str, Answer[Sighting]] = {}
    for doi in dois:
        answers[f"doi:{doi}"] = _doi_answer(works[doi], agencies.get(doi), datacite.get(doi))
    for pii, answer in by_pii.items():
        answers[f"pii:{pii}"] = (
            Unavailable("Crossref lists no such item") if isinstance(answer, Absent) else _vouched(answer, "Crossref")
        )
    return answers


def _agency(answer: Answer[str]) -> str:
    return answer.value if isinstance(answer, Found) else ""


def _doi_answer(
    crossref: Answer[Record], agency: Answer[str] | None, datacite: Answer[Record] | None
) -> Answer[Sighting]:
    if isinstance(crossref, Found):
        return _vouched(crossref, "Crossref")
    if isinstance(datacite, Found):
        return _vouched(datacite, "DataCite")
    match agency:
        case Found("handle"):
            return Found(Sighting(vouched_by="doi.org", evidence="the handle is registered"))
        case Found(name):
            silent = datacite if isinstance(datacite, Unavailable) else crossref
            note = (
                f"its record could not be had ({silent.reason})"
                if isinstance(silent, Unavailable)
                else "no record of it"
            )
            return Found(Sighting(vouched_by="doi.org", evidence=f"registered (agency {name}); {note}"))
        case Unavailable() if isinstance(crossref, Unavailable):
            return Unavailable(f"Crossref: {crossref.reason}; doi.org: {agency.reason}", refused=crossref.refused)
        case Unavailable():
            return Unavailable(f"doi.org: {agency.reason}", agency.retry_after, refused=agency.refused)
        case Absent():
            return agency
        case None:
            return Unavailable("doi.org was not asked")


def _vouched(answer: Answer[Record], name: str) -> Answer[Sighting]:
    if isinstance(answer, Found):
        return Found(Sighting(vouched_by=name, evidence=f"{name} holds its record", record=answer.value))
    return answer


def _arxiv(desk: _Desk, ids: list[ArxivId]) -> dict[str, Answer[Sighting]]:
    papers = desk.ask("arxiv", desk.network.arxiv.papers, ids)
    return {f"arxiv:{key}": _vouched(answer, "arXiv") for key, answer in papers.items()}


def _repositories(desk: _Desk, names: list[RepoName]) -> dict[str, Answer[Sighting]]:
    found = desk.ask("github", desk.network.github.repositories, names)
    return {f"github:{name}": _repository(name, answer) for name, answer in found.items()}


def _repository(asked: RepoName, answer: Answer[Repository]) -> Answer[Sighting]:
    if not isinstance(answer, Found):
        return answer
    repository = answer.value
    renamed = repository.name.lower() != asked.lower()
    state = (
        "renamed to " + repository.name if renamed else "archived" if repository.archived else "the repository is there"
    )
    return Found(
        Sighting(
            vouched_by="GitHub",
            evidence=state,
            moved_to=f"https://github.com/{repository.name}" if renamed else None,
            archived=repository.archived,
        )
    )


def _forums(desk: _Desk, ids: list[str]) -> dict[str, Answer[Sighting]]:
    forums = desk.ask("openreview", desk.network.openreview.forums, ids)
    return {f"openreview:{forum}": _vouched(answer, "OpenReview") for forum, answer in forums.items()}


def _pages(desk: _Desk, urls: list[str]) -> dict[str, Answer[Sighting]]:
    pages = desk.ask("web", desk.network.web.pages, urls)
    return {f"web:{url}": _page(answer) for url, answer in pages.items()}


def _page(answer: Answer[Page]) -> Answer[Sighting]:
    if not isinstance(answer, Found):
        return answer
    page = answer.value
    return Found(Sighting(vouched_by="its own server", evidence=f"HTTP {page.status}", moved_to=page.moved_to))
