"""What is queued: ids only, with an end, and never an error of the broker's."""

from collections.abc import Iterator
from unittest.mock import MagicMock, patch

import pytest
from celery import current_app
from django.conf import settings
from django.utils import timezone
from kombu.exceptions import OperationalError

from comments import doorbell, tasks
from comments.models import Comment
from comments.schedule import BEAT_SCHEDULE
from tests.support import factories


@pytest.fixture
def queue() -> Iterator[MagicMock]:
    with patch.object(current_app, "send_task") as queue:
        yield queue


@pytest.mark.once
def test_it_queues_ids_that_expire(queue: MagicMock) -> None:
    assert doorbell.queue_screening([3, 4])

    queue.assert_called_once_with("comments.screen", ([3, 4],), expires=doorbell.MESSAGE_SECONDS)


@pytest.mark.once
@pytest.mark.parametrize("error", [OperationalError, ConnectionRefusedError, TimeoutError])
def test_it_says_that_the_broker_did_not_take_it(queue: MagicMock, error: type[Exception]) -> None:
    queue.side_effect = error

    assert not doorbell.queue_screening([3])


@pytest.mark.once
def test_it_takes_a_broker_that_is_not_there_for_one_that_did_not_take_it() -> None:
    assert not doorbell.queue_screening([3])


@pytest.mark.django_db
def test_it_screens_what_a_message_names() -> None:
    comment = factories.waiting()
    tasks.screen([comment.pk])

    assert factories.fresh(comment).is_screened


@pytest.mark.django_db
def test_it_screens_what_else_is_new_with_what_a_message_names() -> None:
    first, second = factories.waiting(), factories.waiting()
    Comment.objects.filter(pk=second.pk).update(due=timezone.now())
    tasks.screen([first.pk])

    assert factories.fresh(second).is_screened


@pytest.mark.django_db
def test_it_leaves_what_failed_before_alone() -> None:
    first, second = factories.waiting(), factories.waiting()
    Comment.objects.filter(pk=second.pk).update(due=timezone.now(), attempts=1)
    tasks.screen([first.pk])

    assert not factories.fresh(second).is_screened


@pytest.mark.django_db
def test_it_screens_what_failed_before_with_no_other() -> None:
    first, second = factories.waiting(), factories.waiting()
    tasks.screen_alone([first.pk])

    assert not factories.fresh(second).is_screened


@pytest.mark.django_db
def test_it_rings_for_what_the_sweep_finds(queue: MagicMock) -> None:
    comment = factories.waiting()
    tasks.sweep()

    queue.assert_called_once_with("comments.screen_alone", ([comment.pk],), expires=doorbell.MESSAGE_SECONDS)


@pytest.mark.django_db
def test_it_stops_ringing_when_the_broker_is_away(queue: MagicMock) -> None:
    queue.side_effect = OperationalError
    for _ in range(2):
        comment = factories.waiting()
        type(comment).objects.filter(pk=comment.pk).update(attempts=1)
    tasks.sweep()

    assert queue.call_count == 1


@pytest.mark.once
def test_it_has_every_task_that_beat_sends() -> None:
    sent = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert sent <= set(tasks.screen.app.tasks)


FORMER_NAMES = {
    "comments.screen_these": "comments.screen_alone",
    "comments.tell": "comments.send_akismet_feedback",
    "comments.watch": "comments.watch_floods",
    "comments.keep_house": "comments.run_chores",
}


@pytest.mark.once
@pytest.mark.parametrize(("former", "name"), FORMER_NAMES.items())
def test_it_has_the_names_that_the_beat_of_the_release_before_sends(former: str, name: str) -> None:
    known = tasks.screen.app.tasks

    assert known[former].run is known[name].run
    assert former not in BEAT_SCHEDULE


@pytest.mark.django_db
def test_it_takes_a_message_of_the_release_before() -> None:
    comment = factories.waiting()
    tasks.screen.app.tasks["comments.screen_these"]([comment.pk])

    assert factories.fresh(comment).is_screened
