"""The senders of a worker: side by side, and nobody waits for a target that hangs."""

import threading
from collections.abc import Iterator

import pytest

from comments.deliveries import channels, senders
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
