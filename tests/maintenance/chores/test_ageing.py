"""What is talked about moves on with time: a comment leaves each window of days when it is as old."""

from datetime import timedelta
from functools import partial
from unittest.mock import patch

import pytest

from comments.counters import recent as counting
from comments.counters import recount
from comments.counters.queries import write_recent
from comments.maintenance import chores, invariants
from comments.maintenance.chores import ageing
from comments.models import Comment, Thread
from comments.moderation import decisions
from tests.support import factories
from tests.support.actions import undo_last
from tests.support.factories import NOON
from tests.support.parallel import at_once

pytestmark = pytest.mark.django_db

SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)


def published(key: str = "bridge", *, days_ago: float = 0) -> Comment:
    return factories.published(on=factories.subject(key=key), now=NOON - days_ago * DAY)


def recent(comment: Comment) -> tuple[int, int, int]:
    thread = factories.thread_of(comment)
    return thread.recent_1, thread.recent_7, thread.recent_30


def assert_nothing_is_wrong() -> None:
    found = [step.found.rule.name for step in invariants.check(now=NOON) if step.found]
    assert [name for name in found if name.startswith("recent")] == []


def test_it_takes_out_of_each_window_what_is_older() -> None:
    comments = [published(days_ago=days) for days in (0, 1.5, 2, 8, 29, 31)]

    assert ageing.threads(NOON) == 1
    assert recent(comments[0]) == (1, 3, 5)
    assert_nothing_is_wrong()


@pytest.mark.parametrize(("days", "left"), [(1, (0, 1, 1)), (7, (0, 0, 1)), (30, (0, 0, 0))])
def test_it_counts_a_comment_until_it_is_as_old_as_the_window(days: int, left: tuple[int, int, int]) -> None:
    comment = published()
    ageing.threads(NOON + days * DAY)
    before = recent(comment)
    ageing.threads(NOON + days * DAY + SECOND)

    assert sum(before) == sum(left) + 1
    assert recent(comment) == left


def test_it_has_nothing_to_do_until_a_comment_leaves() -> None:
    published()

    assert ageing.threads(NOON + DAY - SECOND) == 0
    assert [ageing.threads(NOON + DAY + number * MINUTE) for number in (1, 2, 3)] == [1, 0, 0]


def test_it_comes_back_for_the_next_that_leaves() -> None:
    comment = published(days_ago=0.5)
    published(days_ago=0.25)
    ageing.threads(NOON)
    ageing.threads(NOON + 0.6 * DAY)

    assert recent(comment) == (1, 2, 2)
    assert ageing.threads(NOON + 0.8 * DAY) == 1
    assert recent(comment) == (0, 2, 2)


def test_it_looks_at_no_thread_again_that_nothing_recent_is_left_of() -> None:
    published(days_ago=40)
    ageing.threads(NOON)

    assert factories.thread_of(Comment.objects.get()).recent_until is None
    assert ageing.threads(NOON + 100 * DAY) == 0


def test_it_takes_a_few_threads_at_a_time_those_that_waited_longest_first() -> None:
    waited = [published(f"thread-{days}", days_ago=days) for days in (31, 33, 32)]
    with patch("comments.maintenance.chores.ageing.AGE_THREADS", 2):
        assert ageing.threads(NOON) == 2
        assert [recent(comment)[2] for comment in waited] == [1, 0, 0]
        assert [ageing.threads(NOON) for _ in range(2)] == [1, 0]


def test_it_takes_more_threads_than_are_locked_at_once() -> None:
    comments = [published(f"thread-{number}", days_ago=31) for number in range(5)]
    with patch("comments.counters.recent._PORTION", 2):
        assert ageing.threads(NOON) == 5

    assert {recent(comment) for comment in comments} == {(0, 0, 0)}


def test_it_catches_up_after_a_pause() -> None:
    comment = published(days_ago=0.5)
    published(days_ago=0)
    ageing.threads(NOON)
    ageing.threads(NOON + 29.7 * DAY)

    assert recent(comment) == (0, 0, 1)


