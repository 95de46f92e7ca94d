"""Decisions on many comments: frozen, carried out by the handful, paused, stopped, undone; people win."""

from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth.models import User
from django.db import InternalError, connection
from django.test.utils import CaptureQueriesContext
from psycopg.errors import IdleInTransactionSessionTimeout

from comments import doorbell, limits
from comments.access import people
from comments.errors import IllegalMove, NotAllowed
from comments.models import Batch, BatchKind, BatchState, Comment, ReviewLease, Role, Thread
from comments.moderation import batches, decisions, handfuls, undoing
from comments.statuses import Status
from tests.support import factories
from tests.support.clusters import HOUR
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db


def decide(comments: list[Comment], action: str = "reject", **options: Any) -> Batch:
    found = Comment.objects.filter(pk__in=[one.pk for one in comments])
    whole: dict[str, Any] = {"by": factories.moderator(), "kind": BatchKind.SELECTION, "now": NOON, **options}
    return batches.decide(action, comments=found, **whole)


def carried_out(batch: Batch, **options: Any) -> Batch:
    while handfuls.carry_out(batch.pk, **{"now": NOON + HOUR, **options}):
        continue
    batch.refresh_from_db()
    return batch


def statuses(comments: list[Comment]) -> list[str]:
    return [factories.fresh(one).status for one in comments]


def of_authors(*mailboxes: str) -> list[Comment]:
    return [factories.waiting(email=mailbox) for mailbox in mailboxes]


def test_it_decides_on_all_and_tells_each_author_once() -> None:
    comments = of_authors("a@example.org", "b@example.org", "a@example.org", "c@example.org")
    Comment.objects.filter(pk=comments[3].pk).update(email="", email_canonical="")

    batch = carried_out(decide(comments, reason="Advertising."), limit=3)

    assert statuses(comments) == [Status.REJECTED] * 4
    rows = [factories.last_decision(one) for one in comments]
    assert [row.told for row in rows] == ["Advertising.", "Advertising.", "", "Advertising."]
    assert {(row.batch, row.by, row.reason) for row in rows} == {(batch, factories.moderator(), "Advertising.")}
    assert (batch.state, batch.size, batch.done, batch.skipped) == (BatchState.DONE, 4, 4, 0)


def test_it_takes_published_ones_only_when_that_is_wished() -> None:
    comments = [factories.published(), factories.waiting()]

    assert statuses_after(comments) == [Status.APPROVED, Status.REJECTED]
    assert statuses_after(comments[:1], with_published=True) == [Status.REJECTED]
    with pytest.raises(IllegalMove):
        decide(comments)


def statuses_after(comments: list[Comment], **options: Any) -> list[str]:
    carried_out(decide(comments, **options))
    return statuses(comments)


def test_it_takes_only_what_the_person_moderates() -> None:
    anna = User.objects.create(username="anna", is_staff=True)
    factories.site("elsewhere")
    mine, elsewhere = factories.waiting(), factories.waiting(on=factories.subject(site="elsewhere"))
    with pytest.raises(NotAllowed):
        decide([mine], by=anna)
    people.appoint(anna, mine.site, Role.MODERATOR, by=factories.moderator())

    batch = carried_out(decide([mine, elsewhere], by=User.objects.get(pk=anna.pk)))

    assert (batch.size, batch.site, statuses([mine, elsewhere])) == (1, mine.site, [Status.REJECTED, Status.PENDING])


def test_it_is_nothing_to_change_for_who_does_not_moderate_there_any_more() -> None:
    anna, chief = User.objects.create(username="anna", is_staff=True), factories.moderator()
    comments = of_authors("a@x.org", "b@x.org")
    there = people.appoint(anna, comments[0].site, Role.MODERATOR, by=chief)
    people.appoint(anna, factories.site("elsewhere"), Role.MODERATOR, by=chief)
    batch = decide(comments, by=User.objects.get(pk=anna.pk))
    people.dismiss(there.pk, by=chief)

    for change in (batches.pause, batches.go_on, batches.stop, batches.undo):
        with pytest.raises(NotAllowed):
            change(batch.pk, by=User.objects.get(pk=anna.pk))


