"""Keeps threads that use the database and the forks of their process apart."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from django.db import connection

_of_this_thread = threading.local()


class ForkGate:
    """For one thread that lives as long as its process: each fork from now on waits while it uses the database.

    SQLite keeps in memory what its process has locked. A child that is forked in the middle of a statement takes that
    over, and waits for a lock that nobody will give back.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        acquire, release = self._lock.acquire, self._lock.release
        os.register_at_fork(before=acquire, after_in_parent=release, after_in_child=release)

    @contextmanager
    def using_database(self) -> Iterator[None]:
        """Hold forks back, and close this thread's connection at the end."""
        with self._lock:
            _of_this_thread.gate = self
            try:
                yield
            finally:
                _of_this_thread.gate = None
                connection.close()

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Within `using_database`: let forks pass, and close this thread's connection before."""
        connection.close()
        self._lock.release()
        try:
            yield
        finally:
            self._lock.acquire()


@contextmanager
def waiting_elsewhere() -> Iterator[None]:
    """Around waiting for a service outside: no fork need wait as long, where this thread has a gate at all."""
    gate: ForkGate | None = getattr(_of_this_thread, "gate", None)
    with gate.opened() if gate else nullcontext():
        yield
