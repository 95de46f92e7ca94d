"""What is acknowledged is kept and screened once, whatever dies, freezes or repeats itself.

CHAOS_KILLS sets how often web and worker are killed while visitors post (3); CHAOS_SEED repeats a run.
"""

import os
import random
import time
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from django.db.models import F
from django.utils import timezone

from comments import doorbell
from comments.models import Comment
from comments.posting import threads
from tests.e2e.ledger import Ledger, oddly_decided, post, unscreened
from tests.support import environment, factories
from tests.support.parallel import in_background
from tests.support.servers import Queue, wait_until
from tests.support.stack import Stack

pytestmark = pytest.mark.usefixtures("newsroom")
ARTICLE = factories.subject("newsroom", "foghorn", url="/science/foghorn/")


def due_in_an_hour() -> Comment:
    """A comment that only a message brings to a worker until then."""
    now = timezone.now()
    comment = factories.waiting(on=ARTICLE, now=now)
    Comment.objects.filter(pk=comment.pk).update(due=now + timedelta(hours=1))
    return comment


def become_due() -> None:
    """Now: the next sweep finds them, and a worker's own watch only ten seconds later."""
    Comment.objects.update(due=timezone.now())


def end_of_earlier_tasks() -> None:
    """A worker does one task after the other: behind all others, the screening of one more comment."""
    comment = due_in_an_hour()
    assert doorbell.queue_screening([comment.pk])
    wait_until(lambda: unscreened() == 0, seconds=15, what="the screening of one more")


def let_time_pass(worker: Queue) -> None:
    """Everything that is due or leased becomes older.

    No worker runs meanwhile: one that has just claimed comments finds them by the end of their lease.
    """
    assert not worker.running()
    earlier = timedelta(minutes=2)
    Comment.objects.exclude(due=None).update(due=F("due") - earlier, leased_until=F("leased_until") - earlier)


def all_screened(seconds: float) -> None:
    """Sooner than a lease ends."""
    wait_until(lambda: unscreened() == 0, seconds=seconds, what="the screening of everything")
    assert oddly_decided() == []


@pytest.mark.parametrize("fault", ["kill", "freeze"])
def test_it_takes_comments_as_if_nothing_were_while_the_broker_is_gone(stack: Stack, fault: str) -> None:
    threads.describe(ARTICLE)  # a thread is not begun from elsewhere
    getattr(stack.broker, fault)()
    answers = [post(stack.url, key=f"gone-{fault}-{number}") for number in range(30)]
    assert {answer.status for answer in answers} == {201}
    assert max(answer.seconds for answer in answers) < 1
    if fault == "freeze":
        stack.broker.thaw()
    else:
        stack.broker.start()
    all_screened(seconds=15)


@pytest.mark.once
def test_control_a_request_that_calls_a_frozen_broker_itself_waits_for_it(stack: Stack) -> None:
    doorbell.queue_screening([1])
    stack.broker.freeze()
    called = in_background(partial(doorbell.queue_screening, [1]))
    with pytest.raises(TimeoutError):
        called.result(1)
    stack.broker.thaw()
    called.result(20)


def test_it_screens_what_the_broker_forgot(stack: Stack) -> None:
    for server in (stack.worker, stack.beat):
        server.kill()
    stack.broker.ask(b"FLUSHALL")
    for _ in range(40):
        assert doorbell.queue_screening([due_in_an_hour().pk])
    assert stack.broker.messages() == 40
    stack.broker.kill()
    stack.broker.lose_everything()
    stack.broker.start()
    assert stack.broker.messages() == 0
    stack.heal()
    become_due()
    all_screened(seconds=8)


@pytest.mark.once
def test_control_messages_that_are_lost_stay_lost_where_nobody_looks_for_their_comments(stack: Stack) -> None:
    for server in (stack.worker, stack.beat):
        server.kill()
    doorbell.queue_screening([factories.waiting(on=ARTICLE).pk])
    Comment.objects.update(due=None)
    stack.broker.kill()
    stack.broker.lose_everything()
    stack.broker.start()
    doorbell.queue_screening([factories.waiting(on=ARTICLE).pk])
    stack.worker.start()
    wait_until(lambda: stack.broker.messages() == 0 and unscreened() < 2, seconds=15, what="the second screening")

    assert unscreened() == 1


