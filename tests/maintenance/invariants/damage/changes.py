"""Changes to rows behind the back of the service, for damage of several kinds."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import connection

from comments.models import Comment
from tests.support import factories
from tests.support.factories import NOON

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
NOW = NOON + MINUTE


def change(comment: Comment, **fields: Any) -> int:
    Comment.objects.filter(pk=comment.pk).update(**fields)
    return comment.pk


@contextmanager
def without_constraint(name: str, model: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("pragma ignore_check_constraints = on")
            yield
            cursor.execute("pragma ignore_check_constraints = off")
        else:
            cursor.execute("set constraints all immediate")
            cursor.execute(f"alter table comments_{model} drop constraint {name}")
            yield


def published_by_checks() -> Comment:
    first = factories.published(remember=True, email="ada@example.org")
    comment = factories.screened(remember=True, commenter_id=first.commenter_id, email="ada@example.org")
    assert comment.status == "approved"
    return comment
