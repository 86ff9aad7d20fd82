"""What the network is asked for: a page once for all its spellings, and in place of a DOI that only a rule names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from harvester.gather import gather
from harvester.identify import identify_url
from harvester.model import Found, Target, TargetKind, Unavailable
from harvester.upstream.question import Question
from harvester.upstream.web import Page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.model import Answer
    from harvester.network import Network


@pytest.fixture
def asked(network: Network, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages that are asked for, in order; all of them are there."""
    asked: list[str] = []

    def answers(urls: list[str]) -> Iterator[dict[str, Answer[Page]]]:
        asked.extend(urls)
        yield {url: Found(Page(url, None, 200)) for url in urls}

    monkeypatch.setattr(network.web, "pages", Question[str, Page]("web", "pages", answers))
    return asked


@pytest.mark.parametrize(
    ("urls", "key", "address"),
    [
        (
            ["https://aclanthology.org/N19-1423.pdf", "https://www.aclweb.org/anthology/N19-1423/"],
            "acl:N19-1423",
            "https://aclanthology.org/N19-1423/",
        ),
        (
            ["https://gitlab.com/Inkscape/inkscape.git", "https://gitlab.com/Inkscape/inkscape/"],
            "gitlab:inkscape/inkscape",
            "https://gitlab.com/Inkscape/inkscape",
        ),
        (["https://LAB.tld/a?y=1&x=2", "https://lab.tld/a?x=2&y=1"], "web:https://lab.tld/a?x=2&y=1", "https://lab.tld/a?x=2&y=1"),
    ],
)  # fmt: skip
def test_two_spellings_of_a_page_are_asked_once(
    network: Network, asked: list[str], urls: list[str], key: str, address: str
) -> None:
    answers = gather([identify_url(url) for url in urls], network).answers
    assert list(answers) == [key]
    assert isinstance(answers[key], Found)
    assert asked == [address]


def test_a_rule_that_names_an_unregistered_doi_is_not_believed(network: Network, asked: list[str]) -> None:
    url = "https://zenodo.org/records/99999999"
    target = identify_url(url)
    answer = gather([target], network).answers[target.key]
    assert isinstance(answer, Found)
    assert answer.value.vouched_by == "its own server"
    assert asked == [url]


def test_an_unregistered_doi_that_any_link_states_is_absent(network: Network, asked: list[str]) -> None:
    ruled, stated = (
        identify_url("https://zenodo.org/records/99999999"),
        Target(TargetKind.DOI, "10.5281/zenodo.99999999"),
    )
    for targets in ([ruled, stated], [stated, ruled]):
        answers = gather(targets, network).answers
        assert not isinstance(answers[stated.key], Found | Unavailable)
    assert asked == []
