"""DOIs at doi.org and in running text: every spelling, what trails them, and what they rather mean."""

from __future__ import annotations

import pytest

from harvester.identify import canonical_url, identify_text, identify_url, near, normalise_doi
from harvester.identify.tails import trimmed
from harvester.model import Target, TargetKind

SICI = "10.1002/(sici)1097-4571(199806)49:8<693::aid-asi4>3.0.co;2-o"

DOIS = [
    # this catalogue's own forms
    ("https://doi.org/10.1109/JBHI.2022.3223777", "10.1109/jbhi.2022.3223777"),
    ("https://doi.org/10.1016/j.cmpb.2021.106019", "10.1016/j.cmpb.2021.106019"),
    ("https://doi.org/10.1007/978-3-031-43901-8_10", "10.1007/978-3-031-43901-8_10"),
    # resolvers
    ("http://doi.org/10.3390/s23198328", "10.3390/s23198328"),
    ("http://dx.doi.org/10.3390/S23198328", "10.3390/s23198328"),
    ("https://dx.doi.org/10.3390/s23198328", "10.3390/s23198328"),
    ("https://www.doi.org/10.3390/s23198328", "10.3390/s23198328"),
    ("http://www.dx.doi.org/10.3390/s23198328", "10.3390/s23198328"),
    ("https://hdl.handle.net/10.3390/s23198328", "10.3390/s23198328"),
    ("HTTPS://DOI.ORG/10.3390/S23198328", "10.3390/s23198328"),
    ("https://doi.org./10.3390/s23198328", "10.3390/s23198328"),
    ("https://doi.org:443/10.3390/s23198328", "10.3390/s23198328"),
    ("https://ｄｏｉ.org/10.3390/s23198328", "10.3390/s23198328"),
    ("https://reader@doi.org/10.3390/s23198328", "10.3390/s23198328"),
    ("https://doi.org//10.3390/s23198328", "10.3390/s23198328"),
    ("  https://doi.org/10.3390/s23198328\x1b ", "10.3390/s23198328"),
    # labels in the path
    ("https://doi.org/doi:10.3390/s23198328", "10.3390/s23198328"),
    ("https://doi.org/DOI:%2010.3390/s23198328", "10.3390/s23198328"),
    ("https://doi.org/urn:doi:10.3390/s23198328", "10.3390/s23198328"),
    ("https://dx.doi.org/info:doi/10.3390/s23198328", "10.3390/s23198328"),
    # encodings
    ("https://doi.org/10.1016%2Fj.patter.2024.101047", "10.1016/j.patter.2024.101047"),
    ("https://doi.org/10.1016%2fj.patter.2024.101047", "10.1016/j.patter.2024.101047"),
    ("https://doi.org/10.1016%252Fj.patter.2024.101047", "10.1016/j.patter.2024.101047"),
    ("https://doi.org/10%2E1016%2Fj.patter.2024.101047", "10.1016/j.patter.2024.101047"),
    ("https://doi.org/10.1007/978-3-319-24574-4\\_28", "10.1007/978-3-319-24574-4_28"),
    ("https://doi.org/10.1007/978-3-319-24574-4%5F28", "10.1007/978-3-319-24574-4_28"),
    ("https://doi.org/10.1016/S0140-6736\\(97\\)11096-0", "10.1016/s0140-6736(97)11096-0"),
    ("https://doi.org/10.1016/S0140-6736(97)11096-0", "10.1016/s0140-6736(97)11096-0"),
    ("https://doi.org/10.1016/S0140-6736%2897%2911096-0", "10.1016/s0140-6736(97)11096-0"),
    # SICI
    ("https://doi.org/10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O", SICI),
    ("https://doi.org/10.1002/(SICI)1097-4571(199806)49:8%3C693::AID-ASI4%3E3.0.CO;2-O", SICI),
    ("https://doi.org/10.1002/(SICI)1097-4571(199806)49:8&lt;693::AID-ASI4&gt;3.0.CO;2-O", SICI),
    ("https://doi.org/10.1002/%28SICI%291097-4571%28199806%2949%3A8%3C693%3A%3AAID-ASI4%3E3.0.CO%3B2-O", SICI),
    ("https://doi.org/10.1002/(SICI)1097-4571(199806)49:8&#60;693::AID-ASI4&#x3E;3.0.CO;2-O", SICI),
    # odd ones that are registered like this
    ("https://doi.org/10.1000.10/123", "10.1000.10/123"),
    ("https://doi.org/10.1111/j.1541-0420.2005.00377.x", "10.1111/j.1541-0420.2005.00377.x"),
    ("https://doi.org/10.1175/1520-0485(2002)032%3C0870:CT%3E2.0.CO;2", "10.1175/1520-0485(2002)032<0870:ct>2.0.co;2"),
    ("https://doi.org/10.1594/PANGAEA.726855", "10.1594/pangaea.726855"),
    ("https://doi.org/10.7910/DVN/DBW86T", "10.7910/dvn/dbw86t"),
    ("https://doi.org/10.17487/RFC9110", "10.17487/rfc9110"),
    ("https://doi.org/10.1000/a%23b", "10.1000/a#b"),
    ("https://doi.org/10.1000/a%3Fb", "10.1000/a?b"),
    ("https://doi.org/10.1000/a%25b", "10.1000/a%b"),
    ("https://doi.org/10.1000/a%26lt%3Bb", "10.1000/a&lt;b"),
    ("https://doi.org/10.1000/doi:x", "10.1000/doi:x"),
    ("https://doi.org/10.1000/größe", "10.1000/größe"),
    ("https://doi.org/10.1000/gr%C3%B6%C3%9Fe", "10.1000/größe"),
    ("https://doi.org/10.1000/ĲK", "10.1000/Ĳk"),
    ("https://doi.org/10.5281/zenodo.1234567", "10.5281/zenodo.1234567"),
    ("https://doi.org/10.5555/12345678", "10.5555/12345678"),
    # a query or a fragment is not sent on by doi.org
    ("https://doi.org/10.3390/s23198328?utm_source=list&utm_medium=web", "10.3390/s23198328"),
    ("https://doi.org/10.3390/s23198328?ref=blog.tld", "10.3390/s23198328"),
    ("https://doi.org/10.3390/s23198328#page=3", "10.3390/s23198328"),
    ("https://doi.org/10.3390/s23198328#abstract", "10.3390/s23198328"),
]

