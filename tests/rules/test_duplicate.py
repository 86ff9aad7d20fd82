"""``duplicate``: what may stand twice, then what is listed twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from harvester.model import Author, Doi, Record, Severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.model import Finding

ARXIV = "https://arxiv.org/abs/2301.00001"


@pytest.mark.parametrize(
    "text",
    [
        "- A. [paper](https://arxiv.org/abs/2301.00001)\n- B. [paper](https://arxiv.org/abs/2301.00002)\n",
        "- A. [paper](https://arxiv.org/abs/2301.00001) [again](https://arxiv.org/pdf/2301.00001v2)\n",
        "\n".join(f"- A. [paper](https://arxiv.org/abs/2301.0000{n}) [code](https://github.com/o/n)" for n in "12"),
        "- A. [paper](https://lab.test-site.net/papers)\n- B. [paper](https://lab.test-site.net/papers)\n",
        "- [First](https://github.com/o/n/tree/main/first)\n- [Second](https://github.com/o/n/tree/main/second)\n",
        "\n".join(
            f'- "{title}". [paper](https://arxiv.org/abs/2301.00001)'
            for title in ("Learning to synthesise chest radiographs with text", "Graph kernels for molecules")
        ),
        "\n".join(f'- "Deep medical imaging". [paper](https://arxiv.org/abs/2301.0000{n})' for n in "12"),
        "\n".join(f'- "Causation, prediction, and search". [code](https://github.com/o/{n})' for n in "ab"),
        '- "Causation, prediction, and search". [paper](https://lab.test-site.net/book)\n' * 2,
        "| Title | Authors | Paper |\n|---|---|---|\n"
        + "".join(
            f"| Graph kernels for small molecules | {author} | [paper](https://arxiv.org/abs/2301.0000{n}) |\n"
            for n, author in enumerate(("Ada Lovelace", "Grace Hopper"))
        ),
    ],
    ids=[
        "two papers",
        "one entry",
        "shared code",
        "a page of the web",
        "parts of a repository",
        "a wrong link",
        "a short title",
        "two implementations",
        "one page cited for two things",
        "one title by two people",
    ],
)
def test_what_is_no_duplicate(found: Callable[..., list[Finding]], text: str) -> None:
    assert found("duplicate", text) == []


@pytest.mark.parametrize(
    "other",
    [
        "https://arxiv.org/abs/2301.00001",
        "http://arxiv.org/pdf/2301.00001v3.pdf",
        "https://doi.org/10.48550/arXiv.2301.00001",
    ],
)
def test_a_paper_under_any_spelling(found: Callable[..., list[Finding]], other: str) -> None:
    once, again = f"- A. [paper]({ARXIV})\n", f"- A. [Code](https://github.com/o/n) [paper]({other})\n"
    (finding,) = found("duplicate", f"# L\n\n## Works\n\n### One\n\n{once}\n### Two\n\n{again}")
    assert (finding.line, finding.severity, finding.what) == (11, Severity.LOOK, other)
    assert finding.evidence == "listed in line 7 already, under “One”"


def test_a_paper_that_is_the_second_of_an_entry(found: Callable[..., list[Finding]]) -> None:
    one, both = f"- A. [paper]({ARXIV})\n", f"- B. [paper](https://arxiv.org/abs/2301.00009) [extended]({ARXIV})\n"
    for text in (one + both, both + one):
        (finding,) = found("duplicate", f"# L\n\n{text}")
        assert (finding.line, finding.what, finding.cause) == (4, ARXIV, "listed twice: arxiv:2301.00001")


def test_a_repository_where_it_is_all_that_an_entry_links_to(found: Callable[..., list[Finding]]) -> None:
    (finding,) = found("duplicate", "# L\n\n- [Tool](https://github.com/o/n)\n- [Tool](https://github.com/O/N)\n")
    assert finding.evidence == "listed in line 3 already"


def test_a_preprint_and_its_published_version(found: Callable[..., list[Finding]]) -> None:
    text = f"# L\n\n- A. [paper](https://doi.org/10.1000/a:182)\n- B. [Code](https://github.com/o/n) [paper]({ARXIV})\n"
    record = Record(source="arxiv", title="A", published_doi=Doi("10.1000/a:182"))
    assert found("duplicate", text) == []
    (finding,) = found("duplicate", text, {"arxiv:2301.00001": record})
    assert (finding.line, finding.what) == (4, ARXIV)
    assert finding.evidence == "listed in line 3 already: both are doi 10.1000/a:182"


TWO_LINKS = (
    '- "{}". [paper](https://arxiv.org/abs/2301.00001)\n- "{}". [paper](https://openreview.net/forum?id=a1b2c3)\n'
)
TITLE = "Graph kernels for small molecules"


def test_one_title_by_one_person_under_two_links(found: Callable[..., list[Finding]]) -> None:
    rows = "".join(
        f"| Causal search | {author} | [Code](https://github.com/o/{n}) [paper](https://arxiv.org/abs/2301.0000{n}) |\n"
        for n, author in enumerate(("Ada Lovelace", "Lovelace"))
    ).replace("Causal search", TITLE)
    (finding,) = found("duplicate", f"# L\n\n| Title | Authors | Links |\n|---|---|---|\n{rows}")
    assert (finding.line, finding.what) == (6, "https://arxiv.org/abs/2301.00001")


def test_one_title_under_two_links(found: Callable[..., list[Finding]]) -> None:
    (finding,) = found("duplicate", "# L\n\n" + TWO_LINKS.format(TITLE, TITLE.title() + "."))
    assert (finding.line, finding.what) == (4, "https://openreview.net/forum?id=a1b2c3")
    assert finding.evidence == "listed in line 3 already with the same title, by another link"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"authors": (Author(family="Lovelace"),)}, {"authors": (Author(family="Hopper"),)}),
        ({"date": "2015"}, {"date": "2023"}),
        ({"title": "Erratum"}, {}),
    ],
    ids=["other authors", "years apart", "another paper in truth"],
)
def test_one_title_of_two_papers(
    found: Callable[..., list[Finding]], one: dict[str, Any], other: dict[str, Any]
) -> None:
    records = {
        "arxiv:2301.00001": Record(**{"source": "arxiv", "title": TITLE, **one}),
        "openreview:a1b2c3": Record(**{"source": "openreview", "title": TITLE, **other}),
    }
    assert found("duplicate", "# L\n\n" + TWO_LINKS.format(TITLE, TITLE), records) == []


def test_all_entries_of_one_work_are_one_decision(found: Callable[..., list[Finding]]) -> None:
    findings = found("duplicate", "# L\n\n" + f"- A. [paper]({ARXIV})\n" * 4)
    assert [finding.line for finding in findings] == [4, 5, 6]
    assert len({finding.cause for finding in findings}) == 1
