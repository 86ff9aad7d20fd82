"""``date-mismatch``: dates that fit or cannot be held against anyone, then dates that no registry knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from harvester.model import Doi, Record
from harvester.rules.spans import Span, months

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.model import Finding

ONLINE = {"online": "2023-05-20", "print": "2023-09"}
PREPRINT = {"submitted": "2023-01-10", "revised": "2023-06-01"}


def entry(date: str) -> str:
    return f"# L\n\n| Name | Paper | Date |\n|---|---|---|\n| X | [paper](https://doi.org/10.1000/182) | {date} |\n"


def record(dates: dict[str, str], *, published: Doi | None = None) -> dict[str, Record]:
    told = Record(source="crossref", title="X", dates=dates, date=min(dates.values()), published_doi=published)
    return {"doi:10.1000/182": told}


@pytest.mark.parametrize(
    ("written", "dates"),
    [
        ("2023-05", ONLINE),
        ("2023-03", ONLINE),
        ("Nov 2023", ONLINE),
        ("2023", ONLINE),
        ("in press", ONLINE),
        ("2023-13", ONLINE),
        ("2022-11", {"issued": "2023-05"}),
        ("2022-01", {"issued": "2023"}),
        ("2023-04", PREPRINT),
        ("2024", PREPRINT),
        ("2022", PREPRINT),
        ("2023-06", {"submitted": "2023-01-10", "revised": "2023-12-01"}),
        ("2025", PREPRINT),
        ("2022", {"submitted": "2023-12-05"}),
    ],
    ids=[
        "online",
        "two months early",
        "after the issue",
        "the year",
        "no date",
        "no month",
        "online before its issue",
        "only a year is known",
        "a version in between",
        "the year of a conference",
        "the year of a journal before it",
        "a version long after the first and before the newest",
        "the year of a late publication",
        "the year of a journal long before it",
    ],
)
def test_dates_that_may_be_right(found: Callable[..., list[Finding]], written: str, dates: dict[str, str]) -> None:
    assert found("date-mismatch", entry(written), record(dates)) == []


def test_a_publication_whose_date_nobody_was_asked_for(found: Callable[..., list[Finding]]) -> None:
    assert found("date-mismatch", entry("2024-02"), record(PREPRINT, published=Doi("10.1000/9"))) == []
    assert len(found("date-mismatch", entry("2024-02"), record(PREPRINT))) == 1
    assert len(found("date-mismatch", entry("2022-02"), record(PREPRINT, published=Doi("10.1000/9")))) == 1


@pytest.mark.parametrize(
    ("said", "findings"),
    [
        ("*CVPR, June 2025*", 0),
        ("*Statistical Science, 2014*", 0),
        ("*arXiv, June 2025*", 1),
        ("*arXiv preprint, June 2021*", 1),
    ],
)
def test_the_date_of_a_conference_is_not_held_against_its_preprint(
    found: Callable[..., list[Finding]], said: str, findings: int
) -> None:
    item = f'- **X**: "A study of the dates in lists", {said}. [[Paper](https://arxiv.org/abs/2301.00001)]\n'
    known = {"arxiv:2301.00001": Record(source="arxiv", title="A study of the dates in lists", dates=PREPRINT)}
    assert len(found("date-mismatch", f"# L\n\n{item}", known)) == findings


def test_a_date_that_is_no_cell_is_found_in_its_own_entry(found: Callable[..., list[Finding]]) -> None:
    item = '- **X**: "A study of the dates in lists", *arXiv, June 2021*. [[June 2021](https://arxiv.org/abs/2301.0000{})]\n'
    text = f"# L\n\nJune 2021\n\n{item.format(1)}{item.format(2)}{item.format(3)}"
    known = {"arxiv:2301.00002": Record(source="arxiv", title="A study of the dates in lists", dates=PREPRINT)}
    (finding,) = found("date-mismatch", text, known)
    assert (finding.line, finding.column, finding.label) == (6, item.index("June 2021") + 1, "date")
    assert (finding.entry_id, finding.section) == ("arxiv:2301.00002", ("L",))


@pytest.mark.parametrize(
    ("written", "dates", "evidence"),
    [
        ("2023-02", ONLINE, "the registries know: online 2023-05-20, in print 2023-09; it would be 2023-05"),
        ("2021", ONLINE, "the registries know: online 2023-05-20, in print 2023-09; it would be 2023"),
        ("2023-06", {"issued": "2024-03"}, "the registries know: issued 2024-03; it would be 2024-03"),
        ("2023-10", {"issued": "2023-07"}, "the registries know: issued 2023-07; it would be 2023-07"),
        ("2022-01", {"revised": "2023-06-01"}, "the registries know: newest version 2023-06-01; it would be 2023-06"),
        (
            "2023-04",
            {"submitted": "2022-01-10", "issued": "2023-09"},
            "the registries know: first version 2022-01-10, issued 2023-09; it would be 2023-09",
        ),
        (
            "2020-01",
            {"print": "2023-05", "online": "2023-05"},
            "the registries know: online 2023-05, in print 2023-05; it would be 2023-05",
        ),
        (
            "2020-01",
            {"print": "2023-09", "accepted": "2023-05", "submitted": "2023-05-20"},
            "the registries know: accepted 2023-05, first version 2023-05-20, in print 2023-09; it would be 2023-05",
        ),
        ("September 2022", ONLINE, "the registries know: online 2023-05-20, in print 2023-09; it would be 2023-05"),
        (
            "2024-03",
            {"submitted": "2023-01-10", "revised": "2023-01-10"},
            "the registries know: first version 2023-01-10; it would be 2023-01",
        ),
    ],
)
def test_a_date_that_nobody_knows(
    found: Callable[..., list[Finding]], written: str, dates: dict[str, str], evidence: str
) -> None:
    (finding,) = found("date-mismatch", entry(written), record(dates))
    assert (finding.line, finding.label, finding.what, finding.evidence) == (5, "Date", written, evidence)
    assert entry(written).splitlines()[4][finding.column - 1 :].startswith(written)


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [((1, 1), (1, 1), 0), ((1, 12), (6, 7), 0), ((1, 5), (5, 9), 0), ((1, 4), (5, 9), 1), ((1, 4), (9, 9), 5)],
)
def test_months_between_two_dates(one: tuple[int, int], other: tuple[int, int], apart: int) -> None:
    assert Span(*one).apart(Span(*other)) == Span(*other).apart(Span(*one)) == apart


@pytest.mark.parametrize("text", ["", "soon", "2023-13", "2023-02-30", "1/2", "12/13/2023", "3023", "2021-2023"])
def test_what_cannot_be_read_for_certain_is_no_date(text: str) -> None:
    assert months(text) is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2023", (2023, 1), (2023, 12)),
        ("2023-09", (2023, 9), (2023, 9)),
        ("2023/9/30", (2023, 9), (2023, 9)),
        ("09/2023", (2023, 9), (2023, 9)),
        ("Sep. 2023", (2023, 9), (2023, 9)),
        ("30 September 2023", (2023, 9), (2023, 9)),
        ("Sept 30, 2023", (2023, 9), (2023, 9)),
        ("2023, Sep", (2023, 9), (2023, 9)),
        ("2023年9月", (2023, 9), (2023, 9)),
        ("2023年9月30日", (2023, 9), (2023, 9)),
        ("(2023-09)", (2023, 9), (2023, 9)),
    ],
)
def test_dates_in_all_forms(text: str, first: tuple[int, int], last: tuple[int, int]) -> None:
    assert months(text) == Span(*(year * 12 + month - 1 for year, month in (first, last)))
