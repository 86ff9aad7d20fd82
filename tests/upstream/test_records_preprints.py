"""What arXiv and DataCite say of a preprint, and what it says of itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import arxiv
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.model import Author, Doi
from harvester.upstream import arxiv_record, datacite_record
from harvester.upstream.preprints import of_record, repositories, withdrawal

COMMENTS: list[tuple[str, bool]] = [
    ("", False),
    ("15 pages, 3 figures", False),
    ("A study of withdrawn drugs", False),
    ("The previously withdrawn version has been replaced", False),
    ("This replaces the withdrawn paper arXiv:1234.56789", False),
    ("v1 was withdrawn", False),
    ("This paper was withdrawn by the author and is now resubmitted", False),
    ("Withdrawn from ICML 2020; accepted at NeurIPS 2020", False),
    ("An earlier version was withdrawn by the authors", False),
    ("This paper has not been withdrawn", False),
    ("Withdrawn drugs: a data base", False),
    ("Withdrawn", True),
    ("This paper has been withdrawn", True),
    ("12 pages. This paper has been withdrawn by the authors due to a crucial error in Eq. 3", True),
    ("This submission has been withdrawn by arXiv administrators", True),
    ("arXiv admin note: This paper has been withdrawn by arXiv due to unverifiable authorship", True),
    ("Paper withdrawn because of an error; see arXiv:1234.56789", True),
    ("The authors have withdrawn this manuscript", True),
    ("This version withdrawn by arXiv", True),
]


@pytest.mark.parametrize(("comment", "withdrawn"), COMMENTS)
def test_a_withdrawal_is_told_from_talk_of_one(comment: str, withdrawn: bool) -> None:
    assert bool(withdrawal(comment)) is withdrawn


def test_the_words_of_a_withdrawal_are_evidence() -> None:
    comment = "9 pages. This paper has been withdrawn by the author due to a bug. See v1"
    assert withdrawal(comment) == "This paper has been withdrawn by the author due to a bug"
    assert len(withdrawal("This paper has been withdrawn because " + "we erred and " * 50)) == 160


@pytest.mark.parametrize(
    ("abstract", "title", "withdrawn"),
    [
        ("We study drugs. This paper has been withdrawn from our list.", "Drugs", False),
        ("", "Withdrawn drugs: a review", False),
        ("This paper has been withdrawn as we discovered a bug. Sorry.", "ECG", True),
        ("", "This paper has been withdrawn", True),
        ("", "Withdrawn: ECG synthesis", True),
    ],
)
def test_abstract_and_title_may_give_way_to_a_withdrawal(abstract: str, title: str, withdrawn: bool) -> None:
    assert bool(withdrawal("", abstract, title)) is withdrawn


TEXTS: list[tuple[str, tuple[str, ...]]] = [
    ("no code", ()),
    ("see github.com", ()),
    ("https://github.com/owner", ()),
    ("https://github.com/topics/ecg and https://gist.github.com/a/b", ()),
    ("https://owner.github.io/name", ()),
    ("https://huggingface.co/papers/2301.00001", ()),
    ("mail a@github.com/owner/name", ()),
    ("https://github.com/owner/name.The rest", ()),
    ("Code: https://github.com/owner/name.", ("https://github.com/owner/name",)),
    ("Code at github.com/owner/name", ("https://github.com/owner/name",)),
    ("(https://www.github.com/owner/name.js)", ("https://github.com/owner/name.js",)),
    (r"\url{https://github.com/owner/my\_name}", ("https://github.com/owner/my_name",)),
    ("https://github.com/owner/name.git, https://github.com/Owner/Name/tree/main", ("https://github.com/owner/name",)),
    ("https://gitlab.com/group/sub/name/-/tree/main", ("https://gitlab.com/group/sub/name",)),
    ("https://codeberg.org/owner/name/src", ("https://codeberg.org/owner/name",)),
    ("https://bitbucket.org/owner/name/", ("https://bitbucket.org/owner/name",)),
    (
        "https://huggingface.co/owner/name; https://huggingface.co/datasets/owner/name",
        ("https://huggingface.co/owner/name", "https://huggingface.co/datasets/owner/name"),
    ),
]


@pytest.mark.parametrize(("text", "expected"), TEXTS)
def test_repositories_are_found_whole(text: str, expected: tuple[str, ...]) -> None:
    assert repositories(text) == expected


@given(st.text(max_size=200), st.text(max_size=200))
def test_free_text_never_raises(comment: str, abstract: str) -> None:
    assert all(address.startswith("https://") for address in repositories(comment, abstract))
    assert isinstance(withdrawal(comment, abstract, comment), str)


@pytest.mark.parametrize(
    ("doi", "published"),
    [
        (None, False),
        ("10.48550/arxiv.2301.00001", False),
        ("10.1101/2024.05.03.592173", False),
        ("10.1101/592173", False),
        ("10.5281/zenodo.1", False),
        ("10.1101/gr.277663.123", True),  # a journal of the same publisher
        ("10.1609/aaai.v38i13.29422", True),
    ],
)
def test_a_deposit_is_no_version_of_record(doi: Doi | None, published: bool) -> None:
    assert bool(of_record(doi)) is published


def entry(**more: Any) -> arxiv.Result:
    values = {
        "entry_id": "http://arxiv.org/abs/2301.00001v3",
        "published": datetime(2023, 1, 1, 12, tzinfo=UTC),
        "updated": datetime(2023, 6, 7, tzinfo=UTC),
        "title": "A  title",
        "summary": "We do.",
        **more,
    }
    return arxiv.Result(**values)


ENTRIES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("bare", {}, {"title": "A title", "authors": (), "date": "2023-01-01", "version": 3, "withdrawn": "", "published_doi": None, "code": (), "updates": ()}),
    ("both dates", {}, {"dates": {"submitted": "2023-01-01", "revised": "2023-06-07"}}),
    ("an old id", {"entry_id": "http://arxiv.org/abs/math/0309136v1"}, {"arxiv": "math/0309136", "version": 1}),
    ("nobody", {"authors": [arxiv.Result.Author(":")]}, {"authors": ()}),
    ("a person", {"authors": [arxiv.Result.Author(" Ada  Lovelace")]}, {"authors": (Author("Lovelace", "Ada"),)}),
    ("a hope", {"journal_ref": "Submitted to IEEE TMI"}, {"journal_ref": ""}),
    ("a reference", {"journal_ref": "AAAI\n 38 (2024)"}, {"journal_ref": "AAAI 38 (2024)"}),
    ("its own DOI", {"doi": "10.48550/arXiv.2301.00001"}, {"published_doi": None}),
    ("two DOIs", {"doi": "10.1609/aaai.v38i13.29422 10.1000/182"}, {"published_doi": "10.1609/aaai.v38i13.29422"}),
    ("no DOI", {"doi": "to appear"}, {"published_doi": None}),
    ("a withdrawal", {"comment": "This paper has been withdrawn"}, {"withdrawn": "This paper has been withdrawn"}),
    ("code twice", {"comment": "github.com/o/n", "summary": "See https://github.com/O/N."}, {"code": ("https://github.com/o/n",)}),
]  # fmt: skip


@pytest.mark.parametrize(("more", "expected"), [pytest.param(more, out, id=name) for name, more, out in ENTRIES])
def test_an_entry_of_arxiv_becomes_a_record(more: dict[str, Any], expected: dict[str, Any]) -> None:
    record = arxiv_record.read_record(entry(**more))
    assert {name: getattr(record, name) for name in expected} == expected


PREPRINT = {"types": {"resourceTypeGeneral": "Preprint"}}
RELATED = {"relationType": "IsPreviousVersionOf", "relatedIdentifierType": "DOI", "relatedIdentifier": "10.1000/182"}

WORKS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("nothing", {}, {"title": "", "authors": (), "date": "", "type": "", "published_doi": None}),
    ("wrong shapes", {"titles": {}, "creators": [None], "dates": "2020", "types": [], "relatedIdentifiers": {}}, {"title": "", "authors": (), "date": ""}),
    ("a translation beside the title", {"titles": [{"title": "Deutsch", "titleType": "TranslatedTitle"}, {"title": "English"}]}, {"title": "English"}),
    ("a subtitle", {"titles": [{"title": "Main"}, {"title": "and more", "titleType": "Subtitle"}]}, {"title": "Main: and more"}),
    ("names", {"creators": [{"name": "DOE, JANE"}, {"name": "X, Y, Z"}, {"name": "A, Inc.", "nameType": "Organizational"}]}, {"authors": (Author("Doe", "Jane"), Author(literal="X, Y, Z"), Author(literal="A, Inc."))}),
    ("a date that is none", {"dates": [{"date": "2020-13", "dateType": "Issued"}], "publicationYear": 2021}, {"date": "2021"}),
    ("a range of dates", {"dates": [{"date": "2020-01-02/2021", "dateType": "Issued"}]}, {"date": "2020-01-02"}),
    ("submitted and issued", {"dates": [{"date": "2019-05-01", "dateType": "Submitted"}, {"date": "2020", "dateType": "Issued"}]}, {"date": "2020", "dates": {"submitted": "2019-05-01", "issued": "2020"}}),
    ("a later deposit of a dataset", {"types": {"resourceTypeGeneral": "Dataset"}, "relatedIdentifiers": [RELATED]}, {"published_doi": None}),
    ("a later version of a preprint", {**PREPRINT, "relatedIdentifiers": [RELATED | {"relatedIdentifier": "10.5281/zenodo.2"}]}, {"published_doi": None}),
    ("what a preprint cites", {**PREPRINT, "relatedIdentifiers": [RELATED | {"relationType": "References"}]}, {"published_doi": None}),
    ("two publications", {**PREPRINT, "relatedIdentifiers": [RELATED, RELATED | {"relatedIdentifier": "10.1000/183"}]}, {"published_doi": None}),
    ("its publication", {**PREPRINT, "relatedIdentifiers": [RELATED]}, {"published_doi": "10.1000/182"}),
    ("its code", {"relatedIdentifiers": [{"relationType": "IsSupplementedBy", "relatedIdentifierType": "URL", "relatedIdentifier": "https://github.com/o/n"}]}, {"code": ("https://github.com/o/n",)}),
    ("code that it cites", {"relatedIdentifiers": [{"relationType": "References", "relatedIdentifierType": "URL", "relatedIdentifier": "https://github.com/o/n"}]}, {"code": ()}),
]  # fmt: skip


@pytest.mark.parametrize(("attributes", "expected"), [pytest.param(item, out, id=name) for name, item, out in WORKS])
def test_a_work_of_datacite_becomes_a_record(attributes: dict[str, Any], expected: dict[str, Any]) -> None:
    record = datacite_record.read_record(Doi("10.5281/zenodo.1"), {"attributes": attributes})
    assert {name: getattr(record, name) for name in expected} == expected
