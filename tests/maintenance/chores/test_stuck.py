"""What would wait for ever is found and rung again; what waits for a person is left to them."""

from datetime import timedelta
from unittest.mock import patch

import pytest

from comments import limits
from comments.maintenance.chores import stuck
from comments.models import Comment
from comments.screening import backlog, outcome, run
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
LATER = NOON + HOUR


def forgotten(**fields: object) -> Comment:
    comment = factories.waiting()
    Comment.objects.filter(pk=comment.pk).update(due=None, **fields)
    return comment


def due(comment: Comment) -> object:
    return factories.fresh(comment).due


def test_it_rings_again_for_what_nobody_would_look_for() -> None:
    comment = forgotten(leased_until=NOON)

    assert backlog.sweep(now=LATER) == []
    assert stuck.make_due_again(LATER) == 1
    assert backlog.sweep(now=LATER) == [[comment.pk]]
    assert run.screen([comment.pk], now=LATER) == 1


def test_it_writes_a_line(caplog: pytest.LogCaptureFixture) -> None:
    comment = forgotten()
    stuck.make_due_again(LATER)

    assert str(comment.pk) in caplog.text


def test_it_leaves_what_was_given_up_to_a_person() -> None:
    comment = factories.waiting()
    Comment.objects.filter(pk=comment.pk).update(attempts=limits.ATTEMPTS)
    backlog.sweep(now=LATER)

    assert stuck.make_due_again(LATER) == 0


def test_it_rings_again_when_only_an_earlier_text_was_given_up() -> None:
    comment = factories.waiting()
    outcome.park(comment.pk, now=NOON)
    Comment.objects.filter(pk=comment.pk).update(text_version=2)

    assert stuck.make_due_again(LATER) == 1


def test_it_leaves_what_is_screened_decided_or_due() -> None:
    screened, published, waiting = factories.screened(), factories.published(), factories.waiting()

    assert stuck.make_due_again(NOON) == 0
    assert (due(screened), due(published)) == (None, None)
    assert due(waiting) == NOON + limits.DUE_AFTER_POST_SECONDS * SECOND


def test_it_brings_forward_what_a_clock_that_was_ahead_put_off() -> None:
    comment = factories.waiting(now=NOON + 24 * HOUR)

    assert backlog.sweep(now=LATER) == []
    assert stuck.make_due_again(LATER) == 1
    assert backlog.sweep(now=LATER) == [[comment.pk]]


def test_it_leaves_the_longest_pause_between_two_attempts() -> None:
    comment = factories.waiting()
    Comment.objects.filter(pk=comment.pk).update(attempts=7, due=NOON + limits.LONGEST_PAUSE_HOURS * HOUR)

    assert stuck.make_due_again(NOON) == 0
    assert stuck.make_due_again(NOON - 2 * HOUR) == 1


def test_it_rings_for_a_bounded_number_at_a_time() -> None:
    for _ in range(3):
        forgotten()
    with patch("comments.limits.SWEEP_ROWS", 2):
        assert [stuck.make_due_again(LATER) for _ in range(2)] == [2, 1]


def test_control_without_it_a_comment_that_is_due_never_waits_for_ever() -> None:
    forgotten()

    for hours in range(1, 1000, 100):
        assert backlog.sweep(now=NOON + hours * HOUR) == []
