"""All questions of one run, put to all upstreams side by side: identifiers in, three-valued answers out.

When all have answered, the web pages that did not answer well are asked once more.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from typing import TYPE_CHECKING

from harvester.identify import canonical_url
from harvester.identify.inside_github import answer_key, expression
from harvester.looks import Visits
from harvester.model import Absent, ArxivId, Doi, Found, Harvest, Sighting, TargetKind, Unavailable
from harvester.upstream import dois

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from harvester.model import Answer, Target
    from harvester.network import Network
    from harvester.upstream.desk import Desk
    from harvester.upstream.github import Repository
    from harvester.upstream.web import Page


def gather(targets: Iterable[Target], network: Network, desk: Desk | None = None) -> Harvest:
    """Ask about every target once, all upstreams side by side, and wait for the last one.

    Placeholders and malformed targets are nobody's business and are not asked.

    Args:
        desk: Where the run puts its questions; None for one of its own.
    """
    desk = desk or network.desk()
    visits = Visits(desk, network)
    by_kind = _by_kind(targets)
    values = {kind: [target.value for target in found] for kind, found in by_kind.items()}
    pages = _addresses_of_pages(by_kind)
    repositories = [target for kind in _GITHUB for target in by_kind[kind]]
    registries = dois.Registries(desk, network.crossref, network.doi, network.datacite, network.ncbi)
    jobs: list[Callable[[], Mapping[str, Answer[Sighting]]]] = [
        lambda: dois.answers(registries, values),
        lambda: _arxiv(desk, network, values[TargetKind.ARXIV]),
        lambda: _github(desk, network, visits, repositories),
        lambda: _forums(desk, network, values[TargetKind.OPENREVIEW]),
        lambda: _pages(visits.first(pages)),
    ]
    answers: dict[str, Answer[Sighting]] = {}
    with ThreadPoolExecutor(len(jobs), thread_name_prefix="lane") as pool:
        try:
            for done in as_completed([pool.submit(job) for job in jobs]):
                answers |= done.result()
        except BaseException:
            network.stop.set()  # or the pool would wait until the last lane has asked its last question
            raise
    if network.find_published:
        answers |= _publications(desk, network, answers)
    unknown = [t for t in by_kind[TargetKind.DOI] if t.page and isinstance(answers[t.key], Absent)]
    pages |= {target.key: target.page for target in unknown}
    visits.first({target.key: target.page for target in unknown})
    answers |= _pages(visits.last(pages))
    answers |= _github_pages(desk, network, visits, repositories, answers)
    return Harvest(answers=answers, tallies=desk.tallies(network.lanes))


def begin(targets: Iterable[Target], network: Network, desk: Desk) -> None:
    """Begin to ask about some of the targets that will be gathered, and wait for nothing."""
    by_kind = _by_kind(targets)
    desk.ahead(network.crossref.works, [Doi(target.value) for target in by_kind[TargetKind.DOI]])
    desk.ahead(network.arxiv.papers, [ArxivId(target.value) for target in by_kind[TargetKind.ARXIV]])
    desk.ahead(network.github.repositories, map(_github_key, by_kind[TargetKind.GITHUB]))
    desk.ahead(network.web.pages, _addresses_of_pages(by_kind).values())


def _by_kind(targets: Iterable[Target]) -> dict[TargetKind, list[Target]]:
    by_kind: dict[TargetKind, list[Target]] = {kind: [] for kind in TargetKind}
    # a DOI that one link states and a rule finds in another is taken as stated
    for target in {
        answer_key(target): target for target in sorted(targets, key=lambda target: not target.page)
    }.values():
        by_kind[target.kind].append(target)
    return by_kind


def _addresses_of_pages(by_kind: Mapping[TargetKind, Iterable[Target]]) -> dict[str, str]:
    return {target.key: canonical_url(target) for kind in TargetKind if kind.is_page for target in by_kind[kind]}


def reached(network: Network) -> bool:
    """Whether any upstream sent as much as one byte back."""
    return any(lane.reached for lanes in network.lanes.values() for lane in lanes)


def _arxiv(desk: Desk, network: Network, ids: Sequence[str]) -> dict[str, Answer[Sighting]]:
    papers = desk.ask(network.arxiv.papers, map(ArxivId, ids))
    return {f"{TargetKind.ARXIV}:{key}": dois.vouched(answer, "arXiv") for key, answer in papers.items()}


def _publications(desk: Desk, network: Network, answers: Mapping[str, Answer[Sighting]]) -> dict[str, Answer[Sighting]]:
    """The answers about preprints that name no publication, with the one that a title search finds."""
    sightings = {
        key: answer.value
        for key, answer in answers.items()
        if key.startswith(f"{TargetKind.ARXIV}:") and isinstance(answer, Found)
    }
    preprints = {
        key: record
        for key, sighting in sightings.items()
        if (record := sighting.record) and record.title and not (record.published_doi or record.journal_ref)
    }
    found = desk.ask(network.crossref.publications(preprints), preprints)
    return {
        key: Found(replace(sightings[key], record=replace(preprints[key], likely_doi=answer.value.doi)))
        for key, answer in found.items()
        if isinstance(answer, Found)
    }


def _github(desk: Desk, network: Network, visits: Visits, targets: Sequence[Target]) -> dict[str, Answer[Sighting]]:
    github = network.github
    asked = {kind: {answer_key(t): _github_key(t) for t in targets if t.kind is kind} for kind in _GITHUB}
    repositories, accounts, gists = (asked[kind] for kind in _GITHUB)
    states = desk.ask(github.repositories, repositories.values())
    answers = {key: _repository(name, states[name]) for key, name in repositories.items()}
    for question, keys in ((github.accounts, accounts), (github.gists, gists)):
        known = desk.ask(question, keys.values())
        answers |= {key: _known(known[name]) for key, name in keys.items()}
    visits.first(_addresses(_left_open(network, targets, answers)))
    return answers


def _left_open(
    network: Network, targets: Sequence[Target], answers: Mapping[str, Answer[Sighting]]
) -> dict[str, Target]:
    """What is asked for its page, which is no authority: without a token the hour's requests are soon spent."""
    if not network.github.anonymous or network.github.name in network.disabled:
        return {}
    return {key: target for target in targets if isinstance(answers[key := answer_key(target)], Unavailable)}


