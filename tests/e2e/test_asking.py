"""A real worker and a service that is asked: caught, waited for, and decided once it is back."""

import itertools
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from comments import limits, tasks
from comments.models import Comment, Premoderation, Site
from comments.moderation import decisions
from comments.posting import threads
from tests.e2e.ledger import post
from tests.support import environment, factories
from tests.support.factories import NOON
from tests.support.fake_akismet import CERTAIN_SPAM, KEY, FakeAkismet
from tests.support.servers import Queue, wait_until
from tests.support.stack import Stack

pytestmark = pytest.mark.usefixtures("newsroom")
_keys = itertools.count()


@pytest.fixture
def service() -> Iterator[FakeAkismet]:
    with FakeAkismet() as fake:
        yield fake


@pytest.fixture
def worker(stack: Stack, newsroom: Site, service: FakeAkismet, tmp_path: Path) -> Iterator[Queue]:
    """In the place of the worker that knows no key."""
    Site.objects.update(premoderation=Premoderation.OBJECTIONS)
    threads.describe(factories.subject("newsroom", "foghorn", url="/science/foghorn/"))
    stack.worker.kill()
    settings = {"DATABASE_URL": environment.database_url(), "AKISMET_URL": service.url, "AKISMET_KEY": KEY}
    with Queue("worker", tmp_path, settings) as own:
        yield own


def posted(stack: Stack, name: str = "Ada") -> Comment:
    answer = post(stack.url, key=f"asking-{next(_keys)}", name=name)
    assert answer.status == 201
    assert answer.comment_id is not None
    return Comment.objects.get(pk=answer.comment_id)


def comes_to(comment: Comment, status: str) -> None:
    wait_until(lambda: factories.fresh(comment).status == status, seconds=15, what=f"{status}")


def check_found(comment: Comment, verdict: str) -> None:
    found = comment.findings.filter(check_name="akismet", verdict=verdict)
    wait_until(found.exists, seconds=15, what=f"{verdict} of Akismet")


def let_it_be_due(comment: Comment) -> None:
    Comment.objects.filter(pk=comment.pk).update(due=NOON)


def test_it_catches_spam_waits_while_the_service_is_down_and_decides_once_it_is_back(
    stack: Stack, service: FakeAkismet, worker: Queue
) -> None:
    honest, caught = posted(stack), posted(stack, name=CERTAIN_SPAM)
    comes_to(honest, "approved")
    comes_to(caught, "spam")

    service.stop()
    waiting, lurking = posted(stack), posted(stack, name=CERTAIN_SPAM)
    check_found(waiting, "hold")
    check_found(lurking, "hold")
    assert {factories.fresh(waiting).status, factories.fresh(lurking).status} == {"pending"}

    service.start()
    let_it_be_due(waiting)
    let_it_be_due(lurking)
    comes_to(waiting, "approved")
    comes_to(lurking, "spam")


def test_it_tells_the_service_where_a_moderator_disagrees(stack: Stack, service: FakeAkismet, worker: Queue) -> None:
    caught = posted(stack, name=CERTAIN_SPAM)
    comes_to(caught, "spam")
    earlier = timezone.now() - timedelta(seconds=limits.UNDO_SECONDS)
    decisions.approve(caught.pk, by=factories.moderator(), version=factories.fresh(caught).version, now=earlier)
    tasks.send_akismet_feedback.apply_async()
    wait_until(lambda: service.last.path.endswith("submit-ham"), seconds=15, what="the correction")

    assert service.last.fields == service.asked[0].fields
    assert KEY not in worker.said()
    assert "@example.org" not in worker.said()
