"""Connections to PostgreSQL that do not wait for ever."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.errors import _WaitTimeout

from project.postgresql.breaker import ConnectionBreaker

# The server ends a statement after five seconds by itself; one that is frozen, or cut off, cannot.
SECONDS = 7.0
# For the empty question whether a connection of the pool still works.
CHECK_SECONDS = 0.8

Value = TypeVar("Value")
breaker = ConnectionBreaker()
_asked = threading.local()


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Within, no answer that this thread waits for may take more than so many seconds."""
    _asked.seconds = seconds
    try:
        yield
    finally:
        del _asked.seconds


class Connection(psycopg.Connection[Any]):
    """Closes itself, with an OperationalError, when an answer takes more than SECONDS, or than `at_most` allows."""

    def wait(self, gen: PQGen[Value], interval: float = 0.1, timeout: float | None = None) -> Value:
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        seconds = getattr(_asked, "seconds", SECONDS)
        try:
            return super().wait(gen, interval, seconds)
        except _WaitTimeout:
            self.close()
            silence = psycopg.OperationalError(f"no answer from the database within {seconds:g} s")
            breaker.fail(silence)
            raise silence from None
