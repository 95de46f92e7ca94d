"""What a lost message left behind is found again, and given up only for a person."""

from collections.abc import Callable
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments import doorbell, limits
from comments.models import Actor, Comment
from comments.moderation import decisions
from comments.reading import author_view
from comments.screening import backlog, outcome, run
from comments.statuses import Status
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db

# It closes its connection in the end, which would take the transaction of a test along.
in_real_transactions = pytest.mark.django_db(transaction=True)

SECOND = timedelta(seconds=1)
DUE = limits.DUE_AFTER_POST_SECONDS


def sweep(after: float = DUE) -> list[list[int]]:
    return backlog.sweep(now=NOON + after * SECOND)


def tried(times: int) -> Comment:
    comment = factories.waiting()
    Comment.objects.filter(pk=comment.pk).update(attempts=times)
    return comment


def test_it_leaves_a_fresh_post_to_its_own_message() -> None:
    factories.waiting()

    assert sweep(after=DUE - 1) == []


def test_it_finds_what_no_message_brought() -> None:
    comment = factories.waiting()

    assert sweep() == [[comment.pk]]


def test_it_rests_from_what_it_just_rang_for() -> None:
    comment = factories.waiting()
    sweep()

    assert sweep(after=2 * DUE - 1) == []
    assert sweep(after=2 * DUE) == [[comment.pk]]


def test_it_finds_what_a_killed_worker_left_once_its_lease_lapsed() -> None:
    comment = factories.waiting()
    with patch("comments.screening.run._judge", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        run.screen([comment.pk], now=NOON)

    assert sweep(after=limits.LEASE_SECONDS - 1) == []
    assert sweep(after=limits.LEASE_SECONDS) == [[comment.pk]]
    assert run.screen([comment.pk], now=NOON + limits.LEASE_SECONDS * SECOND) == 1


def test_it_finds_nothing_that_is_screened_or_decided() -> None:
    factories.screened()
    factories.published()

    assert sweep(after=9999) == []


def test_it_makes_handfuls() -> None:
    ids = [factories.waiting().pk for _ in range(doorbell.SCREEN_BATCH + 1)]

    assert sweep() == [ids[:-1], ids[-1:]]


def test_it_gives_a_task_of_its_own_to_what_was_tried_before() -> None:
    fresh = [factories.waiting().pk, factories.waiting().pk]
    again = [tried(1).pk, tried(3).pk]

    assert sweep() == [fresh, *([pk] for pk in again)]


def test_it_takes_a_bounded_number_longest_due_first() -> None:
    late, later = factories.waiting(now=NOON + SECOND), factories.waiting(now=NOON + 2 * SECOND)
    first = factories.waiting(now=NOON)
    with patch("comments.limits.SWEEP_ROWS", 2):
        assert sweep(after=60) == [[first.pk, late.pk]]
        assert sweep(after=60) == [[later.pk]]


def test_it_gives_up_after_eight_attempts_and_leaves_the_comment_to_a_person() -> None:
    comment = tried(limits.ATTEMPTS)

    assert sweep() == []
    parked = factories.fresh(comment)
    decision = factories.last_decision(parked)
    assert (parked.status, parked.due, parked.version) == (Status.PENDING, None, 1)
    assert decision.actor == Actor.SCREENING
    assert str(limits.ATTEMPTS) in decision.reason
    assert [found.reason for found in parked.findings.all()] == [decision.reason]


def test_it_gives_up_once() -> None:
    comment = tried(limits.ATTEMPTS)
    sweep()
    sweep(after=9999)

    assert comment.decisions.count() == 2


@pytest.mark.parametrize("made", [factories.published, factories.screened])
def test_it_gives_up_nothing_that_was_done_with_meanwhile(made: Callable[[], Comment]) -> None:
    comment = made()
    before = comment.decisions.count()
    outcome.park(comment.pk, now=NOON)

    assert comment.decisions.count() == before


def test_it_tries_a_last_time_before_it_gives_up() -> None:
    comment = tried(limits.ATTEMPTS - 1)

    assert sweep() == [[comment.pk]]
    assert run.screen([comment.pk], now=NOON + DUE * SECOND) == 1


def test_it_never_screens_what_was_given_up() -> None:
    comment = tried(limits.ATTEMPTS)

    assert run.screen([comment.pk], now=NOON) == 0


def test_it_tells_the_author_of_what_was_given_up_that_a_moderator_will_read_it() -> None:
    comment = tried(limits.ATTEMPTS)
    checking = author_view.reason_for_author(factories.fresh(comment))
    sweep()

    assert author_view.reason_for_author(factories.fresh(comment)) != checking
    assert "moderator" in author_view.reason_for_author(factories.fresh(comment))


def test_it_lets_a_person_approve_what_was_given_up() -> None:
    comment = tried(limits.ATTEMPTS)
    sweep()
    decisions.approve(comment.pk, by=factories.moderator(), version=1)

    assert factories.fresh(comment).shown


@in_real_transactions
def test_it_screens_here_and_now_what_is_overdue() -> None:
    now = timezone.now()
    overdue = factories.waiting(now=now - (2 * DUE + 5) * SECOND)
    due = factories.waiting(now=now - (DUE + 2) * SECOND)

    assert backlog.screen_overdue(limit=10) == 1
    assert factories.fresh(overdue).is_screened
    assert not factories.fresh(due).is_screened


@in_real_transactions
def test_it_gives_an_attempt_of_its_own_to_what_was_tried_before_and_is_overdue() -> None:
    again, fresh, other = tried(1), factories.waiting(), factories.waiting()
    with patch("comments.screening.run.screen", return_value=0) as screen:
        backlog.screen_overdue(limit=10)

    assert [call.args[0] for call in screen.call_args_list] == [[fresh.pk, other.pk], [again.pk]]


@in_real_transactions
def test_it_screens_no_more_overdue_comments_than_asked() -> None:
    for _ in range(3):
        factories.waiting()

    assert backlog.screen_overdue(limit=2) == 2


@in_real_transactions
def test_it_leaves_what_failed_too_often_to_the_sweep() -> None:
    tried(limits.ATTEMPTS)

    assert backlog.screen_overdue(limit=10) == 0


@in_real_transactions
def test_it_survives_a_database_that_is_away() -> None:
    with patch("comments.models.Comment.objects.due", side_effect=OperationalError):
        assert backlog.screen_overdue(limit=10) == 0


def _statements(number: int) -> int:
    for _ in range(number):
        factories.waiting()
    with CaptureQueriesContext(connection) as asked:
        assert sum(map(len, sweep())) == number
    Comment.objects.update(due=None)
    return len(asked)


def test_it_moves_many_on_by_as_many_statements_as_few() -> None:
    assert _statements(3) == _statements(6) <= 4


def test_it_knows_for_how_long_the_oldest_has_been_due() -> None:
    factories.waiting(now=NOON)
    factories.waiting(now=NOON + 5 * SECOND)
    due = NOON + limits.DUE_AFTER_POST_SECONDS * SECOND

    assert backlog.oldest_due_seconds(now=due + 7 * SECOND) == 7
    assert backlog.oldest_due_seconds(now=NOON) == 0


def test_it_has_nothing_due_where_everything_is_screened() -> None:
    factories.screened()

    assert backlog.oldest_due_seconds() == 0
