"""A row of arXiv's metadata says what the API says of the same paper."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from harvester.model import ArxivId, Author, Found, Record
from harvester.network import connect
from harvester.sandbox import Sandbox, World
from harvester.upstream.arxiv_metadata import read_row
from support import sandbox_config

if TYPE_CHECKING:
    from support import FakeTime

# A real row, abstract shortened.
ROW: dict[str, Any] = {
    "id": "0704.0001",
    "submitter": "Pavel Nadolsky",
    "authors": "C. Bal\\'azs, E. L. Berger, P. M. Nadolsky, C.-P. Yuan",
    "title": "Calculation of prompt diphoton production cross sections at Tevatron and\n  LHC energies",
    "comments": "37 pages, 15 figures; published version",
    "journal-ref": "Phys.Rev.D76:013009,2007",
    "doi": "10.1103/PhysRevD.76.013009",
    "report-no": "ANL-HEP-PR-07-12",
    "categories": "hep-ph",
    "license": None,
    "abstract": "  A fully differential calculation in perturbative quantum chromodynamics is presented.\n",
    "versions": [
        {"version": "v1", "created": "Mon, 2 Apr 2007 19:18:42 GMT"},
        {"version": "v2", "created": "Tue, 24 Jul 2007 20:10:27 GMT"},
    ],
    "update_date": "2008-11-26",
    "authors_parsed": [
        ["Balázs", "C.", ""],
        ["Berger", "E. L.", ""],
        ["Nadolsky", "P. M.", ""],
        ["Yuan", "C. -P.", ""],
    ],
}


def test_a_row_and_the_api_s_answer_make_the_same_record(time: FakeTime) -> None:
    world = World(
        arxiv=[
            {
                "id": ROW["id"],
                "title": ROW["title"],
                "published": "2007-04-02T19:18:42Z",
                "authors": ["C. Balázs", "E. L. Berger", "P. M. Nadolsky", "C. -P. Yuan"],
                "versions": {"v1": {}, "v2": {"updated": "2007-07-24T20:10:27Z"}},
                "categories": ["hep-ph"],
                "summary": ROW["abstract"],
                "comment": ROW["comments"],
                "journal_ref": ROW["journal-ref"],
                "doi": ROW["doi"],
            }
        ]
    )
    with Sandbox(world) as sandbox, connect(sandbox_config(sandbox), clock=time.clock()) as network:
        answer = network.arxiv.papers([ArxivId("0704.0001")])[ArxivId("0704.0001")]
    assert answer == Found(read_row(ROW))
    assert read_row(ROW).version == 2
    assert read_row(ROW).published_doi == "10.1103/physrevd.76.013009"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("A plain title", "A plain title"),
        (r"The Poincar\'e disk of M\"{o}bius", "The Poincaré disk of Möbius"),
        (r"Learning in $O(n^{2})$ with $\hat{x}$", r"Learning in $O(n^{2})$ with $\hat{x}$"),
        (r"Erd\H{o}s, {\L}uczak and $k$-cores", "Erdős, {Ł}uczak and $k$-cores"),
        (r"A price of $5 and \~nothing", "A price of $5 and ñothing"),
    ],
)
def test_accents_are_composed_and_formulas_left_alone(title: str, expected: str) -> None:
    assert read_row({**ROW, "title": title}).title == expected


@pytest.mark.parametrize(
    ("parsed", "expected"),
    [
        ([["Doe", "Jo", ""]], (Author(family="Doe", given="Jo"),)),
        ([["Doe", "Jo", "Jr.", "University of X"]], (Author(family="Doe", given="Jo Jr."),)),
        ([["The X Collaboration", "", ""]], (Author(literal="The X Collaboration"),)),
        ([["", "", ""], ["Doe"], "Roe", None], (Author(literal="Doe"),)),
        (None, ()),
    ],
)
def test_authors(parsed: Any, expected: tuple[Author, ...]) -> None:
    assert read_row({**ROW, "authors_parsed": parsed}).authors == expected


def test_a_withdrawal_is_read_from_the_comment() -> None:
    row = {**ROW, "comments": "This paper has been withdrawn by the author due to an error in Lemma 2."}
    assert "withdrawn by the author" in read_row(row).withdrawn


@pytest.mark.parametrize(
    "row",
    [
        {},
        {**ROW, "versions": None},
        {**ROW, "versions": []},
        {**ROW, "versions": [{"version": "v1", "created": "yesterday"}]},
        {**ROW, "versions": [{"version": "v1", "created": "Mon, 2 Apr 99999 19:18:42 GMT"}]},
    ],
)
def test_a_row_of_another_shape_says_nothing(row: dict[str, Any]) -> None:
    assert read_row(row) == Record(source="arxiv")


@pytest.mark.parametrize("name", [name for name in ROW if name not in {"versions", "id"}])
@pytest.mark.parametrize("value", [None, 7, [], {}, [None], [[None]]])
def test_one_member_of_another_shape_costs_that_member_alone(name: str, value: Any) -> None:
    record = read_row({**ROW, name: value})
    assert replace(record, arxiv=None).date in {"2007-04-02", ""}
