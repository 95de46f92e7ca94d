"""A ban on an author, and what becomes of what they wrote."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from comments import doorbell, tasks
from comments.models import Ban, BanEffect, BanKind, Batch, Comment
from comments.moderation import batches, decisions, handfuls
from comments.moderation.authors import banning
from comments.statuses import Status
from tests.support import factories
from tests.support.banned_author import ILKA, WEEK, carried_out, ordered, status
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db


def test_it_bans_and_leaves_comments_alone_unless_told() -> None:
    comment = factories.waiting(**ILKA)

    batch = ordered(comment, note="Sells watches.")

    ban = Ban.objects.get()
    assert (ban.kind, ban.value, ban.effect, ban.until) == ("email", "ilka@spam.example", "refuse", NOON + WEEK)
    assert (ban.by, ban.note) == (factories.moderator(), "Sells watches.")
    assert (batch.size, batch.due, status(comment)) == (0, None, Status.PENDING)


def test_it_decides_on_what_waits_and_on_what_was_published() -> None:
    published, comment = factories.published(**ILKA), factories.waiting(**ILKA)
    other = factories.waiting()

    batch = carried_out(ordered(comment, waiting="spam", published="reject", reason="Advertising."))

    assert (status(comment), status(published), status(other)) == (Status.SPAM, Status.REJECTED, Status.PENDING)
    assert factories.last_decision(published).told == "Advertising."
    assert factories.last_decision(comment).by == factories.moderator()
    assert batches.progress(batch).done == 2
    assert batch.due is None


def test_it_carries_out_a_handful_at_a_time() -> None:
    comments = [factories.waiting(**ILKA) for _each in range(5)]
    batch = ordered(comments[0], waiting="reject")

    assert handfuls.carry_out(batch.pk, limit=2, now=NOON)
    assert [status(one) for one in comments].count(Status.REJECTED) == 2
    carried_out(batch, limit=2)
    assert {status(one) for one in comments} == {Status.REJECTED}
    assert not handfuls.carry_out(batch.pk, now=NOON)


def test_it_leaves_alone_what_somebody_decided_meanwhile_and_what_came_after() -> None:
    decided, edited = factories.waiting(**ILKA), factories.waiting(**ILKA)
    batch = ordered(decided, waiting="spam")
    decisions.approve(decided.pk, by=factories.moderator(), version=1)
    Comment.objects.filter(pk=edited.pk).update(version=2)
    later = factories.waiting(**ILKA | {"email": "ilka@other.example"})

    carried_out(batch)

    assert (status(decided), status(edited), status(later)) == (Status.APPROVED, Status.PENDING, Status.PENDING)
    assert batches.progress(batch).skipped == 2


def test_it_never_decides_on_the_publications_own_comments() -> None:
    comment, own = factories.waiting(**ILKA), factories.waiting(**ILKA)
    Comment.objects.filter(pk=own.pk).update(staff=True)

    assert carried_out(ordered(comment, waiting="reject")).size == 1
    assert status(own) == Status.PENDING


def test_it_takes_one_form_once() -> None:
    comment = factories.waiting(**ILKA)

    first = ordered(comment, key="a1")

    assert first == ordered(comment, key="a1", effect=BanEffect.SPAM)
    assert Batch.objects.count() == 1
    batches.undo(first.pk, by=first.by, now=NOON)
    assert ordered(comment, key="a1") != first
    assert Ban.objects.count() == 1


@pytest.mark.parametrize("lasts", [timedelta(hours=1), None])
def test_it_holds_an_author_for_a_while_or_always(lasts: timedelta | None, anna: User) -> None:
    comment = factories.published(**ILKA)

    banning.hold(comment.pk, by=anna, lasts=lasts, now=NOON)

    ban = Ban.objects.get()
    assert (ban.kind, ban.value, ban.effect) == ("email", "ilka@spam.example", "hold")
    assert ban.until == (NOON + lasts if lasts else None)


def test_it_finds_ones_own_latest_bans_on_an_author(anna: User) -> None:
    comment = factories.waiting(**ILKA)
    mine = ordered(comment, kind=BanKind.NETWORK, value="203.0.113.0/24")
    ordered(comment, by=anna)
    ordered(factories.waiting())

    assert banning.latest(factories.fresh(comment), by=factories.moderator()) == [mine]


def test_it_is_carried_out_by_the_worker_message_by_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handfuls, "HANDFUL", 2)
    monkeypatch.setattr(handfuls, "_SQLITE_PART", 1)
    messages: list[None] = []
    monkeypatch.setattr(doorbell, "queue_decisions_on_many", lambda: messages.append(None))
    comments = [factories.waiting(**ILKA) for _each in range(3)]
    ordered(comments[0], waiting="reject")

    tasks.decide_clusters()
    assert (len(messages), [status(one) for one in comments].count(Status.REJECTED)) == (1, 2)
    tasks.decide_clusters()

    assert {status(one) for one in comments} == {Status.REJECTED}


def test_it_is_carried_out_without_a_message_once_it_is_overdue() -> None:
    comment = factories.waiting(**ILKA)
    ordered(comment, waiting="spam")

    handfuls.carry_out_overdue()

    assert status(comment) == Status.SPAM
