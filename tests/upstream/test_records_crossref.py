"""A Crossref work as a librarian would write it down: tables of members and what they become."""

from __future__ import annotations

import json
from typing import Any

import pytest
from habanero.select import VALID_SELECTS
from hypothesis import given
from hypothesis import strategies as st

from harvester.model import Author, Doi, Update
from harvester.upstream.crossref_record import SELECT, read_record


def date(*parts: int | None) -> dict[str, Any]:
    return {"date-parts": [list(parts)]}


LNCS = "Lecture Notes in Computer Science"
BOOK = "Deep Generative Models"
CVPR = "2016 IEEE Conference on Computer Vision and Pattern Recognition (CVPR)"
CVPRW = "2022 IEEE/CVF Conference on Computer Vision and Pattern Recognition Workshops (CVPRW)"
KDD = "Proceedings of the 22nd ACM SIGKDD International Conference on Knowledge Discovery and Data Mining"
NOTICE = {"DOI": "10.1016/notice", "type": "retraction", "updated": date(2010, 2, 6)}
CORRECTION = {"DOI": "10.1016/fix", "type": "correction", "updated": date(2004, 3), "source": "retraction-watch"}

RECORDS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("nothing at all", {}, {"title": "", "authors": (), "venue": "", "date": "", "type": "", "updates": (), "published_doi": None}),
    ("members of the wrong shape", {"title": "x", "author": {}, "issued": [], "container-title": None, "event": 3, "relation": [], "updated-by": {}}, {"title": "", "authors": (), "venue": "", "event": "", "updates": ()}),
    ("plain", {"title": ["ECG synthesis"]}, {"title": "ECG synthesis"}),
    ("an empty title before the title", {"title": [" ", "ECG"]}, {"title": "ECG"}),
    ("two titles", {"title": ["English", "Deutsch"]}, {"title": "English"}),
    ("a subtitle", {"title": ["Main"], "subtitle": ["and more"]}, {"title": "Main: and more"}),
    ("a subtitle after a question", {"title": ["Is it?"], "subtitle": ["It is"]}, {"title": "Is it? It is"}),
    ("a subtitle said twice", {"title": ["Main: and more"], "subtitle": ["And More"]}, {"title": "Main: and more"}),
    ("a subtitle that is the whole title", {"title": ["Main"], "subtitle": ["Main: and more"]}, {"title": "Main: and more"}),
    ("a review's imprint for a subtitle", {"title": ["A book"], "subtitle": ["By J. Doe. Oxford, 1990. pp. 33"]}, {"title": "A book"}),
    ("a subtitle alone", {"subtitle": ["and more"]}, {"title": ""}),
    ("a title of control characters", {"title": ["a\x1b[31mb\u202e"]}, {"title": "a[31mb"}),
    ("a person", {"author": [{"given": "A.", "family": "Doe", "suffix": "Jr."}]}, {"authors": (Author("Doe", "A. Jr."),)}),
    ("a group and an empty person", {"author": [{"name": "The X"}, {"sequence": "additional", "affiliation": []}]}, {"authors": (Author(literal="The X"),)}),
    ("a consortium and its members", {"author": [{"name": "The X Consortium"}, {"given": "A", "family": "Doe"}]}, {"authors": (Author(literal="The X Consortium"), Author("Doe", "A"))}),
    ("et al.", {"author": [{"family": "Doe"}, {"name": "et al."}]}, {"authors": (Author("Doe"),)}),
    ("a name that is no object", {"author": ["Doe", None]}, {"authors": ()}),
    ("a null date", {"issued": date(None)}, {"date": "", "dates": {}}),
    ("a year", {"issued": date(2023)}, {"date": "2023"}),
    ("online before print", {"published-print": date(2024, 1), "published-online": date(2023, 12, 5)}, {"date": "2023-12-05", "dates": {"online": "2023-12-05", "print": "2024-01"}}),
    ("print before online", {"published-print": date(2019, 7), "published-online": date(2021, 1, 5)}, {"date": "2019-07"}),
    ("the more precise of one year", {"issued": date(2023), "published-online": date(2023, 4)}, {"date": "2023-04"}),
    ("a month that is none", {"issued": date(2023, 13)}, {"date": "2023"}),
    ("a day that is none", {"issued": date(2023, 2, 30)}, {"date": "2023-02"}),
    ("created and deposited tell of the DOI", {"created": date(2024, 1, 1), "deposited": date(2024, 1, 1)}, {"date": ""}),
    ("the conference before its proceedings", {"event": {"name": "X 2022", "start": date(2022, 6, 27)}, "issued": date(2023, 2)}, {"date": "2023-02", "event": "X 2022", "dates": {"issued": "2023-02", "event": "2022-06-27"}}),
    ("the conference alone", {"event": {"name": "X 2022", "start": date(2022, 6)}}, {"date": ""}),
    ("a journal", {"container-title": ["IEEE Transactions on Medical Imaging"], "short-container-title": ["IEEE Trans. Med. Imaging"]}, {"venue": "IEEE Transactions on Medical Imaging", "short_venue": "IEEE Trans. Med. Imaging"}),
    ("a journal with an entity", {"container-title": ["Medicine &amp; Science"]}, {"venue": "Medicine & Science", "short_venue": ""}),
    ("the series first", {"type": "book-chapter", "container-title": [LNCS, BOOK]}, {"venue": BOOK, "type": "chapter"}),
    ("the series last", {"type": "book-chapter", "container-title": [BOOK, LNCS]}, {"venue": BOOK}),
    ("the series and its short name last", {"container-title": [BOOK, LNCS], "short-container-title": ["DGM", "LNCS"]}, {"venue": BOOK, "short_venue": "DGM"}),
    ("the series alone", {"container-title": [LNCS]}, {"venue": LNCS}),
    ("a chapter of proceedings", {"type": "book-chapter", "event": {"name": "MICCAI 2023"}}, {"type": "paper-conference"}),
    ("a conference", {"type": "proceedings-article", "container-title": [CVPR]}, {"type": "paper-conference", "venue": CVPR, "short_venue": "CVPR"}),
    ("its workshops", {"container-title": [CVPRW]}, {"short_venue": "CVPRW"}),
    ("a numbered conference", {"container-title": [KDD]}, {"short_venue": "KDD"}),
    ("proceedings of an unknown conference", {"container-title": ["2016 IEEE Conference on Nothing (CN)"]}, {"short_venue": ""}),
    ("a book that names its conference", {"container-title": ["Computer Vision – ECCV 2022", LNCS]}, {"venue": "Computer Vision – ECCV 2022", "short_venue": "ECCV"}),
    ("a book of its workshops", {"container-title": ["Computer Vision – ECCV 2022 Workshops", LNCS]}, {"short_venue": "ECCV Workshops"}),
    ("pages", {"page": "770-778", "article-number": "7"}, {"pages": "770-778"}),
    ("pages with another dash", {"page": "770–778"}, {"pages": "770-778"}),
    ("one page", {"page": "e123-e123"}, {"pages": "e123"}),
    ("no page", {"page": "n/a-n/a", "article-number": "105456"}, {"pages": "105456"}),
    ("a page in advance", {"page": "1-1"}, {"pages": ""}),
    ("the first page", {"page": "1-1", "volume": "7"}, {"pages": "1"}),
    ("an article number", {"article-number": "105456"}, {"pages": "105456"}),
    ("a DOI in capitals", {"DOI": "10.1109/JBHI.2022.3223777"}, {"doi": "10.1109/jbhi.2022.3223777"}),
]  # fmt: skip

