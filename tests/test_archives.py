"""Which dead links the archives are asked about, and what is made of their answers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from harvester.archives import Lost, lost, page_copy, source_copy, suggestion, with_copies
from harvester.identify import identify_url
from harvester.model import Absent, Certainty, Found, Judged, Target, TargetKind, Unavailable, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.model import Link

TODAY = date(2026, 11, 23)
PAGE = "https://lab.test-site.net/project#results"
COPY = "https://web.archive.org/web/20210503101500/https://lab.test-site.net/project#results"


@pytest.fixture
def dead(make_link: Callable[..., Link]) -> Callable[..., Judged]:
    def one(url: str = PAGE, **more: Any) -> Judged:
        values = {"verdict": Verdict.DEAD, "evidence": "HTTP 404", "since": TODAY, "target": identify_url(url), **more}
        return Judged(catalogue="l.md", section=(), entry_id="e", link=make_link(url), **values)

    return one


@pytest.mark.parametrize("verdict", [verdict for verdict in Verdict if verdict is not Verdict.DEAD])
def test_the_living_and_the_doubtful_are_not_asked_about(dead: Callable[..., Judged], verdict: Verdict) -> None:
    assert lost([dead(verdict=verdict)]) == []


@pytest.mark.parametrize(
    "url",
    [
        "https://doi.org/10.5555/none",
        "https://doi.org/10/abcde",
        "https://arxiv.org/abs/2301.00001",
        "https://www.sciencedirect.com/science/article/pii/S0022073621001850",
        "https://pubmed.ncbi.nlm.nih.gov/12345678/",
        "https://example.com/page",
        "yES",
        "https://web.archive.org/web/2020/https://lab.test-site.net/",
        "https://archive.ph/abcde",
        "https://archive.softwareheritage.org/browse/",
    ],
)
def test_identifiers_placeholders_and_copies_are_never_asked_about(dead: Callable[..., Judged], url: str) -> None:
    assert lost([dead(url)]) == []


@pytest.mark.parametrize("kind", [TargetKind.ANCHOR, TargetKind.FILE])
def test_what_lies_in_the_repository_is_never_asked_about(dead: Callable[..., Judged], kind: TargetKind) -> None:
    assert lost([dead("#x", target=Target(kind, "l.md#x"))]) == []


@pytest.mark.parametrize("archive", ["", COPY])
def test_what_was_answered_is_not_asked_again(dead: Callable[..., Judged], archive: str) -> None:
    assert lost([dead(archive=archive)]) == []


def test_a_near_spelling_that_exists_is_help_enough(dead: Callable[..., Judged]) -> None:
    assert lost([dead(instead="https://lab.test-site.net/projects")]) == []


@pytest.mark.parametrize(
    ("more", "before"),
    [
        ({}, TODAY),
        ({"since": date(2026, 11, 1)}, date(2026, 11, 1)),
        ({"strikes": (date(2026, 11, 14), date(2026, 11, 17), TODAY)}, date(2026, 11, 14)),
    ],
)
def test_only_copies_from_before_the_first_failure_count(
    dead: Callable[..., Judged], more: dict[str, Any], before: date
) -> None:
    assert lost([dead(**more), dead(**more)]) == [Lost(PAGE, before)]


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        (PAGE, ""),
        ("https://github.com/Ada/Engine", "https://github.com/Ada/Engine"),
        ("http://www.github.com/Ada/Engine.git", "https://github.com/Ada/Engine"),
        ("https://github.com/Ada/Engine/", "https://github.com/Ada/Engine"),
        ("https://github.com/Ada/Engine/tree/main", "https://github.com/Ada/Engine"),
        ("https://github.com/Ada/Engine/tree/main/docs", ""),
        ("https://github.com/Ada/Engine/blob/main/x.py", ""),
        ("https://gitlab.com/Group/Sub/Engine", "https://gitlab.com/Group/Sub/Engine"),
        ("https://bitbucket.org/Ada/engine", "https://bitbucket.org/Ada/engine"),
        ("https://codeberg.org/Ada/engine", "https://codeberg.org/Ada/engine"),
        ("https://gist.github.com/ada/0123456789abcdef0123456789abcdef", ""),
    ],
)
def test_the_front_page_of_a_repository_is_asked_for_by_its_origin(
    dead: Callable[..., Judged], url: str, origin: str
) -> None:
    assert lost([dead(url)]) == [Lost(url, TODAY, origin)]


@pytest.mark.parametrize(
    ("answer", "archive"),
    [(Found(COPY), COPY), (Absent("none"), ""), (Unavailable("HTTP 429"), None)],
)
def test_an_answer_is_kept_and_silence_is_not(
    dead: Callable[..., Judged], answer: Found[str] | Absent | Unavailable, archive: str | None
) -> None:
    other = dead("https://lab.test-site.net/other")
    told = with_copies([dead(), other, dead(verdict=Verdict.OK)], {PAGE: answer})
    assert [item.archive for item in told] == [archive, None, None]


def test_a_copy_is_likely_and_says_of_when_it_is() -> None:
    assert page_copy("20210503101500", PAGE) == COPY
    proposal = suggestion(COPY)
    assert proposal.text == "archived copy of 3 May 2021"
    assert (proposal.certainty, proposal.replacement) == (Certainty.LIKELY, COPY)


def test_source_code_is_shown_by_its_origin() -> None:
    address = source_copy("https://github.com/Ada/Engine")
    assert address == (
        "https://archive.softwareheritage.org/browse/origin/directory/?origin_url=https%3A%2F%2Fgithub.com%2FAda%2FEngine"
    )
    proposal = suggestion(address)
    assert proposal.text == "archived source code at Software Heritage"
    assert (proposal.certainty, proposal.replacement) == (Certainty.LIKELY, address)


@pytest.mark.parametrize("odd", ["https://web.archive.org/web/", "https://web.archive.org/web/99999999999999/x", "x"])
def test_a_remembered_address_of_any_shape_is_shown(odd: str) -> None:
    assert suggestion(odd).replacement == odd
