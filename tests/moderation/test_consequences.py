"""What follows from a change of status: in its transaction, in one order, whoever made the change."""

from collections.abc import Callable
from unittest.mock import patch

import pytest

from comments.models import Actor, Comment, Decision
from comments.moderation import consequences, decisions
from comments.moderation.consequences import AppliedTransition
from comments.statuses import Status
from tests.support import factories

pytestmark = pytest.mark.django_db


def test_it_runs_everything_once_for_each_change_in_the_order_of_the_list() -> None:
    comment = factories.waiting()
    seen: list[tuple[str, str, str]] = []

    def watching(name: str) -> Callable[[AppliedTransition], None]:
        return lambda change: seen.append((name, change.comment.status, change.actor))

    with patch.object(consequences, "CONSEQUENCES", tuple(map(watching, "abc"))):
        decisions.approve(comment.pk, by=factories.moderator(), version=comment.version)

    assert seen == [(name, Status.APPROVED, Actor.MODERATOR) for name in "abc"]


def test_it_undoes_the_change_when_what_follows_fails() -> None:
    comment = factories.waiting()
    before = Decision.objects.count()

    def failing(change: AppliedTransition) -> None:
        raise RuntimeError

    with (
        patch.object(consequences, "CONSEQUENCES", (*consequences.CONSEQUENCES, failing)),
        pytest.raises(RuntimeError),
    ):
        decisions.approve(comment.pk, by=factories.moderator(), version=comment.version)

    assert Comment.objects.get(pk=comment.pk).status == Status.PENDING
    assert factories.thread_of(comment).count == 0
    assert Decision.objects.count() == before