UPDATES: list[tuple[str, dict[str, Any], tuple[Update, ...]]] = [
    ("none", {"updated-by": []}, ()),
    ("what the work itself updates", {"update-to": [NOTICE]}, ()),
    ("a new version that is the work itself", {"DOI": "10.1371/a", "updated-by": [{"DOI": "10.1371/A", "type": "new_version"}]}, ()),
    ("a notice without a kind", {"updated-by": [{"DOI": "10.1016/x"}, "x"]}, ()),
    (
        "a correction before the retraction",
        {"updated-by": [NOTICE | {"source": "publisher"}, CORRECTION]},
        (
            Update(kind="correction", doi=Doi("10.1016/fix"), date="2004-03", source="retraction-watch"),
            Update(kind="retraction", doi=Doi("10.1016/notice"), date="2010-02-06", source="publisher"),
        ),
    ),
    (
        "one notice that two report",
        {"updated-by": [NOTICE | {"source": "retraction-watch", "updated": date(2010, 2, 2)}, NOTICE | {"source": "publisher"}]},
        (Update(kind="retraction", doi=Doi("10.1016/notice"), date="2010-02-06", source="publisher, retraction-watch"),),
    ),
    ("one of them without its DOI", {"updated-by": [NOTICE, {"type": "retraction"}]}, (Update(kind="retraction", doi=Doi("10.1016/notice"), date="2010-02-06"),)),
    ("a notice under the work's own DOI", {"DOI": "10.1016/a", "updated-by": [NOTICE | {"DOI": "10.1016/a"}]}, (Update(kind="retraction", doi=Doi("10.1016/a"), date="2010-02-06"),)),
    ("another spelling of the kind", {"updated-by": [{"type": "Expression of Concern"}]}, (Update(kind="expression_of_concern"),)),
    ("a time for a date", {"updated-by": [{"type": "removal", "updated": {"date-time": "2020-05-05T00:00:00Z"}}]}, (Update(kind="removal", date="2020-05-05"),)),
    ("the title alone says so", {"title": ["RETRACTED ARTICLE: ECG"]}, (Update(kind="retraction", source="title"),)),
    ("title and notice", {"title": ["RETRACTED: ECG"], "updated-by": [NOTICE]}, (Update(kind="retraction", doi=Doi("10.1016/notice"), date="2010-02-06"),)),
]  # fmt: skip

