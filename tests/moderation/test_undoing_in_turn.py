"""Undo, one decision after the other: the last of one's own, lists of them, and what was before."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from comments.access.staff import Moderator
from comments.errors import IllegalMove, NotAllowed, NotFound, Stale
from comments.models import Action, Decision, Membership, Thread
from comments.moderation import undoing
from tests.moderation.deeds import act, state, undo
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db


def test_it_goes_back_through_ones_decisions_one_after_the_other() -> None:
    first, second = factories.waiting(), factories.waiting()
    Thread.objects.update(is_confirmed=False)
    before = [state(first), state(second)]
    for comment, action in ((first, "approve"), (second, "spam"), (first, "reject"), (second, "approve")):
        act(comment, action)

    taken_back = 0
    while decision := undoing.last_undoable(factories.moderator("anna"), NOON):
        undo(decision)
        taken_back += 1

    assert taken_back == 4
    # The second approval of the thread keeps its page confirmed only as long as it stands.
    assert [state(first), state(second)] == before


def test_it_goes_back_no_further_than_it_is_asked_to() -> None:
    act(factories.waiting(), "approve")

    assert undoing.last_undoable(factories.moderator("anna"), NOON + timedelta(days=1)) is None


def test_it_goes_back_on_the_sites_that_one_still_moderates() -> None:
    here, gone = factories.waiting(), factories.waiting(on=factories.subject("herald"))
    anna = factories.moderator("anna")
    kept = act(here, "approve")
    act(gone, "approve")
    User.objects.filter(pk=anna.pk).update(is_superuser=False)
    Membership.objects.create(user=anna, site=here.site)

    assert undoing.last_undoable(factories.moderator("anna"), NOON) == kept


def test_it_lists_ones_own_decisions_of_a_time_and_of_sites_one_moderates() -> None:
    anna = factories.moderator("anna")
    here, there = factories.waiting(), factories.waiting(on=factories.subject("gazette"))
    early, late, theirs = act(here, "reject"), act(here, "approve", minute=5), act(there, "spam", minute=5)
    act(factories.waiting(), "approve", "otto", minute=5)
    undo(late)

    def mine(by: Moderator) -> list[Decision]:
        return undoing.mine(by, NOON + timedelta(minutes=1))

    assert mine(anna) == [theirs, late]
    assert [undoing.can_be_undone(one) for one in mine(anna)] == [True, False]
    assert undoing.mine(anna, NOON) == [theirs, late, early]
    Membership.objects.create(user=anna, site=here.site)
    type(anna).objects.filter(pk=anna.pk).update(is_superuser=False)
    assert mine(type(anna).objects.get(pk=anna.pk)) == [late]


def test_it_restores_what_was_before_the_last_decision_that_stands() -> None:
    comment, anna = factories.waiting(), factories.moderator("anna")
    before = state(comment)
    act(comment, Action.APPROVE)
    after = state(comment)
    act(comment, Action.REJECT)

    def restore(version: int) -> int:
        return undoing.restore(comment.pk, by=anna, version=version, now=NOON).version

    assert [restore(3), restore(3), state(comment)] == [4, 4, after]
    assert [restore(4), state(comment)] == [5, before]
    for refused, version in ((Stale, 3), (IllegalMove, 5)):
        with pytest.raises(refused):
            undoing.restore(comment.pk, by=anna, version=version, now=NOON)


def test_it_restores_over_no_decision_of_a_colleague() -> None:
    comment = factories.waiting()
    act(comment, Action.APPROVE, by="otto")

    with pytest.raises(NotAllowed):
        undoing.restore(comment.pk, by=factories.moderator("anna"), version=2)
    with pytest.raises(NotFound):
        undoing.restore(comment.pk + 1, by=factories.moderator("anna"), version=1)
