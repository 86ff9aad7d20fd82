from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import requests

from harvester.sandbox import Sandbox, World

if TYPE_CHECKING:
    from collections.abc import Iterator

SICI = "10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O"


@pytest.fixture(scope="session")
def world() -> World:
    return World(
        works=[
            {"doi": "10.1000/alpha", "title": "On Alpha", "authors": ["Lovelace, Ada"], "issued": [2021, 3]},
            {"doi": "10.1000/Beta", "title": ["Beta", "Bêta"], "authors": ["The Beta Group"], "venue": "J. B"},
            {"doi": "10.1000/one,two", "title": "A comma in the name"},
            {"doi": SICI, "title": "A name from the nineties"},
            {"doi": "10.1016/pii", "title": "By PII", "alternative_id": ["S0022073621001850"]},
            {"doi": "10.1000/retracted", "title": "Gone", "extra": {"updated-by": [{"type": "retraction"}]}},
            {
                "doi": "10.5281/data",
                "title": "Data",
                "registry": "DataCite",
                "authors": ["Noether, Emmy", "A group", {"name": "as it is"}],
            },
            {"doi": "10.1000/slash/", "type": "book", "authors": [{"sequence": "first", "affiliation": []}]},
            *({"doi": f"10.2000/{n}", "title": f"Number {n}", "venue": "Numbers"} for n in range(60)),
        ],
        arxiv=[
            {
                "id": "1706.03762",
                "title": "Title of the last version",
                "published": "2017-06-12T17:57:34Z",
                "authors": ["Ada Lovelace", " Emmy Noether"],
                "versions": {
                    "v1": {"title": "Title of the first version"},
                    "v2": {"updated": "2018-01-01"},
                    "v3": {},
                },
                "categories": ["cs.CL", "cs.LG"],
                "comment": "Accepted at <NeurIPS> & others",
                "journal_ref": "J. A 1",
                "doi": "10.1000/alpha",
            },
            {"id": "math/0309136", "title": "Old style", "published": "2003-09-08"},
            *({"id": f"2101.{n:05d}", "title": f"Paper {n}", "published": "2021-01-01"} for n in range(1, 31)),
        ],
        handles=[
            {"doi": "10.3000/bare"},
            {"doi": "10.3000/no-value", "code": 200},
            {"doi": "10.3000/broken", "code": 2},
            {"doi": "10.3000/japanese", "agency": "JaLC", "url": "https://publisher.test/japanese"},
            {"doi": "10/short", "alias": "10.3000/japanese"},
            {"doi": "10.1000/former", "alias": "10.1000/alpha"},
        ],
        repositories=[
            {"name": "Ada/engine", "license": "MIT", "description": "Runs"},
            {"name": "ada/former", "moved_to": "Ada/engine"},
            {"name": "ada/hidden", "status": 404},
            {"name": "ada/taken-down", "status": 451},
            {"name": "ada/blocked", "status": 403},
            {"name": "ada/shelved", "archived": True, "license": "NOASSERTION"},
            {"name": "ada/void", "empty": True},
            {"name": "ada/ill", "status": 502},
        ],
        openreview=[
            {"id": "closed", "title": "Closed"},
            {"id": "open", "title": "Open", "venue": "W", "open": True},
        ],
        pubmed=[
            {"pmid": "101", "pmcid": "PMC501", "doi": "10.1000/alpha", "title": "On Alpha"},
            {
                "pmid": "102",
                "doi": "10.1000/beta",
                "title": "Not in PubMed Central",
                "authors": ["Lovelace A"],
                "journal": "J. B",
                "published": "2007 Dec 6",
                "retracted": True,
            },
            {"pmid": "103", "pmcid": "PMC503", "title": "Without a DOI"},
        ],
        pages={
            "https://publisher.test/fine": {"title": "Fine & well"},
            "https://publisher.test/raw": {"body": "raw", "headers": {"Content-Type": "text/plain"}},
            "https://publisher.test/gone": {"status": 410},
            "https://publisher.test/odd": {"status": 999, "title": "No"},
            "https://publisher.test/moved?a=1": {"status": 301, "location": "https://other.test/"},
            "https://publisher.test/no-head": {"title": "GET me", "behaviour": "no-head"},
            "https://publisher.test/wall": {"behaviour": "challenge"},
            "https://other.test": {"title": "Other"},
        },
    )


@pytest.fixture
def sandbox(world: World) -> Iterator[Sandbox]:
    with Sandbox(world) as running:
        yield running


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as opened:
        yield opened
