"""When an outside service is asked again. Needs no database."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.outbound import backoff
from comments.outbound.backoff import (
    BreakerState,
    after_failure,
    after_success,
    before_asking,
    is_resting,
    recheck_after,
)

pytestmark = pytest.mark.once

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def failed(breaker: BreakerState, *, now: datetime) -> BreakerState:
    """One question, begun and failed."""
    asked = before_asking(breaker, now=now)
    assert asked is not None
    return after_failure(asked, asked=asked, now=now)


def broken(times: int = 3) -> tuple[BreakerState, datetime]:
    """After that many failures in a row, each asked as early as may be; and when the last of them was."""
    breaker, now = BreakerState(), NOON
    for _ in range(times):
        now = max(now, breaker.resting_until or now)
        breaker = failed(breaker, now=now)
    return breaker, now


def test_it_asks_again_after_a_minute_and_doubles_to_six_hours() -> None:
    minutes = [recheck_after(times) / MINUTE for times in range(1, 13)]

    assert minutes == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]


@given(st.integers(-5, 10**6), st.integers(0, 2**63))
def test_it_stays_between_a_minute_and_six_hours_whatever_the_salt(times: int, salt: int) -> None:
    assert MINUTE <= recheck_after(times, salt=salt) <= timedelta(hours=6)
    assert recheck_after(times, salt=salt) <= recheck_after(times)


def test_it_spreads_what_began_to_wait_together() -> None:
    waits = sorted(recheck_after(12, salt=number) for number in range(1000, 1100))
    gaps = [later - earlier for earlier, later in pairwise(waits)]

    assert waits == sorted(recheck_after(12, salt=number) for number in range(1000, 1100))
    assert waits[-1] - waits[0] > timedelta(minutes=60)
    assert max(gaps) < timedelta(minutes=3)


def test_it_asks_on_while_the_service_answers_now_and_then() -> None:
    breaker, _ = broken(2)

    assert not is_resting(breaker, now=NOON)
    assert before_asking(breaker, now=NOON) == breaker


def test_it_rests_for_a_minute_after_three_failures_in_a_row() -> None:
    breaker, now = broken(3)

    assert before_asking(breaker, now=now + timedelta(seconds=59)) is None
    assert before_asking(breaker, now=now + timedelta(seconds=60)) is not None


def test_it_rests_twice_as_long_each_time_up_to_half_an_hour() -> None:
    rests = []
    for times in range(3, 11):
        breaker, now = broken(times)
        assert breaker.resting_until is not None
        rests.append((breaker.resting_until - now) / MINUTE)

    assert rests == [1, 2, 4, 8, 16, 30, 30, 30]


def test_it_lets_one_ask_after_a_rest() -> None:
    breaker, now = broken()
    later = now + MINUTE
    trial = before_asking(breaker, now=later)

    assert trial is not None
    assert before_asking(trial, now=later) is None
    assert before_asking(trial, now=later + backoff.TRIAL) is not None


def test_it_is_whole_again_after_one_answer() -> None:
    assert after_success() == BreakerState()
    assert not is_resting(after_success(), now=NOON)


def test_it_counts_anew_after_an_answer() -> None:
    breaker = failed(failed(after_success(), now=NOON), now=NOON)

    assert not is_resting(breaker, now=NOON)


def test_it_does_not_rest_longer_for_questions_that_were_under_way() -> None:
    """Eight workers ask at once, and the service is dead: that is one rest, of a minute."""
    asked = before_asking(BreakerState(), now=NOON)
    assert asked is not None
    breaker = asked
    for _ in range(8):
        breaker = after_failure(breaker, asked=asked, now=NOON)

    assert breaker == BreakerState(3, NOON + MINUTE)


def test_it_leaves_a_later_trial_to_decide() -> None:
    breaker, now = broken()
    first = before_asking(breaker, now=now + MINUTE)
    assert first is not None
    second = before_asking(first, now=now + MINUTE + backoff.TRIAL)
    assert second is not None

    assert after_failure(second, asked=first, now=now + 2 * MINUTE) == second
    assert after_failure(second, asked=second, now=now + 2 * MINUTE).failures == 4
