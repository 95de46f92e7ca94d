"""A database of an earlier release becomes one of this, with what is in it."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from comments.models import Comment
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