def test_it_goes_on_by_nobody_who_may_only_look_by_now() -> None:
    anna, chief = User.objects.create(username="anna", is_staff=True), factories.moderator()
    comments = of_authors("a@x.org", "b@x.org", "c@x.org")
    people.appoint(anna, comments[0].site, Role.MODERATOR, by=chief)
    batch = decide(comments, by=User.objects.get(pk=anna.pk))
    handfuls.carry_out(batch.pk, limit=2, now=NOON)

    anna.groups.clear()
    carried_out(batch)
    assert statuses(comments) == [Status.REJECTED, Status.REJECTED, Status.PENDING]
    batches.undo(batch.pk, by=User.objects.get(pk=anna.pk), now=NOON)
    carried_out(batch)
    assert statuses(comments) == [Status.REJECTED, Status.REJECTED, Status.PENDING]


def test_it_keeps_a_reason_from_the_list_only_of_what_authors_are_told() -> None:
    assert decide(of_authors("a@x.org"), "spam", code="x" * 31).code == ""


def test_it_says_what_it_left_alone_and_why() -> None:
    comments = [factories.waiting() for _each in range(4)]
    anna = factories.moderator("anna")
    batch = decide(comments, "spam")
    decisions.approve(comments[0].pk, by=anna, version=1, now=NOON)
    Comment.objects.filter(pk=comments[1].pk).update(version=2, text_version=2)
    ReviewLease.objects.create(comment=comments[2], by=anna, until=NOON + 2 * HOUR)

    carried_out(batch)

    assert statuses(comments) == [Status.APPROVED, Status.PENDING, Status.PENDING, Status.SPAM]
    said = [(item.comment, item.why.split(" at ")[0]) for item in batches.skipped(batch)]
    assert said == list(zip(comments, ["anna approved it", "Its author edited it.", "A colleague was"], strict=False))
    assert batches.progress(batch).skipped == 3


def test_it_pauses_goes_on_and_stops() -> None:
    comments, mod = [factories.waiting() for _each in range(6)], factories.moderator()
    batch = decide(comments)
    handfuls.carry_out(batch.pk, limit=2, now=NOON)

    assert batches.pause(batch.pk, by=mod, now=NOON).state == BatchState.PAUSED
    assert not handfuls.carry_out(batch.pk, limit=2, now=NOON)
    batches.go_on(batch.pk, by=mod, now=NOON)
    assert handfuls.carry_out(batch.pk, limit=2, now=NOON)
    assert batches.stop(batch.pk, by=mod, now=NOON).state == BatchState.STOPPED
    carried_out(batch)

    assert statuses(comments) == [Status.REJECTED] * 4 + [Status.PENDING] * 2
    assert (batches.progress(batch).done, batches.progress(batch).open) == (4, 2)


def test_it_is_undone_as_one_but_for_what_people_changed_since() -> None:
    comments = [factories.waiting(), factories.waiting(), factories.published()]
    mod = factories.moderator()
    batch = carried_out(decide(comments, with_published=True))
    decisions.mark_spam(comments[1].pk, by=factories.moderator("anna"), version=2)

    batches.undo(batch.pk, by=mod, now=NOON + HOUR)
    carried_out(batch)

    assert statuses(comments) == [Status.PENDING, Status.SPAM, Status.APPROVED]
    assert factories.thread_of(comments[0]).count == 1
    assert (batch.state, batch.undone, batch.kept) == (BatchState.UNDONE, 2, 1)
    assert [item.why.split(" at ")[0] for item in batches.skipped(batch)] == ["anna marked it as spam"]


@pytest.mark.parametrize("kind", [BatchKind.MATCHING, BatchKind.CLUSTER])
def test_it_publishes_the_address_of_no_page_and_takes_none_back_where_nobody_looked(kind: BatchKind) -> None:
    seen, unseen, person = factories.waiting(), factories.waiting(), factories.moderator()
    Thread.objects.update(is_confirmed=False)

    def is_confirmed() -> bool:
        return factories.thread_of(seen).is_confirmed

    batch = carried_out(decide([unseen], "approve", kind=kind))
    assert (statuses([unseen]), is_confirmed()) == ([Status.APPROVED], False)

    decisions.approve(seen.pk, by=person, version=1, now=NOON)
    assert is_confirmed()
    batches.undo(batch.pk, by=person, now=NOON)
    carried_out(batch)
    assert (statuses([unseen]), is_confirmed()) == ([Status.PENDING], True)

    carried_out(decide([unseen], "approve", kind=kind))
    undoing.undo(factories.last_decision(seen).pk, by=person, now=NOON)
    assert (statuses([seen, unseen]), is_confirmed()) == ([Status.PENDING, Status.APPROVED], False)


