"""The one door to a status: legal, guarded by the version, with its Decision."""

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest
from django.db import transaction

from comments.errors import IllegalMove, NotFound, Stale
from comments.models import Actor, Comment, Submission
from comments.moderation import decisions
from comments.statuses import LEGAL_MOVES, Status
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db

ENDS = {
    "approve": Status.APPROVED, "reject": Status.REJECTED, "spam": Status.SPAM, "review": Status.PENDING,
}  # fmt: skip
REACHED: dict[Status, list[str]] = {
    Status.PENDING: [],
    Status.APPROVED: ["approve"],
    Status.REJECTED: ["reject"],
    Status.SPAM: ["spam"],
    Status.WITHDRAWN: ["withdraw"],
    Status.DELETED: ["delete"],
}


def act(comment: Comment, action: str, **said: str) -> Comment:
    """One action on the comment as it stands."""
    if action == "withdraw":
        decisions.withdraw(comment.pk)
    else:
        act: Callable[..., Comment] = decisions.ACTIONS.get(action, decisions.delete)
        act(comment.pk, by=factories.moderator(), version=factories.fresh(comment).version, **said)
    return factories.fresh(comment)


def after(*actions: str, **fields: Any) -> Comment:
    comment = factories.waiting(**fields)
    for action in actions:
        comment = act(comment, action)
    return comment


def moves(comment: Comment) -> list[tuple[str, str]]:
    return list(comment.decisions.values_list("from_status", "to_status"))


@pytest.mark.parametrize("action", ENDS)
def test_it_changes_a_status_with_one_decision(action: str) -> None:
    comment = after("reject" if action == "approve" else "approve")
    before, count = comment.status, comment.decisions.count()
    comment = act(comment, action, reason="Because.")

    decision = factories.last_decision(comment)
    assert comment.status == ENDS[action]
    assert comment.decisions.count() == count + 1
    assert (decision.from_status, decision.to_status) == (before, comment.status)
    assert (decision.actor, decision.by, decision.reason) == (Actor.MODERATOR, factories.moderator(), "Because.")


@pytest.mark.parametrize("start", REACHED)
def test_it_makes_only_the_legal_moves(start: Status) -> None:
    comment = after(*REACHED[start])
    legal = {status for status in LEGAL_MOVES[start] if status != start}
    for action, end in {**ENDS, "withdraw": Status.WITHDRAWN, "delete": Status.DELETED}.items():
        with transaction.atomic():
            if end in legal:
                assert act(comment, action).status == end, action
            else:
                with pytest.raises(IllegalMove):
                    act(comment, action)
                assert factories.fresh(comment).version == comment.version, action
            transaction.set_rollback(True)


def test_it_raises_the_version_with_each_change() -> None:
    assert [after(*["approve", "reject", "approve"][:n]).version for n in range(4)] == [1, 2, 3, 4]


@pytest.mark.parametrize("action", [*decisions.ACTIONS, "delete"])
def test_it_refuses_a_decision_on_an_older_version(action: str) -> None:
    comment = after("approve", "reject")
    decide = decisions.ACTIONS.get(action, decisions.delete)

    with pytest.raises(Stale):
        decide(comment.pk, by=factories.moderator("Otto"), version=comment.version - 1)

    assert factories.fresh(comment).status == Status.REJECTED
    assert len(moves(comment)) == 3


@pytest.mark.parametrize("action", [*decisions.ACTIONS, "delete"])
def test_it_knows_no_comment_that_is_not_there(action: str) -> None:
    with pytest.raises(NotFound):
        decisions.ACTIONS.get(action, decisions.delete)(1, by=factories.moderator(), version=1)


def test_it_renders_what_a_person_approves_before_it_was_screened() -> None:
    assert after("approve", text="A & B").html == "<p>A &amp; B</p>"


def test_it_leaves_nothing_to_screen_of_what_a_person_decided() -> None:
    comment = after("reject")

    assert comment.due is None
    assert comment.decided_at


def test_it_keeps_the_moment_of_the_first_publication() -> None:
    first = after("approve")

    assert act(act(first, "reject"), "approve").published_at == first.published_at


def test_it_tells_the_author_the_reason_of_a_rejection() -> None:
    decision = factories.last_decision(act(factories.waiting(), "reject", reason="Off topic."))

    assert decision.told == "Off topic."


@pytest.mark.parametrize("action", ["approve", "spam", "review"])
def test_it_keeps_to_moderators_why_they_do_anything_else(action: str) -> None:
    assert factories.last_decision(act(after("reject"), action, reason="A colleague erred.")).told == ""


def test_it_lets_an_author_withdraw() -> None:
    comment = after("approve", "withdraw")
    decision = factories.last_decision(comment)

    assert (comment.status, decision.actor, decision.by) == (Status.WITHDRAWN, Actor.AUTHOR, None)


def test_it_erases_what_the_author_sent_when_it_deletes() -> None:
    sent: dict[str, Any] = {
        "name": "Ada", "email": "ada@example.org", "url": "https://ada.example.org", "text": "A secret.",
        "address": "192.0.2.7", "user_agent": "Browser", "submission_key": "form:12345678",
    }  # fmt: skip
    comment = factories.screened(**sent, remember=True)
    act(comment, "delete")

    row = dict(Comment.objects.filter(pk=comment.pk).values().get())
    kept = " ".join(str(value) for value in row.values())
    assert not [value for value in sent.values() if value in kept]
    assert row["commenter_id"] is None
    assert not comment.findings.exists()
    assert not Submission.objects.exists()


def test_it_keeps_the_decisions_of_what_it_deleted() -> None:
    assert moves(after("approve", "delete"))[-1] == ("approved", "deleted")


def test_it_lets_a_deletion_collide_with_an_older_screen() -> None:
    comment = after("delete")

    with pytest.raises(Stale):
        decisions.approve(comment.pk, by=factories.moderator(), version=1)


def test_it_stamps_a_decision_with_the_time_it_is_given() -> None:
    comment = factories.waiting()
    decisions.approve(comment.pk, by=factories.moderator(), version=1, now=NOON)

    assert factories.fresh(comment).published_at == NOON


@pytest.mark.parametrize("name", [*decisions.ACTIONS, "delete"])
def test_it_says_that_a_comment_is_not_there_which_goes_while_it_is_locked(name: str) -> None:
    comment = factories.waiting()
    act = decisions.ACTIONS.get(name, decisions.delete)
    thread_of = patch("comments.moderation.transitions._thread_of", side_effect=_vanishes)
    by = factories.moderator()

    with thread_of, pytest.raises(NotFound):
        act(comment.pk, by=by, version=1)


def _vanishes(comment_id: int) -> int:
    """Purged by housekeeping after its thread was looked up."""
    thread_id: int = Comment.objects.get(pk=comment_id).thread_id
    Comment.objects.filter(pk=comment_id).delete()
    return thread_id
