"""What a program without our guards would do. Controls put it in their place, and see the damage that they prevent."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from unittest.mock import patch

from django.contrib.auth.models import User

from comments.models import Actor, Comment, Decision
from comments.models.querysets import CommentQuerySet
from comments.moderation import decisions
from comments.screening.outcome import ScreeningResult
from comments.statuses import Status


@contextmanager
def no_lease() -> Iterator[None]:
    """Whoever gets the message screens."""
    with patch.object(CommentQuerySet, "claimable", lambda rows, now: rows.filter(status=Status.PENDING)):
        yield


@contextmanager
def no_guard_of_the_outcome() -> Iterator[None]:
    """A screening writes what it found, whatever has happened meanwhile."""

    def settle(judged: Sequence[ScreeningResult], *, now: datetime) -> int:
        for one in judged:
            claimed, to = one.claimed, one.outcome.status
            Comment.objects.filter(pk=claimed.pk).update(status=to, html=claimed.html, due=None, leased_until=None)
            Decision.objects.create(
                comment=claimed, actor=Actor.SCREENING, from_status=claimed.status, to_status=to,
                version=claimed.version, created_at=now,
            )  # fmt: skip
        return len(judged)

    with patch("comments.screening.outcome.settle", settle):
        yield


@contextmanager
def no_memory_of_submissions() -> Iterator[None]:
    """Every request is a new comment."""
    with (
        patch("comments.posting.queries.used_key", return_value=None),
        patch("comments.posting.posts._resent", return_value=None),
        patch("comments.posting.gates.refuse_duplicate"),
    ):
        yield


@contextmanager
def no_count_of_attempts(ids: Sequence[int]) -> Iterator[None]:
    """What failed is simply tried again."""

    def postpone(comment: Comment, now: datetime) -> None:
        Comment.objects.filter(pk__in=ids).update(attempts=0, due=now, leased_until=None)

    with patch("comments.screening.run._postpone", postpone):
        yield


def decide_whatever_is_there(action: str, comment: Comment, by: User) -> Comment:
    """A moderator's click acts on the comment of now, not on the one that was on the screen."""
    now_there = Comment.objects.values_list("version", flat=True).get(pk=comment.pk)
    return decisions.ACTIONS[action](comment.pk, by=by, version=now_there)
