"""What holds for every identifier and for every text, not only for those that somebody thought of."""

from __future__ import annotations

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from harvester.identify import canonical_url, identify_text, identify_url, near, normalise_doi, parse_arxiv
from harvester.model import Target, TargetKind
from harvester.placeholder import placeholder_url

ODD = "-._()/<>[]{}#?%&;:,+*'\"|\\^`~!$=@ äßİĲ汉\u200b"
suffixes = st.text(st.sampled_from(string.ascii_letters + string.digits + ODD), min_size=1, max_size=40)
prefixes = st.builds("10.{}{}/".format, st.integers(1000, 999_999_999), st.sampled_from(["", ".1", ".10.2"]))
dois = st.builds(str.__add__, prefixes, suffixes).map(str.strip).filter(lambda doi: "/." not in doi and doi[-1] != "/")

old_months = st.sampled_from(["9107", "9212", "9901", "0001", "0612", "0703"])
arxiv_ids = st.one_of(
    st.builds("{:02d}{:02d}.{:05d}".format, st.integers(15, 99), st.integers(1, 12), st.integers(0, 99_999)),
    st.builds("{:02d}{:02d}.{:04d}".format, st.integers(8, 14), st.integers(1, 12), st.integers(0, 9999)),
    st.builds(
        "{}/{}{:03d}".format, st.sampled_from(["hep-th", "math", "cs", "astro-ph"]), old_months, st.integers(0, 999)
    ),
)
digests = st.text("0123456789abcdef", min_size=32, max_size=32)
# no host keeps a name with a q before a digit for itself
names = st.from_regex(r"q[0-9][a-z0-9_-]{0,18}", fullmatch=True)
years = st.integers(1987, 2026)


def targets(kind: TargetKind, values: st.SearchStrategy[str]) -> st.SearchStrategy[Target]:
    return st.builds(Target, st.just(kind), values)


repositories = st.builds("{}/{}".format, names, names)
IDENTIFIERS = st.one_of(
    targets(TargetKind.DOI, dois.map(lambda doi: str(normalise_doi(doi) or "")).filter(bool)),
    targets(TargetKind.SHORT_DOI, st.from_regex(r"10/[a-z0-9]{3,12}", fullmatch=True)),
    targets(TargetKind.ARXIV, arxiv_ids),
    targets(TargetKind.PII, st.from_regex(r"S[0-9]{7}[0-9X][0-9]{7}[0-9X]|[0-9]{7}[0-9X][0-9]{7}[0-9X]|B978[0-9]{15}[0-9X]", fullmatch=True)),
    targets(TargetKind.PMID, st.integers(1, 99_999_999).map(str)),
    targets(TargetKind.PMCID, st.integers(1, 99_999_999).map("PMC{}".format)),
    targets(TargetKind.OPENREVIEW, st.from_regex(r"[A-Za-z0-9_-]{5,20}", fullmatch=True)),
    targets(TargetKind.ACL, st.from_regex(r"20[0-9]{2}\.[a-z0-9]{2,8}-[a-z0-9]{1,8}\.[0-9]{1,4}|[A-Z][0-9]{2}-[0-9]{4}", fullmatch=True)),
    targets(TargetKind.PMLR, st.from_regex(r"[vr][0-9]{1,3}/[a-z][a-z-]{1,20}[0-9]{2}[a-z]?", fullmatch=True)),
    targets(TargetKind.CVF, st.builds("content_CVPR_{}/{}_paper".format, years, names)),
    targets(TargetKind.CVF, st.builds("content/CVPR{}W/{}/{}_paper".format, years, names, names)),
    targets(TargetKind.NEURIPS, st.builds("{}/{}".format, years, digests)),
    targets(TargetKind.NEURIPS, st.builds("{}/{}/Conference".format, years, digests)),
    targets(TargetKind.NEURIPS, st.from_regex(r"[0-9]{1,4}-[a-z]+-[a-z]+", fullmatch=True).filter(lambda slug: not slug.endswith(("-supplemental", "-reviews")))),
    targets(TargetKind.SEMANTIC_SCHOLAR, digests.map("01234567{}".format)),
    targets(TargetKind.SEMANTIC_SCHOLAR, st.integers(1, 10**9).map("CorpusID:{}".format)),
    targets(TargetKind.DBLP, st.builds("conf/{}/{}{}".format, names, names, years)),
    targets(TargetKind.GITHUB, repositories),
    targets(TargetKind.GITHUB_USER, names),
    targets(TargetKind.GIST, digests),
    targets(TargetKind.GITLAB, repositories),
    targets(TargetKind.GITLAB, st.builds("{}/{}/{}".format, names, names, names)),
    targets(TargetKind.BITBUCKET, repositories),
    targets(TargetKind.CODEBERG, repositories),
    targets(TargetKind.HUGGINGFACE, repositories),
    targets(TargetKind.HUGGINGFACE, repositories.map("datasets/{}".format)),
    targets(TargetKind.HUGGINGFACE, names.map("datasets/{}".format)),
)  # fmt: skip

