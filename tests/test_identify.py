from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.identify import canonical_url, identify_url, normalise_doi, parse_arxiv
from harvester.model import Target, TargetKind

NO_IDENTIFIER = [
    "https://www.nature.com/",
    "https://github.com/topics/medical-imaging",
    "https://github.com/orgs/harvester/repositories",
    "https://arxiv.org/list/cs.LG/recent",
    "https://openreview.net/group?id=ICLR.cc",
    "https://www.sciencedirect.com/journal/patterns",
    "https://doi.org.evil.tld/10.1000/182x",
    "https://notgithub.com/a/b",
    "https://evilspringer.com/article/10.1007/s13755-023-00241-y",
    "https://papers.org/report-25.10.2015/summary",
]

IDENTIFIED = [
    # this catalogue's own forms
    ("https://doi.org/10.1109/JBHI.2022.3223777", "doi:10.1109/jbhi.2022.3223777"),
    ("https://doi.org/10.1016/j.cmpb.2021.106019", "doi:10.1016/j.cmpb.2021.106019"),
    (
        "https://www.frontiersin.org/journals/neurology/articles/10.3389/fneur.2022.755094/full",
        "doi:10.3389/fneur.2022.755094",
    ),
    ("https://www.sciencedirect.com/science/article/abs/pii/S0022073621001850", "pii:S0022073621001850"),
    ("https://arxiv.org/abs/2310.03753", "arxiv:2310.03753"),
    ("https://arxiv.org/pdf/2103.00006", "arxiv:2103.00006"),
    ("http://arxiv.org/abs/2308.12453v1", "arxiv:2308.12453"),
    ("http://arxiv.org/abs/2304.03941v1 ", "arxiv:2304.03941"),
    ("https://github.com/DebadityaQU/RDDM", "github:debadityaqu/rddm"),
    ("https://github.com/AgaMiko/debiasing-effect-of-gans.", "github:agamiko/debiasing-effect-of-gans."),
    ("https://github.com/Likalto4/diffusion-models_master/tree/main", "github:likalto4/diffusion-models_master"),
    ("https://openreview.net/forum?id=mDwURmlapW", "openreview:mDwURmlapW"),
    # the same things as others write them
    ("http://dx.doi.org/10.3390/S23198328", "doi:10.3390/s23198328"),
    ("https://doi.org/10.1016%2Fj.patter.2024.101047", "doi:10.1016/j.patter.2024.101047"),
    ("https://www.doi.org/10.1515/cdbme-2022-0005?utm_source=list", "doi:10.1515/cdbme-2022-0005"),
    (
        "https://doi.org/10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O",
        "doi:10.1002/(sici)1097-4571(199806)49:8<693::aid-asi4>3.0.co;2-o",
    ),
    ("https://link.springer.com/article/10.1007/s13755-023-00241-y", "doi:10.1007/s13755-023-00241-y"),
    ("https://link.springer.com/content/pdf/10.1007/s13755-023-00241-y.pdf", "doi:10.1007/s13755-023-00241-y"),
    ("https://dl.acm.org/doi/abs/10.1145/3583593", "doi:10.1145/3583593"),
    ("https://www.biorxiv.org/content/10.1101/2023.01.02.522517v2.full.pdf", "doi:10.1101/2023.01.02.522517"),
    ("https://doi.org/10.48550/arXiv.2407.00116", "arxiv:2407.00116"),
    ("https://arxiv.org/abs/math.GT/0309136", "arxiv:math/0309136"),
    ("https://arxiv.org/pdf/hep-th/9711200v3.pdf", "arxiv:hep-th/9711200"),
    ("https://www.alphaxiv.org/abs/2407.00116v2", "arxiv:2407.00116"),
    ("https://huggingface.co/papers/2407.00116", "arxiv:2407.00116"),
    ("https://github.com/imics-lab/TTS-GAN.git", "github:imics-lab/tts-gan"),
    ("https://www.github.com/imics-lab/tts-gan/", "github:imics-lab/tts-gan"),
    ("https://openreview.net/pdf?id=mDwURmlapW", "openreview:mDwURmlapW"),
]


@pytest.mark.parametrize("url", NO_IDENTIFIER)
def test_a_page_without_an_identifier_is_a_web_page(url: str) -> None:
    assert identify_url(url).kind is TargetKind.WEB


