"""The figures by which filters are compared. Needs no database."""

import pytest

from comments.classifier.evaluation import (
    HOLD_BUDGET,
    SPAM_BUDGET,
    LabelledText,
    accuracy,
    auc,
    caught_at,
    encode_examples,
    learning_curve,
    measure,
    train_as_new_site,
)
from comments.models import Site
from tests.classifier.corpora import advertising, honest

pytestmark = pytest.mark.once


def test_it_counts_as_spam_from_one_half_on() -> None:
    assert accuracy([(0.5, True), (0.4, True), (0.5, False), (0.1, False)]) == 0.5


@pytest.mark.parametrize(
    ("scored", "expected"),
    [
        ([(0.9, True), (0.1, False)], 1.0),
        ([(0.1, True), (0.9, False)], 0.0),
        ([(0.5, True), (0.5, False)], 0.5),
        ([(0.9, True), (0.3, True), (0.5, False), (0.1, False)], 0.75),
    ],
)
def test_it_gives_the_chance_that_spam_scores_higher(scored: list[tuple[float, bool]], expected: float) -> None:
    assert auc(scored) == expected


def test_it_loses_no_more_real_comments_than_allowed() -> None:
    honest_ones = [(number / 1000, False) for number in range(200)]
    spam = [(0.1985, True), (0.1965, True), (0.1, True), (0.9, True)]

    assert caught_at(honest_ones + spam, 0.01) == 0.5
    assert caught_at(honest_ones + spam, 0.005) == 0.5
    assert caught_at(honest_ones + spam, 0.0) == 0.25


def _judged(count: int, *, seed: int) -> list[LabelledText]:
    texts = [LabelledText(text, is_spam=True) for text in advertising(count, seed=seed)]
    return texts + [LabelledText(text, is_spam=False) for text in honest(count, seed=seed + 1)]


def test_it_measures_on_comments_that_were_not_learnt() -> None:
    found = measure(train_as_new_site(encode_examples(_judged(100, seed=1))), _judged(60, seed=500))

    assert found.accuracy > 0.95
    assert found.auc > 0.98
    assert found.own_lost <= 0.02
    assert found.own_caught > 0.5


def test_it_draws_a_curve_that_is_the_same_each_time() -> None:
    material, judged = encode_examples(_judged(30, seed=1)), _judged(20, seed=500)
    found = learning_curve(material, judged, [10, 60])

    assert found == learning_curve(material, judged, [10, 60])
    assert list(found) == [10, 60]
    assert found[60] > 0.8


def test_it_measures_with_what_a_new_site_begins_with() -> None:
    assert (Site().hold_budget, Site().spam_budget) == (HOLD_BUDGET, SPAM_BUDGET)