@pytest.mark.once
def test_it_consumes_again_each_time_the_broker_restarts(stack: Stack) -> None:
    stack.beat.kill()
    for _ in range(int(os.environ.get("CHAOS_RESTARTS", "3"))):
        stack.broker.kill()
        stack.broker.start()
        comment = due_in_an_hour()
        wait_until(lambda: doorbell.queue_screening([comment.pk]), seconds=5, what="a broker that takes messages")  # noqa: B023
        wait_until(lambda: unscreened() == 0, seconds=15, what="the screening after a restart")


@pytest.mark.parametrize("fault", ["kill", "freeze"])
def test_it_screens_while_the_broker_stays_away(stack: Stack, fault: str) -> None:
    stack.beat.kill()
    end_of_earlier_tasks()  # a sweep would put off what comes now
    getattr(stack.broker, fault)()
    for _ in range(5):
        factories.waiting(on=ARTICLE)
    all_screened(seconds=20)


def test_it_finds_what_a_lost_message_left_behind(stack: Stack) -> None:
    due_in_an_hour()
    become_due()
    all_screened(seconds=8)


def test_it_screens_without_beat(stack: Stack) -> None:
    stack.beat.kill()
    factories.waiting(on=ARTICLE)
    all_screened(seconds=15)


@pytest.mark.once
def test_it_screens_once_when_two_beats_run(stack: Stack, tmp_path: Path) -> None:
    for _ in range(20):
        due_in_an_hour()
    with Queue("beat", tmp_path, {"DATABASE_URL": environment.database_url()}):
        become_due()
        all_screened(seconds=15)


def test_it_screens_once_when_a_task_comes_twenty_times(stack: Stack) -> None:
    ids = [factories.waiting(on=ARTICLE).pk for _ in range(5)]
    for _ in range(20):
        assert doorbell.queue_screening(ids)
    all_screened(seconds=15)


def test_it_goes_on_after_a_worker_died_in_mid_task(stack: Stack) -> None:
    for _ in range(5):  # until the kill comes before all are screened
        ids = [factories.waiting(on=ARTICLE).pk for _ in range(100)]
        for start in range(0, len(ids), 20):
            doorbell.queue_screening(ids[start : start + 20])
        wait_until(lambda: Comment.objects.filter(attempts__gt=0, pk__in=ids).exists(), seconds=15, what="a claim")  # noqa: B023
        stack.worker.kill()
        if unscreened():
            break
        stack.worker.start()
    assert unscreened() > 0
    let_time_pass(stack.worker)
    stack.worker.start()
    all_screened(seconds=40)


def test_it_loses_nothing_and_decides_nothing_twice_when_web_and_worker_are_killed(stack: Stack) -> None:
    seed = int(os.environ.get("CHAOS_SEED", time.time_ns() % 1_000_000))
    print(f"CHAOS_SEED={seed}")
    chance = random.Random(seed)
    threads.describe(ARTICLE)
    ledger = Ledger(stack.url)
    with ledger.visitors(4):
        for _ in range(int(os.environ.get("CHAOS_KILLS", "3"))):
            taken = len(ledger.answers)
            wait_until(lambda: len(ledger.answers) > taken + 10, seconds=30, what="ten more posts")  # noqa: B023
            time.sleep(chance.random() * 0.3)
            victim = chance.choice([stack.web, stack.worker])
            victim.kill()
            victim.start()
    assert len(ledger.acknowledged()) >= 30
    assert ledger.lost() == []
    stack.worker.kill()
    let_time_pass(stack.worker)
    stack.worker.start()
    all_screened(seconds=60)
    print(f"acknowledged {len(ledger.acknowledged())}, lost 0, decided twice 0")
