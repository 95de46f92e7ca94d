"""While a database is migrated others use it."""

import threading
import time
from unittest.mock import patch

import pytest
from django.db import connection

from comments.models import Comment
from project.management.commands import prepare
from tests.support import factories

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_takes_a_comment_from_an_earlier_release_that_still_runs() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("the processes of one machine start together")
    comment = factories.waiting()
    columns = [str(field.column) for field in Comment._meta.concrete_fields if field.name not in ("id", "site")]
    others = {"number": "8", "path": "'0000008'"}
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into comments_comment ({', '.join(columns)})"
            f" select {', '.join(others.get(name, name) for name in columns)} from comments_comment"
        )

    assert Comment.objects.get(number=8).site == comment.site


def test_it_takes_a_decision_from_an_earlier_release_that_still_runs() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("the processes of one machine start together")
    comment = factories.waiting()
    decided = "comment_id, actor, from_status, to_status, version, reason, told, created_at"
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into comments_decision ({decided}, with_cluster_id) select {decided}, null from comments_decision"
        )

    assert comment.decisions.count() == 2


def test_it_builds_an_index_while_another_process_waits_for_its_turn() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("the supervisor's lock guards an embedded database")
    has_asked, may_go = threading.Event(), threading.Event()
    sleep = time.sleep

    def wait() -> None:
        with prepare.one_at_a_time():
            may_go.set()
        connection.close()

    def rest(seconds: float) -> None:
        has_asked.set()
        sleep(seconds)

    other = threading.Thread(target=wait, daemon=True)
    with patch("project.management.commands.prepare.time.sleep", rest), prepare.one_at_a_time():
        other.start()
        assert has_asked.wait(10)
        with connection.cursor() as cursor:
            cursor.execute("create index concurrently beside on comments_comment (number)")
            cursor.execute("drop index beside")
        assert not may_go.is_set()
    assert may_go.wait(10)
    other.join(10)