# What a click leads to is asked first; beside it stands what is rather meant.
TRAILED = [
    ("https://doi.org/10.3390/s23198328.", "10.3390/s23198328.", "10.3390/s23198328"),
    ("https://doi.org/10.3390/s23198328,", "10.3390/s23198328,", "10.3390/s23198328"),
    ("https://doi.org/10.3390/s23198328;", "10.3390/s23198328;", "10.3390/s23198328"),
    ("https://doi.org/10.3390/s23198328/", "10.3390/s23198328/", "10.3390/s23198328"),
    ("https://doi.org/10.3390/s23198328%29.", "10.3390/s23198328).", "10.3390/s23198328"),
    ("https://doi.org/10.3390/s23198328%5D", "10.3390/s23198328]", "10.3390/s23198328"),
    ("https://doi.org/10.3390/s23198328%7D", "10.3390/s23198328}", "10.3390/s23198328"),
    ("https://doi.org/10.3390/s23198328%22", '10.3390/s23198328"', "10.3390/s23198328"),
    ("https://doi.org/10.3390/s23198328*", "10.3390/s23198328*", "10.3390/s23198328"),
    ("https://doi.org/10.3390/s23198328%20", "10.3390/s23198328", ""),
    ("https://doi.org/10.3390/s23198328%E2%80%8B", "10.3390/s23198328\u200b", "10.3390/s23198328"),
    ("https://doi.org/10.3390/s23198328”", "10.3390/s23198328”", "10.3390/s23198328"),
    (
        "https://doi.org/10.1016/s0140-6736(97)11096-0.",
        "10.1016/s0140-6736(97)11096-0.",
        "10.1016/s0140-6736(97)11096-0",
    ),
    ("https://doi.org/10.1016/s0140-6736(97)", "10.1016/s0140-6736(97)", ""),
    ("https://doi.org/10.1002/adma.202000001/full", "10.1002/adma.202000001/full", "10.1002/adma.202000001"),
    ("https://doi.org/10.1002/adma.202000001/pdf", "10.1002/adma.202000001/pdf", "10.1002/adma.202000001"),
    ("https://doi.org/10.1002/adma.202000001/abstract", "10.1002/adma.202000001/abstract", "10.1002/adma.202000001"),
    ("https://doi.org/10.1002/adma.202000001.pdf", "10.1002/adma.202000001.pdf", "10.1002/adma.202000001"),
    ("https://doi.org/10.1101/2020.01.30.927871v1", "10.1101/2020.01.30.927871v1", "10.1101/2020.01.30.927871"),
    (
        "https://doi.org/10.1101/2020.01.30.927871v2.full.pdf",
        "10.1101/2020.01.30.927871v2.full.pdf",
        "10.1101/2020.01.30.927871",
    ),
    (
        "https://doi.org/10.1101/2020.01.30.927871v2.full.pdf+html",
        "10.1101/2020.01.30.927871v2.full.pdf+html",
        "10.1101/2020.01.30.927871",
    ),
    ("https://doi.org/10.64898/2025.12.01.691234v1", "10.64898/2025.12.01.691234v1", "10.64898/2025.12.01.691234"),
    ("https://doi.org/10.21203/rs.3.rs-722389/v1", "10.21203/rs.3.rs-722389/v1", ""),
    (
        "https://doi.org/10.1002/x.1234;jsessionid=0A1B.f04t03",
        "10.1002/x.1234;jsessionid=0a1b.f04t03",
        "10.1002/x.1234",
    ),
    (
        "https://doi.org/10.1016/j.x.2020.01.001&partnerID=40",
        "10.1016/j.x.2020.01.001&partnerid=40",
        "10.1016/j.x.2020.01.001",
    ),
    (
        "https://doi.org/10.1016/j.x.2020.01.001&amp;partnerID=40",
        "10.1016/j.x.2020.01.001&partnerid=40",
        "10.1016/j.x.2020.01.001",
    ),
    ("https://doi.org/10.1002/a%252Cb%252529", "10.1002/a%2cb%2529", "10.1002/a,b%29"),
    ("https://doi.org/10.48550/arXiv.2407.00116.", "10.48550/arxiv.2407.00116.", "10.48550/arxiv.2407.00116"),
    # `?` and `#` that were written as they are may be part of the DOI
    ("https://doi.org/10.1000/182?4", "10.1000/182", "10.1000/182?4"),
    (
        "https://doi.org/10.1002/1521-3951(200009)221:1<315::AID-PSSB315>3.0.CO;2-#",
        "10.1002/1521-3951(200009)221:1<315::aid-pssb315>3.0.co;2-",
        "10.1002/1521-3951(200009)221:1<315::aid-pssb315>3.0.co;2-#",
    ),
]

