"""Telling Akismet what it is owed: later when it is down, once, in a bounded time, and without secrets."""

import logging
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection

from comments import tasks
from comments.akismet import client, feedback
from comments.models import Comment, Correction
from tests.support.asked_service import MINUTE, PATIENCE, SECOND, impatient, judged, questions, screen, undecided
from tests.support.disagreeing import DECIDED, LATER, called_spam, decide, owed, told
from tests.support.fake_akismet import KEY, FakeAkismet, Role
from tests.support.parallel import at_once

pytestmark = pytest.mark.django_db
in_real_transactions = pytest.mark.django_db(transaction=True)


def tells(service: FakeAkismet, comment: Comment, until: timedelta) -> datetime:
    """Until when it was tried, as it came due; each time without success."""
    now = LATER
    while (due := Correction.objects.get(comment=comment).due) and due < LATER + until:
        now = due
        assert feedback.send(now=now) == 0
    return now


@pytest.mark.parametrize("role", [Role.ERROR, Role.NO_KEY, Role.GARBAGE, Role.HAM, Role.SLOW])
def test_it_tells_later_when_the_service_was_down_for_hours(service: FakeAkismet, role: Role) -> None:
    comment = decide(judged(), "spam")
    service.role = role
    with impatient():
        tells(service, comment, timedelta(hours=5))
    service.role = Role.JUDGE
    service.asked.clear()
    due = Correction.objects.get(comment=comment).due
    assert due
    assert due <= LATER + timedelta(hours=11)

    assert feedback.send(now=due) == 1
    assert questions(service, "submit-spam") == [comment.asked]


def test_it_waits_longer_from_time_to_time(service: FakeAkismet) -> None:
    comment = decide(judged(), "spam")
    service.stop()
    times = [LATER]
    for _ in range(6):
        feedback.send(now=times[-1])
        times.append(Correction.objects.get(comment=comment).due or LATER)
    found = [(later - earlier) / MINUTE for earlier, later in pairwise(times)]

    assert all(0.8 * 2**n <= wait <= 2**n for n, wait in enumerate(found))


def test_it_gives_up_after_three_days(service: FakeAkismet, caplog: pytest.LogCaptureFixture) -> None:
    comment = decide(judged(), "spam")
    service.stop()
    last = tells(service, comment, timedelta(days=10))

    assert timedelta(days=3) <= last - LATER <= timedelta(days=3, hours=7)
    assert not owed(comment)
    assert "given up" in caplog.text


def test_it_does_not_take_for_told_what_it_gave_up(service: FakeAkismet) -> None:
    comment = decide(judged(), "spam")
    service.stop()
    tells(service, comment, timedelta(days=10))
    service.start()
    late = LATER + timedelta(days=4)
    decide(comment, "approve", now=late)
    feedback.send(now=late)

    assert told(service) == []


def test_it_keeps_a_task_short_however_slow_the_service_is(service: FakeAkismet) -> None:
    comments = [undecided() for _ in range(8)]
    screen(*comments)
    for comment in comments:
        decide(comment, "spam")
    service.role, service.slow_seconds = Role.SLOW, 0.25
    with patch.multiple("comments.akismet.client", AKISMET_SECONDS=0.5, ASKING_SECONDS=1.2):
        assert 1 <= feedback.send(now=LATER) <= 4


def test_it_stops_at_the_first_that_is_not_taken(service: FakeAkismet) -> None:
    for _ in range(4):
        decide(judged(), "spam")
    service.role = Role.SLOW
    with patch("comments.akismet.client.AKISMET_SECONDS", PATIENCE):
        feedback.send(now=LATER)

    assert told(service) == ["submit-spam"]
    service.role = Role.JUDGE
    assert feedback.send(now=LATER) == 3


def test_it_leaves_a_service_alone_that_rests(service: FakeAkismet) -> None:
    decide(judged(), "spam")
    service.role = Role.ERROR
    for _ in range(3):
        judged()
    feedback.send(now=LATER - SECOND)

    assert told(service) == []


def test_it_tells_a_bounded_number_longest_owed_first(service: FakeAkismet) -> None:
    late, early = judged(text="Late."), judged(text="Early.")
    decide(late, "spam", now=DECIDED)
    decide(early, "spam", now=DECIDED - SECOND)
    with patch.object(feedback, "ROWS", 1):
        feedback.send(now=LATER)

    assert [sent["comment_content"] for sent in questions(service, "submit-spam")] == ["Early."]


def test_it_is_a_task_that_beat_brings_every_minute(service: FakeAkismet, settings: Any) -> None:
    entry = settings.CELERY_BEAT_SCHEDULE[tasks.send_akismet_feedback.name]
    comment = decide(judged(), "spam")
    tasks.send_akismet_feedback()

    assert (entry["task"], entry["schedule"], entry["options"]["expires"]) == (
        tasks.send_akismet_feedback.name,
        60.0,
        60,
    )
    assert not owed(comment)


@in_real_transactions
def test_it_tells_once_when_two_workers_do_it_at_once(service: FakeAkismet) -> None:
    decide(judged(), "spam")
    counts = at_once([partial(feedback.send, now=LATER)] * 4)

    assert sorted(counts, key=str) == [0, 0, 0, 1]
    assert told(service) == ["submit-spam"]


@in_real_transactions
def test_it_tells_outside_of_any_transaction(service: FakeAkismet) -> None:
    decide(judged(), "spam")
    submit, held_open = client.submit_spam, []

    def watched(fields: Any, *, seconds: float) -> None:
        held_open.append(connection.in_atomic_block)
        submit(fields, seconds=seconds)

    with patch.object(client, "submit_spam", watched):
        feedback.send(now=LATER)

    assert held_open == [False]


@in_real_transactions
def test_it_takes_back_what_was_undone_while_it_was_told(service: FakeAkismet) -> None:
    comment = decide(called_spam(), "approve")
    submit = client.submit_ham

    def undone_meanwhile(fields: Any, *, seconds: float) -> None:
        submit(fields, seconds=seconds)
        decide(comment, "undo")

    with patch.object(client, "submit_ham", undone_meanwhile):
        assert feedback.send(now=LATER) == 1
    feedback.send(now=LATER + MINUTE)

    assert told(service) == ["submit-ham", "submit-spam"]


@in_real_transactions
def test_it_tells_again_when_a_worker_died_while_telling(service: FakeAkismet) -> None:
    decide(judged(), "spam")
    with patch.object(client, "submit_spam", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        feedback.send(now=LATER)

    assert feedback.send(now=LATER + feedback.LEASE - SECOND) == 0
    assert feedback.send(now=LATER + feedback.LEASE) == 1
    assert feedback.LEASE.total_seconds() > client.AKISMET_SECONDS


@pytest.mark.once
@pytest.mark.parametrize("role", [Role.JUDGE, Role.NO_KEY, Role.ERROR, Role.GARBAGE])
def test_it_writes_neither_the_key_nor_an_email_into_a_log(
    service: FakeAkismet, role: Role, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    comments = [undecided(email="ada@example.org") for _ in range(4)]
    screen(*comments)
    service.role, service.help = role, f"Key {KEY} of ada@example.org is not known."
    for comment in comments:
        decide(comment, "spam")
        feedback.send(now=LATER)
    feedback.send(now=LATER + timedelta(days=4))

    assert KEY not in caplog.text
    assert "ada@example.org" not in caplog.text
