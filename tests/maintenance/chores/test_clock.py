"""Nothing is forgotten on the word of a clock that has just jumped."""

from datetime import timedelta
from unittest.mock import patch

import pytest

from comments.maintenance import chores
from comments.maintenance.chores import clock
from comments.models import Comment, Submission, Upkeep
from comments.statuses import Status
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def runs(start: float, end: float) -> list[bool]:
    """One run an hour, from so many hours after noon until before so many."""
    return [clock.is_steady(NOON + number * HOUR) for number in range(int(start), int(end))]


def old_spam() -> Comment:
    """Spam that its site keeps for fifteen days, of which one is left at noon."""
    comment = factories.waiting(now=NOON - 15 * DAY)
    Comment.objects.filter(pk=comment.pk).update(status=Status.SPAM, due=None, moved_at=NOON - 14 * DAY)
    return comment


def test_it_believes_the_clock_when_a_day_has_passed() -> None:
    assert runs(0, 25) == [False] * 24 + [True]


def test_it_goes_on_believing() -> None:
    runs(0, 25)

    assert all(runs(25, 40))


def test_it_believes_a_clock_that_is_set_back_a_little() -> None:
    runs(0, 30)

    assert clock.is_steady(NOON + 28 * HOUR)


@pytest.mark.parametrize("jump", [DAY, 7 * HOUR, 3650 * DAY, -DAY])
def test_it_does_not_believe_a_clock_that_jumped(jump: timedelta) -> None:
    runs(0, 30)

    assert not clock.is_steady(NOON + 29 * HOUR + jump)
    assert not clock.is_steady(NOON + 35 * HOUR + jump)


def test_it_rests_for_as_long_as_nothing_ran_so_that_nights_without_a_worker_do_no_harm() -> None:
    runs(0, 30)

    assert runs(38, 48) == [False] * 9 + [True]


def test_it_rests_for_a_day_at_most() -> None:
    runs(0, 30)

    assert runs(1000, 1025) == [False] * 24 + [True]


def test_it_begins_anew_when_the_clock_is_put_right() -> None:
    runs(0, 30)
    clock.is_steady(NOON + 3650 * DAY)

    assert not clock.is_steady(NOON + 31 * HOUR)
    assert runs(32, 56)[-1]


def test_it_says_that_the_clock_jumped_and_until_when_it_waits(caplog: pytest.LogCaptureFixture) -> None:
    runs(0, 30)
    clock.is_steady(NOON + 3650 * DAY)

    assert len(caplog.records) == 1
    assert str(NOON + 3651 * DAY) in caplog.text


def test_it_keeps_one_row() -> None:
    runs(0, 5)

    assert Upkeep.objects.count() == 1


def test_it_purges_nothing_early_when_the_clock_jumps_a_day_ahead() -> None:
    old_spam()
    runs(-30, 0)
    chores.run(now=NOON + DAY + HOUR)

    assert Comment.objects.exists()


def test_it_purges_in_time_when_no_clock_jumped() -> None:
    old_spam()
    runs(-6, 25)
    chores.run(now=NOON + DAY + HOUR)

    assert not Comment.objects.exists()


def test_control_without_the_watch_on_the_clock_a_jump_purges_early() -> None:
    old_spam()
    runs(-30, 0)
    with patch("comments.maintenance.chores.clock.is_steady", return_value=True):
        chores.run(now=NOON + DAY + HOUR)

    assert not Comment.objects.exists()


def test_it_mends_while_the_clock_is_not_to_be_believed() -> None:
    factories.waiting(submission_key="form:12345678")
    Comment.objects.update(due=None)
    done = chores.run(now=NOON + 3650 * DAY)

    assert list(done) == ["stuck comments made due again"]
    assert Submission.objects.exists()
