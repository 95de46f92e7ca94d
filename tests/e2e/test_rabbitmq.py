"""Two workers on one machine, with RabbitMQ as the broker."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from celery import Celery
from django.utils import timezone

from comments.models import Comment
from comments.statuses import Status
from project.celery import app
from tests.support import environment, factories
from tests.support.rabbitmq import RabbitMQ
from tests.support.servers import Queue, wait_until

pytestmark = [
    pytest.mark.once,  # the database has no part in this
    pytest.mark.skipif(not RabbitMQ.program.exists(), reason="RabbitMQ is not installed: apt install rabbitmq-server"),
]


@pytest.fixture
def workers(transactional_db: None, tmp_path: Path) -> Iterator[list[Queue]]:
    with ExitStack() as servers:
        broker = servers.enter_context(RabbitMQ(tmp_path))
        env = {"DATABASE_URL": environment.database_url(), "BROKER_URL": broker.url}
        pair = [Queue("worker", tmp_path / name, env) for name in ("one", "two")]
        for worker in pair:
            worker.log.parent.mkdir()
            servers.enter_context(worker)
        yield pair


def screened_by(broker_url: str) -> None:
    """Queue a screening of a new comment, and wait for it."""
    now = timezone.now()
    comment = factories.waiting(now=now)
    Comment.objects.filter(pk=comment.pk).update(due=now + timedelta(hours=1))  # or it needs no message
    with Celery(broker=broker_url, set_as_current=False).connection_for_write() as connection:
        app.send_task("comments.screen_alone", [[comment.pk]], connection=connection, queue="comments")
    wait_until(lambda: Comment.objects.get(pk=comment.pk).html is not None, seconds=20, what="screening")
    assert Comment.objects.get(pk=comment.pk).status in (Status.PENDING, Status.APPROVED)


def test_it_screens_with_two_workers_and_with_the_one_that_is_left(workers: list[Queue]) -> None:
    first, second = workers
    screened_by(first.env["BROKER_URL"])
    assert first.running() and second.running(), first.said() + second.said()

    first.kill()
    screened_by(second.env["BROKER_URL"])
    assert second.running()
