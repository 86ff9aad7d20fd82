"""``duplicate``: what may stand twice, then what is listed twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from harvester.model import Doi, Record, Severity

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
    ],
    ids=["two papers", "one entry", "shared code", "a page of the web", "parts of a repository", "a wrong link"],
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
    (finding,) = found("duplicate", f"# L\n\n## One\n\n- A. [paper]({ARXIV})\n\n## Two\n\n- A. [paper]({other})\n")
    assert (finding.line, finding.severity, finding.what) == (9, Severity.LOOK, other)
    assert finding.evidence == "listed in line 5 already, under “One”"


def test_a_repository_where_it_is_all_that_an_entry_links_to(found: Callable[..., list[Finding]]) -> None:
    (finding,) = found("duplicate", "# L\n\n- [Tool](https://github.com/o/n)\n- [Tool](https://github.com/O/N)\n")
    assert finding.evidence == "listed in line 3 already"


def test_a_preprint_and_its_published_version(found: Callable[..., list[Finding]]) -> None:
    text = f"# L\n\n- A. [paper](https://doi.org/10.1000/182)\n- B. [paper]({ARXIV})\n"
    record = Record(source="arxiv", title="A", published_doi=Doi("10.1000/182"))
    assert found("duplicate", text) == []
    (finding,) = found("duplicate", text, {"arxiv:2301.00001": record})
    assert (finding.line, finding.what) == (4, ARXIV)
    assert finding.evidence == "listed in line 3 already: both are doi 10.1000/182"


def test_all_entries_of_one_work_are_one_decision(found: Callable[..., list[Finding]]) -> None:
    findings = found("duplicate", "# L\n\n" + f"- A. [paper]({ARXIV})\n" * 4)
    assert [finding.line for finding in findings] == [4, 5, 6]
    assert len({finding.cause for finding in findings}) == 1
