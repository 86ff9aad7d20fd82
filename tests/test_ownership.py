"""Which paper a repository names: nothing is said of what may be the entry's own, then of what is another for certain."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harvester.enrich.ownership import Own, other_paper
from harvester.match import Claim
from harvester.model import Author, Fact, Flag, Mention, Record

TITLE = "Learning to synthesise chest radiographs from text"
OTHER = "Graph kernels for the prediction of small molecules"
THIRD = "Whales and dolphins of the northern seas"
LONG = "Graph kernels " + "x" * 146
OWN = Own(frozenset({"arxiv:2301.00001", "doi:10.1000/own"}), (Claim(title=TITLE, author="Lovelace", year=2023),))
HOPPER = Record(source="crossref", title=OTHER, authors=(Author("Hopper", "Grace"),), date="2021")


def mention(key: str = "", title: str = "", author: str = "", year: int | None = None, **more: bool) -> Mention:
    return Mention(where="home page", key=key, title=title, author=author, year=year, **more)


@pytest.mark.parametrize(
    ("papers", "own", "records"),
    [
        ([], OWN, {}),
        ([mention("arxiv:2301.00001")], OWN, {}),
        ([mention("arxiv:2301.00009"), mention("doi:10.1000/own")], OWN, {}),
        ([mention("doi:10.1000/other")], OWN, {}),
        ([mention("arxiv:2301.00009")], Own(frozenset({"doi:10.1000/own"}), OWN.claims), {}),
        ([mention(title=TITLE)], OWN, {}),
        ([mention(title=OTHER)], Own(OWN.keys, ()), {}),
        ([mention(title=OTHER, of_software=True)], OWN, {}),
        ([mention(title=TITLE, of_software=True), mention("arxiv:2301.00009")], OWN, {}),
        ([mention(title=OTHER, author="Lovelace", year=2023)], OWN, {}),
        ([mention("arxiv:2301.00008"), mention("arxiv:2301.00009")], OWN, {}),
        ([mention(title=OTHER, author="Hopper"), mention(title=THIRD, author="Ahab")], OWN, {}),
        ([mention("doi:10.1000/other")], OWN, {"doi:10.1000/other": Record(source="crossref")}),
        (
            [mention("arxiv:2301.00009", title=OTHER, author="Hopper")],
            OWN,
            {"arxiv:2301.00009": Record(source="arxiv", title=TITLE, authors=(Author("Lovelace"),), date="2023")},
        ),
    ],
    ids=[
        "nothing named", "its own id", "its own DOI beside another id", "a DOI of which nothing is known",
        "an id beside a DOI that may be the same", "its own title", "a title beside nothing", "software",
        "software with its title", "renamed by its author in its year", "two ids", "two titles",
        "a record without a title", "its own title by the registry",
    ],
)  # fmt: skip
def test_what_may_be_its_own_or_cannot_be_told(papers: list[Mention], own: Own, records: dict[str, Record]) -> None:
    assert other_paper("github:o/n", papers, own, records) is None


@pytest.mark.parametrize(
    ("papers", "records", "named", "value"),
    [
        ([mention("arxiv:2301.00009")], {}, "arXiv 2301.00009", "https://arxiv.org/abs/2301.00009"),
        ([mention(title=OTHER, author="Hopper")], {}, f"“{OTHER}”", ""),
        (
            [mention("doi:10.1000/a:b", title=OTHER, author="Hopper")],
            {},
            f"“{OTHER}”, DOI 10.1000/a:b",
            "10.1000/a:b",
        ),
        (
            [mention("doi:10.1000/x", title="x", author="Lovelace")],
            {"doi:10.1000/x": replace(HOPPER, date="2023")},
            f"“{OTHER}”, DOI 10.1000/x",
            "10.1000/x",
        ),
        ([mention("doi:10.1000/x")], {"doi:10.1000/x": HOPPER}, f"“{OTHER}”, DOI 10.1000/x", "10.1000/x"),
        (
            [mention("arxiv:2301.00009"), mention(title=OTHER, author="Hopper")],
            {},
            f"“{OTHER}”, arXiv 2301.00009",
            "https://arxiv.org/abs/2301.00009",
        ),
        ([mention(title=OTHER), mention(title=OTHER.upper())], {}, f"“{OTHER}”", ""),
        ([mention(title=OTHER, author="Lovelace", year=2015)], {}, f"“{OTHER}”", ""),
        (
            [mention("doi:10.1000/x", title="x")],
            {
                "doi:10.1000/x": Record(
                    source="crossref", title=OTHER, authors=(Author("Lovelace"),), date="2015"
                )
            },
            f"“{OTHER}”, DOI 10.1000/x",
            "10.1000/x",
        ),
        ([mention(title="SynthX", of_software=True), mention("arxiv:2301.00009")], {}, "arXiv 2301.00009", "https://arxiv.org/abs/2301.00009"),
        ([mention(title=LONG)], {}, f"“{LONG}”", ""),
        ([mention(title=LONG + "y")], {}, f"“{LONG[:159]}…”", ""),
    ],
    ids=[
        "another id", "another title", "title and DOI", "the registry's author", "the registry's title", "id and title apart", "one title twice",
        "its author years before", "the registry's year", "beside the name of the software", "a long title", "a longer title",
    ],
)  # fmt: skip
def test_another_paper_is_named(papers: list[Mention], records: dict[str, Record], named: str, value: str) -> None:
    assert other_paper("github:o/n", papers, OWN, records) == Fact(
        flag=Flag.NOT_ITS_CODE,
        about="github:o/n",
        source="github",
        evidence=f"the repository's home page names another paper: {named}",
        value=value,
    )
