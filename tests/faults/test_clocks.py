"""Clocks that are set back or run ahead: it may take longer, and nothing else changes."""

from datetime import timedelta
from unittest.mock import patch

import pytest

from comments.errors import TooFast
from comments.maintenance.chores import stuck
from comments.models import Comment
from comments.posting import posts
from comments.reading import pages
from comments.screening import backlog, run
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
JUMPS = [-HOUR, DAY]


@pytest.mark.parametrize("ahead", [HOUR, DAY])
def test_it_screens_by_its_message_what_was_posted_when_the_clock_was_ahead(ahead: timedelta) -> None:
    comment = factories.waiting(now=NOON + ahead)

    assert run.screen([comment.pk], now=NOON) == 1


@pytest.mark.parametrize("ahead", [HOUR, DAY])
def test_it_finds_without_a_message_what_was_posted_when_the_clock_was_ahead(ahead: timedelta) -> None:
    comment = factories.waiting(now=NOON + ahead)
    stuck.make_due_again(NOON)

    assert backlog.sweep(now=NOON) == [[comment.pk]]


def test_control_a_sweep_alone_lets_it_wait_for_a_day() -> None:
    factories.waiting(now=NOON + DAY)

    assert backlog.sweep(now=NOON + 23 * HOUR) == []


def test_it_ends_a_lease_that_was_taken_when_the_clock_was_ahead() -> None:
    comment = leased_until(NOON + DAY)

    assert run.screen([comment.pk], now=NOON) == 1


def test_control_a_lease_that_is_believed_lasts_for_a_day() -> None:
    comment = leased_until(NOON + DAY)
    with patch("comments.limits.LEASE_SECONDS", 10**6):
        assert run.screen([comment.pk], now=NOON) == 0


def leased_until(end: object) -> Comment:
    comment = factories.waiting()
    Comment.objects.filter(pk=comment.pk).update(leased_until=end)
    return comment


@pytest.mark.parametrize("jump", JUMPS)
def test_it_keeps_the_order_in_which_comments_came(jump: timedelta) -> None:
    first, second = factories.published(now=NOON), factories.published(now=NOON + jump)
    page = pages.page(first.thread)

    assert [seen.comment.pk for seen in page.comments] == [first.pk, second.pk]


@pytest.mark.parametrize("jump", JUMPS)
def test_it_lets_people_post_after_a_jump(jump: timedelta) -> None:
    factories.site()
    post(NOON)

    assert post(NOON + jump).pk


def test_it_still_limits_a_flood_after_a_jump() -> None:
    factories.site()
    post(NOON)
    post(NOON - HOUR)
    with pytest.raises(TooFast):
        post(NOON - HOUR + SECOND)


def test_control_a_limit_that_believes_every_time_shuts_an_author_out_for_an_hour() -> None:
    factories.site()
    with patch("comments.db.rate_limits._LONGEST_WAIT_SECONDS", 10**6):
        post(NOON)
        with pytest.raises(TooFast):
            post(NOON - HOUR)


def post(now: object) -> Comment:
    draft = factories.draft(email="ada@example.org")
    return posts.keep_comment(factories.subject(), draft, now=now).comment  # type: ignore[arg-type]


@pytest.mark.parametrize("jump", JUMPS)
def test_it_takes_a_submission_that_is_sent_again_for_the_same(jump: timedelta) -> None:
    factories.quiet_site()
    sent = factories.draft(submission_key="form:12345678")
    first = posts.keep_comment(factories.subject(), sent, now=NOON)
    again = posts.keep_comment(factories.subject(), sent, now=NOON + jump)

    assert (again.comment.pk, again.replayed) == (first.comment.pk, True)


def test_it_never_tells_of_a_negative_age() -> None:
    factories.waiting(now=NOON + DAY)

    assert backlog.oldest_due_seconds(now=NOON) == 0


def test_it_decides_the_same_whatever_the_clock_says() -> None:
    comments = [factories.waiting(text="A thought of two.", email=f"ada{n}@example.org") for n in range(3)]
    for comment, now in zip(comments, (NOON, NOON - HOUR, NOON + DAY), strict=True):
        run.screen([comment.pk], now=now)

    assert len({factories.fresh(comment).status for comment in comments}) == 1
