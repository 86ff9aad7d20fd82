"""Links as readers hand them over: sound ones, bare identifiers, and what the broken ones would be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from harvester.identify import identify, identify_url, mended_target
from harvester.model import TargetKind
from harvester.placeholder import flaw

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.model import Link

    MakeLink = Callable[..., Link]


@pytest.mark.parametrize(
    "url",
    [
        "https://doi.org/10.1000/182",
        "https://arxiv.org/abs/2407.00116v2",
        "https://lab.tld/page",
        "https://example.com",
    ],
)
def test_a_sound_link_is_identified_by_its_address(make_link: MakeLink, url: str) -> None:
    assert identify(make_link(url)) == identify_url(url)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("10.1000/182", "doi:10.1000/182"),
        ("2407.00116", "arxiv:2407.00116"),
        ("cs/0301012", "arxiv:cs/0301012"),
        ("PMC3000748", "pmcid:PMC3000748"),
    ],
)
def test_a_bare_identifier_that_its_reader_let_pass_is_one(make_link: MakeLink, text: str, key: str) -> None:
    assert identify(make_link(text)).key == key


@pytest.mark.parametrize(
    ("url", "why", "kind"),
    [
        ("10.1000/182", "a DOI without its resolver", TargetKind.MALFORMED),
        ("https://doi.org/https://doi.org/10.1000/182", "prefix written twice", TargetKind.MALFORMED),
        ("yES", "a word in place of an address", TargetKind.MALFORMED),
        ("TODO", "a word in place of an address", TargetKind.PLACEHOLDER),
    ],
)
def test_a_flaw_that_its_reader_found_is_the_verdict(make_link: MakeLink, url: str, why: str, kind: TargetKind) -> None:
    target = identify(make_link(url, flaw=why))
    assert (target.kind, target.value) == (kind, url)
    assert target.why == (why if kind is TargetKind.MALFORMED else "placeholder word")


@pytest.mark.parametrize(
    "url",
    [
        "yES",
        "TODO",
        "#",
        "javascript:alert(1)",
        "https://lab.tld/a https://lab.tld/b",
        "see the paper",
        "https://lab.tld/abs/https://arxiv.org/abs/2407.00116](x",
        "file:///x/10.1000/182",
        "https://doi.org/https://doi.org/",
        "https://evil.tld\\@doi.org/10.1000/182",
        "",
    ],
)
def test_what_cannot_be_mended_safely_is_not(make_link: MakeLink, url: str) -> None:
    why, mended = flaw(url)
    assert mended_target(make_link(url, flaw=why or "broken", mended=mended)) is None


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("10.1000/182", "doi:10.1000/182"),
        ("doi:10.1000/182", "doi:10.1000/182"),
        ("DOI: 10.1000/182", "doi:10.1000/182"),
        ("DOI 10.1000/182", "doi:10.1000/182"),
        ("doi:https://doi.org/10.1000/182", "doi:10.1000/182"),
        ("arXiv:2407.00116", "arxiv:2407.00116"),
        ("arXiv:2407.00116v2 [cs.LG]", "arxiv:2407.00116"),
        ("PMID: 29779949", "pmid:29779949"),
        ("PMC3000748", "pmcid:PMC3000748"),
        ("doi.org/10.1000/182", "doi:10.1000/182"),
        ("//doi.org/10.1000/182", "doi:10.1000/182"),
        ("htps://doi.org/10.1000/182", "doi:10.1000/182"),
        ("https://doi.org/ 10.1000/182", "doi:10.1000/182"),
        ("https://doi.org/https://doi.org/10.1000/182", "doi:10.1000/182"),
        ("https://doi.org/doi.org/10.1000/182", "doi:10.1000/182"),
        ("https://dx.doi.org/https://doi.org/10.1000/182", "doi:10.1000/182"),
        ("https://arxiv.org/abs/https://arxiv.org/abs/2407.00116", "arxiv:2407.00116"),
        ("https://arxiv.org/abs/arxiv.org/abs/2407.00116v1", "arxiv:2407.00116"),
        ("https://github.com/https://github.com/imics-lab/tts-gan", "github:imics-lab/tts-gan"),
        ("https://https://github.com/imics-lab/tts-gan", "github:imics-lab/tts-gan"),
        ("github.com/imics-lab/tts-gan", "github:imics-lab/tts-gan"),
    ],
)
def test_what_a_broken_link_means_is_offered_beside_the_verdict(make_link: MakeLink, url: str, key: str) -> None:
    why, mended = flaw(url)
    why = why or identify_url(url).why
    link = make_link(url, flaw=why, mended=mended)
    target = mended_target(link)
    assert target is not None
    assert target.key == key
    assert identify(link).kind is TargetKind.MALFORMED
