"""The senders of one worker process: threads beside its pool, so that no mail server that hangs holds up screening.

One thread looks each second for who is owed something, and hands out a few rows at a time: never more than
PER_TARGET threads for one target, and none while it rests because it did not answer. So a target that hangs costs the
others nothing, and its thousand rows one time-out. Nothing here needs the broker. What waits for screening goes first.
"""

import logging
import os
import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import Error as DatabaseError
from django.utils import timezone

from comments.db.forks import ForkGate
from comments.db.transactions import cause
from comments.deliveries import sending
from comments.deliveries.channels import Fate, SendOutcome

log = logging.getLogger(__name__)

SENDERS = 8
PER_TARGET = 3  # one, while screening is behind
NICENESS = 10
SECONDS_BETWEEN_LOOKS = 1.0
FIRST_REST, LONGEST_REST = timedelta(seconds=5), timedelta(minutes=5)


@dataclass(frozen=True)
class Rest:
    """Until when a target is not asked, and for how long it was left alone this time."""

    until: datetime
    lasts: timedelta


class Senders:
    """Runs in one thread of a process, by `send_until`; every process of workers may have its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._in_hand: Counter[str] = Counter()
        self._rests: dict[str, Rest] = {}
        self._own = threading.local()

    def send_until(self, stopping: threading.Event) -> None:
        """Send what is owed until `stopping` is set; then finish what is being sent, and give the rest back."""
        gate = ForkGate()
        with ThreadPoolExecutor(SENDERS, thread_name_prefix="send", initializer=self._begin) as pool:
            while not stopping.is_set():
                self._done.clear()
                with gate.using_database():
                    has_handed_out = self._has_handed_out(pool, stopping)
                if not has_handed_out:
                    self._done.wait(SECONDS_BETWEEN_LOOKS)

    def _begin(self) -> None:
        """In each sender: with a gate of its own, none waits for another, and a fork of the pool waits for all.

        Screening has the processor first. On Linux each thread has a priority of its own; elsewhere it may have none.
        """
        self._own.gate = ForkGate()
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)

    def _has_handed_out(self, pool: ThreadPoolExecutor, stopping: threading.Event) -> bool:
        try:
            return self._hand_out(pool, stopping)
        except DatabaseError as error:
            log.warning("what is owed could not be read: %s", cause(error))
        except Exception:  # nobody would start this thread again
            log.exception("looking for what is owed failed")
        return False

    def _hand_out(self, pool: ThreadPoolExecutor, stopping: threading.Event) -> bool:
        """Claim rows for the senders that are free; True if there were any."""
        now = timezone.now()
        most = 1 if sending.is_screening_behind(now) else PER_TARGET
        with self._lock:
            free = SENDERS - self._in_hand.total()
            left_alone = {target for target, hands in self._in_hand.items() if hands >= most}
            left_alone |= {target for target, rest in self._rests.items() if now < rest.until}
        if free <= 0:
            return False
        targets = [target for target in sending.due_targets(now) if target not in left_alone]
        handfuls = self._claim(targets[:free], now)
        for target, ids in handfuls:
            with self._lock:
                self._in_hand[target] += 1
            pool.submit(self._send, target, ids, stopping)
        return bool(handfuls)

    def _claim(self, targets: Sequence[str], now: datetime) -> list[tuple[str, list[int]]]:
        claimed = ((target, sending.claim(target, now=now)) for target in targets)
        return [(target, ids) for target, ids in claimed if ids]

    def _send(self, target: str, ids: Sequence[int], stopping: threading.Event) -> None:
        left, end = list(ids), time.monotonic() + sending.HANDFUL_SECONDS
        try:
            with self._own.gate.using_database():  # opened while a service outside is waited for
                while left and time.monotonic() < end and not stopping.is_set() and not self._is_resting(target):
                    self._learn(target, sending.send_claimed(left.pop(0)))
                sending.release(left)
        except DatabaseError as error:  # their leases end
            log.warning("what was not sent could not be given back: %s", cause(error))
        except Exception:
            log.exception("a sender failed")
        finally:
            with self._lock:
                self._in_hand[target] -= 1
                if not self._in_hand[target]:
                    del self._in_hand[target]
            self._done.set()

    def _is_resting(self, target: str) -> bool:
        rest = self._rests.get(target)
        return rest is not None and timezone.now() < rest.until

    def _learn(self, target: str, outcome: SendOutcome | None) -> None:
        """Leave a target alone that did not answer, each time for twice as long, until it answers; or that asks so."""
        if outcome is None:
            return
        now = timezone.now()
        with self._lock:
            before = self._rests.pop(target, None)
            if before and now < before.until and outcome.fate == Fate.RETRY:  # the attempt began before this rest
                self._rests[target] = before
            elif outcome.rests:
                lasts = min(before.lasts * 2, LONGEST_REST) if before else FIRST_REST
                self._rests[target] = Rest(now + lasts, lasts)
            elif outcome.fate == Fate.RETRY and outcome.not_before and outcome.not_before > now:
                self._rests[target] = Rest(min(outcome.not_before, now + sending.LONGEST_PAUSE), FIRST_REST)
