"""What synthetic decisions make of a comment is what real ones make of it."""

from datetime import timedelta
from random import Random

import pytest

from comments.db.transactions import writing
from comments.models import Actor, Comment
from comments.moderation import decisions
from comments.moderation.transitions import Transition, lock, move
from comments.screening.vocabulary import Verdict
from comments.statuses import Status
from project.synthetic.histories import History, SyntheticChange, SyntheticFinding, after
from project.synthetic.outcomes import LifecycleSampler, weighted_lifecycles
from tests.support import factories

LIFECYCLES = [lifecycle for _share, lifecycle in weighted_lifecycles()]
YEAR = 365 * 86_400.0
FINDING = SyntheticFinding("standing", Verdict.CLEAR, "Known.")


def really(comment: Comment, change: SyntheticChange) -> None:
    """Make one change to a real comment."""
    comment = factories.fresh(comment)
    now = comment.created_at + timedelta(hours=1)
    if change.is_edit:
        with writing():
            decisions.rewrite(lock(comment.pk), name="Ada", text="Other words.", text_digest="", now=now)
    elif change.actor == Actor.HOUSEKEEPING:
        decisions.expire(comment.pk, version=comment.version, now=now)
    elif change.to == Status.DELETED:
        decisions.delete(comment.pk, by=factories.moderator(), version=comment.version)
    elif change.to != comment.status:
        by = factories.moderator() if change.actor == Actor.MODERATOR else None
        with writing():
            move(lock(comment.pk), change.to, Transition(change.actor, now, by), {"html": ""})


def states(comment: Comment) -> tuple[object, ...]:
    return (
        comment.status, comment.version, comment.text_version, comment.shown, comment.published_at is not None,
        comment.decided_at is not None, comment.moved_at is not None, comment.edited_at is not None,
        comment.unseen,
    )  # fmt: skip


def expected_of(history: History) -> tuple[object, ...]:
    return (
        history.status, history.version, history.text_version, history.leaves_something,
        history.published_at is not None, history.decided_at is not None, history.moved_at is not None,
        history.edited_at is not None, history.is_unseen,
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("number", range(len(LIFECYCLES)))
def test_it_says_of_a_comment_what_real_decisions_say(number: int) -> None:
    lifecycle = LIFECYCLES[number]
    comment = factories.waiting()

    for change, history in zip(lifecycle.changes, lifecycle.histories[1:], strict=True):
        really(comment, change)
        assert states(factories.fresh(comment)) == expected_of(history)
    if lifecycle.expired:
        really(comment, SyntheticChange(Actor.HOUSEKEEPING, Status.DELETED, 0))
        assert states(factories.fresh(comment)) == expected_of(lifecycle.expired)


def test_it_makes_no_move_that_is_not_legal() -> None:
    withdrawn = after(History(FINDING), SyntheticChange(Actor.AUTHOR, Status.WITHDRAWN, 1))

    with pytest.raises(ValueError, match="withdrawn > approved"):
        after(withdrawn, SyntheticChange(Actor.MODERATOR, Status.APPROVED, 1))


def test_it_publishes_about_nine_of_ten_and_has_every_other_status_too() -> None:
    lifecycles = LifecycleSampler(Random(1), now=YEAR, kept={})
    statuses = [lifecycles.sample(YEAR / 2)[0].status for _ in range(5_000)]

    assert 0.88 < statuses.count(Status.APPROVED) / 5_000 < 0.94
    assert set(statuses) == set(Status)


def test_it_decides_nothing_in_the_future() -> None:
    lifecycles = LifecycleSampler(Random(1), now=YEAR, kept={})

    for _ in range(2_000):
        history, times = lifecycles.sample(YEAR - 60)
        assert times[-1] <= YEAR
        assert len(times) == history.decisions[-1].at + 1


def test_it_leaves_no_spam_that_housekeeping_would_have_purged() -> None:
    lifecycles = LifecycleSampler(Random(1), now=YEAR, kept={Status.SPAM: 86_400.0, Status.REJECTED: 86_400.0})
    statuses = {lifecycles.sample(YEAR / 2)[0].status for _ in range(5_000)}

    assert statuses == set(Status) - {Status.SPAM, Status.REJECTED}
