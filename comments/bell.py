"""Ringing the queue, never in the request: a frozen broker may hold a call for seconds, a dead one refuses it.

Ids go to a bounded queue in memory; one thread of this process passes them on by the handful, and waits for a broker
that is away. What does not fit is dropped: the sweep finds it by its row.
"""

import logging
import os
import queue
import threading
import time
from collections.abc import Callable

from comments import conf, tasks

log = logging.getLogger(__name__)

WAITING_MOST = 1000
SECONDS_BETWEEN = 0.1
SECONDS_AFTER_FAILURE = 2.0


class Bell:
    """`call` tells the broker of ids, and says whether it was heard."""

    def __init__(self, call: Callable[[list[int]], bool] = lambda ids: tasks.ring(ids)) -> None:
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

    def _start(self) -> None:
        thread = threading.Thread(target=self._pass_on, name="bell", daemon=True)
        try:
            thread.start()
        except RuntimeError as error:  # the system has no thread left; the next ring tries again
            log.warning("the queue could not be notified: %s", error)
            return
        self._thread = thread

    def _pass_on(self) -> None:
        while True:
            self._ring_until_heard(self._handful())
            time.sleep(SECONDS_BETWEEN)

    def _ring_until_heard(self, ids: list[int]) -> None:
        if self._call(ids):
            return
        log.warning("the broker cannot be reached; comments wait for it, for the sweep, or for a worker's own watch")
        while not self._call(ids):
            time.sleep(SECONDS_AFTER_FAILURE)
        log.warning("the broker can be reached again")

    def _handful(self) -> list[int]:
        ids = [self._ids.get()]
        while len(ids) < conf.SCREEN_HANDFUL and not self._ids.empty():
            ids.append(self._ids.get())
        return ids


bell = Bell()
clusters_bell = Bell(lambda ids: tasks.ring_for_clusters())
