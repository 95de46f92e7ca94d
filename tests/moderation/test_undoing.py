"""Undo: one's own decisions, back through all of them, and never over what somebody else did since."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comments.errors import IllegalMove, NotAllowed, NotFound, Refused, Stale
from comments.models import Action, Comment, Decision, Thread
from comments.moderation import decisions, undoing
from comments.posting import answers
from comments.statuses import Status
from tests.moderation.deeds import act, edit, state, undo
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db

PEOPLE = ("anna", "otto")
PRESSED = (*decisions.ACTIONS, Action.ASIDE, Action.BACK)
EDIT, UNDO = "edit", "undo"
STEPS = st.lists(
    st.tuples(st.sampled_from([*PRESSED, EDIT, *[UNDO] * 6]), st.sampled_from(PEOPLE), st.integers(0, 9)), max_size=12
)


@settings(max_examples=15)
@given(steps=STEPS)
def test_it_brings_back_what_was_before_and_refuses_where_something_else_happened(
    steps: list[tuple[str, str, int]],
) -> None:
    comment = factories.waiting()
    Thread.objects.update(is_confirmed=False)
    standing: list[tuple[Decision | None, dict[str, Any]]] = []  # what was not undone, with the state before it
    made: list[Decision] = []
    for step, by, number in steps:
        before = state(comment)
        try:
            if step == UNDO:
                if not made:
                    continue
                decision = made[-1 - number % len(made)]
                was_undone = decision.undone_by.exists()
                undo(decision, by)
                if was_undone:
                    assert state(comment) == before
                else:
                    last, expected = standing.pop()
                    assert last is not None
                    assert (last, last.by, state(comment)) == (decision, factories.moderator(by), expected)
            elif step == EDIT:
                edit(comment)
                standing.append((None, before))
            else:
                made.append(act(comment, step, by))
                standing.append((made[-1], before))
        except Refused:
            assert state(comment) == before
            if step == UNDO and decision.by == factories.moderator(by):
                assert standing[-1][0] != decision


@pytest.mark.parametrize("action", [Action.APPROVE, Action.REJECT, Action.SPAM, Action.ASIDE, Action.ERASE])
def test_it_undoes_each_decision_on_what_waits_and_a_second_press_finds_it_done(action: str) -> None:
    comment = factories.waiting()
    Thread.objects.update(is_confirmed=False)
    before = state(comment)
    decision = act(comment, action)
    assert state(comment) != before

    undone = [undo(decision).version for _ in range(2)]

    assert state(comment) == before
    assert undone == [3, 3]
    assert factories.last_decision(comment).undoes == decision


@pytest.mark.parametrize("action", [Action.CONFIRM, Action.PICK, Action.REVIEW, Action.ERASE])
def test_it_undoes_each_decision_on_what_is_published(action: str) -> None:
    comment = factories.published()
    Comment.objects.filter(pk=comment.pk).update(unseen=True)
    Thread.objects.update(is_confirmed=False)
    before = state(comment)

    undo(act(comment, action))

    assert state(comment) == before


@pytest.mark.parametrize("was_published", [False, True])
def test_it_takes_a_reply_back_with_what_it_published(was_published: bool) -> None:
    comment = factories.waiting()
    if was_published:
        act(comment, "approve", "otto")
    before, anna = state(comment), factories.moderator("anna")
    version = factories.fresh(comment).version

    reply = answers.answer(
        comment.pk, by=anna, version=version, text="We looked into it.", now=NOON + timedelta(minutes=5)
    )
    back = undo(factories.last_decision(reply))

    assert back.pk == (reply.pk if was_published else comment.pk)
    assert (state(comment), factories.fresh(reply).status) == (before, "rejected")
    assert factories.fresh(reply).shown is False
    assert undoing.last_undoable(anna, NOON) is None


def test_it_leaves_published_what_was_answered_and_decided_on_since() -> None:
    comment, anna = factories.waiting(), factories.moderator("anna")
    reply = answers.answer(comment.pk, by=anna, version=comment.version, text="We looked into it.", now=NOON)
    act(comment, "pick", "otto")

    undo(factories.last_decision(reply))

    assert (factories.fresh(comment).status, factories.fresh(reply).status) == ("approved", "rejected")


def test_it_says_who_did_what_since() -> None:
    comment = factories.waiting()
    decision = act(comment, "reject", "anna")
    act(comment, "approve", "otto", minute=2)

    with pytest.raises(Stale) as refused:
        undo(decision)

    assert "otto approved it at" in str(refused.value.message)
    assert "12:02" in str(refused.value.message)
    assert factories.fresh(comment).status == Status.APPROVED


def test_it_says_so_when_its_author_edited_it_since() -> None:
    comment = factories.published()
    decision = act(comment, "pick")
    edit(comment)

    with pytest.raises(Stale) as refused:
        undo(decision)

    assert "author edited it" in str(refused.value.message)


def test_it_refuses_where_spam_was_edited_since_which_no_decision_says() -> None:
    comment = factories.waiting()
    decision = act(comment, "spam")
    edit(comment)

    with pytest.raises(Stale):
        undo(decision)


def test_it_undoes_nobody_elses_decision() -> None:
    decision = act(factories.waiting(), "reject", "anna")

    with pytest.raises(NotAllowed):
        undo(decision, by="otto")


def test_it_undoes_neither_a_deletion_nor_an_undoing() -> None:
    comment = factories.waiting()
    undo(act(comment, "reject"))
    undoing_itself = factories.last_decision(comment)
    decisions.delete(comment.pk, by=factories.moderator("anna"), version=3)

    for decision in (undoing_itself, factories.last_decision(comment)):
        with pytest.raises(IllegalMove):
            undo(decision)
    with pytest.raises(NotFound):
        undoing.undo(0, by=factories.moderator("anna"))


def test_it_keeps_replies_in_sight_that_came_meanwhile() -> None:
    comment = factories.waiting()
    decision = act(comment, "approve")
    reply = factories.published(factories.fresh(comment))

    undo(decision)

    assert factories.fresh(comment).published_at == NOON
    assert factories.fresh(reply).shown


@pytest.mark.parametrize("said", ["Off topic.", ""])
@pytest.mark.parametrize("action", ["approve", "spam", "review"])
def test_it_tells_the_author_of_a_rejection_that_stands_again_what_they_were_told(action: str, said: str) -> None:
    comment = factories.waiting()
    act(comment, "reject", reason=said)

    undo(act(comment, action, reason="A colleague erred."))

    assert factories.last_decision(comment).told == said
