"""Spam and rejected comments go when their time is over; nothing else does, and nothing comes back."""

from collections.abc import Callable
from datetime import datetime, timedelta
from unittest.mock import patch

import pytest

from comments.counters import recount
from comments.errors import Stale
from comments.maintenance import chores
from comments.maintenance.chores import purge
from comments.models import Actor, Band, Comment, Decision, Finding, Lesson, Site, Submission
from comments.reading import pages
from comments.screening import run
from comments.statuses import Status
from tests.support import factories
from tests.support.actions import ACTIONS
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
LONG = "Win a big prize today: write to prizes@example.org, answer three short questions and it is yours at once."


def decided(comment: Comment, action: str, *, now: datetime = NOON) -> Comment:
    ACTIONS[action](comment.pk, by=factories.moderator(), version=factories.fresh(comment).version, now=now)
    return factories.fresh(comment)


def purged(days: float) -> int:
    return purge.spam(NOON + days * DAY) + purge.rejected(NOON + days * DAY)


def is_there(comment: Comment) -> bool:
    return Comment.objects.filter(pk=comment.pk).exists()


def states(comment: Comment) -> list[str]:
    return [seen.state for seen in pages.page(comment.thread).comments]


@pytest.mark.parametrize(("action", "days"), [("spam", 15), ("reject", 30)])
def test_it_deletes_what_was_never_published_with_all_that_belongs_to_it(action: str, days: int) -> None:
    comment = decided(factories.screened(submission_key="form:12345678"), action)

    assert purged(days) == 0
    assert purged(days + 0.1) == 1
    assert not is_there(comment)
    assert [model.objects.count() for model in (Finding, Decision, Submission)] == [0, 0, 0]


def test_it_counts_the_days_from_the_decision_not_from_the_post() -> None:
    comment = decided(factories.waiting(), "spam", now=NOON + 10 * DAY)

    assert purged(24) == 0
    assert is_there(comment)


def test_it_begins_to_count_anew_when_a_decision_was_undone_and_made_again() -> None:
    comment = decided(factories.waiting(), "spam")
    decided(comment, "undo", now=NOON + DAY)
    decided(comment, "spam", now=NOON + 10 * DAY)

    assert purged(24) == 0


@pytest.mark.parametrize("action", ["approve", "review"])
def test_it_never_touches_what_is_published_or_waits(action: str) -> None:
    comment = decided(factories.waiting(), "spam")
    decided(comment, action, now=NOON + SECOND)

    assert purged(9999) == 0
    assert factories.fresh(comment).text


def test_it_keeps_for_ever_where_the_site_says_so() -> None:
    spam, rejected = decided(factories.waiting(), "spam"), decided(factories.waiting(), "reject")
    Site.objects.update(spam_days=0, trash_days=0)

    assert purged(9999) == 0
    assert is_there(spam)
    assert is_there(rejected)


def test_it_asks_each_site() -> None:
    short, long = (decided(factories.waiting(on=factories.subject(slug)), "spam") for slug in ("short", "long"))
    Site.objects.filter(slug="short").update(spam_days=1)

    assert purged(2) == 1
    assert (is_there(short), is_there(long)) == (False, True)


def test_it_leaves_what_was_edited_and_is_to_be_screened_again() -> None:
    comment = decided(factories.waiting(), "spam")
    Comment.objects.filter(pk=comment.pk).update(due=NOON + 20 * DAY)

    assert purged(20) == 0


def test_it_erases_what_was_published_and_leaves_its_place() -> None:
    comment = factories.published(text="A secret.", name="Ada", email="ada@example.org", user_agent="Browser")
    decided(comment, "reject")

    assert purged(31) == 1
    after = factories.fresh(comment)
    assert (after.status, after.text, after.name, after.email, after.address) == (Status.DELETED, "", "", "", "")
    assert states(comment) == ["removed"]


def test_it_signs_with_its_own_name_and_says_why() -> None:
    comment = decided(factories.published(), "reject")
    purged(31)
    decision = factories.last_decision(comment)

    assert (decision.actor, decision.by, decision.to_status) == (Actor.HOUSEKEEPING, None, Status.DELETED)
    assert "Rejected" in decision.reason


