from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.match import Claim, Match, claim_of, compare, same_author
from harvester.model import Author, Doi, Record
from harvester.published import version_of_record

SAME, DIFFERENT, CANNOT_TELL = Match

ECG = "Synthetic ECG Signal Generation using Probabilistic Diffusion Models"

TITLES: list[tuple[str, str, Match]] = [
    # nothing to go by
    ("", ECG, CANNOT_TELL),
    ("***", "***", CANNOT_TELL),
    ("DDPM", "Denoising diffusion probabilistic models", CANNOT_TELL),
    ("Preface", "Preface", CANNOT_TELL),
    ("深度学习综述与展望及其应用", "A review of deep learning, its prospects and its use", CANNOT_TELL),
    # near, and yet who knows
    (ECG, "Synthetic ECG Signal Generation Using Generative Neural Networks", CANNOT_TELL),
    ("Attention is all you need", "Attention is all you need for ECG", CANNOT_TELL),
    ("Musical onset detection with neural networks", "Improved musical onset detection with neural networks", CANNOT_TELL),
    ("ECGNet", "ECGNet: A generative adversarial network approach", CANNOT_TELL),
    ("Out-of-distribution generalization", "Out-of-distribution generalization: a survey", CANNOT_TELL),
    ("I: imaging of mice in cages", "V: imaging of mice in cages", CANNOT_TELL),
    ("Synthesis of ECG", "Synthesis of ECG signals", CANNOT_TELL),
    ("Synthesis of ECG signals", "Synthesis of ECG signals 2 ways for mice", CANNOT_TELL),
    ("Understanding reinforcement learning from human feedback", "Illustrating reinforcement learning from human feedback", CANNOT_TELL),
    # spelling
    ("Deep imaging of the lung in children", "Deep imaging of the lunge in children", SAME),
    ("Deep imaging of the liver in children", "Deep imaging of the livre in children", SAME),
    ("Learning graph kernels for molecules", "Graph kernels for molecules learning", SAME),
    (ECG, ECG.upper(), SAME),
    (ECG, ECG + ".", SAME),
    ("Toward expert-level question answering", "Towards Expert-Level Question Answering", SAME),
    ("Chest X-ray synthesis with a network", "Chest Xray synthesis with a network", SAME),
    ("Image synthesis with a GAN", "Image synthesis with GANs", SAME),
    ("Transformer reinforcement learning (TRL)", "Transformer reinforcement learning X (TRLX)", CANNOT_TELL),
    ("Twelve-lead ECG synthesis", "12-Lead ECG Synthesis", SAME),
    ("COVID-19 in mice", "COVID19 in mice", SAME),
    ("The Poincaré map of hearts", "The Poincare map of hearts", SAME),
    ("Images of H₂O at 10⁶ frames", "Images of H2O at 106 frames", SAME),
    # other papers
    (ECG, "Two-View Mammogram Synthesis from Single-View Data", DIFFERENT),
    ("Erratum to: " + ECG, ECG, DIFFERENT),
    (ECG + " (Correction)", ECG, DIFFERENT),
    ("Reply to comments on " + ECG, ECG, DIFFERENT),
    ("Synthesis of ECG I", "Synthesis of ECG II", DIFFERENT),
    ("Synthesis of ECG II", "Synthesis of ECG", DIFFERENT),
    ("Synthesis of ECG X", "Synthesis of ECG", DIFFERENT),
    ("Synthesis of ECG: Part 2", "Synthesis of ECG", DIFFERENT),
    ("Synthesis of ECG, Part One", "Synthesis of ECG, Part Two", DIFFERENT),
    ("Type I diabetes in mice", "Type II diabetes in mice", DIFFERENT),
    ("Type I diabetes in mice", "Type V diabetes in mice", DIFFERENT),
    ("Synthesis of ECG I", "Synthesis of ECG V", DIFFERENT),
    ("The BraTS challenge of 2020", "The BraTS challenge of 2021", DIFFERENT),
    ("Images from networks: voice 1 tumour", "Tumour networks: cells 2 scans", DIFFERENT),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "expected"), TITLES)
def test_titles_alone(one: str, other: str, expected: Match) -> None:
    found = compare(Claim(title=one), Claim(title=other))
    assert found.match is expected
    assert all(found.reasons)


