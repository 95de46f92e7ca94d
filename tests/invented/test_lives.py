"""What invented decisions make of a comment is what real ones make of it."""

from datetime import timedelta
from random import Random

import pytest

from comments.db.transactions import writing
from comments.models import Actor, Comment
from comments.moderation import decisions
from comments.moderation.transitions import Transition, lock, move
from comments.screening.vocabulary import Verdict
from comments.statuses import Status
from project.synthetic.fates import Fates, _all_fates
from project.synthetic.lives import Life, Move, Remark, after
from tests import build

FATES = [fate for _share, fate in _all_fates()]
YEAR = 365 * 86_400.0
REMARK = Remark("standing", Verdict.CLEAR, "Known.")


def really(comment: Comment, step: Move) -> None:
    """Make one move of a real comment."""
    comment = build.fresh(comment)
    now = comment.created_at + timedelta(hours=1)
    if step.rewrites:
        with writing():
            decisions.rewrite(lock(comment.pk), name="Ada", text="Other words.", text_digest="", now=now)
    elif step.actor == Actor.HOUSEKEEPING:
        decisions.expire(comment.pk, version=comment.version, now=now)
    elif step.to == Status.DELETED:
        decisions.delete(comment.pk, by=build.moderator(), version=comment.version)
    elif step.to != comment.status:
        by = build.moderator() if step.actor == Actor.MODERATOR else None
        with writing():
            move(lock(comment.pk), step.to, Transition(step.actor, now, by), {"html": ""})


def states(comment: Comment) -> tuple[object, ...]:
    return (
        comment.status, comment.version, comment.text_version, comment.shown, comment.published_at is not None,
        comment.decided_at is not None, comment.moved_at is not None, comment.edited_at is not None,
    )  # fmt: skip


def said_of(life: Life) -> tuple[object, ...]:
    return (
        life.status, life.version, life.text_version, life.leaves_something, life.published is not None,
        life.decided is not None, life.moved is not None, life.edited is not None,
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("number", range(len(FATES)))
def test_it_says_of_a_comment_what_real_decisions_say(number: int) -> None:
    fate = FATES[number]
    comment = build.waiting()

    for step, life in zip(fate.moves, fate.lives[1:], strict=True):
        really(comment, step)
        assert states(build.fresh(comment)) == said_of(life)
    if fate.expired:
        really(comment, Move(Actor.HOUSEKEEPING, Status.DELETED, 0))
        assert states(build.fresh(comment)) == said_of(fate.expired)


def test_it_makes_no_move_that_is_not_legal() -> None:
    withdrawn = after(Life(REMARK), Move(Actor.AUTHOR, Status.WITHDRAWN, 1))

    with pytest.raises(ValueError, match="withdrawn > approved"):
        after(withdrawn, Move(Actor.MODERATOR, Status.APPROVED, 1))


def test_it_publishes_about_nine_of_ten_and_has_every_other_status_too() -> None:
    fates = Fates(Random(1), now=YEAR, kept={})
    statuses = [fates.any(YEAR / 2)[0].status for _ in range(5_000)]

    assert 0.88 < statuses.count(Status.APPROVED) / 5_000 < 0.94
    assert set(statuses) == set(Status)


def test_it_decides_nothing_in_the_future() -> None:
    fates = Fates(Random(1), now=YEAR, kept={})

    for _ in range(2_000):
        life, moments = fates.any(YEAR - 60)
        assert moments[-1] <= YEAR
        assert len(moments) == life.decisions[-1].at + 1


def test_it_leaves_no_spam_that_housekeeping_would_have_purged() -> None:
    fates = Fates(Random(1), now=YEAR, kept={Status.SPAM: 86_400.0, Status.REJECTED: 86_400.0})
    statuses = {fates.any(YEAR / 2)[0].status for _ in range(5_000)}

    assert statuses == set(Status) - {Status.SPAM, Status.REJECTED}