SHORT = [
    ("https://doi.org/10/abc", "10/abc"),
    ("http://dx.doi.org/10/GCGD5V", "10/gcgd5v"),
    ("https://doi.org/10/gcgd5v/", "10/gcgd5v"),
    ("https://doi.org/doi:10/gcgd5v", "10/gcgd5v"),
    ("https://doi.org/gcgd5v", "10/gcgd5v"),
    ("https://doi.org/abc12", "10/abc12"),
    ("https://doi.org/10%2Fgcgd5v", "10/gcgd5v"),
]

TEXTS = [
    ("10.1000/182", "doi:10.1000/182"),
    ("doi:10.1000/182", "doi:10.1000/182"),
    ("DOI:10.1000/182", "doi:10.1000/182"),
    ("DOI: 10.1000/182", "doi:10.1000/182"),
    ("DOI 10.1000/182", "doi:10.1000/182"),
    ("doi:\t10.1000/182", "doi:10.1000/182"),
    (" doi: 10.1000/182 ", "doi:10.1000/182"),
    ("urn:doi:10.1000/182", "doi:10.1000/182"),
    ("info:doi/10.1000/182", "doi:10.1000/182"),
    ("10.1000%2F182", "doi:10.1000/182"),
    ("doi:10/gcgd5v", "short-doi:10/gcgd5v"),
    ("doi:10.48550/arXiv.2407.00116", "arxiv:2407.00116"),
]


