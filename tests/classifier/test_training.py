"""What the filter learns, and that nothing else matters. Needs no database."""

import random

import pytest

from comments.classifier.features import encode_comment
from comments.classifier.model import LEAST_OF_EACH, Filter, train
from comments.classifier.svm import Example
from tests.classifier.corpora import advertising, examples, honest, learnt

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def material() -> list[Example]:
    return examples(spam=120, honest_ones=120)


@pytest.fixture(scope="module")
def learned(material: list[Example]) -> Filter:
    return learnt(material)


def test_it_tells_spam_it_has_not_seen(learned: Filter) -> None:
    spam = [learned.judge(text).probability for text in advertising(100, seed=77)]
    real = [learned.judge(text).probability for text in honest(100, seed=78)]

    assert sum(score > 0.5 for score in spam) >= 97
    assert sum(score < 0.5 for score in real) >= 97


def test_it_takes_a_comment_of_which_it_knows_nothing_for_honest(learned: Filter) -> None:
    assert learned.judge("Zwölf Boxkämpfer jagen Viktor").probability < 0.5
    assert learned.judge("").probability < 0.5


def test_it_knows_an_appeal_in_a_language_it_has_not_seen(learned: Filter) -> None:
    german = learned.judge("Besucht meinen Kanal und abonniert ihn").probability

    assert german > learned.judge("Der Garten ist dieses Jahr besonders schön").probability


def test_it_learns_the_same_in_any_order(material: list[Example], learned: Filter) -> None:
    shuffled = random.Random(4).sample(material, len(material))

    assert learnt(shuffled).to_bytes() == learned.to_bytes()


def test_it_keeps_no_trace_of_a_judgement_taken_back(material: list[Example], learned: Filter) -> None:
    mistaken = [Example(True, encode_comment(text)) for text in honest(20, seed=50)]
    learnt(material + mistaken)

    assert learnt(material) == learned
    assert learnt(material + mistaken) != learned


def test_it_learns_nothing_new_from_the_same_again(material: list[Example], learned: Filter) -> None:
    again = learnt(material + material[:1] * 50)

    assert (again.table, again.thresholds) == (learned.table, learned.thresholds)
    assert again.spam_seen == learned.spam_seen + 50


def test_it_learns_nothing_from_what_another_version_packed(material: list[Example], learned: Filter) -> None:
    foreign = Example(True, b"\xff" + material[0].features[1:])

    damaged = Example(False, material[0].features[:-2])

    assert learnt([*material, foreign, damaged, Example(False, b"")]) == learned


@pytest.mark.parametrize(("spam", "real"), [(0, 0), (0, 60), (60, 0), (LEAST_OF_EACH - 1, 60), (60, LEAST_OF_EACH - 1)])
def test_it_abstains_until_it_has_seen_enough_of_each(spam: int, real: int) -> None:
    early = learnt(examples(spam=spam, honest_ones=real))

    assert early.abstains
    assert 0 <= early.judge("Hello").probability <= 1


def test_it_stops_abstaining_with_enough_of_each() -> None:
    assert not learnt(examples(spam=LEAST_OF_EACH, honest_ones=LEAST_OF_EACH)).abstains


def test_it_holds_only_what_is_likelier_spam(learned: Filter) -> None:
    assert learned.thresholds.hold is not None
    assert 0.5 <= learned.thresholds.hold < 1


def test_it_says_that_its_first_threshold_is_an_estimate(learned: Filter) -> None:
    assert not learned.thresholds.holds_in_budget


def test_it_calls_nothing_spam_before_three_thousand_real_comments() -> None:
    few = train(examples(spam=60, honest_ones=400), hold_budget=100, spam_budget=1000)

    assert few.thresholds.spam is None
    assert few.thresholds.holds_in_budget


def test_it_calls_spam_once_real_comments_bear_the_budget() -> None:
    many = train(examples(spam=60, honest_ones=400), hold_budget=50, spam_budget=100)

    assert many.thresholds.spam is not None
    assert many.thresholds.hold is not None
    assert many.thresholds.spam >= many.thresholds.hold


def test_it_counts_different_real_comments_only() -> None:
    same = [Example(False, encode_comment("Rest in peace"))] * 3000

    assert learnt(examples(spam=60, honest_ones=60) + same).thresholds.spam is None


def test_it_learns_from_one_real_comment_in_fifty_spam() -> None:
    lopsided = learnt(examples(spam=300, honest_ones=60))

    assert sum(lopsided.judge(text).probability >= 0.5 for text in honest(100, seed=31)) <= 3