def _github_pages(
    desk: Desk,
    network: Network,
    visits: Visits,
    targets: Sequence[Target],
    answers: Mapping[str, Answer[Sighting]],
) -> dict[str, Found[Sighting] | Unavailable]:
    """The answers of pages that say more than GitHub's API had the requests left to say."""
    rest = _left_open(network, targets, answers)
    pages = {key: _of_page(page) for key, page in _pages(visits.last(_addresses(rest))).items()}
    seen = {key: page for key, page in pages.items() if isinstance(page, Found) or page.failing}
    desk.settled_elsewhere(network.github.name, [_github_key(rest[key]) for key in seen])
    return seen


_GITHUB = (TargetKind.GITHUB, TargetKind.GITHUB_USER, TargetKind.GIST)


def _github_key(target: Target) -> str:
    inside = expression(target)
    return f"{target.value} {inside}" if inside else target.value


def _addresses(targets: Mapping[str, Target]) -> dict[str, str]:
    """The page of each; of a repository's pages only those that show a path, as the answer is filed."""
    return {
        key: canonical_url(target if expression(target) else replace(target, path=""))
        for key, target in targets.items()
    }


def _of_page(answer: Answer[Sighting]) -> Found[Sighting] | Unavailable:
    """A page of GitHub's as proof that the thing is there; that it is not, only the API can say."""
    if isinstance(answer, Found):
        return Found(replace(answer.value, vouched_by="its page"))
    return Unavailable(answer.evidence, failing=True) if isinstance(answer, Absent) else answer


def _known(answer: Answer[str]) -> Answer[Sighting]:
    return Found(Sighting(vouched_by="GitHub", evidence="it is there")) if isinstance(answer, Found) else answer


def _repository(asked: str, answer: Answer[Repository]) -> Answer[Sighting]:
    if not isinstance(answer, Found):
        return answer
    repository = answer.value
    renamed = repository.name.lower() != asked.partition(" ")[0].lower()
    words = [f"renamed to {repository.name}" if renamed else "the repository is there", *repository.states]
    if repository.unjudged:
        words.append(f"the path in it was not judged, since {repository.unjudged}")
    return Found(
        Sighting(
            vouched_by="GitHub",
            evidence="; ".join(words),
            moved_to=f"https://github.com/{repository.name}" if renamed else None,
            archived=repository.archived,
            papers=repository.papers,
        )
    )


def _forums(desk: Desk, network: Network, ids: Sequence[str]) -> dict[str, Answer[Sighting]]:
    forums = desk.ask(network.openreview.forums, ids)
    return {f"{TargetKind.OPENREVIEW}:{forum}": dois.vouched(answer, "OpenReview") for forum, answer in forums.items()}


def _pages(pages: Mapping[str, Answer[Page]]) -> dict[str, Answer[Sighting]]:
    return {key: _page(page) for key, page in pages.items()}


def _page(answer: Answer[Page]) -> Answer[Sighting]:
    if not isinstance(answer, Found):
        return answer
    page = answer.value
    return Found(Sighting(vouched_by="its own server", evidence=page.evidence, moved_to=page.moved_to))
