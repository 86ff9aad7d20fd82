from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from export_cases import HOSTILE_TEXTS, ZAMA, enriched
from harvester.export import render
from harvester.model import Author, Enriched


def keys(*entries: Enriched) -> list[str]:
    return [item["id"] for item in json.loads(render("csl-json", entries))]


def by_doi(entries: list[Enriched]) -> dict[str, str]:
    return {item["DOI"]: item["id"] for item in json.loads(render("csl-json", entries))}


# Few distinct values, so that namesakes are the rule.
namesakes = st.lists(
    st.builds(
        enriched,
        st.integers(1, 99).map("10.1000/{}".format),
        title=st.sampled_from(["ECG", "The ECG", "EEG", "深度", "A", "Ecga"]) | st.text("acg1", min_size=1),
        authors=st.sampled_from([(), (ZAMA,), (Author("Žama"),), (Author("王"),)]),
        date=st.sampled_from(["", "2022", "2023", "2023-10"]),
    ),
    max_size=8,
    unique_by=lambda entry: entry.id,
)


@pytest.mark.parametrize(
    ("authors", "date", "title", "key"),
    [
        ((ZAMA,), "2023-10", "ECG Synthesis via Diffusion", "zama2023ecg"),
        ((ZAMA,), "", "ECG Synthesis", "zamaecg"),
        ((), "2023", "ECG Synthesis", "ecg2023"),
        ((), "", "ECG Synthesis", "ecg"),
        ((ZAMA,), "2023", "On the Use of GANs", "zama2023use"),
        ((ZAMA,), "2023", "How to", "zama2023how"),
        ((ZAMA,), "2023", "«StyleGAN2-ADA»: training", "zama2023stylegan2ada"),
        ((ZAMA,), "2023", "深度学习", "zama2023"),
        ((Author("Mikołajczyk-Bareła", "Agnieszka"),), "2022", "Debiasing", "mikolajczykbarela2022debiasing"),
        ((Author("Müller Straße"),), "2022", "Ødegård", "mullerstrasse2022odegard"),
        ((Author(given="Plato"),), "2022", "Republic", "plato2022republic"),
        ((Author(literal="The DeepMind Team"),), "2022", "Republic", "deepmind2022republic"),
        ((Author("王", "伟"),), "2022", "GAN", "gan2022"),
        ((Author("王", "伟"),), "2022", "深度学习", "doi1010001"),
        ((Author("x" * 999),), "2022", "y" * 999, "x" * 32 + "2022" + "y" * 32),
    ],
)
def test_a_key_is_family_year_and_first_telling_word(
    authors: tuple[Author, ...], date: str, title: str, key: str
) -> None:
    assert keys(enriched(authors=authors, date=date, title=title)) == [key]


def test_namesakes_are_lettered_by_date_then_identifier() -> None:
    late = enriched("10.1000/1", title="ECG", date="2023-11")
    early = enriched("10.1000/3", title="ECG", date="2023-02")
    twin = enriched("10.1000/2", title="ECG", date="2023-02")
    assert keys(late, early, twin) == ["ecg2023-c", "ecg2023-b", "ecg2023-a"]


def test_letters_go_on_after_z() -> None:
    many = [enriched(f"10.1000/{number:03}", title="ECG") for number in range(28)]
    assert keys(*many)[25:] == ["ecg-z", "ecg-aa", "ecg-ab"]


def test_a_letter_never_makes_another_word() -> None:
    assert keys(
        enriched("10.1000/1", title="Gan"),
        enriched("10.1000/2", title="Gan"),
        enriched("10.1000/3", title="Gana"),
    ) == ["gan-a", "gan-b", "gana"]


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_hostile_text_makes_a_plain_key(text: str) -> None:
    (key,) = keys(enriched(title=text, authors=(Author(text),)))
    assert re.fullmatch(r"[a-z0-9-]{1,80}", key)


@given(namesakes)
def test_keys_are_plain_and_unique(entries: list[Enriched]) -> None:
    found = keys(*entries)
    assert len(set(found)) == len(found) == len(entries)
    assert all(re.fullmatch(r"[a-z0-9-]+", key) for key in found)


@given(namesakes.flatmap(lambda entries: st.tuples(st.just(entries), st.permutations(entries))))
def test_keys_do_not_depend_on_the_order(orders: tuple[list[Enriched], list[Enriched]]) -> None:
    first, second = orders
    assert by_doi(first) == by_doi(second)


@given(namesakes.filter(bool))
def test_a_work_that_goes_renames_none_but_its_namesakes(entries: list[Enriched]) -> None:
    before, after = by_doi(entries), by_doi(entries[1:])
    gone = before[entries[0].identifiers["doi"]].partition("-")[0]
    assert all(before[doi] == key for doi, key in after.items() if key.partition("-")[0] != gone)
