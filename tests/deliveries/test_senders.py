"""The senders of a worker: side by side, and nobody waits for a target that hangs."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.utils import timezone

from comments.deliveries import channels, senders, sending
from comments.deliveries.channels import SendOutcome
from comments.models import Channel, Delivery
from tests.deliveries.test_sending import KIND, owe
from tests.support.servers import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hanging() -> Iterator[threading.Event]:
    """Until it is set, `endpoint:1` takes nothing; then it says that it does not answer."""
    event = threading.Event()

    def send(delivery: Delivery) -> SendOutcome:
        if delivery.recipient != "endpoint:1":
            return SendOutcome.sent()
        event.wait(10)
        return SendOutcome.retry("no answer", rests="endpoint:1")

    before = dict(channels._senders)
    channels.register(KIND, Channel.WEBHOOK, send)
    yield event
    event.set()
    channels._senders.clear()
    channels._senders.update(before)


def test_it_sends_to_others_while_one_hangs_and_then_leaves_that_one_alone(hanging: threading.Event) -> None:
    owe(*["endpoint:1"] * 40, *["endpoint:2"] * 10)
    stopping = threading.Event()
    running = threading.Thread(target=senders.Senders().send_until, args=(stopping,))
    running.start()
    try:
        others = Delivery.objects.filter(recipient="endpoint:2")
        wait_until(lambda: not others.filter(state="owed").exists(), seconds=10, what="sending to the others")
        hanging.set()
        wait_until(
            lambda: not Delivery.objects.exclude(leased_until=None).exists(), seconds=10, what="giving back the rest"
        )
    finally:
        stopping.set()
        running.join(10)

    tried = Delivery.objects.filter(recipient="endpoint:1", attempts__gt=0).count()
    assert 1 <= tried <= senders.PER_TARGET


@contextmanager
def working(*workers: senders.Senders) -> Iterator[None]:
    stopping = threading.Event()
    running = [threading.Thread(target=worker.send_until, args=(stopping,)) for worker in workers]
    for thread in running:
        thread.start()
    try:
        yield
    finally:
        stopping.set()
        for thread in running:
            thread.join(10)


def registered(send: channels.Send) -> None:
    channels.register(KIND, Channel.WEBHOOK, send)


def is_all_sent() -> bool:
    return not Delivery.objects.filter(state="owed").exists()


def test_it_sends_once_however_many_workers_there_are(hanging: threading.Event) -> None:
    sent: Counter[int] = Counter()

    def send(delivery: Delivery) -> SendOutcome:
        sent[delivery.pk] += 1
        return SendOutcome.sent()

    registered(send)
    owe(*["endpoint:1", "endpoint:2"] * 30)
    with working(senders.Senders(), senders.Senders()):
        wait_until(is_all_sent, seconds=20, what="sending all")

    assert (len(sent), set(sent.values())) == (60, {1})


def test_it_asks_nobody_before_the_time_that_they_named(hanging: threading.Event) -> None:
    asked: list[str] = []

    def send(delivery: Delivery) -> SendOutcome:
        asked.append(delivery.recipient)
        if delivery.recipient == "endpoint:2":
            return SendOutcome.sent()
        return SendOutcome.retry("429", not_before=timezone.now() + timedelta(hours=1))

    registered(send)
    owe(*["endpoint:1"] * 2 * sending.HANDFUL)
    with working(senders.Senders()):
        wait_until(lambda: len(asked) > 0, seconds=10, what="asking")
        owe("endpoint:2")
        wait_until(lambda: "endpoint:2" in asked, seconds=10, what="asking the other")

    assert asked.count("endpoint:1") <= senders.PER_TARGET
    assert not Delivery.objects.exclude(leased_until=None).exists()
