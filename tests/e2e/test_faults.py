"""What is acknowledged is kept and screened once, whatever dies, freezes or repeats itself.

CHAOS_KILLS sets how often web and worker are killed while visitors post (3); CHAOS_SEED repeats a run.
"""

import os
import random
import time
from datetime import timedelta

import pytest
from django.db.models import F

from comments import posting, tasks
from comments.models import Comment
from tests import build
from tests.e2e.ledger import Ledger, oddly_decided, post, unscreened
from tests.servers import wait_until
from tests.stack import Stack

pytestmark = pytest.mark.usefixtures("newsroom")
ARTICLE = build.subject("newsroom", "foghorn", url="/science/foghorn/")


def let_time_pass(seconds: int = 120) -> None:
    """Everything that is due or leased becomes older."""
    earlier = timedelta(seconds=seconds)
    Comment.objects.exclude(due=None).update(due=F("due") - earlier, leased_until=F("leased_until") - earlier)


def all_screened(seconds: float) -> None:
    wait_until(lambda: unscreened() == 0, seconds=seconds, what="the screening of everything")
    assert oddly_decided() == []


@pytest.mark.parametrize("fault", ["kill", "freeze"])
def test_it_takes_comments_as_if_nothing_were_while_the_broker_is_gone(stack: Stack, fault: str) -> None:
    posting.describe(ARTICLE)  # a thread is not begun from elsewhere
    getattr(stack.broker, fault)()
    answers = [post(stack.url, key=f"gone-{fault}-{number}") for number in range(30)]
    assert {answer.status for answer in answers} == {201}
    if fault == "freeze":
        stack.broker.thaw()
    else:
        stack.broker.start()
    all_screened(seconds=15)


@pytest.mark.parametrize("fault", ["kill", "freeze"])
def test_it_screens_while_the_broker_stays_away(stack: Stack, fault: str) -> None:
    getattr(stack.broker, fault)()
    for _ in range(5):
        build.waiting(on=ARTICLE)
    let_time_pass()
    all_screened(seconds=20)


def test_it_finds_what_a_lost_message_left_behind(stack: Stack) -> None:
    comment = build.waiting(on=ARTICLE)
    Comment.objects.filter(pk=comment.pk).update(due=build.NOON)
    all_screened(seconds=15)


def test_it_screens_without_beat(stack: Stack) -> None:
    stack.beat.kill()
    build.waiting(on=ARTICLE)
    let_time_pass()
    all_screened(seconds=15)


def test_it_screens_once_when_a_task_comes_twenty_times(stack: Stack) -> None:
    ids = [build.waiting(on=ARTICLE).pk for _ in range(5)]
    for _ in range(20):
        assert tasks.ring(ids)
    all_screened(seconds=15)


def test_it_goes_on_after_a_worker_died_in_mid_task(stack: Stack) -> None:
    ids = [build.waiting(on=ARTICLE).pk for _ in range(200)]
    for start in range(0, len(ids), 20):
        tasks.ring(ids[start : start + 20])
    wait_until(lambda: unscreened() < len(ids), seconds=15, what="the first screening")
    stack.worker.kill()
    assert unscreened() > 0
    let_time_pass()
    stack.worker.start()
    all_screened(seconds=40)


def test_it_loses_nothing_and_decides_nothing_twice_when_web_and_worker_are_killed(stack: Stack) -> None:
    seed = int(os.environ.get("CHAOS_SEED", time.time_ns() % 1_000_000))
    print(f"CHAOS_SEED={seed}")
    chance = random.Random(seed)
    posting.describe(ARTICLE)
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
    let_time_pass()
    all_screened(seconds=60)
    print(f"acknowledged {len(ledger.acknowledged())}, lost 0, decided twice 0")
