"""A database of an earlier release becomes one of this, with what is in it."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from comments.housekeeping import recount
from comments.models import Comment, Thread
from tests.build import NOON

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_knows_since_when_a_comment_of_the_first_release_is_spam() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate([("comments", "0001_initial")])
    try:
        old = executor.loader.project_state([("comments", "0001_initial")]).apps
        site = old.get_model("comments", "Site").objects.create(slug="old", name="Old")
        thread = old.get_model("comments", "Thread").objects.create(site=site, key="a", created_at=NOON)
        comment = old.get_model("comments", "Comment").objects.create(
            thread=thread, number=1, path="0000001", depth=1, text="Pills", status="spam", created_at=NOON
        )
        moments = {"": "pending", "pending": "spam"}
        for hours, (before, after) in enumerate(moments.items()):
            old.get_model("comments", "Decision").objects.create(
                comment=comment, actor="moderator", from_status=before, to_status=after, version=hours + 1,
                created_at=NOON + timedelta(hours=hours),
            )  # fmt: skip
    finally:
        call_command("migrate", verbosity=0)

    kept = Comment.objects.get()
    assert kept.moved_at == NOON + timedelta(hours=1)
    assert kept.thread.site.spam_days == 15


def test_it_counts_what_was_published_lately_before_there_was_such_a_count() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate([("comments", "0003_moved_at")])
    now = timezone.now()
    try:
        old = executor.loader.project_state([("comments", "0003_moved_at")]).apps
        site = old.get_model("comments", "Site").objects.create(slug="old", name="Old")
        published: dict[str, list[float]] = {"lively": [0.5, 0.6, 3, 8, 31], "quiet": [40], "empty": []}
        for key, days_ago in published.items():
            thread = old.get_model("comments", "Thread").objects.create(
                site=site, key=key, created_at=now, count=len(days_ago), last_number=len(days_ago)
            )
            for number, days in enumerate(days_ago, 1):
                old.get_model("comments", "Comment").objects.create(
                    thread=thread, number=number, path=f"{number:07}", depth=1, text="A.", html="A.", shown=True,
                    status="approved", created_at=now, published_at=now - timedelta(days=days),
                )  # fmt: skip
    finally:
        call_command("migrate", verbosity=0)

    lively, quiet, empty = (Thread.objects.get(key=key) for key in ("lively", "quiet", "empty"))
    assert (lively.recent_1, lively.recent_7, lively.recent_30) == (2, 3, 4)
    assert lively.recent_until == now + timedelta(days=0.4)
    assert (quiet.recent_30, quiet.recent_until) == (empty.recent_30, empty.recent_until) == (0, None)
    assert not any(recount.difference(thread.pk) for thread in (lively, quiet, empty))