def test_it_leaves_a_page_as_staff_confirmed_it_since() -> None:
    comment = factories.waiting()
    Thread.objects.update(is_confirmed=False)
    batch = carried_out(decide([comment], "approve", kind=BatchKind.MATCHING))
    Thread.objects.update(is_confirmed=True)

    batches.undo(batch.pk, by=factories.moderator(), now=NOON)
    carried_out(batch)

    assert statuses([comment]) == [Status.PENDING]
    assert factories.thread_of(comment).is_confirmed


@pytest.mark.parametrize("is_first", [True, False])
def test_it_decides_each_comment_once_whatever_opposite_batches_want(is_first: bool) -> None:
    comments = [factories.waiting() for _each in range(5)]
    rejecting = decide(comments[:4], "reject")
    approving = decide(comments[1:], "approve", by=factories.moderator("anna"))

    for batch in (rejecting, approving) if is_first else (approving, rejecting):
        handfuls.carry_out(batch.pk, limit=2, now=NOON)
    for batch in (rejecting, approving):
        carried_out(batch)

    assert [factories.fresh(one).version for one in comments] == [2] * 5
    assert rejecting.done + rejecting.skipped == approving.done + approving.skipped == 4
    assert rejecting.done + approving.done == 5
    said = [item.why.split(" at ")[0] for batch in (rejecting, approving) for item in batches.skipped(batch)]
    assert set(said) <= {"mod rejected it", "anna approved it"} and len(said) == 3


def _ended() -> InternalError:
    """As PostgreSQL ends a transaction that it finds when it was frozen."""
    error = InternalError("terminating connection")
    error.__cause__ = IdleInTransactionSessionTimeout("terminating connection")
    return error


@pytest.mark.parametrize("failure", [SystemExit(), _ended()])
def test_it_leaves_no_half_of_a_handful_where_a_worker_dies_or_the_database_goes(failure: BaseException) -> None:
    comments = [factories.waiting() for _each in range(3)]
    batch = decide(comments)
    carry_out = decisions.carry_out

    def fail(comment: Comment, *arguments: Any) -> None:
        if comment.pk == comments[-1].pk:
            raise failure
        carry_out(comment, *arguments)

    with patch.object(decisions, "carry_out", fail), pytest.raises(type(failure)):
        handfuls.carry_out(batch.pk, now=NOON)
    assert statuses(comments) == ["pending"] * 3

    assert carried_out(batch).done == batch.decisions.count() == 3


def test_it_asks_a_worker_for_what_is_too_much_for_one_request(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    """A worker that took a few comments first would be at them when the request ends."""
    rung: list[int] = []
    monkeypatch.setattr(doorbell.decisions_on_many, "ring", rung.append)
    monkeypatch.setattr(limits, "BATCH_AT_ONCE", 2)
    with django_capture_on_commit_callbacks(execute=True):
        few, more = (decide([factories.waiting() for _each in range(number)]) for number in (2, 3))
        for batch in (few, more):
            batches.undo(batch.pk, by=batch.by, now=NOON + HOUR)

    assert rung == [more.pk, more.pk]


def test_it_takes_turns_with_other_batches() -> None:
    first, second = ([factories.waiting() for _each in range(60)] for _batch in range(2))
    batches_ = [decide(first), decide(second)]

    for _turn in range(2):
        handfuls.carry_out_next()

    assert [Batch.objects.get(pk=one.pk).done for one in batches_] == [50, 50]


def test_it_writes_a_handful_in_as_few_statements_however_many_they_are() -> None:
    def statements(number: int) -> list[int]:
        batch = decide([factories.waiting() for _each in range(number)], reason="Advertising.")
        found = [_statements_of(batch)]
        batches.undo(batch.pk, by=factories.moderator(), now=NOON)
        return [*found, _statements_of(batch)]

    assert statements(10) == statements(20)


def _statements_of(batch: Batch) -> int:
    """Without those of a list that is sent together."""
    with CaptureQueriesContext(connection) as queries:
        handfuls.carry_out(batch.pk, now=NOON)
    return len([one for one in queries if "times:" not in one["sql"] and "UPDATE comments_comment" not in one["sql"]])
