"""Asking a service that fails or is slow: who waits for it, and for how long."""

from typing import Any
from unittest.mock import patch

import pytest

from comments import limits
from comments.akismet import client
from comments.models import Service
from comments.outbound import breaker
from comments.statuses import Status
from tests.support import factories
from tests.support.asked_service import MINUTE, answer, impatient, screen, undecided
from tests.support.factories import NOON
from tests.support.fake_akismet import FakeAkismet, Role

pytestmark = pytest.mark.django_db


def test_it_leaves_alone_a_service_that_failed_three_times_and_holds_the_rest_at_once(service: FakeAkismet) -> None:
    service.role = Role.SLOW
    handful = [undecided() for _ in range(8)]
    with impatient():
        assert screen(*handful) == 8

    assert len(service.asked) == 3
    assert {factories.fresh(comment).status for comment in handful} == {Status.PENDING}
    assert len({answer(comment).reason for comment in handful}) == 2


def test_it_would_wait_for_every_comment_without_the_breaker(service: FakeAkismet) -> None:
    """The control."""
    service.role = Role.SLOW
    handful = [undecided() for _ in range(8)]
    with impatient(), patch.object(breaker, "ask", lambda name, question, now: question()):
        assert screen(*handful) == 8

    assert len(service.asked) == 8


def test_it_asks_a_service_again_that_rested(service: FakeAkismet) -> None:
    service.role = Role.ERROR
    handful = [undecided() for _ in range(5)]
    screen(*handful)
    service.role = Role.HAM
    screen(*handful, now=NOON + 2 * MINUTE)

    assert len(service.asked) == 3 + 5
    assert {factories.fresh(comment).status for comment in handful} == {Status.APPROVED}


def test_it_ends_a_handful_in_time_when_every_answer_is_slow(service: FakeAkismet) -> None:
    service.role, service.slow_seconds = Role.SLOW, 0.25
    handful = [undecided() for _ in range(20)]
    # A question is begun while there is time for its answer: in the first second.
    with patch.multiple("comments.akismet.client", AKISMET_SECONDS=5, ASKING_SECONDS=6):
        assert screen(*handful) == 20

    found = [factories.fresh(comment) for comment in handful]
    assert 1 <= len(service.asked) <= 4
    assert [comment.status for comment in found if answer(comment).verdict == "clear"] == ["approved"] * len(
        service.asked
    )
    assert all(comment.due for comment in found if comment.status == Status.PENDING)
    assert Service.objects.get().failures == 0


def test_it_would_outlive_its_lease_without_an_end_to_asking(service: FakeAkismet) -> None:
    """The control: each of them waits for its slow answer."""
    service.role, service.slow_seconds = Role.SLOW, 0.1
    with patch.multiple("comments.akismet.client", AKISMET_SECONDS=5, ASKING_SECONDS=1000):
        assert screen(*[undecided() for _ in range(8)]) == 8

    assert len(service.asked) == 8


@pytest.mark.once
def test_it_leaves_a_task_time_to_end_before_its_limits(settings: Any) -> None:
    assert client.ASKING_SECONDS + 5 <= settings.CELERY_TASK_SOFT_TIME_LIMIT
    assert settings.CELERY_TASK_TIME_LIMIT < limits.LEASE_SECONDS
    assert client.AKISMET_SECONDS < client.ASKING_SECONDS
