"""How many connections to PostgreSQL a real worker holds, and for how long."""

import pytest
from django.db import connection
from django.utils import timezone

from comments import doorbell
from comments.models import Comment
from tests.support import environment, factories
from tests.support.servers import wait_until
from tests.support.stack import Stack

pytestmark = pytest.mark.skipif(environment.vendor() != "postgresql", reason="SQLite has no connections to count")


def held() -> set[int]:
    """The server processes that serve the worker now."""
    with connection.cursor() as cursor:
        cursor.execute("select pid from pg_stat_activity where application_name = 'comments-worker'")
        return {pid for (pid,) in cursor.fetchall()}


def screen_one() -> None:
    comment = factories.waiting(now=timezone.now())
    assert doorbell.queue_screening_alone([comment.pk])
    wait_until(lambda: Comment.objects.get(pk=comment.pk).html is not None, seconds=20, what="screening")


def test_it_holds_one_connection_from_task_to_task(stack: Stack) -> None:
    screen_one()
    seen: list[set[int]] = []

    def is_alone() -> bool:
        """What the worker learns in a thread beside has a connection for a moment, too."""
        seen.append(held())
        return len(seen[-1]) == 1

    wait_until(is_alone, seconds=10, what="an idle worker with one connection")
    for _ in range(5):
        screen_one()
    assert seen[-1] <= held()


def test_it_screens_at_the_first_attempt_after_its_connection_was_cut(stack: Stack) -> None:
    screen_one()
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'comments-worker'"
        )
    screen_one()
    assert Comment.objects.latest("id").attempts == 1