def test_it_keeps_replies_to_what_it_erased() -> None:
    top = factories.published()
    reply = factories.published(top)
    decided(top, "reject")
    purged(31)

    assert factories.fresh(reply).shown
    assert factories.thread_of(top).count == 1


def test_it_brings_nothing_back_that_was_hidden_with_spam() -> None:
    top = factories.published()
    reply = factories.published(top)
    decided(top, "spam")
    purged(16)

    assert factories.fresh(top).status == Status.DELETED
    assert factories.fresh(top).text == ""
    assert (factories.fresh(reply).shown, factories.fresh(reply).status) == (False, Status.APPROVED)
    assert states(top) == []


def test_it_purges_a_whole_branch_of_spam_without_touching_what_waits_in_it() -> None:
    top = factories.published()
    answer, waiting, unseen = factories.published(top), factories.waiting(top), factories.waiting(top)
    for comment in (unseen, answer, top):
        decided(comment, "spam")

    assert purged(16) == 3
    assert not is_there(unseen)
    assert (factories.fresh(top).status, factories.fresh(answer).status) == (Status.DELETED, Status.DELETED)
    assert factories.fresh(waiting).status == Status.PENDING
    assert factories.fresh(waiting).text


def test_it_leaves_counts_that_hold() -> None:
    top = factories.published()
    replies = [factories.published(top) for _ in range(3)]
    for comment, action in ((replies[0], "spam"), (replies[1], "reject"), (factories.waiting(top), "spam")):
        decided(comment, action)
    purged(31)

    assert not recount.difference(top.thread_id)
    assert factories.thread_of(top).count == 2


def test_it_erases_what_has_replies_though_it_was_never_published() -> None:
    top = factories.published()
    reply = factories.waiting(top)
    decided(top, "spam")
    Comment.objects.filter(pk=top.pk).update(published_at=None)
    purged(16)

    assert factories.fresh(top).status == Status.DELETED
    assert factories.fresh(reply).parent_id == top.pk


def test_it_purges_a_bounded_number_longest_kept_first() -> None:
    later, first = (decided(factories.waiting(), "spam", now=NOON + n * SECOND) for n in (2, 1))
    with patch("comments.maintenance.chores.purge.PURGE_ROWS", 1):
        assert purged(16) == 1

    assert (is_there(first), is_there(later)) == (False, True)


def test_it_leaves_what_somebody_decided_on_meanwhile() -> None:
    comment = decided(factories.published(), "spam")
    with patch("comments.moderation.transitions.lock", side_effect=Stale):
        assert purged(16) == 0

    assert factories.fresh(comment).text


@pytest.mark.parametrize("made", [factories.waiting, factories.published])
def test_it_keeps_what_purged_spam_taught(made: Callable[..., Comment]) -> None:
    decided(made(text="Cheap watches, buy now."), "spam")
    purged(16)

    assert Lesson.objects.get().is_spam


@pytest.mark.parametrize("made", [factories.waiting, factories.published])
def test_it_keeps_no_lesson_of_what_was_rejected(made: Callable[..., Comment]) -> None:
    decided(made(), "reject")
    purged(31)

    assert not Lesson.objects.exists()


def test_it_keeps_no_lesson_of_what_no_person_called_spam() -> None:
    comment = factories.waiting()
    Comment.objects.filter(pk=comment.pk).update(status=Status.SPAM, due=None, moved_at=NOON)
    purged(16)

    assert not is_there(comment)
    assert not Lesson.objects.exists()


def test_it_leaves_the_hashes_of_its_text_to_a_comment_that_says_the_same() -> None:
    first, second = (factories.waiting(text=LONG) for _ in range(2))
    run.screen([first.pk, second.pk], now=NOON)
    assert factories.fresh(second).cluster_id
    decided(first, "spam", now=NOON)
    purged(16)

    assert not is_there(first)
    assert set(Band.objects.values_list("comment", flat=True)) == {second.pk}


def test_it_is_part_of_housekeeping() -> None:
    assert chores.FORGETTING["spam purged"] is purge.spam
    assert chores.FORGETTING["rejected comments purged"] is purge.rejected
