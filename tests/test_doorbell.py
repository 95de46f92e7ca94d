"""Ringing the queue costs a visitor nothing, whatever the broker does. Needs no database."""

import os
import queue
import threading
from collections.abc import Iterator
from unittest.mock import patch

import pytest

from comments import doorbell as doorbells
from comments.doorbell import SCREEN_BATCH, Doorbell

pytestmark = [pytest.mark.once, pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")]


class Broker:
    """Stands where the broker is called: notes what was queued, and answers when it may."""

    def __init__(self) -> None:
        self.calls: queue.Queue[list[int]] = queue.Queue()
        self.may_answer = threading.Event()
        self.may_answer.set()
        self.takes_it = True
        self.fails = False
        self.is_over = False
        self.caller = ""

    def ring(self, ids: list[int]) -> bool:
        self.caller = threading.current_thread().name
        self.calls.put(list(ids))
        self.may_answer.wait(60)
        if self.fails:
            raise RuntimeError
        if self.is_over:
            raise SystemExit  # which ends a thread without a word
        return self.takes_it

    def next_call(self) -> list[int]:
        return self.calls.get(timeout=5)

    def next_other_call(self, *, than: list[int]) -> list[int]:
        while (ids := self.next_call()) == than:
            continue
        return ids


@pytest.fixture
def broker() -> Iterator[Broker]:
    broker = Broker()
    with (
        patch("comments.doorbell.SECONDS_BETWEEN", 0),
        patch("comments.doorbell.SECONDS_AFTER_FAILURE", 0.01),
    ):
        yield broker


@pytest.fixture
def doorbell(broker: Broker) -> Iterator[Doorbell]:
    doorbell = Doorbell(broker.ring)
    yield doorbell
    broker.is_over = True
    broker.may_answer.set()
    doorbell.ring(0)
    assert doorbell._thread
    doorbell._thread.join(30)


def test_it_passes_an_id_on(doorbell: Doorbell, broker: Broker) -> None:
    doorbell.ring(7)

    assert broker.next_call() == [7]


def test_it_passes_ids_on_by_the_handful(doorbell: Doorbell, broker: Broker) -> None:
    broker.may_answer.clear()
    doorbell.ring(0)
    assert broker.next_call() == [0]
    for number in range(1, 2 * SCREEN_BATCH):
        doorbell.ring(number)
    broker.may_answer.set()

    assert broker.next_call() == list(range(1, SCREEN_BATCH + 1))
    assert broker.next_call() == list(range(SCREEN_BATCH + 1, 2 * SCREEN_BATCH))


def test_it_calls_the_broker_in_a_thread_of_its_own(doorbell: Doorbell, broker: Broker) -> None:
    doorbell.ring(7)
    broker.next_call()

    assert broker.caller == "doorbell"


def test_it_does_not_wait_for_a_frozen_broker(doorbell: Doorbell, broker: Broker) -> None:
    broker.may_answer.clear()
    for number in range(500):
        doorbell.ring(number)

    assert broker.next_call() == [0]
    assert broker.calls.empty(), "still in the first call, with all rung"


def test_it_drops_what_does_not_fit(doorbell: Doorbell, broker: Broker) -> None:
    broker.may_answer.clear()
    doorbell.ring(0)
    broker.next_call()
    for number in range(1, doorbells.WAITING_MOST + 100):
        doorbell.ring(number)
    broker.may_answer.set()

    passed_on: list[int] = []
    while len(passed_on) < doorbells.WAITING_MOST:
        passed_on += broker.next_call()
    assert passed_on == list(range(1, doorbells.WAITING_MOST + 1))
    assert broker.calls.empty()


def test_it_rings_until_the_broker_is_back(doorbell: Doorbell, broker: Broker) -> None:
    broker.takes_it = False
    doorbell.ring(1)
    refused = [broker.next_call() for _ in range(3)]
    broker.takes_it = True
    doorbell.ring(2)

    assert refused == [[1]] * 3
    assert broker.next_other_call(than=[1]) == [2]


def test_it_says_once_that_the_broker_is_away(
    doorbell: Doorbell, broker: Broker, caplog: pytest.LogCaptureFixture
) -> None:
    broker.takes_it = False
    doorbell.ring(1)
    for _ in range(5):
        broker.next_call()

    assert len(caplog.records) == 1


def test_it_rests_longer_after_a_refusal() -> None:
    assert doorbells.SECONDS_AFTER_FAILURE > 10 * doorbells.SECONDS_BETWEEN


def test_it_starts_again_after_an_error_nobody_thought_of(doorbell: Doorbell, broker: Broker) -> None:
    broker.fails = True
    doorbell.ring(1)
    thread = doorbell._thread
    assert thread
    thread.join(30)
    broker.fails = False
    doorbell.ring(2)

    assert [broker.next_call(), broker.next_call()] == [[1], [2]]


def test_it_refuses_nobody_when_the_system_has_no_thread_left(doorbell: Doorbell, broker: Broker) -> None:
    with patch("comments.doorbell.threading.Thread.start", side_effect=RuntimeError):
        doorbell.ring(1)
    doorbell.ring(2)

    assert broker.next_call() == [1, 2]


def test_it_begins_anew_in_a_forked_process(doorbell: Doorbell, broker: Broker) -> None:
    in_the_parent = patch("comments.doorbell.os.getpid", return_value=os.getpid() + 1)
    with in_the_parent, patch("comments.doorbell.threading.Thread.start", side_effect=RuntimeError):
        doorbell._reset()
        doorbell.ring(1)
    doorbell.ring(2)

    assert broker.next_call() == [2]
