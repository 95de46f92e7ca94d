"""A ban on an author that is taken back, with what was decided by it."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from comments.errors import NotAllowed, NotFound
from comments.models import Ban, BanEffect
from comments.moderation import batches, decisions, handfuls
from comments.statuses import Status
from tests.support import factories
from tests.support.banned_author import ILKA, WEEK, carried_out, ordered, status
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db


def test_it_takes_back_ban_and_decisions_together() -> None:
    published, comment = factories.published(**ILKA), factories.waiting(**ILKA)
    batch = carried_out(ordered(comment, waiting="spam", published="reject"))

    batches.undo(batch.pk, by=factories.moderator(), now=NOON + WEEK)
    carried_out(batch, now=NOON + WEEK)

    assert not Ban.objects.exists()
    assert (status(published), status(comment)) == (Status.APPROVED, Status.PENDING)
    assert batches.progress(batch).undone == 2


def test_it_keeps_what_happened_since() -> None:
    mod, comment, other = factories.moderator(), factories.waiting(**ILKA), factories.waiting(**ILKA)
    batch = carried_out(ordered(comment, waiting="reject"))
    decisions.mark_spam(comment.pk, by=mod, version=2)

    for _twice in range(2):
        batches.undo(batch.pk, by=mod, now=NOON)
        carried_out(batch)

    assert (status(comment), status(other)) == (Status.SPAM, Status.PENDING)
    assert (batches.progress(batch).kept, batches.progress(batch).undone) == (1, 1)


def test_it_stops_what_is_undone_half_way() -> None:
    comments = [factories.waiting(**ILKA) for _each in range(4)]
    batch = ordered(comments[0], waiting="reject")
    handfuls.carry_out(batch.pk, limit=2, now=NOON)

    batches.undo(batch.pk, by=factories.moderator(), now=NOON)
    carried_out(batch)

    assert {status(one) for one in comments} == {Status.PENDING}
    assert (batches.progress(batch).undone, batches.progress(batch).skipped) == (2, 2)


def test_it_brings_back_the_ban_that_it_replaced(anna: User) -> None:
    comment = factories.waiting(**ILKA)
    ordered(comment, by=anna, effect=BanEffect.HOLD, note="Watch.")
    batch = ordered(comment, effect=BanEffect.SPAM, until=None)
    assert Ban.objects.get().effect == BanEffect.SPAM

    batches.undo(batch.pk, by=factories.moderator(), now=NOON)

    ban = Ban.objects.get()
    assert (ban.effect, ban.until, ban.note, ban.by) == (BanEffect.HOLD, NOON + WEEK, "Watch.", anna)


@pytest.mark.parametrize("change", [{"effect": BanEffect.HOLD}, {"until": None}, {"note": "Ask me first."}])
def test_it_leaves_a_ban_that_was_changed_since(change: dict[str, Any]) -> None:
    comment = factories.waiting(**ILKA)
    batch = ordered(comment)
    Ban.objects.update(**change)

    batches.undo(batch.pk, by=factories.moderator(), now=NOON)

    assert Ban.objects.filter(**change).exists()


def test_it_lets_nobody_undo_what_a_colleague_did(anna: User) -> None:
    batch = ordered(factories.waiting(**ILKA))

    with pytest.raises(NotAllowed):
        batches.undo(batch.pk, by=anna, now=NOON)
    with pytest.raises(NotFound):
        batches.undo(0, by=anna, now=NOON)
