"""One paper cited in many ways is one target, and two papers that look alike stay two."""

from __future__ import annotations

import pytest

from harvester.identify import identify_url

ONE_PAPER = {
    "an arXiv paper": [
        "https://arxiv.org/abs/2407.00116",
        "http://arxiv.org/abs/2407.00116v1",
        "https://arxiv.org/pdf/2407.00116v3.pdf",
        "https://arxiv.org/html/2407.00116v2",
        "https://export.arxiv.org/abs/2407.00116",
        "https://ar5iv.labs.arxiv.org/html/2407.00116",
        "https://www.alphaxiv.org/abs/2407.00116",
        "https://huggingface.co/papers/2407.00116",
        "https://doi.org/10.48550/arXiv.2407.00116",
        "https://dx.doi.org/10.48550%2FARXIV.2407.00116",
        "https://dblp.org/rec/journals/corr/abs-2407-00116",
    ],
    "an old arXiv paper": [
        "https://arxiv.org/abs/math/0309136",
        "https://arxiv.org/abs/math.GT/0309136v2",
        "https://arxiv.org/pdf/math/0309136.pdf",
        "https://arxiv.org/pdf/math%2F0309136",
        "https://doi.org/10.48550/arXiv.math/0309136",
    ],
    "a DOI": [
        "https://doi.org/10.1007/s13755-023-00241-y",
        "http://dx.doi.org/10.1007/S13755-023-00241-Y",
        "https://www.doi.org/10.1007%2Fs13755-023-00241-y",
        "https://doi.org/doi:10.1007/s13755-023-00241-y",
        "https://link.springer.com/article/10.1007/s13755-023-00241-y#citeas",
        "https://link.springer.com/content/pdf/10.1007%2Fs13755-023-00241-y.pdf",
    ],
    "a Nature article": [
        "https://doi.org/10.1038/s41598-021-01295-2",
        "https://www.nature.com/articles/s41598-021-01295-2",
        "https://www.nature.com/articles/s41598-021-01295-2.pdf?proof=t",
        "https://www.nature.com/articles/s41598-021-01295-2#Sec2",
        "https://doi.org/10.1038/S41598-021-01295-2?utm_source=list",
    ],
    "a bioRxiv preprint": [
        "https://doi.org/10.1101/590307",
        "https://www.biorxiv.org/content/10.1101/590307v1",
        "https://www.biorxiv.org/content/10.1101/590307v4.full.pdf",
        "https://www.biorxiv.org/content/biorxiv/early/2019/03/28/590307.full-text.pdf",
        "https://www.biorxiv.org/content/early/2019/03/28/590307",
    ],
    "an Elsevier article": [
        "https://www.sciencedirect.com/science/article/pii/S0092867423013399",
        "https://www.sciencedirect.com/science/article/abs/pii/S0092867423013399?via%3Dihub",
        "https://www.cell.com/cell/fulltext/S0092-8674(23)01339-9",
        "https://www.cell.com/cell/pdf/S0092-8674(23)01339-9.pdf",
        "https://linkinghub.elsevier.com/retrieve/pii/S0092867423013399",
    ],
    "a deposit": [
        "https://zenodo.org/record/1234567",
        "https://zenodo.org/records/1234567/files/data.zip?download=1",
        "https://zenodo.org/doi/10.5281/zenodo.1234567",
        "https://doi.org/10.5281/zenodo.1234567",
        "https://zenodo.org/badge/DOI/10.5281/zenodo.1234567.svg",
    ],
    "an ACL paper": [
        "https://aclanthology.org/N19-1423",
        "https://aclanthology.org/N19-1423.pdf",
        "https://www.aclweb.org/anthology/N19-1423/",
        "https://www.aclweb.org/anthology/papers/N/N19/N19-1423/",
        "https://aclanthology.info/papers/N19-1423/n19-1423",
    ],
    "a repository": [
        "https://github.com/imics-lab/TTS-GAN",
        "http://www.github.com/imics-lab/tts-gan/",
        "https://github.com/IMICS-LAB/tts-gan.git",
        "https://github.com/imics-lab/tts-gan/tree/main/images",
        "https://raw.githubusercontent.com/imics-lab/tts-gan/main/README.md",
    ],
    "a web page": [
        "https://lab.tld/paper?a=1&b=2",
        "https://LAB.tld/paper?b=2&a=1",
        "HTTPS://lab.tld/paper?a=1&amp;b=2",
        " https://lab.tld/paper?a=1&b=2 ",
        "https://lab.tld/paper\\?a=1&b=2",
    ],
}

TWO_PAPERS = [
    ("https://arxiv.org/abs/1401.0001", "https://arxiv.org/abs/1501.00001"),
    ("https://arxiv.org/abs/math/0309136", "https://arxiv.org/abs/cs/0309136"),
    ("https://doi.org/10.1000/ä", "https://doi.org/10.1000/Ä"),
    ("https://doi.org/10.1000/182", "https://doi.org/10.1000/182."),
    ("https://doi.org/10.1101/590307", "https://doi.org/10.64898/590307"),
    ("https://openreview.net/forum?id=mDwURmlapW", "https://openreview.net/forum?id=mDwURmlapw"),
    ("https://huggingface.co/stabilityai/sd", "https://huggingface.co/datasets/stabilityai/sd"),
    ("https://github.com/imics-lab", "https://github.com/imics-lab/imics-lab"),
    ("https://pubmed.ncbi.nlm.nih.gov/3000748/", "https://pmc.ncbi.nlm.nih.gov/articles/PMC3000748/"),
    ("https://lab.tld/paper#one", "https://lab.tld/paper#two"),
    (
        "https://proceedings.neurips.cc/paper_files/paper/2022/hash/54f7125dee9b8b3dc798bb9a082b09e2-Abstract-Conference.html",
        "https://proceedings.neurips.cc/paper_files/paper/2022/hash/54f7125dee9b8b3dc798bb9a082b09e2-Abstract-Datasets_and_Benchmarks.html",
    ),
]


@pytest.mark.parametrize("urls", ONE_PAPER.values(), ids=ONE_PAPER)
def test_one_work_is_one_target(urls: list[str]) -> None:
    assert len({identify_url(url) for url in urls}) == 1


@pytest.mark.parametrize(("one", "other"), TWO_PAPERS)
def test_two_works_are_two_targets(one: str, other: str) -> None:
    assert identify_url(one) != identify_url(other)
