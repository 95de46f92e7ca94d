"""What is forgotten with time."""

from datetime import timedelta
from unittest.mock import patch

import pytest

from comments import conf, housekeeping
from comments.models import Comment, Pace, Submission
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db


def forget(**after: float) -> None:
    housekeeping.forget(now=NOON + timedelta(**after))


def test_it_forgets_a_pace_that_limits_nobody_any_more() -> None:
    Pace.objects.create(site=build.site(), key="email:ada@example.org", arrival=NOON.timestamp())

    forget(seconds=conf.PACE_SECONDS)
    assert Pace.objects.exists()
    forget(seconds=conf.PACE_SECONDS + 1)
    assert not Pace.objects.exists()


def test_it_forgets_an_old_submission_key_but_not_its_comment() -> None:
    build.waiting(submission_key="form:12345678")

    forget(days=conf.SUBMISSION_DAYS)
    assert Submission.objects.exists()
    forget(days=conf.SUBMISSION_DAYS, seconds=1)
    assert not Submission.objects.exists()
    assert Comment.objects.count() == 1


def test_it_forgets_a_bounded_number_at_a_time() -> None:
    for number in range(3):
        Pace.objects.create(site=build.site(), key=f"net:192.0.2.{number}", arrival=0)
    with patch("comments.conf.FORGET_ROWS", 2):
        forget()

    assert Pace.objects.count() == 1
