"""Replies of the publication: published at once, with what they answer."""

import pytest

from comments.errors import Invalid, NotAllowed, NotFound, Stale
from comments.models import Actor, Comment, Site
from comments.moderation import decisions
from comments.posting import answers
from comments.statuses import Status
from tests.support import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("status", ["pending", "rejected", "spam", "approved"])
def test_it_publishes_the_reply_and_what_it_answers(status: str) -> None:
    comment, by = factories.screened(), factories.moderator()
    if status != "pending":
        act = {"rejected": "reject", "spam": "spam", "approved": "approve"}[status]
        comment = decisions.ACTIONS[act](comment.pk, by=by, version=comment.version)

    reply = answers.answer(comment.pk, by=by, version=comment.version, text="We looked into it.")

    fresh = factories.fresh(reply)
    assert (factories.fresh(comment).status, fresh.status) == (Status.APPROVED, Status.APPROVED)
    assert (fresh.parent_id, fresh.staff, fresh.name) == (comment.pk, True, "The Times of Nowhere")
    assert fresh.html == "<p>We looked into it.</p>"
    assert factories.thread_of(comment).count == 2
    assert [(one.actor, one.by) for one in fresh.decisions.all()] == [(Actor.MODERATOR, by)] * 2


def test_it_answers_on_a_closed_thread_and_at_any_speed() -> None:
    comment, by = factories.published(), factories.moderator()
    comment.thread.is_open = False
    comment.thread.save()
    Site.objects.update(flood_seconds=1000)

    for text in ("One.", "Two."):
        answers.answer(comment.pk, by=by, version=comment.version, text=text)

    assert Comment.objects.filter(parent=comment).count() == 2


def test_it_changes_nothing_where_somebody_was_first() -> None:
    comment, by = factories.screened(), factories.moderator()
    decisions.reject(comment.pk, by=factories.moderator("otto"), version=comment.version)

    with pytest.raises(Stale):
        answers.answer(comment.pk, by=by, version=comment.version, text="Yes.")

    assert factories.fresh(comment).status == Status.REJECTED
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("text", ["", " ", "x" * 100_000, "a\x07b", "<b></b>"])
def test_it_takes_no_text_that_a_visitor_could_not_post(text: str) -> None:
    comment = factories.screened()

    with pytest.raises(Invalid):
        answers.answer(comment.pk, by=factories.moderator(), version=comment.version, text=text)

    assert factories.fresh(comment).status == Status.PENDING


def test_it_answers_for_moderators_of_the_site_alone() -> None:
    comment = factories.screened()
    stranger = factories.moderator("stranger")
    stranger.is_superuser = False
    stranger.save()

    with pytest.raises(NotAllowed):
        answers.answer(comment.pk, by=stranger, version=comment.version, text="Yes.")
    with pytest.raises(NotFound):
        answers.answer(0, by=stranger, version=1, text="Yes.")
    assert Comment.objects.count() == 1
