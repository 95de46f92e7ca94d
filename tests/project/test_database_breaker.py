"""Whether the database is asked at all, after it did not answer."""

import psycopg
import pytest

from project.postgresql.breaker import ConnectionBreaker, Resting
from tests.project.shared_cache.origin import Clock

pytestmark = pytest.mark.once


def attempt(breaker: ConnectionBreaker, *, fails: bool = False) -> str:
    try:
        with breaker.attempt():
            if fails:
                raise psycopg.OperationalError("refused")
    except Resting:
        return "refused at once"
    except psycopg.OperationalError:
        return "failed"
    return "answered"


def test_it_asks_nobody_for_a_rest_and_then_one_at_a_time() -> None:
    clock = Clock()
    breaker = ConnectionBreaker(rest=1, clock=clock)
    assert attempt(breaker) == "answered"
    assert attempt(breaker, fails=True) == "failed"
    assert attempt(breaker) == "refused at once"
    clock.forward(1)
    with breaker.attempt():
        assert attempt(breaker) == "refused at once", "one is finding out"
    assert attempt(breaker) == "answered"


def test_it_rests_again_when_the_one_who_tried_found_nothing() -> None:
    clock = Clock()
    breaker = ConnectionBreaker(rest=1, clock=clock)
    for _ in range(3):
        assert attempt(breaker, fails=True) == "failed"
        clock.forward(0.9)
        assert attempt(breaker) == "refused at once"
        clock.forward(0.1)
    assert attempt(breaker) == "answered"


def test_it_lets_another_try_when_one_was_interrupted() -> None:
    clock = Clock()
    breaker = ConnectionBreaker(rest=1, clock=clock)
    attempt(breaker, fails=True)
    clock.forward(1)
    with pytest.raises(KeyboardInterrupt), breaker.attempt():
        raise KeyboardInterrupt
    clock.forward(1)
    assert attempt(breaker) == "answered"


def test_it_says_once_that_the_database_is_away_and_once_that_it_is_back(caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock()
    breaker = ConnectionBreaker(rest=1, clock=clock)
    for _ in range(5):
        attempt(breaker, fails=True)
        clock.forward(1)
    attempt(breaker)
    attempt(breaker)
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]
