"""What readers see and count is verified in turn, and put right with a line in the log."""

from datetime import timedelta
from functools import partial
from unittest.mock import patch

import pytest

from comments.counters import recount
from comments.models import Comment, Thread, Upkeep
from comments.moderation import decisions
from tests.support import factories
from tests.support.factories import NOON
from tests.support.parallel import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def upkeep() -> None:
    Upkeep.objects.create(pk=1, ran_at=NOON, resting_until=NOON)


def branch() -> tuple[Comment, Comment, Comment]:
    top = factories.published()
    reply = factories.published(top)
    return top, reply, factories.published(reply)


def numbers(*comments: Comment) -> tuple[int, list[int], list[bool]]:
    fresh = [factories.fresh(comment) for comment in comments]
    return (
        factories.thread_of(comments[0]).count,
        [comment.replies for comment in fresh],
        [comment.shown for comment in fresh],
    )


def threads(number: int) -> list[int]:
    return [factories.published(on=factories.subject(key=f"thread-{n}")).thread_id for n in range(number)]


def test_it_finds_nothing_wrong_with_what_moderation_keeps() -> None:
    top, reply, below = branch()
    waiting = factories.waiting(reply)
    mod = factories.moderator()
    decisions.reject(reply.pk, by=mod, version=reply.version)
    decisions.mark_spam(below.pk, by=mod, version=below.version)
    decisions.approve(waiting.pk, by=mod, version=1)

    assert not recount.difference(top.thread_id)
    assert recount.repair_next_threads(NOON) == 0


def test_it_finds_nothing_wrong_below_spam_and_beside_the_deepest_level() -> None:
    comment = factories.published()
    tops = [comment]
    for _ in range(7):
        tops.append(factories.published(tops[-1]))
    decisions.mark_spam(tops[3].pk, by=factories.moderator(), version=tops[3].version)

    assert not recount.difference(comment.thread_id)


def test_it_puts_a_count_right() -> None:
    comments = branch()
    Thread.objects.update(count=17)

    assert recount.repair_next_threads(NOON) == 1
    assert factories.thread_of(comments[0]).count == 3


def test_it_puts_replies_right() -> None:
    comments = branch()
    Comment.objects.update(replies=5)
    recount.repair_next_threads(NOON)

    assert numbers(*comments) == (3, [2, 1, 0], [True, True, True])


@pytest.mark.parametrize("wrong", [{"recent_1": 0}, {"recent_30": 9}, {"recent_until": None}])
def test_it_puts_right_what_is_recent(wrong: dict[str, int | None]) -> None:
    comments = branch()
    Thread.objects.update(**wrong)

    assert recount.repair_next_threads(NOON) == 1
    thread = factories.thread_of(comments[0])
    assert (thread.recent_1, thread.recent_7, thread.recent_30) == (3, 3, 3)
    assert thread.recent_until == NOON + timedelta(days=1)
    assert recount.repair_next_threads(NOON) == 0


def test_it_counts_what_it_shows_or_hides_among_what_is_recent() -> None:
    _top, reply, _below = branch()
    Comment.objects.filter(pk=reply.pk).update(shown=False)
    Thread.objects.update(recent_1=1, recent_7=1, recent_30=1)
    recount.repair_next_threads(NOON)

    assert factories.thread_of(reply).recent_7 == 3


def test_it_shows_what_is_published_and_hides_what_is_not() -> None:
    top, reply, below = branch()
    waiting = factories.waiting(top)
    Comment.objects.filter(pk=reply.pk).update(shown=False)
    Comment.objects.filter(pk=waiting.pk).update(shown=True)
    recount.repair_next_threads(NOON)

    assert numbers(top, reply, below, waiting) == (3, [2, 1, 0, 0], [True, True, True, False])


def test_it_hides_what_stands_below_spam() -> None:
    top, reply, below = branch()
    decisions.mark_spam(top.pk, by=factories.moderator(), version=top.version)
    Comment.objects.filter(pk__in=[reply.pk, below.pk]).update(shown=True)
    recount.repair_next_threads(NOON)

    assert numbers(top, reply, below) == (0, [0, 0, 0], [False, False, False])


def test_it_writes_one_line_for_each_repair(caplog: pytest.LogCaptureFixture) -> None:
    wrong, right = threads(2)
    Thread.objects.filter(pk=wrong).update(count=17)
    recount.repair_next_threads(NOON)

    (record,) = caplog.records
    assert record.levelname == "WARNING"
    assert f"thread {wrong} " in record.message
    assert "was 17 and is now 1" in record.message
    assert f"thread {right} " not in caplog.text


def test_it_takes_a_few_threads_at_a_time_and_comes_to_all_of_them() -> None:
    ids = threads(5)
    Thread.objects.update(count=9)
    with patch("comments.counters.recount.RECOUNT_THREADS", 2):
        repaired = [recount.repair_next_threads(NOON) for _ in range(4)]

    assert repaired == [2, 2, 1, 0]
    assert set(Thread.objects.filter(pk__in=ids).values_list("count", flat=True)) == {1}


def test_it_begins_anew_behind_the_last_thread() -> None:
    ids = threads(3)
    recount.repair_next_threads(NOON)
    recount.repair_next_threads(NOON)
    Thread.objects.filter(pk=ids[0]).update(count=9)

    assert recount.repair_next_threads(NOON) == 1


def test_it_takes_fewer_threads_when_they_are_large() -> None:
    threads(3)
    Thread.objects.update(count=9, last_number=100)
    with patch("comments.counters.recount.RECOUNT_COMMENTS", 150):
        assert recount.repair_next_threads(NOON) == 2
        assert recount.repair_next_threads(NOON) == 1


def test_it_takes_a_thread_that_is_larger_than_a_run_should_be() -> None:
    threads(2)
    Thread.objects.update(count=9, last_number=10**6)
    with patch("comments.counters.recount.RECOUNT_COMMENTS", 150):
        assert [recount.repair_next_threads(NOON) for _ in range(2)] == [1, 1]


def test_it_survives_a_thread_that_goes_meanwhile() -> None:
    (thread_id,) = threads(1)
    Thread.objects.update(count=9)
    with patch("comments.models.Thread.objects.select_for_update", return_value=Thread.objects.none()):
        assert not recount.repair(thread_id)


@pytest.mark.django_db(transaction=True)
def test_it_undoes_nothing_that_is_decided_meanwhile() -> None:
    top = factories.published()
    below = [factories.waiting(top) for _ in range(12)]
    Thread.objects.update(count=99)
    mod = factories.moderator()
    deciding = [partial(decisions.approve, comment.pk, by=mod, version=1) for comment in below]
    repairs = [partial(recount.repair, top.thread_id) for _ in range(4)]
    at_once([*deciding, *repairs])
    recount.repair(top.thread_id)

    assert factories.thread_of(top).count == 13
    assert factories.fresh(top).replies == 12


@pytest.mark.django_db(transaction=True)
def test_control_a_repair_without_the_lock_undoes_a_decision() -> None:
    top = factories.published()
    reply = factories.waiting(top)
    Thread.objects.update(count=99)
    found = recount.difference(top.thread_id)
    decisions.approve(reply.pk, by=factories.moderator(), version=1)
    recount._write(top.thread_id, found)

    assert factories.thread_of(top).count == 1
    assert recount.difference(top.thread_id).count == 2
