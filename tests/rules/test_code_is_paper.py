"""``code-is-paper``: what is right, then code that is a paper and a paper that is code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.model import Finding


@pytest.mark.parametrize(
    "link",
    [
        "[code](https://github.com/o/n)",
        "[paper](https://arxiv.org/abs/2301.00001)",
        "[code](https://doi.org/10.5281/zenodo.1234567)",
        "[code](https://codeocean.com/capsule/123)",
        "[code](https://openreview.net/attachment?id=abc&name=supplementary_material)",
        "[paper](https://github.com/o/n/blob/main/paper.pdf)",
        "[A title of a work](https://github.com/o/n)",
        "[code](TODO)",
        "[code](https://cran.r-project.org/web/packages/Synth/Synth.pdf)",
        "[code](https://lab.test-site.net/software)",
    ],
)
def test_what_leads_where_it_says(found: Callable[..., list[Finding]], link: str) -> None:
    assert found("code-is-paper", f"# L\n\n- **Some work**. {link}\n") == []


@pytest.mark.parametrize(
    ("link", "evidence"),
    [
        ("[official code](https://arxiv.org/abs/2204.11008)", "it stands for code and leads to a paper: arXiv"),
        ("[code](https://openreview.net/forum?id=q7n2RngwOM)", "it stands for code and leads to a paper: OpenReview"),
        ("[code](https://doi.org/10.1000/182)", "it stands for code and leads to a paper: DOI"),
        (
            "[code](https://ieeexplore.ieee.org/document/9616079)",
            "it stands for code and leads to a paper: ieeexplore.ieee.org",
        ),
        ("[paper](https://github.com/o/n)", "it says “paper” and leads to a repository"),
    ],
)
def test_what_leads_elsewhere(found: Callable[..., list[Finding]], link: str, evidence: str) -> None:
    (finding,) = found("code-is-paper", f"# L\n\n- **Some work**. {link}\n")
    assert (finding.line, finding.evidence) == (3, evidence)


def test_the_column_says_it_too(found: Callable[..., list[Finding]]) -> None:
    row = "| Some work | [here](https://arxiv.org/abs/2301.00001) | [here](https://arxiv.org/abs/2301.00002) |\n"
    (finding,) = found("code-is-paper", f"# L\n\n| Title | Paper | Code |\n|---|---|---|\n{row}")
    assert finding.what == "https://arxiv.org/abs/2301.00002"
