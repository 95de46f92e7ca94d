"""What is owed is sent from its row: once, again after a failure, and by one sender."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.db.transactions import writing
from comments.deliveries import channels, outbox, sending
from comments.deliveries.channels import SendOutcome
from comments.deliveries.outbox import Owed
from comments.models import Channel, Comment, Delivery
from comments.outbound.http import Fault, NoAnswer
from tests.support import factories
from tests.support.plans import plan_of, reads_a_table, searches, sorts
from tests.support.sender import send_due

pytestmark = pytest.mark.django_db(transaction=True)
KIND = "test.sending"
ONE, TWO = (Delivery.target_of(Channel.WEBHOOK, f"endpoint:{number}") for number in (1, 2))
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

    assert send_due() == 1
    assert send_due() == 0
    row.refresh_from_db()
    assert (row.state, row.attempts, row.answer, row.leased_until) == ("sent", 1, "250 OK", None)
    assert row.first_tried_at
    assert row.ended_at


def test_it_tries_again_later_until_it_is_too_late(answer: list[Answer]) -> None:
    def silent(delivery: Delivery) -> SendOutcome:
        raise NoAnswer(Fault.TOO_SLOW)

    answer[:] = [silent]
    (row,) = owe("endpoint:1")
    send_due()
    row.refresh_from_db()
    assert row.state == "owed"
    assert timezone.now() + timedelta(seconds=3) < row.due < timezone.now() + timedelta(seconds=10)
    assert row.answer == "The service did not answer in time."

    long_ago = timezone.now() - sending.GIVEN_UP_AFTER[Channel.WEBHOOK]
    states = []
    for attempts in (1, sending.FEWEST_ATTEMPTS - 1):
        Delivery.objects.update(due=timezone.now(), first_tried_at=long_ago, attempts=attempts)
        send_due()
        row.refresh_from_db()
        states.append((row.state, row.attempts))
    assert states == [("owed", 2), ("failed", sending.FEWEST_ATTEMPTS)]


def test_it_goes_on_behind_an_error_of_its_own(answer: list[Answer]) -> None:
    def broken(delivery: Delivery) -> SendOutcome:
        raise ZeroDivisionError

    answer.insert(0, broken)
    owe("endpoint:1", "endpoint:2")

    assert send_due() == 2
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["owed", "sent"]


def test_it_gives_each_row_to_one_sender_until_its_lease_is_over(answer: list[Answer]) -> None:
    owe("endpoint:1")
    target = ONE
    now = timezone.now()

    claimed = sending.claim(target, now=now)

    assert len(claimed) == 1
    assert sending.claim(target, now=now) == []
    assert sending.claim(target, now=now + sending.LEASE) == claimed


def test_it_does_not_send_what_was_stopped_meanwhile(answer: list[Answer]) -> None:
    (row,) = owe("endpoint:1")
    claimed = sending.claim(ONE)
    Delivery.objects.update(state="stopped", ended_at=timezone.now())

    assert sending.send_claimed(claimed[0]) is None
    row.refresh_from_db()
    assert row.state == "stopped"


def test_it_counts_no_attempt_for_what_is_given_back(answer: list[Answer]) -> None:
    (row,) = owe("endpoint:1")
    sending.release(sending.claim(ONE))
    row.refresh_from_db()

    assert (row.attempts, row.leased_until) == (0, None)


def test_it_sees_to_whom_something_is_due_whatever_is_owed_to_others(answer: list[Answer]) -> None:
    owe(*["endpoint:1"] * 40, "endpoint:2", "endpoint:3")
    Delivery.objects.filter(recipient="endpoint:3").update(due=timezone.now() + timedelta(minutes=1))

    assert sending.due_targets(timezone.now()) == [ONE, TWO]
    with CaptureQueriesContext(connection) as asked:
        sending.due_targets(timezone.now())
    assert len(asked) == 1
    assert sending.claim(TWO) == [Delivery.objects.get(recipient="endpoint:2").pk]


def test_it_keeps_that_it_was_sent_though_it_was_stopped_or_claimed_meanwhile(answer: list[Answer]) -> None:
    def meanwhile(delivery: Delivery) -> SendOutcome:
        changes = {"state": "stopped", "ended_at": timezone.now()} if delivery.recipient == "endpoint:1" else {}
        Delivery.objects.filter(pk=delivery.pk).update(attempts=7, **changes)
        return SendOutcome.sent()

    answer[:] = [meanwhile]
    owe("endpoint:1", "endpoint:2")
    send_due()

    assert list(Delivery.objects.values_list("state", flat=True)) == ["sent", "sent"]


def test_it_ends_what_nothing_sends_any_more_and_counts_no_attempt_until_then(answer: list[Answer]) -> None:
    (row,) = owe("endpoint:1")
    Delivery.objects.update(kind="of.another.release")
    send_due()
    row.refresh_from_db()
    first = (row.state, row.attempts, row.due > timezone.now())
    Delivery.objects.update(due=timezone.now(), happened_at=timezone.now() - timedelta(days=6))
    send_due()
    row.refresh_from_db()

    assert (first, row.state, row.answer) == (("owed", 0, True), "failed", "Nothing sends this any more.")


def test_it_notes_what_was_answered_once_the_database_is_back(
    answer: list[Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "_NOTE_PAUSES", (0.0, 0.0))
    owe("endpoint:1")
    (claimed,) = sending.claim(ONE)
    failures = [OperationalError("database is locked"), OperationalError("the connection is closed")]

    @contextmanager
    def writing_again() -> Iterator[None]:
        if failures:
            raise failures.pop()
        with writing():
            yield

    monkeypatch.setattr(sending, "writing", writing_again)
    sending.send_claimed(claimed)

    assert Delivery.objects.get().state == "sent"


def test_it_waits_ever_longer() -> None:
    pauses = [sending.pause_after(attempts).total_seconds() for attempts in range(1, 15)]

    assert pauses[:4] == [10, 20, 40, 80]
    assert pauses[-1] == sending.LONGEST_PAUSE.total_seconds()
    assert sending.pause_after(1000) == sending.LONGEST_PAUSE
    assert all(5 <= sending.pause_after(1, salt=salt).total_seconds() <= 10 for salt in range(50))


def test_it_brings_forward_what_a_clock_that_was_ahead_put_off(answer: list[Answer]) -> None:
    put_off, waits = owe("endpoint:1", "endpoint:2")
    now = timezone.now()
    longest = now + sending.LONGEST_PAUSE
    Delivery.objects.filter(pk=put_off.pk).update(due=now + timedelta(days=365), leased_until=now + timedelta(days=365))
    Delivery.objects.filter(pk=waits.pk).update(due=longest)

    assert sending.bring_forward(now) == 1
    assert send_due() == 1
    assert Delivery.objects.get(pk=waits.pk).due == longest


def test_it_sees_that_more_wait_to_be_screened_than_a_task_takes() -> None:
    now = timezone.now()
    for _ in range(sending.MANY_WAITING):
        comment = factories.waiting(now=now)
    assert not sending.is_screening_behind(now)

    factories.waiting(now=now)
    assert sending.is_screening_behind(now)
    Comment.objects.filter(pk=comment.pk).update(due=now + timedelta(hours=1))  # a service will be asked again
    assert not sending.is_screening_behind(now)


def test_it_finds_targets_and_their_rows_by_an_index_alone(answer: list[Answer]) -> None:
    owe("endpoint:1", "endpoint:2")
    now = timezone.now()
    first = Delivery.objects.filter(state="owed", target=ONE, due__lte=now).order_by("due")[:5]
    with writing():
        targets = plan_of(lambda: sending.due_targets(now))
        rows = plan_of(lambda: list(first))

    assert not reads_a_table(targets)
    assert "deliveries_due_to" in targets
    assert "deliveries_in_state" not in targets
    assert searches(rows, "deliveries_due_to", "target", "due") == 1
    assert not sorts(rows)
