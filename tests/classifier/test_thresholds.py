"""From which score on, and which budgets can be claimed. Needs no database."""

import random

import pytest

from comments.classifier.thresholds import budget_limit, is_enough_for

pytestmark = pytest.mark.once


def scores(count: int, *, seed: int = 1) -> list[float]:
    draw = random.Random(seed)
    return [draw.gauss(-1.0, 0.4) for _ in range(count)]


@pytest.mark.parametrize(("budget", "count"), [(1000, 3000), (200, 600)])
def test_it_claims_a_budget_by_the_rule_of_three(budget: int, count: int) -> None:
    assert is_enough_for(scores(count), budget=budget)
    assert not is_enough_for(scores(count - 1), budget=budget)


def test_it_sets_no_limit_without_a_tail_to_go_by() -> None:
    assert budget_limit(scores(19), budget=200) is None


def test_it_lets_none_of_just_enough_comments_above() -> None:
    known = scores(600)

    assert (budget_limit(known, budget=200) or 0) > max(known)


def test_it_lets_fewer_above_than_the_budget_would_allow() -> None:
    known = scores(5000)
    found = budget_limit(known, budget=200) or 0

    assert 0 < sum(score >= found for score in known) < 5000 / 200


def test_it_keeps_a_claimed_budget_nineteen_times_in_twenty() -> None:
    fresh = scores(10_000, seed=99)
    broken = 0
    for seed in range(100):
        found = budget_limit(scores(1000, seed=seed), budget=100) or 0
        broken += sum(score >= found for score in fresh) > len(fresh) / 100

    assert broken <= 8


def test_it_is_more_careful_where_it_can_only_estimate() -> None:
    fresh = scores(5000, seed=99)
    limits = [budget_limit(scores(100, seed=seed), budget=200) or 0 for seed in range(50)]
    shares = [sum(score >= found for score in fresh) / len(fresh) for found in limits]

    assert sum(shares) / len(shares) < 1 / 200


def test_it_is_stricter_for_a_smaller_budget() -> None:
    known = scores(400)

    assert (
        (budget_limit(known, budget=1000) or 0)
        > (budget_limit(known, budget=200) or 0)
        > (budget_limit(known, budget=50) or 0)
    )


def test_it_is_not_led_away_by_one_mistaken_label() -> None:
    known = scores(400)

    assert (budget_limit([*known, 2.0], budget=200) or 0) < (budget_limit(known, budget=200) or 0) + 0.5