@pytest.mark.parametrize(("url", "key"), IDENTIFIED)
def test_every_spelling_leads_to_one_key(url: str, key: str) -> None:
    assert identify_url(url).key == key


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://example.com", TargetKind.PLACEHOLDER),
        ("https://github.com/example", TargetKind.PLACEHOLDER),
        ("#", TargetKind.PLACEHOLDER),
        ("TODO", TargetKind.PLACEHOLDER),
        ("https://doi.org/", TargetKind.PLACEHOLDER),
        ("https://arxiv.org/abs/xxxx.xxxxx", TargetKind.PLACEHOLDER),
        ("yES", TargetKind.MALFORMED),
        ("htps://arxiv.org/abs/2407.00116", TargetKind.MALFORMED),
        ("https://doi.org/https://doi.org/10.1000/182", TargetKind.MALFORMED),
        ("https://github.com/a/b c", TargetKind.MALFORMED),
        ("javascript:alert(1)", TargetKind.MALFORMED),
        ("http://[::1", TargetKind.MALFORMED),
        ("http://host:99999/", TargetKind.MALFORMED),
    ],
)
def test_what_was_never_a_link_is_told_from_what_is_one(url: str, kind: TargetKind) -> None:
    assert identify_url(url).kind is kind


@pytest.mark.parametrize(
    "text", ["2401.0001", "0704.00001", "0703.0001", "1713.00001", "2407.001160", "math/03091", "x"]
)
def test_arxiv_padding_and_months_are_significant(text: str) -> None:
    assert parse_arxiv(text) is None


def test_a_version_and_a_path_are_kept_beside_the_identity() -> None:
    pinned = identify_url("https://arxiv.org/abs/2407.00116v2")
    inside = identify_url("https://github.com/a/b/tree/main/src")
    assert (pinned.version, inside.path) == ("v2", "tree/main/src")
    assert pinned == identify_url("https://arxiv.org/pdf/2407.00116")


def test_a_trailing_dot_is_kept_and_the_name_without_it_noted() -> None:
    target = identify_url("https://github.com/AgaMiko/debiasing-effect-of-gans.")
    assert target.instead == "AgaMiko/debiasing-effect-of-gans"


suffixes = st.text(st.characters(codec="ascii", categories=["L", "N"], include_characters="-._()/"), min_size=1).filter(
    lambda text: not text.startswith("/")
)
dois = st.builds("10.{}/{}".format, st.integers(1000, 999_999_999), suffixes)
arxiv_ids = st.one_of(
    st.builds("{:02d}{:02d}.{:05d}".format, st.integers(15, 99), st.integers(1, 12), st.integers(0, 99_999)),
    st.builds("{:02d}{:02d}.{:04d}".format, st.integers(8, 14), st.integers(1, 12), st.integers(0, 9999)),
    st.builds(
        "{}/{:02d}{:02d}{:03d}".format,
        st.sampled_from(["hep-th", "math", "astro-ph"]),
        st.integers(92, 99),
        st.integers(1, 12),
        st.integers(0, 999),
    ),
)
names = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,20}", fullmatch=True).filter(
    lambda name: identify_url(f"https://github.com/{name}/{name}").kind is TargetKind.GITHUB
)


@given(
    st.one_of(
        dois.map(lambda doi: Target(TargetKind.DOI, normalise_doi(doi) or "")),
        arxiv_ids.map(lambda key: Target(TargetKind.ARXIV, key)),
        st.builds(lambda owner, name: Target(TargetKind.GITHUB, f"{owner}/{name}"), names, names),
    )
)
def test_the_url_of_an_identifier_identifies_to_it(target: Target) -> None:
    assert identify_url(canonical_url(target)) == target


@given(dois)
def test_dois_ignore_ascii_case(doi: str) -> None:
    assert normalise_doi(doi.upper()) == normalise_doi(doi.lower()) == normalise_doi(str(normalise_doi(doi)))


@given(st.one_of(st.text(), st.text().map("https://{}".format), st.text().map("https://doi.org/10.1000/{}".format)))
def test_identifying_never_raises_and_twice_changes_nothing(text: str) -> None:
    first = identify_url(text)
    again = identify_url(canonical_url(first))
    if first.kind is not TargetKind.MALFORMED:
        assert again.key == first.key or again.kind in {TargetKind.PLACEHOLDER, TargetKind.MALFORMED}
