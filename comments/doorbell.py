"""Asks the worker for work, by the names of its tasks: at once, or behind a request that must not wait for the broker.

A frozen broker may hold a call for seconds, a dead one refuses it. So the ids that a request leaves go to a bounded
queue in memory; one thread of this process passes them on in batches, and waits for a broker that is away. What
does not fit is dropped: the sweep finds it by its row.
"""

import logging
import os
import queue
import threading
import time
from collections.abc import Callable, Sequence

from celery import current_app
from celery.exceptions import OperationalError
from django.db import transaction

log = logging.getLogger(__name__)

# The comments that one message asks for at most: a batch is screened in little more time than one.
SCREEN_BATCH = 20
MESSAGE_SECONDS = 60

WAITING_MOST = 1000
SECONDS_BETWEEN = 0.1
SECONDS_AFTER_FAILURE = 2.0


def queue_screening(ids: Sequence[int]) -> bool:
    """Queue the screening of these comments and what else is new. False when the broker did not take the message."""
    return _is_queued("comments.screen", list(ids))


def queue_screening_alone(ids: Sequence[int]) -> bool:
    """Queue the screening of these comments and no others. False when the broker did not take the message."""
    return _is_queued("comments.screen_alone", list(ids))


def queue_decisions_on_many() -> bool:
    """Queue the carrying out of decisions on many comments. False when the broker did not take the message."""
    return _is_queued("comments.decide_clusters")


def queue_trials() -> bool:
    """Queue the next handful of a trial of a rule. False when the broker did not take the message."""
    return _is_queued("comments.try_rules")


def queue_key_sets() -> bool:
    """Queue the fetching of hosts' keys that are due. False when the broker did not take the message."""
    return _is_queued("comments.fetch_key_sets")


def scheduled() -> set[str]:
    """The names of the tasks that beat starts, by the schedule of the Celery application that Django knows."""
    return {entry["task"] for entry in current_app.conf.beat_schedule.values()}


def _is_queued(task: str, *args: list[int]) -> bool:
    try:
        current_app.send_task(task, args, expires=MESSAGE_SECONDS)
    except (OperationalError, OSError) as error:
        log.debug("broker not reached: %s", error)
        return False
    return True


class Doorbell:
    """Notifies workers of rows to work on, without waiting for the broker.

    `call` takes at most SCREEN_BATCH ids to the broker, and returns whether it took them.
    """

    def __init__(self, call: Callable[[list[int]], bool]) -> None:
        self._call = call
        self._reset()

    def _reset(self) -> None:
        self._pid = os.getpid()
        self._ids: queue.Queue[int] = queue.Queue(WAITING_MOST)
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def ring(self, row_id: int) -> None:
        """Ask for its work to be done soon. Costs microseconds, never raises."""
        if self._pid != os.getpid():
            self._reset()
        try:
            self._ids.put_nowait(row_id)
        except queue.Full:
            return
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._start()

    def ring_after_commit(self, row_id: int) -> None:
        """Ring once the transaction has committed that is open now, or at once where none is."""
        transaction.on_commit(lambda: self.ring(row_id))

    def _start(self) -> None:
        thread = threading.Thread(target=self._pass_on, name="doorbell", daemon=True)
        try:
            thread.start()
        except RuntimeError as error:  # the system has no thread left; the next ring tries again
            log.warning("the queue could not be notified: %s", error)
            return
        self._thread = thread

    def _pass_on(self) -> None:
        while True:
            self._ring_until_heard(self._batch())
            time.sleep(SECONDS_BETWEEN)

    def _ring_until_heard(self, ids: list[int]) -> None:
        if self._call(ids):
            return
        log.warning("the broker cannot be reached; comments wait for it, for the sweep, or for a worker's own watch")
        while not self._call(ids):
            time.sleep(SECONDS_AFTER_FAILURE)
        log.warning("the broker can be reached again")

    def _batch(self) -> list[int]:
        ids = [self._ids.get()]
        while len(ids) < SCREEN_BATCH and not self._ids.empty():
            ids.append(self._ids.get())
        return ids


screening = Doorbell(lambda ids: queue_screening(ids))
decisions_on_many = Doorbell(lambda ids: queue_decisions_on_many())
trials = Doorbell(lambda ids: queue_trials())
key_sets = Doorbell(lambda ids: queue_key_sets())
