"""Setting aside: for whom, until when and why; any decision ends it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from comments.errors import IllegalMove, Invalid, Stale
from comments.models import Action, Comment, SetAside
from comments.moderation import aside, decisions
from comments.statuses import Status
from tests.support import factories
from tests.support.authors import screen
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db


def put(comment: Comment, by: str = "anna", **said: object) -> Comment:
    return aside.set_aside(comment.pk, by=factories.moderator(by), now=NOON, **said)  # type: ignore[arg-type]


def test_it_keeps_for_whom_until_when_and_why() -> None:
    comment, otto = factories.waiting(), factories.moderator("otto")

    put(comment, for_whom=otto, until=NOON + timedelta(days=1), note="Is this libel?")

    row = SetAside.objects.get(comment=comment)
    assert (row.by.username, row.for_whom, row.until, row.note) == (
        "anna", otto, NOON + timedelta(days=1), "Is this libel?",
    )  # fmt: skip
    decision = factories.last_decision(comment)
    assert (decision.from_status, decision.to_status, decision.action) == ("pending", "pending", Action.ASIDE)
    assert (decision.note, decision.told) == ("Is this libel?", "")
    assert factories.fresh(comment).decided_at is None


def test_it_is_left_to_people_by_the_checks() -> None:
    comment = put(factories.waiting(text="A & B"))

    screen(comment)

    comment = factories.fresh(comment)
    assert (comment.status, comment.due, comment.html) == (Status.PENDING, None, "<p>A &amp; B</p>")
    assert SetAside.objects.exists()


def test_it_is_set_aside_anew_in_place_of_before() -> None:
    comment = put(factories.waiting(), note="First.")

    put(comment, by="otto", note="Second.")

    assert SetAside.objects.get().note == "Second."


@pytest.mark.parametrize("action", ["approve", "reject", "spam", "erase"])
def test_it_ends_with_any_decision(action: str) -> None:
    comment = put(factories.waiting())

    decisions.ACTIONS[action](comment.pk, by=factories.moderator("otto"), version=comment.version)

    assert not SetAside.objects.exists()


def test_it_is_taken_back_by_anybody() -> None:
    comment = put(factories.waiting())

    aside.take_back(comment.pk, by=factories.moderator("otto"), version=comment.version)

    assert not SetAside.objects.exists()
    assert factories.fresh(comment).status == Status.PENDING
    with pytest.raises(IllegalMove):
        aside.take_back(comment.pk, by=factories.moderator("otto"))


def test_it_tells_a_colleague_who_was_about_to_decide() -> None:
    comment = factories.waiting()
    put(comment, version=1)

    with pytest.raises(Stale):
        decisions.approve(comment.pk, by=factories.moderator("otto"), version=1)
    with pytest.raises(Stale):
        put(comment, by="otto", version=1)
    assert put(comment, version=1).version == 2


def test_it_sets_aside_only_what_waits() -> None:
    with pytest.raises(IllegalMove):
        put(factories.published())


def test_it_refuses_a_time_that_is_over_and_a_person_who_cannot_see_it() -> None:
    comment = factories.waiting()

    with pytest.raises(Invalid):
        put(comment, until=NOON)
    with pytest.raises(Invalid):
        put(comment, for_whom=User.objects.create(username="reader"))
    assert not SetAside.objects.exists()