OF = {"id-type": "doi", "id": "10.1038/S41592-1", "asserted-by": "subject"}

PREPRINTS: list[tuple[str, dict[str, Any], str | None]] = [
    ("no relation", {"type": "posted-content"}, None),
    ("a published paper's list of preprints", {"type": "journal-article", "relation": {"has-preprint": [OF]}}, None),
    ("a published paper that says it is a preprint", {"type": "journal-article", "relation": {"is-preprint-of": [OF]}}, None),
    ("said by the other side", {"type": "posted-content", "relation": {"is-preprint-of": [OF | {"asserted-by": "object"}]}}, None),
    ("not said by whom", {"type": "posted-content", "relation": {"is-preprint-of": [{"id-type": "doi", "id": "10.1038/x"}]}}, None),
    ("not a DOI", {"type": "posted-content", "relation": {"is-preprint-of": [OF | {"id-type": "uri"}]}}, None),
    ("another preprint", {"type": "posted-content", "relation": {"is-preprint-of": [OF | {"id": "10.21203/rs.3.rs-1/v2"}]}}, None),
    ("two papers", {"type": "posted-content", "relation": {"is-preprint-of": [OF, OF | {"id": "10.1038/other"}]}}, None),
    ("wrong shapes", {"type": "posted-content", "relation": {"is-preprint-of": "10.1038/x"}}, None),
    ("its own word", {"type": "posted-content", "relation": {"is-preprint-of": [OF]}}, "10.1038/s41592-1"),
    ("its own word twice", {"type": "posted-content", "relation": {"is-preprint-of": [OF, OF | {"id-type": "DOI"}]}}, "10.1038/s41592-1"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("item", "expected"), [pytest.param(item, expected, id=name) for name, item, expected in RECORDS]
)
def test_a_work_becomes_a_record(item: dict[str, Any], expected: dict[str, Any]) -> None:
    record = read_record(item)
    assert {name: getattr(record, name) for name in expected} == expected


CODE = {"id-type": "uri", "id": "https://github.com/o/n", "asserted-by": "subject"}


@pytest.mark.parametrize(
    ("relation", "code"),
    [
        ({"is-supplemented-by": "https://github.com/o/n"}, ()),
        ({"is-supplemented-by": [CODE | {"asserted-by": "object"}]}, ()),
        ({"is-supplemented-by": [CODE | {"id": "https://lab.test-site.net/data"}]}, ()),
        ({"references": [CODE]}, ()),
        ({"is-supplemented-by": [CODE, CODE | {"id": "https://github.com/O/N"}]}, ("https://github.com/o/n",)),
    ],
)
def test_code_that_the_publisher_deposited(relation: object, code: tuple[str, ...]) -> None:
    assert read_record({"relation": relation}).code == code


@pytest.mark.parametrize(
    ("item", "expected"), [pytest.param(item, expected, id=name) for name, item, expected in UPDATES]
)
def test_every_notice_is_read_once(item: dict[str, Any], expected: tuple[Update, ...]) -> None:
    assert read_record(item).updates == expected


@pytest.mark.parametrize(
    ("item", "expected"), [pytest.param(item, expected, id=name) for name, item, expected in PREPRINTS]
)
def test_only_a_preprint_s_own_word_names_its_publication(item: dict[str, Any], expected: str | None) -> None:
    assert read_record(item).published_doi == expected


def test_the_list_route_is_asked_for_no_field_that_it_refuses() -> None:
    assert set(SELECT) <= set(VALID_SELECTS)
    assert {"updated-by", "relation"} <= set(SELECT)
    assert not {"resource", "language", "subtype", "institution"} & set(SELECT)


members = st.sampled_from(
    [
        "DOI",
        "title",
        "subtitle",
        "author",
        "issued",
        "event",
        "relation",
        "updated-by",
        "container-title",
        "type",
        "page",
    ]
)
keys = st.sampled_from(["date-parts", "family", "given", "name", "is-preprint-of", "asserted-by", "updated", "type"])
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(members, values))
def test_no_shape_of_a_record_raises(item: dict[str, Any]) -> None:
    assert read_record(json.loads(json.dumps(item))).source == "crossref"
