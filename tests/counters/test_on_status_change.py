"""What a removed comment leaves: one table. Counts follow it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction

from comments.models import Comment, Site, Thread
from comments.moderation import decisions
from comments.reading import pages
from tests.support import factories
from tests.support.actions import ACTIONS

pytestmark = pytest.mark.django_db


def removed(comment: Comment, how: str) -> Comment:
    """The comment after a moderator's action, or its author's."""
    version = factories.fresh(comment).version
    if how == "withdraw":
        decisions.withdraw(comment.pk)
    elif how == "delete":
        decisions.delete(comment.pk, by=factories.moderator(), version=version)
    else:
        ACTIONS[how](comment.pk, by=factories.moderator(), version=version)
    return factories.fresh(comment)


def states(comment: Comment) -> dict[int, str]:
    """What readers see of the thread: the state of each comment, by id."""
    thread = factories.thread_of(comment)
    return {seen.comment.pk: seen.state for seen in pages.page(thread).comments}


def count(comment: Comment) -> int:
    return factories.thread_of(comment).count


def leaf() -> tuple[Comment, list[Comment]]:
    return factories.published(factories.published()), []


def with_replies() -> tuple[Comment, list[Comment]]:
    top = factories.published()
    return top, [factories.published(top), factories.published(top)]


def deep_branch() -> tuple[Comment, list[Comment]]:
    top = factories.published()
    below = [factories.published(top)]
    for _ in range(4):
        below.append(factories.published(below[-1]))
    return top, below


def replies_beside_the_deepest_level() -> tuple[Comment, list[Comment]]:
    factories.quiet_site(depth=2)
    deepest = factories.published(factories.published())
    first = factories.published(deepest)
    return deepest, [first, factories.published(deepest), factories.published(first)]


def replies_from_when_there_were_more_levels() -> tuple[Comment, list[Comment]]:
    factories.quiet_site()
    third = factories.published(factories.published(factories.published()))
    fourth = factories.published(third)
    Site.objects.update(depth=1)
    return third, [fourth, factories.published(fourth), factories.published(third)]


PLACES = [
    leaf,
    with_replies,
    deep_branch,
    replies_beside_the_deepest_level,
    replies_from_when_there_were_more_levels,
]
TOMBSTONES = {"reject": "removed", "delete": "removed", "withdraw": "withdrawn", "review": "in_review"}
Place = Callable[[], tuple[Comment, list[Comment]]]


@contextmanager
def for_a_moment() -> Iterator[None]:
    """What is done meanwhile is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("place", PLACES)
def test_it_leaves_a_tombstone_that_says_which_and_every_reply(place: Place) -> None:
    comment, replies = place()
    before, number = states(comment), count(comment)
    for how, tombstone in TOMBSTONES.items():
        with for_a_moment():
            removed(comment, how)
            after = states(comment)

            assert after == {**before, comment.pk: tombstone}, how
            assert {after[reply.pk] for reply in replies} <= {"published"}, how
            assert count(comment) == number - 1, how


@pytest.mark.parametrize("place", PLACES)
def test_it_takes_the_whole_branch_of_spam_away(place: Place) -> None:
    comment, replies = place()
    before, number = states(comment), count(comment)
    removed(comment, "spam")

    gone = {comment.pk, *(reply.pk for reply in replies)}
    assert states(comment) == {pk: state for pk, state in before.items() if pk not in gone}
    assert count(comment) == number - len(gone)


@pytest.mark.parametrize("place", PLACES)
def test_it_brings_everything_back_when_a_decision_is_undone(place: Place) -> None:
    comment, _ = place()
    before, number = _kept(), count(comment)
    for how in ("reject", "review", "spam"):
        with for_a_moment():
            removed(removed(comment, how), "undo")

            assert _kept() == before, how
            assert count(comment) == number, how


def _kept() -> list[tuple[int, bool, int]]:
    return list(Comment.objects.order_by("id").values_list("id", "shown", "replies"))


@pytest.mark.parametrize("how", ["reject", "spam", "delete", "withdraw"])
def test_it_leaves_nothing_of_what_was_never_published(how: str) -> None:
    top = factories.published()
    removed(factories.waiting(top), how)

    assert list(states(top)) == [top.pk]
    assert count(top) == 1


def test_it_shows_a_waiting_comment_to_nobody() -> None:
    top = factories.published()
    factories.waiting(top)

    assert list(states(top)) == [top.pk]


def test_it_counts_every_reply_at_any_depth_for_each_comment_above() -> None:
    top, below = deep_branch()

    assert [factories.fresh(comment).replies for comment in [top, *below]] == [5, 4, 3, 2, 0, 0]


def test_it_does_not_count_a_tombstone_as_a_reply() -> None:
    top, below = with_replies()
    removed(below[0], "reject")

    assert factories.fresh(top).replies == 1


def test_it_keeps_a_tombstone_where_everything_below_is_gone_too() -> None:
    top, below = with_replies()
    for comment in [top, *below]:
        removed(comment, "reject")

    assert set(states(top).values()) == {"removed"}
    assert count(top) == 0


def test_it_does_not_show_a_reply_that_is_approved_below_spam() -> None:
    top = factories.published()
    reply = factories.waiting(top)
    removed(top, "spam")
    removed(reply, "approve")

    assert states(top) == {}
    assert count(top) == 0


def test_it_shows_a_reply_approved_below_spam_once_that_is_lifted() -> None:
    top = factories.published()
    reply = factories.waiting(top)
    removed(top, "spam")
    removed(reply, "approve")
    removed(top, "undo")

    assert states(top) == {top.pk: "published", reply.pk: "published"}
    assert count(top) == 2


def test_it_keeps_spam_below_spam_hidden_when_the_upper_one_is_lifted() -> None:
    top, below = deep_branch()
    removed(below[1], "spam")
    removed(top, "spam")
    removed(top, "undo")

    assert list(states(top)) == [top.pk, below[0].pk]


def test_it_keeps_what_waits_hidden_when_the_spam_above_is_lifted() -> None:
    top = factories.published()
    waiting = factories.waiting(top)
    removed(top, "spam")
    removed(top, "undo")

    assert waiting.pk not in states(top)


def test_it_says_of_a_comment_under_review_that_is_then_spam_nothing() -> None:
    top, _ = with_replies()
    removed(removed(top, "review"), "spam")

    assert states(top) == {}


def test_it_leaves_other_threads_alone() -> None:
    other = factories.published(on=factories.subject(key="ferry"))
    top, _ = with_replies()
    removed(top, "spam")

    assert count(other) == 1
    assert list(states(other)) == [other.pk]


def test_it_decides_where_the_counts_have_drifted() -> None:
    top, replies = with_replies()
    Comment.objects.update(replies=0)
    Thread.objects.update(count=0)
    removed(replies[0], "reject")

    assert count(top) == factories.fresh(top).replies == 0