def test_it_counts_what_a_decision_brings_back_only_where_it_still_belongs() -> None:
    old = published(days_ago=3)
    decisions.reject(old.pk, by=factories.moderator(), version=old.version, now=NOON)
    published(days_ago=0)
    ageing.threads(NOON)
    undo_last(old.pk, by=factories.moderator(), version=factories.fresh(old).version, now=NOON)

    assert recent(old) == (1, 2, 2)
    assert_nothing_is_wrong()


def test_it_takes_out_what_came_back_after_its_time() -> None:
    old = published(days_ago=8)
    decisions.reject(old.pk, by=factories.moderator(), version=old.version, now=NOON - 8 * DAY)
    ageing.threads(NOON - 8 * DAY)
    undo_last(old.pk, by=factories.moderator(), version=factories.fresh(old).version, now=NOON)
    ageing.threads(NOON)

    assert recent(old) == (0, 0, 1)


def test_it_counts_again_what_a_clock_that_was_ahead_took_out() -> None:
    comment = published()
    ageing.threads(NOON + 3650 * DAY)
    assert recent(comment) == (0, 0, 0)

    assert [ageing.threads(NOON + number * MINUTE) for number in (1, 2)] == [1, 0]
    assert recent(comment) == (1, 1, 1)
    assert_nothing_is_wrong()


def test_it_lets_clocks_differ_a_little() -> None:
    published(days_ago=8)
    ageing.threads(NOON)

    assert ageing.threads(NOON - 30 * SECOND) == 0


def test_it_is_done_whatever_the_clock_did() -> None:
    published(days_ago=8)

    assert chores.run(now=NOON)["threads with recounted recent comments"] == 1


def test_it_ages_pages_that_are_not_listed_too() -> None:
    comment = published(days_ago=8)
    Thread.objects.update(is_confirmed=False)
    ageing.threads(NOON)

    assert recent(comment) == (0, 0, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_number", range(3))
def test_it_ages_a_thread_while_others_decide_on_it(round_number: int) -> None:
    old = [published(days_ago=8) for _ in range(4)]
    new = [factories.waiting(now=NOON) for _ in range(4)]
    mod = factories.moderator()
    deciding = [
        *[partial(decisions.approve, comment.pk, by=mod, version=1, now=NOON) for comment in new],
        *[partial(decisions.mark_spam, comment.pk, by=mod, version=comment.version, now=NOON) for comment in old[:2]],
    ]
    ages = [partial(ageing.threads, NOON + number * SECOND) for number in range(4)]
    answers = at_once([*deciding, *ages, partial(counting.recount_threads, [old[0].thread_id], now=NOON)])

    assert [answer for answer in answers if isinstance(answer, BaseException)] == []
    assert not recount.difference(old[0].thread_id)
    ageing.threads(NOON + 4 * SECOND)
    assert recent(old[0]) == (4, 4, 6)


@pytest.mark.django_db(transaction=True)
def test_it_counts_on_many_threads_while_decisions_fall_in_any_order() -> None:
    waiting = [factories.waiting(on=factories.subject(key=f"thread-{number % 4}"), now=NOON) for number in range(16)]
    mod = factories.moderator()
    deciding = [partial(decisions.approve, comment.pk, by=mod, version=1, now=NOON) for comment in reversed(waiting)]
    threads = list(Thread.objects.values_list("pk", flat=True))
    with patch("comments.counters.recent._PORTION", 3):
        answers = at_once([*deciding, *[partial(counting.recount_threads, threads, now=NOON)] * 3])

    assert [answer for answer in answers if isinstance(answer, BaseException)] == []
    assert [recent(comment) for comment in waiting[:4]] == [(4, 4, 4)] * 4


@pytest.mark.django_db(transaction=True)
def test_control_counting_without_the_lock_undoes_a_decision() -> None:
    comment = published()
    other = factories.waiting(now=NOON)
    rows = [counting._recent_counts(row) for row in counting.spans_counted([comment.thread_id], NOON)]
    counted = [row for row in rows if row is not None]
    decisions.approve(other.pk, by=factories.moderator(), version=1, now=NOON)
    write_recent(counted, now=NOON)

    assert recent(comment) == (1, 1, 1)
    assert recount.difference(comment.thread_id).recent == ["recent_1", "recent_7", "recent_30"]