WORDS = """
https:// http:// ftp:// // / : @ ? # & ; = % %2F %252F %00 %2e%2e .. . , ) ( [ ] { } < > | ^ ` " ' &lt; &amp; &#0; &nope;
10. 10.1000 10.1000/182 doi: doi.org dx.doi.org ｄｏｉ.org доі.org arxiv.org /abs/ /pdf/ 2407.00116 hep-th/9711200 v2 .pdf
github.com gist.github.com /a/b .git gitlab.com /-/ huggingface.co datasets openreview.net forum?id= www. nature.com
/articles/ s41598-021-01295-2 sciencedirect.com /pii/ S0022073621001850 pubmed.ncbi.nlm.nih.gov 29779949 zenodo.org
/record/ aclanthology.org P18-1001 dblp.org /rec/conf/x/y xn-- ß İ 8080 :443 user:
"""
PIECES = st.sampled_from([*WORDS.split(), "\\", " ", "\t", "\n", "\x00", "\x1b", "\u00a0", "\u200b", "\ud800"])
hostile = st.one_of(
    st.text(),
    st.lists(PIECES, max_size=12).map("".join),
    st.lists(PIECES, max_size=12).map(lambda pieces: "https://" + "".join(pieces)),
    st.text().map("https://doi.org/10.1000/{}".format),
)


@given(IDENTIFIERS)
def test_the_address_of_an_identifier_identifies_to_it(target: Target) -> None:
    url = canonical_url(target)
    assert " " not in url
    assume(not placeholder_url(url))
    again = identify_url(url)
    assert again == target
    assert canonical_url(again) == url


@given(hostile)
def test_identifying_never_raises_and_twice_changes_nothing(text: str) -> None:
    first = identify_url(text)
    near(first)
    identify_text(text)
    if first.kind not in {TargetKind.MALFORMED, TargetKind.PLACEHOLDER}:
        again = identify_url(canonical_url(first))
        assert again.key == first.key or again.kind in {TargetKind.PLACEHOLDER, TargetKind.MALFORMED}


@given(dois)
def test_dois_ignore_the_case_of_ascii_letters_only(doi: str) -> None:
    swapped = "".join(char.swapcase() if char.isascii() else char for char in doi)
    assert normalise_doi(doi) == normalise_doi(swapped)
    assert normalise_doi(str(normalise_doi(doi))) == normalise_doi(doi)


@pytest.mark.parametrize(("one", "other"), [("ß", "ss"), ("İ", "i̇"), ("ſ", "s"), ("\u212a", "k"), ("Ä", "ä")])
def test_dois_that_differ_beyond_ascii_differ(one: str, other: str) -> None:
    assert normalise_doi(f"10.1000/{one}") != normalise_doi(f"10.1000/{other}")


@given(arxiv_ids, st.sampled_from(["", "v1", "v12"]))
def test_an_arxiv_id_keeps_its_zeros_and_loses_its_version(identifier: str, version: str) -> None:
    assert parse_arxiv(identifier + version) == (identifier, version)
    assert parse_arxiv("0" + identifier) is None


@pytest.mark.parametrize(
    "text",
    [
        "10.1000/" + "(" * 100_000,
        "10.1000/" + ")" * 100_000,
        "10.1000/" + "%25" * 33_000,
        "10.1000/" + "/pdf" * 25_000,
        "10.1000/" + "&a" * 50_000,
        "10." + "1000." * 20_000,
        "10.1000/" + "1" * 100_000,
        "arxiv:" * 16_000,
        "math." + "a" * 100_000,
    ],
)
def test_long_texts_are_read_in_one_pass(text: str) -> None:
    doi = normalise_doi(text)
    assert doi is None or doi == text
    assert parse_arxiv(text) is None
    assert identify_text(text) is None


LONG_PATHS = ["/" * 100, "10.1000/", "/10.1000", "%2F", "a.", ".full", "/pdf", "-paper", "S0022073621001850", "&lt;", "\\_", "2407.", "/-/", "?a="]  # fmt: skip


@pytest.mark.parametrize("host", ["doi.org", "link.springer.com", "arxiv.org", "github.com", "gitlab.com", "www.nature.com", "www.cell.com", "openaccess.thecvf.com", "dblp.org", "papers.nips.cc", "lab.tld"])  # fmt: skip
@pytest.mark.parametrize("piece", LONG_PATHS)
def test_long_addresses_are_identified_and_stay_as_they_are(host: str, piece: str) -> None:
    url = f"https://{host}/x/" + piece * (7_900 // len(piece))
    target = identify_url(url)
    assert target.kind in {
        TargetKind.GITHUB_USER,
        TargetKind.WEB,
        TargetKind.GITLAB,
        TargetKind.GITHUB,
        TargetKind.MALFORMED,
        TargetKind.PII,
        TargetKind.DOI,
    }
