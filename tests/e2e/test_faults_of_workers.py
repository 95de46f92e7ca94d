"""A real worker whose children are killed, hang, or die of what they read."""

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

import pytest
from celery import current_app
from django.utils import timezone

from comments import doorbell, limits
from comments.models import Comment
from comments.screening import backlog
from tests.support import environment, factories
from tests.support.servers import Queue, wait_until
from tests.support.stack import Stack
from tests.support.trap_worker import DEAF, DIE, HANG, SLOW

# The database has no part in these.
pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def trapped(_servers: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Queue]:
    """In the place of the ordinary one; nothing is rung but what a test rings."""
    _servers.heal()
    _servers.worker.kill()
    _servers.beat.kill()
    worker = Queue("worker", tmp_path_factory.mktemp("trapped"), {"DATABASE_URL": environment.database_url()})
    worker.argv = [sys.executable, "-m", "tests.support.trap_worker"]
    with worker:
        yield worker


@pytest.fixture
def worker(transactional_db: None, trapped: Queue, monkeypatch: pytest.MonkeyPatch) -> Queue:
    """With limits of one second and two."""
    limited = partial(current_app.send_task, soft_time_limit=1, time_limit=2)
    monkeypatch.setattr(current_app, "send_task", limited)
    return trapped


def in_an_hour() -> datetime:
    """When what a test rings for is due: the worker's own watch, which no limit ends, leaves it alone."""
    return timezone.now() + timedelta(hours=1)


def waiting(text: str = "A thought.", **fields: int) -> Comment:
    comment = factories.waiting(text=text, on=factories.subject("newsroom", "foghorn"), now=timezone.now())
    Comment.objects.filter(pk=comment.pk).update(due=in_an_hour(), **fields)
    return comment


def ring(*comments: Comment) -> None:
    """As the sweep does, once the lease of the last attempt is over."""
    ids = [comment.pk for comment in comments]
    Comment.objects.filter(pk__in=ids, due__isnull=False).update(due=in_an_hour(), leased_until=None)
    assert doorbell.queue_screening_alone(ids)


def ring_until(condition: Callable[[], object], *comments: Comment, what: str) -> None:
    """Ring again if need be: a child that dies can take the next message along, which the sweep makes good."""
    for _ in range(8):
        ring(*comments)
        with contextlib.suppress(AssertionError):
            return wait_until(condition, seconds=4, what=what)
    raise AssertionError(f"{what} did not happen")


def is_screened(*comments: Comment) -> bool:
    return all(factories.fresh(comment).html is not None for comment in comments)


def was_tried(comment: Comment, times: int) -> bool:
    return factories.fresh(comment).attempts >= times


def child(worker: Queue) -> int:
    wait_until(worker.children, seconds=10, what="a child of the worker's")
    return worker.children()[0]


def test_it_goes_on_after_the_child_that_screens_was_killed(worker: Queue) -> None:
    stuck, others = waiting(DEAF), [waiting() for _ in range(3)]
    ring_until(lambda: was_tried(stuck, 1), stuck, what="the first attempt")
    os.kill(child(worker), signal.SIGKILL)
    ring_until(lambda: is_screened(*others), *others, what="the screening of the others")

    assert worker.running()
    assert not is_screened(stuck)
    assert factories.fresh(stuck).due is not None


def test_it_holds_what_a_check_hangs_on_and_goes_on_with_the_others(worker: Queue) -> None:
    hanging, other = waiting(HANG), waiting()
    ring_until(lambda: is_screened(hanging, other), hanging, other, what="the screening of both")

    assert factories.fresh(hanging).status == "pending"
    assert hanging.findings.get(check_name="trap").code == "check-failed"
    assert "SoftTimeLimitExceeded" in hanging.findings.get(check_name="trap").reason


def test_it_ends_what_hears_no_limit_and_leaves_the_comment_to_the_next_attempt(worker: Queue) -> None:
    hanging, other = waiting(DEAF), waiting()
    first = child(worker)
    ring_until(lambda: first not in worker.children(), hanging, what="the end of the child that hangs")
    ring_until(lambda: is_screened(other), other, what="the screening of the other")

    assert was_tried(hanging, 1)
    assert factories.fresh(hanging).due is not None
    assert not is_screened(hanging)


@pytest.mark.usefixtures("transactional_db", "trapped")
def test_it_takes_messages_again_where_the_broker_died_with_a_task_in_its_hands(_servers: Stack) -> None:
    """What is done then cannot be acknowledged, and must not keep the place of the next message.

    Under the ordinary limits: on a busy machine those of seconds would end the slow one.
    """
    slow, other = waiting(SLOW), waiting()
    ring_until(lambda: was_tried(slow, 1), slow, what="the attempt")
    _servers.broker.kill()
    wait_until(lambda: is_screened(slow), seconds=10, what="the end of the task")
    _servers.broker.start()
    wait_until(lambda: doorbell.queue_screening_alone([other.pk]), seconds=5, what="a broker that takes messages")
    ring_until(lambda: is_screened(other), other, what="the screening of the next message")


def test_it_gives_up_what_kills_each_worker_that_reads_it(worker: Queue) -> None:
    deadly, others = waiting(DIE, attempts=limits.ATTEMPTS - 2), [waiting() for _ in range(3)]
    for attempts in (limits.ATTEMPTS - 1, limits.ATTEMPTS):
        ring_until(partial(was_tried, deadly, attempts), deadly, what="another attempt")
    Comment.objects.filter(pk=deadly.pk).update(due=timezone.now(), leased_until=None)
    backlog.sweep()
    ring_until(lambda: is_screened(*others), deadly, *others, what="the screening of the others")

    after = factories.fresh(deadly)
    assert (after.status, after.attempts, after.due, after.html) == ("pending", limits.ATTEMPTS, None, None)
    assert list(after.findings.values_list("code", flat=True)) == ["parked"]


def test_control_where_attempts_are_not_counted_each_message_costs_another_worker(worker: Queue) -> None:
    deadly = waiting(DIE)
    for _ in range(2):
        Comment.objects.filter(pk=deadly.pk).update(attempts=0)
        victim = child(worker)
        ring_until(lambda: victim not in worker.children(), deadly, what="its death")  # noqa: B023

    assert factories.fresh(deadly).due is not None
