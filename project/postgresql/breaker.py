"""Whether the database is worth asking: after it did not answer, one at a time finds out whether it does again.

What `comments.outbound.breaker` knows of services outside stands in the database, which cannot be asked about itself.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg

log = logging.getLogger(__name__)

REST_SECONDS = 1.0


class Resting(psycopg.OperationalError):
    """Nobody was asked: the database did not answer a moment ago."""


class ConnectionBreaker:
    """A circuit breaker that the threads of a process share (Nygard, "Release It!"); closed at first.

    After a failure everybody is refused for `rest` seconds. Then one attempt is let through, and the others once it
    succeeded.
    """

    def __init__(self, *, rest: float = REST_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._rest = rest
        self._clock = clock
        self._lock = threading.Lock()
        self._rests_until: float | None = None
        self._is_tried = False

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Around anything that shows whether the database answers. Raises Resting while it is not worth a try."""
        self._begin()
        try:
            yield
        except BaseException as error:
            self.fail(error)
            raise
        self._succeed()

    def _begin(self) -> None:
        with self._lock:
            if self._rests_until is None:
                return
            if self._is_tried or self._clock() < self._rests_until:
                raise Resting("the database did not answer a moment ago")
            self._is_tried = True

    def _succeed(self) -> None:
        if self._rests_until is not None:
            with self._lock:
                self._rests_until, self._is_tried = None, False
            log.warning("the database answers again")

    def fail(self, error: BaseException) -> None:
        """Note that the database did not answer, also in the middle of a request."""
        with self._lock:
            is_news = self._rests_until is None
            self._rests_until, self._is_tried = self._clock() + self._rest, False
        if is_news:
            log.error("the database does not answer (%s): pages are sent in their last state", error)