@pytest.mark.parametrize(("url", "doi"), DOIS)
def test_every_spelling_leads_to_one_doi(url: str, doi: str) -> None:
    assert identify_url(url).key == f"doi:{doi}"
    assert identify_url(url).instead == ""


@pytest.mark.parametrize(("url", "doi", "instead"), TRAILED)
def test_the_registry_decides_between_the_longer_and_the_shorter(url: str, doi: str, instead: str) -> None:
    target = identify_url(url)
    assert (target.kind, target.value, target.instead) == (TargetKind.DOI, doi, instead)
    assert near(target) == (Target(TargetKind.DOI, instead) if instead else None)


@pytest.mark.parametrize(("url", "short"), SHORT)
def test_a_short_doi_is_told_from_a_doi(url: str, short: str) -> None:
    assert identify_url(url) == Target(TargetKind.SHORT_DOI, short)


@pytest.mark.parametrize(("text", "key"), TEXTS)
def test_a_doi_in_running_text_is_found(text: str, key: str) -> None:
    target = identify_text(text)
    assert target is not None
    assert target.key == key


@pytest.mark.parametrize(
    "text",
    [
        "",
        "10/2020",
        "10/12/2020",
        "doi",
        "doi:",
        "https://doi.org/10.1000/182",
        "see 10.1000/182",
        "10.1000/182\n10.1000/183",
    ],
)
def test_other_text_is_no_doi(text: str) -> None:
    assert identify_text(text) is None


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("10.1000/182", "10.1000/182"),
        (" 10.1000/ABC ", "10.1000/abc"),
        ("10.1000/182 and more", "10.1000/182"),
        ('10.1000/182" title="x', "10.1000/182"),
        ("10.1000/İß", "10.1000/İß"),
        ("10.1000/\u212a", "10.1000/\u212a"),
    ],
)
def test_a_doi_is_compared_in_lower_case_of_ascii(text: str, doi: str) -> None:
    assert normalise_doi(text) == doi


@pytest.mark.parametrize(
    ("doi", "url"),
    [
        ("10.1000/182", "https://doi.org/10.1000/182"),
        ("10.1016/s0140-6736(97)11096-0", "https://doi.org/10.1016/s0140-6736(97)11096-0"),
        (SICI, "https://doi.org/10.1002/(sici)1097-4571(199806)49:8%3C693::aid-asi4%3E3.0.co;2-o"),
        ("10.1000/a b#c?d%e&f", "https://doi.org/10.1000/a%20b%23c%3Fd%25e%26f"),
        ("10.1000/a)", "https://doi.org/10.1000/a%29"),
        ("10.1000/)a(", "https://doi.org/10.1000/%29a%28"),
        ("10.1000/größe", "https://doi.org/10.1000/gr%C3%B6%C3%9Fe"),
        ('10.1000/"[x]"|y', "https://doi.org/10.1000/%22%5Bx%5D%22%7Cy"),
    ],
)
def test_the_address_of_a_doi_encodes_what_an_address_cannot_carry(doi: str, url: str) -> None:
    assert canonical_url(Target(TargetKind.DOI, doi)) == url
    assert identify_url(url).value == doi


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("", ""),
        (" .,;:", ""),
        ("10.1000/182", "10.1000/182"),
        ("10.1000/a(b)", "10.1000/a(b)"),
        ("10.1000/a(b))", "10.1000/a(b)"),
        ("10.1000/a%29%2E", "10.1000/a"),
        ("10.1000/182/pdf", "10.1000/182"),
        ("10.1000/pdf", "10.1000/pdf"),
        ("10.1000/a.full.pdf.html", "10.1000/a"),
        ("10.1000/a.pdf.pdf.pdf.pdf.pdf", "10.1000/a.pdf"),
        ("10.1101/2023.01.02.522517v2.full.pdf.", "10.1101/2023.01.02.522517"),
    ],
)
def test_what_stands_behind_a_doi_by_mistake_is_taken_off(text: str, left: str) -> None:
    assert trimmed(text) == left
