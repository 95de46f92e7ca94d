"""What is owed is sent from its row: once, again after a failure, and by one sender."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from comments.db.transactions import writing
from comments.deliveries import channels, outbox, sending
from comments.deliveries.channels import SendOutcome
from comments.deliveries.outbox import Owed
from comments.deliveries.sending import DeliveryTarget
from comments.models import Channel, Delivery
from comments.outbound.http import Fault, NoAnswer

pytestmark = pytest.mark.django_db(transaction=True)
KIND = "test.sending"
Answer = Callable[[Delivery], SendOutcome]


@pytest.fixture
def answer() -> Iterator[list[Answer]]:
    """How the next attempts end; the last one for all that follow."""
    answers: list[Answer] = [lambda delivery: SendOutcome.sent("250 OK")]

    def send(delivery: Delivery) -> SendOutcome:
        return (answers.pop(0) if len(answers) > 1 else answers[0])(delivery)

    before = dict(channels._senders)
    for channel in Channel:
        channels.register(KIND, channel, send)
    yield answers
    channels._senders.clear()
    channels._senders.update(before)


def owe(*recipients: str, channel: Channel = Channel.WEBHOOK) -> list[Delivery]:
    rows = [Owed(KIND, channel, who, f"{KIND}:{channel}:{who}:{n}", None) for n, who in enumerate(recipients)]
    with writing():
        outbox.owe(rows, now=timezone.now())
    return list(Delivery.objects.order_by("pk"))


def test_it_sends_once(answer: list[Answer]) -> None:
    (row,) = owe("endpoint:1")

    assert sending.send_due() == 1
    assert sending.send_due() == 0
    row.refresh_from_db()
    assert (row.state, row.attempts, row.answer, row.leased_until) == ("sent", 1, "250 OK", None)
    assert row.first_tried_at
    assert row.ended_at


def test_it_tries_again_later_until_it_is_too_late(answer: list[Answer]) -> None:
    def silent(delivery: Delivery) -> SendOutcome:
        raise NoAnswer(Fault.TOO_SLOW)

    answer[:] = [silent]
    (row,) = owe("endpoint:1")
    sending.send_due()
    row.refresh_from_db()
    assert row.state == "owed"
    assert timezone.now() + timedelta(seconds=3) < row.due < timezone.now() + timedelta(seconds=10)
    assert row.answer == "The service did not answer in time."

    Delivery.objects.update(due=timezone.now(), first_tried_at=timezone.now() - sending.GIVEN_UP_AFTER[Channel.WEBHOOK])
    sending.send_due()
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("failed", 2)


def test_it_goes_on_behind_an_error_of_its_own(answer: list[Answer]) -> None:
    def broken(delivery: Delivery) -> SendOutcome:
        raise ZeroDivisionError

    answer.insert(0, broken)
    owe("endpoint:1", "endpoint:2")

    assert sending.send_due() == 2
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["owed", "sent"]


def test_it_gives_each_row_to_one_sender_until_its_lease_is_over(answer: list[Answer]) -> None:
    owe("endpoint:1")
    target = DeliveryTarget(Channel.WEBHOOK, "endpoint:1")
    now = timezone.now()

    claimed = sending.claim(target, now=now)

    assert len(claimed) == 1
    assert sending.claim(target, now=now) == []
    assert sending.claim(target, now=now + sending.LEASE) == claimed


def test_it_does_not_send_what_was_stopped_meanwhile(answer: list[Answer]) -> None:
    (row,) = owe("endpoint:1")
    claimed = sending.claim(DeliveryTarget(Channel.WEBHOOK, "endpoint:1"))
    Delivery.objects.update(state="stopped", ended_at=timezone.now())

    assert sending.send_claimed(claimed[0]) is None
    row.refresh_from_db()
    assert row.state == "stopped"


def test_it_counts_no_attempt_for_what_is_given_back(answer: list[Answer]) -> None:
    (row,) = owe("endpoint:1")
    sending.release(sending.claim(DeliveryTarget(Channel.WEBHOOK, "endpoint:1")))
    row.refresh_from_db()

    assert (row.attempts, row.leased_until) == (0, None)


def test_it_sees_others_behind_the_many_rows_of_one(answer: list[Answer]) -> None:
    owe(*["endpoint:1"] * sending.WINDOW, "endpoint:2")
    many = DeliveryTarget(Channel.WEBHOOK, "endpoint:1")

    assert sending.due_targets(timezone.now()) == [many]
    assert sending.due_targets(timezone.now(), without=[many]) == [DeliveryTarget(Channel.WEBHOOK, "endpoint:2")]


def test_it_waits_ever_longer() -> None:
    pauses = [sending.pause_after(attempts).total_seconds() for attempts in range(1, 15)]

    assert pauses[:4] == [10, 20, 40, 80]
    assert pauses[-1] == sending.LONGEST_PAUSE.total_seconds()
    assert sending.pause_after(1000) == sending.LONGEST_PAUSE
    assert all(5 <= sending.pause_after(1, salt=salt).total_seconds() <= 10 for salt in range(50))
