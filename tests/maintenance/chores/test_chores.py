"""Every chore in its turn, each failing alone."""

from datetime import timedelta
from functools import partial
from unittest.mock import patch

import pytest
from django.db import OperationalError

from comments import tasks
from comments.maintenance import chores
from comments.models import Comment, Upkeep
from comments.search import index
from tests.support import factories
from tests.support.factories import NOON
from tests.support.parallel import at_once

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=100)


@pytest.fixture(autouse=True)
def steady_clock() -> None:
    Upkeep.objects.create(pk=1, ran_at=LATER, resting_until=NOON)


def test_it_does_nothing_where_nothing_is_to_be_done(caplog: pytest.LogCaptureFixture) -> None:
    index.write_again([factories.published(now=LATER, submission_key="form:12345678").pk])
    factories.waiting(now=LATER)
    caplog.set_level("INFO", "comments")

    assert chores.run(now=LATER) == {}
    assert caplog.text == ""


def test_it_says_what_it_did(caplog: pytest.LogCaptureFixture) -> None:
    factories.published()
    caplog.set_level("INFO", "comments")

    assert chores.run(now=LATER)["addresses erased"] == 1
    assert "1 addresses erased" in caplog.text


def test_it_goes_on_when_the_database_refuses_one_chore(caplog: pytest.LogCaptureFixture) -> None:
    factories.published(submission_key="form:12345678")
    with patch.dict(chores.FORGETTING, {"spam purged": lambda now: _refused()}):
        done = chores.run(now=LATER)

    assert {"addresses erased", "submission keys deleted"} <= set(done)
    assert "spam purged" not in done
    assert "spam purged: postponed" in caplog.text


def _refused() -> int:
    raise OperationalError("canceling statement due to statement timeout")


def test_it_is_a_task_of_the_worker() -> None:
    factories.waiting(submission_key="form:12345678")
    Comment.objects.update(due=None)
    tasks.run_chores()

    assert Comment.objects.get().due


@pytest.mark.django_db(transaction=True)
def test_it_does_no_harm_when_two_schedulers_have_it_done_at_once() -> None:
    published = [factories.published(submission_key=f"form:1234567{number}") for number in range(5)]
    spam = [factories.waiting() for _ in range(5)]
    ids = [comment.pk for comment in spam]
    Comment.objects.filter(pk__in=ids).update(status="spam", moved_at=NOON, due=None)
    answers = at_once([partial(chores.run, now=LATER)] * 4)

    totals = [answer.get("spam purged", 0) for answer in answers if isinstance(answer, dict)]
    assert len(totals) == 4
    assert sum(totals) == 5
    assert set(Comment.objects.values_list("pk", flat=True)) == {comment.pk for comment in published}
    assert not Comment.objects.with_traces().exists()
