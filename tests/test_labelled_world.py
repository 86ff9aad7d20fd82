"""The benchmark of verdicts over ten nights in small: every behaviour of links, and faults at every upstream."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from labelled import NAMED, Score, nights
from labelled_world import generate

if TYPE_CHECKING:
    from harvester.model import Verdict

NIGHTS, RATE, SEED = 10, 0.02, 5


@pytest.fixture(scope="module")
def score() -> Score:
    made, score = generate(links=220, seed=SEED), Score()
    for night, got in enumerate(nights(made, NIGHTS, RATE, SEED), start=1):
        score.add(night, made.cases, got)
    return score


def test_every_link_gets_a_verdict(score: Score) -> None:
    assert not score.lost


def test_no_link_is_called_dead_on_a_night_on_which_it_is_not(score: Score) -> None:
    assert [(miss.night, miss.case.what, miss.evidence) for miss in score.wolves] == []


def test_dead_identifiers_are_dead_on_the_first_night(score: Score) -> None:
    assert [(miss.night, miss.case.what, miss.evidence) for miss in score.spared if not miss.case.is_page] == []


@pytest.mark.parametrize("verdict", NAMED, ids=lambda verdict: verdict.word)
def test_verdicts_are_right_and_none_is_missed(score: Score, verdict: Verdict) -> None:
    assert score.precision(verdict) >= 0.99
    assert score.recall(verdict) >= 0.97