NAMES = "Attention is all you need", "ECGNet: A generative approach to the synthesis of signals"
AT_LENGTH = "On whether attention is all you need for the segmentation of very large medical images in daily practice"
PEOPLE: list[tuple[Claim, Claim, Match]] = [
    (Claim(title=ECG, author="Adib"), Claim(title=ECG, author="Adib"), SAME),
    (Claim(title=ECG, author="van Gogh"), Claim(title=ECG, author="Gogh"), SAME),
    (Claim(title=ECG, author="García López"), Claim(title=ECG, author="Garcia"), SAME),
    (Claim(title=ECG, author="Adib", year=2023), Claim(title=ECG, author="Adib", year=2024), SAME),
    (Claim(title=ECG, author="de Witt"), Claim(title=ECG, author="DeWitt"), SAME),
    (Claim(title=ECG, author="Van Gogh"), Claim(title=ECG, author="VanGogh"), SAME),
    (Claim(title=ECG, author="Xu Li"), Claim(title=ECG, author="Xu"), SAME),
    (Claim(title="B.O.L.D. of mice", author="Li"), Claim(title="BOLD of mice", author="Li"), SAME),
    (Claim(title="Preface", author="李"), Claim(title="Preface", author="李"), SAME),
    (Claim(title="Synthesised", author="Adib"), Claim(title="Synthesized", author="Adib"), SAME),
    (Claim(title="Abcdefghij", author="Adib"), Claim(title="Abcdefghix", author="Adib"), SAME),
    (Claim(title=ECG, author="J. Smith"), Claim(title=ECG, author="J. Jones"), CANNOT_TELL),
    (Claim(title=ECG, author="Adib"), Claim(title=ECG, author="Jo"), CANNOT_TELL),
    (Claim(title=ECG, author="Adib", year=2019), Claim(title=ECG, author="Adib", year=2023), CANNOT_TELL),
    (Claim(title="Preface", author="Adib"), Claim(title="Preface", author="Adib"), SAME),
    (Claim(title="ECGNet", author="Adib"), Claim(title=NAMES[1], author="Adib"), SAME),
    (Claim(title="ECGNet", author="Adib"), Claim(title=NAMES[1], author="Jo"), CANNOT_TELL),
    (Claim(title=NAMES[0], author="Vaswani"), Claim(title=NAMES[0] + " for ECG", author="Jo"), DIFFERENT),
    (Claim(title=ECG, author="Adib", year=2021), Claim(title=ECG, author="Adib", year=2023), SAME),
    (Claim(title=ECG, author="Adib", year=2020), Claim(title=ECG, author="Adib", year=2023), CANNOT_TELL),
    (Claim(title=NAMES[0], author="Vaswani", year=2017), Claim(title=AT_LENGTH, author="Vaswani", year=2019), CANNOT_TELL),
    (Claim(title="Signals of mice", author="Adib", year=2017), Claim(title="Sigmoids of men", author="Adib", year=2019), CANNOT_TELL),
    (Claim(title="Images from networks voice tumour", author="Adib", year=2017), Claim(title="Tumour networks cells scans", author="Adib", year=2019), CANNOT_TELL),
    (Claim(title="Learning networks brain maps", author="Adib", year=2017), Claim(title="Kernels networks review methods", author="Adib", year=2019), CANNOT_TELL),
    # renamed between its versions
    (Claim(title=ECG, author="Adib", year=2023), Claim(title="Hearts out of noise and little else", author="Adib", year=2024), CANNOT_TELL),
    (Claim(title=ECG, author="Adib", year=2023), Claim(title="Hearts out of noise and little else", author="Adib", year=2025), DIFFERENT),
    (Claim(title=ECG, author="Adib", year=2023), Claim(title="Hearts out of noise and little else", author="Adib", year=2023), CANNOT_TELL),
    (Claim(title=ECG, author="Adib", year=2023), Claim(title="Hearts out of noise and little else", author="Adib", year=2019), DIFFERENT),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "expected"), PEOPLE)
def test_authors_and_years_are_heard(one: Claim, other: Claim, expected: Match) -> None:
    assert compare(one, other).match is expected


REASONS: list[tuple[Claim, Claim, tuple[str, ...]]] = [
    (Claim(), Claim(title=ECG), ("a title is missing",)),
    (Claim(title=ECG), Claim(title="…"), ("a title is missing",)),
    (Claim(title="深度学习综述与展望"), Claim(title=ECG), ("the titles are in different scripts",)),
    (Claim(title="ECG 深度学习综述"), Claim(title=ECG), ("the titles are in different scripts",)),
    (Claim(title="ECG 深度学"), Claim(title="ECG"), ("titles alike by 67 of 100", "first author not given", "year not given")),
    (Claim(title=f"Reply to: {ECG}"), Claim(title=ECG), ("one is a notice about the other: erratum, correction, reply",)),
    (Claim(title="Synthesis of ECG: Part 2"), Claim(title="Synthesis of ECG"), ("one is a part of a series",)),
    (Claim(title="Images of 2020 in 3D"), Claim(title="Images of 2021 in 3D"), ("the numbers in the titles differ (2020, 2021)",)),
    (
        Claim(title="ECGNet", author="Adib", year=2020),
        Claim(title="ECGNet: A survey", author="Adib", year=2020),
        ("one title is the other without its subtitle", "same first author", "same year"),
    ),
    (
        Claim(title=ECG, author="Adib", year=2020),
        Claim(title=ECG, author="Jo", year=2021),
        ("titles alike by 100 of 100", "different first authors", "a year apart"),
    ),
    (Claim(title=ECG), Claim(title=ECG), ("titles alike by 100 of 100", "first author not given", "year not given")),
    (
        Claim(title=ECG, year=2009),
        Claim(title=ECG, author="Adib", year=2020),
        ("titles alike by 100 of 100", "first author not given", "11 years apart"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "reasons"), REASONS)
def test_an_answer_gives_its_reasons(one: Claim, other: Claim, reasons: tuple[str, ...]) -> None:
    assert compare(one, other).reasons == reasons


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("", "Adib", None),
        ("Adib", "…", None),
        ("Adib", "adíb", True),
        ("DeWitt", "de Witt", True),
        ("Adib", "Jo", False),
        ("X", "Y", False),
    ],
)
def test_whether_two_names_may_be_one_person_s(one: str, other: str, *, same: bool | None) -> None:
    assert same_author(one, other) is same


words = st.lists(
    st.sampled_from(["ECG", "part", "ii", "i", "2", "two", ":", "–", "reply", "erratum", "a", "survey", "synthesis", "É", "深度"])
    | st.text(max_size=6),
    max_size=9,
).map(" ".join)  # fmt: skip
claims = st.builds(Claim, title=words, author=words, year=st.none() | st.integers(1000, 2999))


@given(claims, claims)
def test_it_matters_not_who_is_compared_to_whom(one: Claim, other: Claim) -> None:
    assert compare(one, other) == compare(other, one)


@given(claims)
def test_nothing_is_different_from_itself(claim: Claim) -> None:
    assert compare(claim, claim).match is not DIFFERENT


@given(st.lists(st.text("abcdefgh", min_size=4, max_size=9), min_size=3, max_size=9))
def test_a_title_of_some_words_is_the_same_as_itself(title: list[str]) -> None:
    assert compare(Claim(title=" ".join(title)), Claim(title=" ".join(title).title())).match is SAME


PREPRINT = Record(source="arxiv", title=ECG, authors=(Author("Adib", "Edmond"),), date="2023-03-04", type="article")


def work(doi: str = "10.1109/access.2023.1", **more: object) -> Record:
    values = {
        "title": ECG,
        "authors": (Author("Adib", "E."),),
        "date": "2023-07-01",
        "type": "article-journal",
        **more,
    }
    return Record(source="crossref", doi=Doi(doi), **values)  # type: ignore[arg-type]


FOUND: list[tuple[str, Record, list[Record], str | None]] = [
    ("nothing", PREPRINT, [], None),
    ("a component of the paper", PREPRINT, [work(type="")], None),
    ("another preprint", PREPRINT, [work(type="article")], None),
    ("a copyist", PREPRINT, [work("10.65215/1")], None),
    ("another title", PREPRINT, [work(title="Synthetic ECG Signal Generation Using Generative Neural Networks")], None),
    ("an erratum", PREPRINT, [work(title="Erratum: " + ECG)], None),
    ("another author", PREPRINT, [work(authors=(Author("Jo", "Y."),))], None),
    ("no author", PREPRINT, [work(authors=())], None),
    ("no author of the preprint", Record(source="arxiv", title=ECG, date="2023"), [work()], None),
    ("published before the preprint", PREPRINT, [work(date="2022-12-31")], None),
    ("published years after", PREPRINT, [work(date="2025")], None),
    ("no year", PREPRINT, [work(date="")], None),
    ("two that agree", PREPRINT, [work(), work("10.1000/182")], None),
    ("one that agrees", PREPRINT, [work("10.65215/1"), work("10.1000/2", type="article"), work()], "10.1109/access.2023.1"),
    ("the same one twice, a year later", PREPRINT, [work(date="2024"), work(date="2024")], "10.1109/access.2023.1"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("preprint", "found", "expected"), [pytest.param(one, found, doi, id=name) for name, one, found, doi in FOUND]
)
def test_a_search_names_a_publication_only_where_all_agrees(
    preprint: Record, found: list[Record], expected: str | None
) -> None:
    published = version_of_record(preprint, found)
    assert (published.doi if published else None) == expected


def test_a_record_claims_its_first_author_and_year() -> None:
    assert claim_of(PREPRINT) == Claim(title=ECG, author="Adib", year=2023)
    assert claim_of(Record(source="x", authors=(Author(literal="CERN"),))) == Claim(author="CERN")
    assert claim_of(Record(source="x", title=ECG)) == Claim(title=ECG)
